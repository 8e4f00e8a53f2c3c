"""How do raw files become a study: guesses that are shown, a descriptor that is written.

All is checked before anything is written, so that problems are told in the rows of the raw files
and a folder never holds half a study.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.data.checking import examine, sha256
from workbench.data.making.assembling import LISTS
from workbench.data.making.guess import Guess, is_number
from workbench.data.making.trying import Look, outcome
from workbench.data.reading import read_table
from workbench.data.study import BOUNDARIES, DESCRIPTOR, Study, read_descriptor
from workbench.data.tables import INTEGER, NUMBER, TABLES
from workbench.data.tables import TEXT as STRING
from workbench.data.writing import (
    UNSTATED,
    file_facts,
    fresh_descriptor,
    key_of,
    outline_resource,
    table_resource,
    write_descriptor,
    write_outlines,
)
from workbench.errors import Problem, StudyError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

SUFFIX = ".csv"
OWN = "workbench"


def describe(folder: Path, look: Look, title: str | None = None) -> Study:
    """Write the study: its tables and its descriptor.

    In a folder that is a study already, the tables given here take the place of the old ones,
    the lists of regions, industries and indicators are added to, other files stay as they are,
    and what was written into the descriptor by hand is kept. A table that was made from the same
    files by another guess is taken out, and so are codes of lists that nothing mentions any more.

    Parameters
    ----------
    folder
        The study's folder; made where there is none.
    look
        What each file holds, from `look_at`. Where files disagree about a region, the first one
        is believed.
    title
        What the study is called; the folder's name by default.

    Returns
    -------
    The study, loaded.

    Raises
    ------
    StudyError
        If anything is wrong; with all problems, and nothing written.
    """
    return describe_and_tell(folder, look, title)[0]


def describe_and_tell(
    folder: Path, look: Look, title: str | None = None
) -> tuple[Study, tuple[Problem, ...]]:
    """Write the study as `describe` does; return it with the warnings of the raw files.

    Raises
    ------
    StudyError
        As `describe` does.
    """
    old = read_descriptor(folder) if (folder / DESCRIPTOR).is_file() else {}
    known = _still_made(folder, old, look.guesses)
    found = outcome(look, _kept(folder, known))
    if any(not problem.is_warning for problem in found.problems):
        raise StudyError(found.problems)
    tables = _mentioned_only(found.tables, known)
    folder.mkdir(parents=True, exist_ok=True)
    resources = [
        _written(folder, name, table, known.get(name, {}), look.guesses)
        for name, table in tables.items()
    ]
    if found.outlines is not None:
        resources.append(_drawn(folder, found.outlines, known.get(BOUNDARIES, {}), look))
    written = {resource["name"] for resource in resources}
    emptied = [name for name in LISTS if name in found.tables and name not in written]
    for name in emptied:
        (folder / f"{name}{SUFFIX}").unlink(missing_ok=True)
    resources += [
        _rehashed(folder, r) for name, r in known.items() if name not in (*written, *emptied)
    ]
    descriptor = fresh_descriptor(folder) | old | ({"title": title} if title else {})
    write_descriptor(folder, descriptor | {"resources": resources})
    study, problems = examine(folder)
    if any(not problem.is_warning for problem in problems):
        raise StudyError(problems)
    return study, found.problems


def _still_made(
    folder: Path, old: Mapping[str, Any], guesses: Sequence[Guess]
) -> dict[str, dict[str, Any]]:
    """The old resources by name, without those that these same files made and make no more."""
    files = {found.file.name for found in guesses}
    makes = {found.becomes for found in guesses}
    known = {}
    for resource in old.get("resources", []):
        made_from = [part["path"] for part in resource.get(OWN, {}).get("made_from", [])]
        is_stale = made_from and set(made_from) <= files and resource["name"] not in makes
        if is_stale and resource["name"] not in LISTS and _is_ours(folder, resource):
            (folder / resource["path"]).unlink(missing_ok=True)
        else:
            known[resource["name"]] = resource
    return known


def _is_ours(folder: Path, resource: Mapping[str, Any]) -> bool:
    """Whether a file is as we wrote it."""
    path = folder / resource["path"]
    return path.is_file() and sha256(path) == resource.get("hash")


def _mentioned_only(
    tables: dict[str, pd.DataFrame], known: Mapping[str, Mapping[str, Any]]
) -> dict[str, pd.DataFrame]:
    """Lists that were drawn from other tables, without codes that no table mentions any more."""
    for name in LISTS:
        resource = known.get(name, {})
        is_drawn = resource.get(OWN, {}).get("drawn_from_tables", False)
        if name not in tables or not is_drawn:
            continue
        key = TABLES[name].key[0]
        users = [t[key] for other, t in tables.items() if other not in LISTS and key in t]
        codes = set(tables[name].get("parent", pd.Series(dtype="str")).dropna())
        codes |= {code for user in users for code in user.dropna()}
        left = tables[name][tables[name][key].isin(codes)].reset_index(drop=True)
        tables = {**tables, name: left} if len(left) else _without(tables, name)
    return tables


def _without(tables: Mapping[str, pd.DataFrame], name: str) -> dict[str, pd.DataFrame]:
    return {other: table for other, table in tables.items() if other != name}


def _kept(folder: Path, known: Mapping[str, Mapping[str, Any]]) -> dict[str, pd.DataFrame]:
    """The tables of the schema that the folder already holds."""
    paths = {n: folder / r["path"] for n, r in known.items() if n in TABLES}
    read = {
        n: read_table(p, _known_types(n, known[n]))
        for n, p in paths.items()
        if p.suffix == SUFFIX and p.is_file()
    }
    wrong = [p for _, problems in read.values() for p in problems if not p.is_warning]
    if wrong:
        raise StudyError(wrong)
    return {name: table for name, (table, _) in read.items()}


def _known_types(name: str, resource: Mapping[str, Any]) -> dict[str, str]:
    fields = resource.get("schema", {}).get("fields", [])
    return {f["name"]: f.get("type", STRING) for f in fields} | dict(TABLES[name].columns)


def _written(
    folder: Path,
    name: str,
    table: pd.DataFrame,
    old: Mapping[str, Any],
    guesses: Sequence[Guess],
) -> dict[str, Any]:
    """Write one table, and describe it; what the old description says besides is kept."""
    path = folder / f"{name}{SUFFIX}"
    table.apply(as_written).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    schema = old.get("schema", {})
    fields = {field["name"]: field for field in schema.get("fields", [])}
    units = {
        found.columns.get(column, column): unit
        for found in guesses
        for column, unit in found.units.items()
    }
    described = {
        "fields": [
            _field(name, c, table[c], units) | _stated(fields.get(c, {})) for c in map(str, table)
        ],
        "primaryKey": key_of(name, table),
        "missingValues": [""],
    }
    return (
        {k: v for k, v in old.items() if k not in ("layout", "dialect")}
        | table_resource(name, path)
        | _confirmed(name, guesses)
        | {"schema": schema | described, OWN: old.get(OWN, {}) | _made_from(name, guesses)}
    )


def _drawn(
    folder: Path, outlines: GeoDataFrame, old: Mapping[str, Any], look: Look
) -> dict[str, Any]:
    """Write the outlines as GeoJSON, a line a region, and describe them."""
    path = write_outlines(folder, outlines.iterfeatures(drop_id=True))
    made_from = [
        {"path": file.name, "hash": sha256(file), "layout": layout.as_record()}
        for file, layout in look.layers.items()
    ]
    return {**old, **outline_resource(path), OWN: {"made_from": made_from}}


def _made_from(name: str, guesses: Sequence[Guess]) -> dict[str, Any]:
    """Which raw files a table was made from, how they were read, and what their notes say."""
    makers = [found for found in guesses if found.becomes == name]
    if not makers:
        return {"drawn_from_tables": True} if name in LISTS else {}
    records = [
        {
            "path": found.file.name,
            "hash": sha256(found.file),
            "read_as": found.read_as,
            "layout": found.layout.as_record(),
            "notes": list(found.notes),
        }
        for found in makers
    ]
    return {"made_from": [{k: v for k, v in r.items() if v} for r in records]}


def _confirmed(name: str, guesses: Sequence[Guess]) -> dict[str, Any]:
    """What the owner of a table has confirmed, as the checks of the study look for it."""
    codes = {c for found in guesses if found.becomes == name for c in found.layout.confirmed}
    return {"confirmed": sorted(codes)} if codes else {}


def as_written(column: pd.Series) -> pd.Series:
    """A column as its cells are written: whole numbers without decimals, truth in small letters."""
    if pd.api.types.is_bool_dtype(column):
        return column.map({True: "true", False: "false"}).astype("str")
    if pd.api.types.is_float_dtype(column):
        numbers = column.to_numpy(dtype="float64", na_value=np.nan)
        known = numbers[~np.isnan(numbers)]
        if len(known) and (known % 1 == 0).all() and (np.abs(known) < 2**53).all():
            return column.astype("Int64")
    return column


def _rehashed(folder: Path, resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource that is no table of the schema, with the hash its file has now."""
    path = folder / resource["path"]
    if "hash" not in resource or not path.is_file():
        return dict(resource)
    return {**resource, **file_facts(path)}


def _stated(field: Mapping[str, Any]) -> dict[str, Any]:
    """What is said of a column, without what nobody has said yet."""
    return {part: value for part, value in field.items() if value != UNSTATED}


def _field(table: str, column: str, cells: pd.Series, units: Mapping[str, str]) -> dict[str, str]:
    kind = TABLES[table].columns.get(column) or (NUMBER if is_number(cells) else STRING)
    has_unit = kind in (NUMBER, INTEGER) and column != "year"
    return {"name": column, "type": kind} | (
        {"unit": units.get(column, UNSTATED)} if has_unit else {}
    )
