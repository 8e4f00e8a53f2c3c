"""Of which type is each, and how surely: a bar of probabilities for each thing, and words."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection
from matplotlib.patches import Patch

from workbench.figures._drawable import counted, drawable, named, short
from workbench.figures.labels import DARK, SMALL
from workbench.figures.numbers import listed
from workbench.figures.rows import name_rows
from workbench.figures.style import WIDTH, new_axes, say, styled

Numbers = npt.NDArray[np.float64]

# From dark to light, and hatched in turn, so that neighbours stay apart in print.
COLOURS = ("#12213f", "#3b70a2", "#8fa9c4", "#d07b29", "#f0cf9a", "#c4ccd6")
HATCHES = ("", "////", "", "....", "", "xx")
MOST = 30  # bars that can be named
TOO_MANY = 1000  # bars of their own take minutes to draw, and a page of many megabytes
LONGEST = 34
CLEAR = 0.8


def type_probabilities(
    data: pd.DataFrame, *, names: str, what: str = "firm", ax: Axes | None = None
) -> Axes:
    """Draw how probable each type is for each thing, those of one type together, the surest first.

    Each bar begins with the likeliest type, so that its end shows how sure it is.

    Parameters
    ----------
    data
        One row a thing and type: the column `names`, type and probability, adding up to 1 for
        each thing.
    names
        Column of the things.
    what
        What one of them is called.
    ax
        Axes to draw on; new ones by default. Up to thirty bars are named.
    """
    with styled():
        wide = _wide(data, names)
        axes = ax or new_axes(WIDTH, 1.6 + min(0.24 * len(wide), 5.2))
        if wide.empty:
            return say(axes, f"No types: no {what} has probabilities.")
        is_named = len(wide) <= MOST
        places, starts = np.arange(len(wide)), _starts(wide.to_numpy())
        handles = []
        for place, kind in enumerate(wide):
            look: dict[str, Any] = {
                "facecolor": COLOURS[place % len(COLOURS)],
                "hatch": HATCHES[place % len(HATCHES)] if is_named else "",
                "edgecolor": "white",
                "linewidth": 0,
            }
            height = 0.8 if is_named else 1.0
            ends = starts[:, place] + wide[kind].to_numpy()
            handles.append(Patch(label=short([kind], LONGEST)[0], **look))
            if len(wide) > TOO_MANY:
                boxes = _boxes(starts[:, place], ends, places)
                axes.add_collection(
                    PolyCollection(list(boxes), rasterized=True, **look | {"edgecolor": "none"})
                )
                continue
            axes.barh(places, wide[kind], height, left=starts[:, place], **look)
            axes.vlines(ends, places - height / 2, places + height / 2, color="white",
                        linewidth=0.8 if is_named else 0.2)  # fmt: skip
        axes.axvline(CLEAR, color="white", linewidth=1.2, linestyle="--")
        if is_named:
            name_rows(axes, dict(enumerate(named(wide.index))))
        else:
            axes.set_yticks([])
            axes.set_ylabel(f"{len(wide):,} {what}s, a line each", fontsize=SMALL + 1, color=DARK)
        axes.set(xlim=(0, 1), xlabel=f"probability of each type (dashed: {CLEAR:.0%})")
        axes.set_ylim(len(wide) - 0.5, -0.5)
        axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=2,
                    borderaxespad=0.3)  # fmt: skip
        return axes


def _boxes(starts: Numbers, ends: Numbers, places: npt.NDArray[np.int64]) -> Numbers:
    """The four corners of each bar of one type."""
    across = np.stack([starts, ends, ends, starts], axis=1)
    along = places[:, None] + np.array([-0.5, -0.5, 0.5, 0.5])
    return np.stack([across, along], axis=2)


def _wide(data: pd.DataFrame, names: str) -> pd.DataFrame:
    """One row a thing, one column a type, in the order in which they are drawn."""
    rows = drawable(data, ["probability"], lowest=0)
    kinds = list(dict.fromkeys(rows["type"]))
    wide = rows.pivot_table("probability", names, "type", aggfunc="sum").reindex(columns=kinds)
    wide = wide.fillna(0.0)
    if wide.empty:
        return wide
    first = wide.to_numpy().argmax(axis=1)
    order = np.lexsort((np.arange(len(wide)), -wide.to_numpy().max(axis=1), first))
    return wide.iloc[order]


def _starts(values: Numbers) -> Numbers:
    """Where the part of each type begins in its bar: the likeliest at 0, the others in order."""
    is_own = np.arange(values.shape[1]) == values.argmax(axis=1)[:, None]
    others = np.where(is_own, 0, values)
    before = others.cumsum(axis=1) - others
    starts: npt.NDArray[np.float64] = np.where(is_own, 0, before + values.max(axis=1)[:, None])
    return starts


def type_probabilities_in_words(data: pd.DataFrame, *, names: str, what: str = "firm") -> str:
    """What the bars show, for those who cannot see them."""
    wide = _wide(data, names)
    if wide.empty:
        return f"Empty chart: no {what} has probabilities."
    likeliest = wide.idxmax(axis=1)
    told = [
        f"{kind} {int((likeliest == kind).sum())}" for kind in wide if (likeliest == kind).any()
    ]
    clear = int((wide.max(axis=1) >= CLEAR).sum())
    surest = wide.max(axis=1)
    least = int(surest.to_numpy().argmin())
    return (
        f"Bars of probabilities of {counted(len(wide), what)}. Likeliest types: {listed(told)}. "
        f"{clear} have a type with a probability of {CLEAR:.0%} or more; least sure is "
        f"{named([wide.index[least]])[0]} ({surest.iloc[least]:.0%})."
    )
