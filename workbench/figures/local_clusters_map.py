"""Where are neighbours alike or unlike: a map of local clusters, and one of hot and cold spots.

Categories differ in shade and in hatching (in shade and in marker, where regions are points), so
they can be told apart in greyscale and by colour-blind readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.axes import Axes

from workbench.figures._ground import ground_of
from workbench.figures._map_furniture import (
    Kind,
    draw_kinds,
    furnish,
    kind_handle,
    legend_beside,
    note_handles,
    notes_of,
)
from workbench.figures.labels import shortened
from workbench.figures.maps import LONGEST_NAME, LOW
from workbench.figures.numbers import listed
from workbench.figures.style import new_axes, say, styled
from workbench.models.local_association import NO_NEIGHBOUR, NOT_SHOWN

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

NAMED = 5
QUIET = ("#fbfbfb", "#ececec")
UNTESTED = (
    Kind(NOT_SHOWN, QUIET[0], marker="o", size=0.35),
    Kind(NO_NEIGHBOUR, QUIET[1], "---", "X", "#6b6b6b", 0.6),
)
LOCAL_CLUSTER_KINDS = (
    Kind("high-high", "#7a2503", marker="^"),
    Kind("low-low", "#3a73a8", "\\\\\\\\", "v"),
    Kind("high-low", "#e58f3c", "xxx", "D", "#6b3a06", 0.8),
    Kind("low-high", "#b5d3ea", "|||", "s", "#2c5c88", 0.8),
    *UNTESTED,
)
HOT_SPOT_KINDS = (
    Kind("hot spot", "#7a2503", marker="^"),
    Kind("cold spot", "#8fbadb", "\\\\\\\\", "v", "#2c5c88"),
    *UNTESTED,
)


def local_clusters_map(
    categories: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw which regions are high among high ones, low among low ones, or unlike their neighbours.

    Parameters
    ----------
    categories
        By region code "high-high", "low-low", "high-low", "low-high", "not shown" or "no
        neighbour", as `models.local_moran(...).categories`; missing ones are "no data".
    regions, boundaries
        As for `region_map`.
    label
        Of what the clusters are; heads the legend.
    ax
        Axes to draw on; new ones by default.

    Returns
    -------
    The axes. The legend counts the regions of each category.

    Raises
    ------
    ValueError
        If a category is none of these.
    """
    return _category_map(categories, regions, boundaries, LOCAL_CLUSTER_KINDS, label, ax)


def hot_spots_map(
    categories: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw where regions and their neighbours together have much, and where little.

    The arguments are those of `local_clusters_map`; the categories are "hot spot", "cold spot",
    "not shown" and "no neighbour", as `models.hot_spots(...).categories`.
    """
    return _category_map(categories, regions, boundaries, HOT_SPOT_KINDS, label, ax)


def local_clusters_in_words(categories: pd.Series, regions: pd.DataFrame, label: str) -> str:
    """What a map of local clusters or hot spots shows, for those who cannot see it."""
    known = categories.dropna()
    if known.empty:
        return f"Empty map: no region has a category of {label}."
    names = regions.drop_duplicates("region").set_index("region")["name"].dropna()
    quiet = {kind.label for kind in UNTESTED}
    parts = []
    for category, members in known.sort_index().groupby(known, sort=True):
        called = [shortened(str(names.get(c, c)), LONGEST_NAME) for c in members.index]
        some = "" if category in quiet else f" ({_few(called)})"
        parts.append(f"{category}: {len(members)}{some}")
    absent = len(categories) - len(known)
    tail = f" {absent} regions have no data." if absent else ""
    return f"Map of {label} in {len(known)} regions. {'; '.join(parts)}.{tail}"


def _few(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more = len(names) - NAMED
    return listed([*names[:NAMED], f"{more} more"] if more > 0 else names)


def _category_map(
    categories: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None,
    kinds: Sequence[Kind],
    label: str,
    ax: Axes | None,
) -> Axes:
    known = categories.dropna()
    numbers = {kind.label: number for number, kind in enumerate(kinds)}
    if strange := sorted(set(known) - set(numbers)):
        raise ValueError(f"no category of this map: {strange[0]!r}; there are {', '.join(numbers)}")
    with styled():
        axes = ax or new_axes()
        axes.set_axis_off()
        low = new_axes(height=LOW) if ax is None else axes
        if known.empty:
            return say(low, f"No map: no region has a category of {label}.")
        ground = ground_of(categories.index, known.index, regions, boundaries)
        placed = known[known.index.isin(ground.shapes.index)]
        if placed.empty:
            return say(low, f"No map of {label}: the study has no outlines and no coordinates.")
        draw_kinds(axes, ground, placed.map(numbers), kinds)
        counts = placed.value_counts()
        handles = [
            kind_handle(
                kind, f"{kind.label} ({counts.get(kind.label, 0):,})", is_area=ground.is_area
            )
            for kind in kinds
            if kind.label != NO_NEIGHBOUR or NO_NEIGHBOUR in counts
        ]
        notes = note_handles(notes_of(known.index, ground))
        legend_beside(axes, [*handles, *notes], label)
        furnish(axes, ground)
        return axes
