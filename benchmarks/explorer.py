"""How long does one wait for the explorer: measured in a browser, the network off.

Needs the system's chromium and the group `test-browser`; without either there are no rows.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.row import Row
from tests.browser.driving import SECONDS, browser, chromium, served

STUDY = "us_metro_clusters"
VISITS = 3
FIRST_PAINT, REPAINT = 10.0, 1.0
# One change of each box, and some taken back: label, and how it is chosen.
CHANGES = (
    ("fixed-effects", ["region"]),
    ("controls", ["employment all"]),
    ("measure", ["relatedness density"]),
    ("rule", ["size only"]),
    ("outcome", ["establishments"]),
    ("fixed-effects", ["industry"]),
    ("rule", ["none: the measure itself"]),
    ("controls", ["establishments all"]),
    ("measure", ["location quotient"]),
    ("outcome", ["Mean wage"]),
    ("measure", ["entropy"]),
    ("rule", ["location quotient threshold"]),
)
# Chooses in a box as a user does, and answers with the seconds until all of the page has followed
# and has been painted: what is to copy is the last thing to change.
CHANGE = """([name, labels]) => new Promise(done => {
  const page = document.querySelector('.workbench-explorer');
  const box = page.querySelector(`.workbench-${name} select`);
  const code = () => page.querySelector('.workbench-as-code')?.value;
  const before = code(), start = performance.now();
  const seen = new MutationObserver(() => {
    if (code() === undefined || code() === before) return;
    seen.disconnect();
    const answer = () => done((performance.now() - start) / 1000);
    requestAnimationFrame(() => requestAnimationFrame(answer));
  });
  seen.observe(page, {subtree: true, childList: true, characterData: true});
  // the widgets write labels with spaces that do not break
  const called = option => option.label.replace(/\\s+/g, ' ').trim();
  for (const option of box.options) option.selected = labels.includes(called(option));
  box.dispatchEvent(new Event('change', {bubbles: true}));
})"""


def rows() -> Iterator[Row]:
    """First paint through Voilà, and the repaint after a change: medians."""
    if chromium() is None or find_spec("playwright") is None:
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        browser() as found,
        served(Path(folder), "explore", STUDY) as address,
    ):
        visits = [_visit(found, address) for _ in range(VISITS)]
    first = statistics.median(paint for paint, _ in visits)
    repaint = statistics.median(seconds for _, changes in visits for seconds in changes)
    what = f"explorer on {STUDY}"
    yield _row(f"{what}: first paint through Voilà", first, FIRST_PAINT)
    yield _row(f"{what}: repaint after a change, {len(CHANGES)} changes", repaint, REPAINT)


def _row(what: str, seconds: float, limit: float) -> Row:
    return Row(what, seconds, "our own limit", limit, seconds, limit, "seconds")


def _visit(found: Any, address: str) -> tuple[float, list[float]]:
    """Seconds until the first paint, and of each change."""
    page = found.new_page()
    page.set_default_timeout(1000 * SECONDS)
    start = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(".workbench-explorer .workbench-scatter svg.workbench-picture")
    paint = time.perf_counter() - start
    changes = [page.evaluate(CHANGE, list(change)) for change in CHANGES]
    page.close()
    return paint, changes
