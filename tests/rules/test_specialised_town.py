"""Guangdong's specialised towns: the share, the floor, unknown totals."""

import numpy as np
import pytest

from tests.measures.tables import long
from tests.rules.tables import verdicts
from workbench.errors import ParameterError
from workbench.rules import rules, specialised_town


def test_thirty_percent_of_the_region():
    found = specialised_town(long([[30, 70], [29, 71]]))
    assert verdicts(found) == [True, True, False, True]
    np.testing.assert_allclose(found["share_of_region"], [0.3, 0.7, 0.29, 0.71])


def test_the_floor_is_that_of_the_region():
    found = specialised_town(long([[60, 40], [600, 400]]), minimum=500)
    assert verdicts(found) == [False, False, True, True]
    assert list(found["has_share"]) == [True] * 4
    assert list(found["is_above_minimum"]) == [False, False, True, True]


def test_a_region_with_an_unknown_part_has_no_total():
    found = specialised_town(long([[60.0, np.nan], [60.0, 40.0]]))
    assert verdicts(found) == [None, None, True, True]
    assert list(found["undefined"].head(2)) == ["value missing in the region", "value missing"]
    assert found["has_share"].isna().tolist() == [True, True, False, False]


def test_what_is_not_verified_is_said():
    card = rules["specialised_town"].card
    assert not card.is_verified
    assert "the share of 30 %" in card.unverified
    assert card.published["2015"].startswith("399 towns")


def test_a_share_above_one():
    with pytest.raises(ParameterError, match="CLW-P06"):
        specialised_town(long([[1]]), share=30)
