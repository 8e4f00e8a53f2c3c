"""Devereux, Griffith and Simpson's index: worked values, plant by plant, number of regions."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.plant_tables import industries
from tests.measures.tables import reasons
from tests.reference import plants as reference
from workbench.measures import devereux_griffith_simpson

T3 = reference.table(reference.T3)


def test_the_toy_by_hand():
    worked, tolerance = reference.T3_WORKED["devereux_griffith_simpson"]
    answer = devereux_griffith_simpson(T3)
    np.testing.assert_allclose(answer["value"], worked, atol=tolerance)
    np.testing.assert_allclose(
        answer["geographic_concentration"] - answer["plant_concentration"], answer["value"]
    )


@given(industries())
def test_it_agrees_with_the_formula_plant_by_plant(found):
    n_regions = len(reference.background_of(found))
    answer = devereux_griffith_simpson(reference.table(found)).set_index("industry")["value"]
    for name, own in found.items():
        expected = reference.devereux_griffith_simpson(own, n_regions)
        assert answer[name] == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_regions_without_a_plant_count_where_they_are_given():
    places = pd.DataFrame({"region": list("ABCDEFGH")})
    answer = devereux_griffith_simpson(T3, regions=places)["value"]
    expected = [reference.devereux_griffith_simpson(own, 8) for own in reference.T3.values()]
    np.testing.assert_allclose(answer, expected, rtol=1e-12)
    assert not np.allclose(answer, devereux_griffith_simpson(T3)["value"])


def test_plants_each_in_a_region_of_its_own_are_at_zero():
    table = reference.table({"spread": [(5, "A"), (50, "B"), (7, "C")]})
    assert devereux_griffith_simpson(table)["value"][0] == pytest.approx(0, abs=1e-12)


def test_a_plant_without_employment_is_none():
    table = reference.table({"two": [(5, "A"), (6, "B"), (0, "A")], "none": [(0, "B")]})
    answer = devereux_griffith_simpson(table)
    assert list(answer["plants"]) == [2, 0]
    assert reasons(answer) == [None, "no employment in the industry"]
