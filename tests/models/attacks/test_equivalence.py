"""Two one-sided tests: the 90 % interval and the p-value say the same."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.weightstats import ttost_ind

from tests.models.attacks.shipped import asked
from workbench.errors import ParameterError
from workbench.models.attacks.equivalence import equivalence
from workbench.models.specification import Specification

PLAIN = Specification("y ~ x", "x", options={"standard_errors": "classical"})


def two_groups(gap, n=60):
    random = np.random.default_rng(2)
    x = np.repeat([0.0, 1.0], n)
    return pd.DataFrame({"x": x, "y": gap * x + random.normal(size=2 * n)})


@pytest.mark.parametrize("gap", [0.0, 0.4, 3.0])
def test_it_is_the_test_of_two_means(gap):
    table = two_groups(gap)
    first, second = (table.loc[table["x"] == side, "y"] for side in (1, 0))
    expected = ttost_ind(first, second, -0.5, 0.5)[0]
    assert equivalence(table, PLAIN, smallest_effect=0.5).facts["p_value"] == pytest.approx(
        expected, rel=1e-9
    )


def test_a_trifle_falls_and_an_honest_effect_survives():
    trifle = equivalence(two_groups(0.05, n=3000), PLAIN, smallest_effect=0.2)
    assert trifle.survived is False
    assert "practically none" in trifle.words
    assert equivalence(two_groups(2.0), PLAIN, smallest_effect=0.2).survived is True
    assert equivalence(two_groups(0.0, n=8), PLAIN, smallest_effect=0.2).survived is None


@given(st.floats(0.01, 2), st.floats(-1, 1))
def test_the_interval_and_the_p_value_agree(smallest, gap):
    found = equivalence(two_groups(gap), PLAIN, smallest_effect=smallest)
    narrow = found.table.set_index("label").loc["90 % interval"]
    is_inside = -smallest < narrow["low"] and narrow["high"] < smallest
    assert is_inside == (found.facts["p_value"] < 0.05)
    assert (found.survived is False) == is_inside


def test_what_cannot_be_done_is_told():
    assert "no smallest effect" in equivalence(two_groups(1), PLAIN).undone
    with pytest.raises(ParameterError, match="CLW-F55"):
        equivalence(two_groups(1), PLAIN, smallest_effect=0)


@pytest.mark.parametrize("name", ["china_prefectures", "us_metro_clusters"])
def test_on_shipped_studies(name):
    _, table, model = asked(name)
    assert equivalence(table, model, smallest_effect=0.02).survived is True
    assert equivalence(table, model, smallest_effect=0.5).survived is False
