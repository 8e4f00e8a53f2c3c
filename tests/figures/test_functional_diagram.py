"""The functional diagram: every block in its place, links by status, empty blocks told."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.exhibit import drawn
from workbench.figures.functional_diagram import (
    LOOKS,
    diagram_in_words,
    functional_diagram,
)


@pytest.fixture
def blocks():
    rows = [
        ("milk", "core", 0, 30, ""),
        ("packaging", "core", 0, 0, ""),
        ("dairy", "core", 1, 3, "Big Dairy"),
        ("market", "market", 2, 0, ""),
        ("non-core", "non-core", 0, 2, ""),
        ("key partner", "key partner", 0, 3, ""),
        ("counterparty", "counterparty", 0, 1, ""),
        ("government", "government", 0, 2, ""),
    ]
    return pd.DataFrame(rows, columns=["block", "part", "column", "actors", "anchor"])


@pytest.fixture
def arrows():
    rows = [
        ("milk", "dairy", "supply", "linked"),
        ("packaging", "dairy", "supply", "no actor"),
        ("counterparty", "dairy", "supply", "missing"),
        ("government", "dairy", "information", "weak"),
        ("dairy", "market", "supply", "linked"),
        ("nobody", "market", "supply", "linked"),
    ]
    return pd.DataFrame(rows, columns=["source", "target", "kind", "status"])


def test_each_block_and_each_known_link_is_drawn(blocks, arrows):
    axes = functional_diagram(blocks, arrows)
    rendered(axes)
    boxes = [patch for patch in axes.patches if isinstance(patch, FancyBboxPatch)]
    lines = [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]
    assert len(boxes) == len(blocks) + 1  # and the frame of the cluster
    assert len(lines) == 5
    for words in ("milk 30 actors", "packaging no actor", "★ Big Dairy", "other counterparties"):
        assert words in said(axes)
    assert legend_of(axes) == [
        "linked", "weak link (degree 1)", "needed link that is missing",
        "link to a block without actors", "anchor",
    ]  # fmt: skip
    assert "reconstruction" in axes.get_title(loc="left")


def test_blocks_never_cover_one_another(blocks, arrows):
    axes = functional_diagram(blocks, arrows)
    rendered(axes)
    boxes = [p.get_window_extent() for p in axes.patches
             if isinstance(p, FancyBboxPatch)][1:]  # fmt: skip
    covered = [(a, b) for n, a in enumerate(boxes) for b in boxes[:n] if a.overlaps(b)]
    assert covered == []


def test_what_is_missing_has_a_look_of_its_own(blocks, arrows):
    looks = {(look[0], look[2]) for look in LOOKS.values()}
    assert len(looks) == len(LOOKS)
    less = functional_diagram(blocks, arrows[arrows["status"] != "missing"])
    assert drawn(functional_diagram(blocks, arrows).figure) != drawn(less.figure)


def test_words_name_what_is_missing(blocks, arrows):
    words = diagram_in_words(blocks, arrows)
    for part in (
        "milk (30 actors)",
        "packaging (no actor)",
        "dairy (3 actors, anchor Big Dairy)",
        "Missing links: counterparty to dairy (supply)",
    ):
        assert part in words
    whole = arrows[arrows["status"] != "missing"]
    assert diagram_in_words(blocks, whole).endswith("No needed link is missing.")


def test_without_a_stage_there_is_no_diagram(blocks, arrows):
    none = blocks[blocks["part"] != "core"]
    assert said(functional_diagram(none, arrows)) == "No diagram: the chain has no stage."
    assert diagram_in_words(none, arrows).startswith("Empty diagram")
