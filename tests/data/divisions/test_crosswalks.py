"""Do figures go where the changes say, and do the shares of each region sum to 1?"""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.divisions.small_divisions import division, moves
from workbench.data.divisions import Crosswalk, crosswalk
from workbench.errors import ParameterError, StudyError


def shares(walk: Crosswalk) -> dict[tuple[str, str], float]:
    table = walk.table
    return dict(
        zip(zip(table["source"], table["target"], strict=True), table["share"], strict=True)
    )


def test_renames_recodes_and_merges_have_a_share_of_1(
    counties: pd.DataFrame, by_code: pd.DataFrame
) -> None:
    plain = by_code[by_code["kind"].isin(["recoded", "merged"])]
    kept = counties[~counties["region"].isin(["330383", "440309", "440310", "440311"])]
    found = shares(crosswalk(kept, plain, year=2010, to=2020))
    assert set(found.values()) == {1.0}
    assert found[("330183", "330111")] == 1
    assert {s for s, t in found if t == "440904"} == {"440903", "440923"}
    assert found[("330102", "330102")] == 1


def test_the_last_change_is_told() -> None:
    known = division(("1", 2000, 2003), ("2", 2003, 2007), ("3", 2007, 2010), ("4", 2000, 2010))
    found = moves((2003, "recoded", "1", "2"), (2007, "merged", "2", "3"))
    table = crosswalk(known, found, year=2000, to=2010).table.set_index("source")
    assert table.loc["1", ["target", "year", "kind"]].tolist() == ["3", 2007, "merged"]
    assert table.loc["4", ["year", "kind"]].isna().all()


def test_a_split_is_shared_out_by_the_size_of_what_came_of_it() -> None:
    """Baoan gave Longhua off in 2016 and Guangming in 2018; sizes of 2020: 4, 2 and 1."""
    known = division(("B", 2010, 2020), ("L", 2016, 2020), ("G", 2018, 2020))
    found = moves((2016, "split off", "B", "L"), (2018, "split off", "B", "G"))
    people = pd.DataFrame({"region": ["B", "L", "G"], "weight": [4, 2, 1]})
    walk = shares(crosswalk(known, found, year=2010, to=2020, weights=people))
    assert walk == pytest.approx({("B", "B"): 4 / 7, ("B", "L"): 2 / 7, ("B", "G"): 1 / 7})


def test_the_real_splits_by_population(
    census: pd.DataFrame, counties: pd.DataFrame, by_code: pd.DataFrame
) -> None:
    """By hand: Longgang 2020 over Cangnan and Longgang 2020."""
    found = by_code[by_code["kind"] != "part moved"]
    people = census[census["year"] == 2020].rename(columns={"population": "weight"})
    walk = crosswalk(counties, found, year=2010, to=2020, weights=people[["region", "weight"]])
    size = people.set_index("region")["weight"]
    by_hand = size["330383"] / (size["330383"] + size["330327"])
    assert shares(walk)[("330327", "330383")] == pytest.approx(by_hand, abs=1e-15)
    sums = walk.table.groupby("source")["share"].sum()
    assert (sums - 1).abs().max() < 1e-12
    assert len(sums) == 213


def test_every_split_without_weights_is_told_at_once(
    counties: pd.DataFrame, changes: pd.DataFrame
) -> None:
    with pytest.raises(StudyError) as caught:
        crosswalk(counties, changes, year=2010, to=2020)
    assert {p.code for p in caught.value.problems} == {"CLW-G33"}
    assert sorted(p.value for p in caught.value.problems if p.value) == [
        "330212",
        "330327",
        "330621",
        "440113",
        "440306",
        "440306",
        "440307",
        "445221",
    ]
    assert "--to constant" in str(caught.value)


def test_sizes_say_nothing_of_a_part_that_went_to_an_older_region() -> None:
    known = division(("1", 2000, 2010), ("2", 2000, 2010))
    found = moves((2005, "part moved", "1", "2"))
    sizes = pd.DataFrame({"region": ["1", "2"], "weight": [1, 1]})
    with pytest.raises(StudyError, match="CLW-G33"):
        crosswalk(known, found, year=2000, to=2010, weights=sizes)
    pairs = pd.DataFrame({"old_region": ["1", "1"], "new_region": ["1", "2"], "weight": [9.0, 1.0]})
    walk = shares(crosswalk(known, found, year=2000, to=2010, weights=pairs))
    assert walk == pytest.approx({("1", "1"): 0.9, ("1", "2"): 0.1, ("2", "2"): 1.0})


def test_sizes_say_nothing_of_a_part_that_was_merged_later() -> None:
    """2 came of 1, and then took 3 in: its size holds that of 3."""
    known = division(("1", 2000, 2010), ("2", 2005, 2010), ("3", 2000, 2007))
    found = moves((2005, "split off", "1", "2"), (2007, "merged", "3", "2"))
    sizes = pd.DataFrame({"region": ["1", "2"], "weight": [1, 1]})
    with pytest.raises(StudyError, match="CLW-G33"):
        crosswalk(known, found, year=2000, to=2010, weights=sizes)


@pytest.mark.parametrize("weight", [[0.0, 0.0], [-1.0, 2.0]])
def test_weights_that_cannot_be_used(weight: list[float]) -> None:
    known = division(("1", 2000, 2010), ("2", 2005, 2010))
    found = moves((2005, "split off", "1", "2"))
    sizes = pd.DataFrame({"region": ["1", "2"], "weight": weight})
    with pytest.raises(StudyError, match="CLW-G36"):
        crosswalk(known, found, year=2000, to=2010, weights=sizes)


def test_a_code_that_vanishes_is_told() -> None:
    known = division(("1", 2000, 2000), ("2", 2000, 2010))
    with pytest.raises(StudyError, match="CLW-G34  1 is no region of 2010"):
        crosswalk(known, moves(), year=2000, to=2010)


def test_figures_are_not_carried_back() -> None:
    with pytest.raises(ParameterError, match="CLW-G48"):
        crosswalk(division(("1", 2000, 2010)), moves(), year=2010, to=2000)


def test_shares_that_do_not_sum_to_1_are_refused() -> None:
    table = pd.DataFrame({"source": ["1", "1"], "target": ["1", "2"], "share": [0.5, 0.4]})
    with pytest.raises(StudyError, match="CLW-G36"):
        Crosswalk(2000, "2010", table)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(1, 9), st.integers(1, 9)), max_size=5))
def test_shares_sum_to_1_whatever_splits(splits: list[tuple[int, int, int]]) -> None:
    """Each split takes a new region off one that is there; weights are by pairs."""
    codes, rows, found, weights = ["r0"], [("r0", 2000, 2020)], [], []
    for place, (giver, stays, goes) in enumerate(splits):
        old, new, year = codes[giver % len(codes)], f"r{place + 1}", 2001 + place
        codes.append(new)
        rows.append((new, year, 2020))
        found.append((year, "split off", old, new))
        weights += [(old, old, stays, year), (old, new, goes, year)]
    table = pd.DataFrame(weights, columns=["old_region", "new_region", "weight", "year"])
    table = table.drop_duplicates(["old_region", "new_region"])
    walk = crosswalk(division(*rows), moves(*found), year=2000, to=2020, weights=table)
    assert walk.table["share"].sum() == pytest.approx(1, abs=1e-12)
    assert (walk.table["share"] > 0).all()
    assert set(walk.table["target"]) == set(codes)
