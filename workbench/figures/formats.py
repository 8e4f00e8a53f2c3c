"""How does a table reach other programs: the same strings as HTML, LaTeX and CSV."""

from __future__ import annotations

import csv
import html
import io
import math
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.figures.numbers import shown
from workbench.guarding import guarded

# What a spreadsheet takes for the start of a formula, in half and in full width.
LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\char34{}",
    **{mark: f"\\{mark}" for mark in "{}$&#_%"},
}
WORD = re.compile(r"[^\W\d_]{3}")
MINUS = re.compile(r"(?<!\w)-(?=\d)")
OPTIONS = ("[", "*")  # what the end of a row would swallow
YEAR = "year"  # the end of the name of a column that counts years, which take no separator
TABLE_DIGITS = 4
NOTHING = "–"


def as_strings(table: pd.DataFrame) -> pd.DataFrame:
    """A table as a page shows it: every cell a string, and headings without underscores.

    Examples
    --------
    >>> print(as_strings(pd.DataFrame({"base_year": [2010], "jobs": [1234567.0]})))
      base year       jobs
    0      2010  1,234,567
    """
    names = list(map(str, table.columns))
    rows = [
        [cell_text(value, name) for value, name in zip(row, names, strict=True)]
        for row in table.itertuples(index=False)
    ]
    headings = [name.replace("_", " ") for name in names]
    return pd.DataFrame(rows, columns=headings, index=table.index, dtype=object)


def cell_text(value: object, column: str) -> str:
    """What a page shows for a value: numbers rounded, a dash where there is none.

    Examples
    --------
    >>> [cell_text(value, "jobs") for value in (1234.567, 12345, float("nan"), True, "<b>")]
    ['1,235', '12,345', '–', 'yes', '<b>']
    """
    if value is None or value is pd.NA or value is pd.NaT:
        return NOTHING
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (float, np.floating)):
        return NOTHING if math.isnan(value) else shown(float(value), TABLE_DIGITS)
    if isinstance(value, (int, np.integer)):
        return f"{value}" if column.endswith(YEAR) else f"{value:,}"
    return str(value)


def as_html(table: pd.DataFrame, notes: Sequence[str] = (), caption: str = "") -> str:
    """A table of strings as escaped HTML; the first column names the rows."""
    above = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    corner, *names = map(str, table.columns)
    head = f'<th scope="col">{html.escape(corner)}</th>' + "".join(
        f'<th scope="col" class="words">{html.escape(name)}</th>' for name in names
    )
    rows = "".join(
        f'<tr><th scope="row">{html.escape(name)}</th>'
        + "".join(f'<td class="{_kind(cell)}">{html.escape(cell)}</td>' for cell in cells)
        + "</tr>"
        for name, *cells in table.to_numpy().tolist()
    )
    below = "".join(
        f'<tr><td colspan="{table.shape[1]}">{html.escape(note)}</td></tr>' for note in notes
    )
    foot = f"<tfoot>{below}</tfoot>" if notes else ""
    return f"<table>{above}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>{foot}</table>"


def _kind(cell: str) -> str:
    """Whether a cell is a number, which stays on one line, or words, which need not."""
    return "words" if WORD.search(cell) else "number"


def as_latex(table: pd.DataFrame, notes: Sequence[str] = (), caption: str = "") -> str:
    r"""A table of strings for LaTeX with the package booktabs, every special character escaped.

    Signs beyond Latin need a typesetter that reads Unicode, such as XeLaTeX or LuaLaTeX.

    Examples
    --------
    >>> print(as_latex(pd.DataFrame([["R&D", "-0.5"]], columns=["model", "(1)"])))
    \begin{table}
    \centering
    \begin{tabular}{lr}
    \toprule
    model & (1) \\
    \midrule
    R\&D & $-$0.5 \\
    \bottomrule
    \end{tabular}
    \end{table}
    """
    rows = [_latex_row(row) for row in [list(table.columns), *table.to_numpy().tolist()]]
    return "\n".join(
        [
            r"\begin{table}",
            r"\centering",
            *([rf"\caption{{{escaped_for_latex(caption)}}}"] if caption else []),
            rf"\begin{{tabular}}{{l{'r' * (table.shape[1] - 1)}}}",
            r"\toprule",
            rows[0],
            r"\midrule",
            *rows[1:],
            r"\bottomrule",
            r"\end{tabular}",
            *(rf"\par\smallskip {escaped_for_latex(note)}" for note in notes),
            r"\end{table}",
        ]
    )


def _latex_row(cells: Sequence[object]) -> str:
    return " & ".join(escaped_for_latex(str(cell)) for cell in cells) + r" \\"


def escaped_for_latex(text: str) -> str:
    r"""Text that LaTeX sets and never obeys.

    Examples
    --------
    >>> print(escaped_for_latex(r"\input{x} 100 %"))
    \textbackslash{}input\{x\} 100 \%
    """
    safe = MINUS.sub("$-$", "".join(LATEX.get(mark, mark) for mark in text))
    return f"{{}}{safe}" if safe.startswith(OPTIONS) else safe


def as_csv(table: pd.DataFrame) -> str:
    r"""A table of strings as CSV in which no text is a formula: such a cell begins with '.

    Examples
    --------
    >>> print(as_csv(pd.DataFrame([["=1+1", "-1,000"]], columns=["model", "(1)"])), end="")
    model,(1)
    '=1+1,"-1,000"
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in [list(table.columns), *table.to_numpy().tolist()]:
        writer.writerow([guarded(str(cell)) for cell in row])
    return buffer.getvalue()
