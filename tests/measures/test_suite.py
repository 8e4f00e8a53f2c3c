"""All measures in one pass: the same as one by one, with keys as categories."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import activity, industries, long, regions
from workbench.data import load
from workbench.errors import StudyError, UnknownName
from workbench.measures import _cells, location_quotient, measures
from workbench.measures._suite import suite

NAMES = ["location_quotient", "locational_gini", "herfindahl", "establishment_density"]


def test_each_answer_is_the_measure_s_own():
    table = activity()
    places = regions(table)
    found = suite({"activity": table, "regions": places}, NAMES)
    assert list(found) == NAMES
    for name, answer in found.items():
        tables = (table, places)[: len(measures[name].card.tables)]
        own = measures[name](*tables)
        keys = [key for key in ("region", "industry") if key in own]
        plain = answer.astype({key: own[key].dtype for key in keys})
        pd.testing.assert_frame_equal(plain, own)
        hashes = ({**a.attrs["measure"], "inputs_hash": 0} for a in (answer, own))
        assert next(hashes) == next(hashes)


def test_what_can_be_computed_is_computed():
    tables = {"activity": activity().drop(columns="establishments")}
    found = suite(tables)
    assert {"location_quotient", "herfindahl", "hoover_index"} <= set(found)
    assert not {"establishment_density", "employment_density", "population_density"} & set(found)
    for name in found:
        assert not found[name].empty


def test_measures_over_time_need_two_years():
    once, twice = (set(suite(activity(years=years))) for years in ((2010,), (2010, 2020)))
    compared = {name for name in measures if measures[name].card.over_time}
    assert once == twice - compared


def test_labels_come_as_categories_and_each_table_is_looked_at_once(monkeypatch):
    table = long(np.arange(1, 7).reshape(3, 2))
    checks = []
    monkeypatch.setattr(_cells, "refuse", lambda table, _: checks.append(len(table)))
    answers = suite(table, ["location_quotient", "herfindahl", "hoover_index"])
    assert answers["location_quotient"]["region"].cat.categories.tolist() == ["r00", "r01", "r02"]
    assert checks == [6]
    location_quotient(table)
    location_quotient(table)
    assert checks == [6, 6, 6]  # outside a suite a table may have changed


def test_optional_tables_go_along():
    table = activity()
    tables = {"activity": table, "regions": regions(table), "industries": industries(table)}
    before = {name: given.copy(deep=True) for name, given in tables.items()}
    assert set(suite(tables, NAMES)) == set(NAMES)
    for name, given in tables.items():
        pd.testing.assert_frame_equal(given, before[name])


def test_options_of_a_measure():
    table = activity()
    found = suite(table, {"herfindahl": {}, "hoover_index": {"variant": "specialisation"}})
    assert found["herfindahl"].attrs["measure"]["variant"] == "region"
    own = measures["hoover_index"](table, variant="specialisation")
    np.testing.assert_array_equal(found["hoover_index"]["value"], own["value"])


def test_empty_keys_stay_empty():
    table = long(np.arange(1, 7).reshape(3, 2))
    table.loc[2, "region"] = None
    with pytest.raises(StudyError, match="a key of the table activity is empty"):
        suite(table, ["herfindahl"])


def test_a_study():
    study = load("us_states_manufacturing")
    found = suite(study, ["herfindahl"])
    assert len(found["herfindahl"]) == study.activity.groupby(["region", "year"]).ngroups


def test_a_measure_that_is_not_there():
    with pytest.raises(UnknownName, match='no measure "herfindal"; nearest: herfindahl'):
        suite(activity(), ["herfindal"])
