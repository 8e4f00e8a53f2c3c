"""Why did a rank change, and what would change it: a waterfall and a curve."""

from __future__ import annotations

import math
from collections.abc import Hashable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from workbench.figures.labels import DARK
from workbench.figures.numbers import listed, shown
from workbench.figures.rows import (
    GAIN,
    LOSS,
    ROOM,
    name_rows,
    rank_ticks,
    signed,
    spaced,
    write_beside,
)
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

INCHES_A_ROW = 0.27
BESIDE = 0.14
NAMED = 3
SLACK = 1e-6  # how far a sum may be from its total by rounding
REST = "other factors"


def rank_change_bars(
    table: pd.DataFrame,
    total: float,
    *,
    value: str = "rank_places",
    x_label: str,
    most: int = 14,
    ax: Axes | None = None,
) -> Axes:
    """Draw factors that add up to a change, one after another, and the change itself below.

    Parameters
    ----------
    table
        One row a factor, drawn in this order: `factor` (its words) and the column of `value`;
        those of 0 have no row.
    total
        The whole change.
    value
        The column of the parts: "rank_places" or "score_points".
    x_label
        What the parts are, with which way is better.
    most
        With more factors than these, the smallest ones are added up in one row.
    ax
        Axes to draw on; new ones by default.

    Raises
    ------
    ValueError
        If the factors do not add up to the total.
    """
    with styled():
        rows = _factors(table, value, most)
        axes = ax or new_axes(WIDTH, 1.1 + INCHES_A_ROW * (len(rows) + 1))
        if rows.empty:
            return say(axes, f"No bars: no factor changes anything ({x_label}).")
        if rows["part"].isna().any():
            return say(axes, f"No bars: not every factor has a number of {x_label}.")
        _must_add_up(rows["part"], total)
        ends = rows["part"].cumsum().to_numpy()
        starts = np.concatenate([[0.0], ends[:-1]])
        at = np.arange(len(rows))
        colours = [LOSS if part < 0 else GAIN for part in rows["part"]]
        axes.vlines(ends, at, at + 1, color=GREY, linewidth=0.7)
        axes.hlines(at, starts, ends, color=colours, linewidth=10)
        axes.hlines(len(rows), 0, total, color=DARK, linewidth=10)
        axes.axvline(0, color=GREY, linewidth=0.8)
        _write_parts(axes, [*rows["part"], total], [*starts, 0.0])
        names = dict(enumerate([*rows["factor"], "Sum"]))
        name_rows(axes, names, strong=[len(rows)])
        axes.set_xlabel(x_label)
        axes.margins(x=BESIDE)
        return axes


def _factors(table: pd.DataFrame, value: str, most: int) -> pd.DataFrame:
    """The factors that change something, the smallest beyond `most` added up in the last row."""
    named = [spaced(factor) for factor in table["factor"]]
    parts = pd.DataFrame({"factor": named, "part": table[value].astype("float64").to_numpy()})
    parts = parts[parts["part"] != 0]
    if len(parts) <= most:
        return parts
    sizes = parts["part"].abs().sort_values(ascending=False, kind="stable")
    large = parts.loc[sorted(sizes.index[: most - 1])]
    small = parts.loc[sizes.index[most - 1 :], "part"]
    rest = {"factor": f"{len(small)} {REST}", "part": small.sum(skipna=False)}
    return pd.concat([large, pd.DataFrame([rest])], ignore_index=True)


def _must_add_up(parts: pd.Series, total: float) -> None:
    if not math.isclose(parts.sum(), total, rel_tol=SLACK, abs_tol=SLACK):
        raise ValueError(f"the factors add up to {parts.sum():g}, and the change is {total:g}")


def _write_parts(axes: Axes, parts: list[float], starts: list[float]) -> None:
    """The number of each part, on the side to which its bar runs."""
    for at, (part, start, text) in enumerate(zip(parts, starts, signed(parts), strict=True)):
        write_beside(axes, start + part, at, text, is_left=part < 0)


def rank_change_in_words(
    table: pd.DataFrame, total: float, *, value: str = "rank_places", x_label: str
) -> str:
    """What the factors of a change show, for those who cannot see them."""
    rows = _factors(table, value, len(table))
    if rows.empty:
        return f"Empty chart: no factor changes anything ({x_label})."
    if rows["part"].isna().any():
        return f"Empty chart: not every factor has a number of {x_label}."
    *texts, whole = signed([*rows["part"], total])
    told = [f"{factor} ({text})" for factor, text in zip(rows["factor"], texts, strict=True)]
    order = np.argsort(-rows["part"].abs().to_numpy(), kind="stable")
    return (
        f"{x_label}: {len(rows)} factor{'' if len(rows) == 1 else 's'} that add up to {whole}. "
        f"Largest: {listed([told[n] for n in order[:NAMED]])}."
    )


def what_if_curve(curve: pd.DataFrame, *, x_label: str, ax: Axes | None = None) -> Axes:
    """Draw which rank a region would have with other figures of one indicator.

    Parameters
    ----------
    curve
        One row a figure: `figure`, `rank` (1 is best), and `is_own` where it is the figure that the
        region has. Between two figures the stair changes in the middle, for the rank is known at
        the figures only.
    x_label
        The indicator, with its unit.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, 3.6)
        rows = _by_figure(curve)
        if rows.empty:
            return say(axes, f"No curve: no figure of {x_label} gives a rank.")
        axes.step(rows["figure"], rows["rank"], where="mid", color=POINT, linewidth=1.8)
        own = rows[rows["is_own"]]
        for figure, rank in zip(own["figure"], own["rank"], strict=True):
            now = f"now: {shown(figure)}, rank {rank:g}"
            axes.axvline(figure, color=GREY, linewidth=0.9, linestyle="--")
            axes.plot([figure], [rank], "D", color=LINE, label=now)
            axes.legend(loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.2)
        without = "" if len(own) else " – the region has no figure now"
        axes.set(xlabel=f"{x_label}{without}", ylabel="Rank (1 is best)")
        worst = rows["rank"].max()
        axes.set(yticks=rank_ticks(worst), ylim=(worst + ROOM * worst + 1, -ROOM * worst))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
        return axes


def _by_figure(curve: pd.DataFrame) -> pd.DataFrame:
    """The figures that give a rank, from the smallest."""
    known = curve[curve["figure"].notna() & curve["rank"].notna()]
    numbers = known.astype({"figure": "float64", "rank": "float64", "is_own": "bool"})
    return numbers.sort_values("figure", kind="stable", ignore_index=True)


def what_if_in_words(curve: pd.DataFrame, *, x_label: str) -> str:
    """What a curve of other figures shows, for those who cannot see it."""
    rows = _by_figure(curve)
    if rows.empty:
        return f"Empty curve: no figure of {x_label} gives a rank."
    own = [_told(row) for row in rows[rows["is_own"]].to_dict("records")]
    first, best, last = (_told(rows.iloc[n].to_dict()) for n in (0, rows["rank"].argmin(), -1))
    return (
        f"Rank of a region by {x_label}: from {first} to {last}. "
        f"{f'Now {own[0]}' if own else 'The region has no figure now'}. Best {best}."
    )


def _told(row: dict[Hashable, float]) -> str:
    return f"rank {row['rank']:g} at {shown(row['figure'])}"
