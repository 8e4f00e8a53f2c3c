"""What made this report: data, code, parameters and versions; the only place where times live."""

from __future__ import annotations

import hashlib
import json
import platform
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any

from workbench import __version__, home
from workbench.errors import Problem
from workbench.reports.execution import Execution
from workbench.reports.kernel import FIXED
from workbench.reports.languages import ENGLISH
from workbench.reports.notebook import Notebook
from workbench.reports.parameters import Card

DISTRIBUTION = "cluster-workbench"


@dataclass(frozen=True)
class Data:
    """The study a run is about, with the sha256 of each of its files as they were at the start."""

    study: str
    title: str
    folder: Path
    files: Mapping[str, str | None]
    version: str = ""
    licences: Sequence[Mapping[str, str]] = ()

    @cached_property
    def files_after(self) -> dict[str, str | None]:
        """The same as they are when this is first asked for, which is at the end of the run."""
        return {path: _sha256(self.folder / path) for path in self.files}

    def changes(self) -> list[Problem]:
        """One problem for each file that is no longer what it was."""
        now = self.files_after
        return [
            Problem(
                "CLW-R10",
                f"{path} changed during the run, so the report is not valid",
                file=path,
                value=str(now[path]),
                expected=f"sha256 {was}, as before the run",
                remedy="run it again when the data stand still",
            )
            for path, was in self.files.items()
            if now[path] != was
        ]

    def as_record(self) -> dict[str, Any]:
        """The data as a plain record, without the place on this machine."""
        return {
            "study": self.study,
            "title": self.title,
            "version": self.version,
            "licences": [dict(licence) for licence in self.licences],
            "files": dict(self.files),
        }


def data_of(card: Card, values: Mapping[str, Any]) -> Data | None:
    """The data a run is about, or None where no parameter of the card names a study."""
    name = values.get(card.parameter_of_rule("study") or "")
    if not name:
        return None
    from workbench.data.study import DESCRIPTOR, locate, read_descriptor  # brings pandas

    folder = locate(name)
    descriptor = read_descriptor(folder)
    own = [r["path"] for r in descriptor["resources"] if isinstance(r.get("path"), str)]
    files = {path: _sha256(folder / path) for path in (DESCRIPTOR, *own)}
    title, version = str(descriptor.get("title", name)), str(descriptor.get("version", ""))
    return Data(str(name), title, folder, files, version, _licences(descriptor))


def _licences(descriptor: Mapping[str, Any]) -> list[dict[str, str]]:
    """The licences that a descriptor states, all of it as text."""
    stated = descriptor.get("licenses")
    return [
        {key: str(licence.get(key, "")) for key in ("name", "title", "path")}
        for licence in (stated if isinstance(stated, list) else [])
        if isinstance(licence, dict)
    ]


def make_record(
    notebook: Notebook,
    run: str,
    values: Mapping[str, Any],
    execution: Execution,
    data: Data | None,
    *,
    started: datetime,
    problems: Sequence[Problem] = (),
    language: str = ENGLISH,
) -> dict[str, Any]:
    """The record of one run, the same for equal runs but for `times`; `outputs` come last.

    Parameters
    ----------
    notebook, run
        What was run, and the name of the run.
    values
        Every parameter as it was used.
    execution
        What the cells did.
    data
        The study and the hashes of its files.
    started
        When the run began.
    problems
        Why the run failed; none where it is good.
    language
        What the page itself speaks.

    Returns
    -------
    A plain record, ready for JSON.
    """
    finished = datetime.now(UTC)
    return {
        "status": "failed" if problems else "done",
        "reason": "; ".join(f"{problem.code} {problem.message}" for problem in problems) or None,
        "problems": [problem.as_record() for problem in problems],
        "notebook": {"name": notebook.name, "sha256": notebook.sha256},
        "run": run,
        "parameters": dict(values),
        "language": language,
        "seed": values.get("seed"),
        "data": data.as_record() if data else {},
        "inputs": _inputs(notebook, data),
        "cells": _cells(execution),
        "workbench": {"version": __version__, "sha256": code_sha256()},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "versions": versions(),
        "environment": {"machine": platform.machine(), **FIXED},
        "times": {
            "started": started.isoformat(timespec="seconds"),
            "finished": finished.isoformat(timespec="seconds"),
            "seconds": round((finished - started).total_seconds(), 3),
            "seconds_by_cell": execution.seconds,
        },
    }


def _inputs(notebook: Notebook, data: Data | None) -> dict[str, dict[str, str | None]]:
    """The sha256 of everything that went in, before the run and after it."""
    before, after = (data.files, data.files_after) if data else ({}, {})
    name = notebook.path.name
    return {
        "before": {name: notebook.sha256, **before},
        "after": {name: _sha256(notebook.path), **after},
    }


def _cells(execution: Execution) -> dict[str, Any]:
    """How many cells with code were planned, ran and failed, and the number of the failed one."""
    return {
        "planned": execution.planned,
        "ran": execution.ran,
        "failed": int(execution.failed is not None),
        "failed_cell": execution.failed,
    }


@cache
def versions() -> dict[str, str]:
    """The versions of the packages that the workbench asks for."""
    asked = [r for r in metadata.requires(DISTRIBUTION) or [] if "extra ==" not in r]
    names = sorted(re.split(r"[^A-Za-z0-9_.-]", requirement)[0] for requirement in asked)
    return {name: metadata.version(name) for name in names}


def as_json(record: Mapping[str, Any]) -> bytes:
    """A record as the bytes of its file."""
    return (json.dumps(record, ensure_ascii=False, indent=2) + "\n").encode()


def _sha256(path: Path) -> str | None:
    """The sha256 of a file, None where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


@cache
def code_sha256() -> str:
    """One hash over the package's own modules, so that a changed line is seen between versions."""
    whole = hashlib.sha256()
    for path in sorted(home.PACKAGE.rglob("*.py")):
        whole.update(path.relative_to(home.PACKAGE).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()
