"""Weights alike for all regions: against R, the handbook's own example, and by hand."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.competitiveness.technology import technology
from workbench.competitiveness._components import (
    components,
    kept_loadings,
    pairwise_correlation,
    strongest,
    varimax,
)
from workbench.competitiveness.recipe import CHOICES
from workbench.competitiveness.weighting import weights_of
from workbench.errors import ParameterError, StudyError, UnknownName

# Written by tests/reference/index_weights.R.
R = json.loads((Path(__file__).parents[1] / "reference" / "index_weights.json").read_text("utf-8"))
WAYS = ["given", "equal", "principal_components", "entropy"]
SWISS = pd.DataFrame(R["values"], index=pd.Index(R["regions"], name="region")).rename_axis(
    columns="indicator"
)
tables = arrays("float64", (12, 4), elements=st.floats(0.01, 100)).map(
    lambda cells: pd.DataFrame(cells, [f"r{i}" for i in range(12)], list("abcd"))
)


def some(n: int = 30, k: int = 4, seed: int = 0) -> pd.DataFrame:
    """A table above 0 whose columns go together somewhat."""
    random = np.random.default_rng(seed)
    cells = 50 + 10 * random.normal(size=(n, 1)) + 10 * random.normal(size=(n, k))
    return pd.DataFrame(
        cells.clip(1), index=[f"r{i}" for i in range(n)], columns=[f"c{i}" for i in range(k)]
    )


def test_the_ways_are_those_of_the_recipe():
    assert {*WAYS, "benefit_of_the_doubt"} == set(CHOICES["weighting"])


@pytest.mark.parametrize("how", ["principal_components", "entropy"])
def test_weights_are_those_of_r(how):
    found = weights_of(SWISS, how=how)
    assert found.index.equals(SWISS.columns)
    # R's varimax stops at a criterion, ours at another; squares differ by less than a millionth
    np.testing.assert_allclose(found, R[how], rtol=1e-5 if how != "entropy" else 1e-12)


def test_the_first_component_is_that_of_coinr():
    loadings = kept_loadings(SWISS.corr().to_numpy())
    first = loadings[:, 0] / np.linalg.norm(loadings[:, 0])
    theirs = np.array(R["coinr_first_component"])
    np.testing.assert_allclose(first * np.sign(first @ theirs), theirs, atol=1e-12)
    assert theirs.min() < 0  # which is why loadings are squared


def test_weights_are_those_of_the_handbook():
    # OECD and JRC (2008), tables 9 and 18, where four components are kept; the figures of table
    # A.2 are rounded, which moves loadings and weights in the third digit
    _, loadings = components(technology().corr().to_numpy())
    rotated = varimax(loadings[:, :4])
    schooling = np.abs(rotated[list(technology()).index("schooling")])
    np.testing.assert_allclose(schooling, [0.88, 0.23, 0.09, 0.09], atol=0.02)
    np.testing.assert_allclose((rotated**2).sum(axis=0), [2.64, 1.39, 1.19, 1.76], atol=0.03)
    weights = strongest(rotated) / strongest(rotated).sum()
    published = [0.17, 0.15, 0.11, 0.07, 0.08, 0.12, 0.14, 0.16]
    np.testing.assert_allclose(weights, published, atol=0.006)


def test_the_two_steps_of_the_handbook_are_one():
    loadings = np.random.default_rng(8).normal(size=(7, 3))
    explained = (loadings**2).sum(axis=0)
    own = (loadings**2).argmax(axis=1)
    within = (loadings**2 / explained)[np.arange(7), own]
    both = within * (explained / explained.sum())[own]
    np.testing.assert_allclose(
        strongest(loadings) / strongest(loadings).sum(), both / both.sum(), rtol=1e-12
    )


def test_varimax_turns_and_does_not_stretch():
    loadings = np.random.default_rng(3).normal(size=(9, 3))
    found = varimax(loadings)
    np.testing.assert_allclose(found @ found.T, loadings @ loadings.T, atol=1e-12)
    rows = found / np.linalg.norm(found, axis=1, keepdims=True)

    def simplicity(table):
        return (table**2).var(axis=0).sum()

    for first, second in combinations(range(3), 2):
        for angle in (0.02, -0.02, 0.3, -0.3):
            turn = np.eye(3)
            turn[[first, second], [first, second]] = np.cos(angle)
            turn[first, second], turn[second, first] = np.sin(angle), -np.sin(angle)
            assert simplicity(rows @ turn) < simplicity(rows)


def test_two_children_count_alike_under_principal_components():
    found = weights_of(some(k=2), how="principal_components")
    np.testing.assert_allclose(found, 0.5, rtol=1e-12)


def test_children_that_have_nothing_in_common_count_alike():
    square = pd.DataFrame({"a": [0.0, 0, 1, 1], "b": [0.0, 1, 0, 1]})
    assert weights_of(square, how="principal_components").tolist() == [0.5, 0.5]


def test_an_outsider_among_three_counts_less():
    table = some(200, 2, seed=1)
    table["c0"] = table["c1"] + np.random.default_rng(2).normal(0, 3, 200)
    table["outsider"] = table["c1"] * 0.2 + np.random.default_rng(4).normal(0, 20, 200)
    assert weights_of(table, how="principal_components")["outsider"] < 0.2


def test_entropy_by_hand():
    # a: shares 1/2, 1/2, 0 -> e = ln 2 / ln 3; b: 1/3 each -> e = 1, weight 0
    # c: below 0, so shifted to 0, 1, 3 -> shares 1/4 and 3/4
    table = pd.DataFrame({"a": [1.0, 1, 0], "b": [2.0, 2, 2], "c": [-1.0, 0, 2]})
    told = np.array(
        [
            1 - np.log(2) / np.log(3),
            0,
            1 + (0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(3),
        ]
    )
    np.testing.assert_allclose(weights_of(table, how="entropy"), told / told.sum(), rtol=1e-12)


@pytest.mark.parametrize("how", ["principal_components", "entropy"])
def test_what_is_the_same_everywhere_has_no_weight(how):
    table = some().assign(flat=0.1 + 0.2, flatter=np.nan)
    found = weights_of(table, how=how)
    assert found[["flat", "flatter"]].tolist() == [0, 0]
    np.testing.assert_allclose(
        found.drop(["flat", "flatter"]), weights_of(some(), how=how), rtol=1e-9
    )
    assert weights_of(table[["flat", "flatter"]], how=how).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("how", WAYS)
@given(table=tables)
def test_weights_are_shares_and_do_not_care_for_order(table, how):
    before = table.copy()
    found = weights_of(table, how=how)
    assert (found >= 0).all()
    assert found.sum() == pytest.approx(1)
    assert list(found.index) == list(table.columns)
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize("how", WAYS)
def test_weights_follow_their_columns(how):
    found = weights_of(SWISS, how=how)
    mixed = weights_of(SWISS.sample(frac=1, random_state=1)[SWISS.columns[::-1]], how=how)
    pd.testing.assert_series_equal(mixed[SWISS.columns], found, rtol=1e-5)


def test_missing_values_leave_out_what_they_touch_only():
    table = some(60).mask(np.random.default_rng(5).random((60, 4)) < 0.1)
    np.testing.assert_allclose(
        pairwise_correlation(table.to_numpy()), table.corr().to_numpy(), rtol=1e-9
    )
    expected = strongest(varimax(kept_loadings(table.corr().to_numpy())))
    found = weights_of(table, how="principal_components")
    np.testing.assert_allclose(found, expected / expected.sum(), rtol=1e-6)


def test_entropy_is_over_the_regions_that_have_the_child():
    # a: shares 1/4 and 3/4 of two regions; b: 1/3, 1/3, 1/3, 0 of four
    table = pd.DataFrame({"a": [1.0, 3, np.nan, np.nan], "b": [2.0, 2, 2, 0]})
    told = np.array(
        [1 + (0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(2), 1 - np.log(3) / np.log(4)]
    )
    np.testing.assert_allclose(weights_of(table, how="entropy"), told / told.sum(), rtol=1e-12)


def test_pairs_without_regions_in_common_are_all_named():
    table = some(8, 3)
    table.iloc[:4, 0] = np.nan
    table.iloc[2:, 1] = np.nan
    with pytest.raises(StudyError, match="both c0 and c1") as caught:
        weights_of(table, how="principal_components")
    assert [(p.code, p.column) for p in caught.value.problems] == [
        ("CLW-I22", "c0"),
        ("CLW-I22", "c1"),
    ]
    assert weights_of(table[["c1"]], how="principal_components").tolist() == [1]


def test_given_weights_are_scaled_and_one_where_there_is_none():
    table = some(k=3)
    given_weights = pd.Series({"c2": 2.0, "c0": np.nan})
    assert weights_of(table, how="given", given=given_weights).to_dict() == {
        "c0": 0.25,
        "c1": 0.25,
        "c2": 0.5,
    }
    assert weights_of(table, how="given").tolist() == [1 / 3] * 3


def test_weights_that_cannot_be_used_are_all_told():
    bad = pd.Series({"c0": -1.0, "c1": np.inf, "c2": 0.0})
    with pytest.raises(ParameterError) as caught:
        weights_of(some(k=3), how="given", given=bad)
    assert [(p.code, p.column, p.value) for p in caught.value.problems] == [
        ("CLW-I20", "c0", "-1"),
        ("CLW-I20", "c1", "inf"),
    ]
    with pytest.raises(ParameterError, match="all weights are 0"):
        weights_of(some(k=2), how="given", given=pd.Series({"c0": 0.0, "c1": 0.0}))
    with pytest.raises(UnknownName, match='called "c9"; nearest: c'):
        weights_of(some(k=2), how="given", given=pd.Series({"c9": 1.0}))


def test_a_way_that_does_not_exist_and_one_that_is_elsewhere():
    with pytest.raises(UnknownName, match='"entropie"; nearest: entropy') as caught:
        weights_of(some(), how="entropie")
    assert caught.value.problems[0].code == "CLW-I01"
    with pytest.raises(UnknownName, match=r"call benefit_of_the_doubt\(children\)"):
        weights_of(some(), how="benefit_of_the_doubt")
