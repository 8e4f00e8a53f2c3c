"""The expected nearest neighbour: the worked value, random points, what has no neighbour."""

import numpy as np
import pandas as pd
import pytest
from scipy.spatial import cKDTree

from tests.measures.tables import activity, by_key, long, reasons, regions
from workbench.measures import establishment_density, expected_nearest_neighbour

SIZE = "a distance: it shrinks with the square root of the amounts, as tested in this module"
EXEMPT = {
    "test_only_densities_change_with_the_unit_of_the_amounts": SIZE,
    "test_large_whole_numbers_do_not_overflow": SIZE,
    "test_values_stay_in_the_range_of_the_card": "a cell without firms has no neighbour",
    "test_a_missing_cell_adds_to_no_total[own_industry]": "a cell without firms has no neighbour",
}


def test_the_worked_cluster():
    places = pd.DataFrame({"region": ["r00"], "area_km2": [85.0]})
    for variant in ("own_industry", "all_industries"):
        table = long([[1200]], "establishments")
        answer = expected_nearest_neighbour(table, places, variant=variant)
        assert answer["value"][0] == pytest.approx(0.133, abs=5e-4)
        assert answer.attrs["measure"]["unit"] == "km"


def test_random_points_are_so_far_apart():
    # on a torus, so that there is no edge; the standard error is 0.26136 / sqrt(n density)
    random = np.random.default_rng(0)
    n, side = 20_000, 10.0
    points = random.uniform(0, side, (n, 2))
    found = cKDTree(points, boxsize=side).query(points, k=2)[0][:, 1].mean()
    places = pd.DataFrame({"region": ["r00"], "area_km2": [side**2]})
    expected = expected_nearest_neighbour(long([[n]], "establishments"), places)["value"][0]
    assert found == pytest.approx(expected, abs=4 * 0.26136 / np.sqrt(n * n / side**2))


@pytest.mark.parametrize("variant", ["own_industry", "all_industries"])
def test_four_times_as_many_are_half_as_far(variant):
    table = activity(share_of_zeros=0)
    places = regions(table)
    more = table.assign(establishments=table["establishments"] * 4)
    near, far = (
        by_key(expected_nearest_neighbour(t, places, variant=variant)) for t in (more, table)
    )
    np.testing.assert_allclose(near * 2, far, rtol=1e-12)
    dense = "per_km2" if variant == "own_industry" else "all_industries_per_km2"
    densities = by_key(establishment_density(table, places, variant=dense))
    np.testing.assert_allclose(densities * far**2, 1 / 4, rtol=1e-12)


def test_why_there_is_no_distance():
    table = long([[3, 0, np.nan], [1, 1, 1]], "establishments")
    places = pd.DataFrame({"region": ["r00"], "area_km2": [5.0]})
    answer = expected_nearest_neighbour(table, places)
    none = "no establishments, so no neighbour"
    assert reasons(answer)[:3] == [None, none, "value missing"]
    assert reasons(answer)[3:] == ["region not in the regions table"] * 3
