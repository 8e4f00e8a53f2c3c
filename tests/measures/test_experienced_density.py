"""Experienced density: by hand, empty land, bounds, what is undefined and why."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.tables import by_key, long, matrices, reasons, regions, sparse
from workbench.measures import experienced_density

VARIANTS = list(experienced_density.card.variants)
EXEMPT = {
    "test_missing_zero_and_suppressed_are_told_apart[whole_area]": "one number for the whole area",
}


def places_of(*areas):
    return pd.DataFrame({"region": [f"r{r:02d}" for r in range(len(areas))], "area_km2": areas})


def value_of(matrix, areas, variant):
    return experienced_density(long(matrix), places_of(*areas), variant=variant)["value"].to_numpy()


def test_by_hand():
    matrix, areas = [[90, 10], [10, 90]], [1.0, 4.0]
    own = value_of(matrix, areas, "own_industry")
    np.testing.assert_allclose(own, [0.9 * 90 + 0.1 * 2.5, 0.1 * 10 + 0.9 * 22.5], rtol=1e-12)
    around = value_of(matrix, areas, "all_industries")
    np.testing.assert_allclose(around, [0.9 * 100 + 0.1 * 25, 0.1 * 100 + 0.9 * 25], rtol=1e-12)
    assert value_of(matrix, areas, "whole_area")[0] == pytest.approx(62.5, rel=1e-12)


@given(matrices())
def test_it_agrees_with_a_plain_computation(matrix):
    table = sparse(matrix)
    places = regions(table)
    area, shares = places["area_km2"].to_numpy(), matrix / matrix.sum(axis=0)
    whole = matrix.sum(axis=1)
    expected = {
        "own_industry": (shares * matrix / area[:, None]).sum(axis=0),
        "all_industries": (shares * (whole / area)[:, None]).sum(axis=0),
        "whole_area": (whole / whole.sum() * whole / area).sum(),
    }
    for variant in VARIANTS:
        answer = experienced_density(table, places, variant=variant)
        np.testing.assert_allclose(by_key(answer), expected[variant], rtol=1e-12)


@given(matrices())
def test_it_is_never_below_the_plain_density(matrix):
    places = regions(long(matrix))
    answer = experienced_density(long(matrix), places, variant="whole_area")["value"][0]
    assert answer >= matrix.sum() / places["area_km2"].sum() * (1 - 1e-12)


def test_equal_densities_are_the_plain_density():
    np.testing.assert_allclose(value_of([[10], [30]], [1.0, 3.0], "own_industry"), 10)


@pytest.mark.parametrize("variant", VARIANTS)
def test_empty_land_changes_nothing(variant):
    with_land = value_of([[10, 5], [30, 5], [0, 0]], [1.0, 3.0, 999.0], variant)
    without = value_of([[10, 5], [30, 5]], [1.0, 3.0], variant)
    np.testing.assert_allclose(with_land, without, rtol=1e-12)


def test_why_it_is_undefined():
    table = long([[3.0, 0, 0, np.nan], [2, 2, 0, 0]])
    answer = experienced_density(table, places_of(np.nan, 5.0))
    no_area = "no area given, for one of the regions"
    nothing, missing = "no employment in the industry", "value missing in the industry"
    assert reasons(answer) == [no_area, None, nothing, missing]
    assert answer["value"][1] == pytest.approx(0.4)
    whole = experienced_density(table, places_of(0.0, 5.0), variant="whole_area")
    assert reasons(whole) == ["the area is 0, for one of the regions"]
    empty = experienced_density(long([[0]]), places_of(1.0), variant="whole_area")
    assert reasons(empty) == ["no employment in the whole area"]
