"""Maurel and Sédillot's index: worked values, the formula plant by plant, chance, bounds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.plant_tables import industries, regions
from tests.measures.tables import reasons
from tests.reference import plants as reference
from workbench.measures import ellison_glaeser, maurel_sedillot

T3 = reference.table(reference.T3)


def test_the_toy_by_hand():
    worked, tolerance = reference.T3_WORKED["maurel_sedillot"]
    np.testing.assert_allclose(maurel_sedillot(T3)["value"], worked, atol=tolerance)


def test_its_sign_differs_from_that_of_ellison_and_glaeser_in_the_toy():
    signs = np.sign(maurel_sedillot(T3)["value"]) * np.sign(ellison_glaeser(T3)["value"])
    assert list(signs) == [-1, -1, -1]


@given(industries())
def test_it_agrees_with_the_formula_plant_by_plant(found):
    x = reference.background_of(found)
    answer = maurel_sedillot(reference.table(found)).set_index("industry")["value"]
    for name, own in found.items():
        expected = reference.maurel_sedillot(own, x)
        assert answer[name] == pytest.approx(expected, rel=1e-9, abs=1e-11)
        assert expected <= 1 + 1e-12


def test_on_dartboards_it_is_zero_on_average():
    random = np.random.default_rng(0)
    sizes = {f"r{r}": size for r, size in enumerate(random.uniform(1, 10, 12))}
    x = np.array(list(sizes.values())) / sum(sizes.values())
    n = 40_000
    table = pd.DataFrame(
        {
            "plant": range(n),
            "region": random.choice(list(sizes), n, p=x),
            "industry": np.arange(n) // 40,
            "employment": random.lognormal(3, 1, n),
        }
    )
    found = maurel_sedillot(table, background="population", regions=regions(sizes))["value"]
    assert found.mean() == pytest.approx(0, abs=3 * found.std() / 1000**0.5)


def test_all_in_one_region_is_one_however_small_it_is():
    table = reference.table({"lace": [(1, "C")] * 30, "rest": [(50, "A"), (30, "B"), (20, "A")]})
    assert maurel_sedillot(table)["value"][0] == pytest.approx(1, abs=1e-12)


def test_one_plant_alone_has_no_index():
    table = reference.table({"one": [(5, "A")], "two": [(5, "A"), (6, "B")]})
    assert reasons(maurel_sedillot(table)) == ["only one plant", None]
