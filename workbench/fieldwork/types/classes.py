"""Do firms fall into types by themselves: latent classes, k-means, how many, and how stable."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.hypotheses._latent_classes import Mixture, adjusted_rand, mixture

FEWEST = 50  # firms with all inputs, below which nothing is looked for
TYPES, MOST = 5, 8
STARTS, STEPS = 6, 40
MOST_ROWS = 1000  # so many firms at most tell how many classes there are, and how stable
REFERENCES = 10  # sets without any types that the gap statistic compares with
MIXTURE_STARTS = 4

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Classes:
    """What the data say by themselves.

    `numbers` has a row a number of classes (classes, bic, gap, gap_error, stability); `by_bic`
    and `by_gap` are the numbers found best; `k_means` and `latent` hold the class of each firm
    among five.
    """

    numbers: pd.DataFrame
    by_bic: int
    by_gap: int
    k_means: pd.Series
    latent: pd.Series


def classes_of(inputs: pd.DataFrame, *, seed: int = 0, resamples: int = 10) -> Classes | None:
    """Latent classes and k-means of firms, one class to eight.

    Parameters
    ----------
    inputs
        One row a firm, one column an input; firms with a missing input are left out.
    seed
        Of the random numbers.
    resamples
        How often firms are drawn anew to see whether k-means finds the same classes.

    Returns
    -------
    None if fewer than fifty firms have all inputs, or an input does not vary.

    Notes
    -----
    BIC of normal mixtures (Schwarz 1978); the gap statistic with the rule of one standard error
    (Tibshirani, Walther and Hastie 2001, Journal of the Royal Statistical Society B 63);
    stability is the mean adjusted Rand index (Hubert and Arabie 1985). Of more than a thousand
    firms the last two look at a thousand, drawn by chance: they draw anew many times.
    """
    known = inputs.dropna().sort_index()
    if len(known) < FEWEST or (known.std() == 0).any():
        return None
    values = ((known - known.mean()) / known.std()).to_numpy()
    random = np.random.default_rng(seed)
    fits = {k: mixture(values, k, random, starts=MIXTURE_STARTS) for k in range(1, MOST + 1)}
    means = {k: k_means(values[None], k, random)[0][0] for k in range(1, MOST + 1)}
    few = _some(values, random)
    numbers = gap_statistic(values[few], random)
    numbers["bic"] = [fit.bic for fit in fits.values()]
    numbers["stability"] = [
        stability(values[few], means[k][few], k, resamples, random) if k > 1 else np.nan
        for k in means
    ]
    return Classes(
        numbers[["classes", "bic", "gap", "gap_error", "stability"]],
        int(numbers["bic"].to_numpy().argmin()) + 1,
        best_by_gap(numbers),
        pd.Series(means[TYPES] + 1, known.index, name="k_means"),
        pd.Series(_classes(fits[TYPES], values) + 1, known.index, name="latent"),
    )


def _some(values: Floats, random: np.random.Generator) -> Whole:
    """The places of all rows, or of a thousand that are drawn where there are more."""
    if len(values) <= MOST_ROWS:
        return np.arange(len(values))
    return np.sort(random.choice(len(values), MOST_ROWS, replace=False))


def _classes(fit: Mixture, values: Floats) -> Whole:
    return np.asarray(fit.classes(values), dtype=np.int64)


def k_means(
    sets: Floats, count: int, random: np.random.Generator, *, starts: int = STARTS
) -> tuple[Whole, Floats]:
    """The best of several starts of k-means for several sets of rows at once.

    Parameters
    ----------
    sets
        Sets x rows x inputs.
    count
        How many classes.
    random
        Draws the rows that each start begins with.
    starts
        How many starts.

    Returns
    -------
    The class of each row (sets x rows), and the sum of squares within classes of each set.

    Notes
    -----
    Lloyd 1982, IEEE Transactions on Information Theory 28. A class that loses all rows keeps its
    centre.

    Examples
    --------
    >>> rows = np.array([[[0.0], [0.1], [5.0], [5.2]]])
    >>> classes, within = k_means(rows, 2, np.random.default_rng(0))
    >>> bool(classes[0, 0] == classes[0, 1] != classes[0, 2]), within.round(3).tolist()
    (True, [0.025])
    """
    n_sets, n_rows, _ = sets.shape
    own = np.repeat(sets, starts, axis=0)
    first = random.random((n_sets * starts, n_rows)).argsort(axis=1)[:, :count]
    centres = np.take_along_axis(own, first[:, :, None], axis=1)
    classes = np.full((n_sets * starts, n_rows), -1)
    for _ in range(STEPS):
        nearest = _squares(own, centres).argmin(axis=2)
        if (nearest == classes).all():
            break
        classes = nearest
        belongs = (classes[:, :, None] == np.arange(count)).astype("float64")
        held = belongs.sum(axis=1)[:, :, None]
        sums = belongs.transpose(0, 2, 1) @ own
        centres = np.where(held > 0, sums / np.maximum(held, 1), centres)
    within = _squares(own, centres).min(axis=2).sum(axis=1).reshape(n_sets, starts)
    best = within.argmin(axis=1)
    rows = classes.reshape(n_sets, starts, n_rows)[np.arange(n_sets), best]
    return np.asarray(rows, dtype=np.int64), within.min(axis=1)


def _squares(rows: Floats, centres: Floats) -> Floats:
    """Squared distances, sets x rows x centres."""
    cross = rows @ centres.transpose(0, 2, 1)
    squares = (rows**2).sum(axis=2)[:, :, None] + (centres**2).sum(axis=2)[:, None, :]
    found: Floats = np.maximum(squares - 2 * cross, 0)
    return found


def gap_statistic(values: Floats, random: np.random.Generator) -> pd.DataFrame:
    """How much tighter k classes are than in rows without any: classes, gap, gap_error.

    Parameters
    ----------
    values
        Rows x inputs.
    random
        Draws the reference sets, uniform over the range of each principal axis.
    """
    middle = values.mean(axis=0)
    _, _, axes = np.linalg.svd(values - middle, full_matrices=False)
    turned = (values - middle) @ axes.T
    low, high = turned.min(axis=0), turned.max(axis=0)
    drawn = low + (high - low) * random.random((REFERENCES, *turned.shape))
    rows = []
    for count in range(1, MOST + 1):
        ours = np.log(k_means(values[None], count, random)[1][0])
        theirs = np.log(k_means(drawn, count, random, starts=2)[1])
        error = theirs.std() * np.sqrt(1 + 1 / REFERENCES)
        rows.append((count, float(theirs.mean() - ours), float(error)))
    return pd.DataFrame(rows, columns=["classes", "gap", "gap_error"])


def best_by_gap(numbers: pd.DataFrame) -> int:
    """The fewest classes whose gap is within one standard error of that of one class more."""
    gap, error = numbers["gap"].to_numpy(), numbers["gap_error"].to_numpy()
    enough = gap[:-1] >= gap[1:] - error[1:]
    return int(numbers["classes"].iloc[int(enough.argmax())]) if enough.any() else MOST


def stability(
    values: Floats, ours: Whole, count: int, resamples: int, random: np.random.Generator
) -> float:
    """The mean agreement of our classes with those of rows drawn anew, carried to all rows."""
    picked = random.integers(0, len(values), (resamples, len(values)))
    drawn = values[picked]
    classes, _ = k_means(drawn, count, random, starts=3)
    found = []
    for rows, own in zip(drawn, classes, strict=True):
        known = np.flatnonzero(np.bincount(own, minlength=count))
        centres = np.stack([rows[own == one].mean(axis=0) for one in known])
        again = _squares(values[None], centres[None])[0].argmin(axis=1)
        found.append(adjusted_rand(ours, again))
    return float(np.mean(found))
