"""Where is much and where is little: one value a region, as areas or as points.

Classes are stated in the legend with their counts; regions without a value are hatched and
counted. A study without outlines is drawn as points, one without coordinates says so.
"""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from workbench.figures.numbers import listed, shown
from workbench.figures.style import DIVERGING, EDGE, GREY, NO_DATA, SEQUENTIAL, new_axes, styled

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

CLASSES = 5
NAMED = 3
LEGEND_WIDTH = 30
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
        How many classes; their limits are quantiles of the values.
    ax
        Axes to draw on; new ones by default.

    Returns
    -------
    The axes, in an equal-area projection centred on the regions.
    """
    with styled():
        axes = ax or new_axes()
        axes.set_axis_off()
        known = values.dropna()
        if known.empty:
            return _say(axes, f"No map: {label} has no value in any region.")
        if boundaries is None and not {"longitude", "latitude"} <= set(regions):
            return _say(axes, f"No map of {label}: the study has no outlines and no coordinates.")
        limits = class_limits(known, classes, diverging=diverging)
        colours = mpl.colormaps[DIVERGING if diverging else SEQUENTIAL]
        palette = [colours(x) for x in np.linspace(0.08, 0.95, len(limits))]
        if boundaries is None:
            missing = _draw_points(axes, values, regions, limits, palette)
        else:
            missing = _draw_areas(axes, values, boundaries, limits, palette)
        _legend(axes, known, limits, palette, missing, label)
        axes.set_aspect("equal")
        axes.autoscale_view()
        return axes


def class_limits(
    values: pd.Series, classes: int = CLASSES, *, diverging: bool = False
) -> list[float]:
    """Upper limits of the classes: quantiles, or for diverging values quantiles of the size.

    Examples
    --------
    >>> class_limits(pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 5)
    [2.8, 4.6, 6.4, 8.2, 10.0]
    """
    from mapclassify import Quantiles  # heavy, and only maps need it

    top = float(values.max())
    if values.nunique() <= classes:
        return sorted(float(value) for value in values.unique())
    if diverging:
        sizes = np.quantile(values.abs(), [1 / 3, 2 / 3])
        inner = [-sizes[1], -sizes[0], sizes[0], sizes[1]]
        return [float(limit) for limit in inner if limit < top] + [top]
    return [round(float(limit), 12) for limit in np.unique(Quantiles(values, k=classes).bins)]


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
    names = regions.set_index("region")["name"]
    low = listed([str(names.get(code, code)) for code in known.index[:NAMED]])
    high = listed([str(names.get(code, code)) for code in known.index[::-1][:NAMED]])
    absent = f" {missing} regions have no data." if missing else ""
    return (
        f"Map of {label} in {len(known)} regions, from {shown(known.iloc[0])} to "
        f"{shown(known.iloc[-1])}. Highest in {high}; lowest in {low}.{absent}"
    )


def _draw_areas(
    axes: Axes,
    values: pd.Series,
    boundaries: GeoDataFrame,
    limits: list[float],
    palette: list[Any],
) -> int:
    """Fill each outline by its class, and hatch those without a value; returns how many."""
    shapes = _projected(boundaries)
    aligned = values.reindex(boundaries["region"]).to_numpy(dtype="float64", na_value=np.nan)
    paths = [PathPatch(_path(shape)) for shape in shapes]
    class_of = np.searchsorted(limits, aligned)
    with_value = ~np.isnan(aligned)
    filled = PatchCollection([p for p, is_known in zip(paths, with_value, strict=True) if is_known])
    filled.set(facecolor=[palette[min(c, len(palette) - 1)] for c in class_of[with_value]])
    filled.set(edgecolor=EDGE, linewidth=0.25)
    axes.add_collection(filled)
    blank = PatchCollection(
        [p for p, is_known in zip(paths, with_value, strict=True) if not is_known]
    )
    blank.set(facecolor=NO_DATA, edgecolor=GREY, linewidth=0.2, hatch="////")
    axes.add_collection(blank)
    return int((~with_value).sum())


def _draw_points(
    axes: Axes,
    values: pd.Series,
    regions: pd.DataFrame,
    limits: list[float],
    palette: list[Any],
) -> int:
    """A dot a region, coloured by class; returns how many have no value."""
    from geopandas import points_from_xy

    placed = regions.set_index("region").reindex(values.index)
    points = points_from_xy(placed["longitude"], placed["latitude"], crs=DEGREES)
    flat = points.to_crs(equal_area(points.total_bounds))
    is_known = values.notna().to_numpy()
    order = np.argsort(values.to_numpy(), kind="stable")
    order = order[is_known[order]]
    class_of = np.searchsorted(limits, values.to_numpy()[order]).clip(max=len(palette) - 1)
    colours = [palette[c] for c in class_of]
    axes.scatter(
        flat.x[~is_known], flat.y[~is_known], s=8, facecolor="none", edgecolor=GREY, lw=0.5
    )
    axes.scatter(flat.x[order], flat.y[order], s=16, c=colours, edgecolor=GREY, linewidth=0.2)
    return int((~is_known).sum())


def _legend(
    axes: Axes,
    known: pd.Series,
    limits: list[float],
    palette: list[Any],
    missing: int,
    label: str,
) -> None:
    lows = [float(known.min()), *limits[:-1]]
    counts = np.bincount(
        np.searchsorted(limits, known).clip(max=len(limits) - 1), minlength=len(limits)
    )
    handles = [
        Patch(
            facecolor=colour, edgecolor=GREY, linewidth=0.3, label=f"{shown(a)} to {shown(b)} ({n})"
        )
        for a, b, colour, n in zip(lows, limits, palette, counts, strict=True)
    ]
    if missing:
        handles.append(
            Patch(facecolor=NO_DATA, edgecolor=GREY, hatch="////", label=f"no data ({missing})")
        )
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


def _projected(boundaries: GeoDataFrame) -> Any:
    return boundaries.to_crs(equal_area(boundaries.total_bounds)).geometry


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


def _say(axes: Axes, text: str) -> Axes:
    axes.text(0.5, 0.5, text, ha="center", va="center", wrap=True, transform=axes.transAxes)
    return axes
