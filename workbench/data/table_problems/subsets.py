"""Is a column that counts a part never larger than the column of its whole, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np

from workbench.data.table_problems.subject import Subject, as_found, counted
from workbench.errors import Problem

# What parts of a workforce, of firms or of sales are called: emp_female, sme_establishments
KINDS = (
    *("female", "women", "male", "men", "migrant", "migrants", "foreign", "skilled", "unskilled"),
    *("part_time", "full_time", "temporary", "permanent", "apprentices", "r_and_d", "rd"),
    *("sme", "smes", "micro", "small", "medium", "large", "exporting", "domestic", "private"),
)
WORDS = {
    "employment": "employment|emp|employed|employees|workers|jobs",
    "establishments": "establishments|firms|enterprises|plants",
    "output": "output",
    "sales": "sales",
    "population": "population|pop",
}
PARTS = {
    "output": ("exports", "export_value", "exports_value", "value_added", "export_output"),
    "sales": ("exports", "export_value", "exports_value", "export_sales"),
    "employment": ("women", "female_workers"),
}
ROUNDING = 1.005


def subsets_above_wholes(subject: Subject) -> Iterator[Problem]:
    """Exports above output, women above all workers, small firms above all firms."""
    if subject.name not in ("activity", "regions"):
        return
    for part in subject.measured:
        whole = whole_of(part, subject.measured)
        if whole is None:
            continue
        parts, wholes = subject.numbers(part), subject.numbers(whole)
        above = parts > wholes * np.where(wholes > 0, ROUNDING, 1.0)
        if above.any():
            first = int(above.argmax())
            yield subject.tell(
                "CLW-T36",
                f"{part} = {as_found(parts[first])} is more than {whole} = "
                f"{as_found(wholes[first])}, of which it is a part by its name; "
                f"{counted(int(above.sum()), 'row is', 'rows are')} so",
                part,
                above,
                f"{part} of at most {whole}",
                "check the units and definitions of both columns; if the values are true, add "
                '"confirmed": ["CLW-T36"] to the resource in datapackage.json',
                is_warning=True,
            )


def whole_of(part: str, columns: Sequence[str]) -> str | None:
    """The column that a column counts a part of, as their names say.

    Examples
    --------
    >>> whole_of("emp_female", ["employment", "emp_female"]), whole_of("exports", ["output"])
    ('employment', 'output')
    >>> whole_of("employment_growth", ["employment"]) is None
    True
    """
    kinds = "|".join(KINDS)
    for whole in columns:
        words = WORDS.get(whole, re.escape(whole))
        named = re.fullmatch(rf"({words})_({kinds})|({kinds})_({words})", part)
        if whole != part and (named or part in PARTS.get(whole, ())):
            return whole
    return None
