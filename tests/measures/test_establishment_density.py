"""Establishment density: the worked value, regions by year, what has no density and why."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import activity, long, matrices, reasons, regions
from workbench.errors import StudyError, UnknownName
from workbench.measures import establishment_density

PLACES = pd.DataFrame({"region": ["r00"], "area_km2": [85.0], "population": [60_000]})


def one(amount=1200, **keys):
    return long([[amount]], "establishments", **keys)


def why(table, places, **options):
    return reasons(establishment_density(table, places, **options))


@pytest.mark.parametrize(
    ("variant", "expected", "tolerance"),
    [("per_km2", 14.118, 5e-4), ("per_1000_inhabitants", 20.0, 1e-12)],
)
def test_the_worked_cluster(variant, expected, tolerance):
    for start in ("", "all_industries_"):
        answer = establishment_density(one(), PLACES, variant=start + variant)
        assert answer["value"][0] == pytest.approx(expected, abs=tolerance)


def test_industries_together_are_the_sum_of_their_own():
    table, places = activity(), regions(activity())
    for per in ("per_km2", "per_1000_inhabitants"):
        own = establishment_density(table, places, variant=per)
        every = establishment_density(table, places, variant="all_industries_" + per)
        total = own.groupby(["region", "year"])["value"].sum()
        got = every.set_index(["region", "year"])["value"]
        np.testing.assert_allclose(got, total[got.index], rtol=1e-12)


@given(matrices(), st.floats(0.01, 100))
def test_density_is_amount_over_area_in_any_unit(matrix, square_kilometres):
    table = long(matrix, "establishments")
    places = regions(table)
    expected = matrix / places["area_km2"].to_numpy()[:, None]
    answer = establishment_density(table, places)["value"].to_numpy()
    np.testing.assert_allclose(answer, expected.ravel(), rtol=1e-12)
    other = places.assign(area_km2=places["area_km2"] * square_kilometres)
    rescaled = establishment_density(table, other)["value"].to_numpy()
    np.testing.assert_allclose(rescaled * square_kilometres, answer, rtol=1e-12)


def test_the_density_of_the_whole_lies_between_those_of_its_parts():
    table = long([[30], [10]], "establishments")
    places = pd.DataFrame({"region": ["r00", "r01"], "area_km2": [1.0, 3.0]})
    parts = establishment_density(table, places)["value"].to_numpy()
    whole = (parts * places["area_km2"]).sum() / places["area_km2"].sum()
    assert whole == pytest.approx(40 / 4)


def test_regions_by_year_are_matched_by_year():
    table = pd.concat([one(1000, year=2010), one(1000, year=2020)])
    places = pd.DataFrame(
        {"region": ["r00"] * 2, "year": [2020, 2010], "population": [50_000, 20_000]}
    )
    answer = establishment_density(table, places, variant="per_1000_inhabitants")
    assert answer["value"].tolist() == [50.0, 20.0]
    later = one(1000, year=2015)
    assert why(later, places, variant="per_1000_inhabitants") == [
        "region and year not in the regions table"
    ]


def test_regions_by_year_need_cells_by_year():
    with pytest.raises(StudyError, match=r"CLW-M04"):
        establishment_density(one(), PLACES.assign(year=2010))


@pytest.mark.parametrize("start", ["", "all_industries_"])
def test_why_a_region_has_no_density(start):
    table = long([[3], [3], [3], [0]], "establishments")
    places = pd.DataFrame(
        {"region": ["r00", "r01", "r03"], "area_km2": [np.nan, 0, 5], "population": [0, 5, 5]}
    )
    assert why(table, places, variant=start + "per_km2") == [
        "no area given",
        "the area is 0",
        "region not in the regions table",
        None,
    ]
    assert why(table, places, variant=start + "per_1000_inhabitants")[0] == "the population is 0"
    assert establishment_density(table, places, variant=start + "per_km2")["value"].tolist()[3] == 0


def test_a_sum_with_an_unknown_part_is_unknown():
    table = long([[3, np.nan], [4, 0]], "establishments")
    answer = establishment_density(table, regions(table), variant="all_industries_per_km2")
    assert reasons(answer) == ["value missing in the region", None]


def test_a_regions_table_without_areas_is_refused():
    with pytest.raises(
        UnknownName, match=r'CLW-N04 .*table regions called "area_km2"; nearest: area'
    ):
        establishment_density(one(), PLACES.rename(columns={"area_km2": "area_km"}))


def test_wrong_regions_are_refused():
    with pytest.raises(StudyError, match=r"CLW-T26 .*table regions.*\n.*row 3"):
        establishment_density(one(), pd.concat([PLACES, PLACES]))
    with pytest.raises(StudyError, match=r"CLW-T34 .*area_km2 .*negative\s+number"):
        establishment_density(one(), PLACES.assign(area_km2=-1.0))
    with pytest.raises(StudyError, match=r"CLW-T10 .*area_km2 does not hold numbers"):
        establishment_density(one(), PLACES.assign(area_km2="large"))


def test_the_unit_names_what_is_counted():
    facts = establishment_density(one().assign(firms=3), PLACES, value="firms").attrs["measure"]
    assert facts["unit"] == "firms per km²"
