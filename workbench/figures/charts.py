"""How do two numbers go together, and how sure is an effect: scatter and ladder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from workbench.figures.labels import place_labels, shortened
from workbench.figures.numbers import listed, shown
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

MANY = 600
LABELS = 12
MOST_TICKS = 9
MANY_DECADES = 1000
BINS = 60
LONGEST_STEP = 36


@dataclass(frozen=True)
class Scale:
    """One axis of a chart: the column it shows, its words with the unit, and its kind."""

    column: str
    label: str
    is_logarithmic: bool = False

    @property
    def kind(self) -> str:
        """The kind as matplotlib names it."""
        return "log" if self.is_logarithmic else "linear"

    def inner(self, values: pd.Series) -> pd.Series:
        """The values as the axis measures them."""
        return pd.Series(np.log(values), values.index) if self.is_logarithmic else values


def labelled_scatter(
    data: pd.DataFrame,
    x: Scale,
    y: Scale,
    *,
    names: str,
    line: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw y against x, with the line of a fit and names on the most telling points.

    Parameters
    ----------
    data
        One row a point, with the columns of `x`, `y` and `names`; points without either number,
        and on a logarithmic axis those not above zero, are left out.
    x, y
        What the axes show.
    names
        Column of names. The ends of both axes and the points farthest from the line are named,
        as far as names do not collide.
    line
        Intercept and slope, in logarithms where an axis is logarithmic.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes()
        points = _points(data, x, y)
        if points.empty:
            return say(axes, f"No scatter: no row has both {x.label} and {y.label}.")
        crowded = len(points) > MANY
        axes.plot(
            points[x.column],
            points[y.column],
            "o",
            color=POINT,
            markersize=2.2 if crowded else 4,
            alpha=0.35 if crowded else 0.75,
            markeredgewidth=0,
            rasterized=crowded,  # thousands of points as shapes would swell the page
        )
        axes.set(xscale=x.kind, yscale=y.kind, xlabel=x.label, ylabel=y.label)
        format_axis(axes.xaxis, x)
        format_axis(axes.yaxis, y)
        if line is not None:
            _draw_line(axes, points[x.column], line, x, y)
        _name_points(axes, points, x, y, names, line)
        return axes


def _points(data: pd.DataFrame, x: Scale, y: Scale) -> pd.DataFrame:
    """The rows that have a place on both axes."""
    keep = pd.Series(True, index=data.index)
    for axis in (x, y):
        values = data[axis.column]
        keep &= values.notna() & ((values > 0) | (not axis.is_logarithmic))
    return data[keep].reset_index(drop=True)


def format_axis(axis: Axis, scale: Scale) -> None:
    """Numbers along an axis as a reader writes them; on a logarithmic one at round places."""
    if scale.is_logarithmic:
        low, high = axis.get_view_interval()
        steps = (1, 2, 5) if high / low < MANY_DECADES else (1,)
        axis.set_major_locator(LogLocator(subs=steps, numticks=MOST_TICKS))
        axis.set_minor_formatter(NullFormatter())
    axis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))


def _draw_line(
    axes: Axes, values: pd.Series, line: tuple[float, float], x: Scale, y: Scale
) -> None:
    ends = pd.Series([values.min(), values.max()])
    fitted = line[0] + line[1] * x.inner(ends)
    axes.plot(ends, np.exp(fitted) if y.is_logarithmic else fitted, color=LINE, linewidth=1.6)


def _name_points(
    axes: Axes,
    points: pd.DataFrame,
    x: Scale,
    y: Scale,
    names: str,
    line: tuple[float, float] | None,
) -> None:
    """Name the most telling points, skipping names that would cover another."""
    across, up = x.inner(points[x.column]), y.inner(points[y.column])
    level = line[0] + line[1] * across if line else up.median()
    far = (up - level).abs().nlargest(LABELS).index
    telling = [across.idxmax(), across.idxmin(), up.idxmax(), up.idxmin(), *far]
    rows = points.loc[list(dict.fromkeys(telling))]
    spots = list(zip(rows[x.column], rows[y.column], strict=True))
    place_labels(axes, spots, [str(name) for name in rows[names].fillna("")], tries=3)


def scatter_in_words(data: pd.DataFrame, x: Scale, y: Scale, *, names: str) -> str:
    """What a scatter shows, for those who cannot see it."""
    points = _points(data, x, y)
    if points.empty:
        return f"Empty scatter: no row has both {x.label} and {y.label}."
    across, up = points[x.column].rank(), points[y.column].rank()
    rank = across.corr(up) if across.std() > 0 and up.std() > 0 else 0.0
    direction = "rises" if rank > 0 else "falls" if rank < 0 else "neither rises nor falls"
    ends = [str(points[names].iloc[int(points[axis.column].argmax())]) for axis in (x, y)]
    return (
        f"Scatter of {y.label} against {x.label} for {len(points)} points; the cloud "
        f"{direction} from left to right (rank correlation {rank:.2f}). Highest "
        f"{x.label}: {ends[0]}; highest {y.label}: {ends[1]}."
    )


def coefficient_ladder(table: pd.DataFrame, *, x_label: str, ax: Axes | None = None) -> Axes:
    """Draw estimates with their 95 % intervals, one line a step, zero marked.

    `table` has columns step, estimate, low, high, rows, as `ladder_table` makes it.
    """
    with styled():
        axes = ax or new_axes(WIDTH, 0.9 + 0.5 * len(table))
        places = np.arange(len(table))[::-1]
        axes.axvline(0, color=GREY, linewidth=0.8, linestyle="--")
        axes.hlines(places, table["low"], table["high"], color=POINT, linewidth=2)
        axes.plot(table["estimate"], places, "o", color=POINT, markersize=6)
        names = [
            f"{shortened(step, LONGEST_STEP)} ({rows:,} rows)"
            for step, rows in zip(table["step"], table["rows"], strict=True)
        ]
        axes.set_yticks(places, names)
        axes.set_ylim(-0.6, len(table) - 0.4)
        axes.set_xlabel(x_label)
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        return axes


def ladder_in_words(table: pd.DataFrame) -> str:
    """What a ladder shows, for those who cannot see it."""
    steps = [
        f"{row['step']}: {shown(row['estimate'])} ({shown(row['low'])} to {shown(row['high'])})"
        for row in table.to_dict("records")
    ]
    return f"Coefficient with 95 % interval on {len(table)} steps. {listed(steps)}."


def grouped_dots(
    data: pd.DataFrame, value: str, group: str, *, x_label: str, ax: Axes | None = None
) -> Axes:
    """Draw every value of each group as a dot, with the group's mean as a bar.

    `data` has a number column `value` and a column `group`; groups stand one above another in
    order of appearance, and dots are stacked where they would hide one another.
    """
    data = data.dropna(subset=[value, group])
    with styled():
        groups = list(data[group].unique())
        axes = ax or new_axes(WIDTH, 0.8 + 1.1 * len(groups))
        if data.empty:
            return say(axes, f"Nothing to draw: no row has {x_label}.")
        for place, name in zip(range(len(groups))[::-1], groups, strict=True):
            values = data.loc[data[group] == name, value].sort_values().to_numpy()
            axes.plot(values, place + _stacked(values), "o", color=POINT, markersize=3, alpha=0.7)
            axes.plot([values.mean()] * 2, [place - 0.42, place + 0.42], color=LINE, linewidth=2)
        labels = [f"{shortened(str(n))} ({int((data[group] == n).sum())})" for n in groups]
        axes.set_yticks(range(len(groups))[::-1], labels)
        axes.set_xlabel(x_label)
        return axes


def _stacked(values: np.ndarray) -> np.ndarray:
    """Heights for sorted values: those in the same narrow bin are spread around the middle."""
    bins = np.floor(values / (np.ptp(values) or 1) * BINS)
    _, first, counts = np.unique(bins, return_index=True, return_counts=True)
    rank = np.arange(len(values)) - np.repeat(first, counts)
    spread = np.repeat(counts, counts)
    return np.asarray((rank - (spread - 1) / 2) * 0.8 / counts.max(initial=1))
