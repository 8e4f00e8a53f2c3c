"""Does the answer hang on choices, and does chance give it too: two charts, and their words."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbench.figures.labels import shortened
from workbench.figures.numbers import listed, shown
from workbench.figures.style import GREY, HEIGHT, LINE, POINT, WIDTH, new_axes, say, styled

PALE, STRIPE = "#c9d3de", "#f4f4f4"
CURVE_HEIGHT, ROW_HEIGHT, LEAST_ROWS = 3.2, 0.2, 3
LONGEST = 40
MANY = 150  # models; dots and ticks get smaller
FEWEST_BINS, MOST_BINS = 10, 60
MIDDLE = (0.025, 0.975)


def specification_chart(
    table: pd.DataFrame,
    *,
    y_label: str,
    smallest_effect: float | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw estimates in order of size with their intervals, and below each the choices behind it.

    Parameters
    ----------
    table
        One row a model, as the attack `specification_curve` gives them: `estimate`, `low`,
        `high`, and columns of yes or no called "kind: choice". Rows without an estimate are left
        out. The row where `is_asked` holds is marked.
    y_label
        What the estimates show, with their unit.
    smallest_effect
        The smallest effect of interest, drawn as a line.
    ax
        Axes to draw on, part of a grid; their lower part becomes the matrix of choices. New ones
        by default.

    Returns
    -------
    The axes of the estimates; the matrix is the last axes of the figure.
    """
    with styled():
        rows = _in_order(table)
        choices = _choices(rows)
        height = CURVE_HEIGHT + ROW_HEIGHT * max(len(choices), LEAST_ROWS) + 0.5
        axes = ax or new_axes(WIDTH, height)
        if rows.empty:
            return say(axes, f"No curve: no model has an estimate of {y_label}.")
        if choices:
            _draw_choices(_below(axes, len(choices)), rows, choices)
        else:
            axes.set_xlabel(f"{len(rows)} models, by estimate")
        _draw_estimates(axes, rows, smallest_effect)
        axes.set_ylabel(y_label)
        return axes


def specification_chart_in_words(table: pd.DataFrame, *, y_label: str) -> str:
    """What a specification curve shows, for those who cannot see it."""
    rows = _in_order(table)
    if rows.empty:
        return f"Empty curve: no model has an estimate of {y_label}."
    is_sure = _is_sure(rows)
    ends = [_made_of(rows, place) for place in (0, len(rows) - 1)]
    text = (
        f"Curve of {y_label} in {len(rows)} models from {shown(rows['estimate'].iloc[0])} to "
        f"{shown(rows['estimate'].iloc[-1])}, median {shown(rows['estimate'].median())}; "
        f"{(rows['estimate'] > 0).sum()} above zero, {is_sure.sum()} with an interval that "
        "leaves out zero."
    )
    return text + (f" Lowest with {ends[0]}; highest with {ends[1]}." if all(ends) else "")


def placebo_chart(draws: pd.Series, real: float, *, x_label: str, ax: Axes | None = None) -> Axes:
    """Draw how shuffled measures spread, and where the real one stands.

    Parameters
    ----------
    draws
        The statistic, or the estimate, of each draw; the attack `placebo_permutation` has both.
    real
        The same of the real measure.
    x_label
        What it is.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT - 1)
        values = draws.dropna().to_numpy()
        if not len(values):
            return say(axes, f"Nothing to draw: no draw has a value of {x_label}.")
        low, high = np.quantile(values, MIDDLE)
        axes.axvspan(low, high, color=STRIPE, label="95 % of the draws")
        _draw_steps(axes, values)
        axes.axvline(0, color=GREY, linewidth=0.8, linestyle="--")
        axes.axvline(real, color=LINE, linewidth=2, label=f"the real measure: {shown(real)}")
        axes.set(xlabel=x_label, ylabel=f"Draws (of {len(values):,})")
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.margins(x=0.08)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.14), ncols=2)
        return axes


def placebo_in_words(draws: pd.Series, real: float, *, x_label: str) -> str:
    """What the spread of shuffled measures shows, for those who cannot see it."""
    values = draws.dropna()
    if values.empty:
        return f"Empty histogram: no draw has a value of {x_label}."
    low, high = (float(values.quantile(share)) for share in MIDDLE)
    farther = int((values.abs() >= abs(real)).sum())
    return (
        f"Histogram of {x_label} in {len(values):,} draws with a shuffled measure, 95 % of them "
        f"from {shown(low)} to {shown(high)}; the real measure has {shown(real)}, and "
        f"{farther or 'none'} of the draws {'is' if farther <= 1 else 'are'} as far from zero."
    )


def _draw_steps(axes: Axes, values: np.ndarray) -> None:
    """How many values lie in each of some bins, as steps."""
    bins = int(np.clip(np.sqrt(len(values)), FEWEST_BINS, MOST_BINS))
    counts, edges = np.histogram(values, bins)
    heights = np.append(counts, counts[-1])
    axes.fill_between(edges, heights, step="post", color=PALE, linewidth=0)
    axes.plot(edges, heights, drawstyle="steps-post", color=POINT, linewidth=1)
    axes.set_ylim(0, counts.max() * 1.08)


def _in_order(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that have an estimate, from the smallest on."""
    return table.dropna(subset=["estimate"]).sort_values(
        "estimate", kind="stable", ignore_index=True
    )


def _choices(rows: pd.DataFrame) -> list[str]:
    """The columns of yes or no, by kind."""
    return [str(name) for name in rows if ": " in str(name)]


def _is_sure(rows: pd.DataFrame) -> pd.Series:
    return (rows["low"] > 0) | (rows["high"] < 0)


def _below(axes: Axes, n_choices: int) -> Axes:
    """New axes under the others, within their place in the grid."""
    place = axes.get_subplotspec()
    if place is None:
        raise ValueError("the axes of a specification chart must be part of a grid: add_subplot")
    heights = [CURVE_HEIGHT, ROW_HEIGHT * max(n_choices, LEAST_ROWS)]
    grid = place.subgridspec(2, 1, height_ratios=heights, hspace=0.05)
    axes.set_subplotspec(grid[0])
    return axes.figure.add_subplot(grid[1], sharex=axes)


def _draw_estimates(axes: Axes, rows: pd.DataFrame, smallest_effect: float | None) -> None:
    """Intervals as bars, estimates as dots: filled where the interval leaves out zero."""
    at, is_sure = np.arange(len(rows)), _is_sure(rows).to_numpy()
    width, size = (3.0, 4.0) if len(rows) <= MANY else (1.0, 2.2)
    axes.vlines(at, rows["low"], rows["high"], color=PALE, linewidth=width)
    axes.axhline(0, color=GREY, linewidth=0.8, linestyle="--")
    if smallest_effect is not None:
        words = f"smallest effect of interest: {shown(smallest_effect)}"
        axes.axhline(smallest_effect, color=GREY, linewidth=1, linestyle=":", label=words)
    for keep, face, words in (
        (is_sure, POINT, "interval leaves out zero"),
        (~is_sure, "white", "interval holds zero"),
    ):
        if keep.any():
            dots = axes.plot(at[keep], rows["estimate"][keep], "o", color=POINT, label=words)
            dots[0].set(markersize=size, markerfacecolor=face)
    asked = rows.get("is_asked", pd.Series(False, rows.index)).to_numpy(dtype=bool)
    if asked.any():
        words = "the model asked about"
        mark = axes.plot(at[asked], rows["estimate"][asked], "D", color=LINE, label=words)
        mark[0].set(markersize=8, markerfacecolor="none", markeredgewidth=1.8)
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
    axes.set_xlim(-1, len(rows))
    axes.legend(loc="upper left")


def _draw_choices(axes: Axes, rows: pd.DataFrame, choices: list[str]) -> None:
    """A row a choice, with a tick under each model that made it; kinds on stripes in turn."""
    places = np.arange(len(choices))[::-1]
    kinds = [name.partition(": ")[0] for name in choices]
    order = list(dict.fromkeys(kinds))
    is_sure = _is_sure(rows).to_numpy()
    for place, name, kind in zip(places, choices, kinds, strict=True):
        if order.index(kind) % 2 == 0:
            axes.axhspan(place - 0.5, place + 0.5, color=STRIPE, linewidth=0, zorder=0)
        chosen = rows[name].to_numpy(dtype=bool)
        for keep, colour in ((chosen & is_sure, POINT), (chosen & ~is_sure, GREY)):
            width = 1.6 if len(rows) <= MANY else 0.6
            at = np.flatnonzero(keep)
            axes.vlines(at, place - 0.36, place + 0.36, color=colour, linewidth=width)
    axes.set_yticks(places, [shortened(name, LONGEST) for name in choices], fontsize=8)
    axes.set_ylim(-0.5, len(choices) - 0.5)
    axes.tick_params(axis="both", length=0)
    axes.tick_params(axis="x", labelbottom=False)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel(f"{len(rows)} models, by estimate")


def _made_of(rows: pd.DataFrame, place: int) -> str:
    """The choices of one model."""
    return listed([name for name in _choices(rows) if rows[name].iloc[place]])
