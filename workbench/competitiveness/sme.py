"""How large a part do small and medium-sized firms have, by which definition, and how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.competitiveness._sizes import (
    EMPLOYMENT,
    ESTABLISHMENTS,
    SIZE_CLASS,
    sized,
)
from workbench.competitiveness.size_definitions import DEFINITIONS, SME, limits_of
from workbench.measures._answer import answer_by_group
from workbench.measures._cells import Cells, Numbers, Reason, either, ratio
from workbench.measures._door import require

NO_CLASSES = "no size classes, so no share can be told"
STRADDLES = "a size class lies on both sides of the limit: see low and high"
FROM_LIMITS = "employment is known between the limits of the size classes only: see low and high"
CAVEATS = (
    "an establishment of 40 persons may belong to a firm of 40,000: where establishments are "
    "counted, small ones are not the same as small firms",
    "who is counted differs: employees, or persons employed with owners and family among them",
)


def sme_shares(
    activity: pd.DataFrame,
    *,
    value: str = EMPLOYMENT,
    definition: str = "eu",
    group: str = SME,
    at_least: int = 0,
    by_industry: bool = False,
    size_classes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The part that firms of small and medium size have, as bounds where classes leave it open.

    Parameters
    ----------
    activity
        One row a region, industry and size class (and year): `region`, `industry`, `size_class`
        and `employment` or `establishments`. Without `size_class` every share is undefined.
    value
        "employment" or "establishments". Employment that is not given by class is bounded by
        the establishments of each class times the limits of the class.
    definition
        "eu" (below 250 persons) or "us" (below 500).
    group
        "sme", or by the definition of the EU "micro", "small" or "medium".
    at_least
        The least number of persons that counts; 1 leaves out firms without employees.
    by_industry
        One row a region and industry, not a region.
    size_classes
        `size_class`, `employees_from` and `employees_to` (empty for an open class); needed where
        the codes do not tell it as 10-19, 250+, <10 or micro do.

    Returns
    -------
    One row a region (and industry, and year), in the order of the table: `value` (0 to 1),
    `undefined` (the reason where there is no single value), `low` and `high`, which are the value
    where it is known and bound it where it is not. `.attrs["sme"]` holds definition and caveats.

    Raises
    ------
    UnknownName
        If the definition or the group does not exist, or a column is absent.
    ParameterError
        If the definition goes by more than persons, or firms are to be left out without classes.
    StudyError
        If a value cannot be an amount, a row is there twice, the limits of a class are not known,
        or a class lies on both sides of `at_least`.

    Notes
    -----
    share = S / (S + L), S what firms of the group have and L what all others have. A class on
    both sides of a limit may be wholly in S or wholly in L. Employment from limits: a firm of the
    class a to b has a to b persons, so low = S(a) / (S(a) + L(b)) and high = S(b) / (S(b) + L(a));
    an open class has no b, and then low = 0. Nothing narrower follows from the classes alone.

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": "A", "industry": "shoes", "size_class": ["0-49", "50-499", "500+"],
    ...     "establishments": [70, 20, 10],
    ... })
    >>> sme_shares(activity, value="establishments")[["region", "low", "high"]]
      region  low  high
    0      A  0.7   0.9
    >>> sme_shares(activity, value="establishments", definition="us")[["region", "value"]]
      region  value
    0      A    0.9
    """
    first, end = limits_of(definition, group)
    found = sized(activity, value, at_least, size_classes)
    names = ("region", "industry") if by_industry else ("region",)
    groups = found.cells.by(*names)
    inside, outside = found.parts(first, end)
    (s_least, s_most), (l_least, l_most) = (
        [groups.total(bound) for bound in part] for part in (inside, outside)
    )
    # a part of nothing is all or nothing, by what the other bound says
    low = ratio(s_least, s_least + l_most, 1.0)
    high = ratio(s_most, s_most + l_least, 0.0)
    is_empty = s_most + l_most == 0
    reasons = [] if found.has_classes else [(NO_CLASSES, np.ones(groups.size, dtype=np.bool_))]
    reasons += [(f"{text} in the region", groups.holds(rows)) for text, rows in found.cells.unknown]
    reasons += [(f"no {value} of the sizes that count", is_empty)]
    low, high = (_without(bound, reasons) for bound in (low, high))
    reasons += [(FROM_LIMITS if found.is_from_limits else STRADDLES, low < high)]
    about = _about(definition, group, value, at_least)
    return _answer(found.cells, names, {"low": low, "high": high}, reasons, about)


def mean_sizes(
    activity: pd.DataFrame,
    *,
    at_least: int = 0,
    by_industry: bool = False,
    size_classes: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How many persons an establishment has on average, which is no share of small firms.

    Parameters
    ----------
    activity, at_least, by_industry, size_classes
        As for `sme_shares`. With `employment` and `establishments` the mean is known; with
        establishments by size class it is bounded by the limits of the classes.

    Returns
    -------
    One row a region (and industry, and year): `value` (persons an establishment), `undefined`,
    `low` and `high` (infinite where an open class holds establishments), and `establishments`,
    those that count.

    Raises
    ------
    UnknownName, ParameterError, StudyError
        As `sme_shares`.

    Notes
    -----
    A mean says nothing of how sizes spread: one plant of 1,000 among a hundred of 2 has the same
    mean as a hundred of 12. Hence it stands beside a share and never for it.

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": ["A", "A"], "industry": ["shoes", "lamps"],
    ...     "employment": [300, 60], "establishments": [10, 20],
    ... })
    >>> mean_sizes(activity)[["region", "value"]]
      region  value
    0      A   12.0
    """
    needed = [ESTABLISHMENTS] if SIZE_CLASS in activity else [ESTABLISHMENTS, EMPLOYMENT]
    require({"activity": (activity, needed)})
    counts = sized(activity, ESTABLISHMENTS, at_least, size_classes)
    persons = sized(activity, EMPLOYMENT, at_least, size_classes)
    names = ("region", "industry") if by_industry else ("region",)
    groups = counts.cells.by(*names)
    total = groups.total(counts.cells.amounts)
    low, high = (ratio(groups.total(bound), total) for bound in persons.amounts)
    unknown = [*counts.cells.unknown, *persons.cells.unknown]
    reasons = [(f"{text} in the region", groups.holds(rows)) for text, rows in unknown]
    reasons += [("no establishments of the sizes that count", total == 0)]
    low, high, total = (_without(bound, reasons) for bound in (low, high, total))
    reasons += [(FROM_LIMITS, low < high)]
    about = {"unit": "persons an establishment", "at_least": at_least}
    bounds = {"low": low, "high": high, ESTABLISHMENTS: total}
    return _answer(counts.cells, names, bounds, reasons, about)


def _without(values: Numbers, reasons: Sequence[Reason]) -> Numbers:
    """The values, missing where any reason holds."""
    return np.where(either(len(values), (rows for _, rows in reasons)), np.nan, values)


def _about(definition: str, group: str, value: str, at_least: int) -> dict[str, Any]:
    """What a share says of itself: the definition it goes by, and its caveats."""
    chosen = DEFINITIONS[definition]
    first, end = chosen.groups[group]
    return {
        "definition": definition,
        "group": group,
        "from": first,
        "below": end,
        "source": chosen.source,
        "is_verified": chosen.is_verified,
        "of": value,
        "unit": "share",
        "at_least": at_least,
        "caveats": (chosen.note, *CAVEATS),
    }


def _answer(
    found: Cells,
    names: Sequence[str],
    bounds: Mapping[str, Numbers],
    reasons: Sequence[Reason],
    about: dict[str, Any],
) -> pd.DataFrame:
    """The bounds on the keys, with a value where they meet."""
    table = answer_by_group(found, names, bounds["low"], reasons, about, **bounds)
    table.attrs = {"sme": table.attrs["measure"]}
    return table
