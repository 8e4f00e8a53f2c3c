"""Where is much and where is little: one value a region, as areas or as points.

Classes are stated in the legend by their least and greatest value and their counts; regions
without a value are hatched and counted, and so are values without a place. A study without
outlines is drawn as points, one without coordinates says so. What lies far off is in an inset; a
scale bar and north are there where they mean something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from workbench.figures._ground import DEGREES, Ground, equal_area, ground_of
from workbench.figures._map_furniture import (
    FAINT,
    FEW_DOTS,
    HATCH_COLOUR,
    MANY,
    MANY_DOTS,
    Kind,
    draw_outlines,
    fill_areas,
    furnish,
    hatch_no_data,
    hollow_no_data,
    kind_handle,
    legend_beside,
    note_handles,
    notes_of,
)
from workbench.figures.classes import CLASSES, Classes, classed
from workbench.figures.labels import shortened
from workbench.figures.numbers import listed, shown
from workbench.figures.style import EDGE, GREY, new_axes, say, styled

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

__all__ = [
    "DEGREES",
    "class_handles",
    "draw_outlines",
    "equal_area",
    "map_caption",
    "map_data",
    "map_in_words",
    "region_map",
]

NAMED = 3
LOW = 1.0  # inches: the height of words that stand in place of a map
LONGEST_NAME = 60
BELOW_HATCH = "\\\\\\\\"  # no data is hatched the other way


def region_map(
    values: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    diverging: bool = False,
    classes: int = CLASSES,
    ax: Axes | None = None,
) -> Axes:
    """Draw one value a region.

    Parameters
    ----------
    values
        Numbers indexed by region code; missing ones are drawn as "no data".
    regions
        `region`, and `longitude` and `latitude` where there are points to draw.
    boundaries
        Outlines with a column `region`, in degrees.
    label
        What the values are, with their unit; heads the legend.
    diverging
        Classes around zero, for residuals and changes.
    classes
        How many classes; their limits are quantiles of the values (five around zero where
        `diverging`).
    ax
        Axes to draw on; new ones by default.

    Returns
    -------
    The axes, in an equal-area projection centred on the regions.
    """
    with styled():
        axes = ax or new_axes()
        axes.set_axis_off()
        low = new_axes(height=LOW) if ax is None else axes  # for words in place of a map
        known = values.dropna().astype("float64")
        if known.empty:
            return say(low, f"No map: {label} has no value in any region.")
        ground = ground_of(values.index, known.index, regions, boundaries)
        placed = known[known.index.isin(ground.shapes.index)]
        if placed.empty:
            return say(low, f"No map of {label}: the study has no outlines and no coordinates.")
        found = classed(placed, classes, diverging=diverging)
        draw_classes(axes, ground, placed, found)
        classes_of = class_handles(placed, found, is_area=ground.is_area)
        handles = [*classes_of, *note_handles(notes_of(known.index, ground))]
        legend_beside(axes, handles, label)
        furnish(axes, ground)
        return axes


def map_caption(
    values: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    diverging: bool = False,
    classes: int = CLASSES,
) -> str:
    """What a caption says of a map of classes: how they are made, and the coordinate system.

    The arguments are those of `region_map`.

    Examples
    --------
    >>> towns = pd.DataFrame(
    ...     {"region": list("abc"), "longitude": [0.0, 1, 3], "latitude": [50.0, 50, 50]})
    >>> map_caption(pd.Series([1.0, 2, 4], list("abc")), towns, label="Jobs").split(".")[0]
    'Jobs: each of the 3 values is a class'
    """
    known = values.dropna().astype("float64")
    ground = ground_of(values.index, known.index, regions, boundaries)
    placed = known[known.index.isin(ground.shapes.index)]
    if placed.empty:
        return f"{label}: no class, for no region has both a value and a place."
    return f"{label}: {_classes_in_words(placed, classes, diverging=diverging)}. {ground.words}"


def _classes_in_words(placed: pd.Series, classes: int, *, diverging: bool) -> str:
    number = len(classed(placed, classes, diverging=diverging).limits)
    if diverging:
        return f"{number} classes around zero, with the same limits below as above"
    if placed.nunique() <= classes:
        return "one class" if number == 1 else f"each of the {number} values is a class"
    return f"{number} classes whose limits are quantiles of the values"


def map_data(values: pd.Series, regions: pd.DataFrame, column: str) -> pd.DataFrame:
    """What a map shows as a table: region, name and the value under `column`."""
    names = regions.set_index("region")["name"]
    shown_values = pd.DataFrame({"name": names.reindex(values.index), column: values})
    return shown_values.rename_axis("region").reset_index()


def map_in_words(values: pd.Series, regions: pd.DataFrame, label: str) -> str:
    """What a map shows, for those who cannot see it: range, extremes, regions without data."""
    known = values.dropna().sort_values()
    missing = len(values) - len(known)
    if known.empty:
        return f"Empty map: {label} has no value in any of {len(values)} regions."
    names = regions.set_index("region")["name"].dropna()
    called = [shortened(str(names.get(code, code)), LONGEST_NAME) for code in known.index]
    low, high = listed(called[:NAMED]), listed(called[::-1][:NAMED])
    absent = f" {missing} regions have no data." if missing else ""
    return (
        f"Map of {label} in {len(known)} regions, from {shown(known.iloc[0])} to "
        f"{shown(known.iloc[-1])}. Highest in {high}; lowest in {low}.{absent}"
    )


def draw_classes(
    axes: Axes, ground: Ground, placed: pd.Series, found: Classes, *, dots: float = 1.0
) -> None:
    """Draw each region in the colour of its class, those without a value as no data.

    `dots` is the size of points, against that on a map of full size.
    """
    if ground.is_area:
        _draw_areas(axes, ground.shapes, placed, found)
    else:
        _draw_points(axes, ground.shapes, placed, found, dots)


def _draw_areas(axes: Axes, shapes: GeoSeries, placed: pd.Series, found: Classes) -> None:
    """Fill each outline by its class, and hatch those without a value."""
    is_known = shapes.index.isin(placed.index)
    of_shape = found.of(placed.loc[shapes.index[is_known]])
    known, colours = shapes[is_known], np.array([found.colours[c] for c in of_shape])
    edge = FAINT if found.below else EDGE  # around zero the shade is that of paper
    look: dict[str, Any] = {"edgecolor": edge, "linewidth": 0.25}
    is_below = of_shape < found.below
    fill_areas(axes, known[~is_below], facecolor=colours[~is_below], **look)
    if is_below.any():
        hatched = {"hatch": BELOW_HATCH, "hatchcolor": HATCH_COLOUR}
        fill_areas(axes, known[is_below], facecolor=colours[is_below], **look, **hatched)
    hatch_no_data(axes, shapes[~is_known])


def _draw_points(
    axes: Axes, shapes: GeoSeries, placed: pd.Series, found: Classes, size: float
) -> None:
    """A dot a region, coloured by class, the highest on top; a wedge below zero."""
    hollow_no_data(axes, shapes[~shapes.index.isin(placed.index)])
    ordered = placed.sort_values(kind="stable")
    dots, of_dot = shapes.loc[ordered.index], found.of(ordered)
    area = size * (FEW_DOTS if len(dots) < MANY else MANY_DOTS)
    for marker, own in (("v", of_dot < found.below), ("o", of_dot >= found.below)):
        if own.any():
            colours = [found.colours[c] for c in of_dot[own]]
            look: dict[str, Any] = {"edgecolor": GREY, "linewidth": 0.2, "marker": marker}
            axes.scatter(dots.x[own], dots.y[own], s=area, c=colours, **look)


def class_handles(
    placed: pd.Series, found: Classes, *, is_counted: bool = True, is_area: bool = True
) -> list[Patch | Line2D]:
    """An entry of the legend for each class: its least and greatest value, and its count."""
    handles = []
    for number, members in placed.groupby(found.of(placed)):
        low, high = shown(members.min()), shown(members.max())
        text = f"{low} to {high}" if low != high else low
        count = f" ({len(members)})" if is_counted else ""
        place = int(str(number))
        is_below = place < found.below
        hatch = BELOW_HATCH if is_below else ""
        kind = Kind(text, found.colours[place], hatch, "v" if is_below else "o")
        handles.append(kind_handle(kind, text + count, is_area=is_area or not found.below))
    return handles
