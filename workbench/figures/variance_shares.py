"""Which choice makes a result uncertain: shares of the variance with intervals, and words."""

from __future__ import annotations

from collections.abc import Hashable

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from workbench.figures.rows import LOSS, name_rows, spaced, write_beside
from workbench.figures.style import GREY, POINT, WIDTH, new_axes, say, styled

HALF = 0.19  # how far the two bars of a factor stand from its middle
NAMED = 5
INTERVAL = "#101010"
KINDS = (
    ("first_order", "first", "by itself (first order)", POINT, -HALF),
    ("total", "total", "and together with others (total)", LOSS, HALF),
)


def sensitivity_bars(
    table: pd.DataFrame,
    *,
    x_label: str = "Share of the variance",
    confidence: float = 0.9,
    most: int = 20,
    ax: Axes | None = None,
) -> Axes:
    """Draw which choice makes a result uncertain: by itself, and together with the others.

    Parameters
    ----------
    table
        One row a factor, drawn from top to bottom: `factor`, `first_order` and `total`, shares of
        the variance, with `first_low`, `first_high`, `total_low` and `total_high`.
    x_label
        Of what variance the shares are.
    confidence
        The share of repetitions that an interval holds, for the label.
    most
        Only so many factors from the top are drawn; the label counts the rest.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        rows = table.head(most)
        axes = ax or new_axes(WIDTH, 1.3 + 0.45 * len(rows))
        if not table[["first_order", "total"]].notna().any(axis=None):
            return say(axes, f"No bars: no factor has a share ({x_label}).")
        at = np.arange(len(rows))
        for column, ends, words, colour, move in KINDS:
            axes.hlines(at + move, 0, rows[column], color=colour, linewidth=9, label=words)
            low, high = rows[f"{ends}_low"], rows[f"{ends}_high"]
            axes.hlines(at + move, low, high, color=INTERVAL, linewidth=1.1)
            _write_shares(axes, rows[column], high, at + move)
        axes.axvline(0, color=GREY, linewidth=0.8)
        name_rows(axes, dict(enumerate(spaced(factor) for factor in rows["factor"])))
        more = f"; {len(table) - most} more factors not drawn" if len(table) > most else ""
        axes.set_xlabel(f"{x_label}, with {100 * confidence:g} % intervals{more}")
        axes.margins(x=0.08)
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, borderaxespad=0.2)
        return axes


def _write_shares(
    axes: Axes, shares: pd.Series, high: pd.Series, places: npt.NDArray[np.floating]
) -> None:
    """Each share as a number, right of its bar and its interval."""
    ends = np.fmax(np.fmax(shares, high), 0.0)
    for share, end, at in zip(shares, ends, places, strict=True):
        write_beside(axes, end, at, "–" if pd.isna(share) else f"{round(share, 2) + 0:.2f}")


def sensitivity_in_words(table: pd.DataFrame, *, x_label: str = "Share of the variance") -> str:
    """What shares of the variance show, for those who cannot see them."""
    if not table[["first_order", "total"]].notna().any(axis=None):
        return f"Empty chart: none of {len(table)} factors has a share ({x_label})."
    ordered = table.sort_values("total", ascending=False, kind="stable")
    told = [
        f"{spaced(row['factor'])}: {_share(row, 'first_order', 'first')} by itself, "
        f"{_share(row, 'total', 'total')} together with others"
        for row in ordered.head(NAMED).to_dict("records")
    ]
    return (
        f"{x_label} by {len(table)} factors, the largest first. {'; '.join(told)}. By themselves "
        f"all factors make up {table['first_order'].sum():.2f}."
    )


def _share(row: dict[Hashable, float], column: str, ends: str) -> str:
    """A share with its interval, as far as they are known."""
    share, low, high = row[column], row[f"{ends}_low"], row[f"{ends}_high"]
    if pd.isna(share):
        return "an unknown share"
    return (
        f"{share:.2f}" if pd.isna([low, high]).any() else f"{share:.2f} ({low:.2f} to {high:.2f})"
    )
