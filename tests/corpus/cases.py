"""What is a case: the files of one input, and what the workbench must say of them.

The small table all cases start from has four rows: two prefectures of Zhejiang, two industries.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

Content = str | bytes | Callable[[Path], object]

RAW_COLUMNS = "code,name,year,industry,emp"
STUDY_COLUMNS = "region,name,year,industry,employment"
RAW_HEADER, STUDY_HEADER = f"{RAW_COLUMNS},output", f"{STUDY_COLUMNS},output"
ROWS = (
    "330300,Wenzhou,2004,shoes,100,10.5",
    "330300,Wenzhou,2004,lamps,80,7.2",
    "330200,Ningbo,2004,shoes,60,6.1",
    "330200,Ningbo,2004,lamps,50,5.4",
)
BASE = "\n".join([RAW_HEADER, *ROWS]) + "\n"

REGIONS = """\
region,name,level,parent,area_km2,population,longitude,latitude
330000,Zhejiang,province,,107070,54426891,120.1,29.2
330200,Ningbo,prefecture,330000,10337.8,7605689,121.5,29.8
330300,Wenzhou,prefecture,330000,12261.4,9122102,120.4,27.9
"""
INDUSTRIES = "industry,name\nshoes,Footwear\nlamps,Lamps and lighting\n"
NUMBERS = {
    "output": "yuan bn",
    "exports": "yuan bn",
    "export_share": "share",
    "emp_female": "persons",
}
ACTIVITY = BASE.replace(RAW_HEADER, STUDY_HEADER)


@dataclass(frozen=True)
class Told:
    """What must be said: one of some codes, the place, the value, and a part of the remedy.

    A code that ends in a star stands for all codes that begin so. `column` may list several
    names, parted by a bar, where the file and the schema call a column differently.
    """

    codes: tuple[str, ...]
    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    remedy: str | None = None


@dataclass(frozen=True)
class Case:
    """One input: its files, the words of the command, and what must come of it.

    In `words`, {folder} stands for the folder of the files and {study} for a new one beside it.
    A bad case has `told`; it is refused with exit 1, or only told where `may_warn` holds. A clean
    case has none: it is accepted, with no other warnings than `warnings`, and holds what `holds`
    says (rows, regions, names, total of employment, ...).
    """

    id: str
    what: str
    files: Mapping[str, Content] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    told: Told | None = None
    may_warn: bool = False
    warnings: tuple[str, ...] = ()
    holds: Mapping[str, Any] = field(default_factory=dict)
    call: Callable[[Path], object] | None = None

    @property
    def group(self) -> str:
        """The family of the case: T01-raw is of T01."""
        return self.id.split("-")[0]


def write(case: Case, folder: Path) -> None:
    """Write the files of a case; a table named with a folder gets it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        put(path, content)


def put(path: Path, content: Content) -> None:
    """Write one file from a text, bytes, or a function that makes it."""
    if callable(content):
        content(path)
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)


# Texts made from the base


def edit(old: str, new: str, text: str = BASE) -> str:
    """The text with one passage, which must stand in it once, replaced."""
    assert text.count(old) == 1, (old, text.count(old))
    return text.replace(old, new)


def table(*rows: str, header: str = RAW_HEADER) -> str:
    """A table of the given rows."""
    return "\n".join([header, *rows]) + "\n"


def codes(text: str) -> tuple[str, ...]:
    """Codes as the catalogue writes them: "T01 T02" is CLW-T01 and CLW-T02."""
    return tuple(f"CLW-{code}" for code in text.split())


# Ways in


def new_study(*files: str) -> tuple[str, ...]:
    """The words that make a study from files."""
    named = [word for file in files for word in ("--from", "{folder}/" + file)]
    return ("new", "study", "{study}", *named, "--yes")


def bad_raw(
    key: str,
    what: str,
    text: Content,
    told: Told,
    *,
    file: str = "table.csv",
    others: Mapping[str, Content] | None = None,
    options: Sequence[str] = (),
    may_warn: bool = False,
) -> Case:
    """A bad file given to `workbench new study`."""
    files = {file: text, **(others or {})}
    words = (*new_study(*files), *options)
    return Case(f"{key}-raw", what, files, words, _in(told, file), may_warn)


def bad_file(key: str, what: str, text: Content, told: Told, *, may_warn: bool = False) -> Case:
    """A bad file given to `workbench check`."""
    file = "table.csv"
    words = ("check", "{folder}/" + file)
    return Case(f"{key}-file", what, {file: text}, words, _in(told, file), may_warn)


def bad_study(
    key: str,
    what: str,
    tables: Mapping[str, Content],
    told: Told,
    *,
    file: str | None = None,
    may_warn: bool = False,
) -> Case:
    """A study folder, correct but for the tables given, looked through by `workbench check`."""
    spoilt = file or next(iter(tables))
    words = ("check", "{folder}/study")
    return Case(f"{key}-study", what, study_of(tables), words, _in(told, spoilt), may_warn)


def bad_table(
    key: str,
    what: str,
    text: str | bytes,
    told: Told,
    *,
    raw: Told | None = None,
    may_warn: bool = False,
    encoding: str = "utf-8",
) -> list[Case]:
    """A bad table by all ways in: a raw file, the activity of a study, a file looked at alone.

    Variants of a case, whose key ends in a letter, come as a raw file only.
    """
    if isinstance(text, str):
        inner: bytes = text.replace(RAW_COLUMNS, STUDY_COLUMNS).encode(encoding)
        outer: bytes = text.encode(encoding)
    else:
        inner, outer = text.replace(RAW_COLUMNS.encode(), STUDY_COLUMNS.encode()), text
    study_told = replace(told, remedy=None)
    first = bad_raw(key, what, outer, raw or told, may_warn=may_warn)
    if not key[-1].isdigit():
        return [first]
    return [
        first,
        bad_study(key, what, {"activity.csv": inner}, study_told, may_warn=may_warn),
        bad_file(key, what, outer, raw or told, may_warn=may_warn),
    ]


def study_of(tables: Mapping[str, Content]) -> dict[str, Content]:
    """The files of a small study with some of its tables replaced or added, under study/."""
    texts: dict[str, Content] = {
        "regions.csv": REGIONS,
        "industries.csv": INDUSTRIES,
        "activity.csv": ACTIVITY,
        **tables,
    }
    files: dict[str, Content] = {f"study/{name}": text for name, text in texts.items()}
    files["study/datapackage.json"] = _describe
    return files


def _describe(path: Path) -> None:
    """Write the descriptor of the tables that lie beside it."""
    resources = [
        {
            "name": table.stem,
            "path": table.name,
            "hash": "sha256:" + hashlib.sha256(table.read_bytes()).hexdigest(),
            "schema": {"fields": _fields(table)},
        }
        for table in sorted(path.parent.iterdir())
        if table.suffix in (".csv", ".geojson", ".gpkg", ".shp") and table != path
    ]
    descriptor = {
        "name": "corpus",
        "title": "A small study",
        "licenses": [{"name": "CC0-1.0"}],
        "sources": [{"title": "made up for tests"}],
        "resources": resources,
    }
    path.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")


def _fields(table: Path) -> list[dict[str, str]]:
    """The fields that the descriptor declares beyond the schema's."""
    if table.name != "activity.csv":
        return []
    return [{"name": name, "type": "number", "unit": unit} for name, unit in NUMBERS.items()]


def _in(told: Told, file: str) -> Told:
    return told if told.file else replace(told, file=file)


def told(wanted: str, **more: Any) -> Told:
    """What must be said, with codes as "T01 T02"."""
    return Told(codes(wanted), **more)
