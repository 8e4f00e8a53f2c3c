"""Quick looks that spare the slow ones never hide what the slow ones would find."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench.data.table_problems as checks
from tests.data.checks.tables import activity, codes, told
from workbench.data.distinct import factorized
from workbench.data.table_problems import logarithms, table_problems
from workbench.data.table_problems.schema import schema_problems
from workbench.data.table_problems.subject import Subject


def _random(seed: int) -> tuple[logarithms.Logs, np.ndarray]:
    """Logarithms in groups of all sizes, a tenth unknown, some a slip or nearly a slip apart."""
    random = np.random.default_rng(seed)
    groups = random.integers(0, 400, 2000)
    each = random.normal(5, 1, 2000)
    places = random.integers(0, 2000, 60)
    each[places] += random.choice([-1, 1], 60) * logarithms.SLIP * random.uniform(0.6, 1.6, 60)
    each[random.random(2000) < 0.1] = np.nan
    return logarithms.Logs.of(each), groups


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("fewest", [2, 3])
def test_all_that_are_far_from_the_others_are_found(seed, fewest):
    logs, groups = _random(seed)
    values = pd.Series(logs.each)
    sums, counts = (values.groupby(groups).transform(how) for how in ("sum", "count"))
    beyond = (values - (sums - values) / (counts - 1)).where(counts > fewest)
    wanted = np.flatnonzero(beyond.abs() > logarithms.SLIP)
    places, distances = logarithms.far_beyond_others(logs, groups, fewest)
    assert wanted.size > 0
    assert places.tolist() == wanted.tolist()
    np.testing.assert_allclose(distances, beyond[wanted], rtol=1e-12)
    all_rows = logarithms.beyond_others(logs, groups, fewest).each
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
