"""How much of an industry is in how few places: Lorenz and localisation curves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.ticker import PercentFormatter

from workbench.figures._drawable import (
    SERIES,
    as_numbers,
    counted,
    explain_above,
    named,
    not_drawn,
    short,
    with_note,
)
from workbench.figures.numbers import listed
from workbench.figures.style import GREY, new_axes, say, styled

WIDTH, HEIGHT = 5.6, 5.8
FEW = len(SERIES)
LONGEST = 40
NAMED = 3
PALE = "#a9b5c2"
APART = 0.18  # signs along a line, as a share of the diagonal
EDGES = 0.02
COLUMNS = ["curve", "background_share", "value_share", "left_out"]

Numbers = npt.NDArray[np.float64]


def concentration_points(
    table: pd.DataFrame, *, value: str, curve: str, background: str | None = None
) -> pd.DataFrame:
    """The corners of the curve of each industry: what the first places hold together.

    Parameters
    ----------
    table
        One row a place of a curve; the column `curve` says of which curve (the industry).
    value
        Column of amounts, 0 or more: employment of the industry.
    background
        Column of what the amounts are compared with, 0 or more: all employment, or area. Without
        it each place counts the same.

    Returns
    -------
    One row a corner: `curve`, `background_share` and `value_share` (both added up, from 0 to 1),
    and `left_out`: how many rows of the curve lack such numbers. A curve with nothing to share
    out has one row without shares. Curves stand in order of appearance.

    Notes
    -----
    Without a background it is the curve of Lorenz (1905): places from the smallest amount on, so
    the curve lies below the diagonal. With a background it is the localisation curve of Hoover
    (1936): places from the highest ratio of amount to background on, so it lies above.

    Examples
    --------
    >>> toy = pd.DataFrame({"industry": "shoes", "jobs": [30, 10, 60], "all_jobs": 100})
    >>> concentration_points(toy, value="jobs", curve="industry")["value_share"].tolist()
    [0.0, 0.1, 0.4, 1.0]
    >>> against = {"value": "jobs", "background": "all_jobs"}
    >>> concentration_points(toy, curve="industry", **against)["value_share"].tolist()
    [0.0, 0.6, 0.9, 1.0]
    """
    columns = [value] if background is None else [value, background]
    numbers = as_numbers(table, columns).to_numpy()
    names: list[object] = []
    corners: list[tuple[Numbers, Numbers, Numbers]] = []
    for name, rows in _pieces(table[curve], numbers):
        usable = rows[(rows >= 0).all(axis=1)]
        against = np.ones(len(usable)) if background is None else usable[:, -1]
        x, y = curve_corners(usable[:, 0], against, is_falling=background is not None)
        corners.append((x, y, np.full(len(x), len(rows) - len(usable))))
        names += [name] * len(x)
    if not names:
        return pd.DataFrame(columns=COLUMNS)
    sides = [np.concatenate(side) for side in zip(*corners, strict=True)]
    return pd.DataFrame(dict(zip(COLUMNS, [names, *sides], strict=True)))


def _pieces(names: pd.Series, values: Numbers) -> Iterator[tuple[object, Numbers]]:
    """The rows of each name, in order of appearance."""
    codes, found = pd.factorize(names, use_na_sentinel=False)
    order = np.argsort(codes, kind="stable")
    starts = np.cumsum(np.bincount(codes, minlength=1))[:-1]
    # without a name there is one piece of nothing, which has no partner
    yield from zip(found, np.split(values[order], starts), strict=False)


def curve_corners(
    amounts: Numbers, background: Numbers, *, is_falling: bool
) -> tuple[Numbers, Numbers]:
    """Shares of the background and of the amounts, added up in the order of their ratio.

    Examples
    --------
    >>> x, y = curve_corners(np.array([3.0, 1.0]), np.array([2.0, 2.0]), is_falling=True)
    >>> x.tolist(), y.tolist()
    ([0.0, 0.5, 1.0], [0.0, 0.75, 1.0])
    """
    if amounts.sum() <= 0 or background.sum() <= 0:
        return np.array([np.nan]), np.array([np.nan])
    is_some = (amounts > 0) | (background > 0)
    amounts, background = amounts[is_some], background[is_some]
    with np.errstate(divide="ignore", over="ignore"):
        order = np.argsort(amounts / background, kind="stable")
    order = order[::-1] if is_falling else order
    sums = (np.concatenate([[0.0], np.cumsum(values[order])]) for values in (background, amounts))
    x, y = (added / added[-1] for added in sums)
    return x, y


def curve_gini(x: Numbers, y: Numbers) -> float:
    """Twice the area between a curve and the diagonal, 0 to 1: the coefficient of Gini (1914).

    Examples
    --------
    >>> curve_gini(np.array([0.0, 0.5, 1.0]), np.array([0.0, 0.75, 1.0]))
    0.25
    """
    return float(abs(1 - np.sum(np.diff(x) * (y[1:] + y[:-1])))) if len(x) > 1 else float("nan")


def concentration_curves(
    points: pd.DataFrame, *, x_label: str, y_label: str, ax: Axes | None = None
) -> Axes:
    """Draw Lorenz or localisation curves, the farther from the diagonal the more concentrated.

    Parameters
    ----------
    points
        As `concentration_points` gives them. Of more than four curves the four most
        concentrated have a line of their own, and all others are drawn thin.
    x_label, y_label
        What is added up on each axis, as "Share of all employment, places from the highest
        location quotient".
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        curves = _by_gini(points)
        if not curves:
            return say(axes, f"No curve: nothing has numbers to add up ({y_label}).")
        axes.plot([0, 1], [0, 1], "--", color=GREY, linewidth=1, label="equal shares")
        thin = [np.column_stack([x, y]) for _, _, x, y in curves[FEW:]]
        label = f"{len(thin):,} other{'' if len(thin) == 1 else 's'}"
        if thin:
            axes.add_collection(LineCollection(thin, colors=PALE, linewidths=0.6, label=label))
        for (gini, name, x, y), look in zip(curves, SERIES, strict=False):
            words = f"{short([name], LONGEST)[0]} (Gini {gini:.2f})"
            axes.plot(
                x, y, **look, markevery=(APART / 2, APART), markersize=4, linewidth=1.6, label=words
            )
        axes.set(xlim=(-EDGES, 1 + EDGES), ylim=(-EDGES, 1 + EDGES), aspect="equal")
        axes.set(xlabel=with_note(x_label, *_left_out(points)), ylabel=y_label)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1, decimals=0))
        explain_above(axes, 1)
        return axes


def _by_gini(points: pd.DataFrame) -> list[tuple[float, object, Numbers, Numbers]]:
    """The curves that have shares: Gini coefficient, name and corners, the highest first."""
    known = points.dropna(subset=["background_share", "value_share"])
    corners = known[COLUMNS[1:3]].to_numpy(dtype="float64")
    curves = [(curve_gini(*own.T), name, *own.T) for name, own in _pieces(known["curve"], corners)]
    return sorted(curves, key=lambda curve: -curve[0])


def _left_out(points: pd.DataFrame) -> list[str]:
    """What is said of rows and of whole curves that are not drawn."""
    firsts = points.drop_duplicates("curve")
    empty = points["background_share"].isna().sum()
    return [
        not_drawn(int(firsts["left_out"].sum()), "without such numbers"),
        not_drawn(int(empty), "with nothing to share out", "curve"),
    ]


def curves_in_words(points: pd.DataFrame, *, x_label: str, y_label: str) -> str:
    """What the curves show, for those who cannot see them."""
    curves = _by_gini(points)
    if not curves:
        return f"Empty chart: nothing has numbers to add up ({y_label})."
    told = [f"{named([name])[0]} ({gini:.2f})" for gini, name, _, _ in curves]
    least = f" Least: {told[-1]}." if len(told) > NAMED else ""
    lost = [f" {note}." for note in _left_out(points) if note]
    return (
        f"{counted(len(curves), 'curve')} of {y_label} against {x_label}. Most concentrated by "
        f"the Gini coefficient: {listed(told[:NAMED])}.{least}{''.join(lost)}"
    )
