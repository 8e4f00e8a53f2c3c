"""What is asked of the file system during a run, one event after the other, and any may go wrong.

Events come from Python's audit hooks (open, mkdir, rename, remove), and from writes, fsyncs and
exchanges of folders, which no hook tells. A hook stays for ever, so all of this belongs into a
process of its own.
"""

from __future__ import annotations

import errno
import io
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workbench.reports import folder as module

TAKING = {"open", "os.mkdir", "os.rename", "write", "fsync", "exchange"}  # what needs room
AUDITED = TAKING | {"os.remove", "os.rmdir"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class Disk:
    """Counts the events below a folder, and calls `strike` with each.

    `strike` takes the number of the event and its name, and may raise or kill; for a write it is
    asked once more with half of the bytes written ("half").
    """

    def __init__(self, folder: Path, strike: Callable[[int, str], None]) -> None:
        self.folder, self.strike = str(folder), strike
        self.events: list[str] = []
        self.unsynced: set[str] = set()  # files that a loss of power would leave empty or half
        self._is_on = True
        sys.addaudithook(self._heard)
        self._open, self._fsync, self._exchange = io.open, os.fsync, module.exchange
        io.open = self._opened  # type: ignore[assignment]
        os.fsync = self._synced  # type: ignore[assignment]
        module.exchange = self._exchanged

    def off(self) -> None:
        """Let everything pass from now on."""
        self._is_on = False

    def meet(self, name: str) -> None:
        """One more event."""
        if self._is_on:
            self.events.append(name)
            self.strike(len(self.events), name)

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._is_on or event not in AUDITED:
            return
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & WRITING):
            return
        if any(isinstance(a, str | bytes | os.PathLike) and self._is_here(a) for a in arguments):
            self.meet(event)

    def _is_here(self, path: Any) -> bool:
        return os.fsdecode(path).startswith(self.folder)

    def _opened(self, file: Any, mode: str = "r", *arguments: Any, **more: Any) -> Any:
        handle = self._open(file, mode, *arguments, **more)
        is_ours = isinstance(file, str | os.PathLike) and self._is_here(file)
        return _Watched(handle, self, str(file)) if is_ours and set(mode) & set("wax+") else handle

    def _synced(self, descriptor: int) -> None:
        self.meet("fsync")
        self._fsync(descriptor)
        self.unsynced.discard(str(Path(f"/proc/self/fd/{descriptor}").readlink()))

    def _exchanged(self, one: Path, other: Path) -> bool:
        self.meet("exchange")
        return self._exchange(one, other)


class _Watched:
    """A file whose writes are events."""

    def __init__(self, handle: Any, disk: Disk, path: str) -> None:
        self._handle, self._disk, self._path = handle, disk, path

    def __getattr__(self, name: str) -> Any:
        return getattr(self._handle, name)

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.close()

    def __hash__(self) -> int:
        return id(self)

    def write(self, content: Any) -> int:
        """Half of it is on the disk when the event comes."""
        half = len(content) // 2
        self._disk.unsynced.add(self._path)
        self._handle.write(content[:half])
        self._handle.flush()
        self._disk.meet("write")
        self._handle.write(content[half:])
        return len(content)


def full_from(first: int, last: int = sys.maxsize) -> Callable[[int, str], None]:
    """A disk that is full from one event on, and has room again after another."""

    def strike(number: int, name: str) -> None:
        if first <= number <= last and name in TAKING:
            raise OSError(errno.ENOSPC, "No space left on device")

    return strike


def killed_at(wanted: int) -> Callable[[int, str], None]:
    """The process is killed when it asks for something the n-th time."""

    def strike(number: int, _: str) -> None:
        if number == wanted:
            os.kill(os.getpid(), signal.SIGKILL)

    return strike


def counted(call: Callable[[], object], folder: Path) -> list[str]:
    """The events of something that goes well, found in a process of its own."""
    heard, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            disk = Disk(folder, lambda *_: None)
            call()
            disk.off()
            os.write(told, "\n".join(disk.events).encode())
        finally:
            os._exit(0)
    os.close(told)
    with os.fdopen(heard, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(pid, 0)
    assert said, "the run whose events are counted has failed"
    return said.split("\n")
