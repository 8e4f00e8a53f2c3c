"""A long table as numbers: codes, totals and shares by region, industry and year.

Measures compute on these arrays and hand labels back at the end, so nothing is pivoted and the
input is never touched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import Problem, StudyError, UnknownName, unknown
from workbench.measures._card import Card

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]
Rows = npt.NDArray[np.bool_]
Reason = tuple[str, Rows]

MISSING = "value missing"
SUPPRESSED = "value suppressed"


@dataclass(frozen=True)
class Grouping:
    """Rows sorted into groups: `codes` says which group each row is in."""

    codes: Codes
    labels: pd.DataFrame

    @property
    def size(self) -> int:
        """How many groups there are."""
        return len(self.labels)

    def total(self, values: Numbers) -> Numbers:
        """The sum of `values` in each group."""
        return np.bincount(self.codes, weights=values, minlength=self.size)

    def total_by_row(self, values: Numbers) -> Numbers:
        """The sum of each row's group, one number a row."""
        return self.total(values)[self.codes]


@dataclass(frozen=True)
class Cells:
    """The cells of an activity table: one value each, missing ones counted as absent from sums."""

    table: pd.DataFrame
    values: Numbers
    is_known: Rows

    def by(self, *keys: str) -> Grouping:
        """Group the cells by key columns; the year, where there is one, always goes along."""
        return group(self.table, (*keys, *year_of(self.table)))

    def reasons(self) -> list[Reason]:
        """Why a cell has no value, as (text, rows) pairs."""
        if "flag" not in self.table:
            return [(MISSING, ~self.is_known)]
        suppressed = ~self.is_known & (self.table["flag"] == "suppressed").to_numpy()
        return [(SUPPRESSED, suppressed), (MISSING, ~self.is_known & ~suppressed)]


def year_of(table: pd.DataFrame) -> tuple[str, ...]:
    """("year",) where the table has years, else ()."""
    return ("year",) if "year" in table else ()


def group(table: pd.DataFrame, keys: Sequence[str]) -> Grouping:
    """Sort the rows of a table into groups by its key columns, groups in order of appearance."""
    codes = np.zeros(len(table), dtype=np.intp)
    for key in keys:
        own, levels = pd.factorize(table[key])
        codes = codes * max(len(levels), 1) + own
    if len(keys) > 1:
        codes, _ = pd.factorize(codes)
    firsts = np.full(int(codes.max(initial=-1)) + 1, len(table), dtype=np.intp)
    np.minimum.at(firsts, codes, np.arange(len(table)))
    labels = table[list(keys)].iloc[firsts].reset_index(drop=True)
    return Grouping(codes, labels)


def cells(activity: pd.DataFrame, value: str, keys: Sequence[str]) -> Cells:
    """The cells of an activity table, checked at the door.

    Raises
    ------
    UnknownName
        If a key column or the value column is absent; with the nearest names.
    StudyError
        If a value is negative.
    """
    absent = [name for name in (*keys, value) if name not in activity]
    if absent:
        raise UnknownName(
            [unknown("CLW-N04", "column", name, map(str, activity.columns)) for name in absent]
        )
    values = activity[value].to_numpy(dtype="float64", na_value=np.nan)
    if (values < 0).any():
        first = int((values < 0).argmax())
        raise StudyError(
            Problem(
                "CLW-T34",
                f"column {value} holds a negative number",
                row=first + 2,
                column=value,
                value=str(values[first]),
                expected="0 or more",
            )
        )
    is_known = ~np.isnan(values)
    return Cells(activity, np.where(is_known, values, 0.0), is_known)


def ratio(above: Numbers, below: Numbers) -> Numbers:
    """above / below; undefined (nan) where the divisor is 0."""
    out = np.full(np.broadcast(above, below).shape, np.nan)
    return np.divide(above, below, out=out, where=np.asarray(below) != 0)


def answer(
    labels: pd.DataFrame,
    values: Numbers,
    reasons: Sequence[Reason],
    about: dict[str, Any],
) -> pd.DataFrame:
    """The keys with `value` and `undefined` (why there is no value), and the facts behind them.

    Where several reasons hold for a row the first is told. `about` goes to `.attrs["measure"]`:
    name, variant, background and the counts of cells.
    """
    codes = np.full(len(labels), -1, dtype=np.int8)
    for code, (_, rows) in reversed(list(enumerate(reasons))):
        codes[rows] = code
    table = labels.copy()
    table["value"] = np.where(codes >= 0, np.nan, values)
    table["undefined"] = pd.Categorical.from_codes(codes, [text for text, _ in reasons])
    table.attrs = {"measure": about}
    return table


def about(found: Cells, name: str, card: Card, variant: str, **options: str) -> dict[str, Any]:
    """The facts every measure hands back: variant, unit, counts and a hash of its inputs."""
    n_suppressed = int((found.table["flag"] == "suppressed").sum()) if "flag" in found.table else 0
    return {
        "name": name,
        "variant": variant,
        **options,
        "unit": card.variants[variant].unit,
        "n_cells": len(found.values),
        "n_zero": int((found.is_known & (found.values == 0)).sum()),
        "n_missing": int((~found.is_known).sum()),
        "n_suppressed": n_suppressed,
        "inputs_hash": hashlib.blake2b(found.values.tobytes(), digest_size=16).hexdigest(),
    }


def choose(kind: str, name: str, known: Sequence[str]) -> None:
    """Refuse a variant or background that does not exist, naming the nearest.

    Raises
    ------
    UnknownName
        If `name` is not among `known`.
    """
    if name not in known:
        raise UnknownName(unknown("CLW-N03", kind, name, known))
