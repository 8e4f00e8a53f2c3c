"""Does a study hold what its descriptor says: every problem, in one pass."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.data.question import question_problems
from workbench.data.reading import TABLES as READABLE
from workbench.data.reading import Layout, Reading, read_file
from workbench.data.study import BOUNDARIES, DESCRIPTOR, Study, locate, read_descriptor
from workbench.data.table_problems import Subject, problems_of
from workbench.data.tables import TABLES, USAGE_WARNINGS
from workbench.errors import Problem, as_html, as_text, listed, quoted, unknown

PAGE_STYLE = (
    "body{font:16px/1.5 sans-serif;margin:2em auto;max-width:70em;padding:0 1em}"
    "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.4em .6em;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}"
)
YEAR = "year"
DATED = ("activity", "indicators")
UNREAD = ("CLW-T06", "CLW-T07", "CLW-T08", "CLW-T09", "CLW-T10", "CLW-T11")
ECHOES = ("CLW-T12", "CLW-T26", "CLW-T28", "CLW-T43")


@dataclass(frozen=True)
class CheckReport:
    """All problems of one study, with what was looked at."""

    study: str
    problems: tuple[Problem, ...]
    rows: Mapping[str, int]

    def __post_init__(self) -> None:
        # what stops the study first, and what is about one file together
        files = {problem.file: place for place, problem in reversed(list(enumerate(self.problems)))}
        ordered = sorted(self.problems, key=lambda p: (p.is_warning, files[p.file]))
        object.__setattr__(self, "problems", tuple(ordered))

    @property
    def has_errors(self) -> bool:
        """Whether anything stops the study from being loaded."""
        return any(not problem.is_warning for problem in self.problems)

    def __repr__(self) -> str:
        counts = ", ".join(f"{name} {count:,} rows" for name, count in self.rows.items())
        if not self.problems:
            return f"{self.study}: no problems ({counts})"
        return f"{self.study}: {len(self.problems)} problems ({counts})\n{as_text(self.problems)}"

    def as_page(self) -> str:
        """The problems as a web page of its own, without scripts."""
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
            f"<title>Problems of {html.escape(self.study)}</title><style>{PAGE_STYLE}</style>"
            f"</head><body><h1>{html.escape(repr(self).splitlines()[0])}</h1>"
            f"{as_html(self.problems)}</body></html>\n"
        )

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
    found, problems, subjects = _examined(folder)
    problems += _outline_problems(found, {problem.file for problem in problems})
    problems += _by_shipped_division(found, subjects)
    return CheckReport(
        found.name, tuple(problems), {name: len(table) for name, table in found.tables.items()}
    )


def examine(folder: Path, *, errors_only: bool = False) -> tuple[Study, list[Problem]]:
    """Read every table of a study folder, and tell everything that is wrong with it.

    Parameters
    ----------
    folder
        The study.
    errors_only
        Leave out the rules that can only warn, for who only wants to know whether it can be
        loaded.
    """
    study, problems, _ = _examined(folder, errors_only=errors_only)
    return study, problems


def _examined(
    folder: Path, *, errors_only: bool = False
) -> tuple[Study, list[Problem], dict[str, Subject]]:
    """A study, its problems, and its tables with what was found of them on the way."""
    descriptor = read_descriptor(folder)
    problems = list(_descriptor_problems(descriptor))
    readings: dict[str, tuple[str, Reading]] = {}
    confirmed: dict[str, list[str]] = {}
    for resource in descriptor["resources"]:
        path = folder / str(resource["path"])
        wrong = list(_file_problems(folder, path, resource))
        if wrong:
            problems += wrong
            continue
        reading, changed = _read_and_hashed(folder, path, resource)
        if changed is not None:
            problems.append(changed)
        if reading is None or changed is not None:
            continue
        problems += reading.problems
        readings[resource["name"]] = (str(path), reading)
        confirmed[resource["name"]] = resource.get("confirmed", [])
    tables = {name: reading.table for name, (_, reading) in readings.items()}
    subjects = {
        name: Subject(file, name, reading.table, tables, reading.rows)
        for name, (file, reading) in readings.items()
        if name in TABLES
    }
    for name, subject in subjects.items():
        problems += problems_of(subject, confirmed[name], errors_only=errors_only)
    files = {name: file for name, (file, _) in readings.items()}
    known = {name: subject.distinct for name, subject in subjects.items()}
    from workbench.data.divisions import division_problems  # it brings many modules

    problems += division_problems(tables, files, known)
    name = str(descriptor.get("name", folder.name))
    return Study(name, folder, descriptor, tables), without_echoes(problems), subjects


def _read_and_hashed(
    folder: Path, path: Path, resource: Mapping[str, Any]
) -> tuple[Reading | None, Problem | None]:
    """The table of a file, where it is one, and whether the file has changed; both at a time."""
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(sha256, path) if "hash" in resource else None
        layout = Layout.from_resource(resource)
        reading = read_file(path, _types(resource), layout) if is_table(path) else None
        if found is None or found.result() == resource["hash"]:
            return reading, None
    is_known = resource["name"] in TABLES
    return reading, Problem(
        "CLW-S07",
        "a file has changed since its descriptor was written",
        file=str(path),
        expected=str(resource["hash"]),
        remedy="restore the file"
        + (f", or: workbench new study {folder} --from {path} --yes" if is_known else ""),
    )


def without_echoes(problems: Sequence[Problem]) -> list[Problem]:
    """Problems without those that only say again that a cell could not be read.

    A cell that is not of its type is missing in the table, so that its key is empty, or is there
    twice, or the whole column is.
    """
    unread = {p.column for p in problems if p.code in UNREAD and not p.is_warning}
    absent = {YEAR} if any(p.code == "CLW-S13" for p in problems) else set()
    return [
        problem
        for problem in problems
        if problem.code not in ECHOES
        or not (unread | absent).intersection((problem.column or "").split(", "))
    ]


def _outline_problems(study: Study, told: Collection[str | None]) -> list[Problem]:
    """What is wrong with the outlines, and where they and the table of regions disagree."""
    resource = study.resources.get(BOUNDARIES)
    path = study.folder / resource["path"] if resource else None
    if resource is None or path is None or not path.is_file() or str(path) in told:
        return []
    from workbench.data.geography import area_problems, outline_problems

    regions = study.tables.get("regions")
    outlines, problems = outline_problems(path, Layout.from_resource(resource), regions)
    confirmed = resource.get("confirmed", [])
    if outlines is not None and regions is not None and "regions" in study.resources:
        file = str(study.folder / study.resources["regions"]["path"])
        problems += area_problems(regions, outlines, file)
    return [p for p in problems if not (p.is_warning and p.code in confirmed)]


def _by_shipped_division(study: Study, subjects: Mapping[str, Subject]) -> list[Problem]:
    """Codes that a shipped division does not know, where the study has no division of its own."""
    if {"divisions", "crosswalk"} & set(study.tables):
        return []
    from workbench.data.divisions.shelved import problems_by_shelved_division

    return [
        problem
        for name in DATED
        if name in study.tables and name in study.resources
        for problem in problems_by_shelved_division(
            study.tables[name],
            str(study.folder / study.resources[name]["path"]),
            subjects[name].distinct("region").each if "region" in study.tables[name] else (),
        )
        if problem.code not in study.resources[name].get("confirmed", [])
    ]


def is_table(path: Path) -> bool:
    """Whether a file is of a kind that is read as a table."""
    return path.suffix.lower() in READABLE


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
            remedy="give one of them another name, or take it out",
        )
    yield from question_problems(descriptor, DESCRIPTOR)


def is_inside(folder: Path, path: Path) -> bool:
    """Whether a path lies in a folder, links followed; a name that no file can have does not."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except ValueError:
        return False


def _file_problems(folder: Path, path: Path, resource: Mapping[str, Any]) -> Iterator[Problem]:
    is_known = resource["name"] in TABLES
    if not is_inside(folder, path):
        yield Problem(
            "CLW-S04",
            "a resource lies outside the study folder",
            file=str(resource.get("path")),
            value=str(resource.get("path")),
            expected="a path inside the folder",
            remedy="copy the file into the study's folder, and name it there",
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
    elif is_known and not is_table(path):
        yield Problem(
            "CLW-S09",
            f"the table {resource['name']} is in a file that is not read as a table",
            file=str(path),
            value=path.suffix,
            expected=f"a file that ends in {listed(READABLE)}",
            remedy="save the table as CSV in UTF-8, and name that file in datapackage.json",
        )
