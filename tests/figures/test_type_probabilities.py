"""Bars of probabilities: widths, the likeliest first, names as far as there is room, words."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.exhibit import drawn
from workbench.figures.type_probabilities import (
    MOST,
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


def test_words_count_types_and_name_the_least_sure():
    words = type_probabilities_in_words(table(), names="firm")
    assert "Likeliest types: x 1, y 1 and z 1." in words
    assert "1 have a type with a probability of 80% or more" in words
    assert "least sure is c (40%)" in words


def test_nothing_to_draw_is_said():
    empty = table().head(0)
    assert "no firm has" in said(type_probabilities(empty, names="firm"))
    assert type_probabilities_in_words(empty, names="firm").startswith("Empty chart")
