"""What does a cell mean: text as it stands, numbers in the declared format, missing as declared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.reading.grid import Rows
from workbench.data.reading.layout import Layout
from workbench.data.reading.plain_numbers import LARGEST_INTEGER, is_plain, plain_numbers
from workbench.data.tables import BOOLEAN, FLAGS, INTEGER, NUMBER
from workbench.errors import Problem, listed, quoted

TRUTH = {"true": True, "false": False, "1": True, "0": False}
IN_WORDS = {NUMBER: "a number", INTEGER: "a whole number", BOOLEAN: "true or false"}

SPACES = "\u00a0\u202f\u2009 '’"
GROUPED = re.compile(rf"[+-]?\d{{1,3}}(?:[,{SPACES}]\d{{3}})+(?:\.\d+)?")
ONE_COMMA = re.compile(r"[+-]?\d{1,3},\d{3}")  # thousands, or decimals: the others decide
GROUPED_BY_POINTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
DECIMAL_COMMA = re.compile(rf"[+-]?\d[\d{SPACES}.]*,\d+")
WIDE = re.compile(r"[+-．，－＋]?[０-９0-9．，.,]*[０-９][０-９0-9．，.,]*")
EXCEL_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!")
WITH_UNIT = re.compile(
    r"[¥€$£]?\s*[+-]?\d[\d.,\s]*\s*(?:%|‰|[¥€$£]|[^\W\d_]{1,12}\.?)?"  # 12 %, ¥100, 100 人
    r"|\(\s*\d[\d.,\s]*\)"  # an accountant's minus
)
INFINITE = re.compile(r"[+-]?(?:inf(?:inity)?|∞|\d[\d.]*e\+?\d+)", re.I)
BESIDE = re.compile(r"[^\d.,\s+-]")
# A minus sign that is no hyphen.
SIGNS = str.maketrans({"−": "-", "－": "-"})


@dataclass(frozen=True)
class _Kind:
    """A way in which a cell is no plain number, and what its owner may declare."""

    code: str
    message: str
    expected: str
    remedy: str


def typed(
    cells: pd.Series, kind: str | None, layout: Layout, file: str, rows: Rows
) -> tuple[pd.Series[Any], pd.Series | None, list[Problem]]:
    """A column in its type.

    Parameters
    ----------
    cells
        Cells as text, missing where they are empty.
    kind
        "number", "integer" or "boolean"; anything else is text and stays as it is.
    layout
        The declared format of numbers and what stands for missing values.
    file, rows
        The file, and the row of each cell in it.

    Returns
    -------
    The column (cells that do not fit are missing), the flag of each cell that is declared
    missing or None, and the problems.
    """
    if kind not in (NUMBER, INTEGER, BOOLEAN):
        return cells, None, []
    found = plain_numbers(cells, kind) if kind != BOOLEAN and is_plain(layout) else None
    if found is not None:
        return found, None, []
    plain, flags = _declared(cells, layout)
    values = pd.to_numeric(plain, errors="coerce") if kind != BOOLEAN else _truth(plain)
    wrong = values.isna() & plain.notna()
    if kind == NUMBER:
        wrong |= np.isinf(values.to_numpy(dtype="float64", na_value=np.nan))
        values = values.mask(wrong)
    if kind == INTEGER:
        wrong |= values.notna() & ((values % 1 != 0) | (values.abs() > LARGEST_INTEGER))
        values = values.mask(wrong).astype("Int64")
        values = values if values.isna().any() else values.astype("int64")
    problems = list(_not_of_type(cells[wrong.to_numpy()], kind, file, rows[wrong.to_numpy()]))
    return values, flags, problems


def _truth(cells: pd.Series) -> pd.Series[Any]:
    return cells.str.lower().map(TRUTH).astype("boolean")


def _declared(cells: pd.Series, layout: Layout) -> tuple[pd.Series, pd.Series | None]:
    """Cells as plain numbers by what is declared, and the flags of those declared missing."""
    text = cells.str.strip()
    flags = None
    if layout.missing or layout.missing_codes:
        tokens = dict(layout.missing) | dict.fromkeys(layout.missing_codes, "missing")
        found = text.map(tokens)
        flags = found.where(found.isin(list(FLAGS)))
        text = text.mask(found.notna())
    if layout.normalize_digits:
        text = text.map(lambda cell: unicodedata.normalize("NFKC", cell), na_action="ignore")
    if layout.thousands:
        text = text.str.replace(layout.thousands, "", regex=False)
    if layout.thousands == " ":
        text = text.str.replace(rf"[{SPACES}]", "", regex=True)
    if layout.decimal and layout.decimal != ".":
        text = text.str.replace(layout.decimal, ".", regex=False)
    return text.str.translate(SIGNS).astype("str"), flags


def without_missing(cells: pd.Series, layout: Layout) -> pd.Series:
    """Text with the cells that are declared missing left empty."""
    tokens = [*layout.missing, *layout.missing_codes]
    return (
        cells.mask(cells.str.strip().isin(tokens).fillna(False).astype(bool)) if tokens else cells
    )


def _not_of_type(cells: pd.Series, kind: str, file: str, rows: Rows) -> Iterator[Problem]:
    """One problem for each way in which cells are not what the column holds."""
    if cells.empty:
        return
    texts = cells.str.strip()
    ways = texts.drop_duplicates().map(lambda text: _way(text, kind))
    way_of = texts.map(dict(zip(texts.drop_duplicates(), ways, strict=True)))
    has_decimals = (way_of == "CLW-T06").any()
    way_of = way_of.mask(way_of == "CLW-T07?", "CLW-T06" if has_decimals else "CLW-T07")
    for code in dict.fromkeys(way_of):
        of_kind = (way_of == code).to_numpy()
        first = texts[of_kind].iloc[0]
        told = _told(code, kind, str(cells.name), list(dict.fromkeys(texts[of_kind])))
        yield Problem(
            told.code,
            told.message,
            file=file,
            row=int(rows[of_kind][0]),
            column=str(cells.name),
            value=first,
            expected=told.expected,
            remedy=told.remedy,
            more=int(of_kind.sum()) - 1,
        )


def _way(text: str, kind: str) -> str:
    """The code of the way in which one cell is no plain number."""
    ways = {
        "CLW-T10": kind == BOOLEAN,
        "CLW-T38": kind == NUMBER and INFINITE.fullmatch(text),
        "CLW-T11": text.upper() in EXCEL_ERRORS,
        "CLW-T08": WIDE.fullmatch(text),
        "CLW-T07?": ONE_COMMA.fullmatch(text),
        "CLW-T07": GROUPED.fullmatch(text),
        "CLW-T06": DECIMAL_COMMA.fullmatch(text) or GROUPED_BY_POINTS.fullmatch(text),
        "CLW-T09": WITH_UNIT.fullmatch(text) and BESIDE.search(text) and not _is_odd(text),
    }
    return next((code for code, fits in ways.items() if fits), "CLW-T10")


def _is_odd(text: str) -> bool:
    """Whether letters make a code of the cell rather than a unit: 0x1F, 12a3, 1e300."""
    return re.match(r"0[xX]|\d[\d.]*[eE][+-]?\d", text) is not None


def _told(code: str, kind: str, column: str, values: list[str]) -> _Kind:
    what, first = IN_WORDS[kind], values[0]
    if code == "CLW-T07":
        mark = next(c for c in first if not c.isdigit() and c not in "+-")
        return _Kind(
            code,
            f"column {column} has a thousands separator: {quoted(first)}",
            "digits only, unless declared",
            f"--read thousands={'space' if mark in SPACES else mark}",
        )
    if code in KINDS:
        message, expected, remedy = KINDS[code]
        return _Kind(code, message.format(column), expected.format(what), remedy)
    token = "TOKEN" if re.search(r"\d", first) else first
    found = f"; found: {listed(map(quoted, values), 5)}" if len(values) > 1 else ""
    return _Kind(
        "CLW-T10",
        f"a cell of column {column} is not {what}{found}",
        f"{what}, or an empty cell where the value is missing",
        f'correct the cell; if it means that the value is withheld: --read "missing={token}:'
        'suppressed" (kept apart from zero); if it is missing, leave it empty, and say why in the '
        "column flag",
    )


KINDS = {
    "CLW-T06": (
        "column {} writes decimals with a comma",
        "a point before decimals, unless declared",
        "--read decimal=comma (and --read thousands=. where points part thousands)",
    ),
    "CLW-T08": (
        "column {} has full-width digits",
        "the digits 0 to 9, unless declared",
        "--read normalize_digits=true",
    ),
    "CLW-T09": (
        "a cell of column {} has a sign or unit beside its number",
        "{} alone; the unit belongs to the column",
        "take the sign out, and say the unit in the column's name: share (%)",
    ),
    "CLW-T38": (
        "column {} holds an infinite number",
        "a finite number",
        "correct the cell, or leave it empty and say why in the column flag",
    ),
    "CLW-T11": (
        "a cell of column {} holds the error of a spreadsheet",
        "{}",
        "mend the formula in the spreadsheet, and save the file again",
    ),
}
