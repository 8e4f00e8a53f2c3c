"""Tests for missing neighbours: spreg's numbers, Anselin's rule, refusals."""

from __future__ import annotations

import warnings

import pytest

from tests.models.estimators.lattices import chessboard, columbus, simulated
from workbench.errors import FormulaError, ParameterError
from workbench.models.estimators import Test
from workbench.models.spatial_tests import advice, spatial_tests

pytestmark = pytest.mark.filterwarnings(
    "ignore:The inplace keyword:DeprecationWarning"  # spreg sorts tables in pandas' old way
)


def test_columbus_as_spreg_has_it():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spreg

    table, near = columbus()
    weights = near.graph.to_W()
    rows = table.set_index("region").loc[weights.id_order]
    peer = spreg.OLS(
        rows[["hoval"]].to_numpy(), rows[["inc", "crime"]].to_numpy(), w=weights,
        spat_diag=True, moran=True,
    )  # fmt: skip
    found = spatial_tests("hoval ~ inc + crime", table, near)
    expected = [
        (peer.moran_res[0], peer.moran_res[2]), peer.lm_lag, peer.lm_error, peer.rlm_lag,
        peer.rlm_error, peer.lm_sarma,
    ]  # fmt: skip
    for (_, line), (statistic, p_value) in zip(found.iterrows(), expected, strict=True):
        assert line["statistic"] == pytest.approx(statistic, rel=1e-8), line["name"]
        assert line["p_value"] == pytest.approx(p_value, rel=1e-8), line["name"]
    assert found.attrs["advice"] == "spatial_error is called for"


def test_the_model_that_made_the_data_is_called_for():
    board = chessboard(15, 15)
    for process, name in (({"lag": 0.6}, "spatial_lag"), ({"error": 0.6}, "spatial_error")):
        found = spatial_tests("y ~ x", simulated(board, 2, **process), board)
        assert found.attrs["advice"] == f"{name} is called for"
    found = spatial_tests("y ~ x", simulated(board, 3), board)
    assert found.attrs["advice"].startswith("no spatial model")


@pytest.mark.parametrize(
    ("p_values", "expected"),
    [
        ((0.5, 0.5, 0.01, 0.01), "no spatial model"),
        ((0.01, 0.5, 0.5, 0.5), "spatial_lag is"),
        ((0.5, 0.01, 0.5, 0.5), "spatial_error is"),
        ((0.01, 0.01, 0.01, 0.5), "spatial_lag is"),
        ((0.01, 0.01, 0.5, 0.01), "spatial_error is"),
        ((0.01, 0.01, 0.001, 0.002), "lag and error are hard to tell apart; spatial_lag"),
        ((0.01, 0.01, 0.4, 0.3), "lag and error are hard to tell apart; spatial_error"),
    ],
)
def test_anselins_rule(p_values, expected):
    names = ("LM lag", "LM error", "robust LM lag", "robust LM error")
    tests = tuple(Test(name, 0.0, p) for name, p in zip(names, p_values, strict=True))
    assert advice(tests).startswith(expected)


def test_what_is_refused():
    board = chessboard(6, 6)
    table = simulated(board, 1)
    with pytest.raises(ParameterError, match="CLW-F40"):
        spatial_tests("y ~ x", table, None)
    with pytest.raises(FormulaError, match=r"CLW-N04 .*nearest"):
        spatial_tests("y ~ xx", table.assign(xy=1), board)
    with pytest.raises(FormulaError, match=r"CLW-N04 .*\"region\""):
        spatial_tests("y ~ x", table.drop(columns="region"), board)
