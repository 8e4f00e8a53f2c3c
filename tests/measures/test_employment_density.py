"""Employment density: the same computation on jobs."""

import numpy as np
import pytest
from hypothesis import given

from tests.measures.tables import activity, by_key, long, matrices, regions
from workbench.data import load
from workbench.measures import employment_density, establishment_density, measure

VARIANTS = list(employment_density.card.variants)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_counts_employment_and_nothing_else_differs(variant):
    table, places = activity(), regions(activity())
    ours = employment_density(table, places, variant=variant)
    theirs = establishment_density(table, places, value="employment", variant=variant)
    assert by_key(ours).equals(by_key(theirs))
    firms = establishment_density(table, places, variant=variant)
    assert not np.allclose(by_key(ours), by_key(firms))


@given(matrices())
def test_densities_times_areas_add_up_to_the_whole(matrix):
    table = long(matrix)
    places = regions(table)
    answer = employment_density(table, places, variant="all_industries_per_km2")
    jobs = (answer["value"] * places["area_km2"]).sum()
    assert jobs == pytest.approx(matrix.sum(), rel=1e-12)


def test_chinese_prefectures_by_a_plain_division():
    study = load("china_prefectures")
    answer = measure("employment_density", study, industry="manufacturing")
    table = study.activity[study.activity["industry"] == "manufacturing"]
    joined = table.merge(study.regions, on="region")
    expected = (joined["employment"] / joined["area_km2"]).to_numpy()
    np.testing.assert_allclose(answer["value"], expected, rtol=1e-12)
    assert len(answer) == 274
