"""Which rows can be drawn, what is said of the others, and how several series stay apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from workbench.figures.labels import shortened

NO_NAME = "no name"
LARGEST = 1e18  # beyond, nothing is counted or paid, and digits would fill the page
# From dark to light, so that they keep their order in print; each with a dash and a shape.
SERIES: tuple[dict[str, Any], ...] = (
    {"color": "#12213f", "linestyle": "-", "marker": "o"},
    {"color": "#7a3310", "linestyle": (0, (6, 2)), "marker": "s"},
    {"color": "#3b70a2", "linestyle": (0, (4, 1.5, 1, 1.5)), "marker": "^"},
    {"color": "#d07b29", "linestyle": (0, (1.5, 1.5)), "marker": "D"},
)


def drawable(
    data: pd.DataFrame, columns: Sequence[str], *, lowest: float | None = None
) -> pd.DataFrame:
    """The rows in which all these columns hold finite numbers, with the columns as numbers.

    Examples
    --------
    >>> data = pd.DataFrame({"name": list("abcd"), "jobs": [5, None, -1, float("inf")]})
    >>> drawable(data, ["jobs"])["name"].tolist(), drawable(data, ["jobs"], lowest=0).index.tolist()
    (['a', 'c'], [0])
    """
    numbers = as_numbers(data, columns)
    is_usable = numbers.notna().all(axis=1)
    if lowest is not None:
        is_usable &= (numbers >= lowest).all(axis=1)
    return data.assign(**{str(column): numbers[column] for column in numbers})[is_usable]


def as_numbers(data: pd.DataFrame, columns: Iterable[str]) -> pd.DataFrame:
    """Columns as floating numbers; what is no finite number is missing."""
    found = {
        column: pd.to_numeric(data[column], errors="coerce").astype("float64")
        for column in dict.fromkeys(columns)
    }
    numbers = pd.DataFrame(found, index=data.index)
    return numbers.where(numbers.abs() < LARGEST, np.nan)


def named(names: Iterable[object]) -> list[str]:
    """Names as they can be written in one line.

    Examples
    --------
    >>> named(["  Lake   Town", None, 7])
    ['Lake Town', 'no name', '7']
    """
    words = ("" if pd.isna(name) else " ".join(str(name).split()) for name in names)  # type: ignore[call-overload]
    return [word or NO_NAME for word in words]


def short(names: Iterable[object], longest: int = 28) -> list[str]:
    """Names in one line that fit on a drawing."""
    return [shortened(name, longest) for name in named(names)]


def counted(count: int, what: str = "row") -> str:
    """A number of things in words.

    Examples
    --------
    >>> counted(1), counted(1200, "link")
    ('1 row', '1,200 links')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def not_drawn(count: int, why: str, what: str = "row") -> str:
    """What a drawing says of rows that it leaves out; nothing where there are none.

    Examples
    --------
    >>> not_drawn(2, "without a number"), not_drawn(0, "without a number")
    ('2 rows without a number not drawn', '')
    """
    return f"{counted(count, what)} {why} not drawn" if count else ""


def explain_above(axes: Axes, columns: int) -> None:
    """What the signs mean, above the drawing, where it covers nothing."""
    handles, _ = axes.get_legend_handles_labels()
    if handles:
        where: Any = {"loc": "lower left", "bbox_to_anchor": (0, 1), "borderaxespad": 0.2}
        axes.legend(ncols=columns, **where)


def with_note(label: str, *notes: str) -> str:
    """The label of an axis with notes below it, those that say something."""
    return "\n".join([label, *(note for note in notes if note)])
