"""At which distances does a curve leave what chance would do: a line on two bands, and words."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from workbench.figures.numbers import listed, shown
from workbench.figures.style import GREY, LINE, POINT, new_axes, say, styled

LOCAL, GLOBAL, EDGE_OF_BAND = "#c9d3de", "#e9eef3", "#a9b5c2"
NEEDED = ("distance_km", "value", "expected", "low", "high", "global_low", "global_high")
# More stretches than these are counted and not listed.
FEW = 4


def distance_curve(
    table: pd.DataFrame, *, y_label: str, confidence: float = 0.95, ax: Axes | None = None
) -> Axes:
    """Draw a curve by distance on its local and its global band.

    Parameters
    ----------
    table
        The rows of one industry (and year), as the measures of distance give them: `distance_km`,
        `value`, `expected`, `low`, `high`, `global_low` and `global_high`.
    y_label
        What the curve shows, with its unit.
    confidence
        The share of relabellings between the bands, for the legend.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes()
        rows = _rows(table)
        if rows["value"].isna().all():
            return say(axes, f"No curve: no distance has a value of {y_label}.")
        at, share = rows["distance_km"], f"{100 * confidence:g} %"
        for ends, colour, words in (
            (("global_low", "global_high"), GLOBAL, f"global band: {share} of draws everywhere"),
            (("low", "high"), LOCAL, f"local band: {share} of draws at each distance"),
        ):
            low, high = (rows[end] for end in ends)
            axes.fill_between(at, low, high, color=colour, linewidth=0, label=words)
            for end in (low, high):
                axes.plot(at, end, color=EDGE_OF_BAND, linewidth=0.6)
        axes.plot(at, rows["expected"], "--", color=GREY, linewidth=1, label="expected by chance")
        axes.plot(at, rows["value"], color=POINT, linewidth=1.8, label="observed")
        outside = rows["value"].where(_above(rows) | _below(rows))
        axes.plot(at, outside, color=LINE, linewidth=2.6, label="outside the global band")
        axes.set(xlabel="Distance (km)", ylabel=y_label)
        axes.margins(x=0)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
        axes.legend()
        return axes


def distance_curve_in_words(table: pd.DataFrame, *, y_label: str) -> str:
    """What a curve by distance shows, for those who cannot see it."""
    rows = _rows(table)
    if rows["value"].isna().all():
        return f"Empty curve: no distance has a value of {y_label}."
    at, value = rows["distance_km"].to_numpy(), rows["value"].to_numpy()
    highest = int(np.nanargmax(value))
    return (
        f"Curve of {y_label} at {len(rows)} distances from {shown(at[0])} to {shown(at[-1])} km, "
        f"highest at {shown(at[highest])} km ({shown(value[highest])}, "
        f"{shown(rows['expected'].iloc[highest])} by chance). "
        f"Above the global band {_stretches(at, _above(rows))}; "
        f"below it {_stretches(at, _below(rows))}."
    )


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    return table[list(NEEDED)].sort_values("distance_km", ignore_index=True)


def _above(rows: pd.DataFrame) -> pd.Series:
    return rows["value"] > rows["global_high"]


def _below(rows: pd.DataFrame) -> pd.Series:
    return rows["value"] < rows["global_low"]


def _stretches(at: npt.NDArray[np.float64], is_outside: pd.Series) -> str:
    """From where to where the curve is outside, in words."""
    inside = np.concatenate([[False], is_outside.to_numpy(dtype=bool), [False]])
    starts, ends = np.flatnonzero(np.diff(inside.astype(int))).reshape(-1, 2).T
    if not len(starts):
        return "nowhere"
    if len(starts) > FEW:
        first, last = shown(at[starts[0]]), shown(at[ends[-1] - 1])
        return f"on {len(starts)} stretches between {first} and {last} km"
    pairs = [(at[start], at[end - 1]) for start, end in zip(starts, ends, strict=True)]
    return listed(
        [
            f"at {shown(first)} km" if first == last else f"from {shown(first)} to {shown(last)} km"
            for first, last in pairs
        ]
    )
