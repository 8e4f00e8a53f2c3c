"""Quick looks that spare the slow ones never hide what the slow ones would find."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import workbench.data.table_problems as checks
from tests.data.checks.tables import activity, codes, told
from workbench.data.distinct import Distinct, factorized
from workbench.data.table_problems import codes as text_rules
from workbench.data.table_problems import logarithms, schema, table_problems
from workbench.data.table_problems.keys import repeated_rows
from workbench.data.table_problems.parts import _by_beginning
from workbench.data.table_problems.schema import schema_problems
from workbench.data.table_problems.subject import Subject
from workbench.data.tables import TABLES


def _random(seed: int, apart: float) -> tuple[logarithms.Logs, logarithms.Means]:
    """Logarithms in groups of all sizes, a tenth unknown, some a slip or nearly a slip apart."""
    random = np.random.default_rng(seed)
    groups = random.integers(0, 40, 2000) * 3  # numbers that no row has stand between
    each = random.normal(5, 1, 2000) + apart * (groups % 2)
    places = random.integers(0, 2000, 60)
    each[places] += random.choice([-1, 1], 60) * logarithms.SLIP * random.uniform(0.6, 1.6, 60)
    each[random.random(2000) < 0.1] = np.nan
    logs = logarithms.Logs.of(each)
    return logs, logarithms.Means.of(logs, groups, np.bincount(groups))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("fewest", [2, 3])
@pytest.mark.parametrize("apart", [0.0, 12.0])  # groups alike are looked at by a quicker way
def test_all_that_are_far_from_the_others_are_found(seed, fewest, apart):
    logs, means = _random(seed, apart)
    assert (np.ptp(means.each[means.counts > 0]) < logarithms.SLIP / 2) == (apart == 0)
    values = pd.Series(logs.each)
    sums, counts = (values.groupby(means.groups).transform(how) for how in ("sum", "count"))
    beyond = (values - (sums - values) / (counts - 1)).where(counts > fewest)
    wanted = np.flatnonzero(beyond.abs() > logarithms.SLIP)
    places, distances = logarithms.far_beyond_others(logs, means, fewest)
    assert wanted.size > 0
    assert places.tolist() == wanted.tolist()
    np.testing.assert_allclose(distances, beyond[wanted], rtol=1e-12)
    all_rows = logarithms.beyond_others(logs, means, fewest).each
    np.testing.assert_allclose(all_rows, beyond, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("factor", [1000.0, 10_000.0, 0.001])
def test_a_planted_slip_of_one_cell_is_told_wherever_it_stands(seed, factor):
    random = np.random.default_rng(seed)
    table = activity(regions=30, industries=8, years=6, seed=seed).sample(frac=1, random_state=seed)
    table = table.reset_index(drop=True).astype({"employment": "float64"})
    plain = table["employment"] >= 20_000 if factor < 1 else table["employment"] >= 50
    place = int(random.choice(np.flatnonzero(plain))) if plain.any() else None
    if place is None:
        table["employment"] *= 1000
        place = int(random.integers(len(table)))
    table.loc[place, "employment"] *= factor
    assert "CLW-T37" in codes(told("activity", table))


@pytest.mark.parametrize("value", [-1.0, -np.inf, np.inf])
@pytest.mark.parametrize("place", [0, 17, -1])
def test_one_number_out_of_range_is_told_in_its_row(value, place):
    table = activity()
    table["employment"] = table["employment"].astype("float64")
    table.iloc[place, table.columns.get_loc("employment")] = value
    found = [p for p in told("activity", table) if p.code in ("CLW-T34", "CLW-T38")]
    assert {p.row for p in found} == {place % len(table) + 2}


def test_one_empty_key_among_many_is_told_in_its_row():
    table = activity()
    table.loc[31, "region"] = None
    problems = list(schema_problems(Subject("activity.csv", "activity", table, {})))
    assert [(p.code, p.row) for p in problems] == [("CLW-T28", 33)]


@pytest.mark.parametrize("run", [1, 3, 100])
def test_distinct_values_by_runs_are_those_of_pandas(run):
    random = np.random.default_rng(run)
    cells = pd.Series(np.repeat(random.choice(["b", "", "a", "é", None], 40_000 // run), run))
    cells = cells.astype("str")
    places, each = factorized(cells)
    wanted, values = pd.factorize(cells)
    assert places.tolist() == wanted.tolist()
    assert list(each) == list(values)


def test_two_rules_at_a_time_tell_what_one_after_the_other_does(monkeypatch):
    table = activity()
    table.loc[3, "employment"] = -5
    table.loc[7, "region"] = table.loc[6, "region"].lstrip("0") + " "
    table.loc[11] = table.loc[10]
    one_by_one = list(table_problems("activity.csv", "activity", table, {}))
    monkeypatch.setattr(checks, "LARGE", 0)
    assert list(table_problems("activity.csv", "activity", table, {})) == one_by_one
    assert len({problem.code for problem in one_by_one}) > 2


VALUES = {
    "number": [np.nan, 0.0, -1.0, 5.0, 1e9, np.inf, -np.inf],
    "integer": [2010, 1948, 2101, 1, None],
    "string": ["a", "", "1", None],
    "boolean": [True, False, None],
}
KINDS = {"number": "float64", "integer": "Int64", "string": "str", "boolean": "boolean"}


@settings(max_examples=100)
@given(data=st.data())
def test_a_column_is_sound_where_its_schema_says_so(data):
    name = data.draw(st.sampled_from(sorted(TABLES)))
    column = data.draw(st.sampled_from(sorted(TABLES[name].columns)))
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    values = data.draw(st.lists(st.sampled_from(VALUES[kind]), min_size=1, max_size=6))
    table = pd.DataFrame({column: pd.Series(values, dtype=KINDS[kind])})
    subject = Subject("t.csv", name, table, {})
    is_sound = schema._is_sound(subject, column, schema._extremes(subject, column))
    assert is_sound == (not list(schema._failures(subject, column)))


@settings(max_examples=100)
@given(values=st.lists(st.text("0aOl1 А巿é\u200b\t", min_size=1), min_size=1, unique=True))
@pytest.mark.parametrize("is_code", [True, False])
def test_texts_that_cannot_deceive_hold_nothing_that_does(values, is_code):
    found = Distinct.of(pd.Series(values, dtype="str"))
    hidden = found.where(lambda value: text_rules.INVISIBLE.search(value) is not None)
    posing = text_rules._posing(found) if is_code else found.where(text_rules._has_lookalike)
    assert text_rules._may_deceive(found, is_code=is_code) or not (hidden | posing).any()


@settings(max_examples=100)
@given(rows=st.lists(st.tuples(*[st.sampled_from("abc")] * 3), min_size=1, max_size=30))
@pytest.mark.parametrize("in_order", [True, False])
def test_repeated_keys_are_told_in_any_order(rows, in_order):
    key = ["region", "industry", "size_class"]
    table = pd.DataFrame(sorted(rows) if in_order else rows, columns=key, dtype="str")
    table.insert(2, "year", 2010)
    problems = list(repeated_rows(Subject("a.csv", "activity", table, {})))
    repeated = table.duplicated().to_numpy()
    assert [p.row for p in problems] == ([int(repeated.argmax()) + 2] if repeated.any() else [])


@given(codes=st.lists(st.text("12", min_size=1, max_size=3), unique=True))
def test_codes_lie_within_the_longest_that_they_begin_with(codes):
    wholes = [
        [c for c in codes if code.startswith(c) and c != code and len(c) > 1] for code in codes
    ]
    wanted = [codes.index(max(w, key=len)) if w else -1 for w in wholes]
    assert _by_beginning(codes).tolist() == wanted
