"""How does an effect change along something: years from an event, quantiles, cut-offs, kinds.

Each chart draws estimates with their intervals from a table; nothing is fitted here.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from workbench.figures._rounding import with_interval
from workbench.figures.labels import shortened
from workbench.figures.numbers import listed, shown
from workbench.figures.rows import LONGEST_NAME
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

BAND = 0.18
KINDS = {"direct": ("o", POINT, POINT), "indirect": ("s", LINE, "white"), "total": ("D", "#111111",
    "#111111")}  # fmt: skip
STEP = 0.24  # between the kinds of one term


def event_time_chart(table: pd.DataFrame, *, y_label: str, ax: Axes | None = None) -> Axes:
    """Draw effects by time from the event with 95 % intervals; hollow before, filled after.

    Parameters
    ----------
    table
        One row a time, as `Fit.tables["event_time"]` holds them: event_time (0 is the event, in
        years or other periods) as a column or the index, estimate, low, high. Where there are
        band_low and band_high, which hold the whole path at once, the shade is theirs. A
        reference, to which the others are compared, has no interval.
    y_label
        What the effects are, with their unit.
    ax
        Axes to draw on; new ones by default.
    """
    rows = _by_time(table, "estimate")
    with styled():
        axes = ax or new_axes()
        if rows.empty:
            return say(axes, "No event study: no period has an estimate.")
        low, high = (rows[end].fillna(rows["estimate"]) for end in ("low", "high"))
        least = rows.get("band_low", low).fillna(rows["estimate"])
        most = rows.get("band_high", high).fillna(rows["estimate"])
        axes.axhline(0, color=GREY, linewidth=0.8, linestyle="--")
        axes.axvline(-0.5, color=GREY, linewidth=0.8, linestyle=":")
        axes.fill_between(rows["event_time"], least, most, color=POINT, alpha=BAND, linewidth=0)
        axes.vlines(rows["event_time"], low, high, color=POINT, linewidth=1.4)
        is_reference = rows[["low", "high"]].isna().all(axis=1)
        parts = {
            "before the event": (~is_reference & (rows["event_time"] < 0), "o", "white"),
            "after the event": (~is_reference & (rows["event_time"] >= 0), "o", POINT),
            "reference": (is_reference, "D", "white"),
        }
        for label, (part, marker, fill) in parts.items():
            own = rows[part]
            if not own.empty:
                axes.plot(own["event_time"], own["estimate"], marker, label=label, color=POINT,
                          markerfacecolor=fill, markersize=6.5, linestyle="none")  # fmt: skip
        axes.set(xlabel="periods from the event (0 is the first one after it)", ylabel=y_label)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.legend(loc="best")
        return axes


def event_time_in_words(table: pd.DataFrame) -> str:
    """What an event-time chart shows, for those who cannot see it; and how it was before."""
    rows = _by_time(table, "estimate", "low", "high")
    if rows.empty:
        return "Empty event study: no period has an estimate with an interval."
    before, after = rows[rows["event_time"] < 0], rows[rows["event_time"] >= 0]
    told = [
        f"period {int(row['event_time'])}: {_estimate(row)}" for row in after.to_dict("records")
    ]
    later = f"After the event, {listed(told)}." if told else "No period lies after the event."
    if before.empty:
        return f"{later} No period before the event can show whether trends were the same."
    return (
        f"Of {len(before)} periods before the event, {_clear(before)} have an interval that misses "
        f"zero; of {len(after)} after it, {_clear(after)}. {later}"
    )


def _by_time(table: pd.DataFrame, *needed: str) -> pd.DataFrame:
    """The rows that have what is needed, in order of time."""
    rows = table if "event_time" in table else table.reset_index()
    return rows.dropna(subset=["event_time", *needed]).sort_values("event_time")


def impacts_chart(table: pd.DataFrame, *, x_label: str, ax: Axes | None = None) -> Axes:
    """Draw what a term does to its own region, to the others, and in all, with 95 % intervals.

    Parameters
    ----------
    table
        One row a term and effect, as `Fit.tables["impacts"]` holds them: term, effect
        ("direct", "indirect", "total"), estimate, low, high.
    x_label
        What the effects are, with their unit.
    ax
        Axes to draw on; new ones by default.
    """
    rows = table.dropna(subset=["estimate"])
    terms = list(dict.fromkeys(map(str, rows["term"])))
    with styled():
        axes = ax or new_axes(WIDTH, 1.2 + 0.85 * len(terms))
        if rows.empty:
            return say(axes, "No impacts: no term has an estimate.")
        axes.axvline(0, color=GREY, linewidth=0.8, linestyle="--")
        for place, (kind, (marker, edge, fill)) in enumerate(KINDS.items()):
            own = rows[rows["effect"] == kind]
            at = own["term"].astype(str).map(terms.index) + (place - 1) * STEP
            axes.hlines(at, own["low"], own["high"], color=edge, linewidth=1.8)
            axes.plot(own["estimate"], at, marker, label=kind, color=edge, markerfacecolor=fill,
                      markersize=6.5, linestyle="none")  # fmt: skip
        axes.set_yticks(range(len(terms)), [shortened(term, LONGEST_NAME) for term in terms])
        axes.set_ylim(len(terms) - 0.4, -0.6)
        axes.set_xlabel(x_label)
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
        return axes


def impacts_in_words(table: pd.DataFrame) -> str:
    """What a chart of impacts shows, for those who cannot see it."""
    rows = table.dropna(subset=["estimate"])
    told = [
        f"{term}: "
        + ", ".join(f"{row['effect']} {_estimate(row)}" for row in own.to_dict("records"))
        for term, own in rows.groupby("term", sort=False)
    ]
    if not told:
        return "Empty chart of impacts: no term has an estimate."
    return (
        "Impacts on the own region (direct), on the others (indirect) and in all (total), with "
        f"95 % intervals. {'. '.join(told)}."
    )


def coefficient_path(
    table: pd.DataFrame,
    along: str,
    *,
    x_label: str,
    y_label: str,
    reference: Sequence[float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a coefficient along quantiles, cut-offs or anything that runs in numbers.

    Parameters
    ----------
    table
        One row a point: the column `along`, estimate, low, high.
    along
        The column on the lower axis, such as "quantile" or "cutoff_km".
    x_label, y_label
        What the axes show, with units.
    reference
        Estimate, low and high of another model to compare with, such as least squares: a dashed
        line between two dotted ones.
    ax
        Axes to draw on; new ones by default.
    """
    rows = table.dropna(subset=[along, "estimate"]).sort_values(along)
    with styled():
        axes = ax or new_axes()
        if rows.empty:
            return say(axes, f"No path: there is no estimate along {x_label}.")
        low, high = (rows[end].fillna(rows["estimate"]) for end in ("low", "high"))
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.fill_between(rows[along], low, high, color=POINT, alpha=BAND, linewidth=0)
        axes.plot(rows[along], rows["estimate"], "o-", color=POINT, markersize=5, linewidth=1.6)
        for value, style in zip(reference or (), ("--", ":", ":"), strict=False):
            axes.axhline(value, color=LINE, linewidth=1.4, linestyle=style)
        axes.set(xlabel=x_label, ylabel=y_label)
        return axes


def path_in_words(table: pd.DataFrame, along: str, *, x_label: str) -> str:
    """What a path of a coefficient shows, for those who cannot see it."""
    rows = table.dropna(subset=[along, "estimate"]).sort_values(along)
    if rows.empty:
        return f"Empty path: there is no estimate along {x_label}."
    first, last = rows.iloc[0].to_dict(), rows.iloc[-1].to_dict()
    return (
        f"Coefficient at {len(rows)} points of {x_label}: {_estimate(first)} at "
        f"{shown(first[along])}, {_estimate(last)} at {shown(last[along])}; it lies between "
        f"{shown(rows['estimate'].min())} and {shown(rows['estimate'].max())}, and {_clear(rows)} "
        "of the intervals miss zero."
    )


def _estimate(row: Mapping[Hashable, Any]) -> str:
    if np.isnan(row["low"]) or np.isnan(row["high"]):
        return shown(row["estimate"])
    estimate, low, high = with_interval(row["estimate"], row["low"], row["high"])
    return f"{estimate} ({low} to {high})"


def _clear(rows: pd.DataFrame) -> int:
    """How many intervals miss zero."""
    return int(((rows["low"] > 0) | (rows["high"] < 0)).sum())
