"""One group that carries everything is found by name; an honest effect stays."""

import numpy as np
import pandas as pd
import pytest

from tests.models.attacks.shipped import asked
from workbench.errors import ParameterError, UnknownName
from workbench.models.attacks import attacks
from workbench.models.attacks.leave_one_group_out import leave_one_group_out
from workbench.models.specification import Specification

PLAIN = Specification("y ~ x", "x")


def grouped(slope=0.0, seed=0):
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"state": np.repeat(list("ABCDEFGH"), 15)})
    table["x"] = random.normal(size=len(table))
    table["y"] = slope * table["x"] + random.normal(size=len(table))
    return table


def test_a_group_that_carries_everything_is_named():
    table = grouped()
    own = table["state"] == "D"
    table.loc[own, ["x", "y"]] += np.linspace(4, 9, own.sum())[:, None]
    found = leave_one_group_out(table, PLAIN)
    assert found.survived is False
    assert "Leaving out D matters most" in found.words
    assert found.table["label"].iloc[1] == "D"
    assert not found.undone


def test_an_honest_effect_survives():
    table = grouped(slope=0.8)
    before = table.copy()
    found = leave_one_group_out(table, PLAIN, groups="state")
    assert found.survived is True
    assert len(found.table) == 9
    pd.testing.assert_frame_equal(table, before)


def test_each_row_is_the_fit_without_that_group():
    table = grouped(slope=0.3)
    found = leave_one_group_out(table, PLAIN).table.set_index("label")
    for state in "AH":
        rest = table[table["state"] != state]
        slope = np.polyfit(rest["x"], rest["y"], 1)[0]
        assert found.loc[state, "estimate"] == pytest.approx(slope, rel=1e-9)
        assert found.loc[state, "rows"] == 105
    change = found.loc["A", "estimate"] - found.loc["as fitted", "estimate"]
    assert found.loc["A", "change"] == pytest.approx(change)


def test_a_smallest_effect_asks_for_more_than_a_sign():
    table = grouped(slope=0.8)
    low, high = (leave_one_group_out(table, PLAIN).facts[end] for end in ("lowest", "highest"))
    assert leave_one_group_out(table, PLAIN, smallest_effect=low * 0.9).survived is True
    assert leave_one_group_out(table, PLAIN, smallest_effect=(low + high) / 2).survived is False


def test_the_order_of_rows_does_not_matter():
    table = grouped(slope=0.3)
    mixed = table.sample(frac=1, random_state=3)
    first, second = (leave_one_group_out(t, PLAIN).table for t in (table, mixed))
    pd.testing.assert_frame_equal(first, second)


def test_what_cannot_be_done_is_told():
    table = grouped().drop(columns="state")
    assert "no column puts the rows into 3" in leave_one_group_out(table, PLAIN).undone
    two = grouped().assign(half=lambda t: t["state"] < "E")
    assert "in 2 groups of half" in leave_one_group_out(two, PLAIN, groups="half").undone
    wrong = Specification("y ~ nothing", "nothing")
    assert 'called "nothing"' in leave_one_group_out(grouped(), wrong).undone
    with pytest.raises(UnknownName, match=r"CLW-N04 .*statee.*nearest: state"):
        leave_one_group_out(grouped(), PLAIN, groups="statee")
    with pytest.raises(ParameterError, match=r"CLW-F55 .*smallest_effect = -1"):
        leave_one_group_out(grouped(), PLAIN, smallest_effect=-1)


def test_on_shipped_studies():
    _, tracts, model = asked("strasbourg_establishments")
    found = leave_one_group_out(tracts, model)
    assert found.survived is True
    assert found.facts["groups"] == 15
    assert "Strasbourg matters most" in found.words
    _, cells, model = asked("us_metro_clusters")
    few = cells["industry"].isin(sorted(cells["industry"].unique())[:5])
    found = leave_one_group_out(cells[few], model)
    assert found.table["label"].str.len().max() > 3  # names, not codes
    assert set(found.table["rows"]) != {0}


def test_it_is_on_the_shelf():
    assert attacks["leave_one_group_out"].card.question.endswith("?")
