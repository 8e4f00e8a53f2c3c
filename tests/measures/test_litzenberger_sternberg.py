"""The cluster index of Litzenberger and Sternberg: published value, parts, undefined cells."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import activity, by_key, long, matrix_of, reasons, regions
from tests.reference import relatedness as reference
from workbench.errors import UnknownName
from workbench.measures import litzenberger_sternberg

PARTS = list(litzenberger_sternberg.card.more)
EXEMPT = {
    "test_a_suppressed_zero_is_no_zero": "takes two columns; tested here",
}


def two_regions(here, everywhere):
    """A table of one region and of the rest."""
    return [here, everywhere - here]


def published():
    numbers, firms = reference.LITZENBERGER, reference.LITZENBERGER_FIRMS
    table = pd.DataFrame({"region": ["one", "rest"], "industry": "shoes"}).assign(
        employment=two_regions(numbers["e_ir"], numbers["e_i"]),
        establishments=two_regions(firms["b_ir"], firms["b_i"]),
    )
    places = pd.DataFrame({"region": ["one", "rest"]}).assign(
        area_km2=two_regions(numbers["a_r"], numbers["a"]),
        population=two_regions(numbers["p_r"], numbers["p"]),
    )
    return litzenberger_sternberg(table, places)


def test_the_published_example():
    index, tolerance = reference.LITZENBERGER_PUBLISHED
    assert published()["value"][0] == pytest.approx(index, abs=tolerance)


def test_the_parts_of_the_published_example():
    parts, tolerance = reference.LITZENBERGER_PARTS
    np.testing.assert_allclose(published()[PARTS].iloc[0], parts, atol=tolerance)
    density, per_head, plant_size = (published()[part] for part in PARTS)
    np.testing.assert_allclose(published()["value"], density * per_head / plant_size, rtol=1e-14)


def test_it_agrees_with_the_one_fraction_it_makes():
    for seed in range(5):
        table = activity(seed, years=[2010])
        places = regions(table)
        jobs, firms = (matrix_of(table, c).to_numpy() for c in ("employment", "establishments"))
        expected = reference.litzenberger_sternberg(
            jobs, firms, places["area_km2"].to_numpy(), places["population"].to_numpy()
        )
        answer = by_key(litzenberger_sternberg(table, places)).to_numpy().reshape(jobs.shape)
        np.testing.assert_allclose(answer, expected, rtol=1e-12)


def test_units_of_area_and_people_do_not_matter():
    table = activity(1)
    places = regions(table)
    other = places.assign(area_km2=places["area_km2"] * 100, population=places["population"] / 1000)
    one, two = (litzenberger_sternberg(table, given)["value"] for given in (places, other))
    np.testing.assert_allclose(one, two, rtol=1e-12)


def test_an_even_spread_is_one_everywhere():
    table = long([[10, 20], [30, 60]]).assign(establishments=[1, 2, 3, 6])
    places = pd.DataFrame({"region": ["r00", "r01"], "area_km2": [5, 15], "population": [7, 21]})
    np.testing.assert_allclose(litzenberger_sternberg(table, places)["value"], 1, rtol=1e-14)


def test_cells_without_a_value_say_why():
    jobs = [[5.0], [0], [3], [np.nan], [4], [6], [7], [8]]
    table = long(jobs).assign(establishments=[2, 0, 0, 1, np.nan, 1, 1, 1])
    places = pd.DataFrame({"region": [f"r{r:02d}" for r in range(7)]}).assign(
        area_km2=[1.0, 1, 1, 1, 1, 0, 1], population=[9.0, 9, 9, 9, 9, 9, np.nan]
    )
    answer = litzenberger_sternberg(table, places)
    assert reasons(answer) == [
        None,
        None,
        "no establishments, though there are jobs",
        "value missing",
        "establishments: value missing",
        "the area is 0",
        "no population given",
        "region not in the regions table",
    ]
    assert answer["value"][1] == 0
    assert np.isnan(answer["relative_plant_size"][1])
    assert answer.attrs["measure"]["n_establishments_unknown"] == 1


def test_a_suppressed_zero_is_not_a_zero():
    table = long([[5.0, 0.0], [2.0, 4.0]], flag="suppressed").assign(establishments=[1, 1, 1, 1])
    facts = litzenberger_sternberg(table, regions(table)).attrs["measure"]
    assert (facts["n_zero"], facts["n_suppressed"]) == (0, 1)


def test_columns_lacking_in_both_tables_are_told_together():
    table = activity()
    with pytest.raises(UnknownName, match=r'establishments"(.|\n)*population"'):
        litzenberger_sternberg(
            table.drop(columns="establishments"), regions(table).drop(columns="population")
        )
