"""Which problems of a form are told once: what says again is dropped, all else is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.errors import Problem
from workbench.fieldwork._echoes import told_once

LINKS = "form.xlsx, links"


def told(code: str, file: str = LINKS, row: int | None = 3, column: str | None = "strength",
         *, message: str = "said", value: str | None = "x", more: int = 0,
         is_warning: bool = False, expected: str = "") -> Problem:  # fmt: skip
    return Problem(code, message, file, row, column, value, expected, "do", more, is_warning)


DATE = told("CLW-T51")
SHIFTED = told("CLW-T49", row=1, column=None)
FAR = told("CLW-T54", row=1048576, column="XFD")
ABSENT = told("CLW-E01", "form.xlsx", None, None, message="the sheet links has no rows",
              expected="links: one row a link")  # fmt: skip
PAIRS = {
    "a date is no number": (DATE, told("CLW-T10")),
    "no keys where a column lacks": (told("CLW-T12", column="kind"), told("CLW-T26", column="a")),
    "no columns under two rows": (SHIFTED, told("CLW-T12", row=None)),
    "no rows under two rows": (SHIFTED, told("CLW-T03", row=None)),
    "no sheet under two rows": (SHIFTED, replace(ABSENT, message="other")),
    "no columns of a sheet that is too large": (FAR, told("CLW-E04", row=None)),
    "no rows, twice": (ABSENT, told("CLW-T03", row=None, column=None)),
    "no market": (told("CLW-E31", value=None, more=2), told("CLW-T28", value=None, more=2)),
    "a formula without a value": (
        told("CLW-T50", value="=1+2"),
        told("CLW-E33", value=None, is_warning=True),
    ),
    "a word where a number stands": (told("CLW-T10"), told("CLW-T28")),
}
KEPT = {
    "a word in another cell": (DATE, told("CLW-T10", row=4)),
    "a word in another column": (DATE, told("CLW-T10", column="other")),
    "more words than dates": (DATE, told("CLW-T10", more=1)),
    "keys of another sheet": (told("CLW-T12"), told("CLW-T26", "form.xlsx, actors", column="a")),
    "columns of another sheet": (SHIFTED, told("CLW-T12", "form.xlsx, actors")),
    "another sheet that is not there": (SHIFTED, replace(ABSENT, expected="actors: one row each")),
    "another sheet without rows": (ABSENT, told("CLW-T03", "form.xlsx, actors")),
    "another empty key": (told("CLW-E31"), told("CLW-T28", row=5)),
    "an error in a cell that could not be read": (
        told("CLW-T50"),
        told("CLW-E33", value=None),
    ),
    "a warning with a value of its own": (told("CLW-T50"), told("CLW-E33", is_warning=True)),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_what_says_again_is_dropped_wherever_it_stands(pair):
    first, echo = pair
    assert told_once(pair) == [first]
    assert told_once([echo, first]) == [first]
    assert told_once([echo]) == [echo]  # by itself it says something


@pytest.mark.parametrize("pair", KEPT.values(), ids=KEPT)
def test_what_says_something_else_is_kept(pair):
    assert told_once(pair) == list(pair)
