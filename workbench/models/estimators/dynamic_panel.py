"""How much of a state carries over, and what moves it: a panel with its own past as a term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.models.covariance import Moments, coefficients_table, covariance, std_errors_of
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._differences import Asked, Differences, differences

GMM, SIMPLE = "difference_gmm", "anderson_hsiao"
ORDERS = (1, 2)

CARD = Card(
    question="How much of its past does a unit keep, and what moves it, its own level aside?",
    formula="dy_it = a dy_i,t-1 + dx_it'b + year_t + de_it; y_i,t-2 and earlier stand in for "
    "dy_i,t-1, weighted by (sum Z'HZ)^-1, H with 2 on and -1 beside the diagonal",
    source="Anderson and Hsiao (1981); Arellano and Bond (1991); Roodman (2009)",
    standard_errors=("own",),
    takes=("clusters",),
    needs=("unit", "year"),
    options={
        "method": Option(GMM, "difference_gmm or anderson_hsiao", "all earlier levels, or one"),
        "endogenous": Option(
            (),
            "terms, as they are written",
            "moved by the same year's error: their own levels "
            "of two years before and earlier stand in for them",
        ),
        "year_effects": Option(True, "true or false", "what a year does to all units"),
        "most_lags": Option(0, "a number, 0 for all", "how many earlier levels stand in"),
        "collapse": Option(False, "true or false", "one instrument a lag, not one a lag and year"),
    },
    caveats=(
        "needs many units and few years; with many years the instruments crowd (Roodman 2009)",
        "weak where the outcome is near a random walk: then earlier levels say little of changes",
        "holds if errors are not correlated over time: the test AR(2) must not reject",
        "one-step estimates; standard errors are clustered by unit",
    ),
)


@dataclass(frozen=True)
class _Solved:
    """One-step estimates; `projected` is Z A Z'X, `weights` is A."""

    estimates: np.ndarray
    residuals: np.ndarray
    projected: np.ndarray
    weights: np.ndarray
    bread: np.ndarray


@estimator(CARD)
def dynamic_panel(
    arrays: Design,
    errors: Errors,
    *,
    method: str = GMM,
    endogenous: Sequence[str] = (),
    year_effects: bool = True,
    most_lags: int = 0,
    collapse: bool = False,
) -> Estimate:
    """A panel in first differences, earlier levels as instruments.

    Parameters
    ----------
    arrays
        A design with the outcome's own lag among its terms, its keys in `also`.
    errors
        Clustered by unit, or by the clusters of the design.
    method
        "difference_gmm" or "anderson_hsiao".
    endogenous
        Terms that the same year's error moves too.
    year_effects
        Whether each year has an effect on all units.
    most_lags
        How many earlier levels stand in at most; 0 for all.
    collapse
        Whether there is one instrument a lag, or one a lag and year.

    Returns
    -------
    One-step estimates on the rows whose unit was there a step before. Tests: Sargan, Hansen
    (two-step), and the m statistics of correlation over time.

    Raises
    ------
    FormulaError
        Without the outcome's lag, or units seen three times in a row.
    ParameterError
        For a method of another name.

    Notes
    -----
    The shortest lag of the outcome says how far apart the differences are.

    Examples
    --------
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> jobs = np.zeros((300, 6))
    >>> for year in range(1, 6):
    ...     jobs[:, year] = 0.5 * jobs[:, year - 1] + random.normal(size=300)
    >>> table = pd.DataFrame({"region": np.repeat(np.arange(300), 6),
    ...                       "year": np.tile(np.arange(2000, 2006), 300), "jobs": jobs.ravel()})
    >>> found = fit("jobs ~ lag(jobs)", table, estimator="dynamic_panel")
    >>> float(found.coefficients["estimate"].iloc[0].round(1))
    0.5
    """
    if method not in (GMM, SIMPLE):
        raise ParameterError(unknown("CLW-P07", "method called", method, [GMM, SIMPLE]))
    terms = (endogenous,) if isinstance(endogenous, str) else tuple(endogenous)
    asked = Asked(method == SIMPLE, terms, year_effects, most_lags, collapse)
    data = differences(arrays, asked)
    found = _solved(data, _first_weights(data, is_simple=asked.is_simple))
    moments = Moments(
        found.bread, found.projected * found.residuals[:, None], data.columns.shape[1]
    )
    matrix, degrees, words = covariance(moments, data.arrays, Errors("clustered", errors.options))
    table = coefficients_table(
        pd.Series(found.estimates, data.columns.columns),
        std_errors_of(matrix, data.columns.columns),
        degrees,
    )
    own = ~table.index.str.startswith("year=")
    return Estimate(
        table[own],
        pd.Series(found.residuals, data.arrays.outcome.index),
        words,
        degrees,
        tests=tuple(_tests(data, found)),
        tables={"year_effects": table[~own]} if year_effects else {},
        notes=tuple(_notes(data)),
    )


def _first_weights(data: Differences, *, is_simple: bool) -> np.ndarray:
    """The inverse of the instruments' covariance were errors in levels independent."""
    z = data.instruments
    if is_simple:
        return np.linalg.pinv(z.T @ z, hermitian=True)
    follows = data.before >= 0
    crossed = z[follows].T @ z[data.before[follows]]
    return np.linalg.pinv(2 * z.T @ z - crossed - crossed.T, hermitian=True)


def _solved(data: Differences, weights: np.ndarray) -> _Solved:
    """The estimates that make the weighted moments least."""
    x, z = data.columns.to_numpy(), data.instruments
    crossed = z.T @ x
    projected = z @ (weights @ crossed)
    information = x.T @ projected
    if np.linalg.matrix_rank(z.T @ x / np.sqrt((x**2).sum(axis=0))) < x.shape[1]:
        raise FormulaError(_not_identified(data))
    bread = np.linalg.inv(information)
    estimates = bread @ (projected.T @ data.outcome)
    return _Solved(estimates, data.outcome - x @ estimates, projected, weights, bread)


def _tests(data: Differences, found: _Solved) -> Iterator[Test]:
    """Sargan and Hansen tests of the instruments, and correlation of errors over time."""
    from scipy.special import chdtrc, ndtr

    excess = int(np.linalg.matrix_rank(found.weights)) - data.columns.shape[1]
    if excess > 0:
        for name, statistic, reading in _overidentified(data, found):
            yield Test(name, statistic, float(chdtrc(excess, statistic)), reading)
    for order in ORDERS:
        statistic = _autocorrelation(data, found, order)
        reading = (
            "differenced errors share one level, so they should be correlated"
            if order == 1
            else "a small p value says that earlier levels are no valid instruments"
        )
        p_value = float(2 * ndtr(-abs(statistic)))
        yield Test(f"autocorrelation AR({order})", statistic, p_value, reading)


def _overidentified(data: Differences, found: _Solved) -> Iterator[tuple[str, float, str]]:
    """Sargan from the one-step weights, Hansen from the two-step ones."""
    z, variance = data.instruments, found.residuals @ found.residuals / 2
    moment = z.T @ found.residuals
    n_free = len(z) - data.columns.shape[1]
    yield (
        "Sargan",
        float(moment @ found.weights @ moment / (variance / n_free)),
        "a small p value says that some instrument is not valid, or errors vary in size",
    )
    sums = _sums(data, z * found.residuals[:, None])
    again = _solved(data, np.linalg.pinv(sums.T @ sums, hermitian=True))
    moment = z.T @ again.residuals
    yield (
        "Hansen",
        float(moment @ again.weights @ moment),
        "the same where errors vary in size; with many instruments it never rejects",
    )


def _autocorrelation(data: Differences, found: _Solved, order: int) -> float:
    """The m statistic of Arellano and Bond (1991, equation 8), asymptotically normal."""
    place = np.arange(len(data.unit))
    for _ in range(order):
        place = np.where(place >= 0, data.before[place], -1)
    earlier = np.where(place >= 0, found.residuals[place], 0.0)
    by_unit = _sums(data, data.instruments * found.residuals[:, None])
    scores = _sums(data, found.projected * found.residuals[:, None])
    matrix = found.bread @ scores.T @ scores @ found.bread
    products = pd.Series(earlier * found.residuals).groupby(data.unit).sum().to_numpy()
    pull = earlier @ data.columns.to_numpy()
    crossed = found.weights @ (by_unit.T @ products)
    shared = pull @ found.bread @ (data.columns.to_numpy().T @ data.instruments) @ crossed
    variance = products @ products - 2 * shared + pull @ matrix @ pull
    return float(products.sum() / np.sqrt(variance)) if variance > 0 else float("nan")


def _sums(data: Differences, rows: np.ndarray) -> np.ndarray:
    """Sums of rows within units."""
    return pd.DataFrame(rows).groupby(data.unit).sum().to_numpy()


def _notes(data: Differences) -> Iterator[str]:
    units, instruments = len(np.unique(data.unit)), data.instruments.shape[1]
    if instruments > units:
        yield (
            f"too many instruments: {instruments} for {units} units; the estimate leans towards "
            "least squares and Hansen's test says nothing; take most_lags or collapse"
        )


def _not_identified(data: Differences) -> Problem:
    return Problem(
        "CLW-F05",
        "earlier levels cannot tell the terms apart once everything is differenced",
        value=", ".join(map(str, data.columns)),
        expected="terms that change within units, and years enough for instruments",
        remedy="take out terms that are fixed within units or move alike in all of them",
    )
