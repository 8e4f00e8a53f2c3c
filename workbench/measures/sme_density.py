"""How closely do small and medium-sized firms sit on the ground, or among the people."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import CELL_KEYS, REGION_KEYS, Card, measure
from workbench.measures._cells import Cells, Codes, Grouping, cells, ratio
from workbench.measures._density import ALL, IN_WORDS, PER, variants
from workbench.measures._door import choose, require
from workbench.measures._regions import sizes
from workbench.measures._size_classes import limits

SIZE_CLASS = "size_class"

CARD = Card(
    question="How many small and medium-sized firms are there per km², or per 1,000 inhabitants?",
    formula="D = (sum over classes below the limit of n_irc) / a_r, or 1000 times it / p_r",
    source="a plain ratio, without a first author; the limit of 250 persons: Commission "
    "Recommendation 2003/361/EC",
    reading="14 per km² means a small or medium-sized firm on every seven hectares, were they "
    "spread evenly",
    variants=variants("establishments of small and medium size"),
    tables=("activity", "regions"),
    optional_tables=("size_classes",),
    columns=("establishments", SIZE_CLASS),
    scale="log",
    caveats=(
        "a plant of 40 persons may belong to a group of 40,000: registers of establishments do "
        "not say",
        "the European definition also limits turnover and balance sheet, which are not looked at",
        "at_least=0 counts those without employees, who are often most of a register",
        "undefined where any cell of a class that counts is unknown",
        "empty land in a large region hides a dense town: the value depends on the boundaries",
    ),
)


@measure(CARD)
def sme_density(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "establishments",
    variant: str = "per_km2",
    at_least: int = 0,
    below: int = 250,
    size_classes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How many small and medium-sized firms a region has per km² or per 1,000 inhabitants.

    Parameters
    ----------
    activity
        One row a region, industry and class: `region`, `industry`, `size_class`, `value`, and
        `year` where there are years.
    regions
        One row a region, or a region and year: `region` with `area_km2` (square kilometres) or
        `population` (persons).
    value
        The column that is added up: establishments, or the employment of these classes.
    variant
        "per_km2" or "per_1000_inhabitants" for each industry by itself;
        "all_industries_per_km2" or "all_industries_per_1000_inhabitants" for their sum.
    at_least
        The least number of persons employed that counts; 1 leaves out firms without employees.
    below
        The number of persons employed from which on a firm no longer counts.
    size_classes
        `size_class`, `employees_from` and `employees_to` (empty for an open class); needed where
        the codes do not tell it as 10-19, 250+, <10 or micro do.

    Returns
    -------
    One row a cell or region (and year), in the order of the table, with `value` and `undefined`
    (the reason where there is no value). Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, the limits of a
        class are not known, or a class lies on both sides of `at_least` or `below`.

    Notes
    -----
    D = Σ_c n_irc / a_r over the classes c from `at_least` to under `below`. A cell that has
    larger firms only has the density 0. A plain ratio; the limit: Recommendation 2003/361/EC.

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": "A", "industry": "shoes", "size_class": ["micro", "small", "large"],
    ...     "establishments": [1000, 200, 3],
    ... })
    >>> regions = pd.DataFrame({"region": ["A"], "area_km2": [80.0]})
    >>> sme_density(activity, regions)
      region industry  value undefined
    0      A    shoes   15.0       NaN
    """
    choose("variant of sme_density", variant, list(CARD.variants))
    per = variant.removeprefix(ALL)
    column, unit = PER[per]
    keys = ("region", "industry", SIZE_CLASS)
    require({"activity": (activity, (*keys, value)), "regions": (regions, ("region", column))})
    found = cells(activity, value, keys)
    counted = _within(found, at_least, below, size_classes)
    names = REGION_KEYS[:1] if variant.startswith(ALL) else CELL_KEYS[:2]
    groups = counted.by(*names)
    size, lacking = sizes(counted, regions, column)
    region = _region_of(groups, counted.by("region"))
    reasons = [(text, rows[region]) for text, rows in lacking]
    reasons.append((f"the {column.removesuffix('_km2')} is 0", (size == 0)[region]))
    where = " in the region" if variant.startswith(ALL) else ""
    # a sum with an unknown part is unknown
    reasons += [(text + where, groups.holds(rows)) for text, rows in counted.unknown]
    words = f"{value} of small and medium size {IN_WORDS[per]}"
    facts = about(found, "sme_density", CARD, variant, size, unit=words)
    facts |= {"at_least": at_least, "below": below}
    values = ratio(groups.total(counted.amounts), (size / unit)[region])
    return answer_by_group(counted, names, values, reasons, facts)


def _within(found: Cells, at_least: int, below: int, size_classes: pd.DataFrame | None) -> Cells:
    """The same cells, those of other classes as known zeros.

    Raises
    ------
    StudyError
        If the limits of a class are not known, or it lies on both sides of a limit.
    """
    key = found.keys[SIZE_CLASS]
    low, high = limits(key, size_classes)
    across = [
        _across(limit, key.levels[(low < limit) & (high >= limit)]) for limit in (at_least, below)
    ]
    problems = [problem for problem in across if problem]
    if problems:
        raise StudyError(problems)
    is_within = ((low >= at_least) & (high < below))[key.codes]
    return replace(
        found,
        amounts=np.where(is_within, found.amounts, 0.0),
        unknown=tuple((text, rows & is_within) for text, rows in found.unknown),
    )


def _across(limit: int, classes: pd.Index) -> Problem | None:
    """The complaint that classes lie on both sides of a limit."""
    if not len(classes):
        return None
    return Problem(
        "CLW-M52",
        f"a size class lies on both sides of {limit} persons employed",
        column=SIZE_CLASS,
        value=str(classes[0]),
        expected=f"classes that end below {limit} or begin at it",
        remedy="choose at_least and below so that a class begins there",
        more=len(classes) - 1,
    )


def _region_of(groups: Grouping, region: Grouping) -> Codes:
    """The group by region that each group lies in."""
    codes = np.zeros(groups.size, dtype=np.intp)
    codes[groups.codes] = region.codes
    return codes
