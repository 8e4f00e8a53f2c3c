"""Regions to draw: squares in a row, and what a drawing shows of them."""

from __future__ import annotations

import geopandas
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from shapely.geometry import box


def row_of_squares(count: int = 12) -> tuple[geopandas.GeoDataFrame, pd.DataFrame]:
    """Outlines of squares in a row, and the table of their regions with points."""
    codes = [f"{i:03}" for i in range(count)]
    outlines = geopandas.GeoDataFrame(
        {"region": codes},
        geometry=[box(110 + i, 30, 111 + i, 31) for i in range(count)],
        crs="EPSG:4326",
    )
    regions = pd.DataFrame(
        {
            "region": codes,
            "name": [f"Place {i}" for i in range(count)],
            "longitude": np.arange(count) + 110.5,
            "latitude": 30.5,
        }
    )
    return outlines, regions


def rendered(axes: Axes) -> Figure:
    """The figure of some axes after it has been drawn: errors in drawing come up here."""
    figure = axes.get_figure(root=True)
    figure.draw_without_rendering()
    return figure


def legend_of(axes: Axes) -> list[str]:
    """The entries of a legend."""
    legend = axes.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def said(axes: Axes) -> str:
    """What is written inside the axes, as one line."""
    return " ".join(" ".join(text.get_text().split()) for text in axes.texts)
