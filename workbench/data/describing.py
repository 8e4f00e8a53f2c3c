"""How do raw files become a study: guesses that are shown, a descriptor that is written.

Nothing is converted: cells are written as they were read, and the new study is then checked like
any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import partial, reduce
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.data.checking import examine, sha256
from workbench.data.guessing import (
    ATTRIBUTES,
    DATED,
    LEFT_OUT,
    TEXT,
    Guess,
    guess,
    guess_all,
    is_number,
)
from workbench.data.reading import read_table
from workbench.data.study import DESCRIPTOR, Study, read_descriptor
from workbench.data.tables import INTEGER, NUMBER, OPTIONAL_KEYS, TABLES
from workbench.data.tables import TEXT as STRING
from workbench.errors import StudyError

__all__ = ["Guess", "describe", "guess", "guess_all"]

SUFFIX = ".csv"
UNSTATED = "not stated"
# Tables that list what there is: what a rerun does not mention stays.
LISTS = ("regions", "industries", "indicator_cards")


def describe(folder: Path, guesses: Sequence[Guess], title: str | None = None) -> Study:
    """Write the study: its tables and its descriptor.

    In a folder that is a study already, the tables given here take the place of the old ones,
    the lists of regions, industries and indicators are added to, other files stay as they are,
    and what was written into the descriptor by hand is kept.

    Parameters
    ----------
    folder
        The study's folder; made where there is none.
    guesses
        What each file holds, from `guess_all`. Where files disagree about a region, the first
        one is believed.
    title
        What the study is called; the folder's name by default.

    Returns
    -------
    The study, loaded.

    Raises
    ------
    StudyError
        If the study as written has problems; all of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = read_descriptor(folder) if (folder / DESCRIPTOR).is_file() else {}
    known = {resource["name"]: resource for resource in old.get("resources", [])}
    tables = _completed(_kept(folder, known), _tables(guesses))
    resources = [_written(folder, name, t, known.get(name, {})) for name, t in tables.items()]
    resources += [_rehashed(folder, r) for name, r in known.items() if name not in tables]
    descriptor = _fresh(folder) | old | ({"title": title} if title else {})
    text = json.dumps(descriptor | {"resources": resources}, ensure_ascii=False, indent=2)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
    study, problems = examine(folder)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        raise StudyError(wrong)
    return study


def _tables(guesses: Sequence[Guess]) -> dict[str, pd.DataFrame]:
    """The tables of the schema, from all files together; a file's own table comes first."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for found in guesses:
        own = _own(found)
        parts.setdefault(found.becomes, []).insert(0, own)
    for found in guesses:
        for name, table in _mentioned(found).items():
            parts.setdefault(name, []).append(table)
    return {name: reduce(partial(_joined, name), tables) for name, tables in parts.items()}


def _own(found: Guess) -> pd.DataFrame:
    """The table that a file is about, in the columns of the schema."""
    table = found.table.rename(columns=found.columns)
    if found.becomes not in DATED:
        return table.rename(columns={"industry_name": "name"})
    table = table.drop(columns=["industry_name", *_attributes(table)], errors="ignore")
    if found.becomes == "activity" or "indicator" in table:
        return table
    texts = [c for c, role in found.roles.items() if role in (TEXT, LEFT_OUT)]
    return (
        table.drop(columns=texts)
        .melt(["region", "year"], var_name="indicator", value_name="value")
        .dropna(subset="value")
    )


def _mentioned(found: Guess) -> dict[str, pd.DataFrame]:
    """What a file says by the way of the regions and industries it is about."""
    table = found.table.rename(columns=found.columns)
    if found.becomes not in DATED:
        return {}
    is_wide = found.becomes == "indicators" and "indicator" not in table
    texts = [c for c, role in found.roles.items() if role == TEXT and is_wide]
    made = {"regions": _first(table[["region", *_attributes(table), *texts]], "region")}
    if "industry" in table:
        names = table.reindex(columns=["industry", "industry_name"]).astype("str")
        made["industries"] = _first(names.set_axis(["industry", "name"], axis=1), "industry")
    return made


def _attributes(table: pd.DataFrame) -> list[str]:
    """Columns about the region as such; population is one where it never changes."""
    is_constant = "population" in table and (
        table.groupby("region")["population"].nunique().max() <= 1
    )
    wanted = [*ATTRIBUTES, *(["population"] if is_constant else [])]
    return [column for column in wanted if column in table]


def _first(table: pd.DataFrame, key: str) -> pd.DataFrame:
    """One row a code, with the first cell of each column that is not empty."""
    return table.groupby(key, sort=False, as_index=False).first()


def _joined(name: str, table: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Two tables of one kind as one."""
    key = list(TABLES[name].key)
    if name in LISTS:
        return _filled(table, _first(more, key[0]), key[0])
    shared = [column for column in key if column in table and column in more]
    if set(table) & set(more) - set(shared):
        return pd.concat([table, more], ignore_index=True)
    return table.merge(more, on=shared, how="outer")


def _filled(table: pd.DataFrame, more: pd.DataFrame, key: str) -> pd.DataFrame:
    """A list with its empty cells, and the rows it lacks, taken from another."""
    filled, source = table.copy(), more.set_index(key)
    for column in source:
        found = table[key].map(source[column]).astype("str")
        filled[column] = table[column].fillna(found) if column in table else found
    return pd.concat([filled, more[~more[key].isin(table[key])]], ignore_index=True)


def _completed(
    kept: Mapping[str, pd.DataFrame], given: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Old and new tables together, with a card for each indicator and a name for each code."""
    tables = {**kept, **given}
    for name in LISTS:
        if name in kept and name in given:
            tables[name] = _joined(name, given[name], kept[name])
    if "indicators" in tables:
        cards = _cards(tables["indicators"])
        old = tables.get("indicator_cards")
        tables["indicator_cards"] = cards if old is None else _filled(old, cards, "indicator")
    for name in ("regions", "industries"):
        if name in tables:
            table, key = tables[name], TABLES[name].key[0]
            names = table["name"].fillna(table[key]) if "name" in table else table[key]
            tables[name] = table.assign(name=names)
    return tables


def _cards(indicators: pd.DataFrame) -> pd.DataFrame:
    names = sorted(indicators["indicator"].dropna().unique())
    labels = [name.replace("_", " ") for name in names]
    return pd.DataFrame({"indicator": names, "name": labels, "unit": UNSTATED, "scale": "linear"})


def _kept(folder: Path, known: Mapping[str, Mapping[str, Any]]) -> dict[str, pd.DataFrame]:
    """The tables of the schema that the folder already holds, as text."""
    paths = {n: folder / r["path"] for n, r in known.items() if n in TABLES}
    read = {n: read_table(p, {}) for n, p in paths.items() if p.suffix == SUFFIX and p.is_file()}
    wrong = [p for _, problems in read.values() for p in problems if not p.is_warning]
    if wrong:
        raise StudyError(wrong)
    return {name: table for name, (table, _) in read.items()}


def _fresh(folder: Path) -> dict[str, Any]:
    """The descriptor of a study of which nothing is known yet."""
    name = re.sub(r"[^a-z0-9._-]+", "_", folder.resolve().name.lower()).strip("_") or "study"
    return {
        "name": name,
        "title": folder.resolve().name,
        "licenses": [{"name": UNSTATED}],
        "sources": [{"title": UNSTATED}],
        "workbench": {"question": {}},
    }


def _written(
    folder: Path, name: str, table: pd.DataFrame, old: Mapping[str, Any]
) -> dict[str, Any]:
    """Write one table, and describe it; what the old description says besides is kept."""
    path = folder / f"{name}{SUFFIX}"
    table.to_csv(path, index=False, lineterminator="\n")
    key = [c for c in TABLES[name].key if c in table or c not in OPTIONAL_KEYS.get(name, ())]
    schema = old.get("schema", {})
    fields = {field["name"]: field for field in schema.get("fields", [])}
    described = {
        "fields": [_field(name, c, table[c]) | fields.get(c, {}) for c in map(str, table)],
        "primaryKey": key,
        "missingValues": [""],
    }
    fresh = {
        "name": name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
    }
    now = {"path": path.name, "bytes": path.stat().st_size, "hash": sha256(path)}
    return fresh | dict(old) | now | {"schema": schema | described}


def _rehashed(folder: Path, resource: Mapping[str, Any]) -> dict[str, Any]:
    """A resource that is no table of the schema, with the hash its file has now."""
    path = folder / resource["path"]
    if "hash" not in resource or not path.is_file():
        return dict(resource)
    return {**resource, "bytes": path.stat().st_size, "hash": sha256(path)}


def _field(table: str, column: str, cells: pd.Series) -> dict[str, str]:
    kind = TABLES[table].columns.get(column) or (NUMBER if is_number(cells) else STRING)
    unit = {"unit": UNSTATED} if kind in (NUMBER, INTEGER) and column != "year" else {}
    return {"name": column, "type": kind} | unit
