"""Ripley's K, L and D: exact values, edges, bands."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.point_tables import plants, relabelled, toy
from tests.measures.tables import reasons
from tests.reference import distances as reference
from workbench.errors import ParameterError, UnknownName
from workbench.measures import ripley

AT = np.arange(0, 9)
SIDES = (9, 9)
EXEMPT = {
    "test_values_stay_in_the_range_of_the_card": "it draws no other plants, 20 times the same; a test here does",
}


def curve(table, industry="case", **options):
    options = {"n_draws": 20, **options}
    return ripley(table, industries=industry, **options)


@pytest.mark.parametrize("edge", ["translation", "none"])
def test_the_toy_pair_by_pair(edge):
    answer = curve(toy(), "shoes", max_distance=8, step=1, edge=edge)
    places = [reference.PLACES[i] for i in reference.CASES]
    np.testing.assert_allclose(
        answer["value"], reference.ripley(places, AT, SIDES, edge), rtol=1e-12
    )
    everyone = reference.ripley(reference.PLACES, AT, SIDES, edge)
    np.testing.assert_allclose(answer["expected"], everyone, rtol=1e-10)
    np.testing.assert_allclose(answer["even_spread"], np.pi * AT**2)


def test_an_even_spread_has_the_area_of_the_circle():
    answer = curve(plants(3000, 3000), max_distance=15, step=1, n_draws=2)
    np.testing.assert_allclose(answer["value"][3:], answer["even_spread"][3:], rtol=0.03)
    uncorrected = curve(plants(3000, 3000), max_distance=15, step=1, n_draws=2, edge="none")
    assert (uncorrected["value"] <= answer["value"]).all()


@pytest.mark.parametrize("cases", [40, 250])
def test_l_and_d_are_made_of_k_and_of_its_bands(cases):
    table = plants(400, cases, towns=6)
    k, l_curve, d = (curve(table, variant=name, max_distance=20, step=2) for name in "KLD")
    for column in ("value", "low", "high", "global_low", "global_high", "expected"):
        expected = np.sqrt(k[column] / np.pi) - k["distance_km"]
        np.testing.assert_allclose(l_curve[column], expected, rtol=1e-12)
        np.testing.assert_allclose(d[column], k[column] - k["expected"], atol=1e-9)
    assert (d["expected"] == 0).all()
    assert (l_curve["even_spread"].abs() < 1e-12).all()


@pytest.mark.parametrize("size", [40, 120])
def test_the_bands_hold_what_they_promise(size):
    table = plants(3 * size, towns=10).assign(industry=[f"i{i // size}" for i in range(3 * size)])
    options = {"max_distance": 20, "step": 2}
    answer = ripley(table, n_draws=1000, **options)
    again = [
        ripley(relabelled(table, seed), n_draws=2, **options)["value"].to_numpy()
        for seed in range(60)
    ]
    values = np.array(again)
    inside = (values >= answer["low"].to_numpy()) & (values <= answer["high"].to_numpy())
    assert inside.mean() == pytest.approx(0.95, abs=0.025)
    low, high = answer["global_low"].to_numpy(), answer["global_high"].to_numpy()
    whole = ((values >= low) & (values <= high)).reshape(len(values), 3, -1).all(axis=2)
    assert whole.mean() == pytest.approx(0.95, abs=0.05)


def test_degrees_are_laid_flat():
    table = plants(60, 30)
    north, middle = 48.0, 48.0 + 40 / 111.195
    degrees = table.assign(
        longitude=7 + table["x"] / (111.195 * np.cos(np.radians(middle))),
        latitude=north + table["y"] / 111.195,
    ).drop(columns=["x", "y"])
    flat, there = (curve(t, max_distance=20, step=2) for t in (table, degrees))
    np.testing.assert_allclose(there["value"], flat["value"], rtol=0.02)
    across = degrees.assign(longitude=(degrees["longitude"] + 172.5 + 180) % 360 - 180)
    assert across["longitude"].max() > 179
    assert across["longitude"].min() < -179
    np.testing.assert_allclose(
        curve(across, max_distance=20, step=2)["value"], there["value"], rtol=1e-9
    )


def test_what_has_no_value_says_why():
    line = toy().assign(y=0.0)
    assert set(reasons(curve(line, "shoes"))) == {"all plants lie on one line, so there is no area"}
    single = pd.concat([toy(), toy().iloc[:1].assign(industry="single", plant="s")])
    assert set(reasons(curve(single, "single"))) == {"fewer than two plants with a place"}


def test_a_distance_longer_than_the_area_cannot_be_corrected():
    with pytest.raises(ParameterError, match="CLW-M35"):
        curve(toy(), "shoes", max_distance=9, step=1)
    assert len(curve(toy(), "shoes", max_distance=9, step=1, edge="none")) == 10


def test_an_unknown_edge_correction_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match=r"CLW-N03 .*translation"):
        curve(toy(), "shoes", edge="translate")


@pytest.mark.parametrize("seed", range(5))
def test_k_is_never_negative_and_never_falls(seed):
    answer = curve(plants(50, 20, seed, towns=4))
    assert (answer[["value", "low", "global_low", "expected"]] >= 0).all(axis=None)
    # sums in another order differ by rounding
    assert (answer[["value", "expected"]].diff().dropna() >= -1e-9).all(axis=None)
