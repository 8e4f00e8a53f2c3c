"""Which claims bear on which: a column a document, a shape a grade of evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch
from matplotlib.patheffects import withStroke

from workbench.fieldwork.casebook.arguments import ATTACKS, SUPPORTS, ArgumentMap
from workbench.figures._drawable import counted
from workbench.figures.chain_network import chain_layout
from workbench.figures.labels import DARK, SMALL
from workbench.figures.numbers import listed
from workbench.figures.style import GREY, LINE, WIDTH, new_axes, say, styled

ROW_HEIGHT, ROOM, LEAST = 0.30, 1.2, 3.0
BOW, BOWS, ACROSS = 0.1, (0.14, 0.35), 0.06
NAMED = 3
# From dark to light and each with a shape, so that grades keep apart in print.
GRADES: dict[str, dict[str, Any]] = {
    "A": {"marker": "o", "color": "#12213f"},
    "B": {"marker": "s", "color": "#3b70a2"},
    "C": {"marker": "^", "color": "#c9a227"},
    "D": {"marker": "D", "color": "#ffffff"},
}
EDGES: dict[str, dict[str, Any]] = {
    SUPPORTS: {"color": GREY, "linestyle": "-", "linewidth": 1.0},
    ATTACKS: {"color": LINE, "linestyle": (0, (4, 2)), "linewidth": 1.5},
}


def argument_chart(found: ArgumentMap, *, ax: Axes | None = None) -> Axes:
    """Draw claims in a column a document, with what supports and what attacks each.

    Parameters
    ----------
    found
        As `argument_map` of the casebook makes it. An arrow runs from a claim to the one it bears
        on; the number of a claim stands beside it, its text belongs in a table below.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        nodes = found.nodes
        tallest = int(nodes["document"].value_counts().max()) if len(nodes) else 0
        axes = ax or new_axes(WIDTH, max(LEAST, ROOM + ROW_HEIGHT * tallest))
        if nodes.empty:
            return say(axes, "No argument map: there is no claim.")
        places = claim_places(found)
        documents = sorted(nodes["document"].unique())
        axes.set_axis_off()
        axes.set(xlim=(-0.45, len(documents) - 0.3), ylim=(1.03, -0.07))
        for number, document in enumerate(documents):
            axes.text(number, -0.03, f"document {document}", ha="center", color=DARK)
        for edge in found.edges.to_dict("records"):
            _draw_edge(axes, places, edge)
        for grade, look in GRADES.items():
            own = nodes[nodes["evidence"] == grade]
            if len(own):
                _draw_claims(axes, places.loc[own["claim"]], grade, look)
        _explain(axes, found.edges)
        return axes


def claim_places(found: ArgumentMap) -> pd.DataFrame:
    """Where each claim stands: `x` the number of its document, `y` near those it is tied to.

    Examples
    --------
    >>> from workbench.fieldwork.casebook import argument_map
    >>> int(claim_places(argument_map(["003", "004"]))["x"].max())
    1
    """
    actors = found.nodes.rename(columns={"claim": "actor", "document": "chain_stage"})
    links = found.edges.rename(columns={"claim": "source", "bears_on": "target"})
    stages = sorted(found.nodes["document"].unique())
    layout = chain_layout(
        actors[["actor", "chain_stage"]], links.assign(strength=1), stages=stages
    )  # fmt: skip
    return layout.actors.set_index("actor")[["x", "y"]]


def _draw_edge(axes: Axes, places: pd.DataFrame, edge: Mapping[Any, Any]) -> None:
    """An arrow, bowed where both claims are of one document."""
    ends = places.loc[[edge["claim"], edge["bears_on"]]].to_numpy()
    is_within = ends[0, 0] == ends[1, 0]
    drop = ends[1, 1] - ends[0, 1]
    bow = np.clip(BOW / max(abs(drop), BOW), *BOWS)  # the longer an arrow, the flatter
    bend = f"arc3,rad={-np.sign(drop) * bow if is_within else ACROSS}"
    axes.add_patch(
        FancyArrowPatch(
            tuple(ends[0]),
            tuple(ends[1]),
            arrowstyle="-|>",
            mutation_scale=8,
            connectionstyle=bend,
            shrinkA=5,
            shrinkB=6,
            zorder=2 if edge["relation"] == ATTACKS else 1,
            **EDGES[edge["relation"]],
        )
    )


def _draw_claims(axes: Axes, places: pd.DataFrame, grade: str, look: dict[str, Any]) -> None:
    label = f"evidence {grade} ({len(places)})"
    axes.plot(
        places["x"],
        places["y"],
        linestyle="",
        markersize=6.5,
        markeredgecolor=DARK,
        markeredgewidth=0.8,
        label=label,
        zorder=3,
        **look,
    )
    for claim, (x, y) in zip(places.index, places.to_numpy(), strict=True):
        axes.annotate(
            str(claim).split("-")[-1].lstrip("0"),
            (x, y),
            (-7, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=SMALL,
            color=DARK,
            path_effects=[withStroke(linewidth=2, foreground="white")],
            zorder=4,
        )


def _explain(axes: Axes, edges: pd.DataFrame) -> None:
    counts = edges["relation"].value_counts()
    for relation, look in EDGES.items():
        label = f"{relation} ({int(counts.get(relation, 0))})"
        axes.plot([np.nan], [np.nan], label=label, **look)
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3)


def argument_chart_in_words(found: ArgumentMap) -> str:
    """What the argument map shows, for those who cannot see it."""
    nodes, edges = found.nodes, found.edges
    if nodes.empty:
        return "Empty argument map: there is no claim."
    grades = nodes["evidence"].value_counts()
    kinds = edges["relation"].value_counts()
    told = [f"{int(grades.get(grade, 0))} of grade {grade}" for grade in GRADES]
    most = nodes.sort_values("attacked_by", ascending=False, kind="stable").head(NAMED)
    names = [
        f"{claim} ({count})"
        for claim, count in zip(most["claim"], most["attacked_by"], strict=True)
        if count
    ]
    attacked = f" Attacked most: {listed(names)}." if names else ""
    return (
        f"Argument map of {counted(len(nodes), 'claim')} of "
        f"{counted(nodes['document'].nunique(), 'document')}, by evidence: {listed(told)}. "
        f"{int(kinds.get(SUPPORTS, 0))} arrows support a claim, {int(kinds.get(ATTACKS, 0))} "
        f"attack one.{attacked}"
    )
