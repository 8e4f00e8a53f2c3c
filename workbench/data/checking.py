"""Does a study hold what its descriptor says: every problem, in one pass."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.data.question import question_problems
from workbench.data.reading import read_table
from workbench.data.study import DESCRIPTOR, Study, locate, read_descriptor
from workbench.data.table_problems import table_problems
from workbench.data.tables import TABLES, USAGE_WARNINGS
from workbench.errors import Problem, as_html, as_text, quoted, unknown

TABULAR = ".csv"


@dataclass(frozen=True)
class CheckReport:
    """All problems of one study, with what was looked at."""

    study: str
    problems: tuple[Problem, ...]
    rows: Mapping[str, int]

    @property
    def has_errors(self) -> bool:
        """Whether anything stops the study from being loaded."""
        return any(not problem.is_warning for problem in self.problems)

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,} rows" for name, count in self.rows.items())
        if not self.problems:
            return f"{self.study}: no problems ({counts})"
        return f"{self.study}: {len(self.problems)} problems ({counts})\n{as_text(self.problems)}"

    def _repr_html_(self) -> str:
        return as_html(self.problems) if self.problems else f"<p>{html.escape(repr(self))}</p>"


def check(study: str | Path | Study) -> CheckReport:
    """Look a study through and report every problem at once.

    Parameters
    ----------
    study
        A study's name, its folder, or its descriptor.

    Returns
    -------
    A `CheckReport`; its `problems` is empty when all is well.

    Raises
    ------
    UnknownName
        If there is no such study.
    StudyError
        If the descriptor itself cannot be read.

    Examples
    --------
    >>> check("china_prefectures").problems
    ()
    """
    folder = study.folder if isinstance(study, Study) else locate(study)
    found, problems = examine(folder)
    return CheckReport(
        found.name, tuple(problems), {name: len(table) for name, table in found.tables.items()}
    )


def examine(folder: Path) -> tuple[Study, list[Problem]]:
    """Read every table of a study folder, and tell everything that is wrong with it."""
    descriptor = read_descriptor(folder)
    problems = list(_descriptor_problems(descriptor))
    tables: dict[str, pd.DataFrame] = {}
    files: dict[str, str] = {}
    for resource in descriptor["resources"]:
        path = folder / str(resource["path"])
        wrong = list(_file_problems(folder, path, resource))
        problems += wrong
        if wrong or path.suffix != TABULAR:
            continue
        table, wrong = read_table(path, _types(resource))
        problems += wrong
        tables[resource["name"]], files[resource["name"]] = table, str(path)
    for name, table in tables.items():
        problems += table_problems(files[name], name, table, tables)
    return Study(str(descriptor.get("name", folder.name)), folder, descriptor, tables), problems


def sha256(path: Path) -> str:
    """The hash of a file, as descriptors write it."""
    with path.open("rb") as stream:
        return "sha256:" + hashlib.file_digest(stream, "sha256").hexdigest()


def _types(resource: Mapping[str, Any]) -> dict[str, str]:
    """Column types: the schema's of this table first, then the descriptor's."""
    declared = {
        f["name"]: f.get("type", "string") for f in resource.get("schema", {}).get("fields", [])
    }
    known = TABLES[resource["name"]].columns if resource["name"] in TABLES else {}
    return declared | dict(known)


def _descriptor_problems(descriptor: Mapping[str, Any]) -> Iterator[Problem]:
    resources = descriptor["resources"]
    for where, holder in [("study", descriptor), *((r["name"], r) for r in resources)]:
        for warning in holder.get("usage_warnings", []):
            if warning.get("code") not in USAGE_WARNINGS:
                yield unknown(
                    "CLW-S06", f"usage warning ({where})", warning.get("code"), USAGE_WARNINGS
                )
    names = [resource["name"] for resource in resources]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(
            "CLW-S08",
            f"two resources are called {quoted(name)}",
            file=DESCRIPTOR,
            value=name,
            expected="one resource a table",
        )
    yield from question_problems(descriptor, DESCRIPTOR)


def _file_problems(folder: Path, path: Path, resource: Mapping[str, Any]) -> Iterator[Problem]:
    is_table = resource["name"] in TABLES and path.suffix == TABULAR
    if not path.resolve().is_relative_to(folder.resolve()):
        yield Problem(
            "CLW-S04",
            "a resource lies outside the study folder",
            file=str(resource.get("path")),
            expected="a path inside the folder",
        )
    elif not path.is_file():
        yield Problem(
            "CLW-S05",
            "a file the descriptor names is not there",
            file=str(path),
            expected=f"the file of resource {resource.get('name')}",
            remedy="restore the file, or take the resource out of datapackage.json",
            is_warning=path.suffix == ".geojson",
        )
    elif resource["name"] in TABLES and path.suffix != TABULAR:
        yield Problem(
            "CLW-S09",
            f"the table {resource['name']} is not a CSV file",
            file=str(path),
            expected=f"a file that ends in {TABULAR}",
            remedy="save the table as CSV in UTF-8, and name that file in datapackage.json",
        )
    elif "hash" in resource and sha256(path) != resource["hash"]:
        yield Problem(
            "CLW-S07",
            "a file has changed since its descriptor was written",
            file=str(path),
            expected=str(resource["hash"]),
            remedy="restore the file"
            + (f", or: workbench new study {folder} --from {path} --yes" if is_table else ""),
        )
