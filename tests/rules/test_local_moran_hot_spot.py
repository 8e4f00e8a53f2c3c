"""Local Moran hot spots: the statistic and the p values against esda, and what is left out."""

import warnings

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from esda.moran import Moran_Local
from shapely.geometry import box
from statsmodels.stats.multitest import multipletests

from tests.rules.spatial import field, of_industry
from tests.rules.tables import verdicts
from workbench.data.geography import neighbours
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.rules import local_moran_hot_spot
from workbench.rules._hot_spots import Draws, Field, false_discovery
from workbench.rules.local_moran_hot_spot import _local_moran

HILL = np.r_[np.full(20, 10), [60, 80, 90, 90, 80, 60], np.full(40, 10), 90, np.full(33, 10)]


def noisy(seed=0):
    return HILL + np.random.default_rng(seed).integers(0, 9, len(HILL))


def test_the_statistic_is_that_of_esda():
    table, places = field(noisy())
    found = of_industry(local_moran_hot_spot(table, places, k=4))
    near = neighbours(places, kind="nearest", k=4)
    weights = near.graph.transform("r").to_W()
    values = found.set_index("region")["variable"].loc[weights.id_order].to_numpy()
    with warnings.catch_warnings():  # esda announces another tail, and takes none as an option
        warnings.simplefilter("ignore", DeprecationWarning)
        theirs = Moran_Local(values, weights, permutations=999, seed=1)
    # esda divides by the sum of squares over n - 1 where we divide by that over n
    n = len(values)
    np.testing.assert_allclose(found["local_moran"], theirs.Is * n / (n - 1), rtol=1e-10)
    # esda's p value is that of the nearer tail; ours is that of high values
    upper = found["p_value"].to_numpy()
    ours = np.minimum(upper, 1 + 1 / 1000 - upper)
    np.testing.assert_allclose(ours, theirs.p_sim, atol=0.06)


def test_a_hill_is_found_and_a_lone_peak_is_not():
    table, places = field(noisy())
    found = of_industry(local_moran_hot_spot(table, places, k=4))
    hot = set(found.loc[found["is_cluster"], "region"])
    assert {"r021", "r022", "r023", "r024"} <= hot <= {f"r{i:03d}" for i in range(18, 28)}
    assert "r066" not in hot
    assert found.set_index("region").loc["r066", "standardised"] > 2


def test_noise_has_no_hot_spots():
    found = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        table, places = field(random.integers(1, 99, 60))
        found += bool(of_industry(local_moran_hot_spot(table, places))["is_cluster"].any())
    # a family of tests without any true one has a false one in at most 5 % of cases
    assert found <= 3


def test_p_values_are_adjusted_as_benjamini_and_hochberg_do():
    p_values = np.random.default_rng(0).uniform(0, 1, 50) ** 3
    expected = multipletests(p_values, method="fdr_bh")[1]
    np.testing.assert_allclose(false_discovery(p_values), expected)
    with_gap = false_discovery(np.r_[p_values, np.nan])
    np.testing.assert_allclose(with_gap[:-1], expected)
    assert np.isnan(with_gap[-1])


def test_an_unknown_value_is_nobodys_neighbour():
    amounts = noisy().astype(float)
    amounts[22] = np.nan
    table, places = field(amounts)
    found = of_industry(local_moran_hot_spot(table, places, k=4)).set_index("region")
    assert found.loc["r022", "undefined"] == "value missing"
    z = found["standardised"]
    left = [f"r{i:03d}" for i in (20, 21, 24, 25)]
    assert found.loc["r023", "neighbours"] == pytest.approx(z[["r021", "r024", "r025"]].mean())
    assert z[left].notna().all()


def test_regions_without_a_place_are_left_out_by_name():
    table, places = field(noisy())
    places.loc[3, "longitude"] = np.nan
    found = of_industry(local_moran_hot_spot(table, places, k=4)).set_index("region")
    assert found.loc["r003", "undefined"] == "no place known for the region"
    assert found["is_cluster"].isna().sum() == 1
    with pytest.raises(StudyError, match="CLW-C05"):
        local_moran_hot_spot(table, places.drop(columns="longitude"))


def test_outlines_make_neighbours_of_those_that_touch():
    table, places = field(noisy())
    squares = [box(i, 0, i + 1, 1) for i in range(len(places))]
    squares[0] = box(-9, 0, -8, 1)
    outlines = gpd.GeoDataFrame({"region": places["region"]}, geometry=squares, crs=4326)
    found = of_industry(local_moran_hot_spot(table, places, boundaries=outlines))
    found = found.set_index("region")
    assert found.loc["r000", "undefined"] == "the region has no neighbour"
    z = found["standardised"]
    assert found.loc["r050", "neighbours"] == pytest.approx(z[["r049", "r051"]].mean())


def test_where_all_are_alike_there_is_nothing_to_test():
    table, places = field(np.full(30, 50))
    found = local_moran_hot_spot(table, places)
    assert verdicts(found) == [None] * 60
    assert found["undefined"].iloc[0].startswith("all regions have the same value")


def test_three_regions_are_too_few():
    table, places = field([10, 50, 90])
    found = local_moran_hot_spot(table, places)
    assert set(found["undefined"]) == {
        "all regions have the same value, or there are too few of them"
    }


def test_density_is_another_variable():
    table, places = field(noisy())
    found = of_industry(local_moran_hot_spot(table, places, variable="density", k=4))
    np.testing.assert_allclose(found["variable"], noisy() / 5.0)
    with pytest.raises(UnknownName, match=r"CLW-N03 .*nearest: density"):
        local_moran_hot_spot(table, places, variable="densities")
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"area_km2"'):
        local_moran_hot_spot(table, places.drop(columns="area_km2"), variable="density")


def test_the_seed_decides_the_p_values_and_nothing_else():
    table, places = field(noisy())
    one, same, other = (local_moran_hot_spot(table, places, seed=s) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(one, same)
    assert (one["p_value"] != other["p_value"]).any()
    pd.testing.assert_series_equal(one["local_moran"], other["local_moran"])
    state = np.random.get_state()[1].copy()  # noqa: NPY002 -- to see that it stays as it is
    local_moran_hot_spot(table, places)
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_parameters_out_of_range():
    table, places = field(noisy())
    with pytest.raises(ParameterError) as caught:
        local_moran_hot_spot(table, places, k=1.5, significance=5)
    assert [p.code for p in caught.value.problems] == ["CLW-P04", "CLW-P06"]


@pytest.mark.parametrize("places", [12, 30])
def test_p_values_are_those_of_sums_taken_one_by_one(places):
    # regions on a ring with chords: neighbours are 0 to 6 in number, and values are often alike
    random = np.random.default_rng(3)
    amounts = random.integers(0, 4, places).astype(float)
    counts = random.integers(0, 7, places)
    near = np.array(
        [random.permutation(np.delete(np.arange(places), i))[:6] for i in range(places)]
    )
    is_near = np.arange(6) < counts[:, None]
    found = _local_moran(Field(amounts, near, is_near), Draws(5, 99))
    z = (amounts - amounts.mean()) / amounts.std()
    drawn = Draws(5, 99).of(places - 1, counts.max())
    for own in range(places):
        others = np.delete(z, own)
        observed = z[own] * z[near[own, : counts[own]]].sum()
        null = [z[own] * others[draw[: counts[own]]].sum() for draw in drawn]
        expected = (1 + sum(value >= observed - 1e-12 for value in null)) / 100
        expected = expected if counts[own] else np.nan
        np.testing.assert_allclose(found["p_value"][own], expected)


def test_draws_are_the_first_places_of_whole_permutations():
    random = np.random.default_rng(7)
    expected = [np.argsort(random.random(20))[:5] for _ in range(50)]
    np.testing.assert_array_equal(Draws(7, 50).of(20, 5), expected)
    assert sorted(Draws(7, 50).of(4, 4)[0]) == [0, 1, 2, 3]
