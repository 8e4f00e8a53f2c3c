"""Statistical critical mass: the worked table, exact chances, seeds, plants needed."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.plant_tables import regions
from tests.measures.tables import by_key, plants, reasons
from tests.reference import plants as reference
from workbench.errors import ParameterError
from workbench.measures import critical_mass
from workbench.measures._plant_sizes import draw_concentration
from workbench.measures.critical_mass import detection_table

EXEMPT = {
    "test_values_stay_in_the_range_of_the_card": "no bounds, and the same plants simulated again"
}
T3 = reference.table(reference.T3)
POWERS = ["power_02", "power_05", "power_10"]
GAMMAS = [0.02, 0.05, 0.10]


def equal(n, n_regions=20):
    """Plants of one size, and as many regions of one size."""
    table = pd.DataFrame(
        {
            "plant": range(n),
            "region": [str(i % n_regions) for i in range(n)],
            "industry": "only",
            "employment": 10,
        }
    )
    return table, pd.DataFrame({"region": [str(r) for r in range(n_regions)]})


@pytest.fixture(scope="module")
def worked():
    table = detection_table([row[0] for row in reference.CRITICAL_MASS], 20, n_draws=10_000)
    return table.set_index("plants")


@pytest.mark.parametrize("row", reference.CRITICAL_MASS, ids=lambda row: f"{row[0]} plants")
def test_the_worked_table(worked, row):
    number, critical, *powers = row
    found = worked.loc[number]
    # of 100 plants the 95% quantile lies between two possible indices 0.0002 apart
    assert found["critical_gamma"] == pytest.approx(critical, abs=5e-5 if number < 100 else 3e-4)
    np.testing.assert_allclose(found[POWERS], powers, atol=0.04)


def test_thirty_plants_are_about_where_a_high_gamma_is_found(worked):
    assert worked.loc[20, "power_05"] < 0.8 < worked.loc[30, "power_05"]


def test_the_measure_and_the_plain_table_agree():
    table, places = equal(30)
    found = critical_mass(table, background="equal", regions=places, n_draws=2000).iloc[0]
    plain = detection_table([30], 20, n_draws=2000).iloc[0]
    assert found["value"] == pytest.approx(plain["critical_gamma"], rel=1e-9)
    np.testing.assert_allclose(found[POWERS].astype(float), plain[POWERS], atol=1e-12)


def test_plants_of_one_size_are_a_case_of_plants_of_their_sizes():
    table, places = equal(30)
    of_number, of_sizes = (
        critical_mass(table, variant=v, background="equal", regions=places)
        for v in ("critical_gamma", "of_plant_sizes")
    )
    pd.testing.assert_frame_equal(of_number, of_sizes)


def test_unequal_plants_need_a_higher_index():
    by_number, by_sizes = (
        critical_mass(T3, variant=v, n_draws=4000)["value"]
        for v in ("critical_gamma", "of_plant_sizes")
    )
    assert (by_sizes > by_number).all()


def test_the_critical_index_is_passed_by_chance_in_less_than_five_per_cent_of_all_ways():
    x = reference.background_of(reference.T3)
    room = 1 - sum(share**2 for share in x.values())
    own = [(1, "A")] * 6
    critical = critical_mass(T3, n_draws=20_000)["value"][0]
    indices = [((g / room - 1 / 6) / (1 - 1 / 6), chance) for g, chance in reference.ways(own, x)]
    above = sum(chance for index, chance in indices if index > critical + 1e-9)
    reached = sum(chance for index, chance in indices if index >= critical - 1e-9)
    assert above <= 0.05 <= reached


@pytest.mark.parametrize("gamma", [0, *GAMMAS])
def test_the_mean_of_the_drawn_index_is_gamma(gamma):
    random = np.random.default_rng(1)
    x = random.uniform(1, 5, 30)
    x /= x.sum()
    z = random.lognormal(0, 1, 25)
    z /= z.sum()
    drawn = draw_concentration(z, x, 20_000, random, gamma)
    index = (drawn / (1 - x @ x) - z @ z) / (1 - z @ z)
    assert index.mean() == pytest.approx(gamma, abs=4 * index.std() / 20_000**0.5)


def test_more_plants_find_more():
    found = detection_table([10, 40, 160], 20, n_draws=2000)
    assert found["critical_gamma"].is_monotonic_decreasing
    assert all(found[power].is_monotonic_increasing for power in POWERS)
    assert (found[POWERS].diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_seeds():
    first, again, other = (
        by_key(critical_mass(plants(), variant="of_plant_sizes", seed=seed)) for seed in (0, 0, 1)
    )
    pd.testing.assert_series_equal(first, again)
    assert not np.allclose(first, other)
    np.testing.assert_allclose(first, other, atol=0.03)


def test_plants_needed_begin_to_be_enough():
    table, places = equal(40)
    found = critical_mass(
        table, variant="plants_needed", background="equal", regions=places, n_draws=4000
    ).iloc[0]
    needed = int(found["value"])
    assert 25 <= needed <= 32
    before, at = detection_table([needed - 1, needed], 20, n_draws=4000)["power_05"]
    assert before < 0.8 <= at == found["power_05"]


def test_why_there_is_no_value():
    table = pd.DataFrame(
        {
            "plant": range(4),
            "region": list("ABAB"),
            "industry": ["two", "two", "one", "none"],
            "employment": [10, 20, 30, 0],
        }
    )
    told = reasons(critical_mass(table))
    assert told == [None, "only one plant", "no employment in the industry"]
    assert critical_mass(table)[POWERS].isna().all(axis=1).tolist() == [False, True, True]
    alone = critical_mass(table[table["region"] == "A"], variant="plants_needed")
    assert reasons(alone) == ["fewer than two regions to be in"]
    unequal = regions({"A": 1, "B": 1e9})
    answer = critical_mass(
        table, variant="plants_needed", background="population", regions=unequal, n_draws=50
    )
    assert reasons(answer) == ["more than 4096 plants needed"]


def test_too_few_to_simulate():
    with pytest.raises(ParameterError, match="CLW-M23"):
        critical_mass(T3, n_draws=0)
    with pytest.raises(ParameterError) as caught:
        detection_table([1, 30], 1, n_draws=0)
    assert len(caught.value.problems) == 3
