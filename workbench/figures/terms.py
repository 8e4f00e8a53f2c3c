"""How is a term of a model called in words: its column, with unit, logarithm, lag and power."""

from __future__ import annotations

import pandas as pd

from workbench.errors import FormulaError, visible
from workbench.models.formula import Factor, parse
from workbench.models.summaries import label_of

POWERS = {2: "squared", 3: "cubed"}
TIMES = " × "


def term_in_words(term: str, panel: pd.DataFrame | None = None) -> str:
    """A term as a reader says it, with the unit of its column where the panel tells it.

    Parameters
    ----------
    term
        As a model writes it: "log(gdp_per_head)", "size:age", "province=33", "constant".
    panel
        Whose `.attrs["columns"]` hold labels and units.

    Returns
    -------
    Words on one line; a term that is none of the formula's is passed on as it is.

    Examples
    --------
    >>> term_in_words("log(employment_density)"), term_in_words("lag(wage, 2):size^2")
    ('log of employment density', 'wage 2 years earlier × size squared')
    """
    known = pd.DataFrame() if panel is None else panel
    parts = [_part(part, known) for part in _split(term)]
    return plain(TIMES.join(parts))


def plain(text: object) -> str:
    r"""Text on one line, without what could steer a terminal or a typesetter.

    Examples
    --------
    >>> plain("two\n lines\x07")
    'two lines\\x07'
    """
    return visible(" ".join(str(text).split()))


def _split(term: str) -> list[str]:
    """The factors of a product; a level of a category may hold a colon of its own."""
    return [term] if "=" in term else term.split(":")


def _part(text: str, panel: pd.DataFrame) -> str:
    column, sign, level = text.partition("=")
    if sign and column.isidentifier():
        return f"{label_of(panel, column)}: {level}"
    try:
        return _factor(parse(f"outcome ~ {text}").terms[0][0], panel)
    except FormulaError:
        return text


def _factor(factor: Factor, panel: pd.DataFrame) -> str:
    words = label_of(panel, factor.name)
    if factor.lag:
        words += f" {factor.lag} year{'s' * (factor.lag > 1)} earlier"
    if factor.transform == "log":
        words = f"log of {words}"
    power = POWERS.get(factor.power, f"to the power {factor.power}")
    return words if factor.power == 1 else f"{words} {power}"
