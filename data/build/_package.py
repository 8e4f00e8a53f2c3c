"""How is a study written to disk: plain CSV files, and a descriptor that says what they hold.

The words of a study (what each column means, sources, licences, warnings, corrections) are in a
TOML file beside this one; the tables come from the module of the same name. Writing puts them
together: the columns of every file are those its words describe, no more and no fewer.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

HERE = Path(__file__).resolve().parent
EXTRACTS = HERE.parent / "extracts"
DESCRIPTOR = "datapackage.json"
BOUNDARIES = "boundaries"

Words = Mapping[str, Any]
Tables = Mapping[str, pd.DataFrame]
Features = Sequence[Mapping[str, Any]]


def words(name: str) -> dict[str, Any]:
    """The words of a TOML file of this folder."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def extract(path: str, *codes: str) -> pd.DataFrame:
    """One table of the extracts; `codes` name the columns that stay text."""
    return pd.read_csv(EXTRACTS / path, dtype=dict.fromkeys(codes, "str"))


def features(path: str) -> list[dict[str, Any]]:
    """The outlines of one GeoJSON file of the extracts."""
    found: list[dict[str, Any]] = json.loads((EXTRACTS / path).read_text(encoding="utf-8"))[
        "features"
    ]
    return found


def outline(geometry: Mapping[str, Any], region: str, name_local: str) -> dict[str, Any]:
    """One outline as a study keeps it: its region, its name, its geometry."""
    properties = {"region": region, "name_local": name_local}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def indicator_rows(
    wide: pd.DataFrame, year: int | None, columns: Mapping[str, str], *keys: str
) -> pd.DataFrame:
    """Columns of a wide table as rows of `indicators`; empty cells are left out.

    `columns` maps the wide table's names to indicators; with `year` None the table has a column
    year of its own.
    """
    table = wide if year is None else wide.assign(year=year)
    long = table.rename(columns=dict(columns)).melt(
        ["region", *keys, "year"], list(columns.values()), "indicator", "value"
    )
    return long.dropna(subset="value")


def write_study(text: Words, tables: Tables, outlines: Features, folder: Path) -> None:
    """Write the files of one study and the descriptor that vouches for them.

    Raises
    ------
    ValueError
        If a table's columns are not the ones its words describe, or a correction does not find
        what was printed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    common = words("common")
    resources = []
    for told in text["tables"]:
        name = told["name"]
        fields = _fields(told, common["fields"])
        path = folder / f"{name}.csv"
        _write_table(tables[name], told["key"], [f["name"] for f in fields], path)
        corrections = [
            {k: v for k, v in c.items() if k != "table"}
            for c in text.get("corrections", [])
            if c["table"] == name
        ]
        schema = _schema(fields, told)
        resources.append(
            _resource(told, common, path) | {"corrections": corrections, "schema": schema}
        )
    if BOUNDARIES in text:
        path = folder / f"{BOUNDARIES}.geojson"
        _write_outlines(outlines, path)
        resources.append(_resource({"name": BOUNDARIES} | text[BOUNDARIES], common, path))
    _write_descriptor(text, common, resources, folder / DESCRIPTOR)


def correct(table: pd.DataFrame, corrections: Sequence[Words], printed: Words) -> pd.DataFrame:
    """The table with every correction applied to its column.

    `printed` maps a corrected column to the column that keeps what the source printed.

    Raises
    ------
    ValueError
        If the row is not there once, or does not hold what the correction expects.
    """
    table = table.copy()
    for record in corrections:
        rows = pd.Series(True, index=table.index)
        for column, value in record["key"].items():
            rows &= table[column] == value
        column = record["column"]
        found = table.loc[rows, printed[column]].tolist()
        if found != [record["as_printed"]]:
            raise ValueError(f"{record['key']}: expected {record['as_printed']!r}, found {found}")
        table.loc[rows, column] = record["corrected"]
    return table


def _fields(told: Words, common: Words) -> list[dict[str, Any]]:
    """The columns of one table: what is said here, on top of what is said for all studies."""
    return [{"name": name} | common.get(name, {}) | own for name, own in told["fields"].items()]


def _schema(fields: list[dict[str, Any]], told: Words) -> dict[str, Any]:
    references = []
    for column, target in told.get("references", {}).items():
        table, field = target.split(".")
        resource = "" if table == told["name"] else table  # the standard's word for itself
        references.append(
            {"fields": [column], "reference": {"resource": resource, "fields": [field]}}
        )
    return {
        "fields": fields,
        "primaryKey": list(told["key"]),
        "foreignKeys": references,
        "missingValues": [""],
    }


def _resource(told: Words, common: Words, path: Path) -> dict[str, Any]:
    is_table = path.suffix == ".csv"
    content = path.read_bytes()
    return {
        "name": told["name"],
        "path": path.name,
        "profile": "tabular-data-resource" if is_table else "data-resource",
        "title": told["title"],
        "description": told["description"],
        "format": "csv" if is_table else "geojson",
        "mediatype": "text/csv" if is_table else "application/geo+json",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
        "retrieved": told.get("retrieved", common["retrieved"]),
        "sources": _sources(told["sources"], common),
        "licenses": _licences(told["sources"], common),
        "usage_warnings": _warnings(told),
        **{key: told[key] for key in ("confirmed",) if key in told},
    }


def _sources(names: Sequence[str], common: Words) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in common["sources"][name].items() if key != "licences"}
        for name in names
    ]


def _licences(sources: Sequence[str], common: Words) -> list[dict[str, Any]]:
    names = [name for source in sources for name in common["sources"][source]["licences"]]
    return [common["licences"][name] for name in dict.fromkeys(names)]


def _warnings(told: Words) -> list[dict[str, str]]:
    return [{"code": code, "text": text} for code, text in told.get("warnings", {}).items()]


def _write_descriptor(text: Words, common: Words, resources: list[Any], path: Path) -> None:
    told = [*text["tables"], *([text[BOUNDARIES]] if BOUNDARIES in text else [])]
    sources = list(dict.fromkeys(name for one in told for name in one["sources"]))
    descriptor = {
        "profile": "data-package",
        **{key: text[key] for key in ("name", "title", "description", "version")},
        "licenses": _licences(sources, common),
        "sources": _sources(sources, common),
        "citation": text["citation"],
        "usage_warnings": _warnings(text),
        "workbench": {"question": text["question"]},
        "resources": resources,
    }
    written = json.dumps(descriptor, indent=2, ensure_ascii=False)
    path.write_text(written + "\n", encoding="utf-8", newline="\n")


def _write_table(table: pd.DataFrame, key: list[str], columns: list[str], path: Path) -> None:
    if set(columns) != set(table.columns):
        raise ValueError(f"{path.name}: columns {sorted(set(columns) ^ set(table.columns))}")
    plain = table.sort_values(key)[columns].apply(lambda column: column.map(_plain))
    plain.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _plain(value: Any) -> str:
    """A cell as text: no exponents, no trailing zeros, an empty cell for a missing value."""
    if pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(np.format_float_positional(value, trim="-"))
    return str(value)


def _write_outlines(outlines: Features, path: Path) -> None:
    """One feature a line, sorted by region, so that a change shows as a line."""
    ordered = sorted(outlines, key=lambda feature: str(feature["properties"]["region"]))
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in ordered]
    body = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(body, encoding="utf-8", newline="\n")
