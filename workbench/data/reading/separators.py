"""What stands between the columns of a text: as declared, or as it looks, which is told."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from workbench.data.reading.layout import Layout
from workbench.data.reading.shape import HEAD, filled
from workbench.errors import Problem

DELIMITERS = {
    ",": "a comma",
    ";": "a semicolon",
    "\t": "a tab",
    "|": "a bar",
    "，": "a full-width comma",
    "、": "an ideographic comma",
}
SHELL = {"\t": "tab", "|": '"|"', ";": '";"'}
SPACED = re.compile(r"\S(?: {2,})(?=\S)")
TABBED = (".tsv", ".tab")
BEGINNING = 1 << 20  # characters, of which the first rows take but a part


def records(text: str, sep: str, most: int | None = None) -> Iterator[list[str]]:
    """The records of a text, or the first of them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sep)
    for number, record in enumerate(reader):
        if number == most:
            return
        yield record


def beginning(text: str) -> str:
    """So much of a text as surely holds its first rows."""
    return text[:BEGINNING]


def separator(text: str, layout: Layout, file: str) -> tuple[str, list[Problem]]:
    """What stands between columns: as declared, else a comma, else what it looks like."""
    if layout.sep is not None:
        return layout.sep, []
    scores = {sep: _columns(text, sep) for sep in DELIMITERS}
    best = max(scores, key=lambda sep: (scores[sep], sep == ","))
    natural = "\t" if file.lower().endswith(TABBED) else ","
    if best == natural or scores[best] <= 1:
        return natural, _fixed_width(text, file) if scores[best] <= 1 else []
    if natural == "\t" and scores[best] <= scores[natural]:
        return natural, []
    return best, [
        Problem(
            "CLW-T05" if best == "\t" else "CLW-T04",
            f"columns seem to be separated by {DELIMITERS[best]} ({scores[best]} on most lines), "
            f"not by {DELIMITERS[natural]}",
            file=file,
            row=1,
            value=text.split("\n", 1)[0],
            expected=f"{DELIMITERS[natural]} between columns, unless declared",
            remedy=f"--read sep={SHELL.get(best, best)}, or save the file as CSV with commas",
        )
    ]


def _fixed_width(text: str, file: str) -> list[Problem]:
    """Columns that are parted by several spaces: no separator would read them safely."""
    lines = [line for line in beginning(text).split("\n")[:HEAD] if line.strip()]
    counts = {len(SPACED.findall(line)) for line in lines}
    if len(lines) == 1 or len(counts) > 1 or 0 in counts:
        return []
    return [
        Problem(
            "CLW-T04",
            f"columns seem to be separated by spaces ({counts.pop() + 1} on every line)",
            file=file,
            row=1,
            value=lines[0],
            expected="a comma between columns, unless declared",
            remedy="save the file as comma-separated values",
        )
    ]


def _columns(text: str, sep: str) -> float:
    """How many columns a separator makes on most lines; 0 where lines disagree."""
    counts = [len(record) for record in records(beginning(text), sep, HEAD) if filled(record) > 0]
    if not counts:
        return 0
    usual = max(counts, key=lambda n: (counts.count(n), n))
    agree = counts.count(usual) / len(counts)
    return usual if agree > 1 / 2 else 0
