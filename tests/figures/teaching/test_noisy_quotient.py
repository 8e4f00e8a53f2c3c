"""Noise: the draws are around the quotient, as wide as theory says, and told in words."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pandas as pd
import pytest

from workbench.figures.teaching import noisy_quotient, quotients_under_noise
from workbench.figures.teaching.noisy_quotient import DRAWS, quotients_seen
from workbench.measures import location_quotient

TABLE = pd.DataFrame({"place": ["A", "B"], "shoes": [400, 900], "lamps": [600, 8100]})
COUNTS = TABLE.set_index("place").to_numpy()
QUOTIENT = (400 / 1000) / (1300 / 10000)


def drawn(counted, noise, table=COUNTS):
    return quotients_under_noise(table, 0, 0, percent_counted=counted, percent_noise=noise)


def test_without_noise_it_is_the_measure():
    long = TABLE.melt("place", var_name="industry", value_name="employment")
    long = long.rename(columns={"place": "region"})
    measured = location_quotient(long).query("region == 'A' and industry == 'shoes'")["value"]
    assert np.unique(drawn(100, 0)) == pytest.approx([measured.item()])
    assert measured.item() == pytest.approx(QUOTIENT)


def test_noise_is_as_wide_as_the_delta_method_says():
    # one cell in a place that is nothing to the whole: ln LQ = ln(a / (a + b)) and little else
    table = np.array([[400, 600], [130_000, 870_000]])
    spread = np.log(drawn(100, 5, table)).std()
    # both cells of the place, and both of the rest, are off by 5%
    expected = 0.05 * sqrt(2) * sqrt(0.6**2 + 0.87**2)
    assert spread == pytest.approx(expected, rel=4 / sqrt(2 * DRAWS))


def test_a_sample_is_as_wide_as_the_binomial_says():
    table = np.array([[400, 600], [1_300_000, 8_700_000]])
    spread = np.log(drawn(10, 0, table)).std()
    expected = sqrt(0.9 * 0.6 / 40)  # of a share of 0.4 in 100 counted workers
    assert spread == pytest.approx(expected, rel=4 / sqrt(2 * DRAWS))


def test_who_counts_fewer_is_less_sure():
    widths = [np.nanstd(drawn(counted, 0)) for counted in (100, 50, 10, 2)]
    assert widths == sorted(widths)
    assert widths[0] == pytest.approx(0, abs=1e-12)


def test_nobody_counted_is_no_quotient_and_no_warning():
    empty = drawn(100, 0, np.array([[0, 0], [5, 5]]))
    assert np.isnan(empty).all()
    assert "no quotient" in quotients_seen(empty, np.nan, "a quotient").words


@pytest.mark.parametrize("seed", [0, 1])
def test_the_words_say_how_often_it_falls_on_the_other_side(seed):
    found = quotients_under_noise(
        np.array([[30, 70], [250, 750]]),
        0,
        0,
        percent_counted=50,
        percent_noise=0,
        seed=seed,
    )
    seen = quotients_seen(found, 1.18, "quotient")
    assert f"{100 * (found <= 1).mean():.0f} of 100 times" in seen.words
    low, high = np.percentile(found, [2.5, 97.5])
    assert f"between {low:.2f} and {high:.2f}" in seen.words


def test_a_moved_slider_widens_the_interval():
    sliders = noisy_quotient(TABLE, "shoes")
    assert "shoes in A is 3.08" in sliders.seen.words
    before = sliders.seen.data["location_quotient"]
    sliders.sliders["percent_counted"].value = 5
    after = sliders.seen.data["location_quotient"]
    assert after.std() > before.std()
    assert sliders.seen.words in sliders.still_page()
    sliders.sliders["percent_counted"].value = 100
    pd.testing.assert_series_equal(sliders.seen.data["location_quotient"], before)


def test_another_place_and_industry():
    sliders = noisy_quotient(TABLE, "lamps", "B")
    assert f"lamps in B is {(8100 / 9000) / (8700 / 10000):.2f}" in sliders.seen.words
