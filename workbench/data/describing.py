"""How do raw files become a study: guesses that are shown, a descriptor that is written.

Nothing is converted: cells are written as they were read, and the new study is then checked like
any other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.data.checking import examine, sha256
from workbench.data.reading import read_table
from workbench.data.study import DESCRIPTOR, Study
from workbench.data.tables import INTEGER, NUMBER, OPTIONAL_KEYS, TABLES, TEXT
from workbench.errors import Problem, StudyError, listed, unknown

# What statistical offices call the columns that the schema names; compared in small letters
# without spaces and signs.
SYNONYMS = {
    "region": "region regioncode code geo geoid fips cbsa nuts citycode countycode areacode",
    "industry": "industry industrycode sector naics nace isic clustercode branch activity",
    "year": "year time period date timeperiod",
    "name": "name regionname city county areaname placename",
    "employment": "employment employees emp jobs persons workers employed",
    "establishments": "establishments firms enterprises plants localunits estab est",
    "area_km2": "areakm2 area areasqkm km2",
    "population": "population pop inhabitants",
    "longitude": "longitude lon lng x",
    "latitude": "latitude lat y",
}
KEYS = ("region", "industry", "year")
UNSTATED = "not stated"


@dataclass(frozen=True)
class Guess:
    """What one file seems to hold: the table it becomes, and the role of each column.

    A role is a column name of the schema, "value" for other numbers, "text" for other text.
    """

    file: Path
    becomes: str
    roles: Mapping[str, str]
    table: pd.DataFrame

    def __repr__(self) -> str:
        roles = ", ".join(f"{column} → {role}" for column, role in self.roles.items())
        return f"{self.file.name}: {len(self.table):,} rows, becomes {self.becomes}; {roles}"


def guess(file: Path, mapping: Mapping[str, str] | None = None) -> Guess:
    """Guess what a CSV file holds.

    Parameters
    ----------
    file
        A UTF-8 CSV file.
    mapping
        Role to column, to overrule the guess; the role year may be given a year instead.

    Raises
    ------
    StudyError
        If the file cannot be read, a mapped column is not there, or no column holds regions.
    """
    if not file.is_file():
        raise StudyError(Problem("CLW-S05", "there is no such file", file=str(file)))
    table, problems = read_table(file, {})
    if problems:
        raise StudyError(problems)
    asked = dict(mapping or {})
    if re.fullmatch(r"\d{4}", asked.get("year", "")) and asked["year"] not in table:
        table = table.assign(year=asked.pop("year"))
    _check_mapping(file, table, asked)
    roles = {str(column): _role(str(column), table[column]) for column in table}
    for role, column in asked.items():
        roles = {c: ("value" if r == role else r) for c, r in roles.items()} | {column: role}
    if "region" not in roles.values():
        raise StudyError(
            Problem(
                "CLW-S10",
                "no column looks like the code of a region",
                file=str(file),
                expected=f"a column called one of: {SYNONYMS['region']}",
                remedy=f"--map region=COLUMN, with one of: {listed(map(str, table.columns))}",
            )
        )
    return Guess(file, _becomes(set(roles.values())), roles, table)


def describe(folder: Path, guesses: Sequence[Guess], title: str | None = None) -> Study:
    """Write the study: its tables and its descriptor; tables already there are kept.

    Raises
    ------
    StudyError
        If the study as written has problems; all of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = _kept(folder) | _tables(guesses)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
    descriptor = _descriptor(folder, tables, title)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    (folder / DESCRIPTOR).write_text(text + "\n", encoding="utf-8")
    study, problems = examine(folder)
    wrong = [problem for problem in problems if not problem.is_warning]
    if wrong:
        raise StudyError(wrong)
    return study


def _check_mapping(file: Path, table: pd.DataFrame, asked: Mapping[str, str]) -> None:
    wrong = [unknown("CLW-S11", "role", role, SYNONYMS) for role in asked if role not in SYNONYMS]
    wrong += [
        unknown("CLW-N04", "column", column, map(str, table.columns), file=str(file))
        for column in asked.values()
        if column not in table
    ]
    if wrong:
        raise StudyError(wrong)


def _role(column: str, cells: pd.Series) -> str:
    plain = re.sub(r"[\W_]", "", column.lower())
    for role, names in SYNONYMS.items():
        if plain in names.split():
            return role
    return "value" if pd.to_numeric(cells.dropna(), errors="coerce").notna().all() else "text"


def _becomes(roles: set[str]) -> str:
    if "industry" in roles:
        return "activity"
    return "indicators" if "year" in roles else "regions"


def _tables(guesses: Sequence[Guess]) -> dict[str, pd.DataFrame]:
    """The tables of the schema, from all files together."""
    made: dict[str, list[pd.DataFrame]] = {}
    for found in guesses:
        fixed = {c: role for c, role in found.roles.items() if role not in ("value", "text")}
        table = found.table.rename(columns=fixed)
        if found.becomes == "indicators":
            table = _long(table)
        if found.becomes == "activity":
            made.setdefault("industries", []).append(_codes(table, "industry"))
            table = table.drop(columns=["name"], errors="ignore")
        made.setdefault(found.becomes, []).append(table)
        made.setdefault("regions", []).append(_regions(found))
    tables = {name: pd.concat(parts, ignore_index=True) for name, parts in made.items()}
    for name in ("regions", "industries"):
        if name in tables:
            tables[name] = tables[name].groupby(TABLES[name].key[0], as_index=False).first()
            tables[name]["name"] = tables[name]["name"].fillna(tables[name][TABLES[name].key[0]])
    if "indicators" in tables:
        tables["indicator_cards"] = _cards(tables["indicators"])
    return tables


def _regions(found: Guess) -> pd.DataFrame:
    """What a file says of its regions: their codes, and names and attributes if it has them."""
    table = found.table.rename(columns={c: r for c, r in found.roles.items() if r != "value"})
    if found.becomes == "regions":
        return found.table.rename(
            columns={c: r for c, r in found.roles.items() if r not in ("value", "text")}
        )
    attributes = [c for c in ("name", "longitude", "latitude", "area_km2") if c in table]
    return (
        _codes(table, "region")
        .drop(columns="name")
        .merge(table[["region", *attributes]].drop_duplicates("region"), on="region")
    )


def _codes(table: pd.DataFrame, key: str) -> pd.DataFrame:
    codes = table[key].dropna().drop_duplicates()
    return pd.DataFrame({key: codes, "name": pd.Series(pd.NA, codes.index, dtype="str")})


def _long(table: pd.DataFrame) -> pd.DataFrame:
    """Number columns of a region-by-year table as indicators, one row a value."""
    labels = ("region", "year", "name", "longitude", "latitude", "area_km2")
    values = [
        str(c)
        for c in table
        if c not in labels and pd.to_numeric(table[c].dropna(), errors="coerce").notna().all()
    ]
    rows = table.melt(["region", "year"], values, "indicator", "value")
    return rows.dropna(subset="value")


def _cards(indicators: pd.DataFrame) -> pd.DataFrame:
    names = sorted(indicators["indicator"].unique())
    labels = [name.replace("_", " ") for name in names]
    return pd.DataFrame({"indicator": names, "name": labels, "unit": UNSTATED, "scale": "linear"})


def _kept(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables the folder already describes, as text."""
    if not (folder / DESCRIPTOR).is_file():
        return {}
    listed_tables = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["resources"]
    paths = {r["name"]: folder / r["path"] for r in listed_tables if r["path"].endswith(".csv")}
    return {name: read_table(path, {})[0] for name, path in paths.items() if path.is_file()}


def _descriptor(
    folder: Path, tables: Mapping[str, pd.DataFrame], title: str | None
) -> dict[str, Any]:
    """The descriptor: what stood in the old one is kept, the resources are described anew."""
    path = folder / DESCRIPTOR
    old: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    name = re.sub(r"[^a-z0-9._-]+", "_", folder.resolve().name.lower()).strip("_") or "study"
    known = {r["name"]: r for r in old.get("resources", [])}
    others = [r for n, r in known.items() if n not in tables]
    fresh = {
        "name": name,
        "title": title or folder.resolve().name,
        "licenses": [{"name": UNSTATED}],
        "sources": [{"title": UNSTATED}],
        "workbench": {"question": {}},
    }
    resources = [known.get(n, {}) | _resource(folder, n, t) for n, t in sorted(tables.items())]
    given = {"title": title} if title else {}
    return fresh | old | given | {"resources": [*resources, *others]}


def _resource(folder: Path, name: str, table: pd.DataFrame) -> dict[str, Any]:
    path = folder / f"{name}.csv"
    key = [c for c in TABLES[name].key if c in table or c not in OPTIONAL_KEYS.get(name, ())]
    return {
        "name": name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": sha256(path),
        "schema": {
            "fields": [_field(name, str(c), table[c]) for c in table],
            "primaryKey": key,
            "missingValues": [""],
        },
    }


def _field(table: str, column: str, cells: pd.Series) -> dict[str, str]:
    known = TABLES[table].columns.get(column)
    numbers = pd.to_numeric(cells.dropna(), errors="coerce")
    kind = known or (NUMBER if len(numbers) and numbers.notna().all() else TEXT)
    unit = {"unit": UNSTATED} if kind in (NUMBER, INTEGER) and column != "year" else {}
    return {"name": column, "type": kind} | unit
