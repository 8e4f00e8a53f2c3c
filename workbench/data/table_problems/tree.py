"""Do regions and industries lie within one another as a tree: one level in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from workbench.data.distinct import Distinct
from workbench.data.table_problems.parts import KEEP, division_rows, summed_rows
from workbench.data.table_problems.subject import Subject
from workbench.errors import Problem, quoted

LISTS = {"regions": "region", "industries": "industry"}
FEWEST_CHILDREN, MOST_ASTRAY = 5, 0.1
SECTION = re.compile(r"[A-Z]")
DIVISION = re.compile(r"\d{2,}")


def circular_parents(subject: Subject) -> Iterator[Problem]:
    """Regions or industries that lie within themselves."""
    code = LISTS.get(subject.name, "")
    if not subject.has(code, "parent"):
        return
    parent = _parents(subject.table, code)
    circular = np.array([_lies_within_itself(c, parent) for c in subject.table[code]], dtype=bool)
    if circular.any():
        yield subject.tell(
            "CLW-T33",
            f"{'a region' if code == 'region' else 'an industry'} lies within itself",
            "parent",
            circular,
            "parents that lead from finer to coarser, and end",
            "correct the parent, or leave it empty",
        )


def _parents(listing: pd.DataFrame, code: str) -> dict[str, str]:
    known = listing.dropna(subset=[code, "parent"])
    return dict(zip(known[code], known["parent"], strict=True))


def _lies_within_itself(code: object, parent: Mapping[str, str]) -> bool:
    above, seen = parent.get(str(code)), set()
    while above is not None and above not in seen:
        seen.add(above)
        above = parent.get(above)
    return code in seen


def unlisted_parents(subject: Subject) -> Iterator[Problem]:
    """Industries that lie in an industry that is not listed; of regions `unknown_codes` tells."""
    if subject.name != "industries" or not subject.has("industry", "parent"):
        return
    known = set(subject.table["industry"].dropna())
    found = subject.distinct("parent")
    stray = found.where(lambda value: value not in known)
    if stray.any():
        yield subject.tell(
            "CLW-T31",
            f"a parent is not in the table industries: {quoted(found.each[int(stray.argmax())])}",
            "parent",
            found.rows(stray),
            "an industry of the same table",
            "add its row to the table industries, correct the code, or leave the cell empty",
        )


def children_elsewhere(subject: Subject) -> Iterator[Problem]:
    """Codes that do not begin like their parent's, where nearly all others do."""
    code = LISTS.get(subject.name, "")
    if not subject.has(code, "parent"):
        return
    pairs = subject.table[[code, "parent"]].dropna()
    begins = np.array(
        [c.startswith(p.rstrip("0") or p) for c, p in pairs.itertuples(index=False)], dtype=bool
    )
    astray = pairs.index[~begins]
    if len(pairs) >= FEWEST_CHILDREN and 0 < len(astray) <= MOST_ASTRAY * len(pairs):
        yield subject.tell(
            "CLW-T60",
            "a code does not begin like the code of its parent, as the others do",
            "parent",
            subject.table.index.isin(astray),
            "the parent whose code the region's own code begins with",
            "correct the parent, or leave it if the office does so",
            is_warning=True,
        )


def parents_among_parts(subject: Subject) -> Iterator[Problem]:
    """Rows about a region or industry that other rows divide, which would be counted twice."""
    if subject.name != "activity":
        return
    for listing, code in LISTS.items():
        known = subject.other(listing, code, "parent")
        if known is None or code not in subject.table:
            continue
        parent = _parents(known, code)
        found = subject.distinct(code)
        # of regions only the finest may have rows; of industries those without parts in the table
        parents = set(parent.values())
        if code == "industry":
            parents = {above for c in map(str, found.each) for above in _above(c, parent)}
        totals = found.rows(found.where(lambda value: value in parents))  # noqa: B023
        if totals.any():
            yield subject.tell(
                "CLW-T16",
                f"a row is about {'a region' if code == 'region' else 'an industry'} that has "
                "parts, which would be counted twice",
                code,
                totals,
                "the finest only; coarser ones are added up from them",
                "leave such rows out: --read drop_totals=true, or move them to a table of "
                "another name",
            )


def _above(code: str, parent: Mapping[str, str]) -> Iterator[str]:
    above, seen = parent.get(code), {code}
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        above = parent.get(above)


def levels_mixed(subject: Subject) -> Iterator[Problem]:
    """Sections (C) beside divisions (10), or provinces (330000) beside prefectures (330100)."""
    if subject.name != "activity":
        return
    if "industry" in subject.table and subject.other("industries", "industry", "parent") is None:
        found = subject.distinct("industry")
        sections = found.where(lambda value: SECTION.fullmatch(value) is not None)
        divisions = found.where(lambda value: DIVISION.fullmatch(value) is not None)
        if sections.any() and divisions.any():
            yield _mixed(subject, "industry", found, sections, "divisions, which are digits")
    if "region" in subject.table and subject.other("regions", "region", "parent") is None:
        found = subject.distinct("region")
        coarse = coarser_codes(found)
        rows = division_rows(subject)
        if rows.any():
            rows &= ~summed_rows(subject, "region")  # which is told as such
            yield from [_division_total(subject, rows)] if rows.any() else []
        elif coarse.any():
            yield _mixed(subject, "region", found, coarse, "their parts")


def _division_total(subject: Subject, rows: np.ndarray) -> Problem:
    value = str(subject.table["region"].iloc[int(rows.argmax())])
    return subject.tell(
        "CLW-T16",
        f"a total stands among its parts: {quoted(value)} is the code of "
        f"{'a province' if value.endswith('0000') else 'a prefecture'}, and divisions within it "
        "have rows of the same industry and year",
        "region",
        rows,
        "divisions of one level; the total would be counted twice",
        "leave such rows out: --read drop_totals=true; if they hold what is in no part, "
        "--read confirmed=CLW-T16",
    )


def coarser_codes(found: Distinct) -> np.ndarray:
    """Which six-digit codes of divisions of China stand above others of the column."""
    codes = [str(value) for value in found.each]
    heads = {c[:2] for c in codes if not c.endswith("0000")}
    bodies = {c[:4] for c in codes if not c.endswith("00")}
    return np.array(
        [
            len(c) == 6  # noqa: PLR2004 - a division's code has three pairs of digits
            and c.isdigit()
            and ((c.endswith("0000") and c[:2] in heads) or (c.endswith("00") and c[:4] in bodies))
            for c in codes
        ],
        dtype=bool,
    )


def _mixed(
    subject: Subject, column: str, found: Distinct, coarse: np.ndarray, parts: str
) -> Problem:
    value = found.each[int(coarse.argmax())]
    return subject.tell(
        "CLW-T59",
        f"column {column} mixes levels: {quoted(value)} stands beside {parts}",
        column,
        found.rows(coarse),
        "one level in a table, or the coarser would be counted twice",
        KEEP,
        is_warning=True,
    )
