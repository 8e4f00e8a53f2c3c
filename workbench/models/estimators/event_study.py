"""What did a policy do, year by year, where some took it up earlier than others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.covariance import coefficients_table, covariance, std_errors_of
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._cohorts import Cohorts, cohorts
from workbench.models.estimators._event_time import Path, band, honest_bounds, trends
from workbench.models.estimators._linear import Solved, solved, within

TREATED = "treated"

CARD = Card(
    question="What did a policy do to those that took it up, year by year, beside those that "
    "did not?",
    formula="y_it = unit_i + year_t + sum over cohorts g and event times e of "
    "b_ge 1[i in g, t - g = e] + x_it'c; effects are averages of b_ge by the cohorts' shares",
    source="Sun and Abraham (2021, Journal of Econometrics 225); Rambachan and Roth (2023) for "
    "bounds; de Chaisemartin and D'Haultfoeuille (2020) for the weights of two-way effects",
    standard_errors=("own",),
    takes=("clusters", "weights"),
    needs=("unit", "year"),
    options={
        "adopted": Option(
            "",
            "column, may be missing",
            "the year of adoption, alike in all rows of a unit; 0 or missing for never",
        ),
        "draws": Option(5000, "a number", "for the band that covers the whole path"),
        "seed": Option(0, "a number", "of these draws"),
    },
    caveats=(
        "rests on parallel trends: without the policy adopters would have moved as the others "
        "did; the test before adoption can miss a drift, the honest bounds allow for one",
        "nobody may act ahead of the policy, and others may not be touched by it",
        "the latest event times rest on the earliest adopters alone",
        "one regression gives all effects with one covariance and takes controls, which is why "
        "it is this and not the group-time effects of Callaway and Sant'Anna (2021); without "
        "controls, in a balanced panel with never-treated units, both give the same effects",
    ),
)


@dataclass(frozen=True)
class _Fitted:
    """A regression with its covariance."""

    solved: Solved
    covariance: np.ndarray
    degrees: float
    words: str

    @property
    def table(self) -> pd.DataFrame:
        """The coefficients."""
        terms = self.solved.estimates.index
        spread = std_errors_of(self.covariance, terms)
        return coefficients_table(self.solved.estimates, spread, self.degrees)


@estimator(CARD)
def event_study(
    arrays: Design, errors: Errors, *, adopted: str = "", draws: int = 5000, seed: int = 0
) -> Estimate:
    """Effects by event time, each cohort compared with those that never adopt.

    Parameters
    ----------
    arrays
        A design without fixed effects (those of unit and year are added), its keys in `also`.
    errors
        Clustered by unit, or by the clusters of the design.
    adopted
        Column with the year of adoption; 0 for never.
    draws, seed
        Of the band.

    Returns
    -------
    The mean effect over all rows with the policy, under the column's name, and the controls.
    Tables: `event_time` (periods since adoption, with pointwise intervals and the band),
    `two_way` (the coefficient of two-way fixed effects beside it), `honest_bounds`.

    Raises
    ------
    FormulaError
        Without a column, with several years of adoption in a unit, or nobody to compare.

    Notes
    -----
    Each cohort's effects are its changes since the period before adoption, less those of the
    units that never adopt. Periods are counted as the years of the panel follow each other.
    Shares of cohorts are taken as known.

    Examples
    --------
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame({"region": np.repeat(np.arange(60), 8),
    ...                       "year": np.tile(np.arange(2000, 2008), 60)})
    >>> table["adopted"] = table["region"].map(lambda r: [0, 2003, 2005][r % 3])
    >>> since = (table["year"] - table["adopted"] + 1).where(table["adopted"] > 0, 0).clip(lower=0)
    >>> table["jobs"] = since + random.normal(size=480) / 10
    >>> found = fit("jobs ~ 1", table, estimator="event_study", adopted="adopted")
    >>> found.tables["event_time"]["estimate"].round(1).loc[[-2, 0, 1, 2]].abs().tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    if not adopted:
        raise FormulaError(_no_column())
    data = cohorts(arrays, adopted)
    cells = data.cells
    fitted = _fit(data.arrays, cells.set_axis([f"cell {c}" for c in cells], axis=1), errors)
    own = slice(0, cells.shape[1])
    by_time, overall = _averages(data, cells)
    estimates = fitted.solved.estimates.to_numpy()[own]
    matrix = fitted.covariance[own, own]
    path = Path(
        pd.Series(by_time.to_numpy() @ estimates, by_time.index),
        by_time.to_numpy() @ matrix @ by_time.to_numpy().T,
        fitted.degrees,
    )
    effect = _effect(adopted, overall @ estimates, overall @ matrix @ overall, fitted.degrees)
    two_way, negative = _two_way(data, errors)
    shares = pd.Series(overall, cells.columns).groupby(level="event_time").sum()
    bounds = _bounds(path, shares)
    return Estimate(
        pd.concat([effect, fitted.table.iloc[cells.shape[1] :]]),
        pd.Series(fitted.solved.residuals, data.arrays.outcome.index),
        fitted.words,
        fitted.degrees,
        tests=tuple(_tests(path, bounds)),
        tables={
            "event_time": _event_time(path, cells, draws=draws, seed=seed),
            "two_way": pd.concat([effect.set_axis(["event study"]), two_way]).rename_axis("model"),
            "honest_bounds": bounds,
        },
        notes=(*data.notes, *_against(negative)),
    )


def _fit(arrays: Design, columns: pd.DataFrame, errors: Errors) -> _Fitted:
    """Least squares on columns and the controls, with effects of unit and year."""
    columns = pd.concat([columns, arrays.regressors], axis=1)
    model = within(replace(arrays, regressors=columns))
    found = solved(model)
    clustered = Errors("clustered", errors.options)
    matrix, degrees, words = covariance(found.moments, arrays, clustered, nested=model.nested)
    return _Fitted(found, found.from_basis(matrix), degrees, words)


def _averages(data: Cohorts, cells: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The weight of each cell in the effect at its event time, and in the overall effect."""
    weights = data.arrays.weights
    sizes = cells.sum() if weights is None else cells.mul(weights, axis=0).sum()
    time = cells.columns.get_level_values("event_time").to_numpy()
    by_time = pd.DataFrame(
        {t: np.where(time == t, sizes, 0.0) for t in np.unique(time)}, cells.columns
    )
    overall = np.where(time >= 0, sizes, 0.0)
    return (by_time / by_time.sum()).T, overall / overall.sum()


def _effect(name: str, estimate: float, variance: float, degrees: float) -> pd.DataFrame:
    term = pd.Index([name])
    spread = pd.Series(np.sqrt(variance), term)
    return coefficients_table(pd.Series(estimate, term), spread, degrees)


def _event_time(path: Path, cells: pd.DataFrame, *, draws: int, seed: int) -> pd.DataFrame:
    """The path with pointwise intervals, the band, and what each effect rests on."""
    table = coefficients_table(
        path.estimates, pd.Series(path.std_errors, path.estimates.index), path.degrees
    ).rename_axis("event_time")
    reach = band(path, draws=draws, seed=seed) * table["std_error"]
    counts = cells.sum().groupby(level="event_time")
    return table.assign(
        band_low=table["estimate"] - reach,
        band_high=table["estimate"] + reach,
        cohorts=counts.size(),
        rows=counts.sum().astype("int64"),
    )


def _two_way(data: Cohorts, errors: Errors) -> tuple[pd.DataFrame, float]:
    """The one coefficient of two-way fixed effects, and the share of negative weights in it."""
    treated = pd.DataFrame({TREATED: data.is_treated.astype("float64")}, data.arrays.outcome.index)
    fitted = _fit(data.arrays, treated, errors)
    alone = within(replace(data.arrays, outcome=treated[TREATED]))
    left = solved(alone).residuals if alone.regressors.shape[1] else alone.outcome
    if data.arrays.weights is not None:
        left = left * data.arrays.weights.to_numpy()
    weights = left[data.is_treated]
    negative = float(-weights[weights < 0].sum() / np.abs(weights).sum())
    return fitted.table.loc[[TREATED]].set_axis(["two-way fixed effects"]), negative


def _bounds(path: Path, shares: pd.Series) -> pd.DataFrame:
    """Honest bounds, where there are two periods before adoption to learn a drift from."""
    if not (path.estimates.index < -1).any():
        return pd.DataFrame()
    return honest_bounds(path, shares)


def _tests(path: Path, bounds: pd.DataFrame) -> Iterator[Test]:
    if bounds.empty:
        return
    statistic, p_value = trends(path)
    yield Test(
        "trends before adoption",
        statistic,
        p_value,
        "a small p value says that adopters moved differently before they adopted",
    )
    sure = bounds.index[(bounds["low"] > 0) | (bounds["high"] < 0)]
    yield Test(
        "largest violation that leaves a sign",
        float(max(sure)) if len(sure) else float("nan"),
        reading="so many times the largest drift before adoption may go on after it, and the "
        "sign of the effect is still sure; missing where it is not sure even without a drift",
    )


def _against(negative: float) -> tuple[str, ...]:
    if negative == 0:
        return ()
    return (
        f"two-way fixed effects give {100 * negative:.0f} % of their weight with the wrong sign, "
        "to late years of early adopters; where effects differ, that coefficient may mislead",
    )


def _no_column() -> Problem:
    return Problem(
        "CLW-P08",
        "an event study needs the year in which each unit adopted",
        column="adopted",
        expected="a column with the year of adoption, alike in all rows of a unit; 0 for never",
        remedy="adopted=COLUMN",
    )
