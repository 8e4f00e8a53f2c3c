"""One region in full: its sentences say what its tables hold."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest

import workbench as wb
from workbench.competitiveness import profile
from workbench.competitiveness.profile import Profile
from workbench.errors import UnknownName
from workbench.once import shared_by

REGION = "330300"


@pytest.fixture(scope="module")
def told() -> Profile:
    return profile(wb.index("china_prefectures"), REGION, draws=200)


def test_its_rank_and_interval_are_those_of_the_draws(told: Profile) -> None:
    row = told.sure.ranks.loc[REGION, ["rank", "rank_low", "rank_high"]].astype("int64")
    said = told.sentences()[0]
    assert f"ranks {row['rank']} of {len(told.sure.ranks)}" in said
    assert f"between {row['rank_low']} and {row['rank_high']}" in said


def test_how_often_a_peer_is_ahead(told: Profile) -> None:
    own, peer = REGION, told.peers["region"].iloc[0]
    rows = [told.sure.ranks.index.get_loc(each) for each in (own, peer)]
    ahead = (told.sure.drawn[rows[1]] < told.sure.drawn[rows[0]]).mean()
    assert f"{told.peers['name'].iloc[0]} (ahead of it in {ahead:.0%}" in told.sentences()[1]
    assert ahead > 0.5  # so that the other way round would be another number


def test_gains_and_losses_begin_with_the_largest(told: Profile) -> None:
    points = told.contributions.set_index("name")["points"]
    said = told.sentences()[2]
    assert f"gains most by {points.idxmax()} ({points.max():+.1f})" in said
    assert f"loses most by {points.idxmin()} ({points.min():+.1f})" in said
    assert set(told.contributions["dimension"]) == {"Economy", "People", "Labour"}


def test_the_smallest_step_is_the_smallest(told: Profile) -> None:
    steps = told.needed.set_index("indicator")["change_in_sd"].abs()
    assert told.easiest() == steps.idxmin()
    name = told.needed.set_index("indicator").at[told.easiest(), "name"]
    assert f"The smallest step that gains a place: {name}" in told.sentences()[-1]


def test_places_are_its_own_or_its_peers(told: Profile) -> None:
    assert set(told.own_places["region"]) == {REGION}
    assert set(told.peer_places["region"]) == set(told.peers["region"])
    assert set(told.peer_places["name"]) == set(told.peers["name"])


def test_the_rules_that_find_a_cluster_are_counted(told: Profile) -> None:
    some = (told.clusters["count"] > 0).sum()
    assert f"{some} of {len(told.clusters)} rules find at least one cluster" in told.in_words()


def test_the_first_has_no_place_to_gain() -> None:
    made = wb.index("china_prefectures")
    first = str(made.scores.index[0])
    assert "No place is left to gain." in profile(made, first, draws=100).in_words()


def test_a_region_that_is_not_ranked_is_told_why() -> None:
    with pytest.raises(UnknownName, match="no figures of any indicator"):
        profile(wb.index("china_prefectures"), "654000", draws=100)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="batches share where they fork")
def test_the_profile_of_a_batch_is_the_one_made_alone(
    told: Profile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in shared_by(tmp_path).items():
        monkeypatch.setenv(name, value)
    first = profile(wb.index("china_prefectures"), "330100", draws=200)
    first.sure.ranks["rank_low"] = -1
    first.places["place"] = -1
    monkeypatch.setitem(profile.__globals__, "uncertainty", _refuse)
    shared = profile(wb.index("china_prefectures"), REGION, draws=200)
    assert shared.sentences() == told.sentences()
    for name, table in told.tables().items():
        pd.testing.assert_frame_equal(shared.tables()[name], table, check_exact=True)
    pd.testing.assert_frame_equal(shared.sure.table(), told.sure.table(), check_exact=True)
    with pytest.raises(AssertionError, match="computed again"):
        profile(wb.index("china_prefectures"), REGION, draws=200, seed=8)


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("computed again")
