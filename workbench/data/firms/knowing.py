"""What is known of the numbers of a register before it is read, so that it is read quicker."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.data.firms.engines import Engine
from workbench.data.firms.register import CSV, LONGEST_HEADER, PARQUET, Register
from workbench.data.firms.roles import NUMBERS, Roles

if TYPE_CHECKING:
    from pyarrow.parquet import ColumnChunkMetaData

EXACT = 2**53  # up to here sums of whole numbers are the same as sums of floats
LOOKED_THROUGH = 2**30  # bytes; of more files it costs as much to read them twice
AT_ONCE = 2**24


def plain_counts(register: Register, roles: Roles) -> frozenset[str]:
    """The roles whose numbers are known to be whole and 0 or more in every row that has one.

    Such numbers need not be judged row by row, and are added up as whole numbers, which is
    quicker. Nothing is known of CSV, of tables of an engine, and of files without statistics.

    Parameters
    ----------
    register
        The files.
    roles
        Which column is what.
    """
    if register.kind != PARQUET:
        return frozenset()
    columns = {role: roles.columns[role] for role in NUMBERS if role in roles.columns}
    return frozenset(
        role for role, column in columns.items() if _are_plain(_chunks(register, column))
    )


def _chunks(register: Register, column: str) -> Iterator[ColumnChunkMetaData]:
    """What the files say of each part of a column."""
    from pyarrow.parquet import read_metadata

    for file in register.files:
        known = read_metadata(file)
        for number in range(known.num_row_groups):
            group = known.row_group(number)
            parts = (group.column(place) for place in range(group.num_columns))
            yield from (part for part in parts if part.path_in_schema == column)


def _are_plain(chunks: Iterator[ColumnChunkMetaData]) -> bool:
    """Whether all numbers are whole and 0 or more, and can be added up without loss."""
    most = 0
    for chunk in chunks:
        known: Any = chunk.statistics
        if known is None or not known.has_null_count:
            return False
        if known.null_count == chunk.num_values:
            continue
        if not known.has_min_max or type(known.min) is not int or known.min < 0:
            return False
        most += known.max * chunk.num_values
    return most <= EXACT


def clear_numbers(register: Register, roles: Roles, engine: Engine) -> tuple[str, ...]:
    """The columns of CSV that an engine can read as numbers at once, with nothing lost.

    That is so where no file holds one of the engine's odd marks below its header: whatever is not
    a number then stops the engine. Nothing is known of packed files, and of very many bytes.

    Parameters
    ----------
    register
        The files.
    roles
        Which column is what.
    engine
        What is to read them.
    """
    marks = engine.odd_marks.encode()
    is_text = register.kind == CSV and all(file.suffix != ".gz" for file in register.files)
    if not is_text or sum(file.stat().st_size for file in register.files) > LOOKED_THROUGH:
        return ()
    if any(_holds(file, marks) for file in register.files):
        return ()
    return tuple(roles.columns[role] for role in NUMBERS if role in roles.columns)


def _holds(file: Path, marks: bytes) -> bool:
    """Whether one of some marks stands in a file below its header."""
    with file.open("rb") as stream:
        stream.readline(LONGEST_HEADER)
        parts = iter(partial(stream.read, AT_ONCE), b"")
        return any(bytes([mark]) in part for part in parts for mark in marks)
