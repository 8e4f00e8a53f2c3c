"""What is a study there to answer: the question its makers declared, and its sample."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.errors import Problem, unknown

IN_WORDS = {str: "a text", int: "a year", list: "a list", dict: "an object"}


@dataclass(frozen=True)
class Question:
    """The question a study is there to answer, as its makers declared it.

    Names are columns, indicators or measures; the notebook's parameters take their defaults
    from here. `sample` holds records of column, rule, value and reason; `options` the options
    of a measure by its name.
    """

    text: str = ""
    outcome: str = ""
    measures: tuple[str, ...] = ()
    controls: tuple[str, ...] = ()
    fixed_effects: tuple[str, ...] = ()
    cluster: str = ""
    level: str | None = None
    industry: str | None = None
    year: int | None = None
    outcome_year: int | None = None
    sample: tuple[Mapping[str, Any], ...] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Question:
        """The question from the `workbench.question` object of a descriptor."""
        plain: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in record.items()
        }
        return cls(**plain)

    def asked(self, **changes: Any) -> Question:
        """The same question with what is given changed; None and empty texts change nothing.

        Examples
        --------
        >>> Question(outcome="wage", year=2010).asked(outcome="", year=2015).year
        2015
        """
        given = {name: value for name, value in changes.items() if value not in (None, "", [])}
        plain: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in given.items()
        }
        return replace(self, **plain)


def question_problems(descriptor: Mapping[str, Any], file: str) -> Iterator[Problem]:
    """What keeps the question of a descriptor from being read: unknown parts, other types."""
    record = descriptor.get("workbench", {}).get("question", {})
    parts = Question.__dataclass_fields__
    for part, value in record.items():
        if part not in parts:
            yield unknown("CLW-S12", "part of a question", part, parts, file=file)
        elif not isinstance(value, _types_of(part)):
            yield Problem(
                "CLW-S12",
                f"the part {part} of the question is of another type",
                file=file,
                value=json.dumps(value, ensure_ascii=False),
                expected=IN_WORDS[_types_of(part)[0]],
                remedy=f"correct the part {part} in datapackage.json",
            )


def _types_of(part: str) -> tuple[type, ...]:
    """The JSON types that a part of a question may have, the plainest first."""
    blank = getattr(Question(), part)
    if isinstance(blank, str):
        return (str,)
    if blank is None:
        return (int if part.endswith("year") else str, type(None))
    return (list,) if isinstance(blank, tuple) else (dict,)
