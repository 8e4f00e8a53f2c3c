"""Least squares without fixed effects: statsmodels, and what must not matter."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.models.tables import cross_section
from workbench.errors import FormulaError, ParameterError

# statsmodels' own formulas as the other engine

OURS_AND_THEIRS = [
    ("y ~ x", "y ~ x"),
    ("log(y) ~ log(x) + z", "np.log(y) ~ np.log(x) + z"),
    ("y ~ x + C(kind)", "y ~ x + C(kind)"),
    ("y ~ x + z + x:z", "y ~ x + z + x:z"),
    ("y ~ x + x^2 + log(x)^2", "y ~ x + I(x**2) + I(np.log(x)**2)"),
    ("y ~ z + C(kind) + z:C(kind)", "y ~ z + C(kind) + z:C(kind)"),
    ("y^2 ~ x", "I(y**2) ~ x"),
    ("y ~ 1", "y ~ 1"),
]
KINDS = [
    ({"standard_errors": "classical"}, {"cov_type": "nonrobust"}),
    ({"standard_errors": "robust"}, {"cov_type": "HC1"}),
    ({"cluster": "group"}, {"cov_type": "cluster"}),
]


@pytest.mark.parametrize(("ours", "theirs"), OURS_AND_THEIRS)
@pytest.mark.parametrize(("options", "kind"), KINDS, ids=["classical", "robust", "cluster"])
def test_the_numbers_of_statsmodels(ours, theirs, options, kind):
    table = cross_section()
    groups = {"cov_kwds": {"groups": table["group"].to_numpy()}} if "cluster" in options else {}
    expected = smf.ols(theirs, table).fit(use_t=True, **kind, **groups)
    found = wb.fit(ours, table, **options)
    # patsy puts categories first; both list the terms in the same order otherwise
    order = np.argsort(expected.params.to_numpy())
    mine = found.coefficients.sort_values("estimate")
    np.testing.assert_allclose(mine["estimate"], expected.params.iloc[order], rtol=1e-9)
    np.testing.assert_allclose(mine["std_error"], expected.bse.iloc[order], rtol=1e-9)
    np.testing.assert_allclose(mine["p_value"], expected.pvalues.iloc[order], rtol=1e-7, atol=1e-14)
    interval = expected.conf_int().iloc[order]
    np.testing.assert_allclose(mine[["low", "high"]], interval, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(found.residuals, expected.resid, atol=1e-9 * table["y"].max() ** 2)
    assert found.r_squared == pytest.approx(expected.rsquared, abs=1e-9)


def test_clustered_inference_is_student_with_one_less_than_the_groups():
    fit = wb.fit("y ~ x", cross_section(), cluster="group")
    n_groups = cross_section()["group"].nunique()
    assert fit.degrees_of_freedom == n_groups - 1
    assert fit.standard_errors == f"clustered by group ({n_groups} groups)"


def test_three_clusters_do_not_make_certainty():
    """With 3 groups a normal p value is 0.000 where Student's with 2 degrees is 0.0105."""
    table = cross_section(60).assign(three=np.arange(60) % 3)
    fit = wb.fit("log(y) ~ log(x)", table, cluster="three")
    assert fit.degrees_of_freedom == 2
    line = fit.term("x")
    reach = (line["high"] - line["estimate"]) / line["std_error"]
    assert reach == pytest.approx(4.302653, abs=1e-5)  # Student, 2 degrees, 97.5 %


def test_standard_errors_say_what_they_are():
    table = cross_section()
    assert wb.fit("y ~ x", table).standard_errors == "heteroskedasticity-robust (HC1)"
    classical = wb.fit("y ~ x", table, standard_errors="classical")
    assert classical.standard_errors == "classical (equal variances)"


# What must not matter

FORMULA = "log(y) ~ log(x) + z"


@settings(max_examples=15)
@given(st.permutations(range(40)))
def test_the_order_of_the_rows_is_irrelevant(order):
    table = cross_section(40)
    one, other = wb.fit(FORMULA, table), wb.fit(FORMULA, table.iloc[list(order)])
    pd.testing.assert_frame_equal(one.coefficients, other.coefficients, rtol=1e-9)
    np.testing.assert_allclose(other.residuals.reindex(table.index), one.residuals, atol=1e-10)


@settings(max_examples=15)
@given(st.floats(1e-9, 1e9), st.floats(-1e6, 1e6))
def test_units_of_a_regressor_change_its_coefficient_alone(scale, shift):
    table = cross_section(40)
    one = wb.fit("y ~ z + x", table)
    other = wb.fit("y ~ z + x", table.assign(z=table["z"] * scale + shift))
    ratio = one.coefficients.loc["z"] / scale
    columns = ["estimate", "std_error", "low", "high"]
    tolerance = 1e-7 * max(1.0, abs(shift) / scale)
    np.testing.assert_allclose(other.coefficients.loc["z", columns], ratio[columns], rtol=tolerance)
    pd.testing.assert_series_equal(
        other.coefficients.loc["x"], one.coefficients.loc["x"], rtol=tolerance
    )
    assert other.r_squared == pytest.approx(one.r_squared, rel=tolerance)


@settings(max_examples=15)
@given(st.floats(1e-6, 1e6), st.floats(-1e3, 1e3))
def test_units_of_the_outcome_scale_everything(scale, shift):
    table = cross_section(40)
    one = wb.fit("y ~ z + x", table).coefficients.loc[["z", "x"]]
    moved = table.assign(y=table["y"] * scale + shift)
    other = wb.fit("y ~ z + x", moved).coefficients.loc[["z", "x"]]
    np.testing.assert_allclose(other["estimate"], one["estimate"] * scale, rtol=1e-5)
    np.testing.assert_allclose(other["statistic"], one["statistic"], rtol=1e-5)


def test_the_unit_of_a_logarithm_moves_the_constant_alone():
    table = cross_section()
    one, other = wb.fit(FORMULA, table), wb.fit(FORMULA, table.assign(x=table["x"] * 1_000))
    pd.testing.assert_frame_equal(one.coefficients.iloc[1:], other.coefficients.iloc[1:], rtol=1e-8)
    pd.testing.assert_frame_equal(one.effects, other.effects, rtol=1e-8)


def test_the_panel_is_not_touched():
    table = cross_section()
    table.attrs = {"excluded": {"a rule": 3}, "undefined": {"x": {1: "why"}}}
    before, facts = table.copy(), json.dumps(table.attrs)
    wb.fit("log(y) ~ log(x) | kind", table, cluster="group")
    pd.testing.assert_frame_equal(table, before)
    assert json.dumps(table.attrs) == facts


def test_residuals_keep_the_index_of_the_panel():
    table = cross_section(30).set_axis([f"row {i}" for i in range(30)])
    table.loc["row 7", "x"] = np.nan
    residuals = wb.fit("y ~ x", table).residuals
    assert list(residuals.index) == [f"row {i}" for i in range(30) if i != 7]
    assert residuals.sum() == pytest.approx(0, abs=1e-9)


# The result as a thing


def test_a_fit_is_frozen():
    fit = wb.fit("y ~ x", cross_section())
    with pytest.raises(dataclasses.FrozenInstanceError):
        fit.r_squared = 1.0


def test_a_term_is_found_by_its_column():
    fit = wb.fit(FORMULA, cross_section())
    assert fit.term("x").equals(fit.term("log(x)"))
    assert fit.term("z").name == "z"
    with pytest.raises(FormulaError, match='no term "zz"; nearest: z') as caught:
        fit.term("zz")
    assert caught.value.problems[0].code == "CLW-F04"


@pytest.mark.parametrize("formula", ["log(y) ~ log(x) + z", "log(y) ~ log(x) | kind"])
def test_a_fit_is_plain_json(formula):
    fit = wb.fit(formula, cross_section(), cluster="group")
    record = json.loads(json.dumps(fit.as_record(), allow_nan=False))
    assert set(record) == {
        "formula", "outcome", "standard_errors", "degrees_of_freedom", "r_squared",
        "r_squared_within", "warnings", "coefficients", "effects", "rows", "n_used", "study",
        "estimator", "tests", "tables",
    }  # fmt: skip
    assert record["formula"] == formula
    assert record["outcome"] == "log(y)"
    assert (record["r_squared_within"] is None) == ("|" not in formula)
    assert record["n_used"] == 120
    assert record["rows"][-1] == {"reason": "used", "rows": 120}
    assert record["coefficients"][-1]["term"] in ("z", "log(x)")
    assert set(record["effects"][0]) == {"term", "change", "effect", "low", "high", "unit"}
    assert isinstance(record["warnings"], list)


def test_numbers_json_cannot_hold_are_none():
    table = pd.DataFrame({"y": [1.0, 2, 3, 4], "x": [1.0, 2, 3, 4]})
    record = wb.fit("y ~ x", table).as_record()
    json.dumps(record, allow_nan=False)
    assert record["coefficients"][1]["estimate"] == pytest.approx(1)


def test_a_fit_says_where_it_comes_from():
    table = cross_section()
    table.attrs = {"study": "tiny", "keys": ["region"], "columns": {"y": {"label": "mean wage"}}}
    fit = wb.fit("log(y) ~ x", table)
    assert fit.provenance == {
        "study": "tiny", "keys": ["region"], "outcome": "mean wage", "estimator": "least_squares",
    }  # fmt: skip
    assert fit.as_record()["estimator"] == "least_squares"
    assert fit.as_record()["study"] == "tiny"
    assert wb.fit("y ~ x", cross_section()).provenance["study"] is None


def test_a_fit_shows_itself():
    table = cross_section(25)
    table.loc[0, "x"] = np.nan
    shown = repr(wb.fit(FORMULA, table))
    assert shown.startswith("log(y) ~ log(x) + z\n24 rows; standard errors heteroskedasticity")
    for part in ("a doubling of x", "x: no value", "warning: few rows: 24", "percent"):
        assert part in shown


def test_unknown_standard_errors_are_refused_with_the_nearest():
    with pytest.raises(ParameterError, match='called "robus"; nearest: robust') as caught:
        wb.fit("y ~ x", cross_section(), standard_errors="robus")
    assert caught.value.problems[0].code == "CLW-P07"


# Through the origin


def test_a_line_through_the_origin_is_that_of_statsmodels():
    table = cross_section()
    fit = wb.fit("y ~ 0 + x + z", table, standard_errors="classical")
    expected = smf.ols("y ~ 0 + x + z", table).fit()
    np.testing.assert_allclose(fit.coefficients["estimate"], expected.params, rtol=1e-9)
    np.testing.assert_allclose(fit.coefficients["std_error"], expected.bse, rtol=1e-9)
    assert fit.r_squared == pytest.approx(expected.rsquared)
    assert fit.formula == "y ~ 0 + x + z"


@pytest.mark.parametrize(
    "formula", ["y ~ 0", "y ~ 0 + 1", "y ~ x + 0", "y ~ 0 + C(kind)", "y ~ 0 + x | kind", "y ~ 0 x"]
)
def test_a_missing_constant_must_make_sense(formula):
    with pytest.raises(FormulaError) as caught:
        wb.fit(formula, cross_section())
    assert caught.value.problems[0].code == "CLW-F01"
