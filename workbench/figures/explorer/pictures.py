"""What do the map and the scatter of a state look like, and where in them is each region.

A picture is an image with the places of its regions in the same coordinates, so that shapes to
click and marks of what is chosen lie over it without drawing it again.
"""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from workbench.figures._ground import Ground, ground_of
from workbench.figures.charts import Scale, labelled_scatter, scatter_in_words
from workbench.figures.explorer.answers import line_of, panel_of, term_of
from workbench.figures.explorer.state import region_label, study_of
from workbench.figures.maps import map_in_words, region_map
from workbench.figures.style import LINE, styled
from workbench.models import by_region, is_logarithmic, label_of, names_of

WIDTH, HEIGHT = 640, 440  # of a picture, in its own pixels
DPI, SHARPER = 100, 1.5
MAP_FRAME, SCATTER_FRAME = (0.01, 0.02, 0.70, 0.96), (0.13, 0.13, 0.84, 0.83)
REACH = 6  # how near a click must be to a region that is a point
MARK = 9
MOST_MARKS = 200
KEPT = 24
DEPENDS = ("study", "outcome", "measure", "rule", "year")  # what pictures depend on
# Passes a click on a region on to the box that regions are chosen in; the same for every page.
CHOOSE = (
    "const shape = event.target.closest('[data-region]');"
    "const page = this.closest('.workbench-explorer');"
    "const box = page && page.querySelector('.workbench-region input');"
    "if (shape && box) { box.value = shape.dataset.label;"
    " box.dispatchEvent(new Event('change', {bubbles: true})); }"
)


@dataclass(frozen=True)
class Picture:
    """An image, what it shows in words, and where: `spots` has region, label, x and y in pixels.

    `outlines` are paths by region where regions are areas.
    """

    image: str
    words: str
    spots: pd.DataFrame
    outlines: Mapping[str, str]

    def base(self) -> str:
        """The image as SVG, with words for those who cannot see it."""
        return (
            f'<svg {_frame("picture")} role="img" aria-label="{_safe(self.words)}">'
            f'<image width="{WIDTH}" height="{HEIGHT}" href="{self.image}"/></svg>'
        )

    def shapes(self) -> str:
        """A shape a region to click on, as SVG."""
        drawn = "".join(self._shape(*row) for row in self.spots.itertuples(index=False))
        return f'<svg {_frame("shapes")} aria-hidden="true" onclick="{_safe(CHOOSE)}">{drawn}</svg>'

    def marks(self, region: str) -> str:
        """Rings around the region that is chosen, with its name, as SVG; empty where none is."""
        own = self.spots[self.spots["region"] == region].head(MOST_MARKS)
        if own.empty:
            return ""
        rings = "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{MARK}"/>' for x, y in own[["x", "y"]].to_numpy()
        )
        first = own.sort_values("y", kind="stable").iloc[0]
        is_right = first["x"] > WIDTH / 2
        side, anchor = (-1, "end") if is_right else (1, "start")
        place = f'x="{first["x"] + side * (MARK + 3):.1f}" y="{max(first["y"] - MARK, 14):.1f}"'
        name = f'<text {place} text-anchor="{anchor}">{_safe(first["label"])}</text>'
        return f'<svg {_frame("marks")} data-marked="{_safe(region)}">{rings}{name}</svg>'

    def _shape(self, region: str, label: str, x: float, y: float) -> str:
        facts = f'data-region="{_safe(region)}" data-label="{_safe(label)}"'
        title = f"<title>{_safe(label)}</title>"
        if outline := self.outlines.get(region):
            return f'<path {facts} d="{outline}">{title}</path>'
        return f'<circle {facts} cx="{x:.1f}" cy="{y:.1f}" r="{REACH}">{title}</circle>'


def map_of(state: Mapping[str, Any]) -> Picture:
    """The map of what explains: the measure, or the clusters of a rule.

    Raises
    ------
    WorkbenchError
        As `panel` and `rule` do.
    """
    return _map(*(state[name] for name in DEPENDS))


def scatter_of(state: Mapping[str, Any]) -> Picture:
    """The outcome against the measure, with the line of the two alone; a rule's clusters ringed.

    Raises
    ------
    WorkbenchError
        As `panel`, `rule` and `fit` do.
    """
    return _scatter(*(state[name] for name in DEPENDS))


@lru_cache(maxsize=KEPT)
def _map(*chosen: Any) -> Picture:
    state = _bare(chosen)
    panel, study = panel_of(state), study_of(state["study"])
    term = term_of(state, panel)
    is_counted = term != state["measure"]
    label = f"clusters ({state['rule'].replace('_', ' ')})" if is_counted else label_of(panel, term)
    found = panel.groupby("region")[term].sum(min_count=1) if is_counted else by_region(panel, term)
    values = found.reindex(_regions(state["study"]))
    axes = _axes(MAP_FRAME)
    region_map(values, study.regions, study.boundaries, label=label, ax=axes)
    axes.apply_aspect()
    ground = _ground(state["study"], tuple(values.dropna().index))
    words = map_in_words(values, study.regions, label)
    return Picture(_png(axes), words, *_placed(axes, ground, study.regions))


@lru_cache(maxsize=KEPT)
def _scatter(*chosen: Any) -> Picture:
    state = _bare(chosen)
    panel, study = panel_of(state), study_of(state["study"])
    x, y = (
        Scale(state[name], label_of(panel, state[name]), is_logarithmic(panel, state[name]))
        for name in ("measure", "outcome")
    )
    found = line_of(state)
    used = panel.assign(place=names_of(panel)).loc[found.residuals.index]
    slope = float(found.term(x.column)["estimate"])
    line = float(found.coefficients["estimate"]["constant"]), slope
    axes = _axes(SCATTER_FRAME)
    labelled_scatter(used, x, y, names="place", line=line, ax=axes)
    if state["rule"]:
        _ring(axes, used[used[term_of(state, panel)] > 0], x, y)
    at = _pixels(axes, used[[x.column, y.column]].to_numpy("float64"))
    spots = _spots(used["region"], at, study.regions)
    return Picture(_png(axes), scatter_in_words(used, x, y, names="place"), spots, {})


def _bare(chosen: tuple[Any, ...]) -> dict[str, Any]:
    """What pictures depend on as a state of its own."""
    return dict(zip(DEPENDS, chosen, strict=True)) | {"controls": [], "fixed_effects": []}


def _ring(axes: Axes, clusters: pd.DataFrame, x: Scale, y: Scale) -> None:
    axes.plot(
        clusters[x.column],
        clusters[y.column],
        "o",
        markerfacecolor="none",
        markeredgecolor=LINE,
        markersize=4,
        markeredgewidth=0.6,
        rasterized=True,
    )


def _axes(frame: tuple[float, float, float, float]) -> Axes:
    """Axes at a fixed place of a picture, so that a region is where it was in the last one."""
    with styled():
        figure = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI)
        FigureCanvasAgg(figure)  # else each size of a text that is asked for makes a canvas
        return figure.add_axes(frame)


def _png(axes: Axes) -> str:
    buffer = io.BytesIO()
    with styled():
        figure = cast(Figure, axes.get_figure(root=True))
        figure.savefig(buffer, format="png", dpi=DPI * SHARPER, metadata={"Software": None})
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


@lru_cache(maxsize=8)
def _ground(study: str, known: tuple[str, ...]) -> Ground:
    """Where the map puts the regions of a study of which those known have a value."""
    found = study_of(study)
    return ground_of(_regions(study), pd.Index(known), found.regions, found.boundaries)


def _regions(study: str) -> pd.Index:
    codes = study_of(study).regions["region"].drop_duplicates()
    return cast(pd.Index, pd.Index(codes, name="region"))


def _placed(
    axes: Axes, ground: Ground, regions: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Where in the picture each region is, and its outline where it is an area."""
    if ground.shapes.empty:
        return _spots(pd.Series(dtype="object"), np.empty((0, 2)), regions), {}
    middles = ground.spots()
    spots = _spots(pd.Series(middles.index), _pixels(axes, middles.to_numpy()), regions)
    shapes = ground.shapes.items() if ground.is_area else ()
    return spots, {str(code): _outline(axes, shape) for code, shape in shapes}


def _outline(axes: Axes, shape: Any) -> str:
    """The outer rings of an area, to a tenth of a pixel."""
    rings = [
        _pixels(axes, np.asarray(part.exterior.coords)[:, :2])
        for part in getattr(shape, "geoms", [shape])
    ]
    return "".join(f"M{' '.join(f'{x:.1f},{y:.1f}' for x, y in _thinned(ring))}Z" for ring in rings)


def _thinned(ring: np.ndarray) -> np.ndarray:
    """A ring without the corners that lie within half a pixel of the one before."""
    rough = np.round(ring * 2)
    return np.asarray(ring[np.append(True, (np.diff(rough, axis=0) != 0).any(axis=1))])


def _pixels(axes: Axes, places: np.ndarray) -> np.ndarray:
    """Places of the data as pixels of the picture, counted from its upper left corner."""
    at = axes.transData.transform(places) if len(places) else places
    return np.column_stack([at[:, 0], HEIGHT - at[:, 1]])


def _spots(region: pd.Series, at: np.ndarray, regions: pd.DataFrame) -> pd.DataFrame:
    pairs = regions[["region", "name"]].astype("object").to_numpy()
    labels = {code: region_label(code, name) for code, name in pairs}
    codes = region.astype("object").to_list()
    told = [labels.get(code, str(code)) for code in codes]
    return pd.DataFrame({"region": codes, "label": told, "x": at[:, 0], "y": at[:, 1]})


def _frame(kind: str) -> str:
    return (
        f'class="workbench-{kind}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'xmlns="http://www.w3.org/2000/svg"'
    )


def _safe(text: object) -> str:
    return html.escape(str(text), quote=True)
