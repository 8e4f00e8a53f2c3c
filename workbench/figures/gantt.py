"""When does each stage of a plan run: bars over months, by how far they are."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from workbench.figures._drawable import as_numbers, explain_above, not_drawn, short, with_note
from workbench.figures.labels import DARK
from workbench.figures.numbers import listed
from workbench.figures.rows import name_rows
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

INCHES_A_ROW, BAR, LONGEST = 0.32, 0.55, 40
# colour, hatching: told apart in greyscale too
LOOKS = {
    "passed": (POINT, ""),
    "here": (LINE, "///"),
    "ahead": ("#e3e3e3", ""),
}
PLAIN = ("#9fb4c9", "")


def gantt(
    plan: pd.DataFrame,
    *,
    name: str = "stage",
    state: str | None = None,
    limits: tuple[float, float] | None = None,
    x_label: str = "months since the beginning",
    ax: Axes | None = None,
) -> Axes:
    """Draw the stages of a plan one below the other, from their beginning to their end.

    Parameters
    ----------
    plan
        One row a stage, drawn in this order: `name`, `starts` and `ends`.
    name, state
        The columns of the names, and of how far a stage is ("passed", "here", "ahead").
    limits
        A shortest and a longest time for the whole, drawn as a band.
    x_label
        What the axis counts.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        rows = _rows(plan, name, state)
        axes = ax or new_axes(WIDTH, 1.2 + INCHES_A_ROW * len(rows))
        if rows.empty:
            return say(axes, "No chart: no stage has a beginning and an end.")
        if limits is not None:
            axes.axvspan(*limits, color="#f4ecd8", zorder=0, label=_span(limits))
        for kind, own in rows.groupby("state", sort=False):
            colour, hatch = LOOKS.get(str(kind), PLAIN)
            axes.barh(
                own.index,
                own["ends"] - own["starts"],
                left=own["starts"],
                height=BAR,
                color=colour,
                hatch=hatch,
                edgecolor=GREY,
                linewidth=0.6,
                label=str(kind) or None,
            )
        for at, start, end in zip(rows.index, rows["starts"], rows["ends"], strict=True):
            axes.text(end, at, f" {end - start:g}", va="center", color=DARK, fontsize=8)
        name_rows(axes, dict(enumerate(short(rows["name"], LONGEST))))
        lost = not_drawn(len(plan) - len(rows), "without a beginning or an end", "stage")
        axes.set_xlabel(with_note(x_label, "a number is how long a stage takes", lost))
        axes.set_xlim(left=0)
        explain_above(axes, 4)
        return axes


def _rows(plan: pd.DataFrame, name: str, state: str | None) -> pd.DataFrame:
    times = as_numbers(plan, ["starts", "ends"])
    told = plan[state].fillna("") if state is not None else ""
    table = times.assign(name=plan[name], state=told).dropna(subset=["starts", "ends"])
    return table[table["ends"] >= table["starts"]].reset_index(drop=True)


def _span(limits: tuple[float, float]) -> str:
    return f"{limits[0]:g} to {limits[1]:g} months"


def gantt_in_words(plan: pd.DataFrame, *, name: str = "stage", state: str | None = None) -> str:
    """The plan for who cannot see it.

    Examples
    --------
    >>> plan = pd.DataFrame({"stage": ["begin", "meet"], "starts": [0, 2], "ends": [3, 4]})
    >>> gantt_in_words(plan)
    'Bars of 2 stages over 4 months: begin 0 to 3 and meet 2 to 4.'
    """
    rows = _rows(plan, name, state)
    if rows.empty:
        return "No chart: no stage has a beginning and an end."
    spans = [
        f"{label} {start:g} to {end:g}" + (f" ({kind})" if kind else "")
        for label, start, end, kind in zip(
            short(rows["name"], LONGEST), rows["starts"], rows["ends"], rows["state"], strict=True
        )
    ]
    months = rows["ends"].max() - rows["starts"].min()
    return f"Bars of {len(rows)} stages over {months:g} months: {listed(spans)}."
