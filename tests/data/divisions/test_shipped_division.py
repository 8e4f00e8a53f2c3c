"""Do the shipped tables of the division hold what their descriptions claim?"""

from __future__ import annotations

import pandas as pd
import pytest

from tests.data.divisions.small_divisions import EXTRACTS
from workbench.data.divisions import division_problems

STUDY = EXTRACTS.parent / "zhejiang_guangdong"


def read(name: str) -> pd.DataFrame:
    codes = ("region", "parent", "old_region", "new_region")
    return pd.read_csv(STUDY / f"{name}.csv", dtype=dict.fromkeys(codes, "str"))


def test_each_census_is_in_the_division_of_its_year() -> None:
    path = EXTRACTS / "cn_county_zj_gd/census_2010_2020_zhejiang_guangdong.csv"
    census = pd.read_csv(path, dtype={"code": "str"})
    division = read("divisions")
    assert len(division) == 266
    for year, codes in census.groupby("year")["code"].agg(set).items():
        valid = division[(division["valid_from"] <= year) & (division["valid_to"] >= year)]
        assert set(valid["region"]) == codes


def test_the_wrong_character_is_nowhere() -> None:
    for name in ("divisions", "division_changes"):
        assert "\u5dff" not in (STUDY / f"{name}.csv").read_text(encoding="utf-8")


def test_the_28_changes_hold_the_24_pairs() -> None:
    found, pairs = (
        read("division_changes"),
        pd.read_csv(STUDY / "boundary_changes.csv", dtype="str"),
    )
    assert len(found) == 28
    ours = set(zip(found["old_region"], found["new_region"], strict=True))
    theirs = set(zip(pairs["code_2010"], pairs["code_2020"], strict=True))
    assert ours - theirs == {
        ("330621", "330602"),
        ("330212", "330203"),
        ("440113", "440115"),
        ("445221", "445202"),
    }
    assert theirs <= ours


def test_changes_lie_within_the_lives_of_their_codes() -> None:
    life = read("divisions").set_index("region")
    for change in read("division_changes").itertuples():
        for code in (change.old_region, change.new_region):
            assert life.loc[code, "valid_from"] <= change.year <= life.loc[code, "valid_to"]


@pytest.mark.parametrize("name", ["activity", "indicators"])
def test_the_study_keeps_to_its_division(name: str) -> None:
    tables = {n: read(n) for n in (name, "divisions", "division_changes")}
    assert division_problems(tables, {}) == []
