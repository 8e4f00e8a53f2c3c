"""How do charts of many rows stand: rows under headings, numbers that add up, ranks on an axis."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from workbench.figures.labels import DARK, SMALL, shortened
from workbench.figures.style import POINT

# Apart in colour and, for those who see or print grey only, in lightness.
GAIN, LOSS = POINT, "#eaa765"
LONGEST_NAME = 46
LONGEST_REASON = 44
NO_HEADING = "No dimension"
STRONG, PLAIN = 10.0, 8.5
FAINT = "#444444"
TICKS = 6
DIGITS = 3
ROOM = 0.025  # at both ends of an axis of ranks, as a share


def under_headings(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[int, str]]:
    """Rows of one dimension together, each with its place from the top, and the headings' places.

    Dimensions stand in order of appearance, and so do the rows of one dimension.

    Examples
    --------
    >>> table = pd.DataFrame({"name": ["a", "b", "c"], "dimension": ["people", "roads", "people"]})
    >>> rows, headings = under_headings(table)
    >>> rows[["name", "at"]].to_numpy().tolist(), headings
    ([['a', 1], ['c', 2], ['b', 4]], {0: 'people', 3: 'roads'})
    """
    held = [NO_HEADING if pd.isna(own) else str(own) for own in table["dimension"]]
    headings: dict[int, str] = {}
    at = [0] * len(held)
    place = 0
    for heading in dict.fromkeys(held):
        headings[place] = heading
        for number in (n for n, own in enumerate(held) if own == heading):
            place += 1
            at[number] = place
        place += 1
    rows = table.assign(dimension=held, at=at)
    return rows.sort_values("at", ignore_index=True), headings


def name_rows(axes: Axes, names: Mapping[int, str], strong: Sequence[int] = ()) -> None:
    """Write the name of each row beside the axis, from top to bottom, some of them stronger.

    Stronger is larger and black, for the shipped font with Chinese characters has no bold.
    """
    places = sorted(names)
    axes.set_yticks(places, [shortened(names[place], LONGEST_NAME) for place in places])
    axes.set_ylim(max(places, default=0) + 0.7, -0.7)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    for place, label in zip(places, axes.get_yticklabels(), strict=True):
        is_strong = place in strong
        label.set(fontsize=STRONG if is_strong else PLAIN, color="black" if is_strong else FAINT)


def write_beside(axes: Axes, value: float, at: float, text: str, *, is_left: bool = False) -> None:
    """Write a short text beside the end of a bar."""
    axes.annotate(
        text,
        (value, at),
        xytext=(-4 if is_left else 4, 0),
        textcoords="offset points",
        ha="right" if is_left else "left",
        va="center",
        fontsize=SMALL,
        color=DARK,
        path_effects=[withStroke(linewidth=2, foreground="white")],  # legible across a line
    )


def signed(values: Sequence[float]) -> list[str]:
    """Numbers with their signs, all to the same decimals, so that a reader can add them up.

    Examples
    --------
    >>> signed([12.345, -0.5, 0.0])
    ['+12.3', '-0.5', '0']
    """
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    decimals = max(DIGITS - 1 - math.floor(math.log10(largest)), 0) if largest else 0
    return [f"{value:+,.{decimals}f}" if round(value, decimals) else "0" for value in values]


def spaced(code: object) -> str:
    """A code as people read it.

    Examples
    --------
    >>> spaced("others_figures"), headed("market_access")
    ('others figures', 'Market access')
    """
    return str(code).replace("_", " ")


def headed(code: object) -> str:
    """A code as a heading."""
    words = spaced(code)
    return words[:1].upper() + words[1:]


def write_reason(axes: Axes, at: float, reason: str | float | None) -> None:
    """Write why a row has no number, at the left, where every row has room."""
    has_none = pd.isna(reason) or not reason
    axes.text(
        0.01,
        at,
        "no number" if has_none else shortened(str(reason), LONGEST_REASON),
        transform=axes.get_yaxis_transform(),
        va="center",
        fontsize=SMALL,
        color=DARK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
    )


def rank_ticks(last: float) -> list[float]:
    """Round numbers on an axis of ranks, and 1 itself.

    Examples
    --------
    >>> rank_ticks(280)
    [1.0, 50.0, 100.0, 150.0, 200.0, 250.0]
    """
    ticks = MaxNLocator(TICKS, integer=True).tick_values(1, last)
    return [1.0, *(float(tick) for tick in ticks if 1 < tick <= last)]


def count_ranks(axes: Axes, last: float, label: str) -> None:
    """Make the lower axis one of ranks, 1 on the left, with room at both ends."""
    room = (last - 1) * ROOM or 1
    axes.set(xticks=rank_ticks(last), xlim=(1 - room, last + room), xlabel=label)
