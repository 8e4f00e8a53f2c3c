"""Bars of probabilities: widths, the likeliest first, names as far as there is room, words."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.exhibit import drawn
from workbench.figures.type_probabilities import (
    COLOURS,
    MOST,
    TOO_MANY,
    type_probabilities,
    type_probabilities_in_words,
)

FIRMS = {"a": (0.2, 0.7, 0.1), "b": (0.9, 0.1, 0.0), "c": (0.3, 0.3, 0.4)}


def table(firms=FIRMS) -> pd.DataFrame:
    rows = [(n, k, p) for n, own in firms.items() for k, p in zip("xyz", own, strict=True)]
    return pd.DataFrame(rows, columns=["firm", "type", "probability"])


def parts(axes) -> dict[str, list[tuple[float, float]]]:
    """From and to of each part, by row name, types in order."""
    names = [label.get_text() for label in axes.get_yticklabels()]
    found = {name: [] for name in names}
    for bars in axes.containers:
        for name, bar in zip(names, bars, strict=True):
            found[name].append((bar.get_x(), bar.get_x() + bar.get_width()))
    return found


def test_each_bar_is_whole_and_begins_with_its_likeliest_type():
    axes = type_probabilities(table(), names="firm")
    rendered(axes)
    found = parts(axes)
    assert list(found) == ["b", "a", "c"]
    assert found["a"] == [pytest.approx(p) for p in ((0.7, 0.9), (0, 0.7), (0.9, 1))]
    assert found["c"] == [pytest.approx(p) for p in ((0.4, 0.7), (0.7, 1), (0, 0.4))]
    assert legend_of(axes) == ["x", "y", "z"]


def test_many_are_a_line_each_and_another_value_is_another_drawing():
    many = {f"f{place}": FIRMS["a"] for place in range(MOST + 1)}
    axes = type_probabilities(table(many), names="firm")
    rendered(axes)
    assert not axes.get_yticklabels()
    assert axes.get_ylabel() == f"{MOST + 1} firms, a line each"
    one, other = (
        drawn(rendered(type_probabilities(table(own), names="firm")))
        for own in (FIRMS, FIRMS | {"c": (0.3, 0.4, 0.3)})
    )
    assert one != other


def boxes(axes) -> list[np.ndarray]:
    """For each type, in order: from, to, top and bottom of the part of each row."""
    drawings = [own for own in axes.collections if isinstance(own, PolyCollection)]
    corners = [np.array([path.vertices[:4] for path in own.get_paths()]) for own in drawings]
    return [np.c_[own.min(axis=1), own.max(axis=1)] for own in corners]


def is_whole(corners: np.ndarray) -> bool:
    """Whether the corners are those of a box, one after the other."""
    x, y = corners.T
    area = abs(x @ np.roll(y, 1) - y @ np.roll(x, 1)) / 2
    return bool(np.isclose(area, np.ptp(x) * np.ptp(y)))


def test_more_than_a_thousand_are_drawn_as_one_picture_in_the_same_places():
    kinds = list(FIRMS.values())
    many = {f"f{place:05}": kinds[place % 3] for place in range(TOO_MANY + 1)}
    axes = type_probabilities(table(many), names="firm")
    rendered(axes)
    assert not [bars for bars in axes.containers if len(bars)]
    assert axes.get_ylabel() == f"{TOO_MANY + 1:,} firms, a line each"
    assert legend_of(axes) == ["x", "y", "z"]
    parts_of = boxes(axes)
    assert all(is_whole(path.vertices[:4]) for path in axes.collections[1].get_paths()[::100])
    assert [len(own) for own in parts_of] == [TOO_MANY + 1] * 3
    first, second, third = (own[[0, 334, 668]] for own in parts_of)  # one row of each firm
    starts = [[own[0] for own in part] for part in (first, second, third)]
    ends = [[own[2] for own in part] for part in (first, second, third)]
    expected = {"b": ((0, 0.9), (0.9, 1), (1, 1)), "a": ((0.7, 0.9), (0, 0.7), (0.9, 1)),
                "c": ((0.4, 0.7), (0.7, 1), (0, 0.4))}  # fmt: skip
    for row, own in enumerate(expected.values()):
        for kind, (start, end) in enumerate(own):
            assert (starts[kind][row], ends[kind][row]) == pytest.approx((start, end))
    assert [own[1] for own in first] == pytest.approx([-0.5, 333.5, 667.5])
    assert [own[3] for own in first] == pytest.approx([0.5, 334.5, 668.5])
    looks = [own for own in axes.collections if isinstance(own, PolyCollection)]
    assert [to_hex(own.get_facecolor()[0]) for own in looks] == list(COLOURS[:3])
    assert all(own.get_rasterized() for own in looks)  # a page of many megabytes otherwise


def test_up_to_the_limit_bars_are_their_own(monkeypatch):
    module = import_module("workbench.figures.type_probabilities")  # not the function
    monkeypatch.setattr(module, "TOO_MANY", MOST + 1)
    many = {f"f{place:05}": FIRMS["a"] for place in range(MOST + 2)}
    axes = type_probabilities(table(dict(list(many.items())[:-1])), names="firm")
    assert not boxes(axes)
    assert [len(bars) for bars in axes.containers] == [MOST + 1] * 3
    assert len(boxes(type_probabilities(table(many), names="firm"))) == 3


def test_words_count_types_and_name_the_least_sure():
    words = type_probabilities_in_words(table(), names="firm")
    assert "Likeliest types: x 1, y 1 and z 1." in words
    assert "1 have a type with a probability of 80% or more" in words
    assert "least sure is c (40%)" in words


def test_nothing_to_draw_is_said():
    empty = table().head(0)
    assert "no firm has" in said(type_probabilities(empty, names="firm"))
    assert type_probabilities_in_words(empty, names="firm").startswith("Empty chart")
