"""Is a cluster coming up, growing, holding or in decline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError, UnknownName, unknown
from workbench.measures._answer import about, answer
from workbench.measures._card import CELL_KEYS, INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import Numbers, Reason, cells, either, ratio
from workbench.measures._door import choose, require
from workbench.measures._logistic import Curves, fit
from workbench.measures._years import Paths, between, paths, span

PHASES = ("emergence", "growth", "sustainment", "decline")
PHASE = pd.CategoricalDtype(list(PHASES), ordered=True)
FEWEST_YEARS = 4
LOOK_BACK = 3
# A logistic curve bends most where r (t - t0) is -ln(2 + sqrt 3) and ln(2 + sqrt 3), at 21% and
# 79% of its end.
BORDER = float(np.log(2 + np.sqrt(3)))

CARD = Card(
    question="Is a cluster coming up, growing, holding or in decline?",
    formula="e_t = K / (1 + exp(-r (t - t0))); emergence before t0 - 1.317 / r, growth up to "
    "t0 + 1.317 / r, sustainment after; decline = smaller than three years ago (and less diverse)",
    source="the phases: Menzel and Fornahl (2010) (unverified); the curve: Verhulst (1838); its "
    "borders are where it bends most",
    reading="1 emergence, 2 growth, 3 sustainment, 4 decline, at the end of the last year",
    variants={
        "cell": Variant("of an industry in a region", CELL_KEYS, "phase", "1 to 4"),
        "industry": Variant("of an industry in the whole area", INDUSTRY_KEYS, "phase", "1 to 4"),
    },
    optional_tables=("plants",),
    columns=("employment", "year"),
    caveats=(
        "a stylised path: clusters need not go through the phases in order, and may start anew",
        "needs four years or more, evenly apart; with few years, or before the turn of the curve, "
        "capacity is a guess although the phase is not",
        "the curve is fitted whatever the path looks like: see r_squared before believing it",
        "without plants, decline is read from size alone; with them it also takes a falling "
        "diversity of plants by size, which stands for the diversity of what they know and does "
        "not measure it",
        "one large plant that closes is a decline of three years",
    ),
    more={
        "phase": "the name of the phase",
        "capacity": "K, the size the curve ends at",
        "rate": "r, per year; below 0 where the curve falls",
        "midpoint": "t0, the year of half the capacity",
        "r_squared": "share of the variance over the years that the curve explains",
        "annual_growth": "compound rate of the last three years",
        "diversity_change": "entropy of plants by size, last year less three years before; empty "
        "without plants",
        "start": "the first year",
    },
    over_time=True,
)


@measure(CARD)
def cluster_life_cycle(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "cell",
    start: int | None = None,
    end: int | None = None,
    plants: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """In which phase of its life a cluster is: emergence, growth, sustainment or decline.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `year`, `value`, for four years or more, evenly
        apart. A cell that is not there counts as zero.
    value
        The column that is the size: employment, establishments, output.
    variant
        "cell" (an industry in a region) or "industry" (in the whole area).
    start
        The first year of the path; by default the first of the table.
    end
        The year whose phase is told; by default the last of the table.
    plants
        `plant`, `region`, `industry`, `year`, `employment`: then a cluster is in decline only if
        its plants also became less diverse in size.

    Returns
    -------
    One row a cell (or industry), in the order of the table, with `year` (the end), `value` (1 to
    4), `undefined` (the reason where there is no value), `phase`, `capacity`, `rate`, `midpoint`,
    `r_squared`, `annual_growth`, `diversity_change` and `start`. Variant, unit and counts stand
    in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or year does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, there is only one
        year, or the years are not evenly apart.
    ParameterError
        If `start` is not before `end`.

    Notes
    -----
    e_t = K / (1 + exp(-r (t - t0))) by least squares. Phases change at t0 - 1.317 / r and
    t0 + 1.317 / r. A cluster smaller than three years ago is in decline, whatever the curve; one
    that neither shrinks nor follows a rising curve has no phase. Source: Menzel and Fornahl
    (2010); Verhulst (1838).

    Examples
    --------
    >>> years = np.arange(2000, 2013)
    >>> toy = pd.DataFrame({
    ...     "region": "A", "industry": "shoes", "year": years,
    ...     "employment": 1000 / (1 + np.exp(-0.5 * (years - 2010))),
    ... })
    >>> cluster_life_cycle(toy)[["year", "value", "phase", "midpoint"]].round(4)
       year  value   phase  midpoint
    0  2012    2.0  growth    2010.0
    """
    choose("variant of cluster_life_cycle", variant, list(CARD.variants))
    require({"activity": (activity, ("region", "industry", "year", value))})
    found = cells(activity, value, ("region", "industry"))
    years = between(found, start, end)
    if len(set(np.diff(years))) > 1:
        raise StudyError(_uneven(years))
    names = [key for key in CARD.variants[variant].keys if key != "year"]
    units = paths(found, names, years)
    curves = fit(units.amounts, units.years.astype(np.float64))
    back = max((year for year in years if year <= years[-1] - LOOK_BACK), default=years[0])
    change = _diversity_change(plants, units, names, (back, years[-1]))
    before, after = units.amounts[:, years.index(back)], units.amounts[:, -1]
    is_decline = (after < before) & (np.isnan(change) | (change < 0)) | (after == 0)
    is_rising = (curves.rate > 0) & (curves.r_squared > 0)
    no_path = _no_path(units, value)
    no_curve = ("the size neither shrinks nor follows a rising curve", ~is_decline & ~is_rising)
    values = np.where(is_decline, len(PHASES), _phase(curves, years[-1]))
    growth = ratio(after, before) ** (1 / (years[-1] - back)) - 1
    more = _more(curves, growth, change, no_path)
    facts = about(found, "cluster_life_cycle", CARD, variant) | span(years)
    labels = units.labels.assign(year=years[-1])
    table = answer(labels, values, [*no_path, no_curve], facts, phase=None, **more)
    codes = np.nan_to_num(table["value"].to_numpy()).astype(np.intp) - 1
    table["phase"] = pd.Categorical.from_codes(codes, dtype=PHASE)
    return table.assign(start=years[0])


def _phase(curves: Curves, year: int) -> Numbers:
    """The phase of a rising curve at a year, from 1 to 3."""
    position = curves.rate * (year - curves.midpoint)
    return np.asarray(1.0 + (position > -BORDER) + (position > BORDER))


def _no_path(units: Paths, value: str) -> list[Reason]:
    """Why units have no path over the years that a curve could follow."""
    is_short = len(units.years) < FEWEST_YEARS
    return [
        *units.unknown_units(),
        (f"fewer than {FEWEST_YEARS} years", np.full(len(units.labels), is_short)),
        (f"no {value} in any year", units.amounts.sum(axis=1) == 0),
    ]


def _more(
    curves: Curves, growth: Numbers, change: Numbers, no_path: Sequence[Reason]
) -> dict[str, Numbers]:
    """The further columns of the answer, empty for units without a path."""
    columns = {
        "capacity": curves.capacity,
        "rate": curves.rate,
        "midpoint": curves.midpoint,
        "r_squared": curves.r_squared,
        "annual_growth": growth,
        "diversity_change": change,
    }
    lacking = either(len(growth), (rows for _, rows in no_path))
    return {name: np.where(lacking, np.nan, column) for name, column in columns.items()}


def _diversity_change(
    plants: pd.DataFrame | None, units: Paths, names: Sequence[str], years: tuple[int, int]
) -> Numbers:
    """How much the entropy of plants by size has changed, by unit; nan without plants.

    -sum of p ln p, with p = e / E, is ln E - (sum of e ln e) / E.
    """
    if plants is None:
        return np.full(len(units.labels), np.nan)
    require({"plants": (plants, ("plant", *names, "year", "employment"))})
    known = plants["year"].unique()
    absent = [year for year in years if year not in known]
    if absent:
        where = "year in the table plants called"
        raise UnknownName([unknown("CLW-N06", where, y, map(str, known)) for y in absent])
    found = cells(plants, "employment", ("plant", *names), "plants")
    sizes = found.amounts
    weighted = replace(found, amounts=sizes * np.log(np.where(sizes > 0, sizes, 1)))
    totals, logs = (paths(f, names, years) for f in (found, weighted))
    entropy = np.log(np.where(totals.amounts > 0, totals.amounts, 1))
    entropy -= ratio(logs.amounts, totals.amounts, 0)
    places = pd.MultiIndex.from_frame(totals.labels).get_indexer(
        pd.MultiIndex.from_frame(units.labels)
    )
    # a place of -1, no plants, picks the last entry
    change = np.append(entropy[:, 1] - entropy[:, 0], np.nan)
    return np.asarray(change[places])


def _uneven(years: Sequence[int]) -> Problem:
    return Problem(
        "CLW-M54",
        "the years are not evenly apart, so no growth curve can be told",
        column="year",
        value=", ".join(map(str, years)),
        expected="years that are equally far from each other",
        remedy="choose start and end so that they are, or leave out years",
    )
