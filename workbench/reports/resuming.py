"""Is the report that lies there still good: whole, and made from the same things as now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import __version__, home
from workbench.reports.binding import bind
from workbench.reports.notebook import open_notebook
from workbench.reports.pages import wanted
from workbench.reports.parameters import card_in
from workbench.reports.record import code_sha256, data_of, versions
from workbench.reports.running import PAGE, RECORD, Report, place_of, run

if TYPE_CHECKING:
    from workbench.reports.members import Member


def run_or_keep(
    notebook: str | Path,
    parameters: Mapping[str, object],
    *,
    out: str | Path | None = None,
    to: Sequence[str] = ("html",),
    lang: str = "en",
) -> Report:
    """The report of a notebook: the one that lies there where it is still good, else a new one."""
    from workbench.reports.members import Member

    base = str(out or home.reports())
    folder = good_report(Member(0, "", str(notebook), parameters, base, wanted(to, lang), lang))
    if folder is None:
        return run(notebook, parameters, out=out, to=to, lang=lang)
    record = json.loads((folder / RECORD).read_bytes())
    return Report(record["notebook"]["name"], record["run"], folder, folder / PAGE, record)


def good_report(member: Member) -> Path | None:
    """The folder of a member's report, where it need not be made again.

    Its notebook, parameters, data, code and versions are what they were, it is finished, and every
    file is as it was written, by its hash.
    """
    source = open_notebook(member.notebook)
    card = card_in(source)
    values = bind(card, member.parameters)
    folder = place_of(source, card, values, member.out, member.lang)
    try:
        record = json.loads((folder / RECORD).read_bytes())
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict):
        return None
    data = data_of(card, values)
    wanted = {
        "status": "done",
        "notebook": {"name": source.name, "sha256": source.sha256},
        "parameters": dict(values),
        "data": data.as_record() if data else {},
        "workbench": {"version": __version__, "sha256": code_sha256()},
        "versions": versions(),
    }
    is_same = all(record.get(key) == value for key, value in wanted.items())
    formats = record.get("formats")
    has_formats = isinstance(formats, dict) and set(member.to) <= set(formats)
    return folder if is_same and has_formats and _is_whole(folder, record) else None


def _is_whole(folder: Path, record: Mapping[str, Any]) -> bool:
    """Whether every file of a report is there as it was written, and inside its folder."""
    try:
        return all(
            (folder / path).resolve().is_relative_to(folder.resolve())
            and hashlib.sha256((folder / path).read_bytes()).hexdigest() == sha256
            for path, sha256 in record["outputs"].items()
        )
    except (OSError, KeyError, AttributeError):
        return False
