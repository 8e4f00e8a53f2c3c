"""How does a table of strings reach other programs: the same cells as HTML, LaTeX and CSV."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Sequence

import pandas as pd

# What a spreadsheet takes for the start of a formula, in half and in full width.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"[+-]?(?:[0-9][0-9,]*\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
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


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: such text begins with an apostrophe."""
    is_formula = cell.startswith(FORMULA) and not NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell
