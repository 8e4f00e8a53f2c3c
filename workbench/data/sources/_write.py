"""How is a draft written: into a folder aside, looked through, and moved in as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.checking import examine
from workbench.data.sources._card import Card
from workbench.data.sources._draft import WORDS, Draft, is_number
from workbench.data.sources._shape import by_value
from workbench.data.study import DESCRIPTOR, Study, read_descriptor
from workbench.data.tables import NUMBER, TABLES, TEXT
from workbench.data.writing import (
    key_of,
    outline_resource,
    study_name,
    table_resource,
    write_descriptor,
    write_outlines,
)
from workbench.errors import Problem, StudyError

FETCHED = "fetched"
ROLES = {
    "regions": "Regions",
    "industries": "Industries",
    "activity": "Activity by region, industry and year",
    "indicators": "Indicators by region and year",
    "indicator_cards": "What the indicators are",
}


def refuse_other_studies(folder: Path, source: str) -> None:
    """Stop where the folder holds something that this source did not write.

    Raises
    ------
    StudyError
        If there is a study of another origin, or any other file.
    """
    if folder.is_dir() and (folder / DESCRIPTOR).is_file():
        origin = read_descriptor(folder).get("workbench", {}).get(FETCHED, {}).get("source")
        if origin == source:
            return
    elif not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return
    raise StudyError(
        Problem(
            "CLW-W15",
            f"the folder holds files that {source} did not write; they are left alone",
            file=str(folder),
            expected=f"an empty or new folder, or a study fetched from {source} before",
            remedy="name another folder with -o",
        )
    )


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """A folder beside the study's, which is gone afterwards; nothing half-written is left."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(mkdtemp(prefix=f".{folder.name[:40]}.", suffix=".partial", dir=folder.parent))
    try:
        yield stage
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def write(draft: Draft, card: Card, fetched: Mapping[str, Any], stage: Path, name: str) -> Study:
    """Write a study into an empty folder, and look it through.

    Parameters
    ----------
    draft, card
        The tables with their words, and the card of the source.
    fetched
        What the descriptor keeps about the fetch: source, options, notes, replies.
    stage, name
        The folder, and what the study is called.

    Raises
    ------
    StudyError
        With every error that the study as written has.
    """
    retrieved = max(reply["retrieved"] for reply in fetched["replies"])[:10]
    resources = [
        _table_resource(draft, card, key, table, stage, retrieved)
        for key, table in draft.tables.items()
    ]
    if draft.outlines:
        resources.append(_outline_resource(draft, stage, retrieved))
    descriptor = _descriptor(draft, card, fetched, name) | {"resources": resources}
    write_descriptor(stage, descriptor)
    study, problems = examine(stage)
    wrong = [
        replace(problem, file=Path(problem.file or "").name)  # the stage is gone when this is read
        for problem in problems
        if not problem.is_warning
    ]
    if wrong:
        raise StudyError(wrong)
    return study


def move_in(stage: Path, folder: Path) -> None:
    """Put the files of a written study in their place, the descriptor last."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(stage.iterdir(), key=lambda path: path.name == DESCRIPTOR):
        path.replace(folder / path.name)


def _descriptor(draft: Draft, card: Card, fetched: Mapping[str, Any], name: str) -> dict[str, Any]:
    warnings = dict(card.warnings) | draft.warnings
    licences = [dict(card.licence), *_terms(draft, "licence")]
    return {
        "profile": "data-package",
        "name": study_name(name),
        "title": draft.title,
        "description": " ".join([draft.description, *draft.notes]),
        "licenses": list({licence["name"]: licence for licence in licences}.values()),
        "sources": [_source(card), *_terms(draft, "source")],
        "citation": card.citation,
        "usage_warnings": [{"code": code, "text": text} for code, text in warnings.items()],
        "workbench": {"question": {}, FETCHED: dict(fetched)},
    }


def _source(card: Card) -> dict[str, str]:
    return {"title": f"{card.publisher}, {card.title}", "path": card.address}


def _terms(draft: Draft, which: str) -> list[dict[str, str]]:
    return [dict(draft.outline_terms[which])] if draft.outlines else []


def _table_resource(
    draft: Draft, card: Card, name: str, table: pd.DataFrame, stage: Path, retrieved: str
) -> dict[str, Any]:
    known = TABLES[name]
    key = key_of(name, table)
    path = stage / f"{name}.csv"
    plain = table.sort_values(key).apply(lambda column: by_value(column, _plain).fillna(""))
    plain.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")
    words = WORDS | {column: dict(said) for column, said in draft.words.items()}
    fields = [
        {
            "name": column,
            "type": known.columns.get(column) or (NUMBER if is_number(table[column]) else TEXT),
        }
        | words.get(column, {})
        for column in map(str, table)
    ]
    schema = {"fields": fields, "primaryKey": key, "missingValues": [""]}
    return {
        **table_resource(name, path),
        "title": ROLES.get(name, name),
        "retrieved": retrieved,
        "sources": [_source(card)],
        "licenses": [dict(card.licence)],
        "schema": schema,
    }


def _outline_resource(draft: Draft, stage: Path, retrieved: str) -> dict[str, Any]:
    return {
        **outline_resource(write_outlines(stage, draft.outlines)),
        "title": "Outlines of the regions",
        "retrieved": retrieved,
        "sources": _terms(draft, "source"),
        "licenses": _terms(draft, "licence"),
    }


def _plain(value: Any) -> str:
    """A cell as text: no exponents, no trailing zeros, an empty cell for a missing value."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float):
        return str(np.format_float_positional(value, trim="-"))
    return " ".join(str(value).split())
