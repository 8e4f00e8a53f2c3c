"""Where does a region stand on each indicator, and which ones make it better than others."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import cycle
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from workbench.figures.labels import shortened
from workbench.figures.numbers import listed
from workbench.figures.rows import (
    GAIN,
    LOSS,
    count_ranks,
    headed,
    name_rows,
    signed,
    under_headings,
    write_beside,
    write_reason,
)
from workbench.figures.style import GREY, LINE, WIDTH, new_axes, say, styled

INCHES_A_ROW = 0.24
STRIP, FAINT = "#dfe4ea", "#555555"
PEERS = ("s", "^", "v", "P", "X")
BESIDE = 0.16  # room for the numbers at both sides of the bars, as a share
APART = 0.17  # the region a little above the middle of its strip, others a little below
NAMED = 3
HALF = 0.5


def contribution_bars(
    table: pd.DataFrame,
    *,
    x_label: str = "Points of difference to the mean region",
    ax: Axes | None = None,
) -> Axes:
    """Draw how many points each indicator adds to, or takes from, the difference of two scores.

    Parameters
    ----------
    table
        One row an indicator: `indicator`, `name`, `dimension` and `points`; where points are
        missing, a column `undefined` may say why. Where a column `is_missing` says that the
        region has no figure of its own, the name gets a star. The rows of one dimension stand
        together.
    x_label
        What the points are, and the difference to whom.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        rows, headings = under_headings(table)
        axes = ax or new_axes(WIDTH, 0.9 + INCHES_A_ROW * (len(rows) + len(headings)))
        if table["points"].isna().all():
            return say(axes, f"No bars: no indicator has a number ({x_label}).")
        points = rows["points"].astype("float64")
        axes.hlines(rows["at"], 0, points, color=[_colour(value) for value in points], linewidth=9)
        axes.axvline(0, color=GREY, linewidth=0.8)
        sums = points.groupby(rows["dimension"]).sum()
        texts = signed([*points, *sums, points.sum()])  # all alike, for a reader who adds them up
        for row, text in zip(rows.to_dict("records"), texts, strict=False):
            _write_points(axes, row, text)
        told = dict(zip(sums.index, texts[len(rows) : -1], strict=True))
        strong = {at: f"{headed(own)}  {told[own]}" for at, own in headings.items()}
        is_missing = rows.get("is_missing", pd.Series(False, rows.index)).astype("bool")
        names = rows["name"].where(~is_missing, rows["name"].map(shortened) + " *")
        name_rows(axes, dict(zip(rows["at"], names, strict=True)) | strong, list(strong))
        star = "\n* the region has no figure of its own" if is_missing.any() else ""
        axes.set_xlabel(f"{x_label} (sum {texts[-1]}){star}")
        axes.margins(x=BESIDE)
        return axes


def _colour(points: float) -> str:
    return LOSS if points < 0 else GAIN


def _write_points(axes: Axes, row: dict[Hashable, Any], text: str) -> None:
    """The number at the end of a bar, or why there is none."""
    if pd.isna(row["points"]):
        write_reason(axes, row["at"], row.get("undefined"))
    else:
        write_beside(axes, row["points"], row["at"], text, is_left=row["points"] < 0)


def contributions_in_words(
    table: pd.DataFrame, *, x_label: str = "Points of difference to the mean region"
) -> str:
    """What contributions show, for those who cannot see them."""
    known = table[table["points"].notna()].sort_values("points", kind="stable")
    if known.empty:
        return f"Empty chart: none of {len(table)} indicators has a number ({x_label})."
    *texts, total = signed([*known["points"], known["points"].sum()])
    told = [f"{name} ({text})" for name, text in zip(known["name"], texts, strict=True)]
    below = int((known["points"] < 0).sum())
    above = int((known["points"] > 0).sum())
    absent = [str(own) for own in table.loc[table["points"].isna(), "name"]]
    return " ".join(
        [
            f"{x_label} by {len(known)} indicators, together {total}.",
            *([f"Most is added by {listed(told[::-1][: min(NAMED, above)])}."] if above else []),
            *([f"Most is taken by {listed(told[: min(NAMED, below)])}."] if below else []),
            *([f"No number for {listed(absent)}."] if absent else []),
        ]
    )


def place_profile(
    table: pd.DataFrame,
    peers: pd.DataFrame | None = None,
    *,
    name: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw the place of one region among all others on each indicator, with its interval.

    Parameters
    ----------
    table
        One row an indicator: `indicator`, `name`, `dimension`, `place` (1 is best), `regions` (how
        many have a place there), `place_low` and `place_high`; where a place is missing, a column
        `undefined` may say why.
    peers
        Places of other regions: `region`, `name`, `indicator` and `place`.
    name
        What the region is called.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        rows, headings = under_headings(table)
        axes = ax or new_axes(WIDTH, 1.3 + INCHES_A_ROW * (len(rows) + len(headings)))
        if table["place"].isna().all():
            return say(axes, f"No places: {name} has none on any indicator.")
        known = rows[rows["place"].notna()]
        axes.hlines(known["at"], 1, known["regions"], color=STRIP, linewidth=12, zorder=0)
        interval = known[["place_low", "place_high"]].astype("float64")
        ends = (interval["place_low"], interval["place_high"])
        axes.hlines(known["at"] - APART, *ends, color=LINE, linewidth=2.2, zorder=2)
        axes.plot(known["place"], known["at"] - APART, "D", color=LINE, label=name, markersize=5.5)
        _draw_peers(axes, known, peers)
        for row in rows[rows["place"].isna()].to_dict("records"):
            write_reason(axes, row["at"], row.get("undefined"))
        strong = {at: headed(heading) for at, heading in headings.items()}
        name_rows(axes, dict(zip(rows["at"], rows["name"], strict=True)) | strong, list(strong))
        count_ranks(axes, float(known["regions"].max()), "Place among all regions (1 is best)")
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0.2)
        return axes


def _draw_peers(axes: Axes, rows: pd.DataFrame, peers: pd.DataFrame | None) -> None:
    """Hollow marks of other regions, one shape a region."""
    if peers is None:
        return
    at = dict(zip(rows["indicator"], rows["at"], strict=True))
    drawn = peers[peers["indicator"].isin(at) & peers["place"].notna()]
    marks = cycle(PEERS)
    for _, own in drawn.groupby("region", sort=False):
        axes.plot(
            own["place"],
            own["indicator"].map(at) + APART,
            next(marks),
            markersize=4.5,
            markerfacecolor="white",
            markeredgecolor=FAINT,
            label=shortened(str(own["name"].iloc[0])),
            zorder=3,
        )


def place_profile_in_words(
    table: pd.DataFrame, peers: pd.DataFrame | None = None, *, name: str
) -> str:
    """What the places of a region show, for those who cannot see them."""
    known = table[table["place"].notna()].astype({"place": "float64", "regions": "float64"})
    if known.empty:
        return f"Empty chart: {name} has no place on any of {len(table)} indicators."
    ordered = known.assign(share=known["place"] / known["regions"]).sort_values(
        "share", kind="stable"
    )
    told = [
        f"{row['name']} ({row['place']:g} of {row['regions']:g})"
        for row in ordered.to_dict("records")
    ]
    absent = [str(own) for own in table.loc[table["place"].isna(), "name"]]
    beside = [] if peers is None else [str(own) for own in dict.fromkeys(peers["name"])]
    upper = int((ordered["share"] <= HALF).sum())
    return " ".join(
        [
            f"Place of {name} on {len(known)} indicators, in the better half on {upper} of them.",
            f"Best: {listed(told[:NAMED])}.",
            *([f"Worst: {listed(told[: -NAMED - 1 : -1])}."] if len(told) > NAMED else []),
            *([f"No place on {listed(absent)}."] if absent else []),
            *([f"Beside it: {listed(beside)}."] if beside else []),
        ]
    )
