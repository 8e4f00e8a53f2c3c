"""What does one raw file seem to hold: the table it becomes, and the role of each column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.data.making.synonyms import plain_name
from workbench.data.reading import Layout
from workbench.data.reading.shape import is_number as looks_like_number

# What is true of a region whatever the year.
ATTRIBUTES = ("name", "level", "parent", "area_km2", "longitude", "latitude")
VALUE, TEXT, LEFT_OUT = "value", "text", "left out"
OTHERS = (VALUE, TEXT, LEFT_OUT)
DATED = ("activity", "indicators")
LOOKED_AT = 1000  # cells that decide whether a column holds numbers


@dataclass(frozen=True)
class Guess:
    """What one file seems to hold: the table it becomes, and the role of each column.

    A role is a column name of the schema, "value" for other numbers, "text" for other text, and
    "left out" for what has no place in the table. `rows` is the row of the file each row of the
    table came from; `read_as` says how the file was read, `layout` what was declared of it.
    `attributes` are the columns that are true of a region whatever the year.
    """

    file: Path
    becomes: str
    roles: Mapping[str, str]
    table: pd.DataFrame
    rows: np.ndarray
    layout: Layout = field(default_factory=Layout)
    read_as: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ATTRIBUTES

    @property
    def columns(self) -> dict[str, str]:
        """The columns that get another name: the schema's, or one that formulas can hold."""
        named = {c: role for c, role in self.roles.items() if role not in OTHERS}
        taken = {c: f"{c}_as_given" for c in self.roles if c not in named and c in named.values()}
        renamed = named | taken
        used = [*renamed.values(), *(c for c in self.roles if c not in renamed)]
        plain = {c: plain_name(c) for c in self.roles if c not in renamed}
        used += [name for c, name in plain.items() if name != c]
        return renamed | {c: n for c, n in plain.items() if n != c and used.count(n) == 1}

    def __repr__(self) -> str:
        roles = ", ".join(f"{column} → {role}" for column, role in self.roles.items())
        return (
            f"{self.file.name}: {len(self.table):,} rows, becomes {self.becomes}; {roles}\n"
            f"  read as {self.read_as}"
        )


def is_number(cells: pd.Series) -> bool:
    """Whether cells are meant as numbers, in whatever format: most are, and none is a code."""
    if not pd.api.types.is_string_dtype(cells):
        return pd.api.types.is_numeric_dtype(cells) and not pd.api.types.is_bool_dtype(cells)
    found = cells.dropna()
    if found.str.match(r"0\d").any():
        return False
    some = found.drop_duplicates().head(LOOKED_AT)
    return bool(len(some)) and sum(map(looks_like_number, some)) > len(some) / 2
