"""Where are the clusters, and how many, if the threshold of the quotient is moved."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.figures._ground import Ground, ground_of
from workbench.figures.numbers import listed, shown
from workbench.figures.style import POINT
from workbench.figures.teaching import svg
from workbench.figures.teaching.sliders import Knob, Seen, Sliders, State

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

THRESHOLDS = tuple(round(0.5 + 0.05 * step, 2) for step in range(51))
START = 1.25
MOST_NAMED = 8
TALLEST = 420.0
DOT = 5.0
PAPER, NO_DATA, FAINT = "#d9d9d9", "#ffffff", "#8a8a8a"

Places = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Placed:
    """Where each region lies in the drawing, as the inside of an SVG element, and how tall it is.

    `frames` are boxes around what lies far off.
    """

    shapes: Mapping[str, str]
    height: float
    frames: tuple[str, ...] = ()


def threshold_map(
    quotients: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    start: float = START,
) -> Sliders:
    """Turn the threshold of a location quotient, and see which regions are clusters, and how many.

    Parameters
    ----------
    quotients
        A location quotient a region, indexed by its code; missing where there is none.
    regions
        `region` and `name`, and `longitude` and `latitude` where there are points to draw.
    boundaries
        Outlines with a column `region`, in degrees.
    label
        What the clusters are of, such as "manufacturing".
    start
        Where the slider begins; one of its steps, from 0.5 to 3 by twentieths.

    Returns
    -------
    The slider, to stand in the last line of a cell.

    Examples
    --------
    >>> places = pd.DataFrame({"region": ["a", "b"], "name": ["Alder", "Birch"],
    ...                        "longitude": [0.0, 1.0], "latitude": [50.0, 50.0]})
    >>> threshold_map(pd.Series([0.8, 1.4], ["a", "b"]), places, label="lamps").seen.words
    'At a threshold of 1.25, 1 of 2 regions are clusters of lamps: Birch.'
    """
    found = quotients.astype("float64")
    ground = ground_of(found.index, found.dropna().index, regions, boundaries)
    placed = _placed(ground)
    names = regions.drop_duplicates("region").set_index("region")["name"].reindex(found.index)
    table = pd.DataFrame({"name": names, "location_quotient": found}).rename_axis("region")

    def show(state: State) -> Seen:
        return clusters_seen(table, placed, state["threshold"], label)

    knob = Knob("threshold of the location quotient", THRESHOLDS, start)
    return Sliders("threshold_map", {"threshold": knob}, show)


def clusters_seen(table: pd.DataFrame, placed: Placed, threshold: float, label: str) -> Seen:
    """Which regions reach a threshold: as a map, in words, and as a table.

    Parameters
    ----------
    table
        `name` and `location_quotient`, indexed by the region's code.
    placed
        Where each region lies in the drawing.
    threshold
        The least quotient of a cluster.
    label
        What the clusters are of.
    """
    quotient = table["location_quotient"]
    verdict = (quotient >= threshold).astype("boolean").mask(quotient.isna())
    judged = table.assign(is_cluster=verdict).reset_index()
    words = _words(judged, threshold, label)
    no_data = "; white: no data" if quotient.isna().any() else ""
    key = f"blue: the quotient reaches the threshold; grey: it does not{no_data}"
    parts = [svg.text(0, 17, key), *placed.frames, *_drawn(judged, placed)]
    return Seen(svg.drawing(parts, placed.height, words), words, judged)


def _words(judged: pd.DataFrame, threshold: float, label: str) -> str:
    known = judged.dropna(subset="location_quotient")
    clusters = known[known["is_cluster"].astype(bool)]
    clusters = clusters.sort_values(["location_quotient", "region"], ascending=[False, True])
    start = (
        f"At a threshold of {shown(threshold)}, {len(clusters)} of {len(known)} regions are "
        f"clusters of {label}"
    )
    names = [str(name) for name in clusters["name"].fillna(clusters["region"])]
    more = len(names) - MOST_NAMED
    told = [*names[:MOST_NAMED], *([f"{more} more"] if more > 0 else [])]
    absent = len(judged) - len(known)
    lacking = f" Without data: {absent}." if absent else ""
    return f"{start}{': ' if told else ''}{listed(told)}.{lacking}"


def _drawn(judged: pd.DataFrame, placed: Placed) -> Iterator[str]:
    """An element a region that has a place; its title is what a pointer over it reads."""
    names = judged["name"].fillna(judged["region"])
    rows = zip(
        judged["region"], names, judged["location_quotient"], judged["is_cluster"], strict=True
    )
    for code, name, quotient, verdict in rows:
        if str(code) not in placed.shapes:
            continue
        shape = placed.shapes[str(code)]
        colour = NO_DATA if pd.isna(verdict) else POINT if verdict else PAPER
        said = f"{name}: {'no data' if pd.isna(verdict) else shown(float(quotient))}"
        yield (
            f'<{shape} fill="{colour}" stroke="{FAINT}" stroke-width="0.8">'
            f"<title>{html.escape(said)}</title></{shape.split()[0]}>"
        )


def _placed(ground: Ground) -> Placed:
    """The shapes of the ground in the drawing's own pixels, under a line of words."""
    if ground.shapes.empty:
        return Placed({}, svg.ROW)
    west, south, east, north = _extent(ground)
    wide, tall = max(east - west, 1.0), max(north - south, 1.0)
    room = svg.WIDTH - 2 * DOT
    scale = min(room / wide, TALLEST / tall)
    left, top = DOT + (room - scale * wide) / 2, svg.ROW + DOT

    def at(places: Places) -> Places:
        x, y = places[:, 0], places[:, 1]
        return np.column_stack([left + scale * (x - west), top + scale * (north - y)])

    draw = _area if ground.is_area else _dot
    shapes = {str(code): draw(shape, at) for code, shape in ground.shapes.items()}
    frames = tuple(_frame(frame.box, at) for frame in ground.frames)
    return Placed(shapes, top + scale * tall + DOT, frames)


def _extent(ground: Ground) -> tuple[float, float, float, float]:
    """West, south, east and north of all shapes and of the boxes around what lies far off."""
    boxes = np.array([ground.shapes.total_bounds, *(frame.box for frame in ground.frames)])
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _frame(box: tuple[float, float, float, float], at: Callable[[Places], Places]) -> str:
    (left, bottom), (right, top) = at(np.array([box[:2], box[2:]]))
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
        f'height="{bottom - top:.1f}" fill="none" stroke="{FAINT}" stroke-width="0.8"/>'
    )


def _area(shape: Any, at: Callable[[Places], Places]) -> str:
    rings = [
        ring
        for part in getattr(shape, "geoms", [shape])
        for ring in (part.exterior, *part.interiors)
    ]
    paths = (at(np.asarray(ring.coords)[:, :2]) for ring in rings)
    outline = "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in path)}Z" for path in paths)
    return f'path d="{outline}" fill-rule="evenodd"'


def _dot(shape: Any, at: Callable[[Places], Places]) -> str:
    ((x, y),) = at(np.array([[shape.x, shape.y]]))
    return f'circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}"'
