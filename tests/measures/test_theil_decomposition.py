"""Theil's T between and within groups of regions: the two add up, and what has none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.tables import (
    activity,
    by_key,
    long,
    matrices,
    matrix_of,
    reasons,
    regions,
    sparse,
)
from tests.reference import specialisation as reference
from workbench.errors import UnknownName
from workbench.measures import theil_decomposition, theil_index


def provinces(matrix):
    return regions(long(matrix)).assign(parent=[f"p{r % 2}" for r in range(len(matrix))])


def values(table, places, variant="between"):
    return theil_decomposition(table, places, variant=variant)["value"].to_numpy()


@given(matrices())
def test_between_and_within_add_up_to_t(matrix):
    for table in (long(matrix), sparse(matrix)):
        between, within = (values(table, provinces(matrix), v) for v in ("between", "within"))
        whole = theil_index(table)["value"]
        np.testing.assert_allclose(between + within, whole, rtol=1e-9, atol=1e-12)


@given(matrices())
def test_between_is_the_t_of_the_groups(matrix):
    groups = np.array([matrix[0::2].sum(axis=0), matrix[1::2].sum(axis=0)])
    coarse = theil_index(long(groups))["value"]
    np.testing.assert_allclose(values(long(matrix), provinces(matrix)), coarse, atol=1e-12)


def test_within_agrees_with_the_computation_group_by_group():
    table = activity(years=[2010])
    places, wide = regions(table), matrix_of(table)
    groups = places.set_index("region").loc[wide.index, "parent"]
    matrix = wide.to_numpy(dtype=float)
    x = matrix.sum(axis=1) / matrix.sum()
    expected = [reference.theil_parts(c / c.sum(), x, groups) for c in matrix.T]
    for which, variant in enumerate(("between", "within")):
        answer = by_key(theil_decomposition(table, places, variant=variant))
        np.testing.assert_allclose(answer, np.array(expected)[:, which], rtol=1e-10, atol=1e-12)


def test_one_group_is_all_within_and_groups_of_one_all_between():
    table = long([[3, 1], [2, 5], [7, 1]])
    places = regions(table)
    together, alone = places.assign(parent="all"), places.assign(parent=places["region"])
    np.testing.assert_allclose(values(table, together, "share_between"), 0, atol=1e-12)
    np.testing.assert_allclose(values(table, alone, "share_between"), 1, atol=1e-12)


def test_what_is_undefined():
    table = long([[3, 1], [6, 2]])
    places = regions(table)
    even = theil_decomposition(table, places, variant="share_between")
    assert set(reasons(even)) == {"spread as everything is: nothing to share out"}
    lost = theil_decomposition(table, places.assign(parent=["a", None]))
    assert set(reasons(lost)) == {"no parent given, for one of its regions"}
    absent = theil_decomposition(table, places[:1])
    assert set(reasons(absent)) == {"region not in the regions table, for one of its regions"}


def test_groups_are_any_column():
    table = long([[3, 1], [6, 5]])
    places = regions(table).rename(columns={"parent": "coast"})
    assert theil_decomposition(table, places, group="coast")["value"].notna().all()
    with pytest.raises(UnknownName, match=r'CLW-N04 .*no column of the table regions called "par'):
        theil_decomposition(table, places)


def test_regions_may_change_group_between_years():
    table = pd.concat([long([[3, 1], [6, 5]], year=year) for year in (2010, 2020)])
    places = pd.concat(
        [
            regions(table).assign(year=2010, parent="all"),
            regions(table).assign(year=2020, parent=["a", "b"]),
        ]
    )
    answer = theil_decomposition(table, places, variant="share_between")
    np.testing.assert_allclose(answer["value"], [0, 0, 1, 1], atol=1e-12)
