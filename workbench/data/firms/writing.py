"""How do the cells of a register become a study: tables, lists of codes, a descriptor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.data.study import DESCRIPTOR, read_descriptor
from workbench.data.tables import INTEGER, NUMBER, TABLES, TEXT
from workbench.data.writing import (
    UNSTATED,
    fresh_descriptor,
    key_of,
    table_resource,
    write_descriptor,
    write_whole,
)

if TYPE_CHECKING:
    import pyarrow as pa

UNITS = {
    "employment": "persons",
    "establishments": "count",
    "establishments_without_employment": "count",
}
LISTS = {"regions": "region", "industries": "industry"}


def write_study(
    folder: Path,
    cells: pd.DataFrame,
    record: Mapping[str, Any],
    warnings: Sequence[Mapping[str, str]],
) -> None:
    """Write the cells as a study.

    In a folder that is a study already the activity is replaced, the lists of regions and
    industries are added to, and what was written into the descriptor by hand is kept.

    Parameters
    ----------
    folder
        Where to; made where there is none.
    cells
        The table activity.
    record
        What was done to the register, kept in the descriptor.
    warnings
        The usage warnings of the activity: code and text.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = read_descriptor(folder) if (folder / DESCRIPTOR).is_file() else {}
    known = {resource["name"]: resource for resource in old.get("resources", [])}
    tables = {name: _list(folder, cells[key], key, name) for name, key in LISTS.items()}
    made = {
        name: _written(folder, name, table, known.get(name, {}))
        for name, table in {**tables, "activity": cells}.items()
    }
    made["activity"]["usage_warnings"] = list(warnings)
    others = [resource for name, resource in known.items() if name not in made]
    workbench = {"question": {}} | old.get("workbench", {}) | {"register": dict(record)}
    descriptor = fresh_descriptor(folder) | old | {"workbench": workbench}
    write_descriptor(folder, descriptor | {"resources": [*made.values(), *others]})


def _list(folder: Path, codes: pd.Series, key: str, name: str) -> pd.DataFrame:
    """The list of codes, each its own name; what an older list says is kept."""
    found, path = set(codes.unique()), folder / f"{name}.csv"
    if not path.is_file():
        return _named(key, found)
    old = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    return pd.concat([old, _named(key, found - set(old[key]))], ignore_index=True)


def _named(key: str, codes: Collection[str]) -> pd.DataFrame:
    ordered = sorted(codes)
    return pd.DataFrame({key: ordered, "name": ordered}, dtype="str")


def _written(
    folder: Path, name: str, table: pd.DataFrame, old: Mapping[str, Any]
) -> dict[str, Any]:
    """Write one table, and describe it; what the old description says besides is kept."""
    path = folder / f"{name}.csv"
    write_whole(path, _as_csv(table))
    fields = {field["name"]: field for field in old.get("schema", {}).get("fields", [])}
    schema = {
        "fields": [_field(name, c) | fields.get(c, {}) for c in map(str, table)],
        "primaryKey": key_of(name, table),
        "missingValues": [""],
    }
    return {**old, **table_resource(name, path), "schema": schema}


def _field(table: str, column: str) -> dict[str, str]:
    kind = TABLES[table].columns.get(column, NUMBER if column in UNITS else TEXT)
    unit = UNITS.get(column, UNSTATED)
    return {"name": column, "type": kind} | (
        {"unit": unit} if kind in (NUMBER, INTEGER) and column != "year" else {}
    )


def _as_csv(table: pd.DataFrame) -> bytes:
    """The table as CSV, by Arrow, which is many times as fast as pandas."""
    import pyarrow as pa

    header = ",".join(map(str, table)) + "\n"
    rows = pa.Table.from_pandas(table, preserve_index=False)
    try:
        return header.encode() + _csv_rows(rows, "none")
    except pa.ArrowInvalid:  # a text holds a comma or a quote
        return header.encode() + _csv_rows(rows, "needed")


def _csv_rows(rows: pa.Table, quoting: str) -> bytes:
    import pyarrow as pa
    from pyarrow import csv

    out = pa.BufferOutputStream()
    options = csv.WriteOptions(include_header=False, quoting_style=quoting)
    csv.write_csv(rows, out, options)
    return bytes(out.getvalue())
