"""The appraisal as a whole: planted truth found again, bad answers told, nothing disclosed."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.fieldwork.forms import form_of
from workbench.errors import ParameterError, StudyError
from workbench.fieldwork import open_form, write_template
from workbench.fieldwork.appraisal import appraisal, example
from workbench.fieldwork.learning.example import LOCAL_GAP, LOCAL_PLACE
from workbench.fieldwork.learning.gaps import gaps_by_firm, gaps_by_group
from workbench.fieldwork.learning.questionnaire import KNOWN_GAPS, LEVELS, SKILLS, asked, questions
from workbench.hypotheses._survey import LEARNING


@pytest.fixture(scope="module")
def sheets():
    return example(1)


@pytest.fixture(scope="module")
def found(sheets):
    return appraisal(form_of(sheets))


def test_the_questionnaire_asks_what_it_should():
    items = asked(questions())
    for level in LEARNING:
        kinds = items.loc[items["level"] == level, "kind"]
        assert 6 <= len(kinds) <= 8
        assert {"formal", "informal"} == set(kinds)
        assert items.loc[items["level"] == level, "is_reversed"].any()
    assert set(LEVELS) <= set(items["level"])
    assert questions()["item"].is_unique


@pytest.mark.parametrize("seed", range(6))
def test_planted_gaps_are_found_and_no_other(seed):
    tables = example(seed)
    places = tables["actors"].set_index("actor")["district"]
    found = gaps_by_group(gaps_by_firm(tables["skills"]), places, major_percent=50)
    major = set(found.loc[found["is_major"], ["group", "skill"]].itertuples(index=False, name=None))
    groups = ("all", "north", "south")
    planted = {(group, skill) for group in groups for skill in KNOWN_GAPS}
    assert major == planted | {(LOCAL_PLACE, LOCAL_GAP)}


def test_what_was_planted_stands_in_the_words(found):
    assert found.facts["major_gaps"] == ", ".join(sorted(KNOWN_GAPS))
    text = found.in_words()
    assert f"Major in one place and not in all: {LOCAL_GAP} in {LOCAL_PLACE}" in text
    assert "40 firms answered" in text
    assert "Recommendation 4" in text
    assert "Not called for: recommendation" in text


def test_levels_come_in_the_planted_order_with_their_intervals(found):
    table = found.tables["scores_by_group"].query("group == 'all'").set_index("quantity")
    assert table.loc[list(LEARNING), "mean"].is_monotonic_decreasing
    assert (table["low"] < table["mean"]).all()


def test_the_straight_liner_is_flagged_and_kept(found):
    scores = found.tables["scores_by_firm"]
    assert scores["is_straight_lined"].sum() == 1
    assert any(flag.code == "CLW-Q11" for flag in found.flags)
    assert found.facts["interviews"] == 40


def test_the_same_answers_in_another_order_find_the_same(sheets, found):
    shuffled = {name: table.iloc[::-1] for name, table in sheets.items()}
    again = appraisal(form_of(shuffled))
    assert again.in_words() == found.in_words()
    pd.testing.assert_frame_equal(again.tables["scores_by_firm"], found.tables["scores_by_firm"])


def test_skills_and_actors_may_be_left_out(sheets):
    few = sheets["responses"]["respondent"].unique()[:12]
    own = {
        "responses": sheets["responses"][sheets["responses"]["respondent"].isin(few)],
        "items": sheets["items"],
    }
    text = appraisal(form_of(own)).in_words()
    assert text.startswith("Only 12 interviews")
    assert "Nobody was asked about marketing, multi-job skills" in text


def changed(table: pd.DataFrame, where: pd.Series, column: str, value: object) -> pd.DataFrame:
    copy = table.copy()
    copy.loc[where, column] = value
    return copy


def test_small_clusters_are_hidden_in_every_table_of_groups(sheets):
    actors = sheets["actors"].copy()
    two = sheets["responses"]["respondent"].unique()[:2]
    actors["district"] = actors["actor"].isin(two).map({True: "tiny", False: "rest"})
    skills = changed(sheets["skills"], sheets["skills"].index == 0, "held", None)
    found = appraisal(form_of(sheets | {"actors": actors, "skills": skills}))
    for name in ("scores_by_group", "gaps_by_group", "benefits_by_group"):
        table = found.tables[name]
        own = table[table["group"] == "tiny"]
        assert own["is_hidden"].all()
        assert own.select_dtypes("float").isna().all(axis=None)
        # what is left of the whole without the rest would be the two
        assert table.loc[table["group"] == "rest", "is_hidden"].all()
    assert found.facts["hidden_cells"] > 0
    # half a skill is flagged and not counted
    assert [flag.code for flag in found.flags].count("CLW-E13") == 1
    assert len(found.tables["gaps_by_firm"]) == len(skills) - 1


def test_everything_wrong_is_told_at_once(sheets):
    items, actors = sheets["items"], sheets["actors"]
    items = items[items["level"] != LEARNING[2]]
    items = changed(items, items["item"] == "knowledge_acquisition_3", "scale", "1-7")
    items = changed(items, items["item"] == "embeddedness_1", "level", "embededness")
    actors = changed(actors, actors["actor"] == "anchor-dairy", "size", "micro")
    with pytest.raises(StudyError) as caught:
        appraisal(form_of(sheets | {"items": items, "actors": actors}).study)
    codes = {problem.code for problem in caught.value.problems}
    assert codes >= {"CLW-E10", "CLW-E11", "CLW-E12", "CLW-Q06", "CLW-T31"}
    assert all(problem.remedy for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("option", "value"), [("major_percent", 0.3), ("population", 20), ("confidence", 95.0)]
)
def test_options_out_of_range_are_told_with_what_is_right(sheets, option, value):
    with pytest.raises(ParameterError, match=option):
        appraisal(form_of(sheets), **{option: value})


def test_an_empty_template_keeps_the_questions_and_offers_the_known_gaps(tmp_path):
    folder = write_template(appraisal, tmp_path / "form", empty=True)
    assert len(pd.read_csv(folder / "items.csv")) == len(questions())
    assert pd.read_csv(folder / "responses.csv").empty
    assert appraisal.card.sheets["skills"].choices["skill"][:2] == KNOWN_GAPS == SKILLS[:2]
    with pytest.raises(StudyError, match="responses"):
        appraisal(folder)


def test_a_folder_with_answers_in_columns_holds_the_same_rows(sheets, tmp_path):
    wide = sheets["responses"].pivot_table(
        index="respondent", columns="item", values="answer", aggfunc="first"
    )
    for name, table in {**sheets, "responses": wide.reset_index()}.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    read = open_form(tmp_path, appraisal.card).table("responses").dropna()
    expected = sheets["responses"].sort_values(["respondent", "item"], ignore_index=True)
    again = read.sort_values(["respondent", "item"], ignore_index=True)
    assert again.astype("str").equals(expected.astype("str"))


def test_a_wrong_answer_in_a_column_is_told_with_the_row_of_the_file(sheets, tmp_path):
    wide = sheets["responses"].pivot_table(
        index="respondent", columns="item", values="answer", aggfunc="first"
    )
    wide.loc[wide.index[2], "rivalry"] = "7"
    for name, table in {**sheets, "responses": wide.reset_index()}.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    with pytest.raises(StudyError) as caught:
        appraisal(tmp_path)
    (problem,) = [p for p in caught.value.problems if not p.is_warning]
    assert (problem.code, problem.row) == ("CLW-Q01", 4)
