"""How do a few quantities change along one axis: a line each, told apart without colour."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from workbench.figures._drawable import (
    SERIES,
    as_numbers,
    counted,
    explain_above,
    not_drawn,
    with_note,
)
from workbench.figures.numbers import shown
from workbench.figures.style import WIDTH, new_axes, say, styled

HEIGHT = 3.6


def lines_chart(
    table: pd.DataFrame,
    *,
    x: str,
    lines: Mapping[str, str],
    x_label: str,
    y_label: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw each column as a line with its own dash and mark; a missing value is a gap.

    Parameters
    ----------
    table
        One row a place on the axis.
    x
        The column of the axis.
    lines
        What each drawn column is called, by its name; four at most.
    x_label, y_label
        What the axes show, with their units.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        rows = _rows(table, x, lines)
        if rows.empty:
            return say(axes, f"No chart: no row has {y_label}.")
        for look, (column, words) in zip(SERIES, lines.items(), strict=False):
            axes.plot(rows[x], rows[column], label=words, markersize=5, **look)
        notes = (
            not_drawn(len(table) - len(rows), "without a number"),
            not_drawn(max(0, len(lines) - len(SERIES)), "beyond the fourth", "line"),
        )
        axes.set(xlabel=with_note(x_label, *notes), ylabel=y_label)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
        explain_above(axes, 2)
        return axes


def _rows(table: pd.DataFrame, x: str, lines: Mapping[str, str]) -> pd.DataFrame:
    """Rows with a place and at least one value, along the axis."""
    numbers = as_numbers(table, [x, *lines])
    known = numbers[numbers[x].notna() & numbers[list(lines)].notna().any(axis=1)]
    return known.sort_values(x, kind="stable", ignore_index=True)


def lines_in_words(
    table: pd.DataFrame, *, x: str, lines: Mapping[str, str], x_label: str, y_label: str
) -> str:
    """The lines for who cannot see them.

    Examples
    --------
    >>> table = pd.DataFrame({"km": [1, 2, 3], "near": [0.5, 0.9, 0.7]})
    >>> lines_in_words(table, x="km", lines={"near": "nearby"}, x_label="Reach", y_label="Share")
    '1 line: Share by Reach, from 1 to 3. nearby: from 0.5 to 0.7, highest 0.9 at 2.'
    """
    rows = _rows(table, x, lines)
    if rows.empty:
        return f"No chart: no row has {y_label}."
    told = []
    for column, words in list(lines.items())[: len(SERIES)]:
        own = rows.dropna(subset=[column])
        if own.empty:
            told.append(f"{words}: no value")
            continue
        first, last = shown(own[column].iloc[0]), shown(own[column].iloc[-1])
        top = own.iloc[int(own[column].argmax())]
        highest = f", highest {shown(top[column])} at {shown(top[x])}"
        told.append(f"{words}: from {first} to {last}{highest}")
    ends = f"from {shown(rows[x].iloc[0])} to {shown(rows[x].iloc[-1])}"
    return f"{counted(len(lines), 'line')}: {y_label} by {x_label}, {ends}. {'; '.join(told)}."
