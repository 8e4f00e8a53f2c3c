"""Fixed effects are taken out as dummies would take them out, and counted as ranks count them."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.models import absorbing
from workbench.models.absorbing import Absorber

Matrix = npt.NDArray[np.float64]
TIGHT = 1e-10  # of the largest value of a column


def made(n_rows: int, levels: tuple[int, ...], seed: int = 0) -> tuple[pd.DataFrame, Matrix]:
    random = np.random.default_rng(seed)
    groups = {f"effect{i}": random.integers(0, n, n_rows) for i, n in enumerate(levels)}
    values = random.normal(size=(n_rows, 3)) * [1, 1e6, 1e-6] + [0, 1e7, 1]
    return pd.DataFrame(groups), values


def by_dummies(groups: pd.DataFrame, weights: pd.Series | None, values: Matrix) -> Matrix:
    """What is left after least squares on every dummy, by an orthogonal decomposition."""
    dummies = all_dummies(groups)
    root = np.ones((len(groups), 1)) if weights is None else np.sqrt(weights.to_numpy())[:, None]
    found = np.linalg.lstsq(dummies * root, values * root, rcond=None)[0]
    left: Matrix = values - dummies @ found
    return left


def all_dummies(groups: pd.DataFrame) -> Matrix:
    return np.column_stack([pd.get_dummies(groups[name]).to_numpy(float) for name in groups])


def distance(found: Matrix, expected: Matrix, values: Matrix) -> float:
    return float((np.abs(found - expected).max(axis=0) / np.abs(values).max(axis=0)).max())


@given(
    st.integers(1, 50),
    st.lists(st.integers(1, 15), min_size=1, max_size=4).map(tuple),
    st.integers(0, 10_000),
    st.booleans(),
)
@settings(max_examples=25, deadline=None)
def test_agrees_with_dummies(
    n_rows: int, levels: tuple[int, ...], seed: int, is_weighted: bool
) -> None:
    groups, values = made(n_rows, levels, seed)
    random = np.random.default_rng(seed)
    weights = pd.Series(random.uniform(0.1, 10, n_rows)) if is_weighted else None
    absorber = Absorber(groups, weights)
    expected = by_dummies(groups, weights, values)
    assert distance(absorber.residualise(values), expected, values) < TIGHT
    dummies = all_dummies(groups)
    assert absorber.n_groups == dummies.shape[1]
    assert absorber.n_redundant == dummies.shape[1] - np.linalg.matrix_rank(dummies)


@pytest.fixture(params=["conjugate gradients", "sparse factor"])
def many_levels(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Small problems, solved the way of large ones."""
    monkeypatch.setattr(absorbing, "MOST_DENSE", 0)
    if request.param == "sparse factor":
        monkeypatch.setattr(absorbing, "MOST_STEPS", 0)
    yield str(request.param)


@pytest.mark.parametrize("levels", [(60, 40), (40, 30, 20)])
def test_large_problems_agree_with_dummies(many_levels: str, levels: tuple[int, ...]) -> None:
    groups, values = made(600, levels)
    weights = pd.Series(np.random.default_rng(1).uniform(0.1, 10, 600))
    absorber = Absorber(groups, weights)
    expected = by_dummies(groups, weights, values)
    assert distance(absorber.residualise(values), expected, values) < TIGHT, many_levels


@pytest.mark.usefixtures("many_levels")
def test_large_problem_of_loose_groups_agrees_with_dummies() -> None:
    """A chain of workers and firms, each tied to the next by one worker, and parts apart."""
    worker = np.repeat(np.arange(300), 2)
    firm = worker + np.tile([0, 1], 300)
    groups = pd.DataFrame({"worker": worker, "firm": np.where(firm < 200, firm, firm + 1)})
    groups.loc[len(groups)] = [10_000, 10_000]
    values = np.random.default_rng(0).normal(size=(len(groups), 3))
    absorber = Absorber(groups)
    expected = by_dummies(groups, None, values)
    assert distance(absorber.residualise(values), expected, values) < TIGHT
    dummies = all_dummies(groups)
    assert absorber.n_redundant == dummies.shape[1] - np.linalg.matrix_rank(dummies)


def test_agrees_with_pyfixest() -> None:
    import pyfixest

    groups, values = made(2_000, (120, 30, 8))
    weights = np.random.default_rng(1).uniform(0.5, 2, 2_000)
    data = groups.assign(y=values[:, 0], w=weights)
    demeaner = pyfixest.LsmrDemeaner(fixef_atol=1e-13, fixef_btol=1e-13)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The inplace keyword", DeprecationWarning)
        theirs = pyfixest.feols(
            "y ~ 1 | effect0 + effect1 + effect2",
            data,
            weights="w",
            demeaner=demeaner,
            fixef_rm="none",
        ).resid()
    ours = Absorber(groups, pd.Series(weights)).residualise(values[:, :1])[:, 0]
    np.testing.assert_allclose(ours, np.asarray(theirs), atol=TIGHT)


def test_one_effect_leaves_distances_from_weighted_means() -> None:
    groups = pd.DataFrame({"region": ["a", "b", "a"]})
    weights = pd.Series([1.0, 5.0, 3.0])
    found = Absorber(groups, weights).residualise(np.array([[1.0], [7.0], [5.0]]))
    assert found.ravel().tolist() == [-3.0, 0.0, 1.0]


def test_order_of_rows_does_not_matter() -> None:
    groups, values = made(300, (40, 12))
    order = np.random.default_rng(5).permutation(300)
    straight = Absorber(groups).residualise(values)
    shuffled = Absorber(groups.iloc[order]).residualise(values[order])
    assert distance(shuffled, straight[order], values) < TIGHT


def test_order_of_effects_does_not_matter() -> None:
    groups, values = made(300, (40, 12, 5))
    one, other = Absorber(groups), Absorber(groups[["effect2", "effect0", "effect1"]])
    assert distance(one.residualise(values), other.residualise(values), values) < TIGHT
    assert one.n_redundant == other.n_redundant == 2


@pytest.mark.parametrize("columns", [0, 1, 7])
def test_any_number_of_columns_and_the_input_stays(columns: int) -> None:
    groups, _ = made(50, (10, 4))
    values = np.random.default_rng(0).normal(size=(50, columns))
    kept = values.copy()
    assert Absorber(groups).residualise(values).shape == (50, columns)
    np.testing.assert_array_equal(values, kept)


def test_lonely_rows_are_explained_entirely() -> None:
    groups = pd.DataFrame({"region": ["a", "a", "b", "c"], "year": [1, 2, 2, 3]})
    found = Absorber(groups).residualise(np.array([[1.0], [2.0], [9.0], [5.0]]))
    np.testing.assert_allclose(found, 0, atol=1e-14)


def test_no_rows_and_no_effects() -> None:
    nothing = Absorber(pd.DataFrame({"region": [], "year": []}))
    assert nothing.residualise(np.empty((0, 2))).shape == (0, 2)
    assert (nothing.n_groups, nothing.n_redundant) == (0, 0)
    without = Absorber(pd.DataFrame(index=range(3)))
    assert without.residualise(np.ones((3, 1))).tolist() == [[1.0]] * 3
    assert (without.n_groups, without.n_redundant) == (0, 0)


def test_levels_that_no_row_has_do_not_count() -> None:
    region = pd.Series(pd.Categorical(["a", "a", "b"], categories=["a", "b", "z"]))
    assert Absorber(pd.DataFrame({"region": region})).n_groups == 2


def test_an_effect_within_another_says_nothing_new() -> None:
    """Provinces are sums of regions, and two provinces are two parts: both are redundant."""
    groups = pd.DataFrame(
        {"region": list("aabbccdd"), "province": list("ppppqqqq"), "year": [1, 2] * 4}
    )
    assert Absorber(groups[["region", "province"]]).n_redundant == 2
    assert Absorber(groups).n_redundant == 3
    values = np.random.default_rng(0).normal(size=(8, 1))
    all_three = Absorber(groups).residualise(values)
    np.testing.assert_allclose(
        all_three, Absorber(groups[["region", "year"]]).residualise(values), atol=1e-12
    )
