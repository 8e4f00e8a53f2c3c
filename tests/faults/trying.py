"""What is an injection: one try in a process of its own, and what came of it."""

from __future__ import annotations

import json
import os
import selectors
import signal
import time
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from shutil import rmtree

AT_ONCE = 3
SECONDS = 300  # no injection takes longer, or something hangs that must not
CHUNK = 1 << 16


@dataclass(frozen=True)
class Found:
    """What came of one injection.

    `is_false` says that a report claims to be done and is not; `is_lost` that the last good report
    is gone. `lacks` is what else was not as it must be.
    """

    what: str
    is_false: bool = False
    is_lost: bool = False
    lacks: str = ""
    seconds: float = 0

    @property
    def is_met(self) -> bool:
        """Whether the fault was met as it must be."""
        return not (self.is_false or self.is_lost or self.lacks)


@dataclass(frozen=True)
class Try:
    """One injection: what it is in words, and what does it in a folder of its own."""

    what: str
    call: Callable[[Path], Found]


@dataclass
class _Child:
    what: str
    pid: int
    pipe: int
    ends: float
    said: bytes = b""


def each(tries: Iterable[Try], folder: Path, at_once: int = AT_ONCE) -> list[Found]:
    """Make every try in a forked process, a few at a time; what ends without a word is told."""
    waiting = iter(enumerate(tries))
    found: list[Found] = []
    children: dict[int, _Child] = {}
    with selectors.DefaultSelector() as selector:
        while True:
            for number, wanted in islice(waiting, at_once - len(children)):
                child = _forked(wanted, folder / f"{number:03d}")
                children[child.pipe] = child
                selector.register(child.pipe, selectors.EVENT_READ)
            if not children:
                return found
            for key, _ in selector.select(1):
                child = children[key.fd]
                more = os.read(key.fd, CHUNK)
                child.said += more
                if not more:
                    selector.unregister(key.fd)
                    os.close(key.fd)
                    found.append(_told(children.pop(key.fd)))
            for child in children.values():
                if time.monotonic() > child.ends:
                    with suppress(ProcessLookupError):
                        os.killpg(child.pid, signal.SIGKILL)


def _forked(wanted: Try, folder: Path) -> _Child:
    heard, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(heard)
            os.setpgid(0, 0)  # what it begins ends with it
            folder.mkdir(parents=True)
            try:
                found = wanted.call(folder)
            except BaseException:
                found = Found(wanted.what, lacks=traceback.format_exc())
            rmtree(folder, ignore_errors=True)
            with os.fdopen(told, "wb") as pipe:
                pipe.write(json.dumps(asdict(found)).encode())
        finally:
            os._exit(0)
    os.close(told)
    return _Child(wanted.what, pid, heard, time.monotonic() + SECONDS)


def _told(child: _Child) -> Found:
    status = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
    if not child.said:
        return Found(child.what, lacks=f"the try itself ended with {status} and said nothing")
    seconds = SECONDS - (child.ends - time.monotonic())
    return replace(Found(**json.loads(child.said)), seconds=round(seconds, 1))


def in_a_fork(call: Callable[[], object]) -> int:
    """Do something in a process of its own that may die; returns how it ended."""
    pid = begun(call)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def begun(call: Callable[[], object]) -> int:
    """Begin something in a process of its own; returns the process."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            call()
            code = 0
        finally:
            os._exit(code)
    return pid
