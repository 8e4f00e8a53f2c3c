"""How many kinds of firms are there: mixtures of normal profiles, and how firmly they stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STARTS, FEW_STARTS, STEPS = 12, 3, 200
ENOUGH = 1e-5  # the gain in log likelihood for one observation below which fitting stops
SPREAD = 0.05  # the least variance of an input within a class, all inputs having variance 1


@dataclass(frozen=True)
class Mixture:
    """A mixture of classes with independent normal inputs within each.

    `shares` of the classes, their `means` and `variances` (classes x inputs), the log likelihood
    and the Bayesian information criterion, of which the least is best.
    """

    shares: np.ndarray
    means: np.ndarray
    variances: np.ndarray
    log_likelihood: float
    bic: float

    def classes(self, inputs: np.ndarray) -> np.ndarray:
        """The likeliest class of each row."""
        parts = _log_parts(inputs, self.shares[None], self.means[None], self.variances[None])
        return np.asarray(parts[0].argmax(axis=1))


def mixture(
    inputs: np.ndarray, n_classes: int, random: np.random.Generator, *, starts: int = STARTS
) -> Mixture:
    """The likeliest mixture of so many classes, from several random starts at once.

    Parameters
    ----------
    inputs
        Rows of standardised inputs without missing values.
    n_classes
        How many classes.
    random
        Draws the rows at which the classes of each start are put.
    starts
        How many starts; the likeliest result counts.

    Notes
    -----
    Expectation and maximisation (Dempster, Laird and Rubin 1977). Inputs are independent within
    a class, which is latent profile analysis; BIC = -2 ln L + parameters x ln n (Schwarz 1978).

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> two = np.concatenate([random.normal(-3, 1, (50, 2)), random.normal(3, 1, (50, 2))])
    >>> fits = [mixture(two / two.std(axis=0), k, random) for k in (1, 2, 3)]
    >>> int(np.argmin([fit.bic for fit in fits])) + 1
    2
    """
    n, width = inputs.shape
    rows = random.random((starts, n)).argsort(axis=1)[:, :n_classes]
    means = inputs[rows]
    variances = np.ones_like(means)
    shares = np.full((starts, n_classes), 1 / n_classes)
    best = np.full(starts, -np.inf)
    for _ in range(STEPS):
        parts = _log_parts(inputs, shares, means, variances)
        top = parts.max(axis=2, keepdims=True)
        weights = np.exp(parts - top)
        total = weights.sum(axis=2, keepdims=True)
        likelihood = (top + np.log(total)).sum(axis=(1, 2))
        weights /= total
        if (likelihood - best).max() < ENOUGH * n:
            break
        best = likelihood
        shares, means, variances = _maximised(inputs, weights)
    winner = int(best.argmax())
    n_parameters = 2 * n_classes * width + n_classes - 1
    return Mixture(
        shares[winner],
        means[winner],
        variances[winner],
        float(best[winner]),
        float(-2 * best[winner] + n_parameters * np.log(n)),
    )


def stability(
    inputs: np.ndarray, found: Mixture, resamples: int, random: np.random.Generator
) -> np.ndarray:
    """How alike the classes of all rows are when the mixture is fitted to rows drawn anew.

    Returns one adjusted Rand index a resample: 1 for the same classes, 0 for what chance gives.
    """
    ours = found.classes(inputs)
    values = []
    for _ in range(resamples):
        rows = random.integers(0, len(inputs), len(inputs))
        again = mixture(inputs[rows], len(found.shares), random, starts=FEW_STARTS)
        values.append(adjusted_rand(ours, again.classes(inputs)))
    return np.array(values)


def adjusted_rand(first: np.ndarray, second: np.ndarray) -> float:
    """How far two partitions agree beyond chance: 1 if they are the same.

    Notes
    -----
    Hubert and Arabie (1985), Journal of Classification 2.

    Examples
    --------
    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = np.zeros((first.max() + 1, second.max() + 1))
    np.add.at(table, (first, second), 1)

    def pairs(counts: np.ndarray) -> float:
        return float((counts * (counts - 1) / 2).sum())

    rows, columns = pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    chance = rows * columns / pairs(np.array([len(first)]))
    most = (rows + columns) / 2
    return 1.0 if most == chance else (pairs(table) - chance) / (most - chance)


def _log_parts(
    inputs: np.ndarray, shares: np.ndarray, means: np.ndarray, variances: np.ndarray
) -> np.ndarray:
    """Log of share times density: starts x rows x classes."""
    precision = 1 / variances
    squares = inputs**2 @ precision.transpose(0, 2, 1)
    squares -= 2 * (inputs @ (means * precision).transpose(0, 2, 1))
    squares += (means**2 * precision).sum(axis=2)[:, None, :]
    constant = np.log(2 * np.pi * variances).sum(axis=2)[:, None, :]
    return np.asarray(np.log(shares)[:, None, :] - (squares + constant) / 2)


def _maximised(
    inputs: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Shares, means and variances given how far each row belongs to each class."""
    held = weights.sum(axis=1) + 1e-9
    means = weights.transpose(0, 2, 1) @ inputs / held[:, :, None]
    squares = weights.transpose(0, 2, 1) @ inputs**2 / held[:, :, None]
    variances = np.maximum(squares - means**2, SPREAD)
    return held / held.sum(axis=1, keepdims=True), means, variances
