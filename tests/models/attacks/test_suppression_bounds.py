"""Withheld cells that could turn the answer do; those that could not, do not."""

import numpy as np
import pandas as pd
import pytest

from tests.models.attacks.shipped import asked, grid, places
from workbench.models import panel
from workbench.models.attacks._withheld import fillings, withheld
from workbench.models.attacks.suppression_bounds import suppression_bounds
from workbench.models.specification import Specification

PLAIN = Specification("wage_index ~ log(employment_density)", "employment_density")


def _truth():
    """Logarithms of density, and an outcome that goes with them."""
    north, east = places()
    density = 5 + north + east
    return density, 0.3 * density + np.random.default_rng(0).normal(size=144) * 0.3


def hidden(low, high):
    """A study in which every third cell is withheld, within factors of the truth."""
    study = grid(*_truth())
    table = study.activity
    rows = np.arange(144) % 3 == 0
    table = table.assign(
        employment_low=table["employment"] * low,
        employment_high=table["employment"] * high,
        flag=pd.Series(np.where(rows, "suppressed", None), dtype="str"),
    )
    return study.with_tables(activity=table.assign(employment=table["employment"].mask(rows)))


def test_cells_that_could_be_anything_turn_the_answer():
    study = hidden(0.001, 1000)
    found = suppression_bounds(panel(study), PLAIN, study=study, draws=1)
    assert found.table["low"].iloc[0] > 0
    assert found.survived is False
    rows = found.table.set_index("label")["estimate"]
    assert rows["high where the outcome is high"] > rows["high where the outcome is low"]
    assert rows["high where the outcome is low"] == found.facts["lowest"]


def test_cells_that_are_nearly_known_do_not():
    study = hidden(0.9, 1.1)
    found = suppression_bounds(panel(study), PLAIN, study=study, draws=1)
    assert found.survived is True
    assert found.facts["cells"] == 48
    whole = grid(*_truth())
    truth = PLAIN.fit(panel(whole)).term("employment_density")["estimate"]
    assert found.facts["lowest"] < truth < found.facts["highest"]
    assert found.table["rows"].tolist() == [96, *[144] * 6]


def test_known_totals_are_met_exactly():
    study, _, _ = asked("us_states_manufacturing")
    found = withheld(study, "employment")
    total = study.tables["totals"].query("total == 'manufacturing'")
    total = total.set_index(["region", "year"])["employment"]
    room = pd.Series(found.room).groupby(found.table.loc[found.rows].groupby(
        ["region", "year"]).ngroup().to_numpy()).first()  # fmt: skip
    assert (room >= 0).all()
    for label, share in fillings(found, np.zeros(len(found.low)), 1, 0):
        filled = found.filled(share)
        cells = filled.loc[found.rows, "employment"].to_numpy()
        slack = 1e-6 * found.high
        assert (cells >= found.low - slack).all(), label
        assert (cells <= found.high + slack).all(), label
        sums = filled.groupby(["region", "year"])["employment"].sum()
        ends = [found.filled(s).groupby(["region", "year"])["employment"].sum()
                for s in (np.zeros(len(cells)), np.ones(len(cells)))]  # fmt: skip
        apart = (sums - total.reindex(sums.index)).abs()
        # where the limits of the cells and the total agree, the total is met
        assert (apart < 1).mean() > 0.9, label
        assert (ends[0] - ends[1]).abs().max() < 1
    assert not filled.loc[found.rows, "flag"].notna().any()


def test_without_totals_the_ends_are_reached():
    study = hidden(0.5, 2)
    found = withheld(study, "employment")
    n_cells = len(found.low)
    low, high = (found.filled(np.full(n_cells, share))["employment"] for share in (0.0, 1.0))
    np.testing.assert_allclose(low[found.rows], found.low)
    np.testing.assert_allclose(high[found.rows], found.high)
    pd.testing.assert_series_equal(low[~found.rows], study.activity["employment"][~found.rows])


def test_limits_may_be_given_or_come_from_the_smallest():
    study = hidden(0.5, 2)
    bare = study.with_tables(
        activity=study.activity.drop(columns=["employment_low", "employment_high"])
    )
    given = withheld(bare, "employment", (5, 9))
    assert (given.low == 5).all()
    assert (given.high == 9).all()
    plain = withheld(bare, "employment")
    assert (plain.low == 0).all()
    assert set(plain.high) == {study.activity["employment"].min()}


def test_imputed_cells_hold_what_was_disclosed():
    study, _, _ = asked("us_metro_clusters")
    found = withheld(study, "employment")
    cells = found.table.loc[found.rows]
    assert (found.low == cells["employment_disclosed"]).all()
    assert (found.high >= cells["employment"] - 1e-6).all()
    filled = found.filled(np.random.default_rng(0).random(len(cells)))
    before, after = (t.groupby("region")["employment"].sum() for t in (study.activity, filled))
    np.testing.assert_allclose(before, after, rtol=1e-9)


def test_order_of_rows_does_not_matter():
    study = hidden(0.5, 2)
    mixed = study.activity.sample(frac=1, random_state=1).reset_index(drop=True)
    first, second = (
        suppression_bounds(panel(s), PLAIN, study=s, draws=1).table
        for s in (study, study.with_tables(activity=mixed))
    )
    np.testing.assert_allclose(first["estimate"], second["estimate"], rtol=1e-9)


def test_what_cannot_be_done_is_told():
    study, table, model = asked("china_prefectures")
    assert "is flagged as withheld" in suppression_bounds(table, model, study=study).undone
    other = Specification("log(gdp_per_head) ~ mean_years_schooling", "mean_years_schooling")
    assert "no measure that counts" in suppression_bounds(table, other, study=study).undone


@pytest.mark.parametrize(
    ("name", "survives"), [("us_states_manufacturing", True), ("us_metro_clusters", False)]
)
def test_on_shipped_studies(name, survives):
    study, table, model = asked(name)
    found = suppression_bounds(table, model, study=study, draws=1)
    assert found.survived is survives
    assert found.facts["lowest"] <= found.facts["highest"]
