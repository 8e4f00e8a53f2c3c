"""Which region is that, and how does it compare: a map whose regions can be asked on the page.

The page draws the same classes and colours as `region_map` from the numbers kept here, without
the network; the drawing itself stays for paper, for files and for notebooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from matplotlib.colors import to_hex

from workbench.figures._ground import Ground, ground_of
from workbench.figures._map_furniture import note_handles, notes_of
from workbench.figures.classes import CLASSES, Classes, classed
from workbench.figures.exhibit import METADATA, Bundle, FigureExhibit, fingerprint
from workbench.figures.maps import class_handles
from workbench.figures.numbers import shown

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries
    from matplotlib.patches import Patch

WIDTH, HEIGHT = 1600, 1200  # the frame of the map in its own units, about two to a pixel
FINEST = 1.2  # of these units: what of an outline nobody can see
LONGEST_NAME = 200
NO_CLASS = -1
FEWEST_CORNERS = 3


@dataclass(frozen=True)
class Place:
    """One region: its name, value and rank as text, its class, and its outline or its point.

    `outline` is drawn as an SVG path; where it is empty, `x` and `y` are a point.
    """

    name: str
    value: str
    rank: str
    number: int
    outline: str
    x: int
    y: int


@dataclass(frozen=True)
class MapPlaces:
    """What an interactive map draws: places from the lowest value to the highest.

    `classes` are colours with their words; `notes` say what no colour shows; `ranked` is how many
    regions have a rank; `insets` are boxes (x, y, width, height) with where they really lie.
    Without places the page shows the drawing, which says why.
    """

    label: str
    width: int
    height: int
    ranked: int = 0
    classes: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    insets: tuple[tuple[int, int, int, int, str], ...] = ()
    places: tuple[Place, ...] = ()

    def fingerprint(self) -> str:
        """A short hash of what the map shows: names, values, ranks and classes, not outlines."""
        rows = [(p.name, p.value, p.rank, p.number) for p in self.places]
        return fingerprint(pd.DataFrame(rows, columns=["name", "value", "rank", self.label]))


@dataclass(frozen=True, repr=False)
class InteractiveMap(FigureExhibit):
    """A map whose regions tell name, value and rank on the page; elsewhere its drawing.

    Parameters
    ----------
    drawing, name, caption, alt, units, source, data, answers
        As for any figure; `drawing` is a `region_map` of the same values.
    places
        What `map_places` makes of these values.

    Examples
    --------
    >>> from workbench.figures import map_data, map_in_words, region_map
    >>> regions = pd.DataFrame(
    ...     {"region": ["A", "B"], "name": ["Ayr", "Bo"], "longitude": [1, 2], "latitude": [5, 6]}
    ... )
    >>> density = pd.Series({"A": 4.0, "B": 9.0})
    >>> InteractiveMap(  # doctest: +ELLIPSIS
    ...     region_map(density, regions, label="firms per km²"),
    ...     name="map",
    ...     caption="Where it is dense.",
    ...     alt=map_in_words(density, regions, "firms per km²"),
    ...     units="firms per km²",
    ...     source="a toy",
    ...     data=map_data(density, regions, "density"),
    ...     places=map_places(density, regions, label="firms per km²"),
    ... )
    Figure: Where it is dense.
    Map of firms per km² in 2 regions, from 4 to 9. Highest in Bo and Ayr; lowest in Ayr and Bo.
    data 2 rows × 3 columns, fingerprint ...; drawing ...; places 39161f1233d5
    """

    places: MapPlaces = field(kw_only=True)

    def __repr__(self) -> str:
        return f"{super().__repr__()}; places {self.places.fingerprint()}"

    def _repr_mimebundle_(self, **more: Any) -> Bundle:
        data, metadata = super()._repr_mimebundle_(**more)
        metadata[METADATA]["map"] = asdict(self.places)
        return data, metadata


def map_places(
    values: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    diverging: bool = False,
    classes: int = CLASSES,
) -> MapPlaces:
    """What an interactive map draws of one value a region; the arguments of `region_map`.

    Parameters
    ----------
    values
        Numbers indexed by region code; missing ones are drawn as "no data" and have no rank.
    regions
        `region` and `name`, and `longitude` and `latitude` where there are points to draw.
    boundaries
        Outlines with a column `region`, in degrees. They are simplified to what can be seen, with
        the borders that neighbours share kept together.
    label
        What the values are, with their unit.
    diverging
        Classes around zero, for residuals and changes.
    classes
        How many classes.

    Returns
    -------
    The places with their ranks: 1 is the highest, equal values share one. Empty where no region
    has both a value and a place.
    """
    known = values.dropna().astype("float64").sort_values(kind="stable")
    empty = MapPlaces(label, WIDTH, HEIGHT)
    if known.empty:
        return empty
    ground = ground_of(values.index, known.index, regions, boundaries)
    placed = known[known.index.isin(ground.shapes.index)]
    if placed.empty:
        return empty
    found = classed(placed, classes, diverging=diverging)
    names = regions.drop_duplicates("region").set_index("region")["name"].dropna()
    paper = _paper(ground)
    notes = note_handles(notes_of(known.index, ground))
    return MapPlaces(
        label,
        WIDTH,
        paper.height,
        len(known),
        tuple(
            (to_hex(h.get_facecolor()), str(h.get_label()))
            for h in cast("list[Patch]", class_handles(placed, found))
        ),
        tuple(str(handle.get_label()) for handle in notes),
        tuple((*paper.box(frame.box), frame.words) for frame in ground.frames),
        tuple(_places(paper.of(ground), known, placed, found, names)),
    )


@dataclass(frozen=True)
class _Paper:
    """How kilometres become the units of the frame: y runs downwards, one scale both ways."""

    scale: float
    left: float
    top: float
    height: int

    def of(self, ground: Ground) -> GeoSeries:
        """The shapes on the paper, without what nobody can see."""
        flat = ground.shapes.affine_transform([self.scale, 0, 0, -self.scale, self.left, self.top])
        return flat.simplify_coverage(FINEST) if ground.is_area else flat

    def box(self, sides: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
        """A box of west, south, east and north as x, y, width and height."""
        west, south, east, north = sides
        x, y = self.scale * west + self.left, self.top - self.scale * north
        return (
            round(x),
            round(y),
            round(self.scale * (east - west)),
            round(self.scale * (north - south)),
        )


def _paper(ground: Ground) -> _Paper:
    boxes = np.array([ground.shapes.total_bounds, *(frame.box for frame in ground.frames)])
    (west, south), (east, north) = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    if west == east and south == north:  # a single point, in the middle
        return _Paper(1.0, WIDTH / 2 - west, HEIGHT / 4 + south, HEIGHT // 2)
    scale = min(WIDTH / max(east - west, 1e-9), HEIGHT / max(north - south, 1e-9))
    margin = (WIDTH - scale * (east - west)) / 2
    return _Paper(
        scale, margin - scale * west, scale * north, max(round(scale * (north - south)), 1)
    )


def _places(
    flat: GeoSeries, known: pd.Series, placed: pd.Series, found: Classes, names: pd.Series
) -> Iterator[Place]:
    """Regions without data first, then from the lowest to the highest, which lies on top."""
    ranks = known.rank(ascending=False, method="min").astype("int64").to_dict()
    numbers = dict(zip(placed.index, found.of(placed).tolist(), strict=True))
    values, called = placed.to_dict(), names.to_dict()
    blank = flat.index[~flat.index.isin(placed.index)].sort_values()
    ordered = flat.loc[[*blank, *placed.index]]
    middles = ordered.representative_point()
    for code, shape, middle in zip(ordered.index, ordered, middles, strict=True):
        is_known = code in values
        yield Place(
            name=str(called.get(code, code))[:LONGEST_NAME],
            value=shown(values[code]) if is_known else "no data",
            rank=str(ranks[code]) if is_known else "",
            number=numbers.get(code, NO_CLASS),
            outline="" if shape.geom_type == "Point" else _outline(shape),
            x=round(middle.x),
            y=round(middle.y),
        )


def _outline(shape: Any) -> str:
    """A polygon as an SVG path in whole units; rings too small to be seen are left out."""
    rings = [
        ring
        for part in getattr(shape, "geoms", [shape])
        for ring in (part.exterior, *part.interiors)
    ]
    return "".join(filter(None, (_ring(np.asarray(ring.coords)[:, :2]) for ring in rings)))


def _ring(corners: np.ndarray) -> str:
    whole = np.rint(corners).astype("int64")
    steps = np.diff(whole, axis=0)
    steps = steps[np.any(steps != 0, axis=1)]
    if len(steps) < FEWEST_CORNERS:
        return ""
    # a sign parts two numbers as a comma would; the last step closes the ring, as z does
    lines = "".join(f"{x:+d}{y:+d}" for x, y in steps[:-1])
    return f"M{whole[0][0]} {whole[0][1]}l{lines}z"
