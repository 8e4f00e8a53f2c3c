"""Where do two things go together: both values of each region at once, three classes of each.

The first deepens the shade, the second the hatching (the marker, where regions are points), so
that all nine classes can be told apart in greyscale and by colour-blind readers.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from workbench.figures._ground import Ground, ground_of
from workbench.figures._map_furniture import (
    HATCH_WIDTH,
    Kind,
    draw_kinds,
    furnish,
    note_handles,
    notes_of,
)
from workbench.figures.classes import Classes, classed
from workbench.figures.labels import DARK, SMALL, shortened
from workbench.figures.maps import LONGEST_NAME, LOW
from workbench.figures.numbers import listed, shown
from workbench.figures.style import EDGE, new_axes, say, styled

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LEVELS = 3
LEVEL_NAMES = ("low", "middle", "high")
# rows: the second value from low to high; columns: the first
COLOURS = (
    ("#f0f0f0", "#a9c6e0", "#5b93c7"),
    ("#f2cf9f", "#b0a590", "#5f7590"),
    ("#e39a3a", "#9a6a3c", "#3b3335"),
)
# no data is hatched the other way; lines, for dots make a file large
HATCHES = ("", "---", "\\\\\\\\")
MARKERS = ("o", "s", "^")
HATCH_COLOURS = ("#6f6f6f", "#ffffff", "#ffffff")  # dark where the shade is light
CELL = 0.1  # of the height of the map, or two thirds of its width
KEY_GAP = 0.75  # cells between the map and its key
LINE_LENGTH = 26
LONGEST_LABEL, LONGEST_ALONG = 90, 36
NAMED = 3


def bivariate_kinds() -> list[Kind]:
    """The look of each of the nine classes, the first value counting fastest."""
    return [
        Kind(
            f"first {LEVEL_NAMES[first]}, second {LEVEL_NAMES[second]}",
            COLOURS[second][first],
            HATCHES[second],
            MARKERS[second],
            HATCH_COLOURS[first],
        )
        for second in range(LEVELS)
        for first in range(LEVELS)
    ]


def bivariate_map(
    first: pd.Series,
    second: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    labels: tuple[str, str],
    ax: Axes | None = None,
) -> Axes:
    """Draw two values a region in three classes each, with the key beside the map.

    Parameters
    ----------
    first, second
        Numbers indexed by region code; a region without both is drawn as "no data".
    regions, boundaries
        As for `region_map`.
    labels
        What the two values are, with their units.
    ax
        Axes to draw on; new ones by default.

    Returns
    -------
    The axes. Class limits are terciles of the regions that have both values; the cells of the
    key tell how many regions are in each class.
    """
    with styled():
        axes = ax or new_axes()
        axes.set_axis_off()
        low = new_axes(height=LOW) if ax is None else axes
        asked, known = _both(first, second)
        title = f"{labels[0]} and {labels[1]}"
        if known.empty:
            return say(low, f"No map: no region has both {title}.")
        ground = ground_of(asked, known.index, regions, boundaries)
        placed = known[known.index.isin(ground.shapes.index)]
        if placed.empty:
            return say(low, f"No map of {title}: the study has no outlines and no coordinates.")
        found = [classed(placed[column], LEVELS) for column in placed]
        levels = _levels(placed, found)
        kind_of = levels["second"] * LEVELS + levels["first"]
        draw_kinds(axes, ground, kind_of, bivariate_kinds())
        _key(axes, ground, kind_of, labels, _ranges(placed, levels))
        if handles := note_handles(notes_of(known.index, ground)):
            axes.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.0, 0.0), ncols=2)
        furnish(axes, ground)
        return axes


def bivariate_in_words(
    first: pd.Series, second: pd.Series, regions: pd.DataFrame, labels: tuple[str, str]
) -> str:
    """What a map of two values shows, for those who cannot see it."""
    asked, known = _both(first, second)
    if known.empty:
        return f"Empty map: no region has both {labels[0]} and {labels[1]}."
    found = [classed(known[column], LEVELS) for column in known]
    levels = _levels(known, found)
    names = regions.drop_duplicates("region").set_index("region")["name"].dropna()
    top = levels.max()
    both = known[(levels == top).all(axis=1)].sort_values("first", ascending=False)
    called = [shortened(str(names.get(c, c)), LONGEST_NAME) for c in both.index[:NAMED]]
    examples = f", such as {listed(called)}" if called else ""
    n_opposite = int(((levels["first"] - levels["second"]).abs() == LEVELS - 1).sum())
    absent = len(asked) - len(known)
    tail = f" {absent} regions have no data." if absent else ""
    return (
        f"Map of {labels[0]} and {labels[1]} in {len(known)} regions, three classes each. "
        f"{len(both)} regions are in the highest class of both{examples}; {n_opposite} are in the "
        f"highest of one and the lowest of the other.{tail}"
    )


def _both(first: pd.Series, second: pd.Series) -> tuple[pd.Index, pd.DataFrame]:
    """All regions asked for, and both values of those that have them, by code."""
    table = pd.concat({"first": first, "second": second}, axis=1).astype("float64").sort_index()
    return table.index, table.dropna()


def _levels(placed: pd.DataFrame, found: list[Classes]) -> pd.DataFrame:
    """The class of each value, 0 to 2; two classes are the lowest and the highest."""
    levels = {}
    for column, classes in zip(placed, found, strict=True):
        step = (LEVELS - 1) / max(len(classes.limits) - 1, 1)
        levels[column] = (classes.of(placed[column]) * step).astype(int)
    return pd.DataFrame(levels, placed.index)


def _ranges(placed: pd.DataFrame, levels: pd.DataFrame) -> list[list[str]]:
    """For each value what its classes hold, from the highest down, as on the key."""
    texts = []
    for column in placed:
        limits = placed[column].groupby(levels[column]).agg(["min", "max"])
        texts.append(
            [
                f"{LEVEL_NAMES[int(str(level))]}: {_span(row['min'], row['max'])}"
                for level, row in limits[::-1].iterrows()
            ]
        )
    return texts


def _span(low: float, high: float) -> str:
    return shown(low) if shown(low) == shown(high) else f"{shown(low)} to {shown(high)}"


def _key(
    axes: Axes, ground: Ground, kind_of: pd.Series, labels: tuple[str, str], ranges: list[list[str]]
) -> None:
    """Nine cells right of the map, with their counts, and what the classes are."""
    _, south, east, north = ground.bounds
    west = ground.bounds[0]
    cell = CELL * max(north - south, (east - west) * 2 / 3, 1e-6)
    left, bottom = east + KEY_GAP * cell, (south + north) / 2
    counts = kind_of.value_counts()
    for number, kind in enumerate(bivariate_kinds()):
        row, column = divmod(number, LEVELS)
        corner = (left + (column + 1) * cell, bottom + row * cell)
        _cell(axes, corner, cell, kind, int(counts.get(number, 0)), is_area=ground.is_area)
    look: dict[str, Any] = {"size": SMALL, "color": DARK, "textcoords": "offset points"}
    x, y = left + cell, bottom
    second, first = (f"{_without_unit(label)} →" for label in (labels[1], labels[0]))
    axes.annotate(second, (x, y), (-3, 0), rotation=90, ha="right", va="bottom", **look)
    axes.annotate(first, (x, y), (0, -3), va="top", **look)
    words = "\n\n".join(
        "\n".join([textwrap.fill(shortened(label, LONGEST_LABEL), LINE_LENGTH), *texts])
        for label, texts in zip(labels, ranges, strict=True)
    )
    axes.annotate(words, (x, y), (0, -18), va="top", **look)


def _without_unit(label: str) -> str:
    """What stands along the key; the unit is in the words below it."""
    return shortened(label.partition(" (")[0], LONGEST_ALONG)


def _cell(
    axes: Axes, corner: tuple[float, float], side: float, kind: Kind, count: int, *, is_area: bool
) -> None:
    """One cell of the key, in the look of its class, with the number of its regions."""
    x, y = corner
    square = Rectangle(corner, side, side, facecolor=kind.colour, edgecolor=EDGE, linewidth=0.5)
    if kind.hatch and is_area:
        square.set(hatch=kind.hatch, hatchcolor=kind.hatch_colour)
        square.set_hatch_linewidth(HATCH_WIDTH)
    axes.add_patch(square)
    middle = (x + side / 2, y + side / 2)
    if not is_area:
        axes.scatter(x + side / 5, y + side * 4 / 5, s=14, marker=kind.marker, c=DARK, lw=0)
    text = axes.annotate(f"{count:,}", middle, ha="center", va="center", size=SMALL, color=DARK)
    text.set_path_effects([withStroke(linewidth=2, foreground="white")])
