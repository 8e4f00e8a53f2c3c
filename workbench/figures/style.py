"""What do all drawings share: one palette, one font chain, one size.

Colours run from light to dark, so they keep their order in greyscale and for colour-blind
readers (cividis and its kin, Nuñez, Anderton and Renslow 2018).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure

SEQUENTIAL = "cividis_r"
DIVERGING = "PuOr"
POINT = "#2f5d8a"
LINE = "#b3501f"
GREY = "#8a8a8a"
NO_DATA = "#f2f2f2"
EDGE = "#ffffff"
WIDTH, HEIGHT = 7.2, 4.8
LINE_LENGTH = 70


@cache
def _fonts() -> list[str]:
    """The font chain: Latin first, then the shipped font with Chinese characters."""
    from workbench import fonts

    font_manager.fontManager.addfont(fonts.path())
    shipped = font_manager.FontProperties(fname=str(fonts.path())).get_name()
    return ["DejaVu Sans", shipped]


@contextmanager
def styled() -> Iterator[None]:
    """Draw inside this, and the drawing looks like the others; nothing global is changed."""
    settings: Any = {
        "font.family": _fonts(),
        "font.size": 9.5,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": 10.5,
        "legend.frameon": False,
        "legend.fontsize": 8.5,
        "text.parse_math": False,  # a dollar sign is a dollar sign
    }
    with mpl.rc_context(settings):
        yield


def new_axes(width: float = WIDTH, height: float = HEIGHT) -> Axes:
    """Axes on a figure of their own, outside pyplot, so nothing has to be closed."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure.add_subplot()


def say(axes: Axes, text: str) -> Axes:
    """Write in words why there is nothing to draw."""
    axes.set_axis_off()
    words = textwrap.fill(text, LINE_LENGTH)
    axes.text(0.5, 0.5, words, ha="center", va="center", transform=axes.transAxes)
    return axes
