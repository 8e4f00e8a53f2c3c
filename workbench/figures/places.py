"""Where are the listed places: points with names over faint outlines, one panel a group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbench.figures._ground import DEGREES, equal_area
from workbench.figures._map_furniture import draw_outlines
from workbench.figures.labels import PLACES, place_labels
from workbench.figures.numbers import listed
from workbench.figures.style import LINE, POINT, WIDTH, say, styled

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MARGIN = 0.12
HEIGHT = 5.2


def place_map(
    places: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    names: str,
    group: str,
    hollow: pd.Series | None = None,
) -> Figure:
    """Draw places as points with their names, one panel a group, each zoomed to its places.

    Parameters
    ----------
    places
        One row a place, with `longitude`, `latitude` and the columns of `names` and `group`.
    boundaries
        Outlines in degrees, drawn faintly below.
    names, group
        Columns: what is written beside a point, and which panel it is in.
    hollow
        Places drawn as open circles, as True on the index of `places`.

    Returns
    -------
    A figure. A name that finds no room is left out; its point is drawn all the same. Places
    without coordinates are counted in the title of their panel.
    """
    from geopandas import points_from_xy

    open_circles = pd.Series(False, places.index) if hollow is None else hollow
    placed = places.dropna(subset=["longitude", "latitude"])
    groups = list(placed[group].unique())
    with styled():
        figure = Figure(figsize=(WIDTH * 1.25, HEIGHT), layout="constrained")
        if placed.empty:
            say(figure.subplots(), "No map: no place has coordinates.")
            return figure
        for axes, title in zip(
            figure.subplots(1, len(groups), squeeze=False)[0], groups, strict=True
        ):
            own = placed[placed[group] == title]
            points = points_from_xy(own["longitude"], own["latitude"], crs=DEGREES)
            projection = equal_area(points.total_bounds)
            flat = points.to_crs(projection)
            _zoom(axes, flat.x, flat.y)
            if boundaries is not None:
                draw_outlines(axes, boundaries, projection)
            fill = np.where(open_circles[own.index], "none", POINT)
            edge = np.where(open_circles[own.index], LINE, POINT)
            axes.scatter(flat.x, flat.y, s=18, facecolor=list(fill), edgecolor=list(edge))
            n_nowhere = int((places[group] == title).sum()) - len(own)
            axes.set_title(f"{title} ({n_nowhere} without a place)" if n_nowhere else str(title))
            spots: list[Any] = list(zip(flat.x, flat.y, strict=True))
            place_labels(axes, spots, list(own[names]), tries=len(PLACES))
        return figure


def places_in_words(places: pd.DataFrame, *, names: str, group: str) -> str:
    """What a map of places shows, for those who cannot see it."""
    parts = [
        f"{title}: {listed([str(name) for name in rows[names]])}"
        for title, rows in places.groupby(group, sort=False)
    ]
    return f"Map of {len(places)} places. {'. '.join(parts)}."


def _zoom(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    """Frame the points with a margin, at one scale both ways."""
    reach = max(np.ptp(x), np.ptp(y), 1.0) * (0.5 + MARGIN)
    middle_x, middle_y = (x.min() + x.max()) / 2, (y.min() + y.max()) / 2
    axes.set(xlim=(middle_x - reach, middle_x + reach), ylim=(middle_y - reach, middle_y + reach))
    axes.set_aspect("equal")
    axes.set(xticks=[], yticks=[])
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
