"""Are changes read from both forms, and do two sources agree where both tell of a change?"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.data.divisions.small_divisions import EVENTS, PAIRS, division
from workbench.data.divisions import read_changes
from workbench.errors import StudyError

PAIR = ["old_region", "new_region"]


def test_pairs_keep_every_row_and_split_the_one_with_towns(by_code: pd.DataFrame) -> None:
    source = pd.read_csv(PAIRS, dtype="str")
    assert len(source) == 24
    assert len(by_code) == 25
    shaoxing = by_code[by_code["old_region"] == "330621"]
    assert shaoxing[["kind", "new_region", "new_name"]].to_numpy().tolist() == [
        ["recoded", "330603", "柯桥区"],
        ["part moved", "330602", "越城区"],
    ]
    assert by_code["kind"].value_counts().to_dict() == {
        "recoded": 16,
        "merged": 4,
        "split off": 4,
        "part moved": 1,
    }


def test_events_by_name_agree_with_pairs_by_code(
    by_code: pd.DataFrame, by_name: pd.DataFrame
) -> None:
    """An independent check: kind, year, names and event are the same wherever both tell."""
    both = by_code.merge(by_name, on=PAIR, suffixes=("", "_event"))
    assert len(both) == 22
    for column in ("kind", "year", "source", "old_name", "new_name"):
        assert (both[column] == both[f"{column}_event"]).all(), column


def test_what_only_one_source_tells(by_code: pd.DataFrame, by_name: pd.DataFrame) -> None:
    pairs = {tuple(row) for row in by_code[PAIR].to_numpy()}
    events = {tuple(row) for row in by_name[PAIR].to_numpy()}
    assert pairs - events == {("440306", "440309"), ("440307", "440310"), ("330621", "330602")}
    assert events - pairs == {("330212", "330203"), ("440113", "440115"), ("445221", "445202")}
    inferred = by_name[by_name["review"] != "as recorded"]
    assert inferred[["old_name", "new_name", "kind"]].to_numpy().tolist() == [
        ["揭东县", "榕城区", "part moved"],
        ["宝安区", "光明区", "split off"],
    ]


def test_events_that_lead_to_no_codes_are_told(counties: pd.DataFrame) -> None:
    _, problems = read_changes(EVENTS, counties)
    assert {p.code for p in problems} == {"CLW-G39", "CLW-G32"}
    assert all(p.is_warning for p in problems)
    told = {p.row: p.message for p in problems if p.code == "CLW-G39"}
    source = pd.read_csv(EVENTS, dtype="str")
    silent = {row: source.loc[row - 2, "county_names"] for row in told}
    assert list(silent.values()) == [
        "潮安县、潮安区",
        "绍兴县、柯桥区",
        "云安县、云安区",
        "龙华区",
        "坪山区",
        "光明新区、宝安区、光明区",
    ]
    assert "no code of 2018 for 光明新区" in told[62]
    assert "does not name both" in told[58]
    assert "the unit that received it is not named" in told[41]
    outside = next(p for p in problems if p.code == "CLW-G32")
    assert outside.message.startswith("41 events are of years the division does not know, 2 move")


def test_every_event_is_a_change_or_told(counties: pd.DataFrame, by_name: pd.DataFrame) -> None:
    source = pd.read_csv(EVENTS, dtype={"year": "int64"})
    in_time = source[
        source["year"].between(2010, 2020) & (source["event_type"] != "residence_change")
    ]
    _, problems = read_changes(EVENTS, counties)
    told = {source.loc[p.row - 2, "event_id"] for p in problems if p.code == "CLW-G39" and p.row}
    assert set(in_time["event_id"]) == set(by_name["source"]) | told
    assert len(in_time) == 25


def test_the_wrong_character_is_told_and_read(tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    header = "code_2010,name_2010,code_2020,name_2020,year,kind\n"
    file.write_text(header + "330682,上虞\u5dff,330604,上虞区,2013,renamed\n", encoding="utf-8")
    changes, problems = read_changes(file)
    assert [p.code for p in problems] == ["CLW-G41"]
    assert (problems[0].row, problems[0].column) == (2, "name_2010")
    assert problems[0].is_warning
    assert len(changes) == 1


def test_an_event_with_the_wrong_character_finds_its_code(
    tmp_path: Path, counties: pd.DataFrame
) -> None:
    file = tmp_path / "events.csv"
    file.write_text(
        "event_id,year,event_type,old_county_units,new_county_units\n"
        "E1,2013,abolish_or_merge,上虞\u5dff,上虞区\n",
        encoding="utf-8",
    )
    changes, _ = read_changes(file, counties)
    assert changes[["old_region", "new_region", "kind"]].to_numpy().tolist() == [
        ["330682", "330604", "recoded"]
    ]


def test_a_file_in_no_known_form_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text("from,to\n330183,330111\n")
    with pytest.raises(StudyError, match="CLW-G40") as caught:
        read_changes(file)
    assert caught.value.problems[0].value == "from, to"


def test_events_without_a_division_are_refused() -> None:
    with pytest.raises(StudyError, match="CLW-G42"):
        read_changes(EVENTS)


def test_an_unknown_kind_is_told_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text(
        "year,kind,old_region,new_region\n2014,recoded,1,2\n2015,vanished,3,4\n", encoding="utf-8"
    )
    _, problems = read_changes(file)
    assert [(p.code, p.row, p.value) for p in problems] == [("CLW-G40", 3, "vanished")]


def test_a_change_without_its_year_is_told_with_its_row(tmp_path: Path) -> None:
    file = tmp_path / "changes.csv"
    file.write_text("year,kind,old_region,new_region\n2014,recoded,1,2\n,recoded,3,4\n")
    with pytest.raises(StudyError, match="CLW-G40  a change does not say its year") as caught:
        read_changes(file)
    assert (caught.value.problems[0].row, caught.value.problems[0].column) == (3, "year")


def test_a_full_split_is_told_from_a_part_split_off(tmp_path: Path) -> None:
    """Chaoyang (2003) ended and became two; Cangnan goes on beside the new Longgang."""
    known = division(("1", 2000, 2003), ("2", 2003, 2010), ("3", 2003, 2010), ("4", 2000, 2010))
    known = pd.concat([known, division(("5", 2005, 2010))], ignore_index=True)
    known["name"] = ["潮阳市", "潮阳区", "潮南区", "苍南县", "龙港市"]
    file = tmp_path / "events.csv"
    file.write_text(
        "event_id,year,event_type,old_county_units,new_county_units\n"
        "E1,2003,abolish_or_merge,潮阳市,潮阳区、潮南区\n"
        "E2,2005,abolish_or_merge,苍南县,龙港市\n",
        encoding="utf-8",
    )
    changes, _ = read_changes(file, known)
    assert changes["kind"].tolist() == ["split", "split", "split off"]
