"""Links: an index that is about to be explained by itself, and how it goes with other things."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.competitiveness.links import circularity, correlations_with, names_in
from workbench.errors import ParameterError

R = json.loads((Path(__file__).parents[1] / "reference" / "index_weights.json").read_text("utf-8"))
SWISS = pd.DataFrame(R["values"], index=pd.Index(R["regions"], name="region"))
OUTCOMES = {"gdp_per_head": "outcome", "wage": "outcome"}
MIXED = {"gdp_per_head": "outcome", "schooling": "driver", "patents": "driver"}


def codes(*arguments, **options):
    return [problem.code for problem in circularity(*arguments, **options)]


def test_an_index_of_outcomes_may_be_explained():
    assert circularity(OUTCOMES, ["log(employment_density)", "C(province)", "schooling"]) == []
    assert circularity(OUTCOMES, ["schooling"], roles={"schooling": "driver"}) == []
    assert circularity({}, []) == []


@pytest.mark.parametrize(
    "term", ["wage", "log(wage)", "ln(wage)", "log_wage", "wage_log", "wage^2", "density:log(wage)"]
)
def test_a_term_that_is_in_the_index_is_an_error(term):
    problems = circularity(OUTCOMES, [term], outcome="competitiveness")
    assert [problem.code for problem in problems] == ["CLW-I27"]
    assert problems[0].message == f"competitiveness is explained by {term}, which is in it"
    assert not problems[0].is_warning
    assert problems[0].column == term


@pytest.mark.parametrize("term", ["wages", "minimum_wage", "wage_growth", "logwage"])
def test_a_name_that_only_looks_alike_is_another(term):
    assert circularity(OUTCOMES, [term]) == []


def test_what_a_part_is_divided_by_is_an_error():
    denominators = {"gdp_per_head": "population", "schooling": "pupils", "wage": ""}
    problems = circularity(OUTCOMES, ["log(population)", "pupils"], denominators=denominators)
    assert [(p.code, p.column) for p in problems] == [("CLW-I27", "log(population)")]
    assert "which gdp_per_head in it is divided by" in problems[0].message


def test_an_outcome_that_explains_itself():
    assert codes({}, ["log(gdp_per_head)"], outcome="gdp_per_head") == ["CLW-I27"]
    # what a plain indicator is divided by is a control that many have good reasons for
    denominators = {"gdp_per_head": "population"}
    assert codes({}, ["population"], outcome="gdp_per_head", denominators=denominators) == []


def test_an_index_with_drivers_warns_and_names_both_sides():
    (problem,) = circularity(MIXED, ["location_quotient", "density"])
    assert problem.code == "CLW-I28"
    assert problem.is_warning
    assert "holds drivers (schooling, patents)" in problem.message
    assert problem.message.endswith("explained by location_quotient, density")
    assert circularity(MIXED, []) == []


def test_error_and_warning_come_together():
    assert codes(MIXED, ["schooling", "density"]) == ["CLW-I27", "CLW-I28"]
    assert codes(MIXED, ["schooling"]) == ["CLW-I27"]  # nothing else is left to warn of


def test_a_published_index_of_drivers_on_a_driver():
    roles = {
        "competitiveness_index": "index of drivers",
        "broadband_share": "driver",
        "gdp_per_head": "outcome",
    }
    (problem,) = circularity(
        {}, ["log(broadband_share)", "gdp_per_head"], outcome="competitiveness_index", roles=roles
    )
    assert problem.code == "CLW-I28"
    assert problem.is_warning
    assert problem.message.endswith("explained by drivers: log(broadband_share)")
    assert codes({}, ["gdp_per_head"], outcome="competitiveness_index", roles=roles) == []
    assert codes({}, ["broadband_share"], outcome="gdp_per_head", roles=roles) == []


def test_the_transformed_outcome_is_looked_up_by_its_name():
    roles = {"competitiveness_index": "index of drivers", "broadband_share": "driver"}
    found = codes({}, ["broadband_share"], outcome="log(competitiveness_index)", roles=roles)
    assert found == ["CLW-I28"]


def test_an_index_of_drivers_in_an_index_is_a_driver():
    assert codes({"rci": "index of drivers", "wage": "outcome"}, ["density"]) == ["CLW-I28"]


def test_roles_that_are_not_told_are_no_roles_and_misspelt_ones_are_told():
    assert codes({"wage": "", "gdp": float("nan")}, ["density"]) == []
    found = circularity({"wage": "outcom", "gdp": "drivers"}, ["density"])
    assert [(p.code, p.column, p.value) for p in found] == [
        ("CLW-I29", "wage", "outcom"),
        ("CLW-I29", "gdp", "drivers"),
    ]
    assert found[0].remedy == "write outcome, if that is meant"
    # the roles of what is not concerned are another's business
    assert codes(OUTCOMES, ["density"], roles={"elsewhere": "nonsense"}) == []


def test_every_problem_says_what_to_do():
    found = circularity(MIXED | {"wage": "x"}, ["schooling", "density"])
    assert len(found) == 3
    assert all(problem.remedy and problem.expected for problem in found)


def test_names_are_found_in_terms():
    assert names_in("C(province)") == ["province"]
    assert names_in("log(gdp_per_head):area_km2^2") == ["gdp_per_head", "area_km2"]
    assert names_in("x:x") == ["x"]


def test_correlations_are_those_of_r():
    found = correlations_with(SWISS["fertility"], SWISS[["education", "catholic"]])
    assert found.loc["education", "correlation"] == pytest.approx(
        R["pairs"]["pearson"]["correlation"][2], rel=1e-12
    )
    assert found.loc["education", "rank_correlation"] == pytest.approx(
        R["pairs"]["spearman"]["correlation"][2], rel=1e-12
    )
    np.testing.assert_allclose(found.loc["education", ["low", "high"]].tolist(), R["interval"])
    assert found["n"].tolist() == [47, 47]


def test_regions_are_matched_by_label_and_gaps_left_out():
    scores = SWISS["fertility"].head(20)
    others = SWISS[["education"]].sample(frac=1, random_state=1)
    others.iloc[:5] = np.nan
    kept = others["education"].dropna().index.intersection(scores.index)
    found = correlations_with(scores, others).loc["education"]
    assert found["n"] == len(kept) < 20
    expected = np.corrcoef(scores[kept], others.loc[kept, "education"])[0, 1]
    assert found["correlation"] == pytest.approx(expected)


def test_what_has_no_correlation_says_why():
    scores = pd.Series([1.0, 2, 3, 4], index=list("ABCD"))
    others = pd.DataFrame(
        {
            "few": [1.0, 2, np.nan, np.nan],
            "flat": 0.3,
            "three": [1.0, 3, 2, np.nan],
            "same": [2.0, 4, 6, 8],
        },
        index=list("ABCD"),
    )
    found = correlations_with(scores, others)
    assert found["undefined"].tolist() == [
        "fewer than 3 regions have both",
        "one is the same everywhere",
        "",
        "",
    ]
    assert found.loc["three", ["low", "high"]].isna().all()
    assert found.loc["same", ["low", "correlation", "high"]].tolist() == pytest.approx([1, 1, 1])
    with pytest.raises(ParameterError, match="level is 95"):
        correlations_with(scores, others, level=95)


@given(st.integers(0, 10_000), st.floats(0.5, 0.99))
def test_the_interval_holds_the_correlation(seed, level):
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.normal(size=(8, 2)), columns=["score", "other"])
    line = correlations_with(table["score"], table[["other"]], level=level).iloc[0]
    assert -1 <= line["low"] < line["correlation"] < line["high"] <= 1
    turned = correlations_with(-table["score"], table[["other"]], level=level).iloc[0]
    assert turned["low"] == pytest.approx(-line["high"])
