"""Is an industry concentrated beyond chance, where plants are only counted by size class."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import MISSING, Cells, Numbers, cells, ratio
from workbench.measures._door import choose
from workbench.measures._plant_sizes import beyond_chance
from workbench.measures._regions import ALL_INDUSTRIES
from workbench.measures._size_classes import means, squares_of_sizes
from workbench.measures._spread import compare

CLASS, CELL_MEANS = "size_class", "cell_means"

CARD = Card(
    question="Is an industry concentrated beyond chance, where plants are counted by size class?",
    formula="gamma = (G / (1 - sum of x_r²) - H) / (1 - H), H bounded by the limits of the classes",
    source="Ellison and Glaeser (1997)",
    reading="as Ellison and Glaeser's index; the truth lies between low and high",
    variants={
        "spread_in_class": Variant(
            "the sizes of plants spread over their class",
            INDUSTRY_KEYS,
            "index",
            "unbounded",
            columns=(CLASS,),
        ),
        "equal_in_class": Variant(
            "all plants of a class in a region have the same size: H is as low as it can be",
            INDUSTRY_KEYS,
            "index",
            "unbounded",
            columns=(CLASS,),
        ),
        CELL_MEANS: Variant(
            "no classes: all plants of an industry in a region have the same size",
            INDUSTRY_KEYS,
            "index",
            "unbounded",
            columns=("employment",),
        ),
    },
    optional_tables=("regions", "size_classes"),
    columns=("establishments",),
    caveats=(
        "low and high are about the sizes of plants only: chance is not in them",
        "where employment is not known it is plants times the mean size of their class, given or "
        "its middle; low and high hold for that employment",
        "the mean size of an open class is an assumption: open_mean times its lower limit",
        "cell_means: low is far off, as one plant might have nearly all of a cell",
        "a missing or suppressed count adds to no total; how many there are is told",
    ),
    also_called={"REAT": "ellison.a2 needs the size of every plant"},
    more={
        "plants": "how many plants have an employee",
        "herfindahl": "H as taken for the value",
        "low": "the least that the index can be, given the classes",
        "high": "the most that the index can be, given the classes",
    },
)


@dataclass(frozen=True)
class _Counted:
    """Counts of plants as cells of employment, and the sum of their squared sizes by row.

    `squares` are the least, the likely and the most; `facts` say how they were got.
    """

    found: Cells
    plants: Numbers
    squares: tuple[Numbers, Numbers, Numbers]
    facts: dict[str, int | float]


@measure(CARD)
def ellison_glaeser_from_size_classes(
    activity: pd.DataFrame,
    *,
    variant: str = "spread_in_class",
    background: str = ALL_INDUSTRIES,
    regions: pd.DataFrame | None = None,
    size_classes: pd.DataFrame | None = None,
    open_mean: float = 2.0,
) -> pd.DataFrame:
    """How concentrated an industry is beyond chance, from counts of plants by size class.

    Parameters
    ----------
    activity
        One row a region, industry and class: `region`, `industry`, `size_class`,
        `establishments`, `employment` where it is known, and `year` where there are years; each
        year is computed by itself.
    variant
        "spread_in_class", "equal_in_class", or "cell_means" (without classes); see the card.
    background
        What an industry is compared with: the employment of "all industries" together, or the
        "area" or "population" of regions, or regions counted "equal".
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".
    size_classes
        `size_class`, `employees_from` and `employees_to` (empty for an open class); needed where
        the codes do not tell it as 10-19, 250+, <10 or micro do. With `mean_employees`, the mean
        size in a class whose employment is not known; the middle of the class otherwise.
    open_mean
        The mean size in an open class whose employment is not known, in lower limits. 2 is that
        of a Pareto distribution with exponent 2.

    Returns
    -------
    One row an industry (and year), in the order of the table, with `value`, `undefined` (the
    reason where there is no value), `plants`, `herfindahl`, `low` and `high`. Variant, unit and
    counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a number cannot be an amount, a key is empty, a row is there twice, the limits of a
        class are not known, or the background needs `regions` and there are none.
    ParameterError
        If `open_mean` is below 1.

    Notes
    -----
    γ = (G / (1 - Σx²) - H) / (1 - H). The n plants of a row with E employees have the least sum
    of squares, E² / n, if they are equal, and the most if all but one are at a limit of their
    class. Spread over a class from a to b their sizes have the variance (m - a)(b - m) / 3 about
    their mean m. Source: Ellison and Glaeser (1997).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AABBC"),
    ...     "industry": ["shoes", "soap", "shoes", "soap", "soap"],
    ...     "size_class": ["10-19", "1-9", "20-49", "1-9", "10-19"],
    ...     "establishments": [4, 3, 1, 3, 2],
    ... })
    >>> ellison_glaeser_from_size_classes(toy)[["industry", "value", "low", "high"]].round(3)
      industry  value    low   high
    0    shoes -0.189 -0.201 -0.186
    1     soap  0.077  0.052  0.086
    """
    choose("variant of ellison_glaeser_from_size_classes", variant, list(CARD.variants))
    _check(open_mean)
    counted = _counted(activity, variant, size_classes, open_mean)
    compared = compare(counted.found, background, regions)
    industry = counted.found.by("industry")
    room = 1 - compared.of_background(2)
    totals = industry.total(counted.found.amounts)
    raw = ratio(compared.over_regions(lambda spread: spread.raw_concentration), room)
    least, likely, most = (ratio(industry.total(s), totals**2, 0) for s in counted.squares)
    herfindahl = likely if variant == "spread_in_class" else least
    ends = [ratio(raw - h, 1 - h, -np.inf) for h in (least, most)]
    n_plants = industry.total(np.where(counted.found.amounts > 0, counted.plants, 0))
    facts = about(
        counted.found,
        "ellison_glaeser_from_size_classes",
        CARD,
        variant,
        compared.shares,
        counted.plants,
        background=background,
    )
    is_alone = [("only one plant", (n_plants > 0) & (least >= 1))]
    return answer_by_group(
        counted.found,
        ("industry",),
        beyond_chance(raw, herfindahl),
        [*compared.reasons(), *is_alone],
        facts | counted.facts,
        plants=n_plants,
        herfindahl=herfindahl,
        low=np.minimum(*ends),
        high=np.maximum(*ends),
    )


def _counted(
    activity: pd.DataFrame, variant: str, size_classes: pd.DataFrame | None, open_mean: float
) -> _Counted:
    """What each row holds: its employment, known or by its class, and squared sizes."""
    keys = ["region", "industry", *([] if variant == CELL_MEANS else [CLASS])]
    found = cells(activity, "establishments", keys)
    known = np.full(len(found.amounts), np.nan)
    if "employment" in activity or variant == CELL_MEANS:
        employed = cells(activity, "employment", keys)
        known = np.where(employed.is_unknown, np.nan, employed.amounts)
    low, high, mean = np.zeros(len(known)), np.full(len(known), np.inf), known
    if variant == CELL_MEANS:
        unknown = dict(found.unknown)
        unknown[MISSING] = unknown.get(MISSING, False) | (np.isnan(known) & ~found.is_unknown)
        found = replace(found, unknown=tuple(unknown.items()))
    else:
        of_class = means(found.keys[CLASS], size_classes, open_mean)
        mean, low, high = (each[found.keys[CLASS].codes] for each in of_class)
    plants = found.amounts
    is_known, has_plants = ~np.isnan(known), plants > 0
    total = np.where(has_plants, np.where(is_known, known, np.nan_to_num(mean) * plants), 0)
    average = ratio(total, plants, 0)
    facts: dict[str, Any] = {
        "n_employment_by_class": int((has_plants & ~is_known & ~found.is_unknown).sum()),
        "n_outside_class": int((has_plants & ((average < low) | (average > high))).sum()),
        "n_employment_without_plants": int(((np.nan_to_num(known) > 0) & ~has_plants).sum()),
        "open_mean": open_mean,
    }
    squares = squares_of_sizes(plants, total, low, high)
    return _Counted(replace(found, amounts=total, value="employment"), plants, squares, facts)


def _check(open_mean: float) -> None:
    if not open_mean >= 1:
        raise ParameterError(
            Problem(
                "CLW-M22",
                "the mean size in an open class is below its lower limit",
                column="open_mean",
                value=str(open_mean),
                expected="1 or more: the mean size in lower limits",
                remedy="open_mean=2, or a number taken from a register",
            )
        )
