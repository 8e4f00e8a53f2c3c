"""False discoveries: against another package, and what is no test."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from tests.measures.tables import long
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures._discoveries import false_discoveries
from workbench.measures._intervals import interval

p_values = st.lists(st.one_of(st.just(np.nan), st.floats(0, 1)), max_size=30)


@given(p_values, st.sampled_from(["bh", "by"]), st.sampled_from([0.01, 0.05, 0.2]))
def test_it_agrees_with_statsmodels(given_values, method, level):
    table = pd.DataFrame({"p_value": np.array(given_values, dtype=float)}, index=None)
    found = false_discoveries(table, method=method, level=level)
    is_test = table["p_value"].notna().to_numpy()
    assert found.loc[~is_test, ["q_value", "is_discovery"]].isna().all(axis=None)
    assert found.attrs["false_discoveries"]["n_tests"] == is_test.sum()
    if is_test.any():
        _, expected, _, _ = multipletests(
            table["p_value"][is_test], alpha=level, method=f"fdr_{method}"
        )
        np.testing.assert_allclose(found.loc[is_test, "q_value"], expected, rtol=1e-9, atol=1e-300)
        assert found.loc[is_test, "is_discovery"].tolist() == (expected <= level).tolist()


def test_the_example_of_the_authors():
    # Benjamini and Hochberg (1995), section 3.2: 15 tests, 4 are found at 0.05
    values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0000,
    ]  # fmt: skip
    found = false_discoveries(pd.DataFrame({"p_value": values}))
    assert found["is_discovery"].tolist() == [True] * 4 + [False] * 11
    assert found.attrs["false_discoveries"]["n_discoveries"] == 4


def test_a_map_of_chance_has_few_finds():
    random = np.random.default_rng(2)
    table = long(random.multinomial(20_000, np.full(200, 1 / 200)).reshape(20, 10))
    answer = interval("location_quotient", table, kind="permutation", draws=400)
    found = false_discoveries(answer)
    assert (answer["p_value"] < 0.05).sum() >= 4
    assert found["is_discovery"].sum() == 0
    assert found.attrs["measure"] == answer.attrs["measure"]
    assert list(found.columns) == [*answer.columns, "q_value", "is_discovery"]


def test_another_column():
    table = pd.DataFrame({"p_simulated": [0.01, 0.9]}, index=["a", "b"])
    found = false_discoveries(table, column="p_simulated")
    assert found["q_value"].to_dict() == {"a": 0.02, "b": 0.9}


def test_what_is_no_p_value():
    table = pd.DataFrame({"p_value": [0.5, 1.5, -0.1, None]})
    with pytest.raises(StudyError, match=r"CLW-M65 (.|\n)*row 3, value \"1.5\", and 1 more"):
        false_discoveries(table)


def test_wrong_calls():
    table = pd.DataFrame({"p_value": [0.5]})
    with pytest.raises(ParameterError, match=r"CLW-M62 (.|\n)*5% is 0.05"):
        false_discoveries(table, level=5)
    with pytest.raises(UnknownName, match='no method of false_discoveries "bhh"; nearest: bh'):
        false_discoveries(table, method="bhh")
    with pytest.raises(UnknownName, match='called "p_val"; nearest: p_value'):
        false_discoveries(table, column="p_val")
