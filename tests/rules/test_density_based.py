"""The density-based rule is the measure of that name, as yes and no."""

import numpy as np
import pandas as pd
import pytest

from tests.rules.tables import activity, regions, verdicts
from workbench.errors import ParameterError
from workbench.measures import density_based_index
from workbench.rules import density_based


def test_five_of_a_hundred_regions():
    # by hand: with p = 5 % and 100 counties 5 are flagged per industry, if areas are equal
    names = [f"r{i:03d}" for i in range(100)]
    table = pd.DataFrame({"region": names, "industry": "a", "establishments": range(1, 101)})
    places = pd.DataFrame({"region": names, "area_km2": 10.0})
    found = density_based(table, places)
    assert list(found.loc[found["is_cluster"], "region"]) == names[-5:]


@pytest.mark.parametrize("top", [0.05, 0.3, 0.6])
def test_it_says_what_the_measure_says(top):
    table = activity()
    found = density_based(table, regions(table), top=top)
    index = density_based_index(table, regions(table), top=top)
    np.testing.assert_array_equal(found["is_cluster"].astype(float), index["value"])
    area = table["region"].map(regions(table).set_index("region")["area_km2"])
    np.testing.assert_allclose(found["density"], table["establishments"] / area)


def test_many_but_thinly_spread_is_none():
    table = pd.DataFrame({"region": list("ABCD"), "industry": "a", "establishments": [9, 8, 2, 1]})
    places = pd.DataFrame({"region": list("ABCD"), "area_km2": [3.0, 40.0, 1.0, 5.0]})
    assert verdicts(density_based(table, places, top=0.5)) == [True, False, False, False]


def test_a_region_without_an_area_cannot_be_judged():
    table = pd.DataFrame({"region": list("AB"), "industry": "a", "establishments": [9, 8]})
    places = pd.DataFrame({"region": list("AB"), "area_km2": [3.0, np.nan]})
    found = density_based(table, places, top=0.5)
    assert verdicts(found)[1] is None
    assert found["undefined"].iloc[1] == "no area given"
    with pytest.raises(ParameterError, match="CLW-P06"):
        density_based(table, places, top=5)
