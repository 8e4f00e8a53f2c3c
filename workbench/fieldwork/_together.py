"""What do several instruments say of one study: what they found, and words for what is not there.

A page tells of several instruments, and a study seldom has the sheets of all. What is lacking is
said in a sentence; only a study without the sheets of any of them is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.data import Study, load
from workbench.errors import Problem, StudyError, listed
from workbench.fieldwork._instrument import MADE_UP, Card, Findings, Instrument


@dataclass(frozen=True, eq=False)
class Together:
    """What instruments found in one study, and for the others which sheets are lacking.

    Parameters
    ----------
    found
        The findings of the instruments whose sheets are there, by name.
    lacking
        A sentence for each of the others, by name.
    left_out
        The sheets that an instrument could read and that are not there, by its name.
    beware
        What to beware of: the limits of the methods, and what is odd in the answers.
    """

    found: Mapping[str, Findings]
    lacking: Mapping[str, str]
    left_out: Mapping[str, tuple[str, ...]]
    beware: tuple[str, ...]

    def in_short(self, each: int = 2) -> tuple[str, ...]:
        """The first sentences of each instrument, after a warning where answers are synthetic."""
        warned = (MADE_UP,) if any(own.is_synthetic for own in self.found.values()) else ()
        return (*warned, *(text for own in self.found.values() for text in own.words[:each]))

    def lines(self, name: str) -> tuple[str, ...]:
        """All sentences of one instrument, or the one that says what is lacking."""
        if name in self.lacking:
            return (self.lacking[name],)
        spare = self.left_out[name]
        more = (f"Sheets that were left out: {listed(spare)}.",) if spare else ()
        return (*self.found[name].words, *more)

    def table(self, name: str, table: str) -> pd.DataFrame:
        """A table that an instrument found; without columns where there is none."""
        own = self.found.get(name)
        return pd.DataFrame() if own is None else own.tables.get(table, pd.DataFrame())

    def facts(self, name: str) -> Mapping[str, Any]:
        """The single numbers that an instrument found; none where it is lacking."""
        own = self.found.get(name)
        return {} if own is None else own.facts


def findings_of(
    study: Study | str | Path,
    names: Iterable[str],
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> Together:
    """Look at a study with several instruments, as far as it has their sheets.

    Parameters
    ----------
    study
        By name, folder or object.
    names
        Of the instruments, in the order in which they are told.
    options
        For an instrument, its options by name.

    Returns
    -------
    The findings, and words for what is not there.

    Raises
    ------
    UnknownName
        If there is no such study or instrument.
    ParameterError
        If an option is out of its range.
    StudyError
        With the faults of the sheets of all these instruments, or if not one has its sheets.

    Examples
    --------
    >>> found = findings_of("synthetic_dairy_cluster", ["roadmap"])
    >>> found.in_short()[1][:27]
    '3 of 9 stages are passed; t'
    >>> found.table("roadmap", "stages")["state"].tolist()[:4]
    ['passed', 'passed', 'passed', 'here']
    """
    from workbench.fieldwork import instruments

    data = study if isinstance(study, Study) else load(study)
    asked = {name: instruments[name] for name in names}
    absent = {name: _absent(data, own.card) for name, own in asked.items()}
    there = {name: own for name, own in asked.items() if _can_run(data, own.card)}
    if not there:
        raise StudyError(_nothing(data, own.card, absent[name]) for name, own in asked.items())
    found = _looked(data, there, options or {})
    flags = [flag.message for own in found.values() for flag in own.flags]
    caveats = [caveat for own in there.values() for caveat in own.card.caveats]
    return Together(
        found,
        {name: _lack(own.card, absent[name]) for name, own in asked.items() if name not in there},
        {name: tuple(absent[name]) for name in there},
        tuple(dict.fromkeys(map(_sentence, [*caveats, *flags]))),
    )


def _absent(study: Study, card: Card) -> list[str]:
    """The sheets that are not there, or have no rows."""
    return [n for n in card.sheets if n not in study.tables or study.tables[n].empty]


def _can_run(study: Study, card: Card) -> bool:
    """Whether every needed sheet is there; of an instrument that needs none, any."""
    absent = _absent(study, card)
    needed = [name for name, sheet in card.sheets.items() if sheet.is_needed]
    return not set(needed) & set(absent) if needed else len(absent) < len(card.sheets)


def _lack(card: Card, absent: list[str]) -> str:
    needed = [name for name in absent if card.sheets[name].is_needed]
    sheets = f"the sheets {listed(needed)}" if needed else f"all of the sheets {listed(absent)}"
    return (
        f"Not answered: {card.question} For that the study lacks {sheets} "
        f"(workbench new {card.template} writes a spreadsheet to fill in)."
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def _nothing(study: Study, card: Card, absent: list[str]) -> Problem:
    return Problem(
        "CLW-E01",
        "the study has no sheets that this page tells of",
        file=str(study.folder),
        value=listed(study.tables) if study.tables else "no table",
        expected=f"rows in {listed(absent)}",
        remedy=f"workbench new {card.template} writes a spreadsheet to fill in",
    )


def _looked(
    study: Study, there: Mapping[str, Instrument], options: Mapping[str, Mapping[str, Any]]
) -> dict[str, Findings]:
    """What each finds; where sheets have faults, those of all of them at once."""
    found: dict[str, Findings] = {}
    problems: list[Problem] = []
    for name, look in there.items():
        try:
            found[name] = look(study, **options.get(name, {}))
        except StudyError as caught:
            problems += caught.problems
    if problems:
        raise StudyError(dict.fromkeys(problems))
    return found
