"""What changed between two runs or years: dumbbells by change, what entered, what left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workbench.figures._drawable import (
    as_numbers,
    counted,
    explain_above,
    named,
    not_drawn,
    short,
    with_note,
)
from workbench.figures.numbers import listed, shown
from workbench.figures.rows import GAIN, LOSS, name_rows, signed, write_beside
from workbench.figures.style import WIDTH, new_axes, say, styled

INCHES_A_ROW = 0.23
NAMED = 3
TICKS = 5
BESIDE = 0.14
STAYED, ENTERED, LEFT = "in both", "entered", "left"


@dataclass(frozen=True)
class _Line:
    """A line of the drawing: a heading, a row of the table, or a gap."""

    text: str
    row: int | None = None
    is_heading: bool = False


@dataclass(frozen=True)
class Moments:
    """What the two sides of a comparison are called: two years, or two runs."""

    before: str = "before"
    after: str = "after"


MOMENTS = Moments()


def changes(data: pd.DataFrame, *, names: str, before: str, after: str) -> pd.DataFrame:
    """What is in both by falling change, then what entered and what left, largest first.

    Parameters
    ----------
    data
        One row a thing (a region, an industry).
    names, before, after
        The columns of names and of the two values; a thing with one value only has entered or
        left, and one with none is not in the answer.

    Returns
    -------
    One row a thing: `name`, `before`, `after`, `change` and `kind` ("in both", "entered" or
    "left").

    Examples
    --------
    >>> toy = pd.DataFrame({"town": list("abc"), "old": [1.0, 5.0, None], "new": [4.0, None, 2.0]})
    >>> changes(toy, names="town", before="old", after="new")[["name", "kind"]].to_numpy().tolist()
    [['a', 'in both'], ['c', 'entered'], ['b', 'left']]
    """
    numbers = as_numbers(data, [before, after])
    rows = pd.DataFrame(
        {"name": named(data[names]), "before": numbers[before], "after": numbers[after]}
    )
    rows = rows[rows[["before", "after"]].notna().any(axis=1)]
    rows["change"] = rows["after"] - rows["before"]
    rows["kind"] = np.where(
        rows["before"].isna(), ENTERED, np.where(rows["after"].isna(), LEFT, STAYED)
    )
    order = rows["kind"].map({STAYED: 0, ENTERED: 1, LEFT: 2})
    by = rows["change"].fillna(rows["after"]).fillna(rows["before"])
    ordered = rows.assign(order=order, by=-by).sort_values(["order", "by", "name"], kind="stable")
    return ordered.drop(columns=["order", "by"]).reset_index(drop=True)


def before_after(
    data: pd.DataFrame,
    *,
    names: str,
    before: str,
    after: str,
    x_label: str,
    moments: Moments = MOMENTS,
    most: int = 40,
    ax: Axes | None = None,
) -> Axes:
    """Draw two values of each thing on one line, the largest rise at the top.

    Parameters
    ----------
    data, names, before, after
        As for `changes`.
    x_label
        What the values are, with their unit.
    moments
        What the two sides are called.
    most
        With more things in both than these, only the largest rises and the largest falls have a
        row, half and half; a gap says how many it skips. What entered and what left has a quarter
        of these rows each.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        table = changes(data, names=names, before=before, after=after)
        if table.empty:
            return say(ax or new_axes(), f"Nothing to compare: no row has a value of {x_label}.")
        lines = list(_lines(table, most, moments))
        axes = ax or new_axes(WIDTH, 1.3 + INCHES_A_ROW * len(lines))
        at = {line.row: place for place, line in enumerate(lines) if line.row is not None}
        rows = table.loc[list(at)].assign(at=list(at.values()))
        _draw_changes(axes, rows, moments)
        strong = [place for place, line in enumerate(lines) if line.is_heading]
        name_rows(axes, {place: line.text for place, line in enumerate(lines)}, strong)
        lost = not_drawn(len(data) - len(table), "without a number")
        axes.set_xlabel(with_note(x_label, lost))
        axes.xaxis.set_major_locator(MaxNLocator(TICKS))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
        explain_above(axes, 2)
        return axes


def _lines(table: pd.DataFrame, most: int, moments: Moments) -> Iterator[_Line]:
    """What stands below one another, from the top."""
    quarter = max(most // 4, 1)
    for kind, first, last in (
        (STAYED, most - most // 2, most // 2),
        (ENTERED, quarter, 0),
        (LEFT, quarter, 0),
    ):
        own = [int(row) for row in table.index[table["kind"] == kind]]
        if not own:
            continue
        yield _Line(_heading(kind, table.loc[own], moments), is_heading=True)
        skipped = max(len(own) - first - last, 0)
        shown_rows = own if not skipped else [*own[:first], *own[len(own) - last :]]
        for number, row in enumerate(shown_rows):
            if skipped and number == first:
                yield _Line(f"… {skipped:,} more")
            yield _Line(str(table.at[row, "name"]), row)
        if skipped and not last:
            yield _Line(f"… {skipped:,} more")


def _heading(kind: str, own: pd.DataFrame, moments: Moments) -> str:
    if kind == ENTERED:
        return f"Entered, only {moments.after}: {len(own):,}"
    if kind == LEFT:
        return f"Left, only {moments.before}: {len(own):,}"
    rose, fell = int((own["change"] > 0).sum()), int((own["change"] < 0).sum())
    return f"In both: {rose:,} up, {fell:,} down, {len(own) - rose - fell:,} alike"


def _draw_changes(axes: Axes, rows: pd.DataFrame, moments: Moments) -> None:
    """Lines between two marks, and the change beside them."""
    for is_own, colour in ((rows["change"] >= 0, GAIN), (rows["change"] < 0, LOSS)):
        own = rows[is_own]
        axes.hlines(own["at"], own["before"], own["after"], color=colour, linewidth=2.6, zorder=1)
    hollow: dict[str, Any] = {
        "markerfacecolor": "white",
        "markeredgecolor": "black",
        "markersize": 5,
    }
    axes.plot(rows["before"], rows["at"], "o", **hollow, label=short([moments.before])[0])
    marks: dict[str, Any] = {"color": "black", "markersize": 4.5}
    axes.plot(rows["after"], rows["at"], "D", **marks, label=short([moments.after])[0], zorder=3)
    both = rows[rows["change"].notna()]
    ends = both[["before", "after"]].max(axis=1)
    for end, at, text in zip(ends, both["at"], signed(list(both["change"])), strict=True):
        write_beside(axes, end, at, f" {text}")
    axes.margins(x=BESIDE)


def changes_in_words(
    data: pd.DataFrame,
    *,
    names: str,
    before: str,
    after: str,
    x_label: str,
    moments: Moments = MOMENTS,
) -> str:
    """What changed, for those who cannot see it."""
    table = changes(data, names=names, before=before, after=after)
    if table.empty:
        return f"Nothing to compare: no row has a value of {x_label}."
    both = table[table["kind"] == STAYED]
    told = [
        f"{name} ({text})"
        for name, text in zip(both["name"], signed(list(both["change"])), strict=True)
    ]
    rose, fell = int((both["change"] > 0).sum()), int((both["change"] < 0).sum())
    entered, left = (list(table.loc[table["kind"] == kind, "name"]) for kind in (ENTERED, LEFT))
    sentences = [
        f"{x_label} {moments.before} and {moments.after} of {counted(len(both), 'thing')}: "
        f"{rose:,} up, {fell:,} down, {len(both) - rose - fell:,} alike.",
        f"Largest rise: {listed(told[: min(NAMED, rose)])}." if rose else "",
        f"Largest fall: {listed(told[::-1][: min(NAMED, fell)])}." if fell else "",
        f"Entered: {_few(entered)}." if entered else "Nothing entered.",
        f"Left: {_few(left)}." if left else "Nothing left.",
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _few(names: list[str]) -> str:
    """The first names, and how many more there are."""
    more = [counted(len(names) - NAMED, "other")] if len(names) > NAMED else []
    return listed([*names[:NAMED], *more])
