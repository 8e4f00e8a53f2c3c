"""How far do several rules name the same things: a matrix of shares, and its words."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from workbench.figures.labels import shortened
from workbench.figures.numbers import listed
from workbench.figures.style import EDGE, SEQUENTIAL, WIDTH, new_axes, say, styled

LONGEST_NAME = 34
INCHES_A_ROW = 0.42
DARK = 0.55  # shares from here on have a dark field and light digits


def overlap_matrix(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw shares of overlap between things as a matrix, dark where they agree.

    Parameters
    ----------
    table
        Square, the same names on both sides; shares from 0 to 1, empty where two things cannot
        be compared.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        size = len(table)
        axes = ax or new_axes(WIDTH, 1.9 + INCHES_A_ROW * size)
        if table.empty:
            return say(axes, "No matrix: there is nothing to compare.")
        shares = table.to_numpy(dtype=float)
        colours = mpl.colormaps[SEQUENTIAL]
        fields = PatchCollection(
            [Rectangle((c, r), 1, 1) for r in range(size) for c in range(size)],
            facecolors=[colours(s) if np.isfinite(s) else (1, 1, 1, 1) for s in shares.ravel()],
            edgecolors=EDGE,
        )
        axes.add_collection(fields)
        for (row, column), share in np.ndenumerate(shares):
            text = f"{share:.2f}" if np.isfinite(share) else "–"
            colour = "white" if share >= DARK else "black"
            axes.text(column + 0.5, row + 0.5, text, ha="center", va="center", color=colour)
        names = [shortened(str(name).replace("_", " "), LONGEST_NAME) for name in table.index]
        places = np.arange(size) + 0.5
        axes.set_yticks(places, [f"{name}  {n}" for n, name in enumerate(names, start=1)])
        axes.set_xticks(places, [str(n) for n in range(1, size + 1)])
        axes.set(xlim=(0, size), ylim=(size, 0))
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        return axes


def overlap_in_words(table: pd.DataFrame) -> str:
    """What a matrix of overlaps shows, for those who cannot see it."""
    shares = table.to_numpy(dtype=float)
    above = np.triu(np.isfinite(shares), 1)
    if not above.any():
        return f"Empty matrix of {len(table)} rules: no two of them can be compared."
    pairs = np.argwhere(above)
    ordered = pairs[np.argsort(-shares[above], kind="stable")]
    most, least = (_pair(table, *ordered[place]) for place in (0, -1))
    names = [str(name).replace("_", " ") for name in table.index]
    return (
        f"Matrix of the overlap of {len(table)} rules, 0 to 1: {listed(names)}. "
        f"Most alike: {most}. Least alike: {least}. "
        f"Half of the {len(pairs)} pairs overlap by {np.median(shares[above]):.2f} or more."
    )


def _pair(table: pd.DataFrame, row: int, column: int) -> str:
    first, second = (str(table.index[n]).replace("_", " ") for n in (row, column))
    return f"{first} and {second} ({float(table.to_numpy()[row, column]):.2f})"
