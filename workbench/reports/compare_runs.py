"""What did a run show, and what made it: read from its folder, or from what was kept of it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from workbench import home
from workbench.errors import Problem, UnknownName, WorkbenchError, listed, quoted, unknown
from workbench.reports.notebook import notebooks

if TYPE_CHECKING:
    from workbench.reports.blocks import Block, Exhibit

RECORD, NOTEBOOK = "record.json", "notebook.ipynb"
PREVIOUS = ".previous.json"  # what is kept of the report that another one replaced, beside it
DEPTHS = ("", "*/", "*/*/")  # a run's folder, a notebook's, or one that --out named
END_OF_LINE = re.compile(r"</(?:tr|p|li|h\d|pre|blockquote|dt|dd)>|<br>")
END_OF_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])|(?<=[。！？])")


@dataclass(frozen=True)
class Shown:
    """A figure or table: its caption, its data as CSV, and the sha256 of its drawing."""

    name: str
    kind: str
    caption: str
    units: str
    csv: str
    drawing: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of a page; `role` says where it stands, such as verdict or caption."""

    role: str
    text: str


@dataclass(frozen=True)
class Run:
    """What a run showed, with its record; `altered` names files that are not as it wrote them."""

    record: Mapping[str, Any]
    exhibits: tuple[Shown, ...]
    sentences: tuple[Sentence, ...]
    altered: tuple[str, ...] = ()

    @property
    def notebook(self) -> str:
        """The notebook's name."""
        return str(self.record["notebook"]["name"])

    @property
    def day(self) -> str:
        """The day it was made, in universal time."""
        return str(self.record.get("times", {}).get("started", ""))[:10]

    def as_bytes(self) -> bytes:
        """What is kept of a run when another one replaces it."""
        kept = {
            "record": self.record,
            "exhibits": [asdict(exhibit) for exhibit in self.exhibits],
            "sentences": [asdict(sentence) for sentence in self.sentences],
        }
        return (json.dumps(kept, ensure_ascii=False, indent=1) + "\n").encode()


def located(run: str | Path) -> Path:
    """The record of the one run that is meant by a folder, a file or a notebook's name.

    Parameters
    ----------
    run
        A run's folder, a folder that holds one run (such as one that `--out` named), a
        `record.json`, what was kept of a replaced report, or the name of a notebook with one run
        in `reports/`.

    Raises
    ------
    UnknownName
        If no run is there, or more than one.
    """
    path = Path(run)
    if path.is_file():
        return path
    found = runs_in(path if path.is_dir() else home.reports() / str(run))
    if len(found) == 1:
        return found[0]
    raise UnknownName(_several(run, found) if found else _none(run))


def runs_in(folder: Path) -> list[Path]:
    """The records of the finished runs in a folder, those of failed runs left out."""
    for depth in DEPTHS:
        found = sorted(folder.glob(f"{depth}{RECORD}"))
        if found:
            return [path for path in found if path.parent.suffix != ".failed"] or found
    return []


def previous_of(record: Path) -> Path:
    """Where lies what was kept of the report that stood in this place before."""
    return record.parent.with_name(record.parent.name + PREVIOUS)


def read_run(path: Path) -> Run:
    """A run from its record's path, or from what was kept of it.

    Raises
    ------
    WorkbenchError
        If the file is no record, the run failed, or its notebook is gone.
    """
    content = _json(path, "status", "sentences")
    if "sentences" in content:
        return Run(
            content["record"],
            tuple(Shown(**exhibit) for exhibit in content["exhibits"]),
            tuple(Sentence(**sentence) for sentence in content["sentences"]),
        )
    if content.get("status") != "done":
        raise WorkbenchError(_failed(path))
    return _from_folder(path.parent, content)


def _from_folder(folder: Path, record: Mapping[str, Any]) -> Run:
    from workbench.reports.blocks import tell  # brings the sanitisers of HTML

    outputs = record.get("outputs", {})
    story = tell(_json(folder / NOTEBOOK, "cells"))
    return Run(
        record,
        tuple(_shown(exhibit, folder, outputs) for exhibit in story.exhibits),
        tuple(sentence for block in story.blocks for sentence in _sentences(block)),
        tuple(path for path, sha256 in outputs.items() if _sha256(folder / path) != sha256),
    )


def _shown(exhibit: Exhibit, folder: Path, outputs: Mapping[str, str]) -> Shown:
    """An exhibit with its data as they lie in the folder, for that is what a reader opens."""
    data = folder / "tables" / f"{exhibit.name}.csv"
    csv = data.read_text(encoding="utf-8") if exhibit.csv and data.is_file() else exhibit.csv
    files = (f"figures/{exhibit.name}.{kind}" for kind in ("svg", "png"))
    drawing = next((outputs[path] for path in files if path in outputs), "")
    return Shown(exhibit.name, exhibit.kind, exhibit.caption, exhibit.units, csv, drawing)


def _sentences(block: Block) -> Iterator[Sentence]:
    """What a reader reads of a block, the data of exhibits left out."""
    if block.exhibit:
        yield from _split("caption", block.exhibit.caption)
        if block.exhibit.alt != block.exhibit.caption:
            yield from _split("description", block.exhibit.alt)
    for paragraph in block.paragraphs:
        yield from _split(block.role, paragraph)
    if block.kind in {"markdown", "html"}:
        role = "text" if block.kind == "markdown" else "output"
        for line in END_OF_LINE.split(block.html):
            yield from _split(role, Markup(line.replace("</t", " </t")).striptags())  # noqa: S704
    if block.kind == "text":
        for line in block.text.splitlines():
            yield from _split("output", line)


def _split(role: str, text: str) -> Iterator[Sentence]:
    for sentence in END_OF_SENTENCE.split(text):
        if sentence and not sentence.isspace():
            yield Sentence(role, " ".join(sentence.split()))


def _json(path: Path, *marks: str) -> dict[str, Any]:
    """A file of a report, which has one of the marks."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        content = None
    if not isinstance(content, dict) or not set(marks) & set(content):
        raise WorkbenchError(
            Problem(
                "CLW-R63",
                f"{path.name} is not part of a report",
                file=str(path),
                expected=f"the {RECORD} of a run, with {NOTEBOOK} beside it",
                remedy="name the folder that workbench run has written",
            )
        )
    return content


def _sha256(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _none(run: str | Path) -> Problem:
    if str(run) in notebooks or not (home.reports() / str(run)).exists():
        known = sorted({path.parent.parent.name for path in home.reports().glob(f"*/*/{RECORD}")})
        remedy = "give the folder of a run, or run the notebook first: workbench run NOTEBOOK"
        return unknown("CLW-R60", "run called", run, known, remedy=remedy)
    return Problem(
        "CLW-R60",
        f"no finished run in {quoted(run)}",
        file=str(run),
        expected=f"a folder with {RECORD}",
        remedy="run the notebook first: workbench run NOTEBOOK",
    )


def _several(run: str | Path, found: list[Path]) -> Problem:
    return Problem(
        "CLW-R61",
        f"{quoted(run)} holds {len(found)} runs",
        value=str(run),
        expected=f"one of: {listed(str(path.parent) for path in found)}",
        remedy="give the folder of the run that is meant",
    )


def _failed(path: Path) -> Problem:
    return Problem(
        "CLW-R64",
        "this run has failed, so there is nothing to compare",
        file=str(path),
        expected="a finished run",
        remedy="run it again; its record says why it failed",
    )
