"""The Hoover index: worked values, backgrounds, and its neighbours."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.tables import (
    INDUSTRIES,
    activity,
    by_key,
    long,
    matrices,
    matrix_of,
    reasons,
    regions,
    sparse,
)
from tests.reference import measures as reference
from workbench.errors import StudyError, UnknownName
from workbench.measures import (
    hoover_index,
    krugman_concentration,
    krugman_specialisation,
    locational_gini,
)

VARIANTS = list(hoover_index.card.variants)


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_toy_by_hand(variant):
    answer = hoover_index(long(reference.TOY, industries=INDUSTRIES), variant=variant)
    np.testing.assert_allclose(
        answer["value"], reference.WORKED["hoover_index", variant], rtol=1e-12
    )


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_agrees_with_the_dense_computation(variant):
    table = activity(years=[2010])
    expected = reference.hoover_index(matrix_of(table).to_numpy(dtype=float), variant)
    np.testing.assert_allclose(by_key(hoover_index(table, variant=variant)), expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("background", "column"), [("area", "area_km2"), ("population", "population"), ("equal", None)]
)
@pytest.mark.parametrize("measure", [hoover_index, locational_gini])
def test_other_backgrounds_agree_with_the_dense_computation(measure, background, column):
    table = activity(years=[2010], share_of_zeros=0.6)
    places = regions(table)
    sizes = places[column] if column else np.ones(len(places))
    expected = getattr(reference, measure.__name__)(
        matrix_of(table).to_numpy(dtype=float), sizes=sizes
    )
    table = table[table["employment"] > 0]
    answer = measure(table, background=background, regions=places[::-1])
    np.testing.assert_allclose(by_key(answer), expected, rtol=1e-10)


def test_a_region_without_any_cell_still_has_its_area():
    places = pd.DataFrame({"region": ["r00", "r01", "wild"], "area_km2": [1.0, 1.0, 2.0]})
    answer = hoover_index(long([[5], [5]]), background="area", regions=places)
    assert answer["value"].tolist() == [0.5]


def test_backgrounds_by_year_are_matched_by_year():
    table = pd.concat([long([[5], [5]], year=year) for year in (2010, 2020)])
    places = pd.DataFrame(
        {
            "region": ["r00", "r01"] * 2,
            "year": [2020, 2020, 2010, 2010],
            "population": [1, 3, 1, 1],
        }
    )
    answer = hoover_index(table, background="population", regions=places)
    assert answer["year"].tolist() == [2010, 2020]
    assert answer["value"].tolist() == [0.0, 0.25]
    only_2010 = places[places["year"] == 2010]
    answer = hoover_index(table, background="population", regions=only_2010)
    assert reasons(answer)[1].startswith("region and year not in the regions")


def test_an_industry_in_a_region_without_area_is_undefined_and_others_are_not():
    table = long([[5, 0], [5, 5]])
    places = pd.DataFrame({"region": ["r00", "r01"], "area_km2": [np.nan, 3.0]})
    answer = hoover_index(table, background="area", regions=places)
    assert reasons(answer)[0] == "no area given, for one of its regions"
    assert answer["value"][1] == 0
    unlisted = hoover_index(table, background="area", regions=places[1:])
    assert reasons(unlisted)[0].startswith("region not in the regions table")


def test_backgrounds_are_refused_where_they_cannot_be():
    table = activity()
    with pytest.raises(StudyError, match=r'CLW-M02 .*"area" needs the table regions'):
        hoover_index(table, background="area")
    with pytest.raises(UnknownName, match=r"CLW-N03 .*nearest: area"):
        hoover_index(table, background="aera", regions=regions(table))
    with pytest.raises(UnknownName, match=r"CLW-N03 .*background of specialisation"):
        hoover_index(table, variant="specialisation", background="area", regions=regions(table))
    with pytest.raises(UnknownName, match=r"CLW-N04 .*area_km2"):
        hoover_index(table, background="area", regions=regions(table)[["region"]])


@given(matrices())
def test_it_is_half_of_krugmans_index(matrix):
    table = sparse(matrix)
    wholes = {"concentration": krugman_concentration, "specialisation": krugman_specialisation}
    for variant, whole in wholes.items():
        half = hoover_index(table, variant=variant)["value"]
        np.testing.assert_allclose(2 * half, whole(table)["value"], atol=1e-12)


@given(matrices())
def test_it_is_never_above_the_gini(matrix):
    table = sparse(matrix)
    gap = locational_gini(table)["value"] - hoover_index(table)["value"]
    assert (gap >= -1e-12).all()


@given(matrices())
def test_cutting_regions_into_equal_parts_changes_nothing(matrix):
    whole, halves = (hoover_index(long(m))["value"] for m in (matrix, np.repeat(matrix, 2, 0)))
    np.testing.assert_allclose(halves, whole, atol=1e-12)
