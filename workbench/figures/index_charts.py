"""How sure are the ranks of an index: every region with its interval, and words."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from workbench.errors import UnknownName, unknown
from workbench.figures.labels import DARK, SMALL, shortened
from workbench.figures.numbers import listed, shown
from workbench.figures.rows import count_ranks, name_rows
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

FAINT = "#a9b5c2"
INCHES_A_ROW = 0.19
COMPACT_HEIGHT = 6.0
LINE_OF_TEXT = 11.0  # points from one name to the next
POINTS_AN_INCH = 72
NAMED = 3
MARKED = (2.8, 4.8)  # width of line and size of mark


def rank_intervals(
    table: pd.DataFrame,
    *,
    highlight: Sequence[Hashable] = (),
    most: int = 40,
    compact: bool = False,
    confidence: float = 0.9,
    ax: Axes | None = None,
) -> Axes:
    """Draw the rank of each region with its interval, the best at the top.

    Parameters
    ----------
    table
        One row a region: `region`, `name`, `rank` (1 is best), `rank_low`, `rank_high` and
        `rank_median`; regions without a rank are counted below the axis and not drawn.
    highlight
        Regions to mark, by `region`.
    most
        With more regions than these, only the first and the last of them have a row, half and
        half, and those that are highlighted; each gap says how many it skips.
    compact
        Draw every region as a thin line instead, and name those that are highlighted.
    confidence
        The share of draws that an interval holds, for the legend.
    ax
        Axes to draw on; new ones by default.

    Raises
    ------
    UnknownName
        For a region to highlight that has no rank.
    """
    with styled():
        rows = _by_rank(table)
        _check(highlight, rows["region"])
        is_marked = rows["region"].isin(list(highlight)).to_numpy()
        if rows.empty:
            return say(ax or new_axes(), "No ranks: no region has one.")
        last = float(np.nanmax(rows[["rank", "rank_high"]].to_numpy()))
        words = _axis_words(len(rows), len(table) - len(rows))
        gaps: dict[int, int] = {}
        if compact:
            rows = rows.assign(at=np.arange(len(rows)))
            height = COMPACT_HEIGHT
        else:
            rows, is_marked, gaps = first_and_last(rows, is_marked, most)
            height = 1.2 + INCHES_A_ROW * (len(rows) + len(gaps))
        axes = ax or new_axes(WIDTH, height)
        count_ranks(axes, last, words)
        _explain(axes, confidence)
        if compact:
            _draw_compact(axes, rows, is_marked)
        else:
            _draw_named(axes, rows, is_marked, gaps)
        return axes


def _by_rank(table: pd.DataFrame) -> pd.DataFrame:
    """The regions that have a rank, the best first."""
    known = table[table["rank"].notna()]
    columns = ["rank", "rank_low", "rank_high", "rank_median"]
    numbers = known.astype(dict.fromkeys(columns, "float64"))
    return numbers.sort_values("rank", kind="stable", ignore_index=True)


def _check(highlight: Sequence[Hashable], regions: pd.Series) -> None:
    known = set(regions)
    problems = [
        unknown("CLW-N13", "ranked region", region, map(str, known), column="highlight")
        for region in highlight
        if region not in known
    ]
    if problems:
        raise UnknownName(problems)


def _axis_words(drawn: int, left_out: int) -> str:
    without = f"; {left_out} without a rank not drawn" if left_out else ""
    return f"Rank among {drawn} regions (1 is best){without}"


def first_and_last(
    rows: pd.DataFrame, is_marked: npt.NDArray[np.bool_], most: int
) -> tuple[pd.DataFrame, npt.NDArray[np.bool_], dict[int, int]]:
    """The rows that are drawn, each with its place, and how many each gap skips."""
    number = np.arange(len(rows))
    bottom = most // 2
    is_end = (number < most - bottom) | (number >= len(rows) - bottom)
    kept = number[is_end | is_marked | (len(rows) <= most)]
    skipped = np.diff(kept, prepend=-1, append=len(rows)) - 1
    at = np.arange(len(skipped)) + np.cumsum(skipped > 0)
    gaps = {int(place) - 1: int(count) for place, count in zip(at, skipped, strict=True) if count}
    return rows.iloc[kept].assign(at=at[:-1]), is_marked[kept], gaps


def _draw_named(
    axes: Axes, rows: pd.DataFrame, is_marked: npt.NDArray[np.bool_], gaps: dict[int, int]
) -> None:
    """A row a region with its name, gaps between."""
    _draw_ranks(axes, rows, is_marked, 2.2, 4.5)
    at = [int(place) for place in rows["at"]]
    ranked = zip(at, rows["name"], rows["rank"], strict=True)
    names = {place: f"{shortened(str(name))}  {rank:g}" for place, name, rank in ranked}
    names |= {place: f"… {count} more" for place, count in gaps.items()}
    name_rows(axes, names, [int(place) for place in rows.loc[is_marked, "at"]])
    for gap in gaps:
        axes.axhline(gap, color=GREY, linewidth=0.6, linestyle=(0, (1, 3)))


def _draw_ranks(
    axes: Axes, rows: pd.DataFrame, is_marked: npt.NDArray[np.bool_], width: float, size: float
) -> None:
    """Interval, median and rank of each row; marked ones wide and as diamonds."""
    for chosen, line, colour, marker, wide, large in (
        (~is_marked, FAINT, POINT, "o", width, size),
        (is_marked, LINE, LINE, "D", *MARKED),
    ):
        some = rows[chosen]
        axes.hlines(some["at"], some["rank_low"], some["rank_high"], color=line, linewidth=wide)
        axes.plot(some["rank"], some["at"], marker, color=colour, markersize=large, zorder=3)
    axes.plot(
        rows["rank_median"],
        rows["at"],
        "|",
        color=DARK,
        markersize=size * 1.5,
        markeredgewidth=min(1.2, width),
        zorder=4,
    )


def _explain(axes: Axes, confidence: float) -> None:
    """What the signs mean, above the drawing, where it covers nothing."""
    interval = f"rank, and where {100 * confidence:g} % of the draws lie"
    axes.plot([], [], "-o", color=FAINT, mfc=POINT, mec=POINT, markersize=4.5, label=interval)
    axes.plot([], [], "|", color=DARK, markersize=7, label="median of the draws")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2, borderaxespad=0.2)


def _draw_compact(axes: Axes, rows: pd.DataFrame, is_marked: npt.NDArray[np.bool_]) -> None:
    """All regions as thin lines, the marked ones named at the right."""
    _draw_ranks(axes, rows, is_marked, 0.7, 1.8)
    axes.set(ylim=(len(rows) - 0.5, -0.5), ylabel="Regions, the best at the top", yticks=[])
    some = rows[is_marked]
    figure = cast(Figure, axes.get_figure(root=True))
    figure.draw_without_rendering()  # the layout decides how far names must stand apart
    height = axes.get_window_extent().height / figure.dpi * POINTS_AN_INCH
    heights = spread(some["at"].to_numpy(dtype="float64"), LINE_OF_TEXT / height * len(rows))
    for row, up in zip(some.to_dict("records"), heights, strict=True):
        axes.annotate(
            f"{row['rank']:g}  {shortened(str(row['name']))}",
            (np.nanmax([row["rank"], row["rank_high"]]), row["at"]),
            xytext=(1.03, up),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            fontsize=SMALL + 1,
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.5, "shrinkB": 3},
        )


def spread(places: npt.NDArray[np.float64], apart: float) -> npt.NDArray[np.float64]:
    """Places in rising order moved no farther than they must to stand so far apart.

    The middle of names that push one another stays where it was.

    Examples
    --------
    >>> spread(np.array([1.0, 1.5, 9.0]), 2.0).tolist()
    [0.25, 2.25, 9.0]
    """
    # the nearest rising sequence, after the distance asked for is taken away (isotonic regression)
    wanted = list(places - apart * np.arange(len(places)))
    blocks: list[list[float]] = []
    for place in wanted:
        blocks.append([place])
        while len(blocks) > 1 and np.mean(blocks[-2]) > np.mean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    level = [float(np.mean(block)) for block in blocks for _ in block]
    return np.asarray(np.array(level) + apart * np.arange(len(places)))


def rank_intervals_in_words(table: pd.DataFrame, *, highlight: Sequence[Hashable] = ()) -> str:
    """What ranks with their intervals show, for those who cannot see them."""
    rows = _by_rank(table)
    if rows.empty:
        return f"Empty chart of ranks: none of {len(table)} regions has one."
    width = rows["rank_high"] - rows["rank_low"]
    told = [_told(row) for row in rows.head(NAMED).to_dict("records")]
    marked = [_told(row) for row in rows[rows["region"].isin(list(highlight))].to_dict("records")]
    widest = rows[width == width.max()].head(1).to_dict("records")
    return " ".join(
        [
            f"Ranks of {len(rows)} regions with their intervals, the best at the top: "
            f"{listed(told)}.",
            *([f"Highlighted: {listed(marked)}."] if marked else []),
            f"Half of the intervals are {shown(width.median())} ranks wide or wider.",
            *(f"Widest: {_told(row)}." for row in widest),
        ]
    )


def _told(row: dict[Hashable, object]) -> str:
    """A region with its rank and interval, in words."""
    low, high = row["rank_low"], row["rank_high"]
    interval = "no interval" if pd.isna([low, high]).any() else f"{low:g} to {high:g}"
    return f"{row['name']} {row['rank']:g} ({interval})"
