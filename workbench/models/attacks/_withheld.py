"""What could the cells hold that were withheld: limits, known totals, and ways to fill them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.data import Study
from workbench.measures._limits import COUNTY_BUSINESS_PATTERNS, Within
from workbench.models.attacks._refits import Impossible

Numbers = npt.NDArray[np.float64]
WITHHELD, IMPUTED = "suppressed", "imputed"
PLACE_AND_YEAR = ["region", "year"]


@dataclass(frozen=True)
class Withheld:
    """The cells of activity whose count is not known, and between what it lies.

    `table` is the study's activity, `rows` marks the unknown cells, `low` and `high` are their
    limits in the order of the table. `room` has for each unknown cell what its region and year
    hold in all unknown cells together, nan where no total tells; `rule` says all this in words.
    """

    table: pd.DataFrame
    value: str
    rows: npt.NDArray[np.bool_]
    low: Numbers
    high: Numbers
    room: Numbers
    rule: str

    def filled(self, share: Numbers) -> pd.DataFrame:
        """The table with each unknown cell at a share of the way from its low to its high end.

        Where a total is known, what is above the low ends is stretched or shrunk to meet it.
        """
        above = share * (self.high - self.low)
        groups = self.table.loc[self.rows].groupby(PLACE_AND_YEAR, sort=False).ngroup().to_numpy()

        def total(values: Numbers) -> Numbers:
            return np.bincount(groups, values).astype("float64")[groups]

        spare = self.high - self.low - above
        left = np.clip(self.room - total(self.low), 0, None)
        taken, free = total(above), total(spare)
        with np.errstate(invalid="ignore", divide="ignore"):
            shrunk = above * (left / taken)
            grown = above + spare * np.minimum((left - taken) / free, 1)
        met = np.where(taken > left, shrunk, np.where(free > 0, grown, above))
        above = np.where(np.isnan(self.room), above, met)
        column = self.table[self.value].to_numpy(dtype="float64", na_value=np.nan).copy()
        column[self.rows] = self.low + above
        return self.table.assign(**{self.value: column}, flag=self.table["flag"].mask(self.rows))


def withheld(
    study: Study, value: str, within: Within | None = None, total: str | None = None
) -> Withheld:
    """The unknown cells of a study's activity with their limits.

    Raises
    ------
    Impossible
        If no cell is withheld or imputed.
    """
    table = study.activity
    flag = table["flag"] if "flag" in table else pd.Series(None, table.index, dtype="str")
    disclosed = f"{value}_disclosed"
    if disclosed in table:
        is_open = (flag == IMPUTED).fillna(False) & (table[disclosed] < table[value]).fillna(False)
    else:
        is_open = (flag == WITHHELD).fillna(False)
    rows = is_open.to_numpy(dtype=bool)
    if not rows.any():
        raise Impossible(f"no cell of {value} is flagged as withheld or imputed")
    cells = table.loc[rows]
    if disclosed in table:
        held = table.groupby(PLACE_AND_YEAR)[[value, disclosed]].transform("sum").loc[rows]
        low = cells[disclosed].to_numpy(dtype="float64")
        more = (held[value] - held[disclosed]).to_numpy(dtype="float64")
        own = table.loc[~rows, [*PLACE_AND_YEAR, value]]
        room = _room(cells, own, _sums(table, value))
        rule = f"imputed cells hold {disclosed} at least, and their region its total"
        return Withheld(table, value, rows, low, low + more, room, rule)
    low, high, rule = _limits(table, cells, value, within)
    totals, told = _totals(study, value, total)
    known = table.loc[~rows, [*PLACE_AND_YEAR, value]]
    return Withheld(table, value, rows, low, high, _room(cells, known, totals), rule + told)


def _limits(
    table: pd.DataFrame, cells: pd.DataFrame, value: str, within: Within | None
) -> tuple[Numbers, Numbers, str]:
    """The ends of each unknown cell, and where they come from."""
    ends = [f"{value}_low", f"{value}_high"]
    if set(ends) <= set(table):
        low, high = cells[ends].to_numpy(dtype="float64").T
        return low, high, f"withheld cells lie between {ends[0]} and {ends[1]}"
    if isinstance(within, tuple):
        low, high = (np.full(len(cells), float(end)) for end in within)
        return low, high, f"withheld cells lie between {within[0]:g} and {within[1]:g}"
    least = table.groupby("industry")[value].min()
    low = np.zeros(len(cells))
    smallest = cells["industry"].map(least).fillna(table[value].min())
    high = smallest.to_numpy(dtype="float64", copy=True)
    rule = f"withheld cells lie between 0 and the smallest {value} disclosed in their industry"
    classes = f"{value}_size_class"
    if classes in table:
        pairs = within or COUNTY_BUSINESS_PATTERNS
        for end, column in enumerate((low, high)):
            told = cells[classes].map({name: pair[end] for name, pair in pairs.items()})
            np.copyto(column, told.to_numpy(dtype="float64"), where=told.notna().to_numpy())
        rule = f"withheld cells lie within their size class ({classes})"
    return low, high, rule


def _totals(study: Study, value: str, total: str | None) -> tuple[pd.Series, str]:
    """What each region holds in all in each year, where the study's totals tell it.

    Of several totals the smallest that is never below the sum of the cells is that of all cells.
    """
    nothing = pd.Series(dtype="float64")
    table = study.tables.get("totals", pd.DataFrame())
    if value not in table or not set(PLACE_AND_YEAR) <= set(table):
        return nothing, "; no totals are known"
    sums = _sums(study.activity, value)
    kinds = table.groupby("total", sort=True) if "total" in table else [("totals", table)]
    fit = {}
    for name, rows in kinds:
        own = _sums(rows, value)
        if name == total or (total is None and (own.reindex(sums.index) >= sums).all()):
            fit[str(name)] = own
    if not fit:
        return nothing, "; no totals fit the cells"
    best = min(fit, key=lambda name: float(fit[name].sum()))
    return fit[best], f", and add up to the total of {best}"


def _sums(table: pd.DataFrame, value: str) -> pd.Series:
    return table.groupby(PLACE_AND_YEAR)[value].sum()


def _room(cells: pd.DataFrame, known: pd.DataFrame, totals: pd.Series) -> Numbers:
    """What the unknown cells of each cell's region and year hold together; nan for not known."""
    wanted = pd.MultiIndex.from_frame(cells[PLACE_AND_YEAR])
    if totals.empty:
        return np.full(len(cells), np.nan)
    value = str(known.columns[-1])
    rest = totals.sub(_sums(known, value), fill_value=0.0).where(totals.notna())
    return rest.reindex(wanted).to_numpy(dtype="float64")


def fillings(
    found: Withheld, scores: Numbers, draws: int, seed: int
) -> Iterator[tuple[str, Numbers]]:
    """Ways to fill the unknown cells, each with its name; shares from 0 (low) to 1 (high).

    `scores` are above 0 where more in a cell would go with more of the outcome.
    """
    n_cells = len(found.low)
    yield "all at their lowest", np.zeros(n_cells)
    yield "all in the middle", np.full(n_cells, 0.5)
    yield "all at their highest", np.ones(n_cells)
    yield "high where the outcome is high", (scores > 0).astype("float64")
    yield "high where the outcome is low", (scores <= 0).astype("float64")
    keys = [key for key in ("region", "industry", "year", "size_class") if key in found.table]
    cells = found.table.loc[found.rows, keys].reset_index(drop=True)
    order = cells.sort_values(keys, kind="stable").index.to_numpy()
    random = np.random.default_rng(seed)
    for draw in range(draws):
        ends = np.empty(n_cells)
        ends[order] = random.integers(0, 2, n_cells)
        yield f"random ends {draw + 1}", ends
