"""G* hot spots: the z value against esda, the p value against draws and the normal law."""

import numpy as np
import pytest
from esda.getisord import G_Local
from scipy.stats import hypergeom

from tests.rules.spatial import field, of_industry
from tests.rules.test_local_moran_hot_spot import noisy
from workbench.data.geography import neighbours
from workbench.rules import getis_ord_hot_spot


def test_the_z_value_is_that_of_esda():
    table, places = field(noisy())
    found = of_industry(getis_ord_hot_spot(table, places, k=4))
    weights = neighbours(places, kind="nearest", k=4, transform="binary").graph.to_W()
    values = found.set_index("region")["variable"].loc[weights.id_order].to_numpy()
    theirs = G_Local(values, weights, transform="B", star=True, permutations=0, n_jobs=1)
    np.testing.assert_allclose(found["z"], theirs.Zs, rtol=1e-10)


def test_the_p_value_is_the_chance_of_such_a_draw():
    # 10 of 60 regions have the industry: how many a region and its 2 neighbours hold is a draw
    amounts = np.zeros(60)
    amounts[:3], amounts[[10, 20, 30, 31, 40, 41, 50]] = 90, 90
    table, places = field(amounts)
    found = of_industry(getis_ord_hot_spot(table, places, k=2))
    p_values = found["p_value"].to_numpy()
    for held, region in ((3, 1), (2, 30), (1, 20), (0, 15)):
        exact = hypergeom.sf(held - 1, 60, 10, 3)
        assert p_values[region] == pytest.approx(exact, abs=4 * np.sqrt(exact / 9999) + 1e-4)


def test_a_region_beside_a_hill_can_be_hot():
    amounts = noisy()
    amounts[22] = 0
    table, places = field(amounts)
    found = of_industry(getis_ord_hot_spot(table, places, k=4)).set_index("region")
    assert found.loc["r022", "is_cluster"]


def test_noise_has_no_hot_spots():
    found = 0
    for seed in range(20):
        table, places = field(np.random.default_rng(seed).integers(1, 99, 60))
        found += bool(of_industry(getis_ord_hot_spot(table, places))["is_cluster"].any())
    assert found <= 3


def test_an_island_has_no_neighbourhood():
    table, places = field(noisy())
    found = getis_ord_hot_spot(table, places.head(90), k=4)
    lost = found["undefined"].dropna()
    assert set(lost) == {"no place known for the region"}
    assert len(lost) == 2 * (len(places) - 90)
