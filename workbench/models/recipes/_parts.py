"""What do recipes share: formulas from columns, columns that are derived, years that are picked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem, unknown
from workbench.models.ladder import in_scale


def formula(
    panel: pd.DataFrame,
    outcome: str,
    terms: Sequence[str],
    controls: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
) -> str:
    """The formula of terms as they are written, and controls in logarithms where cards say so."""
    written = [*terms, *(in_scale(name, panel) for name in controls)]
    effects = f" | {' + '.join(fixed_effects)}" if fixed_effects else ""
    return f"{outcome} ~ {' + '.join(written) or '1'}{effects}"


def with_columns(
    panel: pd.DataFrame, columns: dict[str, pd.Series], labels: dict[str, str]
) -> pd.DataFrame:
    """The panel with derived columns and their cards.

    Raises
    ------
    ParameterError
        If the panel has a column of such a name already.
    """
    taken = [name for name in columns if name in panel]
    if taken:
        raise ParameterError(
            [
                Problem(
                    "CLW-F06",
                    f"the recipe derives a column {name}, and the panel has one already",
                    column=name,
                    expected="another name",
                    remedy="rename the column of the panel",
                )
                for name in taken
            ]
        )
    table = panel.assign(**columns)
    cards = dict(panel.attrs.get("columns", {}))
    cards |= {name: {"label": labels[name], "unit": ""} for name in columns}
    table.attrs = panel.attrs | {"columns": cards}
    return table


def require(panel: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse columns that are not there, all at once.

    Raises
    ------
    ParameterError
        With the nearest names.
    """
    missing = [name for name in dict.fromkeys(names) if name not in panel]
    if missing:
        columns = list(map(str, panel.columns))
        raise ParameterError(
            [unknown("CLW-N04", "column of the panel called", name, columns) for name in missing]
        )


def year_of(panel: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of one year.

    Raises
    ------
    ParameterError
        If the panel has no such year.
    """
    require(panel, ["year"])
    found = panel[panel["year"] == year]
    if found.empty:
        years = sorted(panel["year"].unique())
        raise ParameterError(
            Problem(
                "CLW-F71",
                f"the panel has no year {year}",
                column="year",
                value=str(year),
                expected=f"a year from {years[0]} to {years[-1]}" if years else "rows",
                remedy="choose a year of the panel",
            )
        )
    return found


def growth(panel: pd.DataFrame, column: str, first: int, last: int) -> pd.Series:
    """The change of a column's logarithm from one year to another, on the rows of the first.

    Missing where either is missing, and where either is zero.

    Raises
    ------
    ParameterError
        If the panel lacks a year, or has several rows of one cell in it.
    """
    keys = [key for key in ("region", "industry") if key in panel]
    start, end = year_of(panel, first), year_of(panel, last)
    if start.duplicated(keys).any() or end.duplicated(keys).any() or last <= first:
        raise ParameterError(
            Problem(
                "CLW-F71",
                "growth needs each cell once in a first and in a later year",
                column="year",
                value=f"{first} and {last}",
                expected=f"one row for each {' and '.join(keys)} and year",
                remedy="add rows of one cell up first",
            )
        )
    then = start[keys].merge(end[[*keys, column]], on=keys, how="left")[column].to_numpy("float64")
    now = start[column].to_numpy("float64")
    is_positive = (now > 0) & (then > 0)
    change = np.full(len(start), np.nan)
    change[is_positive] = np.log(then[is_positive] / now[is_positive])
    return pd.Series(change, start.index)
