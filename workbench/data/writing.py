"""How is a study written to disk: what every writer of one says in the same way."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd

from workbench.data.checking import sha256
from workbench.data.study import BOUNDARIES, DESCRIPTOR
from workbench.data.tables import OPTIONAL_KEYS, TABLES

UNSTATED = "not stated"


def study_name(text: str) -> str:
    """A study's name out of any text: small letters, digits, and signs that paths can hold.

    Examples
    --------
    >>> study_name("My Study (2015)")
    'my_study_2015'
    """
    return re.sub(r"[^a-z0-9._-]+", "_", text.lower()).strip("_") or "study"


def fresh_descriptor(folder: Path) -> dict[str, Any]:
    """The descriptor of a study of which nothing is known yet."""
    title = folder.resolve().name
    return {
        "name": study_name(title),
        "title": title,
        "licenses": [{"name": UNSTATED}],
        "sources": [{"title": UNSTATED}],
        "workbench": {"question": {}},
    }


def key_of(name: str, table: pd.DataFrame) -> list[str]:
    """The key of a table of the schema, without optional parts that it does not have."""
    optional = OPTIONAL_KEYS.get(name, ())
    return [column for column in TABLES[name].key if column in table or column not in optional]


def table_resource(name: str, path: Path) -> dict[str, Any]:
    """What a descriptor says of a written CSV file, but for its columns."""
    return {
        "name": name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **file_facts(path),
    }


def outline_resource(path: Path) -> dict[str, Any]:
    """What a descriptor says of a written file of outlines."""
    return {
        "name": BOUNDARIES,
        "path": path.name,
        "profile": "data-resource",
        "format": "geojson",
        "mediatype": "application/geo+json",
        "encoding": "utf-8",
        **file_facts(path),
    }


def file_facts(path: Path) -> dict[str, Any]:
    """The size and the hash of a file, as descriptors hold them."""
    return {"bytes": path.stat().st_size, "hash": sha256(path)}


def write_outlines(folder: Path, features: Iterable[Mapping[str, Any]]) -> Path:
    """Write outlines as GeoJSON, a line a region, sorted by region; return the file."""
    path = folder / f"{BOUNDARIES}.geojson"
    ordered = sorted(features, key=lambda feature: str(feature["properties"]["region"]))
    lines = [json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in ordered]
    body = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    write_whole(path, body.encode())
    return path


def write_descriptor(folder: Path, descriptor: Mapping[str, Any]) -> None:
    """Write the descriptor of a study."""
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    write_whole(folder / DESCRIPTOR, (text + "\n").encode())


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one step: under its final name it is whole, or what it was before.

    What is no file, such as `/dev/null`, is written as it is.

    Raises
    ------
    OSError
        If the system refuses; with the path that was asked for.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)
        else:
            _replace(Path(os.path.realpath(path)), content)
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{uuid4().hex}.partial")
    try:
        with part.open("wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
