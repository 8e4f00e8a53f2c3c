"""How does a report reach its place: all at once, or not at all.

Everything is written into a hidden folder beside the report, which changes places with the last
one when it is whole. A lock that the system itself releases keeps two runs apart. What a dead run
has left is cleared by the next one.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from workbench.errors import Problem, RunFailed
from workbench.reports._exchange import exchange

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LEFT = {".new", ".old", ".lock"}
LOCKED_BYTE = 1 << 20  # far behind the text, so that others can read who holds the lock
_open_locks: set[IO[str]] = set()


class Place:
    """Where one report goes: written in `staging`, and moved to `final` when it is whole."""

    def __init__(self, final: Path) -> None:
        self.final = final
        self.staging = final.parent / f".{final.name}.new"
        self.previous = final.parent / f".{final.name}.old"
        self.failed = final.parent / f"{final.name}.failed"

    def write(self, name: str, content: bytes) -> None:
        """Write one file of the report and see it onto the disk.

        Raises
        ------
        RunFailed
            If the system refuses, such as on a full disk; with the path and the bytes.
        """
        path = self.staging / name
        with telling(path, len(content)):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as handle:
                handle.write(content)
                handle.flush()
                os.fsync(handle.fileno())

    def publish(self) -> None:
        """Put the whole report in the place of the last one."""
        self._move_to(self.final)
        shutil.rmtree(self.failed, ignore_errors=True)

    def keep_failed(self) -> None:
        """Put what a failed run has left beside the last good report, which stays as it is."""
        self._move_to(self.failed)

    def recover(self) -> None:
        """Clear what a dead run has left; a report it had already put aside goes back."""
        if self.previous.is_dir() and not self.final.exists():
            self.previous.rename(self.final)
        self.clear()

    def clear(self) -> None:
        """Remove the hidden folders."""
        for folder in (self.staging, self.previous):
            if folder.exists():
                shutil.rmtree(folder)

    def _move_to(self, target: Path) -> None:
        """The staged report in its place; the staging folder then holds what lay there."""
        with telling(target):
            for folder, _, _ in os.walk(self.staging):
                _sync(Path(folder))
            if not target.is_dir():
                self.staging.rename(target)
            elif not exchange(self.staging, target):
                self._replace(target)
            _sync(target.parent)

    def _replace(self, target: Path) -> None:
        """What `_move_to` does where the system cannot exchange two folders: two renamings."""
        if target == self.final:
            target.rename(self.previous)
        else:
            shutil.rmtree(target)
        try:
            self.staging.rename(target)
        except OSError:
            self.recover()
            raise


@contextmanager
def claimed(final: Path) -> Iterator[Place]:
    """The place of a report, held by this process alone.

    Raises
    ------
    RunFailed
        If another run holds it (with its process), or the system refuses to write there.
    """
    with telling(final):
        final.parent.mkdir(parents=True, exist_ok=True)
        handle = _locked(final)
    place = Place(final)
    try:
        with telling(final):
            place.recover()
            _clear_dead(final)
        yield place
    finally:
        with suppress(OSError):  # what cannot be cleared now is cleared by the next run
            place.recover()
        _release(handle, final)


@contextmanager
def telling(path: Path, n_bytes: int | None = None) -> Iterator[None]:
    """Turn a refusal of the system into a problem with the path, and the bytes of a write."""
    try:
        yield
    except OSError as error:
        what = f"cannot write {n_bytes:,} bytes" if n_bytes is not None else "cannot write here"
        raise RunFailed(
            Problem(
                "CLW-R08",
                f"{what}: {error.strerror or error}",
                file=str(error.filename or path),
                expected="a folder that can be written, with room for the report",
                remedy="free some room, or choose another folder with --out",
            )
        ) from error


def _lock_path(final: Path) -> Path:
    return final.parent / f".{final.name}.lock"


def _locked(final: Path) -> IO[str]:
    """The open lock file of a report; the system lets go of it when this process ends."""
    path = _lock_path(final)
    while True:
        handle = path.open("a+", encoding="utf-8")
        if not _seize(handle):
            handle.seek(0)
            holder = handle.read()
            handle.close()
            raise RunFailed(_held(final, holder))
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(handle.fileno()), path.stat()):
                break
        handle.close()  # its holder has just removed it: take the new one
    try:
        handle.truncate(0)
        handle.write(json.dumps({"process": os.getpid(), "host": socket.gethostname()}))
        handle.flush()
    except OSError:
        _release(handle, final)
        raise
    _open_locks.add(handle)
    return handle


def _seize(handle: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            handle.seek(LOCKED_BYTE)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _release(handle: IO[str], final: Path) -> None:
    with suppress(OSError):
        _lock_path(final).unlink()
    _open_locks.discard(handle)
    with suppress(OSError):  # a full disk has not taken who holds it
        handle.close()


def _let_go() -> None:
    """In a forked process: hold nothing, or a lock would outlive the run that took it."""
    for handle in _open_locks:
        handle.close()
    _open_locks.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def _held(final: Path, holder: str) -> Problem:
    try:
        known = json.loads(holder)
        who = f"process {known['process']} on {known['host']}"
    except (ValueError, TypeError, KeyError):
        who = "another process"
    return Problem(
        "CLW-R04",
        f"another run is writing this report: {who}",
        file=str(final),
        expected="one run at a time on one output folder",
        remedy="wait until it has ended, or choose another folder with --out",
    )


def _clear_dead(final: Path) -> None:
    """Clear what dead runs have left in the places beside this one."""
    left = [path for path in final.parent.glob(".*.*") if path.suffix in LEFT]
    for neighbour in {path.with_name(path.stem.removeprefix(".")) for path in left}:
        if neighbour != final:
            with suppress(RunFailed):
                handle = _locked(neighbour)
                Place(neighbour).recover()
                _release(handle, neighbour)


def _sync(folder: Path) -> None:
    """See a renaming onto the disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
