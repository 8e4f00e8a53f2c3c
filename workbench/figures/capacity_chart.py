"""Which stage of a chain holds the others back: capacities in units of the final product."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from workbench.figures._drawable import named, short
from workbench.figures.labels import DARK
from workbench.figures.numbers import listed, shown
from workbench.figures.rows import name_rows, write_beside
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

ROW, FRAME = 0.42, 1.5  # inches: a stage, and what stands around all of them
PALE = "#c3d3e4"
THICK = 0.62
LONGEST = 30
ROOM = 1.2  # right of the longest bar, for the words beside it


def capacity_chart(
    stages: pd.DataFrame,
    *,
    potential: float,
    unit: str,
    interval: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the capacity of each stage in units of the final product, and what of it is used.

    Parameters
    ----------
    stages
        One row a stage, in the order of the chain: `stage`, `in_final_units`, `slack` (the share
        that is not used) and `is_bottleneck`. A capacity without a limit has no bar.
    potential
        The final product that all stages allow together.
    unit
        Of the final product.
    interval
        The range of the potential.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, FRAME + ROW * max(len(stages), 1))
        if stages.empty or not np.isfinite(potential):
            return say(axes, "No chart: no stage has a capacity.")
        table = stages.reset_index(drop=True)
        size = table["in_final_units"].to_numpy("float64")
        limit = table["is_bottleneck"].to_numpy(dtype=bool)
        drawn = np.where(np.isfinite(size), size, 0.0)
        used = drawn * (1 - table["slack"].fillna(0).to_numpy("float64"))
        at = np.arange(len(table))
        axes.barh(at, drawn, THICK, color=PALE, zorder=1)
        axes.barh(at[~limit], used[~limit], THICK, color=POINT, zorder=2)
        axes.barh(at[limit], used[limit], THICK, color=LINE, hatch="////", edgecolor="white",
                  linewidth=0, zorder=2)  # fmt: skip
        _mark(axes, potential, interval)
        for place, row in enumerate(table.to_dict("records")):
            write_beside(axes, drawn[place], place, _words(row))
        name_rows(axes, dict(enumerate(short(table["stage"], LONGEST))), list(at[limit]))
        axes.set(xlabel=f"{short([unit], 60)[0]} (final product)")
        axes.set_xlim(0, max(float(drawn.max()), potential) * ROOM or 1)
        _explain(axes, interval)
        return axes


def _mark(axes: Axes, potential: float, interval: tuple[float, float] | None) -> None:
    axes.axvline(potential, color=DARK, linewidth=1.2, zorder=3)
    if interval is not None:
        axes.axvspan(*interval, color=GREY, alpha=0.25, linewidth=0, zorder=0)


def _explain(axes: Axes, interval: tuple[float, float] | None) -> None:
    handles = [
        Patch(facecolor=POINT, label="used at the potential"),
        Patch(facecolor=PALE, label="not used"),
        Patch(facecolor=LINE, hatch="////", edgecolor="white", label="bottleneck"),
        axes.lines[0],
    ]
    axes.lines[0].set_label("potential of the chain")
    if interval is not None:
        handles.append(Patch(facecolor=GREY, alpha=0.25, label="95 of 100 draws of it"))
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1), ncols=3, borderaxespad=0.2
    )


def _words(row: Mapping[Any, Any]) -> str:
    size, slack = float(row["in_final_units"]), float(row["slack"])
    if not np.isfinite(size):
        return "no limit known"
    if row["is_bottleneck"]:
        return f"{shown(size)}, all used"
    return f"{shown(size)}, {slack:.0%} not used"


def capacity_in_words(
    stages: pd.DataFrame,
    *,
    potential: float,
    unit: str,
    interval: tuple[float, float] | None = None,
) -> str:
    """What the chart shows, for those who cannot see it."""
    if stages.empty or not np.isfinite(potential):
        return "Empty chart: no stage has a capacity."
    told = [
        f"{name} {_words(row)}"
        for name, row in zip(named(stages["stage"]), stages.to_dict("records"), strict=True)
    ]
    limits = listed(named(stages.loc[stages["is_bottleneck"], "stage"]))
    between = (
        "" if interval is None else f" (95 of 100 draws: {shown(interval[0])} to "
        f"{shown(interval[1])})"
    )  # fmt: skip
    return (
        f"Bars of capacity by stage in units of the final product ({unit}): {'; '.join(told)}. "
        f"Potential of the chain {shown(potential)}{between}; bottleneck: {limits}."
    )
