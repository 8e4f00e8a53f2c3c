"""What stands on the papers of the three workshops: their course, factors, skills, and rules."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.data import Study
from workbench.data.tables import TEXT, Table
from workbench.errors import Problem, StudyError
from workbench.fieldwork._forms import read_form
from workbench.fieldwork._instrument import Card, Sheet
from workbench.fieldwork.learning.questionnaire import SKILLS
from workbench.fieldwork.stages.example import FACTORS

# What of a form goes to the papers: the sheet, and the columns that hold the words.
TAKEN = {"votes": ("factor",), "comparisons": ("first", "second"), "skills": ("skill",)}
CARD = Card(
    question="Which factors and skills stand on the papers of the workshops?",
    method="taken from a form that is filled in, or from the example",
    document="001, working group meetings",
    command="roadmap",
    template="roadmap",
    notebook="building_a_cluster",
    sheets={
        name: Sheet(
            Table(columns, dict.fromkeys(columns, TEXT)),
            "one row of the form",
            dict.fromkeys(columns, ""),
            is_needed=False,
        )
        for name, columns in TAKEN.items()
    },
)


@dataclass(frozen=True)
class Papers:
    """The words that differ from cluster to cluster; `examples` names those that are made up."""

    factors: tuple[str, ...] = FACTORS
    skills: tuple[str, ...] = SKILLS
    examples: tuple[str, ...] = ("factors", "skills")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Each pair of factors once, in their order.

        Examples
        --------
        >>> Papers(factors=("a", "b", "c")).pairs
        [('a', 'b'), ('a', 'c'), ('b', 'c')]
        """
        return list(itertools.combinations(self.factors, 2))


@cache
def _read() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("workshops.toml").read_text(encoding="utf-8")
    told: list[dict[str, Any]] = tomllib.loads(text)["workshop"]
    return told


def workshops() -> list[dict[str, Any]]:
    """The three workshops in order: title, purpose, who, bring, result, and steps in minutes.

    Examples
    --------
    >>> [own["title"] for own in workshops()]
    ['Vision', 'Key success factors', 'Requisite skills and capabilities']
    """
    return [dict(own) for own in _read()]


def papers_of(sources: Sequence[str | Path | Study]) -> Papers:
    """The factors and skills of forms that are filled in; of the example where they have none.

    Parameters
    ----------
    sources
        Workbooks, folders or studies with the sheets votes, comparisons or skills. They may be
        half filled in, for the papers come first: only their words are taken.

    Raises
    ------
    UnknownName
        If there is no such workbook, folder or study.
    StudyError
        If no source holds a factor or a skill.

    Examples
    --------
    >>> papers_of(["synthetic_dairy_cluster"]).factors
    ('cold chain', 'finance', 'joint brand', 'milk quality', 'skills')
    """
    forms = [read_form(source, CARD) for source in sources]
    tables = [(name, form.table(name)) for form in forms for name in TAKEN]
    factors = _words(table for name, table in tables if name != "skills")
    skills = _words(table for name, table in tables if name == "skills")
    if sources and not factors and not skills:
        unread = [p for form in forms for p in form.flags if not p.is_warning]
        raise StudyError([*unread, *(_nothing(form.study.folder) for form in forms)])
    made_up = [name for name, own in (("factors", factors), ("skills", skills)) if not own]
    return Papers(factors or FACTORS, skills or SKILLS, tuple(made_up))


def _words(tables: Iterable[pd.DataFrame]) -> tuple[str, ...]:
    """The words of the columns that are taken, each once, as they come first."""
    return tuple(dict.fromkeys(itertools.chain.from_iterable(map(_of_rows, tables))))


def _of_rows(table: pd.DataFrame) -> Iterator[str]:
    columns = [c for names in TAKEN.values() for c in names if c in table]
    for row in table[columns].itertuples(index=False):
        yield from (str(word) for word in row if pd.notna(word))


def _nothing(folder: Path) -> Problem:
    return Problem(
        "CLW-E58",
        "no factor and no skill to print",
        file=str(folder),
        expected="factors in the sheets votes or comparisons, or skills in the sheet skills",
        remedy="fill in the column factor of votes, a row each; or leave out --from for an example",
    )
