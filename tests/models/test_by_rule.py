"""One question fitted once a rule: the verdicts enter as they are, and what is lost is told."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench.data import load
from workbench.errors import ParameterError, UnknownName
from workbench.models import by_rule, fit, panel_for
from workbench.models.by_rule import fit_by_rule
from workbench.rules import compare, rule

CHINA = "china_prefectures"


@pytest.fixture(scope="module")
def china():
    return fit_by_rule(CHINA, ["location_quotient_threshold threshold=2", "size_only"])


def test_the_first_row_is_the_studys_own_measure(china):
    own = load(CHINA).question
    formula = (
        "log(gdp_per_head) ~ log(employment_density) + log(population_density) "
        "+ mean_years_schooling | province"
    )
    table = panel_for(load(CHINA), formula, also=["province"], question=own)
    expected = fit(formula, table, cluster="province").term("employment_density")
    line = china.table.iloc[0]
    assert line["term"] == "log(employment_density)"
    assert line["estimate"] == pytest.approx(expected["estimate"])
    assert line["low"] == pytest.approx(expected["low"])
    assert np.isnan(line["clusters"])


def test_a_rule_enters_with_one_for_a_cluster(china):
    own = load(CHINA).question
    formula = (
        "log(gdp_per_head) ~ is_cluster + log(population_density) + mean_years_schooling | province"
    )
    table = panel_for(
        load(CHINA), formula.replace("is_cluster + ", ""), also=["province"], question=own
    )
    verdicts = rule(
        "location_quotient_threshold", CHINA, threshold=2, year=2010, industry="manufacturing"
    )
    verdict = verdicts.set_index("region")["is_cluster"].astype("Float64")
    table["is_cluster"] = table["region"].map(verdict).astype("float64")
    expected = fit(formula, table, cluster="province").term("is_cluster")
    line = china.table.set_index("rule").loc["location_quotient_threshold threshold=2"]
    assert line["estimate"] == pytest.approx(expected["estimate"])
    assert line["high"] == pytest.approx(expected["high"])
    assert china.formula == formula


def test_without_an_industry_a_region_enters_with_its_clusters():
    own = replace(
        load(CHINA).question, industry=None, measures=("population_density",), controls=()
    )
    found = fit_by_rule(CHINA, ["location_quotient_threshold"], question=own)
    assert found.table["term"].tolist() == ["log(population_density)", "clusters"]
    assert found.table["estimate"].notna().all()


def test_a_rule_that_finds_too_little_says_so():
    found = fit_by_rule(CHINA, ["specialised_town share=1.0", "size_only"])
    line = found.table.iloc[1]
    assert np.isnan(line["estimate"])
    assert line["undefined"]
    assert "not to be fitted: 1" in found.in_words()


def test_cells_of_the_metropolitan_areas_and_a_circular_rule():
    found = fit_by_rule("us_metro_clusters", ["observatory_stars_newer", "size_only"])
    assert found.table["estimate"].gt(0).all()
    assert found.table["note"].isna().tolist() == [True, False, True]
    assert found.table["note"].iloc[1] == "the rule itself judges by mean_wage (productivity)"
    assert "beware of observatory_stars_newer" in found.in_words()


def test_it_is_plain_data_and_words(china):
    record = json.loads(json.dumps(china.as_record()))
    assert len(record["table"]) == 3
    assert record["words"] == china.in_words()
    assert "Of 2 rules" in repr(china)
    assert "None" not in repr(china)


def test_what_is_not_there():
    with pytest.raises(UnknownName, match=r"CLW-N12 .*nearest: size_only"):
        fit_by_rule(CHINA, ["size"])
    own = replace(load(CHINA).question, measures=())
    with pytest.raises(ParameterError, match=r"CLW-P08 .*names no measure"):
        fit_by_rule(CHINA, ["size_only"], question=own)


def test_the_panel_is_not_changed(china):
    assert isinstance(china.table, pd.DataFrame)
    assert list(china.table.columns) == [
        "rule", "term", "estimate", "low", "high", "rows", "clusters", "undefined", "note",
    ]  # fmt: skip


@pytest.mark.parametrize("year", [None, 2010])
def test_rules_that_were_compared_are_not_judged_again(china, monkeypatch, year):
    names = china.table["rule"].tolist()[1:]
    compared = compare(CHINA, names, year=year)
    monkeypatch.setattr(by_rule, "rule", None)
    found = fit_by_rule(CHINA, compared=compared)
    pd.testing.assert_frame_equal(found.table, china.table)


def test_what_was_compared_for_another_year_or_level_is_judged_anew():
    names = ["location_quotient_threshold threshold=2", "size_only"]
    compared = compare(CHINA, names)
    scope = {"year": 2010, "level": None, "industry": "manufacturing"}
    judged = compared.judged(names[0], **scope)
    alone = rule(
        "location_quotient_threshold", CHINA, threshold=2, year=2010, industry=scope["industry"]
    )
    pd.testing.assert_frame_equal(judged, alone)
    assert compared.judged("size_only share=0.2", **scope) is None
    assert compared.judged(names[0], **(scope | {"level": "province"})) is None
    assert replace(compared, year=2020).judged(names[0], **scope) is None


def test_what_was_compared_on_another_study_is_refused():
    compared = compare("us_metro_clusters", ["size_only", "location_quotient_threshold"])
    with pytest.raises(ParameterError, match=r'CLW-C06 .*another study\n.*"us_metro_clusters"'):
        fit_by_rule(CHINA, compared=compared)
