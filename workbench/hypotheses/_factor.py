"""Do questions measure one thing or several: confirmatory factor analysis by maximum likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem

UNIQUE = 1e-3  # the least variance an item keeps to itself
PERFECT = 0.999


@dataclass(frozen=True)
class FactorModel:
    """A fitted factor model, and how well it fits.

    `loadings` are standardised, by item; `factor` names the factor of each. `correlations` of
    the factors have standard errors in `std_errors`. `omega` is the share of the variance of the
    sum of each factor's items that the factor explains (McDonald 1999).
    """

    loadings: pd.Series
    factor: pd.Series
    correlations: pd.DataFrame
    std_errors: pd.DataFrame
    chi_square: float
    degrees: int
    p_value: float
    cfi: float
    rmsea: float
    omega: pd.Series
    n: int


def factor_model(answers: pd.DataFrame, factor: pd.Series) -> FactorModel:
    """Fit a model in which each item loads on one factor, and the factors may be correlated.

    Parameters
    ----------
    answers
        One row a respondent, one column an item; rows with a missing answer are left out.
    factor
        The factor of each item, by its name.

    Returns
    -------
    A `FactorModel`. Of one factor with three items nothing is left to test: it fits any
    correlations, degrees are 0, and p_value and rmsea are missing.

    Raises
    ------
    ParameterError
        If there are fewer than three items a factor, an item does not vary or repeats another,
        or respondents are fewer than items.

    Notes
    -----
    Maximum likelihood on the correlations: the least of ln |Sigma| + tr(R Sigma^-1) - ln |R| - p
    for Sigma = Lambda Phi Lambda' + Psi (Joreskog 1969, Psychometrika 34); chi-square is n - 1
    times it. Standard errors from the expected information. CFI against a model without any
    correlation (Bentler 1990); RMSEA of Steiger (1990).

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> one = random.standard_normal((400, 1)) + random.standard_normal((400, 4))
    >>> found = factor_model(pd.DataFrame(one, columns=list("abcd")), pd.Series("f", list("abcd")))
    >>> found.degrees, bool(found.p_value > 0.05), found.loadings.round(1).tolist()
    (2, True, [0.7, 0.7, 0.7, 0.7])
    """
    from scipy.optimize import minimize
    from scipy.special import chdtrc

    known = answers[list(factor.index)].dropna()
    n, p = known.shape
    names, place = np.unique(factor.to_numpy(), return_inverse=True)
    correlations = _correlations(known, np.bincount(place))
    shape = _Shape(place, len(names))
    solved = minimize(
        shape.discrepancy,
        shape.start(correlations),
        args=(correlations,),
        jac=True,
        bounds=shape.bounds,
        method="L-BFGS-B",
        options={"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-7},
    )
    chi_square = (n - 1) * max(float(solved.fun), 0.0)
    degrees = p * (p + 1) // 2 - len(solved.x)
    nothing = -(n - 1) * float(np.linalg.slogdet(correlations)[1])
    excess = max(chi_square - degrees, 0.0)
    of_nothing = max(nothing - p * (p - 1) / 2, excess, 1e-12)
    loadings, phi, unique = shape.parts(solved.x)
    labels = pd.Index(names)
    return FactorModel(
        loadings=pd.Series(loadings[np.arange(p), place], factor.index),
        factor=factor,
        correlations=pd.DataFrame(phi, labels, labels),
        std_errors=pd.DataFrame(shape.std_errors(solved.x, n), labels, labels),
        chi_square=chi_square,
        degrees=degrees,
        p_value=float(chdtrc(degrees, chi_square)) if degrees else np.nan,
        cfi=1 - excess / of_nothing,
        rmsea=float(np.sqrt(excess / (degrees * (n - 1)))) if degrees else np.nan,
        omega=pd.Series(_omega(loadings, unique), labels),
        n=n,
    )


class _Shape:
    """Which parameters a model has: loadings, correlations of factors, variances of its own."""

    def __init__(self, place: np.ndarray, n_factors: int) -> None:
        self.place, self.p, self.k = place, len(place), n_factors
        self.pairs = np.triu_indices(n_factors, 1)
        n_pairs = len(self.pairs[0])
        self.bounds = (
            [(-1.5, 1.5)] * self.p + [(-PERFECT, PERFECT)] * n_pairs + [(UNIQUE, 2.0)] * self.p
        )

    def start(self, correlations: np.ndarray) -> np.ndarray:
        """Loadings 0.7 of the sign of their factor's first item, factors correlated by 0.3."""
        first = np.array([np.flatnonzero(self.place == one)[0] for one in range(self.k)])
        sign = np.where(correlations[np.arange(self.p), first[self.place]] < 0, -1.0, 1.0)
        return np.concatenate([0.7 * sign, np.full(len(self.pairs[0]), 0.3), np.full(self.p, 0.5)])

    def parts(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Loadings (items x factors), correlations of factors, variances of their own."""
        loadings = np.zeros((self.p, self.k))
        loadings[np.arange(self.p), self.place] = theta[: self.p]
        phi = np.eye(self.k)
        phi[self.pairs] = phi[self.pairs[::-1]] = theta[self.p : -self.p]
        return loadings, phi, theta[-self.p :]

    def discrepancy(self, theta: np.ndarray, correlations: np.ndarray) -> tuple[float, np.ndarray]:
        """The discrepancy of maximum likelihood and its gradient."""
        loadings, phi, unique = self.parts(theta)
        sigma = loadings @ phi @ loadings.T + np.diag(unique)
        sign, log_determinant = np.linalg.slogdet(sigma)
        if sign <= 0:  # outside of what a covariance can be: turn back
            return 1e6, np.zeros_like(theta)
        inverse = np.linalg.inv(sigma)
        value = log_determinant + np.sum(correlations * inverse)
        value -= np.linalg.slogdet(correlations)[1] + self.p
        slope = inverse @ (sigma - correlations) @ inverse
        by_loading = (2 * slope @ loadings @ phi)[np.arange(self.p), self.place]
        by_phi = (2 * loadings.T @ slope @ loadings)[self.pairs]
        return float(value), np.concatenate([by_loading, by_phi, np.diag(slope)])

    def std_errors(self, theta: np.ndarray, n: int) -> np.ndarray:
        """Standard errors of the correlations of factors, from the expected information."""
        loadings, phi, unique = self.parts(theta)
        inverse = np.linalg.inv(loadings @ phi @ loadings.T + np.diag(unique))
        changes = []
        for item in range(self.p):
            change = np.zeros((self.p, self.p))
            change[item] = phi[self.place[item]] @ loadings.T
            changes.append(change + change.T)
        for first, second in zip(*self.pairs, strict=True):
            one = np.outer(loadings[:, first], loadings[:, second])
            changes.append(one + one.T)
        changes += [np.diag(row) for row in np.eye(self.p)]
        moved = np.stack([inverse @ change for change in changes])
        information = (n - 1) / 2 * np.einsum("aij,bji->ab", moved, moved)
        variance = np.diag(np.linalg.pinv(information))[self.p : -self.p]
        errors = np.zeros((self.k, self.k))
        errors[self.pairs] = errors[self.pairs[::-1]] = np.sqrt(np.maximum(variance, 0))
        return errors


def _omega(loadings: np.ndarray, unique: np.ndarray) -> np.ndarray:
    explained = loadings.sum(axis=0) ** 2
    own = (unique[:, None] * (loadings != 0)).sum(axis=0)
    return np.asarray(explained / (explained + own))


def _correlations(known: pd.DataFrame, per_factor: np.ndarray) -> np.ndarray:
    """The correlations of the items, refused where no model can be fitted to them."""
    is_enough = len(known) > known.shape[1] and per_factor.min() >= 3  # noqa: PLR2004 - Joreskog
    if is_enough and (known.std() > 0).all():
        found = np.corrcoef(known.to_numpy(dtype="float64"), rowvar=False)
        if np.linalg.eigvalsh(found)[0] > 1e-8:  # noqa: PLR2004 - singular but for rounding
            return np.asarray(found)
    raise ParameterError(
        Problem(
            "CLW-F80",
            "no factors can be found in these answers",
            value=f"{len(known)} full answers to {known.shape[1]} items",
            expected="three items or more for each factor that vary and do not repeat each other, "
            "and more respondents than items",
            remedy="take out items that all answer alike, or bring more respondents",
        )
    )
