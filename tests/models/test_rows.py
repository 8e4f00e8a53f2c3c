"""Every row is accounted for: used, or left out for a reason that is told; or the fit is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.models.tables import cross_section
from workbench.errors import FormulaError


def rows_of(fit) -> dict[str, int]:
    return dict(fit.rows.to_numpy())


def refusal(formula, table, **options):
    """The problems with which a fit is refused, by code."""
    with pytest.raises(FormulaError) as caught:
        wb.fit(formula, table, **options)
    return {problem.code: problem for problem in caught.value.problems}


@pytest.fixture
def table():
    return cross_section(50)


def test_all_rows_of_a_whole_table_are_used(table):
    assert rows_of(wb.fit("y ~ x", table)) == {"in the study's table": 50, "used": 50}


def test_each_reason_is_counted_once_and_the_rows_add_up(table):
    table.loc[[0, 1, 2], "x"] = np.nan
    table.loc[[2, 3], "z"] = np.nan  # row 2 is lost to x already
    table.loc[[4, 5], "y"] = [0.0, -1.0]
    table.loc[6, "x"] = 0.0
    table.loc[7, "group"] = None
    table.loc[8, "kind"] = None
    table.loc[9, "z"] = np.inf
    fit = wb.fit("log(y) ~ log(x) + z | kind", table, cluster="group")
    found = rows_of(fit)
    assert found == {
        "in the study's table": 50,
        "x: no value": 3,
        "z: no value": 1,
        "kind: no value": 1,
        "group: no value": 1,
        "y: zero or negative, so it has no logarithm": 2,
        "x: zero or negative, so it has no logarithm": 1,
        "z: infinite": 1,
        "used": 40,
    }
    assert found.pop("in the study's table") - found.pop("used") == sum(found.values())
    assert set(fit.residuals.index) == set(range(10, 50))


def test_the_fit_is_that_of_the_rows_that_are_used(table):
    spoilt = table.copy()
    spoilt.loc[[3, 8], "x"] = [np.nan, -1.0]
    one, other = wb.fit("y ~ log(x)", spoilt), wb.fit("y ~ log(x)", table.drop(index=[3, 8]))
    pd.testing.assert_frame_equal(one.coefficients, other.coefficients)


def test_zero_is_only_lost_to_a_logarithm(table):
    table.loc[0, "x"] = 0.0
    assert wb.fit("y ~ x", table).n_used == 50
    assert wb.fit("y ~ log(x)", table).n_used == 49


def test_columns_that_the_formula_does_not_use_cost_no_row(table):
    table["other"] = np.nan
    assert wb.fit("y ~ x", table).n_used == 50


def test_why_a_measure_is_undefined_is_told(table):
    table.loc[[0, 1, 2, 3], "x"] = np.nan
    table.attrs["undefined"] = {"x": {0: "no employment in the region", 2: "value suppressed"}}
    found = rows_of(wb.fit("y ~ x", table))
    assert found["x: no employment in the region"] == 1
    assert found["x: value suppressed"] == 1
    assert found["x: no value"] == 2


def test_a_reason_given_for_a_row_with_a_value_counts_nothing(table):
    table.attrs["undefined"] = {"x": {0: "no employment"}, "z": {}}
    assert rows_of(wb.fit("y ~ x + z", table)) == {"in the study's table": 50, "used": 50}


def test_what_sample_rules_left_out_is_told_too(table):
    table.attrs["excluded"] = {"outside wage > 5000: tiny cells": 7, "outside is_traded == True": 0}
    table.loc[0, "x"] = np.nan
    found = rows_of(wb.fit("y ~ x", table))
    assert found["in the study's table"] == 57
    assert found["outside wage > 5000: tiny cells"] == 7
    assert found["used"] == 49


@pytest.mark.parametrize("dtype", ["Float64", "Int64", "boolean"])
def test_columns_with_missing_values_of_their_own_kind(table, dtype):
    column = (table["z"] > 5).astype("int64").astype(dtype)
    column[0] = pd.NA
    fit = wb.fit("y ~ x + flag", table.assign(flag=column))
    assert rows_of(fit)["flag: no value"] == 1
    expected = wb.fit("y ~ x + flag", table.assign(flag=(table["z"] > 5) * 1.0).drop(index=0))
    assert fit.term("flag")["estimate"] == pytest.approx(expected.term("flag")["estimate"])


# Refusals


def test_all_unknown_names_come_at_once_with_the_nearest(table):
    with pytest.raises(FormulaError) as caught:
        wb.fit("yy ~ log(xx) + zz | kinds", table, cluster="groups")
    assert [(p.code, p.value) for p in caught.value.problems] == [
        ("CLW-N04", name) for name in ("yy", "xx", "zz", "kinds", "groups")
    ]
    assert 'no column of the panel called "groups"; nearest: group' in str(caught.value)


def test_a_column_of_text_is_refused_with_what_to_write(table):
    problem = refusal("y ~ kind", table)["CLW-F02"]
    assert problem.message == "column kind holds text, not numbers"
    assert (problem.column, problem.value) == ("kind", table["kind"].iloc[0])
    assert problem.remedy == "C(kind) in the formula, or | kind as a fixed effect"
    assert refusal("kind ~ x", table)["CLW-F02"].column == "kind"
    assert refusal("y ~ log(kind)", table)["CLW-F02"].column == "kind"
    assert wb.fit("y ~ C(kind)", table).n_used == 50


def test_a_sample_without_rows_tells_where_they_went(table):
    table["x"] = np.nan
    table.loc[0, "x"] = -1.0
    problem = refusal("y ~ log(x)", table)["CLW-F03"]
    assert problem.message == "no row is left for y ~ log(x)"
    assert problem.value == "x: no value (49); x: zero or negative, so it has no logarithm (1)"


def test_an_empty_panel(table):
    assert refusal("y ~ x", table.iloc[:0])["CLW-F03"].value == "the panel is empty"


def test_fewer_rows_than_coefficients(table):
    problem = refusal("y ~ x + z", table.iloc[:3])["CLW-F07"]
    assert problem.message == "3 rows cannot tell 3 coefficients apart"
    assert problem.expected == "at least 4 rows with a value in every column"
    assert wb.fit("y ~ x + z", table.iloc[:4]).degrees_of_freedom == 1


def test_fewer_rows_than_groups(table):
    pairs = table.iloc[:10].assign(pair=np.arange(10) // 2)
    problem = refusal("y ~ x + z + x:z + x^2 + z^2 | pair", pairs)["CLW-F07"]
    assert problem.message == "10 rows cannot tell 10 coefficients apart"
    assert wb.fit("y ~ x + z + x:z + x^2 | pair", pairs).degrees_of_freedom == 1


def test_an_outcome_that_never_changes(table):
    problem = refusal("same ~ x", table.assign(same=3.5))["CLW-F08"]
    assert (problem.column, problem.value) == ("same", "3.5")


def test_one_cluster_is_none(table):
    problem = refusal("y ~ x", table.assign(one="all"), cluster="one")["CLW-F09"]
    assert problem.message == "all rows used are in one group of one"
    assert problem.remedy == "cluster by a column with more groups, or not at all"
    assert wb.fit("y ~ x", table.assign(two=np.arange(50) % 2), cluster="two").n_used == 50


def test_what_is_wrong_with_a_sample_comes_at_once(table):
    spoilt = table.iloc[:2].assign(one="all", same=1.0)
    assert set(refusal("same ~ x", spoilt, cluster="one")) == {"CLW-F07", "CLW-F08", "CLW-F09"}


def test_row_labels_that_come_twice_are_refused_not_multiplied(table):
    problem = refusal("y ~ x", pd.concat([table, table.iloc[:5]]))["CLW-F06"]
    assert (problem.value, problem.remedy) == ("0", "panel.reset_index(drop=True)")


def test_a_column_cannot_take_the_place_of_the_intercept(table):
    problem = refusal("y ~ constant", table.rename(columns={"x": "constant"}))["CLW-F06"]
    assert problem.column == "constant"
    assert problem.message == "a column cannot be called constant in a formula: the intercept is"


@pytest.mark.parametrize(
    ("term", "values"),
    [
        ("twice", lambda t: t["x"] * 2),
        ("shifted", lambda t: t["x"] - 1e6),
        ("combined", lambda t: t["x"] * 0.3 - t["z"] * 7 + 11),
        ("fixed", lambda t: t["x"] * 0 + 0.1),
        ("zero", lambda t: t["x"] * 0),
    ],
)
def test_exact_combinations_are_refused_by_name(table, term, values):
    found = refusal(f"y ~ x + z + {term}", table.assign(**{term: values(table)}))
    assert list(found) == ["CLW-F05"]
    assert found["CLW-F05"].column == term
    assert found["CLW-F05"].message == f"the term {term} is an exact combination of the others"


def test_all_guilty_terms_are_named_and_the_first_of_a_pair_is_kept(table):
    spoilt = table.assign(a=table["x"] * 2, b=table["z"] + 1)
    with pytest.raises(FormulaError) as caught:
        wb.fit("y ~ x + z + a + b", spoilt)
    assert [p.column for p in caught.value.problems] == ["a", "b"]


def test_dummies_of_all_categories_are_refused(table):
    shares = pd.get_dummies(table["kind"], dtype="float64")
    found = refusal("y ~ a + b + c", table.assign(**shares))
    assert found["CLW-F05"].column == "c"


def test_terms_that_nearly_repeat_each_other_are_estimated(table):
    noise = np.random.default_rng(0).normal(size=50)
    near = table.assign(near=table["x"] + 1e-6 * noise)
    assert np.isfinite(wb.fit("y ~ x + near", near).coefficients.to_numpy()).all()


def test_a_year_and_a_large_code_are_no_constant(table):
    dated = table.assign(year=2010 + np.arange(50) % 3, code=1e9 + np.arange(50))
    fit = wb.fit("y ~ year + code", dated)
    expected = wb.fit("y ~ year + code", dated.assign(year=dated["year"] - 2010))
    assert fit.term("year")["estimate"] == pytest.approx(expected.term("year")["estimate"])


def test_a_perfect_fit_is_a_fit():
    perfect = pd.DataFrame({"x": [1.0, 2, 3, 4], "y": [3.0, 5, 7, 9], "g": list("aabb")})
    fit = wb.fit("y ~ x", perfect)
    assert fit.term("x")["estimate"] == pytest.approx(2)
    assert fit.r_squared == pytest.approx(1)
    assert wb.fit("y ~ x | g", perfect).term("x")["estimate"] == pytest.approx(2)
