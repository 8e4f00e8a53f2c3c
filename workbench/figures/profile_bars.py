"""How do profiles compare on each of a few dimensions: bars, to be read where a radar misleads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from workbench.figures._drawable import SERIES, as_numbers, explain_above, named, short
from workbench.figures.numbers import shown
from workbench.figures.radar_chart import LONGEST, gaps_told, on_scale
from workbench.figures.rows import name_rows, write_beside
from workbench.figures.style import WIDTH, new_axes, say, styled

HATCHES = ("", "///", "...", "xxx")
INCHES_A_BAR, BAR, ROOM = 0.2, 0.8, 0.12
NOTHING = "No bars: no dimension has a value on the scale."


def profile_bars(
    table: pd.DataFrame,
    profiles: Mapping[str, str],
    *,
    x_label: str,
    name: str = "dimension",
    scale: tuple[float, float] = (0.0, 1.0),
    ax: Axes | None = None,
) -> Axes:
    """Draw a bar for each profile and dimension, those of a dimension together.

    Parameters
    ----------
    table, profiles, name, scale, ax
        As for `radar_chart`, with any number of dimensions, from top to bottom. Where there is no
        bar, "not known" or "off the scale" stands in its place.
    x_label
        What the bars show, with its unit.
    """
    with styled():
        drawn = {column: profiles[column] for column in list(profiles)[: len(SERIES)]}
        axes = ax or new_axes(WIDTH, 1.2 + INCHES_A_BAR * len(table) * max(2, len(drawn)))
        values = on_scale(table, drawn, scale)
        if not values.notna().any(axis=None):
            return say(axes, NOTHING)
        low, high = scale
        height = BAR / len(drawn)
        for at, (column, words) in enumerate(drawn.items()):
            given = as_numbers(table, [column])[column].tolist()
            known = values[column].notna().tolist()
            places = [row + (at - (len(drawn) - 1) / 2) * height for row in range(len(table))]
            look: Any = {"color": SERIES[at]["color"], "hatch": HATCHES[at], "edgecolor": "white"}
            lengths = [value - low if own else 0 for value, own in zip(given, known, strict=True)]
            label = short([words], LONGEST)[0]
            axes.barh(places, lengths, height, left=low, label=label, linewidth=0.6, **look)
            for place, value, own in zip(places, given, known, strict=True):
                missing = "not known" if pd.isna(value) else "off the scale"
                write_beside(axes, value if own else low, place, shown(value) if own else missing)
        name_rows(axes, dict(enumerate(short(table[name], LONGEST))))
        axes.set(xlim=(low, high + ROOM * (high - low)), xlabel=x_label)
        explain_above(axes, 2)
        return axes


def profile_bars_in_words(
    table: pd.DataFrame,
    profiles: Mapping[str, str],
    *,
    name: str = "dimension",
    scale: tuple[float, float] = (0.0, 1.0),
) -> str:
    """The bars for who cannot see them, dimension by dimension.

    Examples
    --------
    >>> table = pd.DataFrame({"dimension": [*"ab"], "us": [0.25, None], "them": [0.5, 0.75]})
    >>> profile_bars_in_words(table, {"us": "here", "them": "there"})
    'Bars. a: here 0.25, there 0.5; b: there 0.75. Not known, and a gap: b (here).'
    """
    drawn = {column: profiles[column] for column in list(profiles)[: len(SERIES)]}
    values, given = on_scale(table, drawn, scale), as_numbers(table, list(drawn))
    if not values.notna().any(axis=None):
        return NOTHING
    told = []
    for at, label in enumerate(named(table[name])):
        own = [
            f"{words} {shown(given[column].iloc[at])}"
            for column, words in drawn.items()
            if values[column].notna().iloc[at]
        ]
        told.append(f"{label}: {', '.join(own)}" if own else "")
    gaps = gaps_told(table, drawn, name=name, scale=scale)
    return " ".join(["Bars.", "; ".join(words for words in told if words) + ".", *gaps])
