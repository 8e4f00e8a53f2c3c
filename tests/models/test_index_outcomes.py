"""A composite index as an outcome, and the warning where it is explained by what is in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

import workbench as wb
from workbench.competitiveness import index
from workbench.data import load
from workbench.errors import UnknownName
from workbench.models import fit, index_outcome, panel
from workbench.models.names import available_columns

STUDY = "european_regions"


@pytest.fixture(scope="module")
def table():
    return {
        name: panel(STUDY, outcome=name)
        for name in ("composite_index", "outcome_index", "competitiveness_index")
    }


def warned(formula, table):
    return " ".join(fit(formula, table).warnings)


def test_the_index_stands_in_the_panel_with_its_reasons(table):
    rows = table["composite_index"]
    found = index(STUDY)
    own = rows.set_index("region")["composite_index"].dropna()
    assert own.to_dict() == found.scores.to_dict()
    why = rows.attrs["undefined"]["composite_index"]
    assert len(why) == len(rows) - len(found.scores)
    assert {"no figures of any indicator", found.left_out.iloc[0]} <= set(why.values())


def test_the_index_of_outcomes_holds_outcomes_only(table):
    parts = table["outcome_index"].attrs["columns"]["outcome_index"]["components"]
    assert set(parts.values()) == {"outcome"}
    assert "patents" not in parts


def test_an_index_explained_by_its_own_part_is_told(table):
    said = warned("composite_index ~ log(tertiary_education_share)", table["composite_index"])
    assert "log(tertiary_education_share), which is in it" in said


def test_an_index_of_drivers_is_told(table):
    said = warned("composite_index ~ location_quotient", table["composite_index"])
    assert "holds drivers (lower_education_share" in said


def test_a_published_index_of_drivers_is_told(table):
    said = warned(
        "competitiveness_index ~ tertiary_education_share", table["competitiveness_index"]
    )
    assert "is an index of drivers, and is explained by drivers: tertiary_education_share" in said


def test_outcomes_explained_by_something_else_are_not_suspected(table):
    said = warned(
        "outcome_index ~ location_quotient + tertiary_education_share", table["outcome_index"]
    )
    assert "driver" not in said
    assert "in it" not in said


def test_a_study_without_directions_has_no_index():
    study = load("strasbourg_establishments")
    assert "composite_index" not in available_columns(study)
    with pytest.raises(UnknownName):
        panel(study, outcome="composite_index")


def test_indicators_of_industries_make_no_index_of_regions():
    assert "composite_index" not in available_columns(wb.load("us_metro_clusters"))


@pytest.mark.parametrize("asked", [{"year": 2014}, {"year": 2012, "outcome_year": 2014}])
def test_the_index_is_of_the_year_of_the_outcome(asked):
    question = load(STUDY).question.asked(outcome="outcome_index", measures=[], **asked)
    question = replace(question, measures=())
    rows = panel(STUDY, question=question)
    assert rows.attrs["columns"]["outcome_index"]["year"] == 2014
    scores = index(STUDY, year=2014, role="outcome").scores
    own = rows.set_index("region")["outcome_index"].dropna()
    assert own.to_dict() == pytest.approx(scores.to_dict())


def test_a_column_of_the_study_comes_before_an_index_of_its_name():
    study = load(STUDY)
    regions = study.regions.assign(outcome_index=1.0)
    own = study.with_tables(regions=regions)
    assert available_columns(own)["outcome_index"] == "column of regions"
    assert index_outcome(own) == "composite_index"
    assert (panel(own, outcome="outcome_index")["outcome_index"] == 1).all()
