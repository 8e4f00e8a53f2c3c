"""How far is each condition met, and how far might it be: bars with what is not known."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from workbench.figures._drawable import as_numbers, explain_above, not_drawn, short, with_note
from workbench.figures.labels import DARK
from workbench.figures.numbers import listed
from workbench.figures.rows import name_rows
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

INCHES_A_ROW, BAR = 0.36, 0.55
LONGEST = 44


def pillars_chart(
    table: pd.DataFrame,
    *,
    name: str = "pillar",
    enough: float | None = None,
    x_label: str = "share of what a pillar can reach",
    ax: Axes | None = None,
) -> Axes:
    """Draw what is met as a bar, and what is not known as an open one behind it.

    Parameters
    ----------
    table
        One row a condition: `name`, `value` (what is not known counted as nothing) and `highest`
        (counted as fully met), both from 0 to 1.
    name
        The column of the names.
    enough
        Where a line is drawn, if anywhere.
    x_label
        What the axis shows.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        rows = _rows(table, name)
        axes = ax or new_axes(WIDTH, 1.2 + INCHES_A_ROW * len(rows))
        if rows.empty:
            return say(axes, "No chart: no condition has a value.")
        style: Any = {"height": BAR, "edgecolor": GREY, "linewidth": 0.7}
        if (rows["highest"] > rows["value"]).any():
            axes.barh(
                rows.index,
                rows["highest"],
                color="white",
                hatch="...",
                label="if all that is not known were met",
                **style,
            )
        axes.barh(rows.index, rows["value"], color=POINT, label="met", **style)
        if enough is not None:
            axes.axvline(enough, color=LINE, linestyle="--", linewidth=1.2, label="enough")
        for at, value in zip(rows.index, rows["value"], strict=True):
            axes.text(1.02, at, f"{value:.2f}", va="center", color=DARK, fontsize=8.5)
        name_rows(axes, dict(enumerate(short(rows["name"], LONGEST))))
        lost = not_drawn(len(table) - len(rows), "without a value")
        axes.set(xlim=(0, 1.1), xlabel=with_note(x_label, lost))
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
        explain_above(axes, 3)
        return axes


def _rows(table: pd.DataFrame, name: str) -> pd.DataFrame:
    numbers = as_numbers(table, ["value", "highest"])
    return numbers.assign(name=table[name]).dropna().reset_index(drop=True)


def pillars_in_words(
    table: pd.DataFrame, *, name: str = "pillar", enough: float | None = None
) -> str:
    """The bars for who cannot see them.

    Examples
    --------
    >>> table = pd.DataFrame({"pillar": ["law"], "value": [0.25], "highest": [0.75]})
    >>> pillars_in_words(table, enough=0.5)
    'Bars of 1 condition: law 0.25, up to 0.75. Below 0.50: law.'
    """
    rows = _rows(table, name)
    if rows.empty:
        return "No chart: no condition has a value."
    names = short(rows["name"], LONGEST)
    told = [
        f"{label} {value:.2f}" + (f", up to {most:.2f}" if most > value else "")
        for label, value, most in zip(names, rows["value"], rows["highest"], strict=True)
    ]
    words = f"Bars of {len(rows)} condition{'s' * (len(rows) > 1)}: {'; '.join(told)}."
    if enough is None:
        return words
    low = [label for label, value in zip(names, rows["value"], strict=True) if value < enough]
    return f"{words} Below {enough:.2f}: {listed(low) if low else 'none'}."
