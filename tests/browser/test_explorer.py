"""Choose, click a region, see the scatter follow, copy the code, run it: the same numbers."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.browser.driving import SECONDS, watched
from workbench.figures import shown

LIVE = ".workbench-explorer"
REGION = "31080"
ESTIMATE = f"{LIVE} .workbench-table tbody tr td:nth-child(2)"


def opened(page, address):
    """The page of the explorer once it is drawn, and the requests that failed."""
    failed = watched(page)
    page.goto(address)
    page.wait_for_selector(f"{LIVE} .workbench-scatter svg.workbench-picture")
    return failed


def opened_in_lab(page, address):
    failed = watched(page)
    page.goto(address)
    page.get_by_text("| Idle").wait_for()  # the kernel is there
    cell = page.locator(".jp-Notebook .jp-CodeCell .cm-content").first
    cell.click()
    page.keyboard.press("Shift+Enter")
    page.wait_for_selector(f"{LIVE} .workbench-scatter svg.workbench-picture")
    return failed


def choose(page, name, label):
    """Take a choice of a box, and wait until the page asks something else than before."""
    before = page.locator(f"{LIVE} .workbench-as-code").input_value()
    page.locator(f"{LIVE} .workbench-{name} select").select_option(label=label)
    page.wait_for_function(
        "([box, old]) => { const now = document.querySelector(box); return now && now.value != old }",
        arg=[f"{LIVE} .workbench-as-code", before],
    )


def run_again(code):
    """The estimate that copied code gives in a fresh process, as a page would write it."""
    *lines, last = code.split("\n")
    text = "\n".join([*lines, f"print({last}.coefficients['estimate'].to_json())"])
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, timeout=SECONDS
    )
    return [shown(value, 4) for value in json.loads(done.stdout).values()]


def walk(page):
    """Choose, click, see, copy, run."""
    choose(page, "measure", "relatedness density")
    page.locator(f'{LIVE} .workbench-map [data-region="{REGION}"]').click()
    marks = page.locator(f'{LIVE} .workbench-scatter svg[data-marked="{REGION}"]')
    marks.wait_for()
    assert "Los Angeles" in marks.locator("text").text_content()
    assert marks.locator("circle").count() > 10
    assert REGION in page.locator(f"{LIVE} .workbench-region input").input_value()
    page.locator(f"{LIVE} button", has_text="copy as code").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator(f"{LIVE} .workbench-as-code").input_value()
    assert "relatedness_density" in copied
    assert run_again(copied) == page.locator(ESTIMATE).all_inner_texts()


def test_the_page_of_the_explorer(page, explorer):
    failed = opened(page, explorer)
    walk(page)
    assert failed == []
    assert "explore()" not in page.content()  # no source is shown


def test_by_keyboard_alone(page, explorer):
    opened(page, explorer)
    box = page.locator(f"{LIVE} .workbench-region input")
    box.focus()
    page.keyboard.insert_text("Adrian, MI (10300)")
    page.keyboard.press("Tab")
    page.wait_for_selector(f'{LIVE} .workbench-scatter svg[data-marked="10300"]')
    page.locator(f"{LIVE} .workbench-rule select").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        "box => document.querySelector(box).value.includes('fit_by_rule')",
        arg=f"{LIVE} .workbench-as-code",
    )


def test_another_study_says_what_it_reset(page, explorer):
    opened(page, explorer)
    choose(page, "study", "china_prefectures")
    told = page.locator(f"{LIVE} .workbench-notes").inner_text()
    assert "outcome: mean wage is not in china_prefectures" in told
    assert page.locator(f"{LIVE} .workbench-map path[data-region]").count() > 300


def test_without_the_token_there_is_no_page(page, explorer):
    page.goto(explorer.partition("?")[0])
    assert "token" in page.url or "login" in page.url
    assert page.locator(LIVE).count() == 0


@pytest.mark.parametrize("path", ["voila/files/explorer.ipynb", "voila/files/explorer.py"])
def test_no_file_is_served(page, explorer, path):
    address, _, token = explorer.partition("?")
    assert page.goto(f"{address}{path}?{token}").status in {403, 404}


def test_in_jupyterlab(page, lab):
    address, notebook = lab
    failed = opened_in_lab(page, address)
    walk(page)
    assert failed == []
    assert page.get_by_text("Jupyter news").count() == 0
    page.keyboard.press("Control+s")
    page.wait_for_timeout(3000)
    outputs = json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]["outputs"]
    still = "".join("".join(output["data"].get("text/html", "")) for output in outputs)
    assert "relatedness_density" in still
    assert still.count("data:image/png") == 2
