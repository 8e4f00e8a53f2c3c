"""Which indicators are on their way: gaps to the way with their noise, and lights with words."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from workbench.figures._drawable import as_numbers, explain_above, not_drawn, short, with_note
from workbench.figures.numbers import listed
from workbench.figures.rows import name_rows
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

INCHES_A_ROW, LONGEST = 0.36, 40
# colour and sign: the lights are told apart without colour
LOOKS = {
    "behind": (LINE, "v"),
    "cannot be told": ("#8a8a8a", "o"),
    "on the way": (POINT, "^"),
    "too few values": ("#c4c4c4", "x"),
}
COLUMNS = ["gap", "low", "high", "baseline", "target"]


def lights_chart(
    lights: pd.DataFrame, *, tolerance: float | None = None, ax: Axes | None = None
) -> Axes:
    """Draw how far each indicator is ahead of its way, as a share of the whole way.

    Parameters
    ----------
    lights
        One row an indicator: `name`, `light`, `gap`, `low`, `high`, `baseline` and `target`.
    tolerance
        How far behind still counts as on the way; a line is drawn there.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        rows = _shares(lights)
        axes = ax or new_axes(WIDTH, 1.3 + INCHES_A_ROW * len(rows))
        if rows.empty:
            return say(axes, "No chart: no indicator has a gap to its way.")
        axes.axvline(0, color=GREY, linewidth=1)
        if tolerance is not None:
            axes.axvline(-tolerance, color=GREY, linewidth=0.8, linestyle=":", label="tolerated")
        axes.hlines(rows.index, rows["low"], rows["high"], color="#555555", linewidth=1.4)
        for kind, (colour, sign) in LOOKS.items():
            own = rows[rows["light"] == kind]
            if len(own):
                label = f"{kind}: {len(own)}"
                axes.plot(own["gap"], own.index, sign, color=colour, markersize=8, label=label)
        name_rows(axes, dict(enumerate(short(rows["name"], LONGEST))))
        lost = not_drawn(len(lights) - len(rows), "without a gap", "indicator")
        label = "ahead of the way (+) or behind it (-), as a share of the whole way"
        note = "bars: 95 % interval from how much the series moves by itself"
        axes.set_xlabel(with_note(label, note, lost))
        explain_above(axes, 5)
        return axes


def _shares(lights: pd.DataFrame) -> pd.DataFrame:
    """Gaps and their intervals as shares of the way."""
    numbers = as_numbers(lights, COLUMNS)
    way = (numbers["target"] - numbers["baseline"]).abs()
    shares = numbers[["gap", "low", "high"]].div(way, axis=0)
    table = shares.assign(name=lights["name"], light=lights["light"])
    return table.dropna(subset=["gap"]).reset_index(drop=True)


def lights_in_words(lights: pd.DataFrame) -> str:
    """The lights for who cannot see them.

    Examples
    --------
    >>> row = {"name": "sales", "light": "behind", "gap": -2.0, "low": -3.0, "high": -1.0}
    >>> lights_in_words(pd.DataFrame([row | {"baseline": 0.0, "target": 10.0}]))
    'Signs of 1 indicator. Behind: sales (-20 %).'
    """
    rows = _shares(lights)
    if rows.empty:
        return "No chart: no indicator has a gap to its way."
    told = []
    for kind in LOOKS:
        own = rows[rows["light"] == kind]
        each = [
            f"{n} ({g:+.0%})".replace("%", " %")
            for n, g in zip(own["name"], own["gap"], strict=True)
        ]
        if each:
            told.append(f"{kind.capitalize()}: {listed(each)}.")
    return f"Signs of {len(rows)} indicator{'s' * (len(rows) > 1)}. {' '.join(told)}"
