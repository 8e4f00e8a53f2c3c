"""Is the report that lies there still good: whole, and made from the same things as now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench import __version__
from workbench.reports.binding import bind
from workbench.reports.notebook import open_notebook
from workbench.reports.parameters import card_in
from workbench.reports.record import code_sha256, data_of, versions
from workbench.reports.running import RECORD, place_of

if TYPE_CHECKING:
    from workbench.reports.members import Member


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
    has_formats = set(member.to) <= set(record.get("formats", {}))
    return folder if is_same and has_formats and _is_whole(folder, record) else None


def _is_whole(folder: Path, record: Mapping[str, Any]) -> bool:
    """Whether every file of a report is there as it was written."""
    try:
        return all(
            hashlib.sha256((folder / path).read_bytes()).hexdigest() == sha256
            for path, sha256 in record["outputs"].items()
        )
    except (OSError, KeyError, AttributeError):
        return False
