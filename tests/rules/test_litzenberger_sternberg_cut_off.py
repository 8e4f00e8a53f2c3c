"""The cut-off of the cluster index: above 4, by the measure of that name."""

import pandas as pd
import pytest

from tests.rules.tables import activity, regions, verdicts
from workbench.errors import ParameterError
from workbench.measures import litzenberger_sternberg
from workbench.rules import litzenberger_sternberg_cut_off, rules


def test_it_is_the_measure_above_the_cut_off():
    table = activity()
    index = litzenberger_sternberg(table, regions(table))
    for cut_off in (1, 4):
        found = litzenberger_sternberg_cut_off(table, regions(table), cut_off=cut_off)
        pd.testing.assert_series_equal(found["cluster_index"], index["value"], check_names=False)
        expected = [None if pd.isna(v) else bool(v > cut_off) for v in index["value"]]
        assert verdicts(found) == expected


def test_a_cell_at_the_cut_off_is_none():
    table = pd.DataFrame(
        {"region": ["A", "B"], "industry": "a", "employment": [60, 40], "establishments": [9, 1]}
    )
    places = pd.DataFrame(
        {"region": ["A", "B"], "area_km2": [20.0, 80.0], "population": [3000, 1000]}
    )
    index = float(litzenberger_sternberg(table, places)["value"].iloc[0])
    assert verdicts(litzenberger_sternberg_cut_off(table, places, cut_off=index))[0] is False
    assert verdicts(litzenberger_sternberg_cut_off(table, places, cut_off=index - 0.01))[0] is True


def test_the_cut_off_is_not_verified():
    assert rules["litzenberger_sternberg_cut_off"].card.unverified == ("the cut-off of 4",)
    table = activity()
    with pytest.raises(ParameterError, match="CLW-P04"):
        litzenberger_sternberg_cut_off(table, regions(table), cut_off=-4)
