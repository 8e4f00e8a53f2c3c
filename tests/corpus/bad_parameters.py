"""Parameters of a notebook, from Python and from the command line, before a kernel starts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from tests.corpus.cases import Case, told
from tests.reports.notebooks import card
from workbench.reports import bind, parse_assignments, read_card

LINES = (
    'study: str = "zhejiang_guangdong"  # [study] where the data are',
    "region: str  # the code of a region",
    "year: int = 2010  # [1978 to 2030] the year",
    "k: int = 5  # [1 to 89] how many neighbours",
    "alpha: float = 0.05  # [0 to 1] the level of significance",
    'metric: str = "lq"  # [lq | slq | hhi | gini | eg] the measure',
    "draw: bool = True  # whether to draw",
    "years: list[int] = [2010]  # the years compared",
    'label: str = ""  # a heading',
    'api_key: str = ""  # of a service',
)
KNOWN = tuple(line.replace("# the code", "# [region] the code") for line in LINES)
GOOD = {"region": "330300"}


def _bound(given: Mapping[str, Any], lines: tuple[str, ...] = LINES) -> Callable[[Path], object]:
    """What binds values as a script in Python gives them."""
    return lambda folder: bind(read_card(card(folder / "small.ipynb", *lines)), given)


def _typed(*texts: str) -> Callable[[Path], object]:
    """What binds values as `-p` on the command line gives them."""

    def call(folder: Path) -> object:
        given = parse_assignments(["region=330300", *texts])
        return bind(read_card(card(folder / "small.ipynb", *LINES)), given)

    return call


def python(key: str, what: str, name: Any, value: Any, wanted: str, shown: str) -> Case:
    """A value given in Python."""
    place = told(wanted, value=shown, column=str(name) if str(name).isidentifier() else None)
    return Case(f"{key}-python", what, told=place, call=_bound({**GOOD, name: value}))


def shell(key: str, what: str, text: str, wanted: str, shown: str) -> Case:
    """A value given on the command line."""
    name = text.partition("=")[0]
    return Case(
        f"{key}-shell", what, told=told(wanted, value=shown, column=name), call=_typed(text)
    )


def region(key: str, what: str, code: str) -> Case:
    """A code that is kept as text, and is then not one of the study's regions."""
    wanted = told("N* P01 P02 P04 P07 P09 P10 T30 T31", value=code)
    return Case(f"{key}-python", what, told=wanted, call=_bound({"region": code}, KNOWN))


class Text(str):
    """A text that could bring its own behaviour."""

    __slots__ = ()


CASES: list[Case] = [
    python("P01", "an unknown name", "regoin", "330300", "P01", "regoin"),
    shell("P01", "an unknown name", "metirc=lq", "P01", "metric"),
    shell("P01b", "another case", "Year=2010", "P01", "year"),
    python("P02", "text for a number", "k", "five", "P02", "five"),
    python("P02b", "a fraction for a whole number", "k", 2.5, "P02", "2.5"),
    shell("P02c", "a number with an underscore", "year=2_010", "P02", "2_010"),
    shell("P02d", "full-width digits", "year=２０１０", "P02 P04", "２０１０"),
    python("P02e", "a list for one value", "year", [2010, 2020], "P02", "2010"),
    python("P02f", "one value for a list", "years", 2010, "P02", "2010"),
    shell("P02g", "a year that is none within a list", "years=2010,x", "P02", "x"),
    shell("P02h", "yes for true", "draw=yes", "P02", "yes"),
    shell("P02i", "a decimal comma", "alpha=0,05", "P02", "0,05"),
    python("P02j", "a code as a number", "region", 330300, "P02", "330300"),
    python("P03", "code in a name", "k\nimport os", 1, "P03", "import os"),
    shell("P03b", "code in a name", "k;import os=1", "P03", "import os"),
    shell("P03c", "a word of the language for a name", "class=1", "P03", "class"),
    python("P03d", "a name that is no text", 7, 1, "P03", "7"),
    shell("P03e", "a dunder name", "__builtins__=1", "P01 P03", "__builtins__"),
    python("P04", "a year long ago", "year", 1804, "P04", "1804"),
    shell("P04b", "a year to come", "year=3010", "P04", "3010"),
    python("P05", "a negative number of neighbours", "k", -3, "P04 P05", "-3"),
    shell("P05b", "no neighbours", "k=0", "P04 P05", "0"),
    python("P06", "a percentage for a share", "alpha", 5, "P04 P06", "5"),
    shell("P06b", "a percentage for a share", "alpha=5", "P04 P06", "5 %"),
    shell("P06c", "a percent sign", "alpha=5%", "P02 P06", "5%"),
    python("P07", "an unknown choice", "metric", "lqq", "P07", "lqq"),
    shell("P07b", "an empty choice", "metric=", "P07 P08", "metric"),
    python("P08", "nothing for a required value", "region", None, "P08", "region"),
    Case(
        "P08b-python",
        "a required value left out",
        told=told("P08", value="region"),
        call=_bound({}),
    ),
    shell("P08c", "an empty required value", "year=", "P08 P02", "year"),
    region("P09", "a code that would lose its zero", "033"),
    region("P10", "a code that reads as a number", "1e5"),
    region("P10b", "a code of another level of detail", "3303"),
    python("P11", "not a number", "alpha", float("nan"), "P11", "nan"),
    shell("P11b", "not a number", "alpha=nan", "P11", "nan"),
    shell("P11c", "infinity", "alpha=1e999", "P11 P04", "1e999"),
    python("P12", "true for a whole number", "k", True, "P02 P12", "True"),
    python("P12b", "true for a number", "alpha", False, "P02 P12", "False"),
    python("P12c", "one for true", "draw", 1, "P02 P12", "1"),
    python(
        "P13", "a tuple that carries code", "region", ("x", "__import__('os')"), "P13 P14", "tuple"
    ),
    python("P13b", "a dictionary", "region", {"a": 1}, "P13 P14", "dict"),
    python("P13c", "bytes", "region", b"330300", "P13 P14", "bytes"),
    python("P13d", "a set within a list", "years", [{2010}], "P13 P14", "set"),
    python("P13e", "an array", "years", np.array([2010]), "P13 P14 P02", "array"),
    python("P13f", "a number of another library", "alpha", Decimal("0.05"), "P13 P14", "Decimal"),
    python("P13g", "a text of a class of its own", "region", Text("330300"), "P13 P14", "Text"),
    python("P14", "a path that carries code", "region", Path("x'; import os; '"), "P14", "Path"),
    shell("P15", "a path that leaves the folder", "study=../../etc/x", "N01 P15", "../../etc/x"),
    python("P16", "a line break in a text", "label", "a\nimport os", "P16", "a"),
    python("P16b", "a NUL in a text", "label", "a\0b", "P16", "a"),
    shell("P16c", "a terminal's control character", "label=\x1b[2J", "P16", "[2J"),
    python("P16d", "half a character", "label", "\ud800", "P16", "label"),
    shell("P17", "a secret", "api_key=hunter2", "P17", "api_key"),
    python("P18", "a date for a year", "year", date(2004, 1, 1), "P14 P18", "2004-01-01"),
    python("P18b", "a date within a list", "years", [date(2004, 1, 1)], "P14 P18", "2004-01-01"),
    shell("P22", "no equals sign", "alpha", "P22", "alpha"),
    Case(
        "P23-shell",
        "one parameter twice",
        told=told("P23", value="k"),
        call=_typed("k=3", "k=4"),
    ),
    Case(
        "P20-python",
        "a card whose default is computed",
        told=told("P20", value="folder"),
        call=_bound({}, ('folder: str = open("/etc/hostname").read()',)),
    ),
    Case(
        "P20b-python",
        "a card with an unknown rule",
        told=told("P20", value="positive"),
        call=_bound({}, ("k: int = 5  # [positive] neighbours",)),
    ),
    Case(
        "N09-shell",
        "an unknown notebook",
        words=("run", "density_and_competitivness", "--out", "{folder}"),
        told=told("N09", value="density_and_competitiveness"),
    ),
    Case(
        "P01c-shell",
        "an unknown name through the whole command",
        words=("run", "density_and_competitiveness", "-p", "yaer=2010", "--out", "{folder}"),
        told=told("P01", value="year"),
    ),
    Case(
        "P15b-shell",
        "a study's folder that leaves through the whole command",
        words=("run", "meet_the_towns", "-p", "study=../../etc", "--out", "{folder}"),
        told=told("N01 P15", value="../../etc"),
    ),
]
