"""Does a series move more than it always did: individuals and moving ranges with their limits."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbench.fieldwork.watching.control_limits import (
    BEYOND,
    FEWEST,
    LONGEST_KNOWN,
    RUNNING,
    STANDARD,
    ControlRules,
    control_table,
    false_alarm_rate,
)
from workbench.figures._drawable import counted, explain_above, named, not_drawn, short, with_note
from workbench.figures.numbers import listed, shown
from workbench.figures.rows import headed, spaced
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

HEIGHT = 3.9
ROUGH = 12
MANY = 60
TICKS = 9
NAMED = 6
LONGEST = 12
MARKS = {BEYOND: ("D", LINE), RUNNING: ("s", "black")}
LEVELS = {
    "mean": "mean",
    "low": "lower limit",
    "high": "upper limit",
    "high_range": "upper limit",
}


def control_chart(
    data: pd.DataFrame,
    *,
    value: str,
    time: str,
    y_label: str,
    rules: ControlRules = STANDARD,
    ax: Axes | None = None,
) -> Axes:
    """Draw a series with its mean, its limits and its signals, and say how often they err.

    Parameters
    ----------
    data, value, time, rules
        As for `control_table`.
    y_label
        What the values are, with their unit.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        table = control_table(data, value=value, time=time, rules=rules)
        if table.empty:
            return say(axes, f"No chart: no time has a value of {y_label}.")
        at = _draw_series(axes, table, "value", ("mean", "low", "high"))
        for reason, (mark, colour) in MARKS.items():
            is_signal = (table["signal"] == reason).to_numpy(dtype=bool)
            if is_signal.any():
                label = f"{_in_full(reason, rules)}: {int(is_signal.sum()):,}"
                heights = table.loc[is_signal, "value"]
                axes.plot(at[is_signal], heights, mark, color=colour, label=label, zorder=3)
        lost = not_drawn(len(data) - len(table), "without a number or a time")
        words = with_note(spaced(time), *_warning(table, rules).split("; "), lost)
        axes.set(xlabel=words, ylabel=y_label)
        explain_above(axes, 2)
        return axes


def moving_range_chart(
    data: pd.DataFrame, *, value: str, time: str, y_label: str, ax: Axes | None = None
) -> Axes:
    """Draw by how much each value of a series differs from the one before, with the limit.

    Parameters
    ----------
    data, value, time, y_label, ax
        As for `control_chart`.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        table = control_table(data, value=value, time=time)
        if len(table) < FEWEST - 1:
            return say(axes, f"No moving ranges: fewer than two times have a value of {y_label}.")
        at = _draw_series(axes, table, "moving_range", ("high_range",))
        is_signal = (table["moving_range"] > table["high_range"]).to_numpy()
        if is_signal.any():
            mark, colour = MARKS[BEYOND]
            label = f"beyond the limit: {int(is_signal.sum()):,}"
            heights = table.loc[is_signal, "moving_range"]
            axes.plot(at[is_signal], heights, mark, color=colour, label=label, zorder=3)
        axes.set(xlabel=spaced(time), ylabel=f"Moving range: {y_label}")
        axes.set_ylim(bottom=0)
        explain_above(axes, 2)
        return axes


def _draw_series(
    axes: Axes, table: pd.DataFrame, column: str, levels: tuple[str, ...]
) -> npt.NDArray[np.float64]:
    """The series, its levels across the drawing, and the times below; hands back where they are."""
    is_counted = pd.api.types.is_numeric_dtype(table["time"])
    at = table["time"].to_numpy("float64") if is_counted else np.arange(len(table), dtype=float)
    size = 4.0 if len(table) <= MANY else 1.5
    axes.plot(at, table[column], "-o", color=POINT, linewidth=1, markersize=size)
    for level in levels:
        height = float(table[level].iloc[0])
        if np.isfinite(height):
            label = f"{LEVELS[level]} {shown(height)}"
            dash = "-" if level == "mean" else "--" if level == "low" else (0, (6, 2))
            axes.axhline(height, color=GREY, linestyle=dash, linewidth=1, zorder=1, label=label)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
    axes.xaxis.set_major_locator(MaxNLocator(TICKS, integer=True))
    if is_counted:
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    else:
        places = at[:: -(-len(at) // TICKS)].astype(int)
        axes.set_xticks(places, short(table["time"].iloc[places], LONGEST))
    return at


def _in_full(reason: str, rules: ControlRules) -> str:
    return reason if reason == BEYOND else f"{rules.run} or more in a row on one side of the mean"


def _warning(table: pd.DataFrame, rules: ControlRules) -> str:
    """How often the signals err, or why there are none."""
    if table["mean"].isna().all():
        is_few = len(table) < FEWEST
        return "no limits: " + ("fewer than three values" if is_few else "all values are equal")
    few = " (rough: few values)" if len(table) < ROUGH else ""
    more = "more than " if len(table) > LONGEST_KNOWN else ""
    rate = false_alarm_rate(len(table), rules)
    return (
        f"limits from {counted(len(table), 'value')}{few}; "
        f"a stable series so long gives a signal in {more}{rate:.0%} of cases"
    )


def control_in_words(
    data: pd.DataFrame, *, value: str, time: str, y_label: str, rules: ControlRules = STANDARD
) -> str:
    """What a control chart shows, for those who cannot see it."""
    table = control_table(data, value=value, time=time, rules=rules)
    if table.empty:
        return f"Empty chart: no time has a value of {y_label}."
    times = named(table["time"])
    signals = [
        f"{at} ({shown(value)}, {_in_full(reason, rules)})"
        for at, value, reason in zip(times, table["value"], table["signal"], strict=True)
        if not pd.isna(reason)
    ]
    more = f" and {len(signals) - NAMED:,} more" if len(signals) > NAMED else ""
    found = f"Signals: {listed(signals[:NAMED])}{more}." if signals else "No signal."
    mean, low, high = (float(table[level].iloc[0]) for level in ("mean", "low", "high"))
    told = f" Mean {shown(mean)}, limits {shown(low)} and {shown(high)}."
    limits = told if np.isfinite(mean) else ""
    return (
        f"Control chart of {y_label}: {counted(len(table), 'value')} from {times[0]} to "
        f"{times[-1]}.{limits} {found} {headed(_warning(table, rules))}."
    )
