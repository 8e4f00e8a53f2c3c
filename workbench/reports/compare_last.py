"""What changed since last time: told when a run replaces a report, and kept for `compare`.

Of a report that is replaced by a different one, record, tables and sentences stay in one file
beside the new report. An equal report replaces nothing, so that file holds the last different one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.reports.compare import comparison
from workbench.reports.compare_runs import RECORD, Run, previous_of, read_run
from workbench.reports.compare_words import last_time
from workbench.reports.crate import CRATE
from workbench.reports.folder import Place

KEPT = "previous.json"
UNREADABLE = (OSError, ValueError, LookupError, TypeError, AttributeError, WorkbenchError)


@dataclass(frozen=True)
class Last:
    """The report that a run replaces; `run` is None where its files are those of the new one."""

    run: Run | None


def last_in(folder: Path, record: Mapping[str, Any]) -> Last | None:
    """The report that lies in a folder before a new one with this record comes into its place.

    Returns
    -------
    None where there is no finished report that can be read: what has been there before must never
    be in the way of a new report.
    """
    path = folder / RECORD
    with suppress(*UNREADABLE):
        old = json.loads(path.read_bytes())
        is_same = _files(old) == _files(record)
        return Last(None if is_same else read_run(path))
    return None


def since(last: Last | None, place: Place, lang: str) -> str:
    """One line about what changed since last time, empty where there was none; keeps what was."""
    if last is None:
        return ""
    if last.run is None:
        return last_time(None, lang)
    with suppress(*UNREADABLE):
        path = place.final / RECORD
        found = comparison(last.run, read_run(path))
        if found:
            place.write(KEPT, last.run.as_bytes())
            (place.staging / KEPT).replace(previous_of(path))
        return last_time(found, lang)
    return ""


def _files(record: Mapping[str, Any]) -> dict[str, str]:
    """The hashes of a report's files, but for the one that holds its day."""
    return {path: sha256 for path, sha256 in record["outputs"].items() if path != CRATE}
