"""Sizes of plants: G, H and gamma are the measure's, and the sliders move all of them."""

from __future__ import annotations

from xml.etree import ElementTree

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from workbench.errors import ParameterError
from workbench.figures.teaching import concentration_of, plant_sizes
from workbench.figures.teaching.plant_sizes import PLANTS, REGIONS, plants_seen
from workbench.measures import ellison_glaeser

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def sliders():
    return plant_sizes()


def by_the_measure(plants, regions):
    return ellison_glaeser(
        plants.rename(columns={"workers": "employment"}).assign(industry="one"),
        regions=regions.rename(columns={"jobs": "population"}),
        background="population",
    ).iloc[0]


@given(some.lists(some.integers(1, 500), min_size=6, max_size=6))
def test_the_numbers_are_those_of_the_measure(sizes):
    plants = PLANTS.assign(workers=sizes)
    own, measured = concentration_of(plants, REGIONS), by_the_measure(plants, REGIONS)
    assert own.raw == pytest.approx(measured["raw_concentration"])
    assert own.herfindahl == pytest.approx(measured["herfindahl"])
    assert own.gamma == pytest.approx(measured["value"])


def test_a_split_plant_leaves_g_and_raises_gamma():
    split = pd.DataFrame(
        {"plant": ["a", "b"], "region": ["East"] * 2, "workers": [30, 30]},
    )
    halves = pd.concat([split, PLANTS.iloc[1:]])
    before, after = concentration_of(PLANTS, REGIONS), concentration_of(halves, REGIONS)
    assert after.raw == pytest.approx(before.raw)
    assert after.herfindahl < before.herfindahl
    assert after.gamma > before.gamma


@pytest.mark.parametrize(("sizes", "words"), [([0] * 6, "nothing"), ([9] + [0] * 5, "undefined")])
def test_what_cannot_be_measured_is_told(sizes, words):
    assert words in plants_seen(PLANTS.assign(workers=sizes), REGIONS).words


def test_a_moved_slider_draws_and_computes_anew(sliders):
    before = sliders.seen, sliders.layer.value
    sliders.sliders["plant_1"].value = 120
    assert sliders.state["plant_1"] == 120
    assert sliders.seen.words != before[0].words
    assert sliders.layer.value != before[1]
    found = concentration_of(PLANTS.assign(workers=[120, *PLANTS["workers"][1:]]), REGIONS)
    assert f"{found.gamma:.3g}" in sliders.layer.value
    assert f"{found.gamma:.3g}" in sliders.still_page()


def test_the_blocks_are_as_long_as_the_plants_are_large():
    drawing = ElementTree.fromstring(plants_seen(PLANTS, REGIONS).drawing)  # noqa: S314 - our own drawing
    wide = [float(each.get("width")) for each in drawing if each.tag.endswith("rect")]
    workers = PLANTS["workers"].to_numpy()
    assert wide == pytest.approx(440 * workers / workers.sum(), abs=0.06)
    assert drawing.get("role") == "img"
    assert "gamma" in drawing.get("aria-label")


def test_the_lines_stand_where_all_jobs_are():
    drawing = ElementTree.fromstring(plants_seen(PLANTS, REGIONS).drawing)  # noqa: S314 - our own drawing
    at = [float(each.get("x1")) for each in drawing if each.tag.endswith("line")]
    shares = REGIONS["jobs"].to_numpy() / REGIONS["jobs"].sum()
    assert at[:-1] == pytest.approx(170 + 440 * shares, abs=0.06)


@pytest.mark.parametrize(
    ("sizes", "more"), [([60, 50, 40, 30, 20, 10], "no more"), ([9, 9, 9, 1, 1, 1], "is more")]
)
def test_the_words_say_what_the_sign_of_gamma_means(sizes, more):
    plants = PLANTS.assign(workers=sizes)
    assert (concentration_of(plants, REGIONS).gamma > 0) == (more == "is more")
    assert f"{more} concentrated" in plants_seen(plants, REGIONS).words


def test_every_slider_has_a_label_and_can_return_to_its_start(sliders):
    for at, slider in enumerate(sliders.sliders.values()):
        assert PLANTS["plant"][at] in slider.description
        assert PLANTS["region"][at] in slider.description
        assert PLANTS["workers"][at] in [value for _, value in slider.options]
        assert slider.tooltip == slider.description


def test_what_is_no_step_or_no_slider_changes_nothing(sliders):
    before = dict(sliders.state)
    with pytest.raises(ParameterError) as refused:
        sliders.turn(plant_1=-5, plant_99=1, plant_2="__import__('os')")
    assert {each.code for each in refused.value.problems} == {"CLW-P01", "CLW-P07"}
    assert len(refused.value.problems) == 3
    assert sliders.state == before


def test_a_script_as_a_name_stays_a_name():
    plants = PLANTS.assign(region=PLANTS["region"].replace("East", SCRIPT), plant=SCRIPT)
    shown = plant_sizes(plants, REGIONS.replace("East", SCRIPT))
    assert "<script" not in shown.still_page()
    assert not any(slider.description_allow_html for slider in shown.sliders.values())


def test_what_is_shown_needs_no_widgets_and_is_the_same_again(sliders, monkeypatch):
    shown = []

    def keep(bundle, **options):
        shown.append((bundle, options))

    monkeypatch.setattr("IPython.display.display", keep)
    sliders._ipython_display_()
    (live, _), (still, _) = shown
    assert sliders.page.model_id not in live["text/plain"] + str(still)
    assert "workers of plant 1, East" in live["text/plain"]
    assert "fingerprint" in still["text/plain"]
    assert sliders.still_page() == plant_sizes().still_page() == still["text/html"]
    hides = sliders.page.children[0].value
    assert ".workbench-still-plant_sizes { display: none; }" in hides
    assert "<style" not in still["text/html"]


def test_the_still_copy_follows_the_sliders(sliders):
    kept = []

    class Handle:
        def update(self, bundle, **_):
            kept.append(bundle["text/plain"])

    sliders.still = Handle()
    sliders.turn(plant_1=0)
    assert kept == [sliders.seen.as_text()]
    assert sliders.sliders["plant_1"].value == 0
