"""The quotient by chance: worked values, and whole tables drawn another way."""

from importlib import import_module

import numpy as np
import pytest

from tests.measures.tables import INDUSTRIES, activity, long, reasons
from tests.reference import measures as published
from tests.reference import specialisation as reference
from workbench.errors import ParameterError, StudyError
from workbench.measures import location_quotient, location_quotient_null

MORE_JOBS = "with more jobs chance does less: that is what the measure is about"
EXEMPT = {
    "test_only_densities_change_with_the_unit_of_the_amounts": MORE_JOBS,
    "test_large_whole_numbers_do_not_overflow": MORE_JOBS,
}


@pytest.mark.parametrize("total", reference.CRITICAL_QUOTIENTS)
def test_the_toy_with_many_and_with_few_jobs(total):
    toy = long((published.TOY * total / 400).astype(int), industries=INDUSTRIES)
    answer = location_quotient_null(toy, n_draws=20_000)
    worked, tolerance = reference.CRITICAL_QUOTIENTS[total]
    assert answer["value"].iloc[0] == pytest.approx(worked, abs=tolerance)


def test_it_agrees_with_drawing_whole_tables():
    matrix = np.array([[12, 3, 0], [5, 20, 9], [1, 2, 30]])
    drawn = reference.multinomial_quotients(matrix, 40_000, seed=11)
    answer = location_quotient_null(long(matrix), n_draws=40_000)
    for level in (0.5, 0.95):
        values = location_quotient_null(long(matrix), n_draws=40_000, level=level)["value"]
        np.testing.assert_allclose(values, np.quantile(drawn, level, axis=0).ravel(), atol=0.05)
    there = location_quotient(long(matrix))["value"].to_numpy()
    p_values = (drawn >= there.reshape(3, 3) - 1e-9).mean(axis=0).ravel()
    np.testing.assert_allclose(answer["p_value"], p_values, atol=0.012)
    np.testing.assert_allclose(answer["quotient"], there, rtol=1e-12)


def test_a_table_drawn_by_chance_exceeds_it_once_in_twenty():
    random = np.random.default_rng(4)
    p = np.outer(random.dirichlet(np.full(30, 5)), random.dirichlet(np.full(20, 5)))
    table = long(random.multinomial(60_000, p.ravel()).reshape(p.shape))
    answer = location_quotient_null(table, n_draws=400)
    assert (answer["quotient"] > answer["value"]).mean() == pytest.approx(0.05, abs=0.025)
    assert (answer["p_value"] <= 0.05).mean() == pytest.approx(0.05, abs=0.025)
    # the customary threshold is passed far more often in the smallest cells
    small = answer["quotient"][table["employment"] < 40]
    assert (small > 1.25).mean() > 0.03


def test_more_jobs_leave_less_to_chance():
    few, many = (location_quotient_null(long(published.TOY * k)) for k in (1, 100))
    assert (many["value"] < few["value"]).all()
    np.testing.assert_allclose(many["value"], 1, atol=0.03)


def test_parts_and_zeros_do_not_change_the_draws(monkeypatch):
    table = activity(years=[2010])
    whole = location_quotient_null(table, n_draws=50)
    monkeypatch.setattr(import_module("workbench.measures.location_quotient_null"), "AT_ONCE", 100)
    parts = location_quotient_null(table, n_draws=50)
    np.testing.assert_array_equal(whole["value"], parts["value"])


def test_the_seed_is_told_and_matters():
    one, again, other = (
        location_quotient_null(activity(), n_draws=50, seed=seed) for seed in (1, 1, 2)
    )
    np.testing.assert_array_equal(one["value"], again["value"])
    assert (one["value"] != other["value"]).any()
    assert one.attrs["measure"]["seed"] == 1
    assert one.attrs["measure"]["n_draws"] == 50


def test_unknown_cells_and_empty_regions_have_none():
    answer = location_quotient_null(long([[np.nan, 3], [0, 0], [4, 5]]))
    assert reasons(answer)[:4] == ["value missing", None, *["no employment in the region"] * 2]
    undefined = answer["undefined"].notna()
    assert answer.loc[undefined, ["quotient", "p_value"]].isna().all(axis=None)


def test_what_is_no_count_is_refused():
    with pytest.raises(StudyError, match=r"CLW-M10 .*employment(?s:.*)value \"1.5\""):
        location_quotient_null(long([[1.5, 2], [3, 4]]))
    with pytest.raises(StudyError, match=r"CLW-M11"):
        location_quotient_null(long([[2 * 10**9, 2], [3, 4]]))
    with pytest.raises(ParameterError, match=r"CLW-P04 .*level"):
        location_quotient_null(activity(), level=1.0)
