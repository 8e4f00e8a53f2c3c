"""What are the columns called: each by a name of its own, without spaces around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.data.reading.shape import Shape
from workbench.errors import Problem, quoted

UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")


def column_names(shape: Shape, file: str) -> tuple[list[str | None], list[Problem]]:
    """Names without spaces around them; None for a column without a name."""
    problems: list[Problem] = []
    names: list[str | None] = []
    for place, as_found in enumerate(shape.names, start=1):
        name = UNSEEN.sub("", as_found).strip()
        if not name:
            names.append(None)
            continue
        if name in names:
            problems.append(
                _named_twice(name, place, [str(n) for n in names].index(name) + 1, shape, file)
            )
            names.append(f"{name}.{place}")
            continue
        if name != as_found:
            problems.append(_trimmed(as_found, name, shape, file))
        if name.lower() in [str(other).lower() for other in names]:
            problems.append(_nearly_twice(name, shape, file))
        names.append(name)
    return names, problems


def _nearly_twice(name: str, shape: Shape, file: str) -> Problem:
    return Problem(
        "CLW-T21",
        f"another column is called like {quoted(name)} but for capital letters",
        file=file,
        row=shape.header + 1,
        column=name,
        value=name,
        expected="names that cannot be mistaken for each other",
        remedy="rename one of the two columns, or take it out",
        is_warning=True,
    )


def _named_twice(name: str, place: int, first: int, shape: Shape, file: str) -> Problem:
    return Problem(
        "CLW-T21",
        f"column {place} has the name of column {first} again",
        file=file,
        row=shape.header + 1,
        column=name,
        value=name,
        expected="a name of its own for each column",
        remedy="rename one of the two columns, or take it out",
    )


def _trimmed(as_found: str, name: str, shape: Shape, file: str) -> Problem:
    what = "characters that are not seen" if UNSEEN.search(as_found) else "spaces around it"
    return Problem(
        "CLW-T23",
        f"the column name {quoted(as_found)} has {what}; read as {quoted(name)}",
        file=file,
        row=shape.header + 1,
        column=name,
        value=as_found,
        expected="a name without spaces around it and without unseen characters",
        remedy=f"nothing, or rename the column {quoted(name)}",
        is_warning=True,
    )


def unnamed(columns: Sequence[int], shape: Shape, file: str) -> list[Problem]:
    """The problems of columns that have data and no name."""
    return [
        Problem(
            "CLW-T22",
            f"column {column + 1} has no name",
            file=file,
            row=shape.header + 1,
            value="",
            expected="a name of its own for each column",
            remedy=f"name column {column + 1}, or take it out",
        )
        for column in columns
    ]
