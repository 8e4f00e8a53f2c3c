"""Spatial estimators: spreg's numbers, effects by their definition, known truth, refusals."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.models.estimators.lattices import chessboard, columbus, dense, near, simulated
from workbench.data.geography import neighbours
from workbench.errors import FormulaError, ParameterError
from workbench.models import fit
from workbench.models.estimators import estimators
from workbench.models.estimators._impacts import impacts
from workbench.models.estimators._spatial_diagnostics import lagrange_multipliers, moran_of
from workbench.models.estimators._spatial_likelihood import Filter, error_maximum, lag_maximum

SPATIAL = [
    "spatial_lag",
    "spatial_error",
    "spatial_durbin",
    "spatially_lagged_terms",
    "spatial_two_stage_least_squares",
]
BOARD = chessboard(20, 20)
pytestmark = pytest.mark.filterwarnings(
    "ignore:The inplace keyword:DeprecationWarning"  # spreg sorts tables in pandas' old way
)


@pytest.fixture(scope="module")
def spreg():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of its optional parts when it is imported
        import spreg

        yield spreg


def arrays_of(table, near_by, outcome, terms):
    """Outcome, terms and weights in the order that spreg wants."""
    weights = near_by.graph.to_W()
    rows = table.set_index("region").loc[weights.id_order]
    return rows[[outcome]].to_numpy(), rows[terms].to_numpy(), weights


CASES = {
    "columbus": lambda: (*columbus(), "hoval", ["inc", "crime"]),
    "board": lambda: (simulated(BOARD, 1, lag=0.5, error=0.3, spill=0.5), BOARD, "y", ["x"]),
}


# spreg's numbers


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("estimator", "theirs", "options"),
    [
        ("spatial_lag", "ML_Lag", {}),
        ("spatial_error", "ML_Error", {}),
        ("spatial_durbin", "ML_Lag", {"slx_lags": 1}),
    ],
)
def test_likelihood_agrees_with_spreg(spreg, case, estimator, theirs, options):
    table, near_by, outcome, terms = CASES[case]()
    y, x, weights = arrays_of(table, near_by, outcome, terms)
    # not its method "ord", which takes tr G'G to be tr GG: true of symmetric weights only
    method = "full" if case == "columbus" else "LU"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        peer = getattr(spreg, theirs)(y, x, weights, method=method, epsilon=1e-12, **options)
    found = fit(f"{outcome} ~ {' + '.join(terms)}", table, estimator=estimator, neighbours=near_by)
    k = len(found.coefficients)
    np.testing.assert_allclose(found.coefficients["estimate"], peer.betas.ravel(), rtol=1e-6)
    errors = np.sqrt(np.diag(peer.vm))[:k]
    np.testing.assert_allclose(found.coefficients["std_error"], errors, rtol=1e-6)
    assert statistic(found, "log likelihood") == pytest.approx(float(peer.logll), abs=1e-6)


@pytest.mark.parametrize("lags", [1, 2])
@pytest.mark.parametrize("case", CASES)
def test_two_stages_agree_with_spreg(spreg, case, lags):
    table, near_by, outcome, terms = CASES[case]()
    y, x, weights = arrays_of(table, near_by, outcome, terms)
    formula, n, k = f"{outcome} ~ {' + '.join(terms)}", len(y), len(terms) + 2
    for kind, options in {"classical": {"sig2n_k": True}, "robust": {"robust": "white"}}.items():
        peer = spreg.GM_Lag(y, x, w=weights, w_lags=lags, **options)
        found = fit(
            formula, table, estimator="spatial_two_stage_least_squares",
            neighbours=near_by, standard_errors=kind, lags_of_instruments=lags,
        )  # fmt: skip
        np.testing.assert_allclose(found.coefficients["estimate"], peer.betas.ravel(), rtol=1e-8)
        small = np.sqrt(n / (n - k)) if kind == "robust" else 1.0  # theirs is HC0
        errors = np.sqrt(np.diag(peer.vm)) * small
        np.testing.assert_allclose(found.coefficients["std_error"], errors, rtol=1e-8)


@pytest.mark.parametrize("case", CASES)
def test_lagged_terms_are_least_squares_on_them(spreg, case):
    table, near_by, outcome, terms = CASES[case]()
    y, x, weights = arrays_of(table, near_by, outcome, terms)
    peer = spreg.OLS(y, x, w=weights, slx_lags=1)
    found = fit(
        f"{outcome} ~ {' + '.join(terms)}", table,
        estimator="spatially_lagged_terms", neighbours=near_by, standard_errors="classical",
    )  # fmt: skip
    np.testing.assert_allclose(found.coefficients["estimate"], peer.betas.ravel(), rtol=1e-8)
    np.testing.assert_allclose(found.coefficients["std_error"], peer.std_err, rtol=1e-8)
    total = found.tables["impacts"].query("effect == 'total'").set_index("term").loc[terms[0]]
    first, second = 1, 1 + len(terms)
    assert total["estimate"] == pytest.approx(float((peer.betas[first] + peer.betas[second])[0]))
    variance = peer.vm[first, first] + peer.vm[second, second] + 2 * peer.vm[first, second]
    assert total["std_error"] == pytest.approx(np.sqrt(variance), rel=1e-8)


def statistic(found, name):
    [test] = [test for test in found.tests if test.name == name]
    return test.statistic


# The determinant


@pytest.mark.parametrize("strength", [-0.9, -0.3, 0.0, 0.5, 0.99])
@pytest.mark.parametrize("kind", ["sides", "nearest", "dense", "dense nearest"])
def test_determinant_and_traces_are_those_of_the_dense_matrix(kind, strength):
    board = {
        "sides": chessboard(12, 13).graph,
        "dense": chessboard(4, 5).graph,
        "nearest": points_near(150, 4).graph,
        "dense nearest": points_near(30, 3).graph,
    }[kind]
    weights = board.transform("r").sparse
    found = Filter(weights)
    assert (found._eigenvalues is not None) == kind.startswith("dense")
    w = weights.toarray()
    whole = np.eye(len(w)) - strength * w
    assert found.log_determinant(strength) == pytest.approx(np.linalg.slogdet(whole)[1], abs=1e-9)
    g = w @ np.linalg.inv(whole)
    expected = (
        np.trace(g), np.trace(g @ g), np.trace(g.T @ g), np.trace(w @ g) + np.trace(w.T @ g),
    )  # fmt: skip
    np.testing.assert_allclose(found.traces(strength), expected, rtol=1e-8, atol=1e-8)


def points_near(count, k):
    """Points at random, each with its k nearest: who is near need not find the other near."""
    random = np.random.default_rng(count)
    places = pd.DataFrame(
        {
            "region": [f"p{i:03}" for i in range(count)],
            "longitude": random.uniform(0, 5, count),
            "latitude": random.uniform(0, 5, count),
        }
    )
    return neighbours(places, kind="nearest", k=k)


def test_blocks_of_columns_make_no_difference(monkeypatch):
    weights = points_near(150, 4).graph.sparse
    whole = Filter(weights).traces(0.4)
    monkeypatch.setattr("workbench.models.estimators._spatial_likelihood.BLOCK", 37)
    np.testing.assert_allclose(Filter(weights).traces(0.4), whole, rtol=1e-12)


# Effects


@pytest.mark.parametrize(
    "estimator", ["spatial_lag", "spatial_durbin", "spatial_two_stage_least_squares"]
)
def test_impacts_are_averages_of_the_matrix_of_derivatives(estimator):
    board = chessboard(9, 9)
    table = simulated(board, 3, lag=0.6, spill=0.4)
    found = fit("y ~ x", table, estimator=estimator, neighbours=board)
    values = found.coefficients["estimate"]
    w = dense(board).to_numpy()
    of_x = values["x"] * np.eye(81) + values.get("neighbours' x", 0.0) * w
    derivatives = np.linalg.solve(np.eye(81) - values["spatial_lag"] * w, of_x)
    own = found.tables["impacts"].set_index("effect")["estimate"]
    assert own["direct"] == pytest.approx(np.trace(derivatives) / 81, rel=1e-9)
    assert own["total"] == pytest.approx(derivatives.sum() / 81, rel=1e-9)
    assert own["indirect"] == pytest.approx(own["total"] - own["direct"], rel=1e-9)
    assert found.effects["effect"].iloc[0] == pytest.approx(own["total"])


def test_intervals_of_impacts_are_those_of_draws_from_the_coefficients():
    """The delta method against 20,000 draws, each with the whole matrix inverted by eigenvalues."""
    board = chessboard(20, 20)
    table = simulated(board, 5, lag=0.4).set_index("region").loc[board.regions]
    y, x = table["y"].to_numpy(), np.column_stack([np.ones(400), table["x"]])
    found = lag_maximum(y, x, board.graph.sparse)
    values = np.append(found.coefficients, found.strength)
    table = impacts(("constant", "x"), values, found.covariance, found.traces, 400)
    random = np.random.default_rng(0)
    draws = random.multivariate_normal(values, found.covariance, 20_000)
    roots = np.linalg.eigvals(dense(board).to_numpy()).real
    direct = draws[:, 1] * (1 / (1 - draws[:, [2]] * roots)).mean(axis=1)
    total = draws[:, 1] / (1 - draws[:, 2])
    drawn = pd.Series(
        {"direct": direct.std(), "indirect": (total - direct).std(), "total": total.std()}
    )
    errors = table.set_index("effect")["std_error"]
    np.testing.assert_allclose(errors[drawn.index], drawn, rtol=0.05)


def test_impacts_change_with_rho_as_the_delta_method_says():
    """With a variance of 1 of rho alone, the standard error is the derivative in rho."""
    weights, terms = chessboard(7, 8).graph.sparse, ("constant", "x", "neighbours' x")
    only_rho = np.diag([0.0, 0, 0, 1])

    def at(rho):
        values = np.array([1.0, 2.0, -0.7, rho])
        return impacts(terms, values, only_rho, Filter(weights).traces(rho), 56)

    slopes = (at(0.6 + 1e-5)["estimate"] - at(0.6 - 1e-5)["estimate"]) / 2e-5
    np.testing.assert_allclose(at(0.6)["std_error"], slopes.abs(), rtol=1e-6)


# What the tests say


def test_lagrange_multipliers_and_moran_agree_with_spreg(spreg):
    for table, near_by, outcome, terms in (make() for make in CASES.values()):
        y, x, weights = arrays_of(table, near_by, outcome, terms)
        peer = spreg.OLS(y, x, w=weights, spat_diag=True, moran=True)
        formula = f"{outcome} ~ {' + '.join(terms)}"
        found = fit(formula, table, estimator="spatial_lag", neighbours=near_by)
        names = {
            "LM lag": "lm_lag", "LM error": "lm_error", "robust LM lag": "rlm_lag",
            "robust LM error": "rlm_error", "LM lag and error": "lm_sarma",
        }  # fmt: skip
        for name, theirs in names.items():
            [test] = [test for test in found.tests if test.name == name]
            expected = getattr(peer, theirs)
            assert (test.statistic, test.p_value) == pytest.approx(expected, rel=1e-8)


def test_the_common_factor_test_is_the_ratio_of_two_fits():
    table = simulated(BOARD, 8, error=0.5)
    durbin = fit("y ~ x", table, estimator="spatial_durbin", neighbours=BOARD)
    error = fit("y ~ x", table, estimator="spatial_error", neighbours=BOARD)
    lag = fit("y ~ x", table, estimator="spatial_lag", neighbours=BOARD)
    high = statistic(durbin, "log likelihood")
    for other, name in ((error, "common factors"), (lag, "no lags of terms")):
        ratio = 2 * (high - statistic(other, "log likelihood"))
        assert statistic(durbin, f"likelihood ratio, {name}") == pytest.approx(ratio, abs=1e-8)


# Known truth


TRUTHS = {
    "lag": (lag_maximum, {"lag": 0.5}, False, {"x": 1.0, "strength": 0.5}),
    "error": (error_maximum, {"error": 0.5}, False, {"x": 1.0, "strength": 0.5}),
    "durbin": (
        lag_maximum,
        {"lag": 0.4, "spill": 0.5},
        True,
        {"x": 1.0, "neighbours' x": 0.5, "strength": 0.4},
    ),
}


@pytest.mark.parametrize("process", TRUTHS)
def test_truth_is_recovered_with_the_right_coverage(process):
    """80 boards: means within 4 standard errors and ML's bias of order 1 / n; coverage 95 %."""
    maximum, how, is_lagged, truth = TRUTHS[process]
    board, n_boards = chessboard(12, 12), 80
    weights, estimates, covered = board.graph.sparse.tocsr(), [], []
    truth = truth | (
        {"total": (1 + how.get("spill", 0)) / (1 - how["lag"])} if "lag" in how else {}
    )
    for seed in range(n_boards):
        table = simulated(board, seed, **how)
        x = np.column_stack([np.ones(144), table["x"], *([weights @ table["x"]] * is_lagged)])
        found = maximum(table["y"].to_numpy(), x, weights)
        terms = ("constant", "x", "neighbours' x")[: x.shape[1]]
        values = np.append(found.coefficients, found.strength)
        lines = pd.DataFrame(
            {"estimate": values, "std_error": np.sqrt(np.diag(found.covariance))},
            [*terms, "strength"],
        )
        if "total" in truth:
            effects = impacts(terms, values, found.covariance, found.traces, 144)
            total = effects[effects["effect"] == "total"].set_index("effect")
            lines = pd.concat([lines, total[["estimate", "std_error"]]])
        estimates.append(lines["estimate"])
        own = lines.loc[list(truth)]
        covered.append((own["estimate"] - pd.Series(truth)).abs() <= 1.96 * own["std_error"])
    estimates, shares = pd.DataFrame(estimates), pd.DataFrame(covered).mean()
    for name, value in truth.items():
        reach = 4 * estimates[name].std() / np.sqrt(n_boards) + 2.5 * max(value, 1) / 144
        assert abs(estimates[name].mean() - value) < reach, name
    # 4 binomial standard deviations: 0.95 - 4 x 0.024; the upper end is 1
    assert shares.min() > 0.95 - 4 * np.sqrt(0.95 * 0.05 / n_boards), shares.to_dict()


def test_lagged_terms_are_recovered():
    board, truth = chessboard(12, 12), pd.Series({"constant": 1.0, "x": 1.0, "neighbours' x": 0.5})
    tables = [
        fit("y ~ x", table, estimator="spatially_lagged_terms", neighbours=board).coefficients
        for table in (simulated(board, seed, spill=0.5) for seed in range(30))
    ]
    inside = [((found["low"] <= truth) & (truth <= found["high"])) for found in tables]
    assert sum(inside).min() >= 23  # P(fewer than 23 of 30 at 95 %) is 2e-5


def test_tests_of_independent_rows_reject_one_in_twenty():
    """The size of each test over 300 boards without dependence: 5 % to within 4 deviations."""
    board = chessboard(12, 12)
    weights = board.graph.sparse
    random = np.random.default_rng(4)
    x = np.column_stack([np.ones(144), random.normal(size=144)])
    q = np.linalg.qr(x)[0]
    found = []
    for _ in range(300):
        y = x @ (1, 1) + random.normal(size=144)
        tests = (*lagrange_multipliers(y, x, weights), moran_of(y - q @ (q.T @ y), weights, x))
        found.append({test.name: test.p_value <= 0.05 for test in tests})
    shares = pd.DataFrame(found).mean()
    assert shares.between(0.05 - 4 * 0.0126, 0.05 + 4 * 0.0126).all(), shares.to_dict()


def test_the_right_test_speaks():
    board = chessboard(20, 20)
    lag = fit("y ~ x", simulated(board, 1, lag=0.5), estimator="spatial_lag", neighbours=board)
    assert statistic(lag, "robust LM lag") > 20 > statistic(lag, "LM error beside the lag")
    mixed = simulated(board, 1, lag=0.4, error=0.6)
    lag = fit("y ~ x", mixed, estimator="spatial_lag", neighbours=board)
    assert statistic(lag, "LM error beside the lag") > 4


# Fixed effects, order, units


@pytest.mark.parametrize("estimator", SPATIAL)
def test_fixed_effects_are_columns_of_groups(estimator):
    table = simulated(BOARD, 2, lag=0.3).assign(
        province=lambda t: t["region"].str[:1] + t["region"].str[2:3]
    )
    table["y"] += table["province"].map({"00": 0, "01": 2, "10": -1, "11": 5})
    kind = None if estimator in SPATIAL[:3] else "classical"
    found = fit(
        "y ~ x | province", table, estimator=estimator, neighbours=BOARD, standard_errors=kind
    )
    assert not found.coefficients.index.str.contains("province").any()
    if estimator in ("spatial_durbin", "spatially_lagged_terms"):
        return  # there the dummies would have lags of their own
    dummies = fit(
        "y ~ x + C(province)", table, estimator=estimator, neighbours=BOARD, standard_errors=kind
    )
    if estimator == "spatial_two_stage_least_squares":
        return  # there the dummies' lags would be instruments
    terms = found.coefficients.index
    pd.testing.assert_frame_equal(found.coefficients, dummies.coefficients.loc[terms], rtol=1e-6)


def test_two_fixed_effects_that_say_the_same_are_one():
    table = simulated(BOARD, 2).assign(
        province=lambda t: t["region"].str[:1], again=lambda t: "g" + t["region"].str[:1]
    )
    one, both = (
        fit(f"y ~ x | {effects}", table, estimator="spatial_lag", neighbours=BOARD)
        for effects in ("province", "province + again")
    )
    pd.testing.assert_frame_equal(one.coefficients, both.coefficients, rtol=1e-7)


@pytest.mark.parametrize("estimator", SPATIAL)
def test_rows_are_aligned_by_code(estimator):
    table = simulated(BOARD, 4, lag=0.5)
    first = fit("y ~ x", table, estimator=estimator, neighbours=BOARD)
    mixed = table.sample(frac=1, random_state=3)
    again = fit("y ~ x", mixed, estimator=estimator, neighbours=BOARD)
    pd.testing.assert_frame_equal(first.coefficients, again.coefficients, rtol=1e-6)
    pd.testing.assert_series_equal(again.residuals.sort_index(), first.residuals, atol=1e-6)
    assert list(again.residuals.index) == list(mixed.index)


@settings(max_examples=10, deadline=None)
@given(st.floats(1e-4, 1e4), st.floats(-1e3, 1e3), st.sampled_from(SPATIAL[:4]))
def test_units_do_not_matter(scale, shift, estimator):
    board = chessboard(7, 7)
    table = simulated(board, 6, lag=0.4)
    first = fit("y ~ x", table, estimator=estimator, neighbours=board)
    other = table.assign(x=table["x"] * scale + shift)
    again = fit("y ~ x", other, estimator=estimator, neighbours=board)
    rows = [row for row in first.coefficients.index if row != "constant"]
    columns = ["statistic", "p_value"]
    np.testing.assert_allclose(
        again.coefficients.loc[rows, columns],
        first.coefficients.loc[rows, columns],
        rtol=1e-3,
        atol=1e-5,
    )


# Islands and refusals


@pytest.mark.parametrize("effects", ["", " | province"])
@pytest.mark.parametrize("estimator", SPATIAL)
def test_regions_without_a_neighbour_are_left_out_by_name(estimator, effects):
    board = chessboard(6, 6)
    table = simulated(board, 1).assign(province=lambda t: t["region"].str[1].isin(list("012")))
    # the corner keeps no neighbour when the two beside it have no value
    table.loc[table["region"].isin(["0001", "0100"]), "x"] = np.nan
    found = fit(f"y ~ x{effects}", table, estimator=estimator, neighbours=board)
    assert found.n_used == 33
    assert any("0000" in note for note in found.warnings)
    assert found.tables["neighbours"].loc[0, "left_out"] == "0000"
    assert table.index[table["region"] == "0000"][0] not in found.residuals.index


def test_a_chain_of_only_neighbours_goes_with_the_island():
    """b knows only a, c only b: when a is no row, b has nobody, and then c has nobody."""
    from libpysal.graph import Graph

    links = {"a": ["d"], "b": ["a"], "c": ["b"]} | {
        x: [y for y in "defghij" if y != x] for x in "defghij"
    }
    pairs = sorted((one, other) for one, others in links.items() for other in others)
    focal, other = map(np.array, zip(*pairs, strict=True))
    board = near(Graph.from_arrays(focal, other, np.ones(len(pairs))))
    random = np.random.default_rng(0)
    table = pd.DataFrame({"region": list("bcdefghij"), "x": random.normal(size=9)})
    table["y"] = table["x"] + random.normal(size=9)
    found = fit("y ~ x", table, estimator="spatial_lag", neighbours=board)
    assert found.tables["neighbours"].loc[0, "left_out"] == "b, c"


@pytest.mark.parametrize("estimator", SPATIAL)
def test_what_is_refused_and_why(estimator):
    board = chessboard(6, 6)
    table = simulated(board, 1)
    with pytest.raises(ParameterError, match=r"CLW-F40 .*who is whose neighbour"):
        fit("y ~ x", table, estimator=estimator)
    with pytest.raises(ParameterError, match="CLW-F40"):
        fit("y ~ x", table, estimator=estimator, neighbours=board.graph)
    twice = pd.concat([table, table.assign(year=2)], ignore_index=True)
    with pytest.raises(FormulaError, match=r"CLW-F41 .*several rows"):
        fit("y ~ x", twice, estimator=estimator, neighbours=board)
    strange = table.assign(region=table["region"].replace("0000", "nowhere"))
    with pytest.raises(FormulaError, match=r"CLW-F42 .*nowhere"):
        fit("y ~ x", strange, estimator=estimator, neighbours=board)
    same = table.assign(z=2 * table["x"])
    with pytest.raises(FormulaError, match="CLW-F05"):
        fit("y ~ x + z", same, estimator=estimator, neighbours=board)
    few = table.iloc[:3]
    with pytest.raises(FormulaError, match="CLW-F07"):
        fit("y ~ x", few, estimator=estimator, neighbours=board)
    alone = table[table["region"].isin(["0000", "0002", "0004", "0200", "0202"])]
    with pytest.raises(FormulaError, match="CLW-F07"):
        fit("y ~ x", alone, estimator=estimator, neighbours=board)


def test_two_stages_need_a_term_and_a_number_of_lags():
    board = chessboard(6, 6)
    table = simulated(board, 1).assign(province="p")
    estimator = "spatial_two_stage_least_squares"
    with pytest.raises(FormulaError, match="CLW-F43"):
        fit("y ~ 1", table, estimator=estimator, neighbours=board)
    for lags in (0, 4, True, 1.5):
        with pytest.raises(ParameterError, match="CLW-P05"):
            fit("y ~ x", table, estimator=estimator, neighbours=board, lags_of_instruments=lags)


def test_a_lag_beyond_one_has_no_impacts():
    board = chessboard(6, 6)
    for seed in range(40):  # without a term that matters rho is noise, at times beyond 1
        table = simulated(board, seed, own=0.0)
        found = fit(
            "y ~ x", table, estimator="spatial_two_stage_least_squares", neighbours=board,
            lags_of_instruments=1,
        )  # fmt: skip
        is_beyond = abs(found.coefficients.loc["spatial_lag", "estimate"]) >= 1
        assert ("impacts" in found.tables) == (not is_beyond)
        if is_beyond:
            assert any("beyond 1" in note for note in found.warnings)
            return
    raise AssertionError("no seed gives a lag beyond 1")


@pytest.mark.parametrize("estimator", SPATIAL)
def test_cards_say_what_they_need(estimator):
    card = estimators[estimator].card
    assert "neighbours" in card.needs
    assert "neighbours" in card.options
    assert card.source
    assert card.caveats
