"""What data do we have: a study is a folder that any Frictionless tool can read.

`loading.load` verifies a study against its descriptor and returns it with plain tables.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import home
from workbench.data.question import Question
from workbench.data.reading import Layout
from workbench.data.tables import TABLES, USAGE_WARNINGS
from workbench.errors import Problem, StudyError, UnknownName, listed, unknown
from workbench.shelf import Shelf, folder_shelf

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

DESCRIPTOR = "datapackage.json"
BOUNDARIES = "boundaries"

studies: Shelf[Path] = folder_shelf("study", "CLW-N01", home.studies, f"*/{DESCRIPTOR}")


@dataclass(frozen=True, eq=False)
class Study:
    """The tables of one study with their provenance.

    `tables` maps resource names to data frames with their key as columns; the tables of the
    schema are attributes too (`study.activity`). `boundaries` is a GeoDataFrame on the column
    `region`, or None.
    """

    name: str
    folder: Path
    descriptor: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    def table(self, name: str) -> pd.DataFrame:
        """One table by its resource name.

        Raises
        ------
        UnknownName
            With the tables the study has.
        """
        if name not in self.tables:
            raise UnknownName(
                unknown("CLW-N05", f"table of study {self.name} called", name, self.tables)
            )
        return self.tables[name]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name in TABLES:
            return self.table(name)
        raise AttributeError(f"a Study has no attribute {name!r}")

    @property
    def title(self) -> str:
        """The study's title."""
        return str(self.descriptor.get("title", self.name))

    @property
    def source(self) -> str:
        """Where the numbers come from, in one line for captions; the card lists the sources."""
        return f"study {self.name} ({self.title})"

    @property
    def outline_note(self) -> str:
        """What a map must say of the outlines, empty where there is nothing to say."""
        if self.boundaries is None:
            has_points = {"longitude", "latitude"} <= set(self.regions)
            return (
                "The study has no outlines, so regions are drawn as points." if has_points else ""
            )
        kind = "unofficial_boundaries"
        is_told = any(code == kind for _, code, _ in self.warnings)
        return f"{USAGE_WARNINGS[kind].capitalize()}." if is_told else ""

    @cached_property
    def question(self) -> Question:
        """The question the study was made for; empty where the descriptor states none."""
        return Question.from_record(self.descriptor.get("workbench", {}).get("question", {}))

    @cached_property
    def boundaries(self) -> GeoDataFrame | None:
        """The outlines of the regions in degrees, or None where the study has none.

        Raises
        ------
        StudyError
            If the file of outlines is not as it should be.
        """
        resource = self.resources.get(BOUNDARIES)
        if resource is None or not (self.folder / resource["path"]).is_file():
            return None
        from workbench.data.geography import read_outlines  # many modules, for who has outlines

        layout = Layout.from_resource(resource)
        regions = self.tables.get("regions")
        return read_outlines(self.folder / resource["path"], layout, regions)

    @property
    def resources(self) -> dict[str, Mapping[str, Any]]:
        """The descriptor's resources by name."""
        return {r["name"]: r for r in self.descriptor["resources"]}

    @property
    def years(self) -> list[int]:
        """The years the activity table covers; without one, those of the indicators."""
        table = next((self.tables[t] for t in ("activity", "indicators") if t in self.tables), None)
        return [] if table is None else sorted(int(year) for year in table["year"].unique())

    @property
    def hashes(self) -> dict[str, str]:
        """The sha256 of each file, as the descriptor holds and `load` verified it."""
        return {name: r["hash"] for name, r in self.resources.items() if "hash" in r}

    @property
    def warnings(self) -> list[tuple[str, str, str]]:
        """All usage warnings as (where, kind, text)."""
        found = [("study", w) for w in self.descriptor.get("usage_warnings", [])]
        for name, resource in self.resources.items():
            found += [(name, w) for w in resource.get("usage_warnings", [])]
        return [(where, w["code"], w.get("text", USAGE_WARNINGS[w["code"]])) for where, w in found]

    @property
    def corrections(self) -> pd.DataFrame:
        """All corrections as records: table, key, column, as_printed, corrected, reason, …."""
        records = [
            {"table": name} | dict(record)
            for name, resource in self.resources.items()
            for record in resource.get("corrections", [])
        ]
        return pd.DataFrame(records)

    def with_tables(self, **tables: pd.DataFrame) -> Study:
        """The same study with some tables replaced; the original is untouched."""
        return Study(self.name, self.folder, self.descriptor, {**self.tables, **tables})

    def card(self) -> dict[str, Any]:
        """What the study holds, as one plain record."""
        return {
            "name": self.name,
            "title": self.title,
            "question": self.question.text,
            "tables": {name: len(table) for name, table in self.tables.items()},
            "years": listed(map(str, self.years)),
            "outlines": "yes" if BOUNDARIES in self.resources else "none",
            "sources": [s["title"] for s in self.descriptor.get("sources", [])],
            "licences": [
                licence.get("title", licence.get("name"))
                for licence in self.descriptor.get("licenses", [])
            ],
            "warnings": [
                f"{text} ({where}: {kind.replace('_', ' ')})" for where, kind, text in self.warnings
            ],
            "corrections": len(self.corrections),
        }

    def __repr__(self) -> str:
        return "\n".join(f"{key}: {_in_words(value)}" for key, value in self.card().items())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{key}</th><td>{_as_html(value)}</td></tr>"
            for key, value in self.card().items()
        )
        return f"<table>{rows}</table>"


def _in_words(value: object) -> str:
    return "\n  ".join(_lines(value)) or "none"


def _as_html(value: object) -> str:
    return "<br>".join(html.escape(line) for line in _lines(value)) or "none"


def _lines(value: object) -> list[str]:
    """A card's entry as lines: lists one a line, tables with their counts in one."""
    if isinstance(value, dict):
        return [", ".join(f"{key} ({count:,} rows)" for key, count in value.items())]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [str(value)]


def studies_of_regions() -> list[str]:
    """The shelved studies that hold figures of regions; others hold documents or sheets.

    Examples
    --------
    >>> "casebook" in studies_of_regions()
    False
    """
    return [
        name
        for name in studies
        if any(r["name"] == "regions" for r in read_descriptor(studies[name])["resources"])
    ]


def locate(study: str | Path) -> Path:
    """The folder of a study given by shelf name, folder or descriptor path.

    Raises
    ------
    UnknownName
        If it is neither on the shelf nor a folder with a descriptor; with the nearest names.
    """
    path = Path(study)
    if str(study) in studies:
        return studies[str(study)]
    if path.name == DESCRIPTOR and _there_is(path):
        return path.parent
    if _there_is(path / DESCRIPTOR):
        return path
    if _there_is(path) and path.is_dir():
        raise StudyError(
            Problem(
                "CLW-S01",
                f"the folder {path} has no {DESCRIPTOR}, so it is not yet a study",
                file=str(path),
                expected=f"a {DESCRIPTOR} beside the tables",
                remedy=f"workbench new study {path} --from {path}/*.csv",
            )
        )
    raise UnknownName(
        unknown(
            "CLW-N01",
            "study",
            study,
            studies,
            remedy=f"workbench list studies, or give a folder that holds a {DESCRIPTOR}",
        )
    )


def _there_is(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # no file can have such a name
        return False


def read_descriptor(folder: Path) -> dict[str, Any]:
    """The descriptor of a study folder.

    Raises
    ------
    StudyError
        If it is not JSON or lacks the list of resources.
    """
    path = folder / DESCRIPTOR
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise StudyError(
            Problem(
                "CLW-S02",
                f"{DESCRIPTOR} is not valid JSON: {error}",
                file=str(path),
                row=getattr(error, "lineno", None),
                expected="JSON, as workbench new study writes it",
                remedy="mend the file where the message says, or restore it",
            )
        ) from error
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(map(_is_resource, resources)):
        raise StudyError(
            Problem(
                "CLW-S03",
                f"{DESCRIPTOR} lists no resources",
                file=str(path),
                expected="a list called resources, each with name and path (Frictionless)",
                remedy=f"restore the file, or: workbench new study {folder} --from {folder}/*.csv",
            )
        )
    return dict(descriptor)


def _is_resource(thing: object) -> bool:
    return isinstance(thing, dict) and all(isinstance(thing.get(k), str) for k in ("name", "path"))
