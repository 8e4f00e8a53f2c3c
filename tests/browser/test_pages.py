"""Pages opened with the network off ask for nothing, and their maps answer a mouse and keys."""

from __future__ import annotations

import json

import pytest

from tests.browser.driving import watched
from tests.reports.notebooks import code, notebook, text
from workbench import home
from workbench.reports import run

KEPT = sorted(home.reports().glob("**/index.html"))
DRAW = """\
import workbench as wb
from workbench import figures

data = wb.load("china_prefectures")
values = data.regions.set_index("region")["area_km2"].dropna()
label = "area (km²)"
figures.InteractiveMap(
    figures.region_map(values, data.regions, data.boundaries, label=label),
    name="areas",
    caption="How large prefectures are.",
    alt=figures.map_in_words(values, data.regions, label),
    units=label,
    source=data.source,
    data=figures.map_data(values, data.regions, "area_km2"),
    places=figures.map_places(values, data.regions, data.boundaries, label=label),
)
"""
SEARCH, LIST, TOLD = ".map input[type=search]", '.map svg[role="listbox"]', ".map .told"
FOCUS = "document.activeElement.dataset.name"


@pytest.fixture(scope="session")
def page_of(tmp_path_factory):
    """The address of a page with one interactive map, by the language around it."""
    folder = tmp_path_factory.mktemp("pages")
    path = notebook(folder / "01_areas.ipynb", text("# 面积 Areas"), code(DRAW))
    return {
        lang: run(str(path), out=folder / lang, progress=False, lang=lang).page.resolve().as_uri()
        for lang in ("en", "zh")
    }


def opened(page, address):
    """Open a page without a network; the list fills with all it asks for and all it says."""
    told = watched(page)
    page.context.set_offline(True)
    page.on("request", lambda r: told.append(r.url) if is_outside(r.url, address) else None)
    page.on("console", lambda line: told.append(line.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto(address, wait_until="load")
    return told


def is_outside(asked, address):
    return not asked.startswith((address, "data:"))


def walked(page):
    """Down the whole page, so that what would be fetched late is fetched, and all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function("[...document.images].every(image => image.complete)")


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.parent.name)
def test_a_kept_page_asks_for_nothing(page, path):
    told = opened(page, path.resolve().as_uri())
    walked(page)
    assert page.locator("h1").inner_text()
    assert told == []


def test_there_is_a_kept_page():
    assert home.reports() / "sample" / "index.html" in KEPT


def test_all_pictures_of_a_page_are_drawn_and_described(page):
    opened(page, (home.reports() / "sample" / "index.html").resolve().as_uri())
    walked(page)
    pictures = page.evaluate(
        "[...document.images].map(i => [i.naturalWidth, i.naturalHeight, i.alt.length])"
    )
    assert len(pictures) > 3
    assert all(wide > 100 and high > 100 and words > 15 for wide, high, words in pictures)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_map_is_searched_and_compared_by_mouse(page, page_of, lang):
    told = opened(page, page_of[lang])
    page.locator(SEARCH).fill("温州")
    assert page.locator(".map .place:not(.faded)").count() == 1
    chosen = page.locator('.map .place[data-name*="温州"]')
    assert page.locator(TOLD).inner_text() == chosen.get_attribute("aria-label")
    chosen.click()
    page.locator(SEARCH).fill("")
    page.locator('.map .place[data-name*="杭州"]').click(force=True)
    rows = page.locator(".map .pinned tbody tr")
    names = rows.locator("th").all_inner_texts()
    assert ["温州" in names[0], "杭州" in names[1]] == [True, True]
    shown = rows.nth(0).locator("td").first.inner_text()
    assert shown == chosen.get_attribute("data-value")
    rows.nth(0).get_by_role("button").click()
    assert rows.count() == 1
    walked(page)
    assert told == []


def test_a_map_is_walked_by_keys_from_the_highest_down(page, page_of):
    told = opened(page, page_of["en"])
    page.locator(SEARCH).focus()
    page.keyboard.press("Tab")
    places = page.locator(f"{LIST} .place")
    assert page.evaluate(FOCUS) == places.last.get_attribute("data-name")
    page.keyboard.press("ArrowDown")
    assert "rank 2 of" in page.locator(TOLD).inner_text()
    page.keyboard.press("Enter")
    assert page.locator(".map .pinned tbody tr th").all_inner_texts() == [page.evaluate(FOCUS)]
    page.keyboard.press("End")
    assert page.evaluate(FOCUS) == places.first.get_attribute("data-name")
    assert told == []


def test_a_page_without_scripts_still_shows_the_map(chromium, page_of):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(page_of["en"])
    assert page.locator("figure#areas img").is_visible()
    assert not page.locator(".map").is_visible()
    context.close()


def test_a_page_that_would_fetch_is_told_apart(page, tmp_path):
    """The test itself: a page with one picture from outside does not pass."""
    address = tmp_path / "index.html"
    address.write_text('<h1>x</h1><img alt="x" src="https://example.org/x.png">', encoding="utf-8")
    told = opened(page, address.as_uri())
    assert json.dumps(told).count("https://example.org/x.png") >= 2
