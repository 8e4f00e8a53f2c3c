"""The standardised quotient against a threshold: worked values and its upper bound."""

import numpy as np
import pytest

from tests.measures.tables import long
from tests.rules.tables import verdicts
from workbench.errors import ParameterError
from workbench.rules import standardised_location_quotient

T3 = long([[60, 10, 30], [20, 60, 20], [20, 30, 150]])


def test_the_worked_toy():
    found = standardised_location_quotient(T3, threshold=1.1)
    # worked by hand: textile 1.134, -0.378, -0.756
    np.testing.assert_allclose(
        found["standardised"].iloc[[0, 3, 6]], [1.134, -0.378, -0.756], atol=5e-4
    )
    assert verdicts(found)[0] is True
    assert verdicts(found)[3] is False


def test_three_regions_can_never_pass_the_usual_threshold():
    assert not standardised_location_quotient(T3)["is_cluster"].any()
    assert (3 - 1) / np.sqrt(3) < 1.65


def test_one_extreme_region_hides_the_others():
    matrix = np.full((40, 2), 100)
    matrix[1:5, 0] = 300
    before = standardised_location_quotient(long(matrix))
    matrix[0] = [100, 0]
    matrix[6:, 0] = 1
    after = standardised_location_quotient(long(matrix))
    own = (before["industry"] == "i0").to_numpy()
    assert int(before.loc[own, "is_cluster"].sum()) == 4
    assert before["standardised"].max() > 1.96
    assert after.loc[own, "standardised"].iloc[0] > before["standardised"].max()


def test_where_all_quotients_are_equal_nothing_stands_out():
    found = standardised_location_quotient(long([[1, 2], [2, 4], [4, 8]]))
    assert verdicts(found) == [None] * 6
    assert set(found["undefined"]) == {"the quotient is the same in every region"}


def test_a_threshold_has_to_be_a_number():
    with pytest.raises(ParameterError, match="CLW-P04"):
        standardised_location_quotient(T3, threshold=float("inf"))
