"""Which codes lie within others by the way they are written, and do their numbers sum up so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from workbench.data.table_problems.subject import Subject
from workbench.errors import Problem, quoted

LISTS = {"region": "regions", "industry": "industries"}
CELL = ("region", "industry", "year", "size_class")
# GB/T 2260: two digits each for province, prefecture and county; 00 stands for the whole
DIVISION = re.compile(r"(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])(?!00)\d{4}")
DIGITS = 6
LEVELS = (4, 2)  # digits of a prefecture and of a province
EXACT, HALF = 1e-9, 0.5
UNLIKELY = float(np.log(10_000))  # a sum of 300 comes by chance in one of 300 cells
FEWEST_CELLS, FEWEST_PARTS, SHORTEST = 3, 2, 2
KEEP = "take such rows out of the file, or keep them if they hold what is in no part"

# For each row of a code that others divide: the row, its value, the sum and number of its parts.
Wholes = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Rule = Callable[[np.ndarray, np.ndarray, np.ndarray], bool]


def summed_parts(subject: Subject) -> Iterator[Problem]:
    """Codes that hold, in every cell, what the codes that begin like them sum to: 15, 151, 152."""
    for column in LISTS:
        sums, near = summed_rows(subject, column), _nearly_summed_rows(subject, column)
        if sums.any():
            value = quoted(str(subject.table[column].iloc[int(sums.argmax())]))
            yield subject.tell(
                "CLW-T16",
                f"a total stands among its parts: {value} holds the sum of the codes that begin "
                "like it, in every cell",
                column,
                sums,
                "parts only; the total would be counted twice",
                "leave such rows out: --read drop_totals=true, or move them to a table of another "
                "name",
            )
        elif near.any():
            value = quoted(str(subject.table[column].iloc[int(near.argmax())]))
            yield subject.tell(
                "CLW-T59",
                f"column {column} mixes levels, it seems: {value} stands beside codes that begin "
                "with it and never sum to more",
                column,
                near,
                "one level in a table, or the coarser would be counted twice",
                KEEP,
                is_warning=True,
            )


def summed_rows(subject: Subject, column: str) -> np.ndarray:
    """The rows of codes that hold the sum of the codes that begin like them, in every cell."""
    return subject.remembered(
        "summed", column, lambda: _rows(subject, column, _is_summed, _by_beginning, _by_division)
    )


def _nearly_summed_rows(subject: Subject, column: str) -> np.ndarray:
    return _rows(subject, column, _is_nearly_summed, _by_beginning)


def division_rows(subject: Subject) -> np.ndarray:
    """The rows of provinces and prefectures of China that stand beside a part in the same cell.

    Only in `activity`, which is added up; a study of two levels in `indicators` is lawful.
    """
    rows = np.zeros(len(subject.table), dtype=bool)
    if subject.name == "activity" and "region" in subject.table:
        codes = list(map(str, subject.distinct("region").each))
        for level in LEVELS:
            above = _by_division(codes, (level,))
            rows[_wholes(subject, "region", above, np.zeros(len(rows)))[0]] = True
    return rows


def _rows(
    subject: Subject, column: str, rule: Rule, *ways: Callable[[Sequence[str]], np.ndarray]
) -> np.ndarray:
    """The rows of codes whose values and sums of parts a rule finds to be wholes and parts."""
    rows = np.zeros(len(subject.table), dtype=bool)
    listing = subject.other(LISTS[column], column, "parent")
    has_tree = listing is not None and listing["parent"].notna().any()
    if subject.name != "activity" or column not in subject.table or has_tree:
        return rows
    if not subject.measured:
        return rows
    measure = "employment" if "employment" in subject.measured else subject.measured[0]
    found = subject.distinct(column)
    for way in ways:
        places, values, sums, parts = _wholes(
            subject, column, way(list(map(str, found.each))), subject.numbers(measure)
        )
        codes = found.places[places]
        for code in np.unique(codes):
            ours = codes == code
            if rule(values[ours], sums[ours], parts[ours]):
                rows[places[ours]] = True
    return rows


def _wholes(subject: Subject, column: str, above: np.ndarray, values: np.ndarray) -> Wholes:
    """The rows of codes that stand above others in the same cell, with what those sum to."""
    nothing = np.zeros(0)
    if not (above >= 0).any():
        return np.zeros(0, dtype=np.int64), nothing, nothing, nothing
    found = subject.distinct(column)
    cells = subject.groups(*(c for c in CELL if c != column)) * len(found.each)
    up = np.append(above, -1)[found.places]
    parts = np.flatnonzero(up >= 0)
    keys, at = np.unique(cells[parts] + up[parts], return_inverse=True)
    sums, counts = np.bincount(at, values[parts]), np.bincount(at)
    places = np.flatnonzero(found.rows(np.isin(np.arange(len(above)), above)))
    own = cells[places] + found.places[places]
    among = np.searchsorted(keys, own).clip(max=len(keys) - 1)
    is_there = keys[among] == own
    places, among = places[is_there], among[is_there]
    return places, values[places], sums[among], counts[among]


def _is_summed(values: np.ndarray, sums: np.ndarray, parts: np.ndarray) -> bool:
    """Whether all values are the sums of their parts, and too large for that to be chance."""
    several = parts >= FEWEST_PARTS
    is_equal = np.isfinite(values) & np.isclose(values, sums, rtol=EXACT, atol=0.0)
    return bool(is_equal.all() and np.log(values[several].clip(min=1.0)).sum() > UNLIKELY)


def _is_nearly_summed(values: np.ndarray, sums: np.ndarray, parts: np.ndarray) -> bool:
    """Whether the parts make up half or more of their whole, and never more than it."""
    several = parts >= FEWEST_PARTS
    is_near = (values > 0) & (sums <= values * (1 + EXACT)) & (sums >= HALF * values)
    return bool(is_near.all() and several.sum() >= FEWEST_CELLS)


def _by_beginning(codes: Sequence[str]) -> np.ndarray:
    """For each code the place of the longest other code that it begins with, -1 if there is none.

    Examples
    --------
    >>> _by_beginning(["15", "151", "1512", "16"]).tolist()
    [-1, 0, 1, -1]
    """
    if len(set(map(len, codes))) <= 1:  # a code begins with shorter ones only
        return np.full(len(codes), -1, dtype=np.int64)
    place = {code: i for i, code in enumerate(codes) if len(code) >= SHORTEST}
    above = [
        next((place[c[:end]] for end in range(len(c) - 1, 0, -1) if c[:end] in place), -1)
        for c in codes
    ]
    return np.array(above, dtype=np.int64)


def _by_division(codes: Sequence[str], levels: Sequence[int] = LEVELS) -> np.ndarray:
    """For each code of a division of China the place of the nearest it lies in, -1 if none.

    Examples
    --------
    >>> _by_division(["330000", "330300", "330302", "440100"]).tolist()
    [-1, 0, 1, -1]
    """
    place = {code: i for i, code in enumerate(codes)}
    above = np.full(len(codes), -1, dtype=np.int64)
    for i, code in enumerate(codes):
        if len(code) == DIGITS and DIVISION.fullmatch(code):
            wholes = (code[:digits].ljust(len(code), "0") for digits in levels)
            above[i] = next((place[w] for w in wholes if w in place and w != code), -1)
    return above
