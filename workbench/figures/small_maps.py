"""How does a map change from year to year: small maps side by side with one scale of classes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbench.figures._ground import Ground, ground_of
from workbench.figures._map_furniture import (
    NO_DATA_LABEL,
    NOT_ON_MAP,
    draw_frames,
    legend_beside,
    note_handles,
    notes_of,
)
from workbench.figures.classes import CLASSES, Classes, classed
from workbench.figures.labels import shortened
from workbench.figures.maps import class_handles, draw_classes
from workbench.figures.numbers import shown
from workbench.figures.style import WIDTH, say, styled

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MOST = 9
WIDEST = 3
PANEL_HEIGHT = 2.4  # inches
LEGEND_SHARE = 0.55
LOW = 1.0
SMALL_DOTS = 0.4


def small_maps(
    values: pd.DataFrame,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    diverging: bool = False,
    classes: int = CLASSES,
) -> Figure:
    """Draw one small map a column, all with the same classes, so that colours can be compared.

    Parameters
    ----------
    values
        Numbers indexed by region code, a column a year, in the order of drawing.
    regions, boundaries, label, diverging, classes
        As for `region_map`; the limits of the classes are those of all years together.

    Returns
    -------
    A figure. Of more than nine columns nine are drawn, evenly spread with the first and the
    last, and the legend says so. Each title counts the regions without data.
    """
    known = values.astype("float64").dropna(how="all")
    with styled():
        if known.empty:
            return _words(f"No maps: {label} has no value in any region and year.")
        ground = ground_of(values.index, known.index, regions, boundaries)
        placed = known[known.index.isin(ground.shapes.index)]
        if placed.empty:
            return _words(f"No maps of {label}: the study has no outlines and no coordinates.")
        pooled = pd.concat([placed[year] for year in placed]).dropna()
        found = classed(pooled, classes, diverging=diverging)
        years = _chosen(list(placed.columns))
        figure, panels, beside = _grid(len(years))
        for axes, year in zip(panels, years, strict=True):
            _panel(axes, ground, placed[year].dropna(), found, str(year))
        notes = note_handles(_notes(known, placed[years], ground))
        handles = [*class_handles(pooled, found, is_counted=False, is_area=ground.is_area), *notes]
        legend_beside(beside, handles, label, bbox_to_anchor=(0.0, 0.5))
        return figure


def small_maps_in_words(values: pd.DataFrame, regions: pd.DataFrame, label: str) -> str:
    """What the small maps show, for those who cannot see them: the middle and top of each year."""
    known = values.astype("float64").dropna(how="all")
    if known.empty:
        return f"Empty maps: {label} has no value in any of {len(values)} regions."
    names = regions.drop_duplicates("region").set_index("region")["name"].dropna()
    parts = []
    for year in _chosen(list(known.columns)):
        own = known[year].dropna().sort_index()
        if own.empty:
            parts.append(f"{year}: no data")
            continue
        top = shortened(str(names.get(own.idxmax(), own.idxmax())))
        parts.append(
            f"{year}: median {shown(own.median())} of {len(own)} regions, highest {top} with "
            f"{shown(own.max())}"
        )
    return f"Small maps of {label}, with one scale of classes. {'; '.join(parts)}."


def _words(text: str) -> Figure:
    figure = Figure(figsize=(WIDTH, LOW), layout="constrained")
    say(figure.add_subplot(), text)
    return figure


def _chosen(columns: list[Any]) -> list[Any]:
    """All columns, or nine spread evenly over them."""
    if len(columns) <= MOST:
        return columns
    return [columns[round(place)] for place in np.linspace(0, len(columns) - 1, MOST)]


def _grid(count: int) -> tuple[Figure, list[Axes], Axes]:
    """A figure with panels, and axes beside them for the legend."""
    n_wide = min(count, WIDEST)
    n_high = math.ceil(count / n_wide)
    figure = Figure(figsize=(WIDTH, PANEL_HEIGHT * n_high), layout="constrained")
    widths = [1.0] * n_wide + [LEGEND_SHARE]
    grid = figure.add_gridspec(n_high, n_wide + 1, width_ratios=widths)
    panels = [figure.add_subplot(grid[i // n_wide, i % n_wide]) for i in range(count)]
    beside = figure.add_subplot(grid[:, -1])
    for axes in (*panels, beside):
        axes.set_axis_off()
    return figure, panels, beside


def _panel(axes: Axes, ground: Ground, placed: pd.Series, found: Classes, title: str) -> None:
    draw_classes(axes, ground, placed, found, dots=SMALL_DOTS)
    absent = len(ground.shapes) - len(placed)
    axes.set_title(f"{title} ({absent:,} no data)" if absent else title)
    draw_frames(axes, ground)
    axes.set_aspect("equal", adjustable="datalim")  # the legend keeps its place, and is not cut
    axes.autoscale_view()


def _notes(known: pd.DataFrame, drawn: pd.DataFrame, ground: Ground) -> dict[str, int]:
    """What the legend must say beside the classes."""
    complete = int(drawn.notna().all(axis=1).sum())
    return {
        f"{NO_DATA_LABEL} in some map": len(ground.shapes) - complete,
        NOT_ON_MAP: notes_of(known.index, ground)[NOT_ON_MAP],
        f"more maps, of {known.shape[1]}": known.shape[1] - drawn.shape[1],
    }
