"""How do small firms take part in innovation: a lost figure, reconstructed from its text."""

from __future__ import annotations

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from workbench.figures._drawable import named
from workbench.figures.labels import DARK, SMALL
from workbench.figures.style import GREY, POINT, WIDTH, new_axes, say, styled

HEIGHT = 3.6
STATED = "stated"
NOTE = "Reconstructed from the text; the figure itself is lost."
SPOTS = ((0.12, 0.5), (0.86, 0.86), (0.86, 0.16))
WORDS = 30
NEEDED = ["start", "end", "gate", "basis"]


def innovation_participation(steps: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how a firm comes to start or to imitate innovation, and what each way takes.

    Parameters
    ----------
    steps
        One row a step: `start` and `end` (two or three states in all, the first state on the
        left), `gate` (what the step takes) and `basis` ("stated" or "inferred"). Inferred steps
        are dashed.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        rows = steps[NEEDED].dropna()
        states = list(dict.fromkeys([*rows["start"], *rows["end"]]))
        if not 1 < len(states) <= len(SPOTS):
            return say(axes, "No diagram: it takes steps between two or three states.")
        spot = dict(zip(states, SPOTS, strict=False))
        axes.set_axis_off()
        axes.set(xlim=(0, 1), ylim=(-0.06, 1.06))
        for start, end, gate, basis in rows.to_numpy():
            _draw_step(axes, spot[start], spot[end], str(gate), basis == STATED)
        for state, (x, y) in spot.items():
            frame = {"boxstyle": "round,pad=0.6", "facecolor": "white", "edgecolor": POINT}
            words = textwrap.fill(str(state), 16)
            axes.text(x, y, words, ha="center", va="center", bbox=frame, zorder=3)
        axes.text(0.5, -0.05, NOTE, ha="center", fontsize=SMALL + 1, style="italic", color=DARK)
        return axes


def _draw_step(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], gate: str, is_stated: bool
) -> None:
    """An arrow with its gate written on it; steps up and down stand side by side."""
    is_upright = start[0] == end[0]
    shift = (0.03 if end[1] > start[1] else -0.03) if is_upright else 0.0
    axes.add_patch(
        FancyArrowPatch(
            (start[0] + shift, start[1]),
            (end[0] + shift, end[1]),
            arrowstyle="-|>",
            mutation_scale=14,
            shrinkA=30,
            shrinkB=30,
            linestyle="-" if is_stated else (0, (4, 2)),
            color=DARK if is_stated else GREY,
            zorder=1,
        )
    )
    side = "left" if shift > 0 else "right" if shift < 0 else "center"
    axes.text(
        (start[0] + end[0]) / 2 + shift * 1.4,
        (start[1] + end[1]) / 2,
        textwrap.fill(gate, WORDS if not is_upright else 14),
        ha=side,
        va="center",
        fontsize=SMALL + 0.5,
        color=DARK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        zorder=2,
    )


def participation_in_words(steps: pd.DataFrame) -> str:
    """What the diagram shows, for those who cannot see it."""
    rows = steps[NEEDED].dropna()
    told = [
        f"{start} to {end}: {gate} ({basis})"
        for start, end, gate, basis in zip(*(named(rows[c]) for c in NEEDED), strict=True)
    ]
    return f"{NOTE} {'; '.join(told)}." if told else "Empty diagram: there is no step."
