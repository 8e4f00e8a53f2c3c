"""What is a field instrument: a card, the sheets it reads, and what it finds."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol, cast

import pandas as pd
from pandas.api.types import is_string_dtype

from workbench.data import Study
from workbench.data.table_problems import Subject
from workbench.data.table_problems.names import FORMULA
from workbench.data.tables import Table
from workbench.errors import ParameterError, Problem, as_text, listed, unknown
from workbench.measures._apply import typed

Tables = dict[str, pd.DataFrame]
PRIVATE = "not_for_publication"
MADE_UP = "Synthetic answers: nothing here tells of any real firm."


@dataclass(frozen=True)
class Sheet:
    """A table that an instrument reads: its schema, and what a person who fills it in must know.

    Parameters
    ----------
    table
        Key, columns and ranges; of a table of the schema `TABLES[name]`.
    purpose
        What one row is, in one sentence.
    columns
        For each column the words that stand above it in the template.
    choices
        For a column with few possible answers, the answers.
    is_needed
        Whether the instrument cannot work without it.
    stays
        Whether an empty template keeps its rows: they are the instrument's own, such as questions.
    meanings
        For a column whose answers are short names, what each of them stands for.
    """

    table: Table
    purpose: str
    columns: Mapping[str, str]
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_needed: bool = True
    stays: bool = False
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """What an instrument asks, whose method it is, the sheets it reads, and its limits.

    `command` is its verb on the command line, `template` what `workbench new` calls its
    spreadsheet, `notebook` the report. `document` says which source document holds the method and
    where. `private` names the tables of its findings that tell of single firms or people.
    """

    question: str
    method: str
    document: str
    command: str
    template: str
    notebook: str
    sheets: Mapping[str, Sheet]
    sources: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    private: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The card as plain data; of each sheet only what one row is."""
        sheets = {
            name: sheet.purpose + ("" if sheet.is_needed else " (may be left out)")
            for name, sheet in self.sheets.items()
        }
        return asdict(self) | {"sheets": sheets}


@dataclass(frozen=True, eq=False)
class Form:
    """What was filled in, read and checked: a study, and the warnings that came on the way.

    Notes
    -----
    `is_synthetic` is true where the study says that it was made by a generator, or where the
    workbook is a template that still holds its example. `subjects` are the sheets as the house's
    checks looked at them, and `options` those of the instrument, defaults included.
    """

    study: Study
    flags: tuple[Problem, ...] = ()
    is_synthetic: bool = False
    subjects: Mapping[str, Subject] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        """A sheet, empty with no columns where it was left out."""
        return self.study.tables.get(name, pd.DataFrame())

    def subject(self, name: str) -> Subject:
        """A sheet as checks look at it, so that problems tell their row; empty if left out."""
        if name in self.subjects:
            return self.subjects[name]
        table = self.table(name).reset_index(drop=True)
        place = f"{self.study.folder}, {name}"
        return Subject(place, name, table, self.study.tables, None, Table((), {}))

    def __contains__(self, name: object) -> bool:
        return name in self.study.tables and not self.study.tables[str(name)].empty


@dataclass(frozen=True, eq=False)
class Findings:
    """What an instrument found.

    Parameters
    ----------
    instrument, study
        Who found it, and in what.
    words
        Plain sentences with the numbers, the most important first.
    tables
        What exhibits draw, by name, nothing rounded.
    facts
        Single numbers and answers by name.
    flags
        What was odd in the answers and was kept.
    is_synthetic
        Whether the answers were made by a generator; then every page says so.
    private
        The tables that tell of single firms or people, and are not for publication.
    """

    instrument: str
    study: str
    words: tuple[str, ...]
    tables: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[Problem, ...] = ()
    is_synthetic: bool = False
    private: tuple[str, ...] = ()

    def in_words(self) -> str:
        """The sentences; first that answers are synthetic, last which tables are to be kept."""
        warned = (MADE_UP,) if self.is_synthetic else ()
        names = listed(self.private)
        kept = (f"Not for publication, for they tell of single firms or people: {names}.",)
        return "\n".join((*warned, *self.words, *(kept if self.private else ())))

    def published(self) -> Findings:
        """The findings without what tells of single firms: their tables, and odd answers."""
        tables = {name: own for name, own in self.tables.items() if name not in self.private}
        count = len(self.flags)
        told = f"{count} warning{' is' if count == 1 else 's are'} in what is not for publication."
        words = (*self.words, *((told,) if self.flags else ()))
        return replace(self, words=words, tables=tables, flags=(), private=())

    def as_record(self) -> dict[str, Any]:
        """The findings as plain data for JSON; what is undefined is None."""
        return {
            "instrument": self.instrument,
            "study": self.study,
            "is_synthetic": self.is_synthetic,
            "words": list(self.words),
            "facts": {name: _plain(value) for name, value in self.facts.items()},
            "tables": {name: _records(table) for name, table in self.tables.items()},
            "flags": [problem.as_record() for problem in self.flags],
            PRIVATE: list(self.private),
        }

    def write(self, folder: str | Path) -> list[Path]:
        """Write the words and every table into a folder; return the files.

        The name of a file that tells of single firms says that it is not for publication. A text
        that a spreadsheet would run as a formula has an apostrophe before it.
        """
        home = Path(folder)
        home.mkdir(parents=True, exist_ok=True)
        told = home / f"{self.instrument}.txt"
        told.write_text(f"{self}\n", encoding="utf-8")
        written = [told]
        for name, table in self.tables.items():
            kept = f"_{PRIVATE}" if name in self.private else ""
            written.append(home / f"{name}{kept}.csv")
            _as_texts(table).to_csv(written[-1], index=False, lineterminator="\n")
        return written

    def __repr__(self) -> str:
        flags = f"\n\n{as_text(self.flags)}" if self.flags else ""
        return f"{self.in_words()}{flags}"


Rules = Callable[[Form], Iterable[Problem]]


class Instrument(Protocol):
    """A function from what was filled in to what it found, with card, example and rules."""

    __name__: str
    __doc__: str | None
    card: Card
    example: Callable[[int], Tables]
    rules: Rules

    def __call__(self, source: Any, *, read: Sequence[str] = (), **options: Any) -> Findings:
        """Read a study, a workbook or a folder of CSV files, and look at it.

        `read` says what its owner declares of a sheet, such as "responses:missing_codes=99".
        """
        ...


def no_rules(form: Form) -> Iterable[Problem]:
    """The rules of an instrument that asks no more of its sheets than the house does."""
    del form
    return ()


def instrument(
    card: Card, example: Callable[[int], Tables], rules: Rules = no_rules
) -> Callable[[Callable[..., Findings]], Instrument]:
    """Make a function of a `Form` an instrument: it opens what it is given, and checks options.

    Parameters
    ----------
    card
        What it is.
    example
        From a seed to its sheets, filled in by a generator with known truth.
    rules
        What this instrument alone asks of its sheets. They are told together with what the house
        finds, so a rule passes over what it cannot judge: sheets and columns may be absent, and
        what could not be read is missing.
    """

    def with_card(function: Callable[..., Findings]) -> Instrument:
        @functools.wraps(function)
        def opened(source: Any, *, read: Sequence[str] = (), **options: Any) -> Findings:
            from workbench.fieldwork._forms import judged, read_form, steps_of

            wrong = list(_unknown_options(function, options))
            if wrong:
                raise ParameterError(wrong)
            given = {name: typed(function, name, value) for name, value in options.items()}
            with steps_of(card) as tell:
                form = source if isinstance(source, Form) else read_form(source, card, read, tell)
                form = judged(replace(form, options=_defaults(function) | given), rules)
                tell("computing")
                found = function(form, **given)
            own = tuple(name for name in card.private if name in found.tables)
            return replace(found, private=own)

        found = cast(Any, opened)
        found.card, found.example, found.rules = card, example, rules
        return cast(Instrument, found)

    return with_card


def _defaults(function: Callable[..., Any]) -> dict[str, Any]:
    """The options of an instrument, by name."""
    parameters = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in parameters if p.kind is inspect.Parameter.KEYWORD_ONLY}


def _unknown_options(function: Callable[..., Any], options: Mapping[str, Any]) -> Iterator[Problem]:
    known = list(_defaults(function))
    for name in options:
        if name not in known:
            yield unknown("CLW-P01", f"option of {function.__name__} called", name, known)


def _as_texts(table: pd.DataFrame) -> pd.DataFrame:
    """A table in which no text is a formula to a spreadsheet: an apostrophe before it says so."""
    columns = [c for c in table if table[c].dtype == object or is_string_dtype(table[c])]
    return table.assign(**{str(c): table[c].map(_as_text) for c in columns})


def _as_text(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype("object").where(table.notna(), None)
    return [{str(k): _plain(v) for k, v in row.items()} for row in plain.to_dict("records")]


def _plain(value: Any) -> Any:
    """A value as JSON can hold it: numpy's numbers as Python's, what is not a number as None."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and value != value else value  # noqa: PLR0124
