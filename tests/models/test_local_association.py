"""Local statistics: esda's values, p values counted by hand, false discoveries, refusals."""

from __future__ import annotations

from functools import cache
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tests.models.test_spatial import OUTLINES, REGIONS, by_hand, queen
from workbench.errors import ParameterError, StudyError
from workbench.measures import false_discoveries
from workbench.models._local_statistics import moran_of_each
from workbench.models.local_association import (
    HOT_SPOTS,
    LOCAL_CLUSTERS,
    NO_NEIGHBOUR,
    NOT_SHOWN,
    association_in_words,
    hot_spots,
    local_moran,
)
from workbench.rules._hot_spots import Draws, Field

CODES = OUTLINES["region"].to_numpy()
QUICK = {"permutations": 999}
NEAR = queen(CODES)


def corner(high: float = 10.0) -> pd.Series:
    """Nine high squares in a corner, and a high one alone in the opposite corner."""
    random = np.random.default_rng(3)
    values = pd.Series(random.normal(0, 0.3, len(CODES)), CODES)
    values[[f"{i}{j}" for i in range(3) for j in range(3)]] += high
    values["55"] += high
    return values


@pytest.fixture(scope="module")
def clusters():
    return local_moran(corner(), REGIONS, OUTLINES)


@pytest.fixture(scope="module")
def spots():
    return hot_spots(corner(), REGIONS, OUTLINES)


# Statistics


def test_the_mean_of_local_moran_is_morans_i(clusters):
    assert clusters.table["local_moran"].mean() == pytest.approx(by_hand(corner(), NEAR), abs=1e-12)


def test_local_moran_is_esdas(clusters):
    from esda.moran import Moran_Local
    from libpysal.weights import W

    weights = W(NEAR, silence_warnings=True, id_order=list(CODES))
    theirs = Moran_Local(corner().to_numpy(), weights, permutations=0).Is
    n = len(CODES)  # esda divides by the variance with n - 1
    assert clusters.table["local_moran"].to_numpy() == pytest.approx(theirs * n / (n - 1))


def test_z_of_hot_spots_is_the_formula_of_ord_and_getis(spots):
    values = corner()
    n, mean, variance = len(values), values.mean(), (values**2).mean() - values.mean() ** 2
    for code in ("00", "23", "55"):
        own = [code, *NEAR[code]]
        m = len(own)
        spread = np.sqrt(variance * (n * m - m**2) / (n - 1))
        expected = (values[own].sum() - m * mean) / spread
        assert spots.table.loc[code, "z"] == pytest.approx(expected)


def test_p_values_are_those_of_all_ways_to_draw():
    """A ring of seven: all pairs of the six others, counted, against draws (binomial bounds)."""
    values = np.array([5.0, 4.0, 1.0, 0.5, 0.0, 1.5, 3.0])
    n = len(values)
    near = np.array([[(i - 1) % n, (i + 1) % n] for i in range(n)])
    field = Field(values, near, np.ones_like(near, dtype=bool))
    found = moran_of_each(field, Draws(0, 9999))["p_value"]
    z = (values - values.mean()) / values.std()
    for i in range(n):
        null = np.array([z[i] * (z[a] + z[b]) for a, b in combinations(set(range(n)) - {i}, 2)])
        observed = z[i] * z[near[i]].sum()
        one_side = min((null >= observed - 1e-9).mean(), (null <= observed + 1e-9).mean())
        exact = min(1.0, 2 * one_side)
        assert found[i] == pytest.approx(exact, abs=4 * 2 * np.sqrt(0.25 / 9999) + 2e-4)


def test_under_chance_few_maps_show_anything():
    """At a rate of 5 % about 2 of 40 maps of noise; 8 has a chance below 1 in 1,000."""
    side = np.arange(6)
    row, column = np.meshgrid(side, side, indexing="ij")
    order = {f"{i}{j}": 6 * i + j for i, j in zip(row.ravel(), column.ravel(), strict=True)}
    near = np.zeros((36, 8), dtype=np.intp)
    is_near = np.zeros((36, 8), dtype=bool)
    for code, others in NEAR.items():
        near[order[code], : len(others)] = [order[other] for other in others]
        is_near[order[code], : len(others)] = True
    random, draws, shown = np.random.default_rng(5), Draws(1, 999), 0
    for _ in range(40):
        found = moran_of_each(Field(random.normal(size=36), near, is_near), draws)
        tests = false_discoveries(pd.DataFrame({"p_value": found["p_value"]}))
        shown += bool(tests["is_discovery"].any())
    assert shown <= 7


# What is shown


def test_a_planted_cluster_and_its_opposite_are_found(clusters, spots):
    category = clusters.categories
    assert category["11"] == "high-high"
    assert "high-high" not in set(category[[c for c in CODES if c[0] in "45"]])
    assert set(category) <= set(LOCAL_CLUSTERS)
    assert spots.categories["11"] == "hot spot"
    assert set(spots.categories) <= set(HOT_SPOTS)


def test_a_high_one_among_low_ones_is_high_low():
    values = pd.Series(np.random.default_rng(0).normal(0, 0.1, len(CODES)), CODES)
    values[[c for c in CODES if c[0] in "01"]] += 5
    values["44"] += 9
    assert local_moran(values, REGIONS, OUTLINES, level=0.2, **QUICK).categories["44"] == "high-low"
    assert (
        local_moran(-values, REGIONS, OUTLINES, level=0.2, **QUICK).categories["44"] == "low-high"
    )


@pytest.mark.parametrize("run", [local_moran, hot_spots])
def test_what_is_shown_has_a_q_value_at_most_the_level(run):
    found = run(corner(), REGIONS, OUTLINES, level=0.1)
    table = found.table
    assert ((table["q_value"] <= 0.1) == (table["category"] != NOT_SHOWN)).all()
    expected = false_discoveries(table[["p_value"]])["q_value"]
    pd.testing.assert_series_equal(table["q_value"], expected)
    assert (table["p_value"] > 0).all()


@pytest.mark.parametrize("run", [local_moran, hot_spots])
def test_the_order_of_rows_is_irrelevant_and_kept(run):
    order = np.random.default_rng(0).permutation(len(CODES))
    first = run(corner(), REGIONS, OUTLINES, **QUICK).table
    again = run(corner().iloc[order], REGIONS.iloc[order[::-1]], OUTLINES.iloc[order], **QUICK)
    assert again.table.index.tolist() == CODES[order].tolist()
    pd.testing.assert_frame_equal(again.table.loc[CODES], first, check_names=False)


def test_units_change_nothing():
    scaled = hot_spots(corner() * 1e-6 + 273.15, REGIONS, OUTLINES, **QUICK).categories
    assert scaled.tolist() == plain_categories().tolist()


def test_the_opposite_sign_turns_hot_into_cold():
    turned = hot_spots(-corner(), REGIONS, OUTLINES, **QUICK).categories
    swap = {"hot spot": "cold spot", "cold spot": "hot spot", NOT_SHOWN: NOT_SHOWN}
    assert turned.tolist() == plain_categories().map(swap).tolist()


@cache
def plain_categories() -> pd.Series:
    return hot_spots(corner(), REGIONS, OUTLINES, **QUICK).categories


def test_a_region_without_a_neighbour_takes_no_part_and_is_named():
    alone = OUTLINES[~OUTLINES["region"].isin(["44", "45", "54"])]
    values = corner()[alone["region"].to_numpy()]
    found = local_moran(values, REGIONS, alone, **QUICK)
    assert found.islands == ("55",)
    assert found.categories["55"] == NO_NEIGHBOUR
    assert found.table.loc["55", ["p_value", "local_moran"]].isna().all()
    without = local_moran(values.drop("55"), REGIONS, alone, **QUICK).table
    pd.testing.assert_frame_equal(found.table.drop("55"), without)
    assert "1 regions have no neighbour" in association_in_words(found)


def test_without_outlines_the_nearest_points_are_neighbours():
    found = local_moran(corner(), REGIONS, **QUICK)
    assert found.neighbours == "the 6 nearest regions are neighbours"
    assert found.categories["11"] == "high-high"


def test_nothing_global_is_touched():
    values, before = corner(), np.random.get_state()[1].copy()  # noqa: NPY002
    local_moran(values, REGIONS, OUTLINES, **QUICK)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002
    pd.testing.assert_series_equal(values, corner())


def test_in_words(clusters):
    words = association_in_words(clusters)
    count = int((clusters.categories == "high-high").sum())
    assert words.startswith("local Moran's I in 36 regions (neighbours touch)")
    assert f"{count} high-high" in words
    assert "5% false discoveries" in words
    noise = pd.Series(np.random.default_rng(1).normal(size=len(CODES)), CODES)
    assert "none shown" in association_in_words(local_moran(noise, REGIONS, OUTLINES, **QUICK))
    assert "9,999 permutations" in repr(clusters)


# Refusals


@pytest.mark.parametrize("run", [local_moran, hot_spots])
@pytest.mark.parametrize(
    ("spoil", "codes"),
    [
        (lambda v: v.where(v.index != "33"), ["CLW-G20"]),
        (lambda v: v.where(v.index != "33", np.inf), ["CLW-G20"]),
        (lambda v: v * np.nan, ["CLW-G20"]),
        (lambda v: pd.concat([v, v.iloc[:1]]), ["CLW-T26"]),
        (lambda v: pd.concat([v.where(v.index != "33"), v.iloc[:1]]), ["CLW-G20", "CLW-T26"]),
        (lambda v: v * 0, ["CLW-G21"]),
        (lambda v: v.iloc[:3], ["CLW-G22"]),
        (lambda v: v.iloc[:0], ["CLW-G22"]),
    ],
)
def test_values_that_cannot_be_tested_are_refused(run, spoil, codes):
    with pytest.raises(StudyError) as caught:
        run(spoil(corner()), REGIONS, OUTLINES)
    assert [problem.code for problem in caught.value.problems] == codes
    assert all(problem.remedy for problem in caught.value.problems)


def test_options_that_cannot_find_anything_are_refused():
    with pytest.raises(ParameterError, match="permutations") as caught:
        local_moran(corner(), REGIONS, OUTLINES, permutations=20)
    assert caught.value.problems[0].code == "CLW-G70"
    with pytest.raises(ParameterError, match="level"):
        hot_spots(corner(), REGIONS, OUTLINES, level=5, **QUICK)
