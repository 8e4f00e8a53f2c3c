"""Covariances beside statsmodels, pyfixest, and sums written as loops."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench as wb
from tests.models.tables import cross_section, two_ways
from workbench.errors import FormulaError, ParameterError
from workbench.models.conley import conley_meat
from workbench.models.covariance import coefficients_table, negative_variances, std_errors_of

TOLERANCE = 1e-8
HC = ["HC1", "HC2", "HC3"]


def ours(kind):
    """statsmodels' name of a kind in ours."""
    return {"HC1": "robust", "nonrobust": "classical"}.get(kind, kind)


def places(n=60, seed=4):
    """A cross-section with coordinates, ten rows at one place, and errors that hang together."""
    random = np.random.default_rng(seed)
    table = cross_section(n, seed)
    table["longitude"] = random.uniform(-10, 10, n)
    table["latitude"] = random.uniform(40, 60, n)
    table.loc[:9, ["longitude", "latitude"]] = [5.0, 50.0]
    return table


# Beside statsmodels


@pytest.mark.parametrize("kind", ["nonrobust", *HC])
@pytest.mark.parametrize("weights", [None, "z"])
def test_heteroskedastic_errors_are_those_of_statsmodels(kind, weights):
    table = cross_section().assign(z=lambda t: t["z"].abs() + 0.1)
    expected = sm.WLS(
        table["y"], sm.add_constant(table[["x"]]), 1.0 if weights is None else table[weights]
    ).fit(cov_type=kind, use_t=True)
    found = wb.fit("y ~ x", table, standard_errors=ours(kind), weights=weights)
    np.testing.assert_allclose(found.coefficients["estimate"], expected.params, rtol=TOLERANCE)
    np.testing.assert_allclose(found.coefficients["std_error"], expected.bse, rtol=TOLERANCE)
    np.testing.assert_allclose(found.coefficients["p_value"], expected.pvalues, rtol=1e-6)
    assert found.r_squared == pytest.approx(expected.rsquared, rel=1e-9)
    np.testing.assert_allclose(found.residuals, expected.resid, atol=1e-9)


@pytest.mark.parametrize("kind", ["nonrobust", *HC])
@pytest.mark.parametrize("effects", [["place"], ["place", "trade"], ["trade", "third", "place"]])
def test_leverage_counts_the_dummies_of_fixed_effects(kind, effects):
    table = two_ways().assign(third=np.arange(400) % 3, w=1.0 + np.arange(400) % 4)
    dummies = [
        pd.get_dummies(table[name].astype(str), prefix=name, drop_first=i > 0, dtype="float64")
        for i, name in enumerate(effects)
    ]
    exog = pd.concat([table[["x", "z"]], *dummies], axis=1)
    expected = sm.WLS(table["y"], exog, table["w"]).fit(cov_type=kind)
    formula = f"y ~ x + z | {' + '.join(effects)}"
    found = wb.fit(formula, table, standard_errors=ours(kind), weights="w").coefficients
    np.testing.assert_allclose(found["estimate"], expected.params.iloc[:2], rtol=TOLERANCE)
    np.testing.assert_allclose(found["std_error"], expected.bse.iloc[:2], rtol=TOLERANCE)


def test_a_row_with_a_coefficient_to_itself_has_no_hc3():
    table = cross_section(40).assign(kind=["only", *["other"] * 39])
    with pytest.raises(FormulaError, match="a row has a coefficient to itself") as caught:
        wb.fit("y ~ x + C(kind)", table, standard_errors="HC3")
    [problem] = caught.value.problems
    assert (problem.code, problem.value, problem.more) == ("CLW-F21", "row 0", 0)
    assert wb.fit("y ~ x + C(kind)", table).n_used == 40


# Beside pyfixest

PYFIXEST = [("robust", "HC1"), ("classical", "iid"), ("clustered", {"CRV1": "county"})]


@pytest.mark.parametrize(("kind", "vcov"), PYFIXEST, ids=["HC1", "iid", "CRV1"])
@pytest.mark.parametrize("effects", ["place", "place + trade"])
@pytest.mark.parametrize("weights", [None, "w"])
def test_fixed_effects_have_the_numbers_of_pyfixest(kind, vcov, effects, weights):
    import pyfixest

    table = two_ways().assign(w=1.0 + np.arange(400) % 4)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The inplace keyword", DeprecationWarning)
        expected = pyfixest.feols(
            f"y ~ x + z | {effects}", table, vcov=vcov, weights=weights,
            demeaner=pyfixest.LsmrDemeaner(fixef_atol=1e-12, fixef_btol=1e-12),
        )  # fmt: skip
    found = wb.fit(
        f"y ~ x + z | {effects}", table, weights=weights,
        **({"cluster": "county"} if kind == "clustered" else {"standard_errors": kind}),
    )  # fmt: skip
    np.testing.assert_allclose(found.coefficients["estimate"], expected.coef(), rtol=TOLERANCE)
    np.testing.assert_allclose(found.coefficients["std_error"], expected.se(), rtol=TOLERANCE)
    np.testing.assert_allclose(found.coefficients["p_value"], expected.pvalue(), atol=1e-12)


# Conley: every pair in a loop, distances by the haversine formula


def distance_km(one, other):
    """Haversine, another formula than ours."""
    (lon1, lat1), (lon2, lat2) = np.radians(one), np.radians(other)
    half = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def conley_by_pairs(table, cutoff, kernel):
    """Standard errors of y ~ x: the sum over pairs, one at a time."""
    exog = sm.add_constant(table["x"]).to_numpy()
    fit = sm.OLS(table["y"].to_numpy(), exog).fit()
    scores, points = exog * fit.resid[:, None], table[["longitude", "latitude"]].to_numpy()
    meat = np.zeros((2, 2))
    for i in range(len(table)):
        for j in range(len(table)):
            share = distance_km(points[i], points[j]) / cutoff
            near = max(0.0, 1 - share) if kernel == "bartlett" else float(share <= 1)
            meat += near * np.outer(scores[i], scores[j])
    bread = np.linalg.inv(exog.T @ exog)
    return np.sqrt(np.diag(bread @ meat @ bread) * len(table) / (len(table) - 2))


@pytest.mark.parametrize("kernel", ["bartlett", "uniform"])
@pytest.mark.parametrize("cutoff", [150, 600])
def test_conley_is_the_sum_over_all_pairs(kernel, cutoff):
    table = places()
    fit = wb.fit("y ~ x", table, standard_errors="conley", cutoff_km=cutoff, kernel=kernel)
    expected = conley_by_pairs(table, cutoff, kernel)
    np.testing.assert_allclose(fit.coefficients["std_error"], expected, rtol=TOLERANCE)
    assert fit.standard_errors == f"Conley ({cutoff} km, {kernel} kernel)"
    assert fit.degrees_of_freedom == 58


def test_conley_in_small_blocks_is_conley(monkeypatch):
    table = places(200)
    scores = np.random.default_rng(0).normal(size=(200, 3))
    whole = conley_meat(scores, table, cutoff_km=400)
    monkeypatch.setattr("workbench.models.conley.PAIRS_AT_ONCE", 1_000)
    np.testing.assert_allclose(conley_meat(scores, table, cutoff_km=400), whole, rtol=1e-12)


def test_conley_short_of_every_neighbour_is_hc1():
    table = places().iloc[9:]
    near = wb.fit("y ~ x", table, standard_errors="conley", cutoff_km=0.001).coefficients
    pd.testing.assert_frame_equal(near, wb.fit("y ~ x", table).coefficients, rtol=TOLERANCE)


def test_conley_of_rows_at_the_same_places_is_clustered_by_place():
    """Far from each other, places are clusters: only the small-sample factor differs."""
    table = cross_section(60).assign(place=np.arange(60) % 12)
    table = table.assign(longitude=table["place"] * 10.0, latitude=-20.0)
    conley = wb.fit("y ~ x", table, standard_errors="conley", cutoff_km=50).term("x")
    clustered = wb.fit("y ~ x", table, cluster="place").term("x")
    factor = (60 / 58) / (12 / 11 * 59 / 58)
    assert conley["std_error"] ** 2 == pytest.approx(clustered["std_error"] ** 2 * factor)


def test_the_date_line_does_not_part_neighbours():
    one = pd.DataFrame({"longitude": [179.99, -179.99], "latitude": [0.0, 0.0]})
    meat = conley_meat(np.array([[1.0], [1.0]]), one, cutoff_km=100, kernel="uniform")
    assert meat.tolist() == [[4.0]]


@settings(max_examples=25)
@given(st.permutations(range(40)), st.sampled_from(["bartlett", "uniform"]))
def test_conley_does_not_hang_on_the_order_of_rows(order, kernel):
    table = places(40)
    scores = np.random.default_rng(1).normal(size=(40, 2))
    one = conley_meat(scores, table, cutoff_km=300, kernel=kernel)
    other = conley_meat(scores[order], table.iloc[order], cutoff_km=300, kernel=kernel)
    np.testing.assert_allclose(other, one, rtol=1e-9, atol=1e-10)


def test_a_negative_variance_is_told_and_has_no_standard_error():
    table = coefficients_table(
        pd.Series({"x": 1.0, "z": 2.0}),
        std_errors_of(np.diag([4.0, -1.0]), pd.Index(["x", "z"])),
        10.0,
    )
    assert table.loc["x", "std_error"] == 2
    assert table.loc["z", ["std_error", "p_value", "low", "high"]].isna().all()
    [told] = negative_variances(table)
    assert told.startswith("no standard error for z: its variance comes out negative")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"cutoff_km": 0}, "CLW-P04"),
        ({"cutoff_km": float("nan")}, "CLW-P04"),
        ({"cutoff_km": "far"}, "CLW-P02"),
        ({"kernel": "bartlet"}, "CLW-P07"),
    ],
)
def test_options_of_conley_out_of_range_are_refused(options, code):
    with pytest.raises(ParameterError) as caught:
        wb.fit("y ~ x", places(), standard_errors="conley", **options)
    [problem] = caught.value.problems
    assert problem.code == code
    assert problem.remedy


def test_metres_for_degrees_are_refused():
    table = places().assign(latitude=lambda t: t["latitude"] * 1e5)
    with pytest.raises(FormulaError, match="column latitude holds values that are no degrees") as e:
        wb.fit("y ~ x", table, standard_errors="conley")
    [problem] = e.value.problems
    assert (problem.code, problem.column, problem.more) == ("CLW-F20", "latitude", 59)


# Tables


def test_infinite_degrees_are_normal():
    table = coefficients_table(pd.Series({"x": 1.0}), pd.Series({"x": 0.5}), np.inf)
    line = table.loc["x"]
    assert line["p_value"] == pytest.approx(0.04550026389635842)  # two tails beyond 2
    assert line["high"] == pytest.approx(1 + 0.5 * 1.959963984540054)
