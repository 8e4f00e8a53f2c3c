"""Which skills do firms lack: what is held beside what is required, skill by skill, and words."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from workbench.figures._drawable import (
    counted,
    drawable,
    explain_above,
    not_drawn,
    short,
    with_note,
)
from workbench.figures.labels import DARK, SMALL
from workbench.figures.numbers import listed
from workbench.figures.rows import name_rows
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

NUMBERS = ["held", "required", "below", "firms"]
MOST = 4.0  # the upper end of the scale of skills
NAMED = 5
LONGEST = 32
SCALE = "skill, from 0 none to 4 could teach it"
NOT_TOLD = "that are hidden or were not asked"


def skills_gaps(table: pd.DataFrame, *, group: str = "all", ax: Axes | None = None) -> Axes:
    """Draw what firms hold and what they require of each skill, the widest lack at the top.

    Parameters
    ----------
    table
        The table `gaps_by_group` of the appraisal: group, skill, firms, held, required (means on
        the scale 0 to 4), below (the share of firms that hold less), is_major.
    group
        Which group to draw; "all" is every firm.
    ax
        Axes to draw on; new ones by default.
    """
    own = table[table["group"] == group]
    rows = _rows(own)
    with styled():
        axes = ax or new_axes(WIDTH, 1.5 + 0.42 * len(rows))
        if rows.empty:
            return say(axes, f"No gaps: no skill of {group} has numbers that can be shown.")
        at = range(len(rows))
        is_major = rows["is_major"].astype("bool")
        for part, colour, width, words in (
            (is_major, LINE, 3.2, "major gap"),
            (~is_major, GREY, 1.6, "gap"),
        ):
            lines = rows[part]
            if not lines.empty:
                axes.hlines(lines.index, lines["held"], lines["required"], color=colour,
                            linewidth=width, label=words, zorder=1)  # fmt: skip
        mark: dict[str, Any] = {"linestyle": "", "markersize": 7, "zorder": 2}
        axes.plot(rows["held"], at, "o", color=POINT, label="held", **mark)
        axes.plot(rows["required"], at, "D", color="white", markeredgecolor=DARK,
                  label="required", **mark)  # fmt: skip
        for place, row in enumerate(rows.to_dict("records")):
            axes.text(MOST + 0.12, place, _lack(row), va="center", fontsize=SMALL + 1, color=DARK)
        name_rows(axes, dict(enumerate(short(rows["skill"], LONGEST))))
        axes.set(xlim=(-0.1, MOST + 0.05), xticks=range(int(MOST) + 1))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        lost = not_drawn(len(own) - len(rows), NOT_TOLD, "skill")
        axes.set_xlabel(with_note(SCALE, lost))
        explain_above(axes, 4)
        return axes


def _rows(own: pd.DataFrame) -> pd.DataFrame:
    """The skills with numbers, those that most firms lack first."""
    rows = drawable(own, NUMBERS)
    return rows.sort_values(["below", "skill"], ascending=[False, True], ignore_index=True)


def _lack(row: dict[Hashable, Any]) -> str:
    return f"{row['below']:.0%} of {row['firms']:.0f} lack it"


def skills_gaps_in_words(table: pd.DataFrame, *, group: str = "all") -> str:
    """What a chart of gaps shows, for those who cannot see it."""
    own = table[table["group"] == group]
    rows = _rows(own)
    if rows.empty:
        return f"Empty chart: no skill of {group} has numbers that can be shown."
    told = [
        f"{row['skill']} {row['held']:.1f} held of {row['required']:.1f} required "
        f"({_lack(row)}{', a major gap' if row['is_major'] else ''})"
        for row in rows.head(NAMED).to_dict("records")
    ]
    more = len(rows) - NAMED
    rest = f" {counted(more, 'skill')} more are lacked less." if more > 0 else ""
    lost = not_drawn(len(own) - len(rows), NOT_TOLD, "skill")
    return (
        f"Skills of {'all firms' if group == 'all' else group} on a scale from 0 to 4: "
        f"{listed(told)}.{rest}{f' {lost}.' if lost else ''}"
    )
