"""Who makes, helps and rules a cluster: core along the chain, members, partners, government.

A reconstruction: the picture that document 004 calls Fig. 2 is lost; its text says who stands
where.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from workbench.figures._drawable import counted, named
from workbench.figures.labels import DARK, SMALL, lettering
from workbench.figures.numbers import listed
from workbench.figures.style import GREY, LINE, POINT, new_axes, say, styled

WIDTH, HEIGHT = 8.6, 5.6
NOTE = "Laid out after the text of document 004 (a reconstruction: its Fig. 2 is lost)."
ROWS = {"government": 4.15, "core": 2.75, "non-core": 1.35, "outside": 0.15}
BOX_HEIGHT, LETTERS = 0.72, 14
APART = 0.94  # from the middle of a box to that of the one below it
TITLES = {
    "market": "markets",
    "non-core": "non-core members",
    "key partner": "key partners",
    "counterparty": "other counterparties",
    "government": "government",
}
FILLS = {"core": "#dbe6f2", "market": "#ffffff", "non-core": "#eef2f6"}
# colour, width and dash of an arrow by what is known of the link
LOOKS: dict[str, tuple[str, float, Any]] = {
    "linked": (POINT, 1.6, "-"),
    "weak": (POINT, 1.0, (0, (4, 2))),
    "missing": (LINE, 1.8, (0, (1, 1.6))),
    "no actor": (GREY, 1.2, (0, (1, 3))),
}
WORDS = {
    "linked": "linked",
    "weak": "weak link (degree 1)",
    "missing": "needed link that is missing",
    "no actor": "link to a block without actors",
}
STEP = 1.55  # from the middle of a column to the next
BEND = 0.35


@dataclass(frozen=True)
class Box:
    """Where a block stands: its middle and its size."""

    x: float
    y: float
    width: float
    is_along: bool = False  # whether it stands along the chain

    def edge(self, other: Box) -> tuple[float, float]:
        """Where an arrow to another box leaves this one."""
        if self.is_along and other.is_along and other.x != self.x:
            return self.x + (self.width / 2) * (1 if other.x > self.x else -1), self.y
        reach = 0.42 * self.width
        x = min(max(other.x, self.x - reach), self.x + reach)
        return x, self.y + (BOX_HEIGHT / 2) * (1 if other.y > self.y else -1)


def functional_diagram(
    blocks: pd.DataFrame, arrows: pd.DataFrame, *, ax: Axes | None = None
) -> Axes:
    """Draw the functional diagram of a cluster, with the links that it lacks.

    Parameters
    ----------
    blocks
        `block`, `part` ("core", "market", "non-core", "key partner", "counterparty" or
        "government"), `column` (place along the chain), `actors` (how many) and `anchor` (the name
        of the anchor, where it stands in the block).
    arrows
        `source`, `target`, `kind` and `status`: "linked", "weak", "missing" or "no actor".
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        if not (blocks["part"] == "core").any():
            return say(ax or new_axes(WIDTH, HEIGHT), "No diagram: the chain has no stage.")
        extra = _extra(blocks)
        axes = ax or new_axes(WIDTH, HEIGHT + 2 * extra)
        boxes = _boxes(blocks)
        axes.set_axis_off()
        right = max(box.x + box.width / 2 for box in boxes.values())
        axes.set(xlim=(-1.0, right + 0.15), ylim=(-0.75 - extra, 4.75 + extra))
        _frame(axes, blocks, boxes)
        for row in arrows.drop_duplicates(["source", "target", "status"]).to_dict("records"):
            if row["source"] in boxes and row["target"] in boxes:
                _arrow(axes, boxes[row["source"]], boxes[row["target"]], row)
        for row in blocks.to_dict("records"):
            _block(axes, boxes[row["block"]], row)
        _explain(axes, arrows)
        return axes


def _extra(blocks: pd.DataFrame) -> float:
    """How much higher and lower the chain reaches, where stages stand above one another."""
    chain = blocks[blocks["part"].isin(["core", "market"])]
    return (int(chain["column"].value_counts().max()) - 1) / 2 * APART


def _boxes(blocks: pd.DataFrame) -> dict[str, Box]:
    """Core and market in columns from left to right, the others above and below."""
    found: dict[str, Box] = {}
    chain = blocks[blocks["part"].isin(["core", "market"])]
    for column, own in chain.groupby("column"):
        spread = (len(own) - 1) / 2
        for place, block in enumerate(own["block"]):
            height = ROWS["core"] + (spread - place) * APART
            found[str(block)] = Box(STEP * float(str(column)), height, 1.15, is_along=True)
    extra = _extra(blocks)
    span = STEP * float(chain.loc[chain["part"] == "core", "column"].max())
    middle = span / 2
    found["government"] = Box(middle, ROWS["government"] + extra, max(span, 2.4))
    found["non-core"] = Box(
        0.0, ROWS["non-core"] - extra, 1.3
    )  # out of the way of the others' arrows
    half = max(span / 2, 2.2)
    found["key partner"] = Box(middle - half / 2 - 0.1, ROWS["outside"] - extra, half)
    found["counterparty"] = Box(middle + half / 2 + 0.1, ROWS["outside"] - extra, half)
    return {name: box for name, box in found.items() if name in set(blocks["block"])}


def _frame(axes: Axes, blocks: pd.DataFrame, boxes: dict[str, Box]) -> None:
    """The frame around the members of the cluster."""
    inside = blocks.loc[blocks["part"].isin(["core", "non-core"]), "block"]
    own = [boxes[block] for block in inside]
    left, right = min(b.x - b.width / 2 for b in own), max(b.x + b.width / 2 for b in own)
    low, high = min(b.y for b in own) - BOX_HEIGHT / 2, max(b.y for b in own) + BOX_HEIGHT / 2
    axes.add_patch(
        FancyBboxPatch((left - 0.12, low - 0.1), right - left + 0.24, high - low + 0.42,
                       boxstyle="round,pad=0,rounding_size=0.1", facecolor="none",
                       edgecolor=GREY, linewidth=0.9, linestyle=(0, (5, 3)), zorder=0)
    )  # fmt: skip
    axes.text(left, high + 0.1, "cluster", fontsize=SMALL + 1, color=DARK, va="bottom")


def _block(axes: Axes, box: Box, row: Mapping[Any, Any]) -> None:
    is_empty = row["part"] != "market" and not row["actors"]
    axes.add_patch(
        FancyBboxPatch(
            (box.x - box.width / 2, box.y - BOX_HEIGHT / 2), box.width, BOX_HEIGHT,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor="white" if is_empty else FILLS.get(str(row["part"]), "#f7f3ec"),
            edgecolor=LINE if is_empty else DARK, linewidth=1.6 if row["anchor"] else 0.9,
            linestyle=(0, (2, 2)) if is_empty else "-", zorder=3,
        )
    )  # fmt: skip
    axes.text(box.x, box.y, _label(row, box), ha="center", va="center", fontsize=SMALL + 0.5,
              color=DARK, zorder=4, linespacing=1.15)  # fmt: skip


def _label(row: Mapping[Any, Any], box: Box) -> str:
    letters = max(int(LETTERS * box.width / 1.15), LETTERS)
    title = TITLES.get(str(row["block"]), str(row["block"]))
    lines = _wrapped(title, letters, 2)
    if row["part"] != "market":
        lines.append(counted(int(str(row["actors"])), "actor") if row["actors"] else "no actor")
    if row["anchor"]:
        lines += _wrapped(f"★ {row['anchor']}", letters, 1)
    return "\n".join(lines)


def _wrapped(text: str, letters: int, lines: int) -> list[str]:
    """A text in lines that fit into a block, Chinese characters being as wide as two letters."""
    fitting = max(letters * len(text) // max(lettering(text), 1), 2)
    return textwrap.wrap(text, fitting, max_lines=lines, placeholder="…")


def _arrow(axes: Axes, source: Box, target: Box, row: Mapping[Any, Any]) -> None:
    """Along the chain straight, within it past other blocks in a bow above."""
    colour, width, dash = LOOKS[str(row["status"])]
    start, end = source.edge(target), target.edge(source)
    style = "arc3"
    is_along = source.is_along and target.is_along
    is_step = row["kind"] == "supply" and abs(target.x - source.x) < STEP * 1.1
    if is_along and not is_step:
        start = (source.x + 0.15, source.y + BOX_HEIGHT / 2)
        end = (target.x - 0.15, target.y + BOX_HEIGHT / 2)
        bend = min(BEND * STEP / max(abs(target.x - source.x), 0.1), BEND)
        style = f"arc3,rad={-bend if target.x > source.x else bend}"
    axes.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=10, color=colour,
                        linewidth=width, linestyle=dash, connectionstyle=style, shrinkA=0,
                        shrinkB=1, zorder=2)
    )  # fmt: skip


def _explain(axes: Axes, arrows: pd.DataFrame) -> None:
    there = [status for status in LOOKS if (arrows["status"] == status).any()]
    handles = [
        Line2D([], [], color=LOOKS[s][0], linewidth=LOOKS[s][1], linestyle=LOOKS[s][2],
               label=WORDS[s])
        for s in there
    ]  # fmt: skip
    handles.append(
        Line2D([], [], marker="*", markersize=9, linestyle="", color=DARK, label="anchor")
    )
    axes.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, 0.03), ncols=3, borderaxespad=0
    )
    axes.set_title(NOTE, fontsize=SMALL + 1, color=DARK, loc="left")


def diagram_in_words(blocks: pd.DataFrame, arrows: pd.DataFrame) -> str:
    """What the diagram shows, for those who cannot see it."""
    core = blocks[blocks["part"] == "core"]
    if core.empty:
        return "Empty diagram: the chain has no stage."
    told = [
        f"{row['block']} ({counted(row['actors'], 'actor') if row['actors'] else 'no actor'}"
        f"{', anchor ' + row['anchor'] if row['anchor'] else ''})"
        for row in core.to_dict("records")
    ]
    around = [
        f"{TITLES[row['part']]} ({row['actors']})"
        for row in blocks.to_dict("records")
        if row["part"] not in {"core", "market"}
    ]
    lost = arrows[arrows["status"] == "missing"].to_dict("records")
    missing = [f"{row['source']} to {row['target']} ({row['kind']})" for row in lost]
    return (
        f"Functional diagram, a reconstruction. Core along the chain to the markets: "
        f"{listed(named(told))}. Around it: {listed(around)}. "
        f"{'Missing links: ' + listed(missing) if missing else 'No needed link is missing'}."
    )
