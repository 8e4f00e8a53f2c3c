"""Are the 208 constant units of the extract found again from raw code lists and changes?"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.data.divisions.small_divisions import division, moves
from workbench.data.divisions import constant_units, crosswalk
from workbench.errors import StudyError


def members(units: pd.DataFrame) -> set[frozenset[str]]:
    return {frozenset(group) for _, group in units.groupby("unit")["region"]}


def compiled(panel: pd.DataFrame) -> set[frozenset[str]]:
    old, new = panel["merged_units_2010"], panel["merged_units_2020"]
    return {frozenset(f"{o}+{n}".split("+")) for o, n in zip(old, new, strict=True)}


def test_the_pairs_and_one_event_give_the_208_units(
    counties: pd.DataFrame, by_code: pd.DataFrame, by_name: pd.DataFrame, panel: pd.DataFrame
) -> None:
    """The one event is the part of Yinzhou that went to Haishu in 2016."""
    haishu = by_name[by_name["new_region"] == "330203"]
    assert haishu["source"].tolist() == ["WIKI-COUNTY-2016-05-003"]
    units = constant_units(counties, pd.concat([by_code, haishu]), 2010, 2020)
    assert members(units) == compiled(panel)
    assert units["unit"].nunique() == 208


def test_one_unit_is_called_otherwise(
    counties: pd.DataFrame, by_code: pd.DataFrame, by_name: pd.DataFrame, panel: pd.DataFrame
) -> None:
    """Ours is the smallest code of 2020; theirs is that of Yinzhou, the larger part."""
    haishu = by_name[by_name["new_region"] == "330203"]
    units = constant_units(counties, pd.concat([by_code, haishu]), 2010, 2020)
    assert set(units["unit"]) ^ set(panel["unit_code"]) == {"330203", "330212"}


def test_all_changes_pool_two_pairs_more(
    counties: pd.DataFrame, changes: pd.DataFrame, panel: pd.DataFrame
) -> None:
    """The extract leaves Panyu to Nansha and Jiedong to Rongcheng (both 2012) out."""
    ours = members(constant_units(counties, changes, 2010, 2020))
    assert len(ours) == 206
    assert ours - compiled(panel) == {
        frozenset({"440113", "440115"}),
        frozenset({"445221", "445203", "445202"}),
    }


def test_populations_of_the_units_are_those_of_the_extract(
    census: pd.DataFrame,
    counties: pd.DataFrame,
    by_code: pd.DataFrame,
    by_name: pd.DataFrame,
    panel: pd.DataFrame,
) -> None:
    haishu = by_name[by_name["new_region"] == "330203"]
    found = pd.concat([by_code, haishu])
    named = panel.set_index(panel["unit_code"].replace({"330212": "330203"}))
    for year in (2010, 2020):
        walk = crosswalk(counties, found, year=year, to="constant", first=2010).table
        rows = census[census["year"] == year].merge(walk, left_on="region", right_on="source")
        sums = rows.groupby("target")["population"].sum()
        assert sums.to_dict() == named[f"population_{year}"].to_dict()


def test_only_changes_between_the_years_count() -> None:
    known = division(("1", 2000, 2020), ("2", 2005, 2020))
    found = moves((2005, "split off", "1", "2"))
    assert constant_units(known, found, 2000, 2020)["unit"].tolist() == ["1", "1"]
    assert constant_units(known, found, 2006, 2020)["unit"].tolist() == ["1", "2"]


def test_chains_and_rings_are_one_unit() -> None:
    known = division(("1", 2000, 2003), ("2", 2003, 2007), ("3", 2007, 2010), ("4", 2000, 2010))
    found = moves(
        (2003, "recoded", "1", "2"), (2007, "recoded", "2", "3"), (2008, "part moved", "3", "4")
    )
    ring = pd.concat([found, moves((2009, "part moved", "4", "3"))])
    for one in (found, ring):
        assert constant_units(known, one, 2000, 2010)["unit"].unique().tolist() == ["3"]


def test_a_code_without_successor_or_origin_is_told() -> None:
    known = division(("1", 2000, 2000), ("2", 2000, 2010), ("3", 2010, 2010))
    with pytest.raises(StudyError) as caught:
        crosswalk(known, moves(), year=2000, to="constant")
    assert [(p.code, p.value) for p in caught.value.problems] == [
        ("CLW-G34", "1"),
        ("CLW-G34", "3"),
    ]
