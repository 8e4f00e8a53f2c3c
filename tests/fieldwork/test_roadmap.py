"""The roadmap: planted gaps stop the right stage, and rows that cannot be are told at once."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.fieldwork.forms import form_of
from workbench.errors import ParameterError, StudyError
from workbench.fieldwork import roadmap, write_template
from workbench.fieldwork.stages import gates, stages
from workbench.fieldwork.stages.example import FACTORS, WEIGHTS


def all_met() -> pd.DataFrame:
    own = gates()
    number = own["least"].where(own["least"].notna())
    return pd.DataFrame(
        {"question": own["question"], "is_met": "yes", "number": number, "evidence": "minutes"}
    )


@pytest.mark.parametrize("question", gates()["question"])
def test_one_open_question_stops_its_own_stage_and_no_other(question):
    tables = roadmap.example(0) | {"gates": all_met()}
    del tables["visits"]  # without them the answer decides the gate of commitment too
    answers = tables["gates"].copy()
    answers.loc[answers["question"] == question, "is_met"] = "no"
    found = roadmap(form_of(tables | {"gates": answers}))
    stage = gates().set_index("question").loc[question, "stage"]
    assert found.facts["stage"] == stage
    assert found.facts["stages_passed"] == stages()["stage"].tolist().index(stage)
    assert found.tables["questions"].query("is_open")["question"].tolist() == [question]


def test_all_gates_met_is_the_end():
    found = roadmap(form_of(roadmap.example(0) | {"gates": all_met()}))
    assert found.facts == found.facts | {"stage": None, "stages_passed": len(stages())}


@pytest.mark.parametrize(
    ("question", "number", "reason"),
    [
        ("group_size", 2, "2 is below 3"),
        ("group_size", 11, "11 is above 10"),
        ("interviews", 29, "29 is below 30"),
        ("firms", None, "the number is missing"),
    ],
)
def test_a_tick_does_not_pass_a_gate_without_its_number(question, number, reason):
    answers = all_met()
    answers.loc[answers["question"] == question, "number"] = number
    found = roadmap(form_of(roadmap.example(0) | {"gates": answers}))
    open_ones = found.tables["questions"].query("is_open")
    assert open_ones[["question", "reason"]].to_numpy().tolist() == [[question, reason]]


def test_the_planted_factor_wins_and_the_planted_weights_come_back():
    for seed in range(10):
        found = roadmap(form_of(roadmap.example(seed)))
        assert found.facts["first_factor"] == FACTORS[0], seed
        assert found.facts["consistency_ratio"] < 0.1
        weights = found.tables["weights"].set_index("factor")["weight"].reindex(FACTORS)
        np.testing.assert_allclose(weights, np.array(WEIGHTS) / sum(WEIGHTS), atol=0.06)
        assert set(found.tables["governance"].query("~is_there")["item"]) == {
            "membership agreement",
            "plan of action",
        }


def test_everything_that_cannot_be_is_told_at_once():
    tables = roadmap.example(0)
    answers = tables["gates"].copy()
    answers.loc[0, "question"], answers.loc[1, "is_met"] = "grup_size", "perhaps"
    plan = tables["plan"].assign(ends=tables["plan"]["starts"] - 1).head(2)
    pairs = tables["comparisons"].assign(second=tables["comparisons"]["first"]).head(1)
    with pytest.raises(StudyError) as refused:
        roadmap(form_of(tables | {"gates": answers, "plan": plan, "comparisons": pairs}))
    told = [problem for problem in refused.value.problems if not problem.is_warning]
    assert [problem.code for problem in told] == ["CLW-E60", "CLW-E60", "CLW-E61", "CLW-E61"]
    assert told[2].more == 1
    assert "group_size" in str(refused.value)


def test_a_plan_out_of_order_is_remarked():
    plan = pd.DataFrame(
        {"stage": ["initiation", "commitment"], "starts": [5.0, 0.0], "ends": [40.0, 0.5]}
    )
    found = roadmap(form_of(roadmap.example(0) | {"plan": plan}))
    assert "more than the 12 to 36" in found.in_words()
    assert "begins before initiation; shorter than usual" in found.in_words()


def test_a_hollow_vision_is_told_why():
    visions = pd.DataFrame({"vision": ["us"], "statement": ["We shall be the leading cluster."]})
    found = roadmap(form_of(roadmap.example(0) | {"visions": visions}))
    lacking = found.tables["vision"].query("~is_met")
    assert lacking["found"].tolist() == ["no year", "neither", "leading"]


def test_gates_passed_without_evidence_are_flagged():
    answers = all_met().assign(evidence=None)
    found = roadmap(form_of(roadmap.example(0) | {"gates": answers}))
    assert [flag.code for flag in found.flags] == ["CLW-E57", "CLW-E55"]


def test_a_template_runs_as_it_is_written(tmp_path):
    assert roadmap(write_template(roadmap, tmp_path / "way.xlsx")).facts["stage"] == "diagnosis"


def test_an_empty_template_says_what_each_question_of_a_gate_is(tmp_path):
    about = pd.read_csv(write_template(roadmap, tmp_path / "way", empty=True) / "about.csv")
    told = about[(about["sheet"] == "gates") & (about["column"] == "question")].iloc[1:]
    asked = dict(zip(told["answers"], told["what it is"], strict=True))
    assert asked == gates().set_index("question")["words"].to_dict()
    (visits,) = about.loc[about["sheet"].eq("visits") & about["column"].isna(), "what it is"]
    assert visits.endswith("visited or not yet; this sheet may be left out")


def with_answers(**answers) -> dict[str, pd.DataFrame]:
    """The example with all gates met, and every visited stakeholder of one mind."""
    tables = roadmap.example(0) | {"gates": all_met()}
    visited = tables["visits"]["is_visited"].eq("yes")
    for name, answer in answers.items():
        tables["visits"].loc[visited, name] = answer
    return tables


def test_the_visits_decide_the_gate_and_a_declared_answer_that_differs_is_flagged():
    found = roadmap(form_of(with_answers(willingness=1, commitment=1)))
    assert found.facts["stage"] == "commitment"
    (row,) = found.tables["questions"].query("is_open").to_dict("records")
    assert (row["question"], row["reason"]) == ("local_commitment", "0.25 is below 0.5")
    (flag,) = [flag for flag in found.flags if flag.code == "CLW-E56"]
    assert "answered with yes, but the visits score 0.25" in flag.message
    tables = with_answers(willingness=4, commitment=4)
    refused = tables["gates"]["question"].eq("local_commitment")
    tables["gates"].loc[refused, "is_met"] = "no"
    found = roadmap(form_of(tables))
    assert found.facts["stage"] is None
    assert [flag.code for flag in found.flags] == ["CLW-E56"]


def test_the_threshold_is_an_option_and_the_score_is_enough_at_the_threshold_itself():
    tables = with_answers(willingness=3, commitment=2)
    assert roadmap(form_of(tables), commitment_threshold=0.625).facts["stage"] is None
    found = roadmap(form_of(tables), commitment_threshold=0.626)
    assert found.facts["stage"] == "commitment"
    assert "not enough where 0.63 is asked for" in found.in_words()
    with pytest.raises(ParameterError, match="commitment_threshold"):
        roadmap(form_of(tables), commitment_threshold=0)


def test_visits_that_nobody_made_do_not_pass_the_gate():
    tables = with_answers(willingness=None, commitment=None)
    tables["visits"]["is_visited"] = "no"
    found = roadmap(form_of(tables))
    assert found.facts["stage"] == "commitment"
    assert "none of 22 stakeholders was visited" in found.in_words()


def test_answers_without_a_visit_and_words_that_are_none_are_refused():
    tables = roadmap.example(0)
    unseen = tables["visits"].index[tables["visits"]["is_visited"].eq("no")]
    tables["visits"].loc[unseen[:2], "willingness"] = 3
    tables["visits"].loc[unseen[1], "is_visited"] = None
    tables["visits"].loc[0, "kind"] = "frm"
    with pytest.raises(StudyError) as refused:
        roadmap(form_of(tables))
    told = {problem.code: problem for problem in refused.value.problems}
    assert told["CLW-E61"].more == 1
    assert "has answered, but was not visited" in told["CLW-E61"].message
    assert "firm" in str(told["CLW-E60"].expected)


def test_what_single_stakeholders_showed_is_not_published():
    found = roadmap(form_of(roadmap.example(0)))
    assert found.private == ("commitment", "commitment_by_group")
    names = set(found.tables["commitment"]["stakeholder"])
    assert not any(name in found.published().in_words() for name in names)


@pytest.mark.parametrize("name", ["way.xls", "way.CSV", "way.pdf"])
def test_a_template_is_not_written_as_a_folder_that_looks_like_a_file(tmp_path, name):
    with pytest.raises(StudyError, match="CLW-E80"):
        write_template(roadmap, tmp_path / name)
    assert not (tmp_path / name).exists()


def test_what_is_published_counts_its_warnings():
    (told,) = roadmap(form_of(roadmap.example(0))).published().words[-1:]
    assert told == "1 warning is in what is not for publication."
