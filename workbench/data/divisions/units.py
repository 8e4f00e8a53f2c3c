"""Which regions, put together, have the same boundaries in all years: constant units."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from workbench.data.divisions.records import ENDING

JOIN = " + "


def constant_units(
    division: pd.DataFrame, changes: pd.DataFrame, first: int, last: int
) -> pd.DataFrame:
    """Pool regions until no boundary inside the study moves between two years.

    Two codes are in one unit where a change between the two years ties them together: the units
    are the connected components of the graph whose edges are the changes.

    Parameters
    ----------
    division
        Codes with valid_from and valid_to, as `build_division` gives them.
    changes
        Changes with year, kind, old_region and new_region.
    first, last
        The years between which units are to be constant.

    Returns
    -------
    One row a code that exists between the two years: region, unit, name. The unit is called by
    the smallest of its codes at the end, and named by all of its regions at the end.

    Examples
    --------
    >>> division = pd.DataFrame({"region": ["1", "2", "3"], "name": ["a", "b", "c"],
    ...     "valid_from": [2010, 2010, 2016], "valid_to": [2020, 2020, 2020]})
    >>> changes = pd.DataFrame({"year": [2016], "kind": ["split off"], "old_region": ["1"],
    ...                         "new_region": ["3"]})
    >>> constant_units(division, changes, 2010, 2020).values.tolist()
    [['1', '1', 'a + c'], ['2', '2', 'b'], ['3', '1', 'a + c']]
    """
    here = division[(division["valid_from"] <= last) & (division["valid_to"] >= first)]
    between = changes[changes["year"].between(first, last)]
    codes = here.drop_duplicates("region", keep="last")[["region", "name", "valid_to"]]
    edges = zip(between["old_region"], between["new_region"], strict=True)
    part = codes["region"].map(_components(codes["region"], edges))
    ended = between.loc[between["kind"].isin(ENDING), "old_region"]
    at_end = codes[(codes["valid_to"] >= last) & ~codes["region"].isin(ended)]
    grouped = at_end.sort_values("region").groupby(part)
    unit, name = grouped["region"].first(), grouped["name"].agg(JOIN.join)
    units = codes.assign(unit=part.map(unit), name=part.map(name))
    return units[["region", "unit", "name"]].reset_index(drop=True)


def _components(codes: Iterable[str], edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each code to one code of its connected component."""
    root = {code: code for code in codes}

    def top(code: str) -> str:
        while root[code] != code:
            code = root[code]
        return code

    for one, other in edges:
        if one in root and other in root:
            root[top(one)] = top(other)
    return {code: top(code) for code in root}
