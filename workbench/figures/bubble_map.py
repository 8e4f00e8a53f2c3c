"""Where is how much: a bubble a region whose area is the value, over faint outlines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.lines import Line2D

from workbench.figures._ground import ground_of
from workbench.figures._map_furniture import (
    draw_ground,
    furnish,
    legend_beside,
    note_handles,
    notes_of,
)
from workbench.figures.labels import PLACES, place_labels
from workbench.figures.maps import LOW
from workbench.figures.numbers import shown
from workbench.figures.style import EDGE, LINE, new_axes, say, styled

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LARGEST = 700.0  # square points: the area of the largest bubble
MANY, LARGEST_OF_MANY = 300, 420.0
PALE, DEEP = "#7fa8cf", "#12355b"
ALPHA = 0.75
NAMED = 8
SIZES = 3
STEPS = (5.0, 2.0, 1.0)
SMALLEST = 1e-300


def bubble_map(
    values: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    named: int = NAMED,
    ax: Axes | None = None,
) -> Axes:
    """Draw a bubble a region; its area is in proportion to the value.

    Parameters
    ----------
    values
        Amounts indexed by region code; what is below zero is drawn as an open circle.
    regions, boundaries
        As for `region_map`, and `name` for the names of the largest.
    label
        What the values are, with their unit; heads the legend.
    named
        How many of the largest get their names, where there is room.
    ax
        Axes to draw on; new ones by default.

    Returns
    -------
    The axes. The legend shows the sizes of round amounts, and counts what is not drawn: zeros,
    regions without data, and values without a place.
    """
    with styled():
        axes = ax or new_axes()
        axes.set_axis_off()
        low = new_axes(height=LOW) if ax is None else axes
        known = values[np.isfinite(values.astype("float64"))].astype("float64")
        if known.empty:
            return say(low, f"No map: {label} has no value in any region.")
        ground = ground_of(values.index, known.index, regions, boundaries)
        spots = ground.spots()
        placed = known[known.index.isin(spots.index)]
        if placed.empty:
            return say(low, f"No map of {label}: the study has no outlines and no coordinates.")
        draw_ground(axes, ground)
        drawn = _largest_first(placed[placed != 0])
        _bubbles(axes, spots.loc[drawn.index], drawn)
        notes = {"zero": int((placed == 0).sum()), **notes_of(known.index, ground)}
        legend_beside(axes, [*_size_handles(drawn), *note_handles(notes)], label, labelspacing=1.5)
        furnish(axes, ground)
        _name(axes, spots, drawn.index[:named], regions)
        return axes


def bubble_map_in_words(values: pd.Series, regions: pd.DataFrame, label: str) -> str:
    """What a map of bubbles shows, for those who cannot see it."""
    from workbench.figures.maps import map_in_words

    total = values.sum()
    words = map_in_words(values, regions, label)
    if values.notna().any() and (values.dropna() >= 0).all() and total > 0:
        share = values.nlargest(NAMED).sum() / total
        few = min(NAMED, int(values.notna().sum()))
        words += f" The {few} largest bubbles hold {share:.0%} of the total of {shown(total)}."
    return words


def size_of(amounts: np.ndarray, largest: float, n_bubbles: int) -> np.ndarray:
    """Areas in square points, in proportion to the amounts.

    Examples
    --------
    >>> size_of(np.array([1.0, 4.0]), 4.0, 2).tolist()
    [175.0, 700.0]
    """
    full = LARGEST if n_bubbles < MANY else LARGEST_OF_MANY
    return np.asarray(full * (np.abs(amounts) / largest))


def shaded(shares: np.ndarray) -> np.ndarray:
    """From pale to deep by share: what is larger is darker too."""
    pale, deep = np.array(to_rgb(PALE)), np.array(to_rgb(DEEP))
    return np.asarray(pale + np.asarray(shares)[:, None] * (deep - pale))


def legend_amounts(largest: float) -> list[float]:
    """The largest amount, and two round ones (1, 2 or 5 and zeros), each about a quarter of it.

    Examples
    --------
    >>> legend_amounts(873.0)
    [873.0, 200.0, 50.0]
    """
    amounts = [largest]
    while len(amounts) < SIZES and amounts[-1] / 4 > SMALLEST:
        limit = amounts[-1] / 4 * (1 + 1e-9)
        power = 10.0 ** math.floor(math.log10(limit))
        amounts.append(next(step * power for step in STEPS if step * power <= limit))
    return amounts


def _largest_first(values: pd.Series) -> pd.Series:
    """Ordered by size, ties by code, so that small bubbles lie on large ones."""
    return values.sort_index().sort_values(key=np.abs, ascending=False, kind="stable")


def _bubbles(axes: Axes, spots: pd.DataFrame, drawn: pd.Series) -> None:
    largest = float(drawn.abs().max()) if len(drawn) else 1.0
    for is_below in (False, True):
        own = drawn[(drawn < 0) == is_below]
        at = spots.loc[own.index]
        look: dict[str, Any] = {"s": size_of(own.to_numpy(), largest, len(drawn))}
        colours = shaded((own.abs() / largest).to_numpy())
        if is_below:
            look |= {"facecolor": "none", "edgecolor": LINE, "linewidth": 1.2}
        else:
            look |= {"facecolor": colours, "edgecolor": EDGE, "linewidth": 0.5, "alpha": ALPHA}
        axes.scatter(at["x"], at["y"], **look)


def _size_handles(drawn: pd.Series) -> list[Line2D]:
    """Bubbles of round amounts as large as they are on the map."""
    if drawn.empty:
        return []
    largest = float(drawn.abs().max())
    smallest = float(drawn.abs().min())
    handles = [
        Line2D([], [], label=shown(amount), **_marker(amount / largest, len(drawn)))
        for amount in legend_amounts(largest)
        if amount >= smallest  # half a firm is on no map
    ]
    if n_below := int((drawn < 0).sum()):
        ring: dict[str, Any] = {"ls": "", "marker": "o", "mfc": "none", "mec": LINE, "ms": 7}
        handles.append(Line2D([], [], label=f"below zero ({n_below:,})", **ring))
    return handles


def _marker(share: float, n_bubbles: int) -> dict[str, Any]:
    """A legend's marker: its size is a diameter in points, that of a scatter an area."""
    area = float(size_of(np.array([share]), 1.0, n_bubbles)[0])
    face = shaded(np.array([share]))[0]
    return {
        "ls": "", "marker": "o", "ms": math.sqrt(area), "mfc": face, "mec": EDGE, "alpha": ALPHA
    }  # fmt: skip


def _name(axes: Axes, spots: pd.DataFrame, codes: pd.Index, regions: pd.DataFrame) -> None:
    """Write the names of the largest where there is room."""
    if "name" not in regions or not len(codes):
        return
    names = regions.drop_duplicates("region").set_index("region")["name"].dropna()
    points = [(float(x), float(y)) for x, y in spots.loc[codes].to_numpy()]
    place_labels(axes, points, [str(names.get(c, c)) for c in codes], tries=len(PLACES))
