"""Duranton and Overman's curve: exact values, exact moments, bands that hold, what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.point_tables import at_few_places, plants, relabelled, toy
from tests.measures.tables import reasons
from tests.reference import distances as reference
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import duranton_overman
from workbench.measures._points import plants_at_regions

OF_PEAK = 1e-3
AT = np.arange(0, 10.5, 0.5)
EXEMPT = {
    "test_values_stay_in_the_range_of_the_card": "it draws no other plants, 20 times the same; a test here does",
}


def curve(table, industry="case", **options):
    options = {"n_draws": 20, **options}
    return duranton_overman(table, industries=industry, **options)


def of_peak(found, expected):
    return np.abs(found - expected).max() / np.max(expected)


# --- the curve ---------------------------------------------------------------------------------


@pytest.mark.parametrize("bandwidth", [None, 0.4, 2.206])
def test_the_toy_pair_by_pair(bandwidth):
    answer = curve(toy(), "shoes", max_distance=10, step=0.5, bandwidth=bandwidth)
    places = [reference.PLACES[i] for i in reference.CASES]
    expected = reference.duranton_overman(places, AT, bandwidth=bandwidth)
    np.testing.assert_allclose(answer["distance_km"], AT)
    assert of_peak(answer["value"], expected) < OF_PEAK


def test_the_employment_weighted_toy_pair_by_pair():
    answer = curve(toy(), "shoes", variant="employment_weighted", max_distance=10, step=0.5)
    places = [reference.PLACES[i] for i in reference.CASES]
    expected = reference.duranton_overman(places, AT, weights=[10, 20, 30, 40, 50, 60])
    assert of_peak(answer["value"], expected) < OF_PEAK


@pytest.mark.parametrize("towns", [0, 5])
def test_bins_move_the_curve_by_less_than_a_thousandth_of_its_peak(towns):
    table = plants(500, 300, towns=towns)
    answer = curve(table, step=1)
    places = table.loc[table["industry"] == "case", ["x", "y"]].to_numpy()
    lengths = np.linalg.norm(places[:, None] - places, axis=2)[np.triu_indices(300, 1)]
    h = reference.silverman(lengths)
    at = answer["distance_km"].to_numpy()[:, None]
    bells = np.exp(-(((at - lengths) / h) ** 2) / 2) + np.exp(-(((at + lengths) / h) ** 2) / 2)
    expected = bells.mean(axis=1) / (h * np.sqrt(2 * np.pi))
    assert answer["bandwidth_km"].iloc[0] == pytest.approx(h, rel=1e-3)
    assert of_peak(answer["value"], expected) < OF_PEAK / 5


def test_its_area_is_one():
    answer = curve(plants(100, 40), max_distance=200, step=0.5)
    for column in ("value", "expected"):
        assert np.trapezoid(answer[column], answer["distance_km"]) == pytest.approx(1, abs=1e-2)


def test_the_longest_distance_is_the_median_between_all_plants():
    table = plants(60, 20)
    places = table[["x", "y"]].to_numpy()
    lengths = np.linalg.norm(places[:, None] - places, axis=2)[np.triu_indices(60, 1)]
    answer = curve(table)
    assert len(answer) == 101
    assert answer["distance_km"].max() == pytest.approx(np.median(lengths), rel=2e-3)


def test_degrees_are_distances_along_great_circles():
    places = [(7.75, 48.58), (7.35, 48.08), (7.33, 47.75), (2.35, 48.85), (4.83, 45.76)]
    table = pd.DataFrame(places, columns=["longitude", "latitude"])
    table = table.assign(plant=list("abcde"), industry="shoes")
    answer = curve(table, "shoes", max_distance=500, step=50, bandwidth=20)
    at = answer["distance_km"]
    expected = reference.duranton_overman(places, at, bandwidth=20, apart=reference.haversine)
    assert of_peak(answer["value"], expected) < OF_PEAK


def test_metres_and_km_are_the_same_plants():
    table = plants(50, 20)
    metres = table.assign(x=table["x"] * 1000, y=table["y"] * 1000)
    pd.testing.assert_frame_equal(curve(metres, unit="m"), curve(table), rtol=1e-6)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.floats(0, 6.3))
def test_turning_and_moving_the_map_changes_nothing(seed, angle):
    table = plants(25, 12, seed)
    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    turned = table.assign(
        x=x * np.cos(angle) - y * np.sin(angle) + 400, y=x * np.sin(angle) + y * np.cos(angle)
    )
    options = {"max_distance": 60, "step": 2, "n_draws": 2}
    plain = curve(table, **options)["value"]
    assert of_peak(curve(turned, **options)["value"], plain) < OF_PEAK


def test_industries_keep_their_kind_of_label():
    table = toy().assign(industry=pd.Categorical(toy()["industry"], ["lamps", "shoes", "toys"]))
    answer = duranton_overman(table, n_draws=2)
    assert answer["industry"].dtype == table["industry"].dtype
    assert answer["industry"].unique().tolist() == ["shoes", "lamps"]
    np.testing.assert_array_equal(answer["value"], duranton_overman(toy(), n_draws=2)["value"])


def test_several_establishments_in_a_row_are_as_many_plants_at_one_point():
    table = toy().drop(columns="employment").assign(establishments=[3, 1, 2, 1, 1, 1] + [2] * 6)
    rows = table.index.repeat(table["establishments"])
    apart = table.loc[rows].drop(columns="establishments")
    apart["plant"] = [f"q{i}" for i in range(len(apart))]
    options = {"max_distance": 10, "step": 1, "n_draws": 50}
    together, single = (curve(t, "shoes", **options) for t in (table, apart))
    pd.testing.assert_frame_equal(together, single)


def test_weights_of_one_size_are_no_weights():
    table = plants(80, 30).assign(employment=7.0)
    weighted = curve(table, variant="employment_weighted", n_draws=60)
    pd.testing.assert_frame_equal(weighted, curve(table, n_draws=60), rtol=1e-9)


# --- what chance does --------------------------------------------------------------------------


def test_the_expected_curve_is_the_mean_over_every_relabelling():
    places = reference.PLACES[:6]
    table = toy().iloc[:6].assign(industry=["shoes"] * 3 + ["lamps"] * 3)
    answer = curve(table, "shoes", max_distance=8, step=1, bandwidth=1.5)
    at = answer["distance_km"]
    every = [
        reference.duranton_overman(drawn, at, bandwidth=1.5)
        for drawn in reference.relabellings(places, 3)
    ]
    assert of_peak(answer["expected"], np.mean(every, axis=0)) < OF_PEAK


@pytest.mark.parametrize("cases", [60, 260])
def test_draws_are_centred_on_what_is_expected(cases):
    answer = curve(plants(500, cases, towns=8), n_draws=1000)
    middle = (answer["low"] + answer["high"]) / 2
    width = (answer["high"] - answer["low"]) / 4
    assert (np.abs(middle - answer["expected"]) < width / 2).all()


def test_a_million_plants_at_a_few_places():
    places = [(0, 0), (3, 0), (0, 4), (9, 6)]
    cases, everyone = (10**6, 7, 0, 3 * 10**5), (2 * 10**8, 9, 5, 3 * 10**8)
    table = at_few_places(places, cases, everyone)
    answer = curve(table, max_distance=12, step=1, bandwidth=1.5)
    at = answer["distance_km"].to_numpy()
    value, expected = (
        reference.duranton_overman_of_counts(places, counts, at, 1.5)
        for counts in (cases, everyone)
    )
    assert of_peak(answer["value"], value) < OF_PEAK
    assert of_peak(answer["expected"], expected) < OF_PEAK
    # so many plants are spread as all of them are, whichever they are
    for column in ("low", "high", "global_low", "global_high"):
        assert of_peak(answer[column], expected) < 1e-2
    assert (answer["low"] < answer["high"]).all()


def test_draws_of_many_plants_at_a_few_places_are_as_likely_as_relabellings_make_them():
    places, everyone = [(0, 0), (3, 0), (9, 0)], (100, 120, 40)
    table = at_few_places(places, (75, 100, 30), everyone)
    answer = curve(table, max_distance=10, step=2, bandwidth=1.5, n_draws=4000)
    at = answer["distance_km"].to_numpy()
    every = list(reference.relabelled_counts(everyone, 205))
    chances = np.array([chance for _, chance in every])
    values = np.array(
        [reference.duranton_overman_of_counts(places, counts, at, 1.5) for counts, _ in every]
    )
    spread = np.sqrt(chances @ (values - chances @ values) ** 2)
    assert of_peak(answer["expected"], chances @ values) < OF_PEAK
    for column, share in (("low", 0.025), ("high", 0.975)):
        order = np.argsort(values, axis=0)
        below = np.cumsum(chances[order], axis=0) >= share
        quantiles = np.take_along_axis(values, order, axis=0)[below.argmax(axis=0), range(len(at))]
        assert (np.abs(answer[column] - quantiles) < spread / 2).all()


@pytest.mark.parametrize("variant", ["plain", "employment_weighted"])
@pytest.mark.parametrize(("n", "size"), [(320, 40), (630, 210)])
def test_the_bands_hold_what_they_promise(variant, n, size):
    table = plants(n, towns=10).assign(industry=[f"i{i // size}" for i in range(n)])
    options = {"max_distance": 40, "step": 2, "bandwidth": 3, "variant": variant}
    answer = duranton_overman(table, n_draws=1000, **options)
    again = [
        duranton_overman(relabelled(table, seed), n_draws=2, **options)["value"].to_numpy()
        for seed in range(25)
    ]
    at_each, everywhere = held(answer, np.array(again), len(answer) // (n // size))
    assert at_each == pytest.approx(0.95, abs=0.025)
    assert everywhere == pytest.approx(0.95, abs=0.05)


def held(answer, values, n_distances):
    """The share of values in the local band, and of whole curves in the global one."""
    inside = (values >= answer["low"].to_numpy()) & (values <= answer["high"].to_numpy())
    low, high = answer["global_low"].to_numpy(), answer["global_high"].to_numpy()
    whole = ((values >= low) & (values <= high)).reshape(-1, n_distances).all(axis=1)
    return inside.mean(), whole.mean()


def test_an_industry_of_towns_is_localised_and_then_nowhere_dispersed():
    table = plants(400, 50)
    table.loc[:49, ["x", "y"]] /= 10
    answer = curve(table, n_draws=200)
    assert (answer["localisation"] > 0).any()
    assert (answer["dispersion"] == 0).all()
    above = answer["value"] - answer["global_high"]
    np.testing.assert_allclose(answer["localisation"], np.maximum(above, 0))


def test_plants_kept_apart_are_dispersed():
    table = plants(900, 36, seed=3)
    x, y = np.meshgrid(np.linspace(5, 95, 6), np.linspace(5, 75, 6))
    table.loc[:35, "x"], table.loc[:35, "y"] = x.ravel(), y.ravel()
    answer = curve(table, n_draws=400, bandwidth=3)
    assert (answer["dispersion"] > 0).any()
    assert (answer["localisation"] == 0).all()
    below = answer["global_low"] - answer["value"]
    np.testing.assert_allclose(answer["dispersion"], np.maximum(below, 0))


def test_everyone_has_no_other_place_to_be():
    answer = duranton_overman(plants(250, 250), n_draws=50)
    for column in ("low", "high", "global_low", "global_high", "expected"):
        np.testing.assert_allclose(answer[column], answer["value"], rtol=2e-3, atol=1e-6)


def test_the_same_seed_the_same_bands_whatever_the_order_of_rows():
    table = plants(120, 50)
    first = curve(table, n_draws=100)
    pd.testing.assert_frame_equal(first, curve(table[::-1], n_draws=100), rtol=1e-9)
    pd.testing.assert_frame_equal(first, curve(table, n_draws=100))
    other = curve(table, n_draws=100, seed=1)
    assert (other["low"] != first["low"]).any()
    np.testing.assert_array_equal(other["value"], first["value"])


def test_an_industry_alone_has_the_curve_it_has_among_others():
    table = plants(120, 50)
    everyone = duranton_overman(table, n_draws=50)
    alone = everyone[everyone["industry"] == "case"].reset_index(drop=True)
    pd.testing.assert_frame_equal(curve(table, n_draws=50), alone)


# --- what has no curve, and what is refused ------------------------------------------------------


def test_what_has_no_curve_says_why():
    table = pd.concat(
        [
            toy().assign(industry="lamps"),
            toy().iloc[:1].assign(industry="single", plant="s"),
            toy().iloc[:3].assign(industry="one point", x=1.0, y=1.0),
            toy().iloc[:3].assign(industry="nobody", employment=0.0),
        ]
    )
    answer = duranton_overman(table, variant="employment_weighted", n_draws=5)
    told = {
        industry: set(reasons(answer[answer["industry"] == industry]))
        for industry in table["industry"].unique()
    }
    assert told == {
        "lamps": {None},
        "single": {"fewer than two plants with a place"},
        "one point": {"all pairs of its plants are the same distance apart"},
        "nobody": {"no employment in two of its plants"},
    }


def test_plants_without_a_place_are_left_out_and_counted():
    table = plants(60, 30)
    table.loc[40, "x"] = np.nan
    answer = curve(table)
    assert answer.attrs["measure"]["n_without_place"] == 1
    pd.testing.assert_frame_equal(answer, curve(table.drop(index=40)))


def test_the_facts():
    facts = curve(plants(60, 30), seed=4, n_draws=7).attrs["measure"]
    assert (facts["n_draws"], facts["seed"], facts["confidence"]) == (7, 4, 0.95)
    assert facts["n_cells"] == 60
    assert "exact" in facts["draws"]


def test_options_out_of_range_are_told_all_at_once():
    with pytest.raises(ParameterError) as caught:
        curve(toy(), "shoes", max_distance=-1, step=0, bandwidth=np.inf, n_draws=1, confidence=95)
    assert [problem.column for problem in caught.value.problems] == [
        "max_distance", "step", "bandwidth", "n_draws", "confidence",
    ]  # fmt: skip
    assert {problem.code for problem in caught.value.problems} == {"CLW-M34"}
    assert all(problem.remedy for problem in caught.value.problems)


def test_names_that_do_not_exist():
    with pytest.raises(UnknownName, match=r"CLW-N07 .*called .*shoe"):
        curve(toy(), "shoe")
    with pytest.raises(UnknownName, match=r'CLW-N03 .*no unit "miles"'):
        curve(toy(), "shoes", unit="miles")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x": np.inf}, "CLW-M31"),
        ({"establishments": 1.5}, "CLW-M32"),
        ({"employment": -1.0}, "CLW-T34"),
    ],
)
def test_what_cannot_be_is_refused(change, code):
    with pytest.raises(StudyError, match=code):
        curve(toy().assign(**change), "shoes", variant="employment_weighted")


def test_no_coordinates_and_no_degrees():
    with pytest.raises(StudyError, match="CLW-M30"):
        curve(toy().drop(columns="x"), "shoes")
    wrong = toy().rename(columns={"x": "longitude", "y": "latitude"}).assign(latitude=91.0)
    with pytest.raises(StudyError, match="CLW-M31"):
        curve(wrong, "shoes")


# --- establishments by region --------------------------------------------------------------------


def test_establishments_by_region_stand_at_the_place_of_their_region():
    activity = pd.DataFrame(
        {
            "region": ["A", "A", "B", "C"],
            "industry": "shoes",
            "size_class": ["small", "large", "small", "small"],
            "establishments": [2, 1, 0, 4],
        }
    )
    regions = pd.DataFrame({"region": list("ABC"), "x": [0.0, 3.0, 0.0], "y": [0.0, 0.0, 4.0]})
    table = plants_at_regions(activity, regions)
    assert table.columns.tolist() == ["plant", "region", "industry", "establishments", "x", "y"]
    assert table["plant"].tolist() == ["A shoes", "C shoes"]
    assert table["establishments"].tolist() == [3, 4]
    places = [(0, 0)] * 3 + [(0, 4)] * 4
    answer = curve(table, "shoes", max_distance=5, step=1, bandwidth=1)
    expected = reference.duranton_overman(places, answer["distance_km"], bandwidth=1)
    assert of_peak(answer["value"], expected) < OF_PEAK
    with pytest.raises(ParameterError, match="CLW-M33"):
        plants_at_regions(activity, pd.concat([regions, regions]))


@pytest.mark.parametrize("seed", range(5))
def test_no_value_is_negative(seed):
    for variant in duranton_overman.card.variants:
        answer = duranton_overman(plants(50, 20, seed, towns=4), variant=variant, n_draws=20)
        columns = ["value", "low", "high", "global_low", "global_high", "expected"]
        assert not (answer[columns] < 0).any(axis=None)
        assert answer["value"].notna().all(axis=None)
