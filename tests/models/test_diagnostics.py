"""Effects in units people use, and warnings that fire when they should and only then."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.models.tables import cross_section, two_ways
from workbench.models.design import design
from workbench.models.diagnostics import inflation, influence, influential
from workbench.models.formula import parse


@pytest.fixture
def table():
    return cross_section()


def effect(fit, change):
    """One line of the effects."""
    [line] = fit.effects[fit.effects["change"].str.startswith(change)].to_dict("records")
    return line


def warned(fit, kind):
    return [text for text in fit.warnings if text.startswith(kind)]


# Effects


def test_a_doubling_with_logarithms_on_both_sides(table):
    fit = wb.fit("log(y) ~ log(x)", table)
    slope, found = fit.term("x"), effect(fit, "a doubling of x")
    assert found["effect"] == pytest.approx(100 * (2 ** slope["estimate"] - 1))
    assert found["low"] == pytest.approx(100 * (2 ** slope["low"] - 1))
    assert found["high"] == pytest.approx(100 * (2 ** slope["high"] - 1))
    assert (found["unit"], found["term"]) == ("percent", "log(x)")


def test_one_standard_deviation_of_a_logarithm(table):
    fit = wb.fit("log(y) ~ log(x)", table)
    spread = np.log(table["x"]).std()
    found = effect(fit, "one standard deviation more x")
    assert found["effect"] == pytest.approx(100 * np.expm1(fit.term("x")["estimate"] * spread))


def test_one_unit_with_a_logarithmic_outcome_is_percent(table):
    fit = wb.fit("log(y) ~ z", table)
    found = effect(fit, "one unit more z")
    assert found["effect"] == pytest.approx(100 * (np.exp(fit.term("z")["estimate"]) - 1))


def test_a_doubling_with_a_plain_outcome_is_in_its_own_unit(table):
    table.attrs["columns"] = {"y": {"unit": "yuan"}, "x": {"label": "density of shoemakers"}}
    fit = wb.fit("y ~ log(x)", table)
    found = effect(fit, "a doubling of density of shoemakers")
    assert found["effect"] == pytest.approx(fit.term("x")["estimate"] * np.log(2))
    assert found["unit"] == "yuan"


def test_a_difference_of_percents_is_in_percentage_points(table):
    table.attrs["columns"] = {"y": {"unit": "percent"}}
    assert effect(wb.fit("y ~ log(x)", table), "a doubling")["unit"] == "percentage points"
    assert effect(wb.fit("log(y) ~ log(x)", table), "a doubling")["unit"] == "percent"


def test_one_unit_with_a_plain_outcome_is_the_coefficient(table):
    fit = wb.fit("y ~ z", table)
    one, spread = effect(fit, "one unit more z"), effect(fit, "one standard deviation more z")
    slope = fit.term("z")
    assert [one["effect"], one["low"], one["high"]] == pytest.approx(
        [slope["estimate"], slope["low"], slope["high"]]
    )
    assert spread["effect"] == pytest.approx(slope["estimate"] * table["z"].std())
    assert one["unit"] == ""


def test_the_spread_is_that_of_the_rows_used(table):
    table.loc[0, "z"] = 1e6
    table.loc[0, "y"] = np.nan
    found = effect(wb.fit("y ~ z", table), "one standard deviation more z")
    slope = wb.fit("y ~ z", table).term("z")["estimate"]
    assert found["effect"] == pytest.approx(slope * table["z"].iloc[1:].std())


def test_a_column_in_several_terms_has_no_effect_of_its_own(table):
    assert wb.fit("y ~ x + x^2", table).effects.empty
    assert set(wb.fit("y ~ x + z + x:z", table).effects["term"]) == set()
    assert set(wb.fit("y ~ x + z + z:C(kind) + C(kind)", table).effects["term"]) == {"x"}


def test_categories_powers_and_powers_of_the_outcome_have_no_effect(table):
    assert wb.fit("y ~ C(kind)", table).effects.empty
    assert wb.fit("y ~ x^2", table).effects.empty
    assert wb.fit("log(y)^2 ~ x", table).effects.empty
    assert list(wb.fit("y^2 ~ x", table).effects.columns) == [
        "term", "change", "effect", "low", "high", "unit",
    ]  # fmt: skip


# Warnings


def test_a_healthy_fit_warns_of_nothing():
    random = np.random.default_rng(5)
    x = random.uniform(1, 2, 300)
    table = pd.DataFrame({"x": x, "z": random.normal(size=300), "g": np.arange(300) % 40})
    table["y"] = x + random.normal(0, 0.1, 300)
    assert wb.fit("y ~ x + z", table, cluster="g").warnings == ()


@pytest.mark.parametrize(("groups", "warns"), [(2, True), (29, True), (30, False), (40, False)])
def test_few_clusters(groups, warns):
    fit = wb.fit("y ~ x", cross_section().assign(g=np.arange(120) % groups), cluster="g")
    assert bool(warned(fit, f"few clusters: {groups} groups")) == warns


def test_few_clusters_name_the_remedy_and_are_quiet_once_it_is_taken():
    table = cross_section().assign(g=np.arange(120) % 12)
    [text] = warned(wb.fit("y ~ x", table, cluster="g"), "few clusters")
    assert text.endswith('standard_errors="wild" is made for that')
    wild = wb.fit("y ~ x", table, cluster="g", standard_errors="wild", draws=99)
    assert not warned(wild, "few clusters")


def test_few_clusters_are_no_concern_without_clusters(table):
    assert not warned(wb.fit("y ~ x | kind", table), "few clusters")


@pytest.mark.parametrize(("rows", "warns"), [(29, True), (30, False)])
def test_few_rows(rows, warns):
    assert bool(warned(wb.fit("y ~ x", cross_section(rows)), f"few rows: {rows}")) == warns


@pytest.mark.parametrize(("noise", "warns"), [(0.1, True), (1.0, False)])
def test_collinearity_names_both_terms(table, noise, warns):
    random = np.random.default_rng(2)
    table["near"] = table["z"] + noise * random.normal(size=len(table))
    found = warned(wb.fit("y ~ z + near + x", table), "collinearity")
    assert [text.split()[1] for text in found] == (["z", "near"] if warns else [])
    assert all(" moves with the other terms (variance inflation " in text for text in found)


def test_inflation_is_one_over_one_minus_r_squared(table):
    table["near"] = table["z"] + np.random.default_rng(2).normal(size=len(table))
    terms = design(parse("y ~ z + near + x"), table).regressors
    r_squared = wb.fit("z ~ near + x", table).r_squared
    assert inflation(terms)["z"] == pytest.approx(1 / (1 - r_squared))
    assert inflation(terms[["constant", "x"]]).tolist() == [1.0]


def test_collinearity_counts_only_what_is_left_within_the_groups():
    table = two_ways()
    noise = np.random.default_rng(3).normal(size=len(table))
    table["near"] = table["x"] + table["place"].astype(float) * 100 + noise / 10
    table["x"] = table["x"] - table["place"].astype(float) / 10
    assert not warned(wb.fit("y ~ x + near", table), "collinearity")
    assert len(warned(wb.fit("y ~ x + near | place", table), "collinearity")) == 2


# Rows that carry the answer


def leave_one_out(formula, table, **options):
    """How many standard errors each coefficient moves when a row is really left out."""
    whole = wb.fit(formula, table, **options)
    moves = {
        row: whole.coefficients["estimate"]
        - wb.fit(formula, table.drop(index=row), **options).coefficients["estimate"]
        for row in table.index
    }
    return pd.DataFrame(moves).T / whole.coefficients["std_error"], whole


def pulls_of(formula, table, whole):
    arrays = design(parse(formula), table)
    terms = arrays.regressors
    if not arrays.fixed_effects.empty and len(arrays.fixed_effects.columns):
        by = arrays.fixed_effects.iloc[:, 0]
        terms = terms - terms.groupby(by).transform("mean")
    return influence(terms, whole.residuals, whole.coefficients["std_error"], arrays.fixed_effects)


@pytest.mark.parametrize("formula", ["y ~ x + z", "log(y) ~ log(x) + C(kind)"])
def test_influence_is_what_refits_without_each_row_show(formula):
    table = cross_section(25)
    refitted, whole = leave_one_out(formula, table)
    np.testing.assert_allclose(pulls_of(formula, table, whole), refitted, rtol=1e-7, atol=1e-9)


def test_influence_counts_weights():
    """Leaving a row out by hand, with weights from 1 to 5."""
    table = cross_section(25).assign(w=1.0 + np.arange(25) % 5)
    table.loc[7, ["x", "w"]] = [12.0, 20.0]
    whole = wb.fit("y ~ x", table, weights="w")
    slope = whole.term("x")
    others = {row: wb.fit("y ~ x", table.drop(row), weights="w").term("x") for row in table.index}
    pulls = {
        row: abs(slope["estimate"] - other["estimate"]) / slope["std_error"]
        for row, other in others.items()
    }
    strong = [row for row, pull in sorted(pulls.items(), key=lambda pair: -pair[1]) if pull > 1]
    assert strong
    [text] = [t for t in warned(whole, "influential rows") if " moves x " in t]
    assert text.endswith(f"({', '.join(f'row {row}' for row in strong)})")


def test_influence_is_exact_with_one_fixed_effect():
    table = two_ways(60).assign(place=lambda t: t["place"].astype(int) % 6)
    refitted, whole = leave_one_out("y ~ x + z | place", table)
    found = pulls_of("y ~ x + z | place", table, whole)
    np.testing.assert_allclose(found, refitted, rtol=1e-7, atol=1e-9)


def test_an_influential_row_is_named(table):
    table = table.assign(name=[f"Place {i}" for i in table.index])
    table.loc[17, ["x", "y"]] = [60.0, 300.0]
    fit = wb.fit("y ~ x + z", table)
    [text] = [text for text in warned(fit, "influential rows") if " moves x by" in text]
    assert text.startswith("influential rows: leaving out any of 1 rows moves x by more")
    assert text.endswith("(Place 17)")


def test_a_row_is_named_by_its_keys_where_it_has_no_name():
    base = pd.DataFrame({"x": np.arange(40.0), "y": np.arange(40.0) % 7})
    base.loc[39, ["x", "y"]] = [500.0, 500.0]
    cell = base.assign(region="0101", industry="13")
    assert "(0101 13)" in warned(wb.fit("y ~ x", cell), "influential rows")[0]
    named = cell.assign(name="Wenzhou", industry_name="Shoes")
    assert "(Wenzhou Shoes)" in warned(wb.fit("y ~ x", named), "influential rows")[0]
    assert "(row 39)" in warned(wb.fit("y ~ x", base), "influential rows")[0]


def test_a_row_is_influential_from_one_standard_error_and_the_strongest_is_named_first(table):
    table = table.assign(name=[f"Place {i}" for i in table.index])
    pulls = pd.DataFrame(0.0, table.index, ["constant", "x"])
    pulls.loc[[3, 5, 8, 9], "x"] = [1.01, -2.0, 0.99, 1.5]
    pulls.loc[4, "constant"] = 9.0
    assert list(influential(pulls, table)) == [
        "influential rows: leaving out any of 3 rows moves x by more than one standard error "
        "(Place 5, Place 9, Place 3)"
    ]


def test_at_most_five_names_are_told(table):
    table.loc[:7, "x"] = 60.0
    table.loc[:7, "y"] = [900, -900, 900, -900, 900, -900, 900, -900]
    fit = wb.fit("y ~ x", table, standard_errors="classical")
    for text in warned(fit, "influential rows"):
        assert text.count(",") <= 4
