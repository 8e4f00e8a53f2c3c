"""Who stands above whom: the bodies of a cluster as boxes in layers."""

from __future__ import annotations

import textwrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from workbench.figures._drawable import named
from workbench.figures.labels import DARK
from workbench.figures.style import GREY, WIDTH, new_axes, say, styled

LINE_LETTERS, INCHES_A_LAYER = 26, 1.15
BOX_WIDTH, BOX_HEIGHT = 0.9, 0.5  # of a column, of a layer
THERE, ABSENT = "#e6edf5", "#ffffff"


def organisation_chart(bodies: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw bodies as boxes, each below the one it answers to; absent ones with a broken edge.

    Parameters
    ----------
    bodies
        `item`, `below` (the body above, empty for the highest), `is_there`.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        places = _places(bodies)
        layers = int(places["layer"].max()) + 1 if len(places) else 1
        axes = ax or new_axes(WIDTH, INCHES_A_LAYER * layers + 0.2)
        if places.empty:
            return say(axes, "No chart: no body is named.")
        at = places.set_index("item")
        for row in places.to_dict("records"):
            if row["below"] in at.index:
                above = at.loc[row["below"]]
                middle = (above["y"] - 0.5 + row["y"]) / 2 + 0.25
                axes.plot(
                    [row["x"], row["x"], above["x"], above["x"]],
                    [row["y"], middle, middle, above["y"]],
                    color=GREY,
                    linewidth=1,
                    zorder=1,
                )
        for row in places.to_dict("records"):
            _box(axes, row)
        widest = float(places["x"].abs().max()) + 0.6
        axes.set(xlim=(-widest, widest), ylim=(-layers + 0.5, 0.5))
        axes.set_axis_off()
        return axes


def _places(bodies: pd.DataFrame) -> pd.DataFrame:
    """Each body with its layer, and its place in it, centred."""
    table = bodies.assign(
        item=named(bodies["item"]), below=bodies["below"].astype("object").fillna("")
    )
    above = dict(zip(table["item"], table["below"], strict=True))
    table["layer"] = [_depth(item, above) for item in table["item"]]
    order = table.groupby("layer").cumcount()
    size = table.groupby("layer")["item"].transform("size")
    return table.assign(x=order - (size - 1) / 2, y=-table["layer"].astype("float64"))


def _depth(item: str, above: dict[str, str]) -> int:
    depth, seen = 0, {item}
    while above.get(item) and above[item] not in seen:
        item = above[item]
        seen.add(item)
        depth += 1
    return depth


def _box(axes: Axes, row: dict[Any, Any]) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y, is_there = float(row["x"]), float(row["y"]), bool(row["is_there"])
    axes.add_patch(
        FancyBboxPatch(
            (x - BOX_WIDTH / 2, y - BOX_HEIGHT / 2),
            BOX_WIDTH,
            BOX_HEIGHT,
            boxstyle="round,pad=0.02",
            facecolor=THERE if is_there else ABSENT,
            edgecolor=DARK if is_there else GREY,
            linestyle="-" if is_there else "--",
            zorder=2,
        )
    )
    words = textwrap.fill(str(row["item"]), LINE_LETTERS) + ("" if is_there else "\n(not there)")
    axes.text(x, y, words, ha="center", va="center", fontsize=9, color=DARK, zorder=3)


def organisation_in_words(bodies: pd.DataFrame) -> str:
    """The chart for who cannot see it.

    Examples
    --------
    >>> bodies = pd.DataFrame(
    ...     {"item": ["meeting", "board"], "below": ["", "meeting"], "is_there": [True, False]}
    ... )
    >>> organisation_in_words(bodies)
    'Boxes of 2 bodies: meeting; board below meeting (not there).'
    """
    table = _places(bodies)
    told = [
        row["item"]
        + (f" below {row['below']}" if row["below"] else "")
        + ("" if row["is_there"] else " (not there)")
        for row in table.to_dict("records")
    ]
    return (
        f"Boxes of {len(told)} bodies: {'; '.join(told)}."
        if told
        else "No chart: no body is named."
    )
