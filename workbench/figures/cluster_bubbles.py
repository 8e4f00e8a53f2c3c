"""Which clusters are specialised, growing and large: bubbles in four named quadrants."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from workbench.figures._drawable import drawable, named, not_drawn, short, with_note
from workbench.figures.charts import Scale, format_axis
from workbench.figures.labels import DARK, SMALL, place_labels
from workbench.figures.numbers import listed, shown
from workbench.figures.rows import GAIN, LOSS
from workbench.figures.style import EDGE, GREY, WIDTH, new_axes, say, styled

HEIGHT = 5.2
# From the upper right against the clock.
QUADRANTS = (
    "specialised, growing",
    "not specialised, growing",
    "not specialised, shrinking",
    "specialised, shrinking",
)
CENTRE = (1.0, 0.0)
LARGEST, SMALLEST = 900.0, 3.0  # areas in square points
ALL_TOGETHER = 30_000.0  # of the 180,000 square points that a drawing has
LABELS = 14
NAMED = 3
LEGEND_SIZE = 8.5
BELOW, LINE_OF_TEXT = 0.35, 0.7  # of a legend's letters, as matplotlib.legend has them
LONGEST = 40
ROOM = 0.14  # at all sides, for the names of the quadrants, as a share
CORNERS = ((0.99, 0.985), (0.01, 0.985), (0.01, 0.015), (0.99, 0.015))


def bubble_table(
    data: pd.DataFrame,
    x: Scale,
    y: Scale,
    size: Scale,
    *,
    names: str,
    centre: tuple[float, float] = CENTRE,
    quadrants: tuple[str, str, str, str] = QUADRANTS,
) -> pd.DataFrame:
    """The clusters that have a place on the drawing, largest first, each with its quadrant.

    Parameters
    ----------
    data, x, y, size, names, centre, quadrants
        As for `cluster_bubbles`.

    Returns
    -------
    The column of `names`, those of `x`, `y` and `size`, and `quadrant`. Rows without one of the
    numbers, with a negative size, or not above zero on a logarithmic axis have no place. A
    cluster on a dividing line belongs to the upper or right side.

    Examples
    --------
    >>> toy = pd.DataFrame({"name": ["Ham", "Ayr"], "quotient": [2.0, 0.5], "growth": [3.0, -1.0],
    ...                     "jobs": [100, 900]})
    >>> x, y = Scale("quotient", "Location quotient"), Scale("growth", "Growth (% a year)")
    >>> bubble_table(toy, x, y, Scale("jobs", "Jobs"), names="name")["quadrant"].tolist()
    ['not specialised, shrinking', 'specialised, growing']
    """
    columns = list(dict.fromkeys([names, x.column, y.column, size.column]))
    rows = drawable(data, [x.column, y.column, size.column])[columns]
    is_placed = rows[size.column] >= 0
    for scale in (x, y):
        is_placed &= (rows[scale.column] > 0) | (not scale.is_logarithmic)
    rows = rows[is_placed].sort_values([size.column, x.column, y.column], ascending=False)
    is_right, is_up = rows[x.column] >= centre[0], rows[y.column] >= centre[1]
    corner = np.where(is_up, np.where(is_right, 0, 1), np.where(is_right, 3, 2))
    return rows.assign(quadrant=[quadrants[n] for n in corner]).reset_index(drop=True)


def cluster_bubbles(
    data: pd.DataFrame,
    x: Scale,
    y: Scale,
    size: Scale,
    *,
    names: str,
    centre: tuple[float, float] = CENTRE,
    quadrants: tuple[str, str, str, str] = QUADRANTS,
    ax: Axes | None = None,
) -> Axes:
    """Draw clusters by specialisation and growth, each as large as its bubble's area.

    Parameters
    ----------
    data
        One row a cluster (or an industry of a region), with the columns of `x`, `y`, `size` and
        `names`.
    x, y
        What the axes show: a location quotient, and growth in per cent.
    size
        What the area of a bubble shows: employment. Very small ones are still a dot.
    names
        Column of names; the largest clusters and those at the ends of both axes are named, as far
        as names do not collide.
    centre
        Where the quadrants meet: 1 and 0, or the growth of the whole area instead of 0.
    quadrants
        What the quadrants are called, from the upper right against the clock.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        options = {"names": names, "centre": centre, "quadrants": quadrants}
        rows = bubble_table(data, x, y, size, **options)  # type: ignore[arg-type]
        if rows.empty:
            return say(axes, f"No bubbles: no row has {x.label}, {y.label} and {size.label}.")
        areas = bubble_areas(rows[size.column])
        axes.scatter(
            rows[x.column],
            rows[y.column],
            s=areas,
            c=[GAIN if value >= centre[1] else LOSS for value in rows[y.column]],
            edgecolor=EDGE,
            linewidth=0.6,
            alpha=0.8,
            zorder=2,
        )
        lost = not_drawn(len(data) - len(rows), "without a place here")
        axes.set(xscale=x.kind, yscale=y.kind, xlabel=with_note(x.label, lost), ylabel=y.label)
        _divide(axes, x, centre)
        format_axis(axes.xaxis, x)
        format_axis(axes.yaxis, y)
        _explain(axes, rows[size.column], areas, size.label)
        _name_quadrants(axes, rows["quadrant"], quadrants)
        _name_bubbles(axes, rows, x, y, names)
        return axes


def bubble_areas(sizes: pd.Series) -> pd.Series:
    """The area of each bubble in square points, in proportion to its size.

    Examples
    --------
    >>> bubble_areas(pd.Series([400.0, 100.0, 0.0])).tolist()
    [900.0, 225.0, 3.0]
    """
    largest, total = sizes.max(), sizes.sum()
    full = min(LARGEST, ALL_TOGETHER * largest / total) if largest > 0 else SMALLEST
    areas: pd.Series = (sizes / (largest or 1) * full).clip(lower=SMALLEST)
    return areas


def _divide(axes: Axes, x: Scale, centre: tuple[float, float]) -> None:
    """Lines between the quadrants, and room at all sides."""
    is_line_there = centre[0] > 0 or not x.is_logarithmic
    if is_line_there:
        axes.axvline(centre[0], color=GREY, linewidth=0.9, linestyle="--", zorder=1)
    axes.axhline(centre[1], color=GREY, linewidth=0.9, linestyle="--", zorder=1)
    axes.margins(ROOM)
    axes.autoscale_view()


def _explain(axes: Axes, sizes: pd.Series, areas: pd.Series, label: str) -> None:
    """The largest and the middle bubble with their sizes, above the drawing."""
    diameter = 2 * float(np.sqrt(areas.iloc[0] / np.pi)) / LEGEND_SIZE
    middle = len(sizes) // 2  # sizes fall
    for number, word in {0: "largest", middle: "median"}.items():
        start = f"{short([label], LONGEST)[0]}: " if number == 0 else ""
        words = f"{start}{shown(sizes.iloc[number])} ({word if middle else 'all'})"
        axes.scatter([], [], s=areas.iloc[number], color=GREY, label=words)
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=2,
        handlelength=diameter,
        handleheight=diameter,
        scatteryoffsets=[_middle(diameter)],
        fontsize=LEGEND_SIZE,
        borderpad=1.0,
        borderaxespad=0,
    )


def _middle(handle_height: float) -> float:
    """Where the middle of a legend's handle is, as matplotlib counts: a part lies below zero."""
    below = BELOW * (handle_height - LINE_OF_TEXT)
    return (handle_height / 2 - below) / (handle_height - below)


def _name_quadrants(axes: Axes, found: pd.Series, quadrants: tuple[str, str, str, str]) -> None:
    """The name of each quadrant in its corner, with how many clusters it holds."""
    for quadrant, (across, up) in zip(quadrants, CORNERS, strict=True):
        axes.text(
            across,
            up,
            f"{quadrant}: {int((found == quadrant).sum()):,}",
            transform=axes.transAxes,
            ha="left" if across < CENTRE[0] / 2 else "right",
            va="bottom" if up < CENTRE[0] / 2 else "top",
            fontsize=SMALL + 1,
            color=DARK,
            path_effects=[withStroke(linewidth=3, foreground="white")],
            zorder=4,
        )


def _name_bubbles(axes: Axes, rows: pd.DataFrame, x: Scale, y: Scale, names: str) -> None:
    across, up = rows[x.column], rows[y.column]
    ends = [across.idxmax(), across.idxmin(), up.idxmax(), up.idxmin()]
    telling = rows.loc[list(dict.fromkeys([*rows.index[:LABELS], *ends]))]
    spots = list(zip(telling[x.column], telling[y.column], strict=True))
    place_labels(axes, spots, short(telling[names]), tries=4)


def bubbles_in_words(
    data: pd.DataFrame,
    x: Scale,
    y: Scale,
    size: Scale,
    *,
    names: str,
    centre: tuple[float, float] = CENTRE,
    quadrants: tuple[str, str, str, str] = QUADRANTS,
) -> str:
    """What the bubbles show, for those who cannot see them."""
    options = {"names": names, "centre": centre, "quadrants": quadrants}
    rows = bubble_table(data, x, y, size, **options)  # type: ignore[arg-type]
    if rows.empty:
        return f"Empty chart: no row has {x.label}, {y.label} and {size.label}."
    total = rows[size.column].sum()
    parts = []
    for quadrant in quadrants:
        own = rows[rows["quadrant"] == quadrant]
        largest = f", largest {listed(named(own[names].head(NAMED)))}" if len(own) else ""
        share = f" ({own[size.column].sum() / total:.0%} of the total)" if total > 0 else ""
        parts.append(f"{quadrant}: {len(own):,}{share}{largest}")
    lost = not_drawn(len(data) - len(rows), "without a place here")
    return (
        f"Bubbles of {len(rows):,} clusters by {x.label} and {y.label}, as large as {size.label}. "
        f"{'; '.join(parts)}.{f' {lost}.' if lost else ''}"
    )
