"""Who asks the nursery: the batch, which starts it early and takes outcomes as they come."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from workbench.once import shared_by
from workbench.reports.kernel import INLINE, environment
from workbench.reports.members import Member, Outcome, as_line, in_processes

SECONDS_TO_END = 5


class Warm:
    """A nursery that loads in the background; members are made in plain processes without one.

    Parameters
    ----------
    notebook
        The notebook of the batch, whose imports are loaded.
    workers
        How many reports are made at a time.
    """

    def __init__(self, notebook: Path, workers: int) -> None:
        self.notebook, self.workers = notebook, workers
        self.plain_because = "" if hasattr(os, "fork") else "this system cannot fork"

    def __enter__(self) -> Warm:
        self._own = TemporaryDirectory(prefix="workbench-", ignore_cleanup_errors=True)
        self._process = None if self.plain_because else self._started()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()  # type: ignore[union-attr]
            if kind is not None:
                self._process.kill()  # its children see that it has gone
            try:
                self._process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process.stdout.close()  # type: ignore[union-attr]
        self._own.cleanup()

    def outcomes(self, members: Sequence[Member]) -> Iterator[Outcome]:
        """Make the members; yields what became of each, as soon as it is known."""
        left = {member.number: member for member in members}
        if self._process is not None:
            if not self.plain_because:
                self._say(b"".join(map(as_line, members)))
            for line in self._lines():
                found = json.loads(line)
                if "unfit" in found:
                    self.plain_because = found["unfit"]
                    if self.plain_because:
                        break
                    continue
                outcome = Outcome(**found)
                del left[outcome.number]
                yield outcome
                if not left:
                    return
            else:
                self.plain_because = "the process that the reports are forked from was lost"
        yield from in_processes(list(left.values()), self.workers)

    def _started(self) -> subprocess.Popen[bytes]:
        own = Path(self._own.name)
        shared = own / "shared"
        shared.mkdir()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "workbench.reports.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(own) | {"MPLBACKEND": INLINE} | shared_by(shared),
            start_new_session=True,  # an interruption is for us, and our end is its end
        )
        self._process = process
        asked = {"notebook": str(self.notebook), "workers": self.workers}
        self._say(json.dumps(asked).encode() + b"\n")
        return process

    def _say(self, lines: bytes) -> None:
        stdin = self._process.stdin  # type: ignore[union-attr]
        with suppress(BrokenPipeError):  # whoever listens for the answer finds it gone
            stdin.write(lines)  # type: ignore[union-attr]
            stdin.flush()  # type: ignore[union-attr]

    def _lines(self) -> Iterator[bytes]:
        while line := self._process.stdout.readline():  # type: ignore[union-attr]
            yield line
