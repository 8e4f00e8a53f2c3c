"""Multivariate checks: against R, the handbook's own example, other programs, and by chance."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from statsmodels.multivariate.pca import PCA

from tests.competitiveness.technology import technology
from workbench.competitiveness.multivariate import (
    correlations,
    cronbach_alpha,
    feldt_interval,
    principal_components,
)
from workbench.errors import ParameterError, StudyError, UnknownName

# Written by tests/reference/index_weights.R.
R = json.loads((Path(__file__).parents[1] / "reference" / "index_weights.json").read_text("utf-8"))
SWISS = pd.DataFrame(R["values"], index=pd.Index(R["regions"], name="region")).rename_axis(
    columns="indicator"
)


def standardised(table: pd.DataFrame) -> pd.DataFrame:
    return (table - table.mean()) / table.std()


def parallel(random: np.random.Generator, n: int, k: int) -> pd.DataFrame:
    """Interchangeable normal indicators with true alpha k / (k + 1)."""
    cells = random.normal(size=(n, 1)) + random.normal(size=(n, k))
    return pd.DataFrame(cells, columns=[f"c{i}" for i in range(k)])


@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_pairs_are_those_of_r(method):
    found = correlations(SWISS, method=method)
    assert found["indicator"].tolist()[:6] == ["fertility"] * 5 + ["agriculture"]
    assert (found["n"] == 47).all()
    np.testing.assert_allclose(
        found["correlation"], R["pairs"][method]["correlation"], rtol=1e-9, atol=1e-12
    )
    # R takes Spearman's p from the sum of squared differences of ranks, which ties move slightly
    near = 1e-6 if method != "spearman" else 1e-3
    np.testing.assert_allclose(found["p_value"], R["pairs"][method]["p_value"], rtol=near)


def test_what_deserves_a_second_look_is_flagged():
    random = np.random.default_rng(0)
    base = random.normal(size=60)
    table = pd.DataFrame(
        {
            "wage": base,
            "pay": base + random.normal(0, 0.1, 60),
            "idle": -base + random.normal(0, 0.1, 60),
            "roads": random.normal(size=60),
            "other": -base + random.normal(0, 1, 60),
        }
    )
    dimensions = pd.Series({"wage": "income", "pay": "income", "idle": "income", "roads": "x"})
    pairs = correlations(table, dimensions).set_index(["indicator", "other"])
    same = pairs.index[pairs["is_nearly_the_same"]].tolist()
    assert same == [("wage", "pay"), ("wage", "idle"), ("pay", "idle")]
    against = pairs.index[pairs["is_against"].fillna(False)].tolist()
    assert against == [("wage", "idle"), ("pay", "idle")]
    within = pairs["is_within"]
    assert within[("wage", "pay")]
    assert not within[("wage", "roads")]
    assert within.xs("other", level="other").isna().all()  # its dimension is not told
    assert pairs.loc[("wage", "other"), "is_discovery"]
    assert not pairs.loc[("wage", "roads"), "is_discovery"]
    assert correlations(table)["is_within"].isna().all()


def test_false_discoveries_are_held_over_all_pairs():
    noise = pd.DataFrame(np.random.default_rng(4).normal(size=(40, 15)))
    found = correlations(noise.rename(columns=str))
    assert (found["p_value"] < 0.05).sum() >= 3
    assert not found["is_discovery"].any()
    assert found.attrs["false_discoveries"]["method"] == "by"


def test_a_pair_without_correlation_says_why():
    table = pd.DataFrame(
        {"a": [1.0, 2, np.nan, 4], "b": [1.0, np.nan, 3, 2], "flat": 0.1, "c": [1.0, 2, 3, 9]}
    )
    pairs = correlations(table).set_index(["indicator", "other"])
    assert pairs.loc[("a", "b"), "undefined"] == "fewer than 3 regions have both"
    assert pairs.loc[("a", "b"), "n"] == 2
    assert pairs.loc[("flat", "c"), "undefined"] == "one is the same everywhere"
    assert pairs.loc[("a", "c"), "undefined"] == ""
    assert pairs["correlation"].isna().tolist() == [True, True, False, True, False, True]


def test_perfect_and_single():
    table = pd.DataFrame({"a": [1.0, 2, 3, 4], "b": [2.0, 4, 6, 8]})
    line = correlations(table).iloc[0]
    assert line["correlation"] == pytest.approx(1)
    assert line["p_value"] < 1e-10
    assert correlations(table[["a"]]).empty
    with pytest.raises(UnknownName, match='"pearsons"; nearest: pearson'):
        correlations(table, method="pearsons")


def test_alpha_is_that_of_the_analysis_of_variance():
    assert cronbach_alpha(SWISS).raw == pytest.approx(R["alpha_raw"], rel=1e-9)
    found = cronbach_alpha(standardised(SWISS))
    assert found.raw == pytest.approx(R["alpha_standardised"], rel=1e-9)
    assert cronbach_alpha(SWISS).standardised == pytest.approx(R["alpha_standardised"], rel=1e-9)


def test_alpha_is_that_of_the_handbook():
    # OECD and JRC (2008), table 11 and text; the figures of table A.2 are rounded
    found = cronbach_alpha(standardised(technology()))
    assert found.raw == pytest.approx(0.70, abs=0.005)
    np.testing.assert_allclose(
        found.left_out["alpha"],
        [0.704, 0.645, 0.636, 0.774, 0.603, 0.624, 0.662, 0.706],
        atol=0.002,
    )
    np.testing.assert_allclose(
        found.left_out["correlation_with_rest"],
        [0.261, 0.527, 0.566, -0.108, 0.701, 0.614, 0.451, 0.249],
        atol=0.006,
    )


def test_the_interval_is_that_of_a_published_program():
    # feldt1.return(0.913, 873, 20, 0.95, 0), C. Evans, with its answer in the statistics pages of
    # the MRC Cognition and Brain Sciences Unit
    found = feldt_interval(0.913, 873, 20, 0.95)
    np.testing.assert_allclose(found, [0.9044024, 0.9211588], atol=5e-8)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    random = np.random.default_rng(1)
    held = 0
    for _ in range(300):
        found = cronbach_alpha(parallel(random, 20, 4), level=0.9)
        held += found.low <= 4 / 5 <= found.high
    assert 0.86 <= held / 300 <= 0.94  # two standard errors are 0.035


def test_alpha_without_an_indicator_is_alpha_of_the_others():
    found = cronbach_alpha(SWISS)
    for name in SWISS:
        others = SWISS.drop(columns=name)
        rest = found.left_out.loc[name]
        alpha = cronbach_alpha(others).raw
        assert rest["alpha"] == pytest.approx(alpha, nan_ok=True)
        assert rest["correlation_with_rest"] == pytest.approx(SWISS[name].corr(others.sum(axis=1)))


def test_two_indicators_have_nothing_left_to_compare():
    found = cronbach_alpha(SWISS[["education", "examination"]])
    assert found.left_out["alpha"].isna().all()
    assert found.raw < 1
    whole = SWISS.assign(education=SWISS["education"].mask(SWISS["education"] > 20))
    assert cronbach_alpha(whole).n == int((SWISS["education"] <= 20).sum())


def test_components_are_those_of_r():
    found = principal_components(SWISS)
    np.testing.assert_allclose(found.eigenvalues, R["eigenvalues"], rtol=1e-10)
    assert found.sampling_adequacy == pytest.approx(R["adequacy"], rel=1e-9)
    np.testing.assert_allclose(
        found.sampling_adequacy_by_indicator, R["adequacy_by_indicator"], rtol=1e-9
    )
    assert found.bartlett == pytest.approx(R["bartlett"], rel=1e-9)
    assert found.bartlett_p_value == pytest.approx(R["bartlett_p_value"], rel=1e-6)
    assert found.bartlett_degrees == 15
    assert found.kept_by_kaiser == 2
    assert found.undefined == ""


def test_components_are_those_of_the_handbook():
    # OECD and JRC (2008), table 16
    found = principal_components(technology())
    published = [41.9, 21.8, 12.3, 11.1, 6.0, 3.7, 2.2, 0.9]
    np.testing.assert_allclose(100 * found.share, published, atol=0.5)


def test_loadings_are_correlations_with_the_components():
    found = principal_components(SWISS)
    other = PCA(SWISS, standardize=True, normalize=True)
    scores = other.factors.to_numpy()
    for number in range(6):
        with_component = [np.corrcoef(SWISS[c], scores[:, number])[0, 1] for c in SWISS]
        own = found.loadings[number + 1]
        np.testing.assert_allclose(np.abs(own), np.abs(with_component), atol=1e-9)
        assert own.sum() >= 0
    assert found.share.sum() == pytest.approx(1)
    assert list(found.loadings.index) == list(SWISS.columns)


@pytest.mark.parametrize("factors", [1, 3])
def test_parallel_analysis_finds_as_many_as_there_are(factors):
    random = np.random.default_rng(6)
    pattern = np.kron(np.eye(factors), np.ones((1, 12 // factors)))
    cells = random.normal(size=(150, factors)) @ pattern + random.normal(size=(150, 12))
    found = principal_components(pd.DataFrame(cells).rename(columns=str))
    assert found.kept_by_parallel_analysis == factors


def test_chance_alone_keeps_nothing_although_kaiser_does():
    noise = pd.DataFrame(np.random.default_rng(2).normal(size=(40, 10))).rename(columns=str)
    found = principal_components(noise)
    assert found.kept_by_parallel_analysis == 0
    assert found.kept_by_kaiser >= 3
    assert found.bartlett_p_value > 0.01


def test_what_stands_behind_a_component_of_chance_is_not_kept():
    # four columns without any correlation: all eigenvalues are 1, below what chance makes of the
    # first and above what it makes of the last
    square = np.array([[1, 1], [1, -1]])
    cells = np.kron(square, np.kron(square, square))[:, [1, 2, 3, 4]]
    found = principal_components(pd.DataFrame(cells, columns=list("abcd")))
    assert found.chance[1] > 1 > found.chance[4]
    assert found.kept_by_parallel_analysis == 0
    assert np.isnan(found.sampling_adequacy)
    assert found.undefined == "no two indicators correlate at all"


def test_chance_is_seeded():
    first, same = principal_components(SWISS, seed=3), principal_components(SWISS, seed=3)
    pd.testing.assert_series_equal(first.chance, same.chance)
    assert not first.chance.equals(principal_components(SWISS, seed=4).chance)


def test_what_is_undefined_says_why():
    double = SWISS.assign(twice=2 * SWISS["education"])
    found = principal_components(double)
    assert np.isnan(found.sampling_adequacy)
    assert np.isnan(found.bartlett_p_value)
    assert found.undefined.startswith("an indicator is a combination of others")
    assert principal_components(SWISS.head(5)).undefined


@given(arrays("float64", (9, 4), elements=st.floats(-100, 100), unique=True))
def test_what_holds_of_all_components(cells):
    table = pd.DataFrame(cells, columns=list("abcd"))
    found = principal_components(table, draws=3)
    assert found.eigenvalues.sum() == pytest.approx(4)
    rebuilt = found.loadings.to_numpy() @ found.loadings.to_numpy().T
    np.testing.assert_allclose(rebuilt, np.corrcoef(cells, rowvar=False), atol=1e-7)
    alpha = cronbach_alpha(table)
    assert alpha.raw <= 1 + 1e-9 or np.isnan(alpha.raw)
    assert np.isnan(alpha.raw) or alpha.low <= alpha.raw <= alpha.high


@pytest.mark.parametrize("check", [cronbach_alpha, principal_components])
def test_too_little_is_refused_with_all_that_is_wrong(check):
    with pytest.raises(StudyError) as caught:
        check(SWISS[["education"]].head(2))
    assert [p.code for p in caught.value.problems] == ["CLW-I22", "CLW-I22"]
    with pytest.raises(StudyError, match="the same in every region") as caught:
        check(SWISS.assign(flat=1.0, flatter=0.3))
    assert [p.column for p in caught.value.problems] == ["flat", "flatter"]


def test_numbers_outside_their_range_are_refused():
    with pytest.raises(ParameterError, match="level is 95"):
        cronbach_alpha(SWISS, level=95)
    with pytest.raises(ParameterError, match="draws is 0"):
        principal_components(SWISS, draws=0)
