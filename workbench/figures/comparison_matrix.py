"""Which things have which attributes: a grid of answers that reads in greyscale too."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Rectangle

from workbench.figures._drawable import counted, named, short
from workbench.figures.labels import DARK
from workbench.figures.numbers import listed
from workbench.figures.style import EDGE, WIDTH, new_axes, say, styled

ANSWERS = ("yes", "varies", "no", "not said")
# From dark to light with a sign each: shade and sign tell the same, so either is enough.
SHADES = ("#12213f", "#7d93b5", "#dfe5ee", "#ffffff")
SIGNS = ("●", "◐", "–", "")
ROW_HEIGHT, ROOM, LEAST = 0.38, 1.9, 2.6
LONGEST = 30


def comparison_matrix(
    table: pd.DataFrame, *, answers: Sequence[str] = ANSWERS, ax: Axes | None = None
) -> Axes:
    """Draw rows by columns with a tile for each answer, the darker the more it says yes.

    Parameters
    ----------
    table
        One row a thing, one column an attribute; each cell is one of `answers`.
    answers
        Two to four answers, from the strongest to silence. A cell with anything else stays
        blank, as the last one does.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, max(LEAST, ROOM + ROW_HEIGHT * len(table)))
        if table.empty:
            return say(axes, "No matrix: there is nothing to compare.")
        looks = _looks(answers)
        blank = looks[answers[-1]]
        for row, cells in enumerate(table.to_numpy()):
            for column, cell in enumerate(cells):
                shade, sign = looks.get(str(cell), blank)
                box = Rectangle((column, row), 1, 1, facecolor=shade, edgecolor="#9aa4b2")
                axes.add_patch(box)
                ink = EDGE if shade == SHADES[0] else DARK
                axes.text(column + 0.5, row + 0.5, sign, ha="center", va="center", color=ink)
        axes.set(xlim=(0, table.shape[1]), ylim=(len(table), 0))
        across = [place + 0.5 for place in range(table.shape[1])]
        axes.set_xticks(across, short(table.columns, LONGEST), rotation=35, ha="left")
        axes.set_yticks([p + 0.5 for p in range(len(table))], short(table.index, LONGEST))
        axes.tick_params(length=0, labeltop=True, labelbottom=False)
        axes.spines[:].set_visible(False)
        _explain(axes, looks)
        return axes


def _looks(answers: Sequence[str]) -> dict[str, tuple[str, str]]:
    """A shade and a sign for each answer; the first and the last look alike in every matrix."""
    middle = list(zip(SHADES[1:-1], SIGNS[1:-1], strict=True))[: max(len(answers) - 2, 0)]
    looks = [(SHADES[0], SIGNS[0]), *middle, (SHADES[-1], SIGNS[-1])]
    return dict(zip(answers, looks, strict=True))


def _explain(axes: Axes, looks: dict[str, tuple[str, str]]) -> None:
    handles = [
        Patch(facecolor=shade, edgecolor="#9aa4b2", label=f"{sign} {answer}".strip())
        for answer, (shade, sign) in looks.items()
    ]
    axes.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.4, 0.0), ncols=len(handles)
    )  # fmt: skip


def matrix_in_words(table: pd.DataFrame, *, answers: Sequence[str] = ANSWERS) -> str:
    """What the matrix shows, for those who cannot see it."""
    if table.empty:
        return "Empty matrix: there is nothing to compare."
    told = []
    for name, cells in zip(named(table.index), table.to_numpy(), strict=True):
        own = [
            f"{answer}: {listed(columns)}"
            for answer in answers[:-1]
            if (columns := named(table.columns[[str(cell) == answer for cell in cells]]))
        ]
        told.append(f"{name}: {'; '.join(own) or answers[-1]}")
    size = f"{counted(len(table), 'row')} by {counted(table.shape[1], 'column')}"
    return f"Matrix of {size}. {'. '.join(told)}. The rest is {answers[-1]}."
