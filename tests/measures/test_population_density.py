"""Population density: persons over area, and why there is none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import reasons
from workbench.errors import StudyError, UnknownName
from workbench.measures import population_density

sizes = st.lists(st.tuples(st.integers(0, 10**8), st.floats(0.1, 10**6)), min_size=1, max_size=20)


@given(sizes)
def test_density_times_area_is_the_population(rows):
    table = pd.DataFrame(rows, columns=["population", "area_km2"])
    table["region"] = [f"r{i}" for i in range(len(table))]
    answer = population_density(table)
    np.testing.assert_allclose(answer["value"] * table["area_km2"], table["population"])
    assert answer["undefined"].isna().all()


def test_regions_come_by_year_too():
    table = pd.DataFrame(
        {"region": ["A", "A"], "year": [2010, 2020], "population": [50, 80], "area_km2": [10, 10]}
    )
    answer = population_density(table)
    assert answer[["year", "value"]].to_numpy().tolist() == [[2010, 5.0], [2020, 8.0]]


def test_why_a_region_has_no_density():
    table = pd.DataFrame(
        {"region": list("ABCD"), "population": [None, 7, 7, 0], "area_km2": [1, None, 0, 1]}
    )
    answer = population_density(table)
    assert reasons(answer) == [
        "no population given",
        "no area given",
        "the area is 0",
        None,
    ]
    assert answer["value"].tolist()[3] == 0
    facts = answer.attrs["measure"]
    assert (facts["n_cells"], facts["n_zero"], facts["n_missing"]) == (4, 1, 1)


def test_absent_columns_are_named_together():
    with pytest.raises(UnknownName) as caught:
        population_density(pd.DataFrame({"region": ["A"], "inhabitants": [3]}))
    assert [p.value for p in caught.value.problems] == ["population", "area_km2"]


def test_a_negative_area_is_refused():
    table = pd.DataFrame({"region": ["A"], "population": [3], "area_km2": [-2.0]})
    with pytest.raises(StudyError, match=r"CLW-T34"):
        population_density(table)
