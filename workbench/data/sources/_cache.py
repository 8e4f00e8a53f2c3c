"""Which replies do we have already: kept with their checksum, date and address, never secrets.

A reply is two files: its bytes, and a record that names them. The record is written last and in
one step, so a reply is there whole or not at all. New replies replace old ones only when the whole
of a fetch has succeeded (`commit`); until then the last good copy stays.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.data.writing import write_whole
from workbench.errors import Problem, StudyError

FOLDER = "cluster-workbench"


@dataclass(frozen=True)
class Reply:
    """One reply of a publisher, with its record: url, retrieved, sha256, bytes, content_type."""

    body: bytes
    record: Mapping[str, Any]


def cache_folder(named: str | Path | None = None) -> Path:
    """Where replies are kept: the folder named, else `WORKBENCH_CACHE`, else the user's cache.

    The user's cache is `XDG_CACHE_HOME` or `~/.cache`, on macOS `~/Library/Caches`, on Windows
    `LOCALAPPDATA`.
    """
    if named or os.environ.get("WORKBENCH_CACHE"):
        return Path(named or os.environ["WORKBENCH_CACHE"])
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        own = Path.home() / "Library" / "Caches"
    else:
        own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return own / FOLDER


@dataclass
class Cache:
    """The replies of one source, each found by its address."""

    folder: Path
    pending: dict[str, dict[str, Any]] = field(default_factory=dict)

    def get(self, address: str) -> Reply | None:
        """The reply kept for an address, verified; None where there is none.

        Raises
        ------
        StudyError
            If what is kept is not what was received.
        """
        path = self._record_path(address)
        if not path.is_file():
            return None
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            body = (self.folder / Path(record["file"]).name).read_bytes()
            is_sound = _checksum(body) == record["sha256"] and record["url"] == address
            datetime.fromisoformat(record["retrieved"])
        except (OSError, ValueError, KeyError, TypeError):
            is_sound = False
        if not is_sound:
            raise StudyError(_corrupt(address, path))
        return Reply(body, record)

    def keep(self, address: str, body: bytes, content_type: str) -> Reply:
        """Write a reply beside the last good copy; it takes its place on `commit`."""
        checksum = _checksum(body)
        record = {
            "url": address,
            "retrieved": datetime.now(UTC).isoformat(timespec="seconds"),
            "sha256": checksum,
            "bytes": len(body),
            "content_type": content_type,
            "file": f"{_key(address)}.{checksum.removeprefix('sha256:')[:16]}.reply",
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self._is_there(record):
            write_whole(self.folder / str(record["file"]), body)
        self.pending[address] = record
        return Reply(body, record)

    def new(self, address: str) -> Reply | None:
        """The reply kept for an address in this fetch; None where there is none yet."""
        record = self.pending.get(address)
        return Reply((self.folder / record["file"]).read_bytes(), record) if record else None

    def commit(self) -> None:
        """Let the new replies take the place of the old."""
        for address, record in self.pending.items():
            text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
            write_whole(self._record_path(address), text.encode())
            for old in self.folder.glob(f"{_key(address)}.*.reply"):
                if old.name != record["file"]:
                    old.unlink(missing_ok=True)
        self.pending.clear()

    def abandon(self) -> None:
        """Forget the new replies; what was kept before stays."""
        for address, record in self.pending.items():
            in_use = None
            with contextlib.suppress(StudyError):
                in_use = self.get(address)
            if in_use is None or in_use.record["file"] != record["file"]:
                (self.folder / str(record["file"])).unlink(missing_ok=True)
        self.pending.clear()

    def date(self, address: str) -> str:
        """The day the last good copy was retrieved, or nothing."""
        with contextlib.suppress(StudyError):
            if kept := self.get(address):
                return str(kept.record["retrieved"])[:10]
        return ""

    def _record_path(self, address: str) -> Path:
        return self.folder / f"{_key(address)}.json"

    def _is_there(self, record: Mapping[str, Any]) -> bool:
        path = self.folder / str(record["file"])
        return path.is_file() and _checksum(path.read_bytes()) == record["sha256"]


def _key(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:32]


def _checksum(body: bytes) -> str:
    return "sha256:" + hashlib.sha256(body).hexdigest()


def _corrupt(address: str, path: Path) -> Problem:
    return Problem(
        "CLW-W12",
        "a kept reply is not what was received: its checksum differs, so it is not used",
        file=str(path),
        value=address,
        expected="the bytes whose checksum stands in the record",
        remedy="fetch it again with --online",
    )
