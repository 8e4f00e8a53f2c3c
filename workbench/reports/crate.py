"""How do catalogues and archives read a report: as an RO-Crate 1.1, metadata beside the page.

The crate says of the time only the day it was made, which its standard asks for; all other times
live in the run record, which lies in the crate as a file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from workbench.reports._plain import in_words

CRATE, RECORD, PAGE = "ro-crate-metadata.json", "record.json", "index.html"
CONTEXT = "https://w3id.org/ro/crate/1.1/context"
CONFORMS_TO = "https://w3id.org/ro/crate/1.1"
SHA256 = {"sha256": "http://schema.org/sha256"}  # younger than the context of 1.1
STATUS = "http://schema.org/CompletedActionStatus"
FORMATS = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NAMES = {
    PAGE: "The page: all that the run shows, in one file",
    RECORD: "The record of the run, with its times and the hashes of all other files",
    "notebook.ipynb": "The executed notebook",
    "tables/all.xlsx": "All tables in one workbook",
}
NOT_STATED = {"name": "not stated", "title": "The data of this run state no licence"}

Entity = dict[str, Any]


def metadata(record: Mapping[str, Any], files: Mapping[str, bytes]) -> bytes:
    """The metadata file of a report.

    Parameters
    ----------
    record
        The record of the run.
    files
        Every file of the report but its record, by its path.

    Returns
    -------
    JSON-LD that equal runs of one day give in the same bytes. Its root is the report's folder with
    the page as main entity; one action was made by notebook and package out of data and parameters.

    Notes
    -----
    RO-Crate Metadata Specification 1.1, https://w3id.org/ro/crate/1.1.
    """
    licences = list(_licences(record))
    parts = [*(_file(path, content) for path, content in files.items()), _record()]
    data, parameters, packages = map(list, (_data(record), _parameters(record), _packages(record)))
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": CONFORMS_TO},
        },
        _root(record, parts, licences),
        *parts,
        _action(record, parts[:-1], [*data, *parameters]),
        *_instruments(record, packages),
        *_study(record, data, licences),
        *data,
        *parameters,
        *packages,
        *licences,
    ]
    crate = {"@context": [CONTEXT, SHA256], "@graph": graph}
    return (json.dumps(crate, ensure_ascii=False, indent=2) + "\n").encode()


def _root(record: Mapping[str, Any], parts: list[Entity], licences: list[Entity]) -> Entity:
    name = record["notebook"]["name"].replace("_", " ")
    about = f", on {record['data']['title']}" if record["data"] else ""
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{name}, {record['run']}",
        "description": f"A report of the Cluster Workbench: {name}{about}",
        "datePublished": record["times"]["finished"][:10],
        "inLanguage": record.get("language", "en"),
        "license": _references(licences),
        "mainEntity": {"@id": PAGE},
        "hasPart": _references(parts),
        "mentions": {"@id": "#run"},
    }


def _file(path: str, content: bytes) -> Entity:
    pure = PurePosixPath(path)
    kind = {"tables": "Table", "figures": "Figure"}.get(pure.parent.name, "File")
    return {
        "@id": quote(path),
        "@type": "File",
        "name": NAMES.get(path, f"{kind} {pure.stem.replace('_', ' ')}"),
        "encodingFormat": FORMATS.get(pure.suffix, "application/octet-stream"),
        "contentSize": str(len(content)),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _record() -> Entity:
    """The record, which is written last and holds times: no hash of it can stand here."""
    encoding = FORMATS[PurePosixPath(RECORD).suffix]
    return {"@id": RECORD, "@type": "File", "name": NAMES[RECORD], "encodingFormat": encoding}


def _action(record: Mapping[str, Any], made: list[Entity], used: list[Entity]) -> Entity:
    return {
        "@id": "#run",
        "@type": "CreateAction",
        "name": f"Run of {record['notebook']['name']}: {record['run']}",
        "description": f"When it ran, cell by cell, stands in {RECORD}.",
        "actionStatus": {"@id": STATUS},
        "instrument": [{"@id": "#notebook"}, {"@id": "#workbench"}],
        "object": _references(used),
        "result": _references(made),
    }


def _instruments(record: Mapping[str, Any], packages: list[Entity]) -> Iterator[Entity]:
    yield {
        "@id": "#notebook",
        "@type": "SoftwareSourceCode",
        "name": record["notebook"]["name"],
        "sha256": record["notebook"]["sha256"],
        "programmingLanguage": {"@id": "#python"},
    }
    yield {
        "@id": "#workbench",
        "@type": "SoftwareApplication",
        "name": "Cluster Workbench",
        "version": record["workbench"]["version"],
        "identifier": f"sha256:{record['workbench']['sha256']}",
        "softwareRequirements": _references([{"@id": "#python"}, *packages]),
    }
    yield {
        "@id": "#python",
        "@type": "ComputerLanguage",
        "name": "Python",
        "version": record["python"],
        "url": {"@id": "https://www.python.org/"},
    }


def _study(
    record: Mapping[str, Any], files: list[Entity], licences: list[Entity]
) -> Iterator[Entity]:
    data = record["data"]
    if data:
        yield {
            "@id": "#study",
            "@type": "CreativeWork",
            "name": data["title"],
            "identifier": data["study"],
            "version": data.get("version") or "not stated",
            "hasPart": _references(files),
            "license": _references(licences),
        }


def _data(record: Mapping[str, Any]) -> Iterator[Entity]:
    """The files of the study, which are not in the crate and are known by their hashes."""
    for path, sha256 in (record["data"].get("files", {}) if record["data"] else {}).items():
        if sha256:
            yield {
                "@id": f"#data/{quote(path)}",
                "@type": "CreativeWork",
                "name": path,
                "encodingFormat": FORMATS.get(PurePosixPath(path).suffix, "text/plain"),
                "sha256": sha256,
                "isPartOf": {"@id": "#study"},
            }


def _parameters(record: Mapping[str, Any]) -> Iterator[Entity]:
    for name, value in record["parameters"].items():
        yield {
            "@id": f"#parameter/{quote(name)}",
            "@type": "PropertyValue",
            "name": name,
            "value": in_words(value),
        }


def _packages(record: Mapping[str, Any]) -> Iterator[Entity]:
    for name, version in record["versions"].items():
        yield {
            "@id": f"#package/{quote(name)}",
            "@type": "SoftwareApplication",
            "name": name,
            "version": version,
        }


def _licences(record: Mapping[str, Any]) -> Iterator[Entity]:
    """What the data may be used for, and so what is made of them."""
    stated = (record["data"].get("licences") if record["data"] else None) or [NOT_STATED]
    for number, licence in enumerate(stated, start=1):
        entity = {
            "@id": f"#licence-{number}",
            "@type": "CreativeWork",
            "name": licence["name"],
            "description": licence["title"],
        }
        yield entity | ({"url": {"@id": licence["path"]}} if licence.get("path") else {})


def _references(entities: Iterable[Entity]) -> list[Entity]:
    return [{"@id": entity["@id"]} for entity in entities]
