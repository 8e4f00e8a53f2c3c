"""In which formats can a page be had: HTML always, and PDF and Word made from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from workbench.errors import ParameterError, Problem, RunFailed, WorkbenchError, unknown
from workbench.reports.languages import ENGLISH, words

if TYPE_CHECKING:
    from workbench.reports.blocks import Exhibit

HTML = "html"
# What each needs beyond the default install: a module, the package it is in, and our extra.
NEEDS = {"pdf": ("typst", "typst", "pdf"), "docx": ("docx", "python-docx", "word")}
FORMATS = (HTML, *NEEDS)
NAMES = {HTML: "HTML page", "pdf": "PDF", "docx": "Word document"}


def wanted(to: Sequence[str], lang: str = ENGLISH) -> tuple[str, ...]:
    """The formats to make, each once and in order; HTML comes first whether asked for or not.

    Raises
    ------
    ParameterError
        With each format that there is not (with the nearest), each whose package is not installed
        (with the extra that brings it), and a language that there is not.

    Examples
    --------
    >>> wanted(["html"]), wanted([])
    (('html',), ('html',))
    """
    asked = [name.strip().lower() for name in to if name.strip()]
    problems = [
        unknown("CLW-R45", "format", name, FORMATS) for name in asked if name not in FORMATS
    ]
    problems += [_not_installed(name) for name in NEEDS if name in asked and not _has(name)]
    try:
        words(lang)
    except ParameterError as error:
        problems += error.problems
    if problems:
        raise ParameterError(problems)
    return tuple(name for name in FORMATS if name == HTML or name in asked)


def made(
    format_: str, html: str, exhibits: Iterable[Exhibit], origin: str
) -> tuple[bytes | None, list[Problem]]:
    """A page in another format, or what hindered it.

    Nothing is raised, because what fails here must not take the HTML page with it.

    Parameters
    ----------
    format_
        "pdf" or "docx".
    html, exhibits
        The finished page, and its exhibits.
    origin
        What stands at the foot of each sheet.
    """
    make: dict[str, Callable[[], bytes]] = {
        "pdf": lambda: _pdf(html, origin),
        "docx": lambda: _word(html, exhibits),
    }
    try:
        return make[format_](), []
    except WorkbenchError as error:
        return None, list(error.problems)
    except Exception as error:  # other packages' faults; the HTML page stays
        return None, list(failed(format_, f"{type(error).__name__}: {error}").problems)


def failed(format_: str, why: str) -> RunFailed:
    """The error of a format that could not be made."""
    return RunFailed(
        Problem(
            "CLW-R47",
            f"the {NAMES[format_]} could not be made: {why}",
            expected="a page that can be set on paper",
            remedy="use the HTML page, which is whole; and report the notebook that does this",
        )
    )


def beside(page: str, problems: Iterable[Problem]) -> list[Problem]:
    """Problems of other formats, each with the place of the HTML page that was made."""
    return [replace(problem, file=problem.file or page) for problem in problems]


def _pdf(html: str, origin: str) -> bytes:
    from workbench.reports.pdf import as_pdf

    return as_pdf(html, origin)


def _word(html: str, exhibits: Iterable[Exhibit]) -> bytes:
    from workbench.reports.word import as_word

    return as_word(html, exhibits)


def _has(format_: str) -> bool:
    return find_spec(NEEDS[format_][0]) is not None


def _not_installed(format_: str) -> Problem:
    _, package, extra = NEEDS[format_]
    return Problem(
        "CLW-R46",
        f"a {NAMES[format_]} needs the package {package}, which is not installed",
        value=format_,
        expected=f"the extra [{extra}]",
        remedy=f"pip install 'cluster-workbench[{extra}]'",
    )
