"""Coagglomeration of groups: worked values, the full formula, pairs, groups, other packages."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.plant_tables import added_up, industries, regions
from tests.measures.tables import plants, reasons
from tests.reference import plants as reference
from workbench.errors import StudyError
from workbench.measures import coagglomeration, pairwise_coagglomeration

T3 = reference.table(reference.T3)
FK2014 = {
    "plants": reference.table(reference.FK2014),
    "options": {"background": "population", "regions": regions(reference.FK2014_EMPLOYMENT)},
}


def group_of(names, group="g"):
    """An industries table that puts these industries into one group."""
    return pd.DataFrame({"industry": list(names), "parent": group})


def test_the_toy_by_hand():
    answer = coagglomeration(T3)
    worked, tolerance = reference.T3_WORKED["coagglomeration"]
    np.testing.assert_allclose(answer["value"], worked, atol=tolerance)
    assert list(answer["group"]) == ["all industries"]


def test_42_firms_where_another_package_has_12():
    # REAT 3.0.3 returns 12.07 for the group: it adds up shares that it should weigh
    published, tolerance = reference.FK2014_GROUP
    answer = coagglomeration(FK2014["plants"], **FK2014["options"])
    assert answer["value"][0] == pytest.approx(published, abs=tolerance)


def test_the_pairs_of_42_firms_where_another_package_has_1_to_2():
    low, high, tolerance = reference.FK2014_PAIRS
    answer = coagglomeration(FK2014["plants"], variant="pair", **FK2014["options"])["value"]
    assert answer.min() == pytest.approx(low, abs=tolerance)
    assert answer.max() == pytest.approx(high, abs=tolerance)


@given(industries())
def test_it_agrees_with_the_formula_with_all_plants(found):
    x = reference.background_of(found)
    answer = coagglomeration(reference.table(found))["value"][0]
    assert answer == pytest.approx(reference.coagglomeration(found, x), rel=1e-7, abs=1e-9)


@given(industries())
def test_two_industries_as_a_group_are_a_pair(found):
    table, x = reference.table(found), reference.background_of(found)
    first, second = list(found)[:2]
    pairs = coagglomeration(table, variant="pair").set_index(["industry", "other_industry"])
    names = {name: "pair" if name in (first, second) else "rest" for name in found}
    groups = pd.DataFrame({"industry": list(names), "parent": list(names.values())})
    as_group = coagglomeration(table, industries=groups)["value"][0]
    by_sum = reference.pairwise(found[first], found[second], x)
    full = reference.coagglomeration({n: found[n] for n in (first, second)}, x)
    assert pairs["value"][first, second] == pytest.approx(by_sum, rel=1e-9, abs=1e-11)
    assert as_group == pytest.approx(by_sum, rel=1e-6, abs=1e-9)
    assert full == pytest.approx(by_sum, rel=1e-6, abs=1e-9)


@given(industries())
def test_a_group_is_the_mean_of_its_pairs_weighted_by_sizes(found):
    table = reference.table(found)
    pairs = coagglomeration(table, variant="pair")
    sizes = table.groupby("industry")["employment"].sum()
    weights = sizes[pairs["industry"]].to_numpy() * sizes[pairs["other_industry"]].to_numpy()
    mean = np.average(pairs["value"], weights=weights)
    assert coagglomeration(table)["value"][0] == pytest.approx(mean, rel=1e-7, abs=1e-9)


def test_pairs_from_plants_are_those_from_activity():
    table = plants(years=[2010]).drop(columns="year")
    keys = ["industry", "other_industry"]
    from_plants = coagglomeration(table, variant="pair").set_index(keys)["value"]
    from_activity = pairwise_coagglomeration(added_up(table)).set_index(keys)["value"]
    pd.testing.assert_series_equal(from_plants, from_activity, rtol=1e-10)


def test_plants_need_no_names():
    nameless = T3.drop(columns="plant")
    pd.testing.assert_frame_equal(coagglomeration(nameless), coagglomeration(T3))


def test_groups_stand_in_the_order_of_the_table_and_are_computed_alone():
    table = plants()
    groups = pd.DataFrame(
        {"industry": [f"i{i}" for i in range(5)], "parent": ["b", "a", "b", "a", "b"]}
    )
    answer = coagglomeration(table, industries=groups)
    parents = table["industry"].map(groups.set_index("industry")["parent"])
    expected = table.assign(group=parents)[["group", "year"]].drop_duplicates(ignore_index=True)
    pd.testing.assert_frame_equal(answer[["group", "year"]], expected, check_dtype=False)
    year = table[table["year"] == 2010]
    found = reference.lists(year)
    x = reference.background_of(found)
    for group, members in (("a", ["i1", "i3"]), ("b", ["i0", "i2", "i4"])):
        own = answer[(answer["group"] == group) & (answer["year"] == 2010)]["value"].iloc[0]
        by_formula = reference.coagglomeration({name: found[name] for name in members}, x)
        assert own == pytest.approx(by_formula, rel=1e-9)


def test_why_a_group_has_no_value():
    groups = pd.DataFrame({"industry": ["textile", "shoes", "lamps"], "parent": ["a", "b", "b"]})
    none = T3.assign(employment=T3["employment"].where(T3["industry"] != "lamps", 0))
    assert reasons(coagglomeration(T3, industries=groups)) == ["fewer than two industries", None]
    assert reasons(coagglomeration(none, industries=groups))[1] == "fewer than two industries"
    one_region = coagglomeration(T3[T3["region"] == "A"])
    assert reasons(one_region) == ["only one region to be in"]
    places = regions({"A": 1, "B": 2})
    answer = coagglomeration(T3, background="population", regions=places)
    assert reasons(answer) == ["region not in the regions table, for one of its regions"]


def test_industries_without_a_group_are_counted():
    with pytest.raises(StudyError, match="CLW-M20") as caught:
        coagglomeration(T3, industries=group_of(["textile"]))
    (problem,) = caught.value.problems
    assert (problem.value, problem.more) == ("shoes", 1)
