"""What does every map share: filled outlines, no-data hatching, scale, north, insets, legends."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from workbench.figures._ground import FINEST, Ground
from workbench.figures.labels import DARK, SMALL
from workbench.figures.numbers import shown
from workbench.figures.style import GREY, NO_DATA

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

NO_DATA_HATCH = "////"
NO_DATA_LABEL = "no data"
NOT_ON_MAP = "with data, not on the map"
LEGEND_WIDTH = 24
MANY = 300
FEW_DOTS, MANY_DOTS = 16, 7
MARKER_DOTS = 2.2  # how much larger a dot is where its shape says something
# Lambert's azimuthal projection stretches by 1 / cos(c / 2) at the angle c from its centre
# (Snyder 1987): to 1,800 km that is 1 %
SCALE_MEANS_KM = 1800.0
NORTH_TURNS = math.radians(5)  # where north turns more than this across the map, no arrow
EARTH_KM = 6371.0
BAR_SHARE = 0.2
STEPS = (5.0, 2.0, 1.0)
LOWEST_BAR_KM = 1e-3
HATCH_COLOUR = "#ffffff"
FAINT = "#c4c4c4"
HATCH_WIDTH = 0.7


@dataclass(frozen=True)
class Kind:
    """How regions of one kind look; `marker` and `size` are for those drawn as points."""

    label: str
    colour: Any
    hatch: str = ""
    marker: str = "o"
    hatch_colour: str = HATCH_COLOUR
    size: float = 1.0


def fill_areas(axes: Axes, shapes: GeoSeries, **look: Any) -> PatchCollection:
    """Draw outlines as one collection with a look."""
    with mpl.rc_context({"hatch.linewidth": HATCH_WIDTH if "hatchcolor" in look else 1.0}):
        filled = PatchCollection([PathPatch(path_of(shape)) for shape in shapes])
    filled.set(**look)
    axes.add_collection(filled)
    return filled


def hatch_no_data(axes: Axes, shapes: GeoSeries) -> None:
    """Draw the outlines of regions without a value, hatched."""
    fill_areas(axes, shapes, facecolor=NO_DATA, edgecolor=GREY, linewidth=0.2, hatch=NO_DATA_HATCH)


def hollow_no_data(axes: Axes, shapes: GeoSeries) -> None:
    """Draw the points of regions without a value as small open circles."""
    axes.scatter(shapes.x, shapes.y, s=8, facecolor="none", edgecolor=GREY, lw=0.5)


def draw_kinds(axes: Axes, ground: Ground, kind_of: pd.Series, kinds: Sequence[Kind]) -> None:
    """Draw each region in the look of its kind (a number), and those without one as no data."""
    placed = kind_of[kind_of.index.isin(ground.shapes.index)].sort_index()
    blank = ground.shapes[~ground.shapes.index.isin(placed.index)]
    (hatch_no_data if ground.is_area else hollow_no_data)(axes, blank)
    for number, kind in enumerate(kinds):
        own = ground.shapes.loc[placed.index[placed == number]]
        if own.empty:
            continue
        if ground.is_area:
            look = {"facecolor": kind.colour, "edgecolor": FAINT, "linewidth": 0.3}
            hatched = {"hatch": kind.hatch, "hatchcolor": kind.hatch_colour} if kind.hatch else {}
            fill_areas(axes, own, **look, **hatched)
        else:
            size = (FEW_DOTS if len(placed) < MANY else MANY_DOTS) * MARKER_DOTS * kind.size
            look = {"marker": kind.marker, "facecolor": [kind.colour], "edgecolor": DARK}
            axes.scatter(own.x, own.y, s=size, linewidth=0.3, **look)


def kind_handle(kind: Kind, label: str, *, is_area: bool) -> Patch | Line2D:
    """The entry of a kind in a legend: a patch for areas, its marker for points."""
    if not is_area:
        return Line2D(
            [], [], ls="", marker=kind.marker, ms=6, mfc=kind.colour, mec=DARK, mew=0.4, label=label
        )
    patch = Patch(facecolor=kind.colour, edgecolor=GREY, linewidth=0.3, label=label)
    if kind.hatch:
        patch.set(hatch=kind.hatch, hatchcolor=kind.hatch_colour)
        patch.set_hatch_linewidth(HATCH_WIDTH)
    return patch


def note_handles(notes: Mapping[str, int]) -> list[Patch]:
    """Entries for what the colours do not show, with counts; none for what does not occur."""
    handles = []
    for note, count in notes.items():
        if count:
            blank = Patch(facecolor=NO_DATA, edgecolor=GREY, label=f"{note} ({count:,})")
            blank.set_hatch(NO_DATA_HATCH if note.startswith(NO_DATA_LABEL) else "")
            handles.append(blank)
    return handles


def notes_of(known: pd.Index, ground: Ground) -> dict[str, int]:
    """How many shapes have no value, and how many values have no shape."""
    nowhere = int((~known.isin(ground.shapes.index)).sum())
    return {
        NO_DATA_LABEL: len(ground.shapes) - (len(known) - nowhere),
        NOT_ON_MAP: nowhere,
    }


def legend_beside(axes: Axes, handles: Sequence[Any], title: str, **options: Any) -> None:
    """A legend to the right of a map, never upon it."""
    place: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
    heading = textwrap.fill(title, LEGEND_WIDTH)
    axes.legend(handles=handles, title=heading, alignment="left", **(place | options))


def furnish(axes: Axes, ground: Ground) -> None:
    """Equal scale both ways; frames of insets, a scale bar and north where they mean something."""
    axes.set_aspect("equal", adjustable="datalim")  # the legend keeps its place, and is not cut
    axes.set_axis_off()
    draw_frames(axes, ground, has_words=True)
    axes.autoscale_view()
    if 0 < ground.half_diagonal_km <= SCALE_MEANS_KM and not ground.frames:
        _scale_bar(axes, ground)


def draw_frames(axes: Axes, ground: Ground, *, has_words: bool = False) -> None:
    """A box around each inset, and where it really lies."""
    for frame in ground.frames:
        west, south, east, north = frame.box
        corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
        axes.plot(*zip(*corners, strict=True), color=GREY, lw=0.6)
        if has_words:
            words = textwrap.fill(frame.words, LEGEND_WIDTH)
            look: dict[str, Any] = {"va": "top", "size": SMALL, "color": DARK}
            axes.annotate(words, (west, south), (0, -3), textcoords="offset points", **look)


def bar_length_km(width_km: float) -> float:
    """A round length (1, 2 or 5 and zeros) of at most a fifth of the width.

    Examples
    --------
    >>> [bar_length_km(width) for width in (1300.0, 60.0, 4.0)]
    [200.0, 10.0, 0.5]
    """
    longest = max(width_km * BAR_SHARE, LOWEST_BAR_KM)
    power = 10.0 ** math.floor(math.log10(longest))
    return next(step * power for step in STEPS if step * power <= longest * (1 + 1e-9))


def north_is_one(ground: Ground) -> bool:
    """Whether north points the same way, within five degrees, all over the map."""
    west, _, east, _ = ground.bounds
    steepness = abs(math.tan(math.radians(min(abs(ground.latitude), 89.0))))
    return (east - west) / 2 / EARTH_KM * steepness <= NORTH_TURNS


def _scale_bar(axes: Axes, ground: Ground) -> None:
    """A bar below the map at its left, and north beside it where it points one way."""
    west, south, east, north = ground.bounds
    length = bar_length_km(max(east - west, (north - south) / 2))
    drop = 0.05 * max(north - south, (east - west) / 2)
    y = south - drop
    axes.plot([west, west + length], [y, y], color=DARK, lw=2.2, solid_capstyle="butt")
    words = f"{shown(length)} km" if length >= 1 else f"{shown(1000 * length)} m"
    look: dict[str, Any] = {"textcoords": "offset points", "size": SMALL, "color": DARK}
    axes.annotate(words, (west + length / 2, y), (0, -3), ha="center", va="top", **look)
    if north_is_one(ground):
        arrow = {"arrowstyle": "-|>", "color": DARK, "lw": 0.8, "shrinkA": 0, "shrinkB": 0}
        foot = (west + length + drop, y)
        axes.annotate("N", foot, (0, 22), ha="center", va="bottom", **look)
        axes.annotate("", foot, (0, 22), arrowprops=arrow | {"arrowstyle": "<|-"}, **look)
    axes.autoscale_view()


def draw_outlines(axes: Axes, boundaries: GeoDataFrame, projection: str) -> None:
    """Draw outlines faintly, below everything else, without changing the frame."""
    finest = FINEST * float(np.ptp(axes.get_xlim()))  # the frame shows a part of them
    shapes = boundaries.to_crs(projection).geometry.simplify_coverage(finest)
    paths = [PathPatch(path_of(shape)) for shape in shapes]
    outlines = PatchCollection(paths, facecolor=NO_DATA, edgecolor=GREY, linewidth=0.3, zorder=0)
    axes.add_collection(outlines, autolim=False)


def draw_ground(axes: Axes, ground: Ground) -> None:
    """Draw all regions faintly, as what something else is drawn upon."""
    if ground.is_area:
        look = {"facecolor": NO_DATA, "edgecolor": FAINT, "linewidth": 0.4, "zorder": 0}
        fill_areas(axes, ground.shapes, **look)
    else:
        axes.scatter(ground.shapes.x, ground.shapes.y, s=2, color=FAINT, zorder=0)


def path_of(shape: Any) -> Path:
    """A polygon or multipolygon, holes and all, as one drawing path."""
    rings = [
        ring
        for part in getattr(shape, "geoms", [shape])
        for ring in (part.exterior, *part.interiors)
    ]
    return Path.make_compound_path(
        *(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in rings)
    )
