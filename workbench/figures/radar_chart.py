"""How does a profile look on a few dimensions of one scale: a radar, with what it cannot show."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from workbench.figures._drawable import (
    SERIES,
    as_numbers,
    counted,
    explain_above,
    named,
    not_drawn,
    short,
)
from workbench.figures.labels import DARK, SMALL
from workbench.figures.numbers import listed, shown
from workbench.figures.style import WIDTH, new_axes, say, styled

HEIGHT = 5.0
FEWEST, MOST = 3, 12
RINGS = 4
PALE = "#c4ccd6"
LONGEST, LINE = 40, 18
# The first below the others, and wider, so that profiles that coincide are both seen.
SIZES = tuple(
    {"markersize": 9.5 - 2 * at, "linewidth": 2.6 - 0.5 * at} for at in range(len(SERIES))
)
# In lengths of a spoke: where the names stand, the room below and above them, a line of words.
OUT, BELOW, CEILING, A_LINE = 1.1, 0.25, 1.32, 0.1
BEWARE = (
    "The area means nothing: it changes with the order of the spokes. Read along each spoke; "
    "bars are easier to compare."
)


def radar_chart(
    table: pd.DataFrame,
    profiles: Mapping[str, str],
    *,
    name: str = "dimension",
    scale: tuple[float, float] = (0.0, 1.0),
    ax: Axes | None = None,
) -> Axes:
    """Draw each profile as a line around a centre, one spoke a dimension, the first at the top.

    Parameters
    ----------
    table
        One row a dimension, 3 to 12 of them, clockwise: `name`, and a column of numbers for each
        profile. What is missing, or lies off the scale, is a gap and is named; it is never drawn
        as the lowest value.
    profiles
        What each profile is called, by its column; four at most.
    name
        The column of the names.
    scale
        The value in the centre and that at the rim, the same for all dimensions.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        values = on_scale(table, profiles, scale)
        if why := _why_none(values):
            return say(axes, why)
        angles = np.pi / 2 - 2 * np.pi * np.arange(len(values)) / len(values)
        spokes = np.column_stack([np.cos(angles), np.sin(angles)])
        _draw_web(axes, spokes, short(table[name], LONGEST), scale)
        for look, size, column in zip(SERIES, SIZES, profiles, strict=False):
            _draw_profile(axes, spokes, values[column], profiles[column], look | size)
        explain_above(axes, 2)
        notes = [*gaps_told(table, profiles, name=name, scale=scale), _beyond(profiles), BEWARE]
        lines = [line for note in notes if note for line in textwrap.wrap(note, 92)]
        floor = spokes[:, 1].min() * OUT - BELOW
        at: Any = {"ha": "center", "va": "top", "fontsize": SMALL + 0.5, "color": DARK}
        axes.text(0, floor, "\n".join(lines), **at)
        axes.set_ylim(floor - A_LINE * len(lines), CEILING)
        return axes


def on_scale(
    table: pd.DataFrame, profiles: Mapping[str, str], scale: tuple[float, float]
) -> pd.DataFrame:
    """Each value as the share of its way from the centre to the rim; missing off the scale."""
    low, high = scale
    shares = (as_numbers(table, list(profiles)) - low) / (high - low)
    return shares.where((shares >= 0) & (shares <= 1))


def _why_none(values: pd.DataFrame) -> str:
    """Why there is nothing to draw; empty where there is something."""
    if not FEWEST <= len(values) <= MOST:
        return f"No radar: it takes {FEWEST} to {MOST} dimensions, here are {len(values)}."
    if not values.notna().any(axis=None):
        return "No radar: no dimension has a value on the scale."
    return ""


def _draw_web(
    axes: Axes, spokes: npt.NDArray[np.float64], names: list[str], scale: tuple[float, float]
) -> None:
    """Spokes with their names, and rings of straight lines with their values."""
    axes.set_axis_off()
    axes.set(aspect="equal", xlim=(-1.9, 1.9))
    for share in np.arange(1, RINGS + 1) / RINGS:
        corners = np.vstack([spokes, spokes[:1]]) * share
        axes.plot(*corners.T, color=PALE, linewidth=0.7, zorder=0)
    for share in np.arange(RINGS + 1) / RINGS:
        value = scale[0] + share * (scale[1] - scale[0])
        number = axes.text(0.05, share, shown(value), fontsize=SMALL - 0.5, color=DARK, zorder=4)
        number.set_path_effects([withStroke(linewidth=2, foreground="white")])
    for (x, y), words in zip(spokes, names, strict=True):
        axes.plot([0, x], [0, y], color=PALE, linewidth=0.7, zorder=0)
        side = "center" if abs(x) < 0.1 else "left" if x > 0 else "right"  # noqa: PLR2004
        lift = "bottom" if y > 0.9 else "top" if y < -0.9 else "center"  # noqa: PLR2004
        text = textwrap.fill(words, LINE)
        axes.text(x * OUT, y * OUT, text, ha=side, va=lift, fontsize=SMALL + 1)


def _draw_profile(
    axes: Axes,
    spokes: npt.NDArray[np.float64],
    shares: pd.Series,
    words: str,
    look: Mapping[str, Any],
) -> None:
    """A line around the centre, broken where a value is missing; a mark at each that is there."""
    places = spokes * shares.to_numpy(dtype="float64")[:, None]
    closed = np.vstack([places, places[:1]])
    axes.plot(*closed.T, label=short([words], LONGEST)[0], **look)


def gaps_told(
    table: pd.DataFrame, profiles: Mapping[str, str], *, name: str, scale: tuple[float, float]
) -> list[str]:
    """Which dimensions of which profile are missing or off the scale, by name."""
    values = on_scale(table, profiles, scale)
    given = as_numbers(table, list(profiles))
    told: dict[str, list[str]] = {}
    drawn = list(profiles)[: len(SERIES)]
    for column in drawn:
        is_known = given[column].notna()
        for why, which in (
            ("Not known, and a gap", ~is_known),
            ("Off the scale, and a gap", is_known & values[column].isna()),
        ):
            if which.any():
                what = f"{why}: {listed(named(table.loc[which, name]))}"
                told.setdefault(what, []).append(profiles[column])
    return [
        f"{what}." if len(whose) == len(drawn) else f"{what} ({listed(whose)})."
        for what, whose in told.items()
    ]


def _beyond(profiles: Mapping[str, str]) -> str:
    """How many profiles there is no line for."""
    return not_drawn(max(0, len(profiles) - len(SERIES)), "beyond the fourth", "profile")


def radar_in_words(
    table: pd.DataFrame,
    profiles: Mapping[str, str],
    *,
    name: str = "dimension",
    scale: tuple[float, float] = (0.0, 1.0),
) -> str:
    """The radar for who cannot see it: each profile, spoke by spoke, and what is not known.

    Examples
    --------
    >>> table = pd.DataFrame({"dimension": [*"abc"], "us": [0.25, 1.0, None]})
    >>> radar_in_words(table, {"us": "our region"}).split(" The area")[0]
    'Radar of 3 dimensions from 0 to 1. our region: a 0.25; b 1. Not known, and a gap: c.'
    """
    values = on_scale(table, profiles, scale)
    if why := _why_none(values):
        return why
    given = as_numbers(table, list(profiles))
    names = named(table[name])
    told = []
    for column, words in list(profiles.items())[: len(SERIES)]:
        known = values[column].notna().to_numpy()
        own = [
            f"{label} {shown(value)}"
            for label, value, is_known in zip(names, given[column], known, strict=True)
            if is_known
        ]
        told.append(f"{words}: {'; '.join(own) or 'no value'}.")
    ends = f"from {shown(scale[0])} to {shown(scale[1])}"
    notes = [*gaps_told(table, profiles, name=name, scale=scale), _beyond(profiles), BEWARE]
    spoken = " ".join([*told, *(note for note in notes if note)])
    return f"Radar of {counted(len(values), 'dimension')} {ends}. {spoken}"
