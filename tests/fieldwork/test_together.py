"""Several instruments on one study: what is lacking is said, faults are told all at once."""

from __future__ import annotations

import pytest

from tests.fieldwork.forms import form_of
from workbench.data import load
from workbench.errors import ParameterError, StudyError
from workbench.fieldwork import findings_of, instruments
from workbench.fieldwork._instrument import MADE_UP

BUILDING = ("cluster_map", "readiness", "roadmap", "capacity")


def filled_in(*names):
    """A study with the sheets of the example of some instruments."""
    tables = {}
    for name in names:
        tables |= instruments[name].example(0)
    return form_of(tables).study


def test_a_study_with_one_instrument_is_told_and_the_others_are_said_to_lack():
    found = findings_of(filled_in("roadmap"), BUILDING)
    assert list(found.found) == ["roadmap"]
    assert set(found.lacking) == {"cluster_map", "readiness", "capacity"}
    (text,) = found.lines("capacity")
    assert "lacks the sheets chain, capacities (workbench new capacity" in text
    assert found.table("roadmap", "stages").shape[0] == 9
    assert found.table("capacity", "stages").empty
    assert found.facts("roadmap")["stages_passed"] == 3
    assert found.facts("capacity") == {}


@pytest.mark.parametrize("sheet", ["cooperations", "clusters"])
def test_an_instrument_that_needs_no_sheet_runs_with_any(sheet):
    rows = instruments["typology"].example(0)[sheet]
    found = findings_of(form_of({sheet: rows}).study, ["appraisal", "typology"])
    assert list(found.found) == ["typology"]
    others = {"cooperations", "clusters", "firms", "governance"} - {sheet}
    assert set(found.left_out["typology"]) == others
    assert found.lines("typology")[-1].startswith("Sheets that were left out: ")


def test_an_empty_sheet_is_not_there():
    tables = instruments["roadmap"].example(0)
    tables["votes"] = tables["votes"].head(0)
    found = findings_of(form_of(tables).study, ["roadmap"])
    assert found.left_out["roadmap"] == ("votes",)
    tables["gates"] = tables["gates"].head(0)
    with pytest.raises(StudyError, match="no sheets that this page tells of"):
        findings_of(form_of(tables).study, ["roadmap"])


def test_a_study_without_any_of_the_sheets_is_refused_with_what_to_do():
    with pytest.raises(StudyError) as caught:
        findings_of(filled_in("typology"), ["roadmap", "capacity"])
    told = caught.value.problems
    assert [problem.code for problem in told] == ["CLW-E01", "CLW-E01"]
    assert "workbench new roadmap" in told[0].remedy
    assert "workbench new capacity" in told[1].remedy


def test_faults_of_all_instruments_come_at_once_and_each_but_once():
    tables = filled_in("roadmap", "cluster_map", "readiness").tables
    tables["plan"] = tables["plan"].assign(ends=-1)
    tables["evidence"].loc[0, "score"] = 9
    tables["actors"].loc[1, "actor"] = tables["actors"].loc[0, "actor"]  # two of them read it
    with pytest.raises(StudyError) as caught:
        findings_of(form_of(tables).study, BUILDING)
    told = caught.value.problems
    assert {"evidence", "plan", "actors"} <= {str(p.file).split(", ")[-1] for p in told}
    assert len(told) == len(set(told))


def test_options_reach_their_instrument_and_wrong_ones_are_refused():
    study = filled_in("readiness")
    plain = findings_of(study, ["readiness"])
    other = findings_of(study, ["readiness"], {"readiness": {"mean": "minimum"}})
    assert other.facts("readiness")["index"] < plain.facts("readiness")["index"]
    with pytest.raises(ParameterError):
        findings_of(study, ["readiness"], {"readiness": {"meen": "minimum"}})


def test_what_is_synthetic_is_said_first_and_what_is_odd_last():
    found = findings_of(load("synthetic_dairy_cluster"), ["roadmap"])
    assert found.in_short(each=1) == (MADE_UP, found.found["roadmap"].words[0])
    assert MADE_UP not in findings_of(filled_in("roadmap"), ["roadmap"]).in_short()
    tables = filled_in("roadmap").tables
    tables["gates"] = tables["gates"].assign(evidence=None)
    odd = findings_of(form_of(tables).study, ["roadmap"])
    assert "passed without evidence" in odd.beware[-1]
    assert all(text[0] == text[0].upper() and text.endswith(".") for text in odd.beware)
