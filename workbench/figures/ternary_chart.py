"""How does a whole divide into three: a triangle with a point for each row, and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from workbench.figures._drawable import (
    SERIES,
    counted,
    drawable,
    named,
    not_drawn,
    short,
)
from workbench.figures.labels import DARK, SMALL, place_labels
from workbench.figures.numbers import listed
from workbench.figures.style import POINT, new_axes, say, styled

WIDTH, HEIGHT = 6.4, 5.8
TOP = float(np.sqrt(3) / 2)
PALE = "#c4ccd6"
STEPS = (0.2, 0.4, 0.6, 0.8)
MANY = 600
LABELS = 10
LONGEST = 36
LONGEST_GROUP = 14  # beside the upper corner and its name
APART = 0.03
LOWER_LEFT, LOWER_RIGHT = (-0.13, -0.07), (1.13, -0.07)
FEW = len(SERIES)
OTHERS = "others"


@dataclass(frozen=True)
class Parts:
    """The three parts of a whole: their columns, and what the corners are called.

    The first is at the top, the second at the lower left, the third at the lower right.
    """

    columns: tuple[str, str, str]
    labels: tuple[str, str, str]


def ternary_points(data: pd.DataFrame, parts: Parts) -> pd.DataFrame:
    """The rows that divide into three, with the shares in place of amounts, and their places.

    Parameters
    ----------
    data
        One row a whole, with three columns of amounts, 0 or more; they need not add up to 1.
    parts
        Which columns.

    Returns
    -------
    The columns of `data`, those of the parts as shares that add up to 1, and `x` and `y` in a
    triangle with sides of length 1. Rows whose parts are missing, negative, not finite or all
    zero are left out.

    Examples
    --------
    >>> toy = pd.DataFrame({"a": [2.0, 1.0], "b": [0.0, 1.0], "c": [0.0, 2.0]})
    >>> ternary_points(toy, Parts(("a", "b", "c"), ("A", "B", "C"))).round(3)
          a     b    c      x      y
    0  1.00  0.00  0.0  0.500  0.866
    1  0.25  0.25  0.5  0.625  0.217
    """
    columns = list(parts.columns)
    rows = drawable(data, columns, lowest=0)
    whole = rows[columns].sum(axis=1)
    rows = rows[whole > 0].reset_index(drop=True)
    shares = rows[columns].div(rows[columns].sum(axis=1), axis=0)
    first, _, third = (shares[column] for column in columns)
    return rows.assign(**shares, x=third + first / 2, y=first * TOP)


def ternary_chart(
    data: pd.DataFrame,
    parts: Parts,
    *,
    names: str | None = None,
    groups: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw how each row divides into three parts, nearer to a corner the larger that part.

    Parameters
    ----------
    data, parts
        As for `ternary_points`.
    names
        Column of names; those farthest from the mean are named, as far as names do not collide.
    groups
        Column of groups, each with a shade and a shape; beyond the four largest they are
        "others".
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        points = ternary_points(data, parts)
        if points.empty:
            return say(axes, f"No triangle: no row has {listed(short(parts.labels))}.")
        _draw_triangle(axes, parts)
        _draw_points(axes, points, groups)
        mean = points[["x", "y"]].mean()
        star: dict[str, Any] = {"markersize": 14, "color": "white", "markeredgecolor": "black"}
        axes.plot(mean["x"], mean["y"], "*", label="mean", zorder=4, **star)
        axes.legend(loc="upper right", borderaxespad=0, markerscale=1.3)
        lost = not_drawn(len(data) - len(points), "without three parts")
        axes.text(0.5, -0.16, lost, ha="center", va="top", fontsize=SMALL + 1, color=DARK)
        if names is not None:
            away = (points[["x", "y"]] - mean).pow(2).sum(axis=1)
            far = points.loc[away.sort_values(ascending=False, kind="stable").index[:LABELS]]
            spots = list(zip(far["x"], far["y"], strict=True))
            place_labels(axes, spots, short(far[names]), tries=4)
        return axes


def _draw_triangle(axes: Axes, parts: Parts) -> None:
    """Sides, a grid at every fifth with its shares, and the names of the corners."""
    axes.set_axis_off()
    axes.set(aspect="equal", xlim=(-0.14, 1.14), ylim=(-0.2, TOP + 0.1))
    sides = np.array([[0.5, TOP], [0, 0], [1, 0], [0.5, TOP]])
    axes.plot(*sides.T, color=DARK, linewidth=1)
    top, left, right = sides[:3]
    grid = []
    for share in STEPS:
        for corner, one, other in ((top, left, right), (left, right, top), (right, top, left)):
            ends = [share * corner + (1 - share) * end for end in (one, other)]
            grid.append(ends)
            # beside the side that runs from this corner against the clock
            out = ends[0] + APART * (ends[0] - ends[1]) / np.linalg.norm(ends[0] - ends[1])
            axes.text(
                out[0], out[1], f"{share:.0%}", ha="center", va="center", fontsize=SMALL, color=DARK
            )
    axes.add_collection(LineCollection(grid, colors=PALE, linewidths=0.6, zorder=0))
    for (x, y), label in zip(
        ((0.5, TOP + 0.03), LOWER_LEFT, LOWER_RIGHT), parts.labels, strict=True
    ):
        is_top = y > 0
        axes.text(
            x,
            y,
            short([label], LONGEST)[0],
            ha="center" if is_top else "left" if x < 0 else "right",
            va="bottom" if is_top else "top",
        )


def _draw_points(axes: Axes, points: pd.DataFrame, groups: str | None) -> None:
    """A mark for each row; groups differ by shade and by shape."""
    is_crowded = len(points) > MANY
    look: dict[str, Any] = {
        "linestyle": "",
        "markersize": 2.2 if is_crowded else 4.5,
        "alpha": 0.5 if is_crowded else 0.8,
        "markeredgewidth": 0,
    }
    if groups is None:
        label = counted(len(points))
        axes.plot(points["x"], points["y"], marker="o", color=POINT, label=label, **look)
        return
    group = pd.Series(named(points[groups]), points.index)
    largest = list(group.value_counts().index[:FEW])
    marks = [
        (name, own["marker"], own["color"]) for own, name in zip(SERIES, largest, strict=False)
    ]
    others = OTHERS if len(largest) < group.nunique() else None
    for name, marker, colour in [*marks, *([(others, ".", PALE)] if others else [])]:
        own = points[group == name] if name in largest else points[~group.isin(largest)]
        label = f"{short([name], LONGEST_GROUP)[0]} ({len(own):,})"
        axes.plot(own["x"], own["y"], marker=marker, color=colour, label=label, **look)


def ternary_in_words(data: pd.DataFrame, parts: Parts, *, names: str | None = None) -> str:
    """What the triangle shows, for those who cannot see it."""
    points = ternary_points(data, parts)
    if points.empty:
        return f"Empty chart: no row has {listed(named(parts.labels))}."
    shares = points[list(parts.columns)]
    largest = shares.to_numpy().argmax(axis=1)
    told = [
        f"{label}: {shares[column].mean():.0%} on average, the largest part of "
        f"{int((largest == place).sum()):,}"
        for place, (column, label) in enumerate(zip(parts.columns, parts.labels, strict=True))
    ]
    one = int(shares.max(axis=1).to_numpy().argmax())
    who = "" if names is None else f"{named([points[names].iloc[one]])[0]} "
    sided = f" Most one-sided: {who}({shares.iloc[one].max():.0%})."
    lost = not_drawn(len(data) - len(points), "without three parts")
    return (
        f"Triangle of {counted(len(points))} by three shares. {'; '.join(told)}.{sided}"
        f"{f' {lost}.' if lost else ''}"
    )
