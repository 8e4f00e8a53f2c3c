"""Where on the paper does each region go: an equal-area plane, with insets for what is far off.

Far-off parts are found by distance, never by name: a part is moved into an inset where it lies
more than 800 km, and more than 15 % of the rest's extent, from the rest, and where all such parts
together hold at most a tenth of the regions. All others stay where they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.figures.numbers import shown

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries

AREAS = ("Polygon", "MultiPolygon")
DEGREES = "EPSG:4326"
HALF_ROUND, FULL_ROUND = 180.0, 360.0
APART_KM = 800.0
TOGETHER_KM = 1200.0  # far-off parts nearer than this to each other share an inset
APART_SHARE = 0.15
FEW = 0.1
MOST_INSETS = 4
MOST_REGIONS = 5000  # all pairs are compared
SLOT, PAD = 0.24, 0.02  # of the width of the rest
NEARLY_FITS = 0.9  # of the slot: drawn at the scale of the rest all the same
WINDS = ("E", "NE", "N", "NW", "W", "SW", "S", "SE")
SMALLEST_KM = 1.0
FINEST = 1 / 1500  # of the longer side of a map: about a dot of a printed page


@dataclass(frozen=True)
class Frame:
    """An inset: its box on the paper, its scale against the rest, and where it really lies."""

    box: tuple[float, float, float, float]
    scale: float
    distance_km: float
    wind: str
    regions: tuple[str, ...]

    @property
    def words(self) -> str:
        """How far off the inset lies, and whether it is drawn smaller."""
        smaller = "" if self.scale == 1 else f", at {shown(self.scale, 2)} of the scale"
        return f"{shown(self.distance_km, 2)} km {self.wind}{smaller}"


@dataclass(frozen=True)
class Ground:
    """Shapes by region in kilometres on an equal-area plane, with the insets among them."""

    shapes: GeoSeries
    latitude: float
    longitude: float
    bounds: tuple[float, float, float, float]  # of what is not in an inset
    frames: tuple[Frame, ...] = ()

    @property
    def is_area(self) -> bool:
        """Whether the regions have outlines, or are points."""
        return bool(self.shapes.geom_type.isin(AREAS).all())

    @property
    def half_diagonal_km(self) -> float:
        """From the centre of the map to its corner."""
        west, south, east, north = self.bounds
        return math.hypot(east - west, north - south) / 2

    @property
    def words(self) -> str:
        """The coordinate system, and what is in insets, for a caption."""
        tail = ""
        if self.frames:
            tail = f" Insets: {'; '.join(frame.words for frame in self.frames)} of the rest."
        north = f"{abs(self.latitude):.1f}° {'N' if self.latitude >= 0 else 'S'}"
        east = f"{abs(self.longitude):.1f}° {'E' if self.longitude >= 0 else 'W'}"
        return (
            f"Lambert azimuthal equal-area projection centred on {north}, {east}; coordinate "
            f"system of the data: {DEGREES} (WGS 84).{tail}"
        )

    def spots(self) -> pd.DataFrame:
        """A point inside each shape: `x` and `y` by region."""
        inside = self.shapes.representative_point() if self.is_area else self.shapes
        return pd.DataFrame({"x": inside.x, "y": inside.y}, index=self.shapes.index)


def ground_of(
    asked: pd.Index, known: pd.Index, regions: pd.DataFrame, boundaries: GeoDataFrame | None
) -> Ground:
    """All outlines there are; where none belongs to a known value, the points of the regions.

    Parameters
    ----------
    asked
        The codes of the regions that have a row.
    known
        Those of them that have a value.
    regions
        `region`, and `longitude` and `latitude` where there are any.
    boundaries
        Outlines with a column `region`, in degrees.

    Returns
    -------
    A `Ground`; without shapes where nothing has a place. Outlines have no corners that are finer
    than a dot of the printed map.
    """
    from geopandas import GeoSeries, points_from_xy

    if boundaries is not None:
        outlines = boundaries.set_index("region").geometry
        outlines = outlines[outlines.geom_type.isin(AREAS) & ~outlines.is_empty]
        if known.isin(outlines.index).any():
            return _without_the_unseen(_flat(outlines))
    columns = ["longitude", "latitude"]
    where = regions.drop_duplicates("region").set_index("region")
    where = where.reindex(index=asked.unique().sort_values(), columns=columns).dropna()
    points = GeoSeries(points_from_xy(*where.to_numpy("float64").T), where.index, crs=DEGREES)
    return Ground(points, 0.0, 0.0, (0, 0, 0, 0)) if points.empty else _flat(points)


def equal_area(bounds: Any) -> str:
    """An equal-area projection (Lambert azimuthal) centred on the bounds, in degrees."""
    west, south, east, north = bounds
    return f"+proj=laea +lat_0={(south + north) / 2:.1f} +lon_0={(west + east) / 2:.1f} +units=km"


def _flat(shapes: GeoSeries) -> Ground:
    """Shapes in degrees on the plane, what is far off in insets."""
    flat = shapes.to_crs(equal_area(_bounds(shapes)))
    part = _far_parts(flat.bounds.to_numpy())
    if not part.any():
        return _one_piece(flat, _bounds(shapes))
    body = shapes[part == 0]
    around = _bounds(body)
    whole = _one_piece(body.to_crs(equal_area(around)), around)
    return _with_insets(whole, shapes, part)


def _without_the_unseen(ground: Ground) -> Ground:
    """The same without corners finer than a dot; borders that neighbours share stay shared."""
    west, south, east, north = ground.bounds
    finest = FINEST * max(east - west, north - south)
    return replace(ground, shapes=ground.shapes.simplify_coverage(finest))


def _one_piece(flat: GeoSeries, degrees: tuple[float, ...]) -> Ground:
    west, south, east, north = degrees
    bounds = tuple(float(side) for side in flat.total_bounds)
    return Ground(flat, (south + north) / 2, (west + east) / 2, bounds)  # type: ignore[arg-type]


def _bounds(shapes: GeoSeries) -> tuple[float, ...]:
    """West, south, east, north in degrees; east beyond 180 where the shapes cross that line."""
    sides = shapes.bounds
    west, south, east, north = (float(side) for side in shapes.total_bounds)
    if east - west <= HALF_ROUND:
        return west, south, east, north
    starts, ends = sides["minx"].to_numpy(), sides["maxx"].to_numpy()
    is_across = ends - starts > HALF_ROUND  # drawn on both sides of the line
    low = np.where(is_across, HALF_ROUND, np.where(starts < 0, starts + FULL_ROUND, starts))
    high = np.where(is_across, HALF_ROUND, np.where(ends < 0, ends + FULL_ROUND, ends))
    if np.ptp([low.min(), high.max()]) >= east - west:
        return west, south, east, north
    return float(low.min()), south, float(high.max()), north


def _far_parts(boxes: np.ndarray) -> np.ndarray:
    """For each region 0 where it belongs to the rest, and the number of its inset otherwise."""
    nowhere = np.zeros(len(boxes), dtype=np.intp)
    extent = np.hypot(*(boxes[:, 2:].max(axis=0) - boxes[:, :2].min(axis=0)))
    if len(boxes) > MOST_REGIONS or extent < APART_KM:
        return nowhere
    gaps = _gaps(boxes, boxes)
    part = _connected(gaps <= APART_KM)
    is_body = part == np.bincount(part).argmax()
    rest = boxes[is_body]
    reach = APART_SHARE * np.hypot(*(rest[:, 2:].max(axis=0) - rest[:, :2].min(axis=0)))
    is_far = ~is_body
    # a part that is not far off against the size of the rest stays with it, as one part
    for number in np.unique(part[is_far]):
        if gaps[np.ix_(part == number, is_body)].min() <= reach:
            is_far &= part != number
    if not is_far.any() or is_far.mean() > FEW:
        return nowhere
    inset = _connected(gaps[np.ix_(is_far, is_far)] <= TOGETHER_KM) + 1
    if inset.max() > MOST_INSETS:
        return nowhere
    nowhere[is_far] = inset
    return nowhere


def _gaps(ones: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The distances between boxes; zero where they overlap."""
    across = [
        np.maximum(0, ones[:, None, side] - others[None, :, side + 2])
        + np.maximum(0, others[None, :, side] - ones[:, None, side + 2])
        for side in (0, 1)
    ]
    return np.asarray(np.hypot(*across))


def _connected(is_near: np.ndarray) -> np.ndarray:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    return np.asarray(connected_components(csr_array(is_near), directed=False)[1])


def _with_insets(whole: Ground, shapes: GeoSeries, part: np.ndarray) -> Ground:
    """Put each far-off part below the rest, side by side from the left."""
    pieces, frames = [whole.shapes], []
    west, south, east, _ = whole.bounds
    width = max(east - west, SMALLEST_KM)
    left, top, pad = west, south - 2 * PAD * width, PAD * width
    for number in range(1, int(part.max()) + 1):
        own = shapes[part == number]
        flat = own.to_crs(equal_area(_bounds(own))).set_crs(whole.shapes.crs, allow_override=True)
        x0, y0, x1, y1 = flat.total_bounds
        scale = SLOT * width / max(x1 - x0, y1 - y0, SMALLEST_KM)
        scale = 1.0 if scale > NEARLY_FITS else scale
        moved = flat.translate(-x0, -y1).scale(scale, scale, origin=(0, 0))
        moved = moved.translate(left + pad, top - pad)
        box = (left, top - 2 * pad - scale * (y1 - y0), left + 2 * pad + scale * (x1 - x0), top)
        pieces.append(moved)
        frames.append(Frame(box, scale, *_away(whole, own), tuple(map(str, own.index))))
        left = max(box[2], left + SLOT * width) + pad
    together = pd.concat(pieces).loc[shapes.index]
    return Ground(together, whole.latitude, whole.longitude, whole.bounds, tuple(frames))


def _away(whole: Ground, own: GeoSeries) -> tuple[float, str]:
    """How far a part is from the rest, and in which direction from its middle."""
    there = own.to_crs(whole.shapes.crs)
    gap = float(_gaps(there.bounds.to_numpy(), whole.shapes.bounds.to_numpy()).min())
    x, y = (there.total_bounds[:2] + there.total_bounds[2:]) / 2
    west, south, east, north = whole.bounds
    angle = math.atan2(y - (south + north) / 2, x - (west + east) / 2)
    return gap, WINDS[round(angle / (math.tau / len(WINDS))) % len(WINDS)]
