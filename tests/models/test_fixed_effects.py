"""Fixed effects equal dummies: coefficients, standard errors and their small-sample factors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import workbench as wb
from tests.models.tables import two_ways
from workbench.errors import FormulaError

TOLERANCE = 1e-8


def dummies(table: pd.DataFrame, effects: list[str], terms: tuple[str, ...] = ("x", "z")):
    """The same model with a dummy for each group: all of the first effect, one less of others."""
    parts = [table[list(terms)]]
    for place, effect in enumerate(effects):
        parts.append(
            pd.get_dummies(table[effect], prefix=effect, drop_first=place > 0, dtype="float64")
        )
    return sm.OLS(table["y"], pd.concat(parts, axis=1))


def assert_same(fit, expected, factor=1.0):
    n = len(fit.coefficients)
    np.testing.assert_allclose(
        fit.coefficients["estimate"], expected.params.iloc[:n], rtol=TOLERANCE
    )
    np.testing.assert_allclose(
        fit.coefficients["std_error"], expected.bse.iloc[:n] * np.sqrt(factor), rtol=TOLERANCE
    )
    np.testing.assert_allclose(fit.residuals, expected.resid, atol=1e-8)


@pytest.mark.parametrize("effects", [["place"], ["place", "trade"], ["trade", "place"]])
@pytest.mark.parametrize("kind", ["classical", "robust"])
def test_classical_and_robust_errors_are_those_of_the_dummies(effects, kind):
    """Both count every dummy: s² and HC1 have N - K in the denominator, K with the effects."""
    table = two_ways()
    fit = wb.fit(f"y ~ x + z | {' + '.join(effects)}", table, standard_errors=kind)
    cov_type = {"classical": "nonrobust", "robust": "HC1"}[kind]
    expected = dummies(table, effects).fit(cov_type=cov_type)
    assert_same(fit, expected)
    assert fit.degrees_of_freedom == expected.df_resid


def test_three_effects():
    table = two_ways().assign(third=np.arange(400) % 5)
    fit = wb.fit("y ~ x + z | place + trade + third", table, standard_errors="classical")
    assert_same(fit, dummies(table, ["place", "trade", "third"]).fit())


@pytest.mark.parametrize(
    ("effects", "cluster", "counted"),
    [
        # K of the small-sample factor: 2 terms, the groups of effects that do not nest in the
        # clusters (less one for each effect but the first), and one for the effects that do
        (["place"], "place", 2 + 1),
        (["trade"], "place", 2 + 12),
        (["place", "trade"], "place", 2 + 12 - 1 + 1),
        (["trade", "place"], "place", 2 + 12 - 1 + 1),
        (["county", "trade"], "place", 2 + 12 - 1 + 1),
        (["place", "trade"], "county", 2 + 30 + 12 - 1),
    ],
)
def test_clustered_errors_do_not_count_effects_within_clusters(effects, cluster, counted):
    """Dummies give (N - 1) / (N - K) with every dummy in K; ours leaves nested effects out.

    A group that lies within one cluster costs no degree of freedom (Cameron and Miller 2015).
    pyfixest 0.60 itself miscounts where an effect has the cluster's name: it pairs the names of
    the effects with their sizes in the order of a set, which changes with the hash seed.
    """
    table = two_ways()
    fit = wb.fit(f"y ~ x + z | {' + '.join(effects)}", table, cluster=cluster)
    groups = pd.factorize(table[cluster])[0]
    expected = dummies(table, effects).fit(cov_type="cluster", cov_kwds={"groups": groups})
    n, k = len(table), np.linalg.matrix_rank(expected.model.exog)
    factor = (n - k) / (n - counted)
    if "county" in effects:  # statsmodels counts columns, of which one a place is superfluous
        factor = (n - expected.model.exog.shape[1]) / (n - counted)
    assert_same(fit, expected, factor)
    assert fit.degrees_of_freedom == table[cluster].nunique() - 1


def test_both_engines_agree_without_fixed_effects():
    """One group for all rows is no effect but a constant."""
    table = two_ways().assign(one=1)
    plain, absorbed = wb.fit("y ~ x + z", table), wb.fit("y ~ x + z | one", table)
    pd.testing.assert_frame_equal(
        plain.coefficients.loc[["x", "z"]], absorbed.coefficients, rtol=TOLERANCE
    )
    assert plain.r_squared == pytest.approx(absorbed.r_squared_within, rel=TOLERANCE)
    assert plain.r_squared_within is None


def test_r_squared_is_of_the_whole_and_within_the_groups():
    table = two_ways()
    fit = wb.fit("y ~ x + z | place", table)
    expected = dummies(table, ["place"]).fit()
    assert fit.r_squared == pytest.approx(expected.rsquared, rel=1e-9)
    within = table["y"] - table.groupby("place")["y"].transform("mean")
    assert fit.r_squared_within == pytest.approx(1 - expected.ssr / (within**2).sum(), rel=1e-9)


def test_a_category_and_an_interaction_beside_fixed_effects():
    table = two_ways().assign(kind=lambda t: np.where(t["z"] > 0, "up", "down"))
    fit = wb.fit("y ~ x + C(kind) + x:C(kind) | place", table, standard_errors="classical")
    up = (table["kind"] == "up").astype(float)
    wide = table.assign(up=up, x_up=table["x"] * up)
    assert_same(fit, dummies(wide, ["place"], ("x", "up", "x_up")).fit())
    assert list(fit.coefficients.index) == ["x", "kind=up", "x:kind=up"]


@pytest.mark.parametrize("scale", [1e-9, 1e9])
@pytest.mark.parametrize("column", ["x", "y"])
def test_units_do_not_matter_to_an_iteration_with_absolute_tolerances(scale, column):
    """A regressor of the size 1e-9 is dropped in silence by pyfixest as it is."""
    table = two_ways()
    one = wb.fit("y ~ x + z | place + trade", table, cluster="place").term("x")
    scaled = table.assign(**{column: table[column] * scale})
    other = wb.fit("y ~ x + z | place + trade", scaled, cluster="place").term("x")
    ratio = scale if column == "y" else 1 / scale
    assert other["estimate"] == pytest.approx(one["estimate"] * ratio, rel=TOLERANCE)
    assert other["statistic"] == pytest.approx(one["statistic"], rel=TOLERANCE)


def test_groups_that_hang_together_like_a_chain():
    """Alternating projections need more than 10,000 rounds where groups overlap only a little."""
    random = np.random.default_rng(3)
    n = 1_200
    table = pd.DataFrame({"place": random.integers(0, 150, n)})
    table["trade"] = table["place"] + random.integers(0, 2, n)
    table["x"], table["z"] = random.normal(size=n) + table["place"] / 50, random.normal(size=n)
    table["y"] = 2 * table["x"] + table["z"] + np.sin(table["place"] / 9) + random.normal(size=n)
    fit = wb.fit("y ~ x + z | place + trade", table)
    exog = dummies(table, ["place", "trade"]).exog
    expected = np.linalg.lstsq(exog, table["y"])[0][:2]
    np.testing.assert_allclose(fit.coefficients["estimate"], expected, rtol=TOLERANCE)


def test_the_names_and_types_of_groups_do_not_matter():
    table = two_ways()
    named = table.assign(place=[f"region {place} ~ + |" for place in table["place"]])
    one, other = (wb.fit("y ~ x | place + trade", t, cluster="trade") for t in (table, named))
    pd.testing.assert_frame_equal(one.coefficients, other.coefficients)


# Rows that are alone in a group


def test_a_row_that_is_alone_in_its_group_is_left_out_and_counted():
    table = two_ways(60)
    table.loc[0, "place"] = "alone"
    fit = wb.fit("y ~ x | place", table)
    rows = dict(fit.rows.to_numpy())
    n_alone = int((table["place"].map(table["place"].value_counts()) == 1).sum())
    assert rows["the only row of its group in a fixed effect"] == n_alone >= 1
    assert rows["used"] == fit.n_used == 60 - n_alone


def test_rows_that_become_alone_are_left_out_too():
    """The chain: c is alone in 3, then b is alone in 2, then a is alone in 1."""
    table = two_ways(40).assign(place="all", trade="all")
    chain = [("p1", "all"), ("p1", "t2"), ("p2", "t2"), ("p2", "t3")]
    for row, (place, trade) in enumerate(chain):
        table.loc[row, ["place", "trade"]] = [place, trade]
    fit = wb.fit("y ~ x | place + trade", table)
    assert list(fit.residuals.index) == list(range(4, 40))
    assert dict(fit.rows.to_numpy())["the only row of its group in a fixed effect"] == 4


def test_leaving_lonely_rows_out_changes_no_coefficient():
    table = two_ways()
    table.loc[0, "place"] = "alone"
    fit = wb.fit("y ~ x + z | place", table)
    expected = dummies(table, ["place"]).fit()
    np.testing.assert_allclose(
        fit.coefficients["estimate"], expected.params.iloc[:2], rtol=TOLERANCE
    )


# Terms that say nothing beside the effects


def test_a_term_that_never_changes_within_a_group_is_refused_by_name():
    table = two_ways()
    table["size_of_place"] = table["place"].astype(float) * 3 + 1e6
    with pytest.raises(FormulaError, match="the term size_of_place is an exact combination") as e:
        wb.fit("y ~ x + size_of_place | place", table)
    [problem] = e.value.problems
    assert (problem.code, problem.column) == ("CLW-F05", "size_of_place")
    assert "or drop a fixed effect" in problem.remedy


def test_a_term_that_is_a_sum_of_two_effects_is_refused():
    table = two_ways()
    table["both"] = table["place"].astype(float) - table["trade"].astype(float) * 7
    with pytest.raises(FormulaError, match="the term both is an exact combination"):
        wb.fit("y ~ both + x | place + trade", table)
    assert wb.fit("y ~ both + x | place", table).n_used == 400


def test_a_term_that_nearly_repeats_another_is_kept():
    table = two_ways()
    table["near"] = table["x"] + 1e-4 * np.random.default_rng(0).normal(size=400)
    fit = wb.fit("y ~ x + near | place", table, standard_errors="classical")
    assert_close = np.testing.assert_allclose
    expected = dummies(table, ["place"], ("x", "near")).fit()
    assert_close(fit.coefficients["estimate"], expected.params.iloc[:2], rtol=1e-5)
    assert_close(fit.coefficients["std_error"], expected.bse.iloc[:2], rtol=1e-5)
