"""What keeps a raw file from having a place in a study: no regions, no years, no numbers."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from workbench.data.making.synonyms import SYNONYMS
from workbench.data.making.wide import header_line
from workbench.errors import Problem, listed, unknown


def no_items(file: Path, table: pd.DataFrame) -> Problem:
    """The problem of answers without their questions."""
    return Problem(
        "CLW-Q21",
        "nothing says what was asked and which answers there are",
        file=str(file),
        row=1,
        value=listed(map(str, table.columns)),
        expected="a table items (item, scale, level, wording, reverse) beside the answers",
        remedy=f"--from {file.name} items.csv",
    )


def mapping_problems(asked: Mapping[str, str], columns: set[str]) -> list[Problem]:
    """Roles and columns of `--map` that are not there."""
    wrong = [unknown("CLW-S11", "role", role, SYNONYMS) for role in asked if role not in SYNONYMS]
    wrong += [
        unknown("CLW-N04", "column", column, columns)
        for column in asked.values()
        if column not in columns and header_line(column) is None
    ]
    return wrong


def no_numbers(file: Path, table: pd.DataFrame) -> Problem:
    """The problem of a table by region and year without a number."""
    return Problem(
        "CLW-T43",
        "no column holds numbers",
        file=str(file),
        row=1,
        value=listed(map(str, table.columns)),
        expected="at least one column of numbers beside region, industry and year",
        remedy="bring the column, or take the file out",
    )


def exchanged(file: Path, table: pd.DataFrame, roles: Mapping[str, str]) -> list[Problem]:
    """Columns of codes and of names that seem to have changed places."""
    column = {role: name for name, role in roles.items()}
    if not {"region", "name"} <= set(column):
        return []
    codes, names = table[column["region"]].dropna(), table[column["name"]].dropna()
    is_exchanged = (
        len(codes) > 0
        and len(names) > 0
        and not codes.astype("str").str.contains(r"\d").any()
        and bool(names.astype("str").str.fullmatch(r"\d{2,}").all())
    )
    if not is_exchanged:
        return []
    return [
        Problem(
            "CLW-T25",
            f"columns {column['region']} and {column['name']} seem to have changed places",
            file=str(file),
            row=2,
            column=column["region"],
            value=str(codes.iloc[0]),
            expected="codes in the one and names in the other",
            remedy=f"exchange the names of the columns, or --map region={column['name']}",
        )
    ]


def no_region(file: Path, table: pd.DataFrame) -> Problem:
    """The problem of a file in which no column holds regions."""
    return Problem(
        "CLW-S10",
        "no column looks like the code of a region",
        file=str(file),
        row=1,
        value=listed(map(str, table.columns)),
        expected=f"a column called one of: {listed(SYNONYMS['region'].split())}",
        remedy=f"--map region=COLUMN, with one of: {listed(map(str, table.columns))}",
    )


def no_year(file: Path, table: pd.DataFrame) -> Problem:
    """The problem of numbers without a year."""
    return Problem(
        "CLW-S13",
        "nothing says of which year the numbers are",
        file=str(file),
        row=1,
        value=listed(map(str, table.columns)),
        expected=f"a column called one of: {listed(SYNONYMS['year'].split())}",
        remedy="--map year=2015, with the year of the data, or --map year=COLUMN, with one of: "
        + listed(map(str, table.columns)),
    )
