"""Where is much and where is little: one value a region, as areas or as points.

Classes are stated in the legend by their least and greatest value and their counts; regions
without a value are hatched and counted, and so are values without a place. A study without
outlines is drawn as points, one without coordinates says so.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from workbench.figures.classes import CLASSES, Classes, classed
from workbench.figures.numbers import listed, shown
from workbench.figures.style import EDGE, GREY, NO_DATA, new_axes, say, styled

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

AREAS = ("Polygon", "MultiPolygon")
NAMED = 3
LOW = 1.0  # inches: the height of words that stand in place of a map
LEGEND_WIDTH = 24
MANY = 300
FEW_DOTS, MANY_DOTS = 16, 7
DEGREES = "EPSG:4326"


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
        shapes = _shapes(values.index, known.index, regions, boundaries)
        placed = known[known.index.isin(shapes.index)]
        if placed.empty:
            return say(low, f"No map of {label}: the study has no outlines and no coordinates.")
        found = classed(placed, classes, diverging=diverging)
        is_area = shapes.geom_type.isin(AREAS).all()
        (_draw_areas if is_area else _draw_points)(axes, shapes, placed, found)
        _legend(axes, placed, found, label, _notes(known, placed, shapes))
        axes.set_aspect("equal")
        axes.autoscale_view()
        return axes


def _shapes(
    asked: pd.Index, known: pd.Index, regions: pd.DataFrame, boundaries: GeoDataFrame | None
) -> GeoSeries:
    """All outlines there are; where none belongs to a known value, the points of the regions."""
    from geopandas import GeoSeries, points_from_xy

    if boundaries is not None:
        outlines = boundaries.set_index("region").geometry
        outlines = outlines[outlines.geom_type.isin(AREAS) & ~outlines.is_empty]
        if known.isin(outlines.index).any():
            return outlines.to_crs(equal_area(outlines.total_bounds))
    columns = ["longitude", "latitude"]
    where = regions.set_index("region").reindex(index=asked, columns=columns).dropna()
    points = GeoSeries(points_from_xy(*where.to_numpy("float64").T), where.index, crs=DEGREES)
    return points if points.empty else points.to_crs(equal_area(points.total_bounds))


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
    low = listed([str(names.get(code, code)) for code in known.index[:NAMED]])
    high = listed([str(names.get(code, code)) for code in known.index[::-1][:NAMED]])
    absent = f" {missing} regions have no data." if missing else ""
    return (
        f"Map of {label} in {len(known)} regions, from {shown(known.iloc[0])} to "
        f"{shown(known.iloc[-1])}. Highest in {high}; lowest in {low}.{absent}"
    )


def _draw_areas(axes: Axes, shapes: GeoSeries, placed: pd.Series, found: Classes) -> None:
    """Fill each outline by its class, and hatch those without a value."""
    is_known = shapes.index.isin(placed.index)
    paths = pd.Series([PathPatch(_path(shape)) for shape in shapes], shapes.index)
    of_shape = found.of(placed.loc[shapes.index[is_known]])
    filled = PatchCollection(list(paths[is_known]))
    filled.set(facecolor=[found.colours[c] for c in of_shape], edgecolor=EDGE, linewidth=0.25)
    axes.add_collection(filled)
    blank = PatchCollection(list(paths[~is_known]))
    blank.set(facecolor=NO_DATA, edgecolor=GREY, linewidth=0.2, hatch="////")
    axes.add_collection(blank)


def _draw_points(axes: Axes, shapes: GeoSeries, placed: pd.Series, found: Classes) -> None:
    """A dot a region, coloured by class, the highest on top; hollow without a value."""
    blank = shapes[~shapes.index.isin(placed.index)]
    axes.scatter(blank.x, blank.y, s=8, facecolor="none", edgecolor=GREY, lw=0.5)
    ordered = placed.sort_values(kind="stable")
    dots = shapes.loc[ordered.index]
    colours = [found.colours[c] for c in found.of(ordered)]
    axes.scatter(
        dots.x,
        dots.y,
        s=FEW_DOTS if len(dots) < MANY else MANY_DOTS,
        c=colours,
        edgecolor=GREY,
        linewidth=0.2,
    )


def _notes(known: pd.Series, placed: pd.Series, shapes: GeoSeries) -> dict[str, int]:
    """What the colours do not show, with counts."""
    nowhere = len(known) - len(placed)
    return {"no data": len(shapes) - len(placed), "with data, not on the map": nowhere}


def _legend(
    axes: Axes, placed: pd.Series, found: Classes, label: str, notes: dict[str, int]
) -> None:
    handles = []
    for number, members in placed.groupby(found.of(placed)):
        low, high = shown(members.min()), shown(members.max())
        text = f"{low} to {high}" if low != high else low
        colour = found.colours[int(str(number))]
        label_of = f"{text} ({len(members)})"
        handles.append(Patch(facecolor=colour, edgecolor=GREY, linewidth=0.3, label=label_of))
    for note, count in notes.items():
        if count:
            blank = Patch(facecolor=NO_DATA, edgecolor=GREY, label=f"{note} ({count})")
            blank.set_hatch("////" if note == "no data" else "")
            handles.append(blank)
    axes.legend(
        handles=handles,
        title=textwrap.fill(label, LEGEND_WIDTH),
        loc="center left",
        bbox_to_anchor=(1.0, 0.5),
        alignment="left",
    )


def draw_outlines(axes: Axes, boundaries: GeoDataFrame, projection: str) -> None:
    """Draw outlines faintly, below everything else, without changing the frame."""
    paths = [PathPatch(_path(shape)) for shape in boundaries.to_crs(projection).geometry]
    outlines = PatchCollection(paths, facecolor=NO_DATA, edgecolor=GREY, linewidth=0.3, zorder=0)
    axes.add_collection(outlines, autolim=False)


def equal_area(bounds: Any) -> str:
    """An equal-area projection (Lambert azimuthal) centred on the bounds, in degrees."""
    west, south, east, north = bounds
    return f"+proj=laea +lat_0={(south + north) / 2:.1f} +lon_0={(west + east) / 2:.1f} +units=km"


def _path(shape: Any) -> Path:
    """A polygon or multipolygon, holes and all, as one drawing path."""
    rings = [
        ring
        for part in getattr(shape, "geoms", [shape])
        for ring in (part.exterior, *part.interiors)
    ]
    return Path.make_compound_path(
        *(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in rings)
    )
