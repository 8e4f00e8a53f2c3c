"""Marcon and Puech's M and m: exact values, what leaves them unchanged, bands that hold."""

import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.point_tables import at_few_places, plants, toy
from tests.measures.tables import reasons
from tests.reference import distances as reference
from workbench.errors import ParameterError
from workbench.measures import marcon_puech

AT = np.arange(0, 13)
PLACES = [(0, 0), (3, 0), (0, 4), (9, 6)]
SIZES = np.arange(1.0, 13) * 10
EXEMPT = {
    "test_values_stay_in_the_range_of_the_card": "it draws no other plants, 20 times the same; a test here does",
}


def curve(table, industry="case", **options):
    options = {"n_draws": 20, **options}
    return marcon_puech(table, industries=industry, **options)


@pytest.mark.parametrize("weight", [None, "employment"])
def test_the_toy_plant_by_plant(weight):
    answer = curve(toy(), "shoes", max_distance=12, step=1, weight=weight)
    sizes = None if weight is None else SIZES
    expected = reference.marcon_puech(reference.PLACES, reference.CASES, AT, sizes)
    np.testing.assert_allclose(answer["value"], expected, rtol=1e-12)


@pytest.mark.parametrize("weight", [None, "employment"])
def test_the_density_of_the_toy_plant_by_plant(weight):
    # binned distances: each of few neighbours is moved by up to half a bin of 12 km / 512
    answer = curve(toy(), "shoes", variant="m", max_distance=12, step=1, weight=weight, bandwidth=1)
    sizes = None if weight is None else SIZES
    expected = reference.marcon_puech(reference.PLACES, reference.CASES, AT, sizes, bandwidth=1)
    np.testing.assert_allclose(answer["value"], expected, rtol=1e-2)


def test_where_everyone_is_a_neighbour_it_is_one():
    for weight in (None, "employment"):
        answer = curve(plants(60, 20), max_distance=200, step=100, weight=weight)
        assert answer["value"].iloc[-1] == pytest.approx(1, rel=1e-12)
        for column in ("low", "high", "global_low", "global_high", "expected"):
            assert answer[column].iloc[-1] == pytest.approx(1, rel=1e-12)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(1e-3, 1e3), st.sampled_from(["M", "m"]))
def test_the_unit_of_the_weights_changes_nothing(seed, factor, variant):
    table = plants(40, 15, seed)
    scaled = table.assign(employment=table["employment"] * factor)
    options = {"variant": variant, "weight": "employment", "max_distance": 60, "step": 3}
    plain, again = (curve(t, n_draws=3, **options) for t in (table, scaled))
    np.testing.assert_allclose(again["value"], plain["value"], rtol=1e-9)


def test_two_industries_side_by_side_are_neighbours_of_one_another():
    # pairs of one of each: at 1 km the only neighbour of each plant is of the other industry
    x = np.repeat(np.arange(0.0, 100, 10), 2)
    table = pd.DataFrame(
        {
            "plant": [f"p{i}" for i in range(20)],
            "industry": ["shoes", "lamps"] * 10,
            "x": x + [0, 1] * 10,
            "y": 0.0,
        }
    )
    answer = curve(table, "shoes", max_distance=200, step=1)
    assert answer["value"].iloc[1] == 0
    assert answer["value"].iloc[-1] == pytest.approx(1)


def test_several_establishments_in_a_row_are_as_many_plants_at_one_point():
    table = toy().drop(columns="employment").assign(establishments=[3, 1, 2, 1, 1, 1] + [2] * 6)
    rows = table.index.repeat(table["establishments"])
    apart = table.loc[rows].drop(columns="establishments")
    apart["plant"] = [f"q{i}" for i in range(len(apart))]
    options = {"max_distance": 10, "step": 1, "n_draws": 50}
    together, single = (curve(t, "shoes", **options) for t in (table, apart))
    pd.testing.assert_frame_equal(together, single)


def test_counting_place_by_place_is_counting_plant_by_plant():
    cases, everyone = (3, 1, 0, 2), (5, 1, 2, 4)
    table = at_few_places(PLACES, cases, everyone)
    rows = table.loc[table.index.repeat(table["establishments"])]
    which = np.flatnonzero(rows["industry"] == "case")
    plain = reference.marcon_puech(rows[["x", "y"]].to_numpy(), which, AT)
    found = reference.marcon_puech_of_counts(PLACES, cases, everyone, AT)
    np.testing.assert_allclose(found, plain, rtol=1e-12)
    answer = curve(table, max_distance=12, step=1)
    np.testing.assert_allclose(answer["value"], plain, rtol=1e-12)


def test_a_hundred_million_plants_at_a_place_take_no_more_than_one():
    # plant by plant this would need gigabytes for each column
    cases, everyone = (10**8, 7, 0, 3 * 10**7), (2 * 10**8, 9, 5, 3 * 10**8)
    answer = curve(at_few_places(PLACES, cases, everyone), max_distance=12, step=1)
    expected = reference.marcon_puech_of_counts(PLACES, cases, everyone, AT)
    np.testing.assert_allclose(answer["value"], expected, rtol=1e-7)
    assert answer["plants"].iloc[0] == sum(cases)
    # what chance does to so many is next to nothing
    np.testing.assert_allclose(answer["expected"], 1, rtol=1e-3)
    # no two places are 11 km apart: from there on everybody is a neighbour
    assert ((answer["low"] < answer["high"]) == (AT < 11)).all()


def test_draws_among_places_are_as_likely_as_relabellings_make_them():
    everyone, at = (5, 3, 4, 2), np.arange(0, 13, 3)
    table = at_few_places(PLACES, (2, 0, 1, 1), everyone)
    every = list(reference.relabelled_counts(everyone, 4))
    assert sum(chance for _, chance in every) == pytest.approx(1)
    chances = np.array([chance for _, chance in every])
    values = np.array(
        [reference.marcon_puech_of_counts(PLACES, counts, everyone, at) for counts, _ in every]
    )
    mean = chances @ values
    error = np.sqrt(chances @ (values - mean) ** 2 / 4000)
    answer = curve(table, max_distance=12, step=3, n_draws=4000)
    assert (np.abs(answer["expected"] - mean) <= 4 * error + 1e-12).all()
    low, high = (answer[name].to_numpy() for name in ("low", "high"))
    outside = (values < low - 1e-9) | (values > high + 1e-9)  # of few values, edges are some
    assert (chances @ outside <= 0.05 + 0.015).all()


@pytest.mark.parametrize("variant", ["M", "m"])
@pytest.mark.parametrize("weight", [None, "employment"])
def test_pairs_of_sites_and_pairs_of_plants_are_the_same(variant, weight, monkeypatch):
    table = plants(90, 30, towns=4)
    table.loc[60:, ["x", "y"]] = table.loc[:29, ["x", "y"]].to_numpy()
    options = {"variant": variant, "weight": weight, "max_distance": 60, "bandwidth": 4}
    by_sites = curve(table, **options)
    monkeypatch.setattr(sys.modules[marcon_puech.__module__], "FEW", 10)
    by_plants = curve(table, **options)
    np.testing.assert_allclose(by_plants["value"], by_sites["value"], rtol=1e-9)
    alone = table.drop_duplicates(["x", "y"])  # the draws are the same where sites are plants
    by_plants = curve(alone, **options)
    monkeypatch.undo()
    pd.testing.assert_frame_equal(by_plants, curve(alone, **options), rtol=1e-9)


@pytest.mark.parametrize("variant", ["M", "m"])
@pytest.mark.parametrize("weight", [None, "employment"])
def test_the_bands_hold_what_they_promise(variant, weight):
    table = plants(240, 60, towns=8)
    options = {"variant": variant, "max_distance": 40, "step": 2, "bandwidth": 3, "weight": weight}
    answer = curve(table, n_draws=1000, **options)
    known = answer["low"].notna().to_numpy()
    values = [curve(drawn_anew(table, seed), n_draws=2, **options)["value"] for seed in range(100)]
    values = np.array(values)[:, known]
    low, high, global_low, global_high = (
        answer.loc[known, name].to_numpy() for name in ("low", "high", "global_low", "global_high")
    )
    assert known.sum() >= len(known) - 1
    assert ((values >= low) & (values <= high)).mean() == pytest.approx(0.95, abs=0.03)
    whole = ((values >= global_low) & (values <= global_high)).all(axis=1).mean()
    assert whole == pytest.approx(0.95, abs=0.05)


def drawn_anew(table, seed):
    """The same plants with weights, the industries drawn anew."""
    industry = np.random.default_rng(seed).permutation(table["industry"].to_numpy())
    return table.assign(industry=industry)


def test_what_has_no_value_says_why():
    table = pd.concat(
        [
            toy().iloc[:2].assign(industry="pair"),
            toy().iloc[2:3].assign(industry="single"),
            toy().iloc[3:5].assign(industry="one point", x=50.0, y=50.0),
        ]
    )
    answer = marcon_puech(table, variant="m", max_distance=5, step=1, n_draws=5)
    told = {
        industry: set(reasons(answer[answer["industry"] == industry]))
        for industry in table["industry"].unique()
    }
    assert told["single"] == {"fewer than two plants with a place"}
    alone = marcon_puech(toy(), industries="shoes", max_distance=2, step=0.5, n_draws=5)
    assert reasons(alone)[:2] == ["none of its plants has another plant at this distance"] * 2
    assert reasons(alone)[2:] == [None] * 3


def test_an_option_out_of_range():
    with pytest.raises(ParameterError, match="CLW-M34"):
        curve(toy(), "shoes", n_draws=0)


@pytest.mark.parametrize("seed", range(5))
def test_no_value_is_negative(seed):
    for variant in marcon_puech.card.variants:
        answer = marcon_puech(plants(50, 20, seed, towns=4), variant=variant, n_draws=20)
        columns = ["value", "low", "high", "global_low", "global_high", "expected"]
        assert not (answer[columns] < 0).any(axis=None)
        assert answer["value"].iloc[1:].notna().mean() > 0.98
