"""Which indicators go together, and which against one another: a matrix and its words."""

from __future__ import annotations

import textwrap

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from workbench.figures.labels import DARK, SMALL, shortened
from workbench.figures.numbers import listed
from workbench.figures.rows import NO_HEADING, headed
from workbench.figures.style import DIVERGING, EDGE, GREY, WIDTH, new_axes, say, styled

LONGEST_NAME = 36
LINE = 20  # characters of a dimension's name
INCHES_A_ROW = 0.3
FEW = 16  # up to here a field has room for its number
DARK_BELOW = 0.5  # the lightness of a field under which its digits are white
NAMED = 3
TEXT, DIGITS, SIGN = 8.5, 90.0, 6.0
STEPS = (-1.0, -0.5, 0.0, 0.5, 1.0)


def correlation_matrix(
    table: pd.DataFrame,
    *,
    dimensions: pd.Series | None = None,
    names: pd.Series | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw correlations of indicators as a matrix, with a triangle where they are negative.

    Parameters
    ----------
    table
        One row a pair of indicators: `indicator`, `other` and `correlation`, which may be missing.
        A pair need stand there once, in either order.
    dimensions
        The dimension of each indicator, by indicator: those of one dimension stand together, and
        a line parts them from the next.
    names
        What each indicator is called, by indicator.
    ax
        Axes to draw on; new ones by default.

    Notes
    -----
    Up to 16 indicators each field holds its number; with more the fields are too small, and
    colour and triangle speak alone.
    """
    with styled():
        matrix = _square(table, dimensions)
        size = len(matrix)
        height = 1.4 + min(INCHES_A_ROW * size, WIDTH)
        axes = ax or new_axes(WIDTH, height)
        if not matrix.notna().any(axis=None):
            return say(axes, "No matrix: no two indicators have a correlation.")
        _draw_fields(axes, matrix)
        called = [shortened(name, LONGEST_NAME) for name in _names(matrix.index, names)]
        places = np.arange(size) + 0.5
        axes.set_yticks(places, [f"{name}  {n}" for n, name in enumerate(called, 1)])
        axes.set_xticks(places, [str(n) for n in range(1, size + 1)])
        axes.set(xlim=(0, size), ylim=(size, 0))
        axes.xaxis.tick_top()
        axes.tick_params(length=0, labelsize=TEXT if size <= FEW else min(SMALL, 230 / size))
        axes.spines[:].set_visible(False)
        if dimensions is not None:
            _part(axes, [str(dimensions.get(code, NO_HEADING)) for code in matrix.index])
        _explain(axes)
        return axes


def _square(table: pd.DataFrame, dimensions: pd.Series | None) -> pd.DataFrame:
    """Indicators by indicators, empty on the diagonal, those of one dimension together."""
    codes = list(dict.fromkeys([*table["indicator"], *table["other"]]))
    if dimensions is not None:
        held = {code: dimensions.get(code, NO_HEADING) for code in codes}
        order = list(dict.fromkeys(held.values()))
        codes = sorted(codes, key=lambda code: order.index(held[code]))
    pairs = table[table["indicator"] != table["other"]]
    half = pairs.pivot_table("correlation", "indicator", "other", "first", dropna=False)
    return half.combine_first(half.T).reindex(index=codes, columns=codes)


def _names(codes: pd.Index, names: pd.Series | None) -> list[str]:
    return [str(code if names is None else names.get(code, code)) for code in codes]


def _draw_fields(axes: Axes, matrix: pd.DataFrame) -> None:
    """A field a pair, with its number where there is room and a triangle where it is negative."""
    values, size = matrix.to_numpy(), len(matrix)
    fields = PatchCollection(
        [Rectangle((column, row), 1, 1) for row in range(size) for column in range(size)],
        facecolors=[_colour(value) for value in values.ravel()],
        edgecolors=EDGE,
        linewidths=0.6 if size <= FEW else 0.2,
    )
    axes.add_collection(fields)
    if size <= FEW:
        for (row, column), value in np.ndenumerate(values):
            text = f"{value:.2f}" if np.isfinite(value) else "" if row == column else "–"
            middle = (column + 0.5, row + 0.56)
            font = {"color": _ink(value), "fontsize": min(TEXT, DIGITS / size)}
            axes.text(*middle, text, font, ha="center", va="center")
    rows, columns = np.nonzero(values < 0)
    corner = 0.14 if size <= FEW else 0.5  # above the digits, or in the middle where there are none
    colours = [_ink(value) for value in values[values < 0]]
    area = SIGN if size <= FEW else (110 / size) ** 2
    axes.scatter(columns + 0.5, rows + corner, s=area, c=colours, marker="v", linewidths=0)


def _colour(value: float) -> tuple[float, float, float, float]:
    if not np.isfinite(value):
        return (1.0, 1.0, 1.0, 1.0)
    return mpl.colormaps[DIVERGING]((value + 1) / 2)


def _ink(value: float) -> str:
    """White on dark fields, black on light ones."""
    red, green, blue, _ = _colour(value)
    return "white" if 0.3 * red + 0.59 * green + 0.11 * blue < DARK_BELOW else "black"


def _part(axes: Axes, held: list[str]) -> None:
    """Lines between dimensions, and the name of each at the right."""
    starts = [n for n, own in enumerate(held) if n == 0 or own != held[n - 1]]
    for start, end in zip(starts, [*starts[1:], len(held)], strict=True):
        if start:
            axes.axhline(start, color=DARK, linewidth=1.4)
            axes.axvline(start, color=DARK, linewidth=1.4)
        heading = textwrap.fill(shortened(headed(held[start])), LINE)
        axes.text(len(held) * 1.01, (start + end) / 2, heading, va="center", fontsize=SMALL + 1)


def _explain(axes: Axes) -> None:
    """What colours and triangle mean, below the matrix."""
    steps = [
        Patch(facecolor=_colour(step), edgecolor=GREY, linewidth=0.3, label=f"{step:g}")
        for step in STEPS
    ]
    sign = Line2D([], [], marker="v", color="black", linestyle="none", markersize=4,
                  label="negative")  # fmt: skip
    axes.legend(
        handles=[*steps, sign],
        loc="upper left",
        bbox_to_anchor=(0, -0.01),
        ncols=len(STEPS) + 1,
        columnspacing=1.2,
        handlelength=1.2,
    )


def correlations_in_words(table: pd.DataFrame, *, names: pd.Series | None = None) -> str:
    """What a matrix of correlations shows, for those who cannot see it."""
    pairs = table[table["indicator"] != table["other"]]
    known = pairs[pairs["correlation"].notna()].sort_values("correlation", kind="stable")
    if known.empty:
        return f"Empty matrix: none of {len(pairs)} pairs of indicators has a correlation."
    told = [
        f"{' and '.join(_names(pd.Index([row['indicator'], row['other']]), names))} "
        f"({row['correlation']:.2f})"
        for row in known.to_dict("records")
    ]
    absent = len(pairs) - len(known)
    return (
        f"Matrix of the correlations of {len({*pairs['indicator'], *pairs['other']})} indicators, "
        f"{len(known)} pairs, of which {int((known['correlation'] < 0).sum())} are negative. "
        f"Highest: {listed(told[::-1][:NAMED])}. Lowest: {listed(told[:NAMED])}."
        + (f" Pairs without a correlation: {absent}." if absent else "")
    )
