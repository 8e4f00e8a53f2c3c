"""Which codes exist when: are the versions those of the two censuses and the changes between?"""

from __future__ import annotations

import pandas as pd

from workbench.data.divisions import build_division, in_year


def test_each_census_is_found_again_in_its_year(
    census: pd.DataFrame, counties: pd.DataFrame
) -> None:
    """In 2010 and 2020 no change happened, so the division holds the lists and nothing else."""
    for year, size in ((2010, 213), (2020, 214)):
        listed = set(census.loc[census["year"] == year, "region"])
        assert set(in_year(counties, year)["region"]) == listed
        assert len(listed) == size


def test_both_codes_stand_in_the_year_of_a_change(counties: pd.DataFrame) -> None:
    fuyang = {"330183", "330111"}
    found = {y: fuyang & set(in_year(counties, y)["region"]) for y in (2013, 2014, 2015)}
    assert found == {2013: {"330183"}, 2014: fuyang, 2015: {"330111"}}


def test_a_wrong_character_does_not_make_two_versions(counties: pd.DataFrame) -> None:
    """Luoding is printed 罗定巿 (U+5DFF) in 2010 and 罗定市 in 2020: one name, one row."""
    luoding = counties[counties["region"] == "445381"]
    assert luoding[["name", "valid_from", "valid_to"]].to_numpy().tolist() == [
        ["罗定市", 2010, 2020]
    ]


def test_a_new_name_is_a_new_version_without_a_gap() -> None:
    lists = pd.DataFrame(
        {"region": ["1", "1"], "year": [2000, 2010], "name": ["Xiucheng", "Nanhu"]}
    )
    none = pd.DataFrame(columns=["year", "old_region", "old_name", "new_region", "new_name"])
    found = build_division(lists, none.astype({"year": "int64"}))
    assert found[["name", "valid_from", "valid_to"]].to_numpy().tolist() == [
        ["Xiucheng", 2000, 2010],
        ["Nanhu", 2010, 2010],
    ]


def test_a_code_of_the_changes_alone_takes_level_and_parent_of_its_partner() -> None:
    lists = pd.DataFrame(
        {"region": ["A", "C"], "year": [2010, 2020], "name": ["a", "c"], "parent": ["P", "P"]}
    )
    changes = pd.DataFrame(
        {
            "year": [2012, 2016],
            "old_region": ["A", "B"],
            "old_name": ["a", "b"],
            "new_region": ["B", "C"],
            "new_name": ["b", "c"],
        }
    )
    found = build_division(lists, changes).set_index("region")
    assert found.loc["B", ["name", "parent", "valid_from", "valid_to"]].tolist() == [
        "b",
        "P",
        2012,
        2016,
    ]
