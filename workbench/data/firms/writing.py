"""How do the cells of a register become a study: tables, lists of codes, a descriptor."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.data.checking import sha256
from workbench.data.study import DESCRIPTOR, read_descriptor
from workbench.data.tables import INTEGER, NUMBER, TABLES, TEXT

if TYPE_CHECKING:
    import pyarrow as pa

UNSTATED = "not stated"
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
    descriptor = _fresh(folder) | old | {"workbench": workbench}
    text = json.dumps(
        descriptor | {"resources": [*made.values(), *others]}, ensure_ascii=False, indent=2
    )
    _replace(folder / DESCRIPTOR, (text + "\n").encode())


def _fresh(folder: Path) -> dict[str, Any]:
    """The descriptor of a study of which nothing is known yet."""
    title = folder.resolve().name
    return {
        "name": re.sub(r"[^a-z0-9._-]+", "_", title.lower()).strip("_") or "study",
        "title": title,
        "licenses": [{"name": UNSTATED}],
        "sources": [{"title": UNSTATED}],
    }


def _list(folder: Path, codes: pd.Series, key: str, name: str) -> pd.DataFrame:
    """The list of codes, each its own name; what an older list says is kept."""
    found = sorted(codes.unique())
    fresh = pd.DataFrame({key: found, "name": found}, dtype="str")
    path = folder / f"{name}.csv"
    if not path.is_file():
        return fresh
    old = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    return pd.concat([old, fresh[~fresh[key].isin(old[key])]], ignore_index=True)


def _written(
    folder: Path, name: str, table: pd.DataFrame, old: Mapping[str, Any]
) -> dict[str, Any]:
    """Write one table, and describe it; what the old description says besides is kept."""
    path = folder / f"{name}.csv"
    _replace(path, _as_csv(table))
    fresh = {
        "name": name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
    }
    fields = {field["name"]: field for field in old.get("schema", {}).get("fields", [])}
    schema = {
        "fields": [_field(name, c) | fields.get(c, {}) for c in map(str, table)],
        "primaryKey": [key for key in TABLES[name].key if key in table],
        "missingValues": [""],
    }
    now = {"path": path.name, "bytes": path.stat().st_size, "hash": sha256(path)}
    return fresh | dict(old) | now | {"schema": schema}


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


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole, or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(content)
    part.replace(path)
