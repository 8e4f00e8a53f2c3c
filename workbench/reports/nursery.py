"""How can reports begin warm: a process that loads everything once, and forks one child a report.

    python -m workbench.reports.nursery

It reads lines of JSON: first a notebook and a number of workers, then members. It writes one line
that says whether it can serve, then an outcome for each member. When its input ends, so do its
children.
"""

from __future__ import annotations

import gc
import json
import os
import selectors
import signal
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from workbench.reports.ahead import compute_ahead, has_ahead
from workbench.reports.forking import can_fork, forked_kernel
from workbench.reports.kernel import running_kernel
from workbench.reports.members import MOST_TRIES, Member, Outcome, as_line, attempt, lost
from workbench.reports.notebook import Notebook, open_notebook
from workbench.reports.preloading import preload

CHUNK = 1 << 16
SECONDS_BETWEEN_LOOKS = 1.0
OBJECTS_BETWEEN_COLLECTIONS = 20_000  # a report lives a second or two: little of it is garbage


@dataclass
class Child:
    """A report that is being made: its process, its pipe, and what has come through it."""

    member: Member
    pid: int
    pipe: int
    tries: int
    said: bytes = b""


class Nursery:
    """Forks a child for each member, no more at a time than there are workers."""

    def __init__(self, requests: int, answers: int, workers: int) -> None:
        self.requests, self.answers, self.workers = requests, answers, workers
        self.waiting: deque[tuple[Member, int]] = deque()
        self.children: dict[int, Child] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(requests, selectors.EVENT_READ)
        self._rest = b""
        self._is_ahead = False

    def serve(self) -> None:
        """Make what is asked for until the requests end."""
        self._queue()
        while True:
            while self.waiting and len(self.children) < self.workers:
                self._fork(*self.waiting.popleft())
            for key, _ in self.selector.select():
                if key.fd in self.children:
                    self._hear(self.children[key.fd])
                elif not self._take():
                    self._end()
                    return

    def begin_ahead(self, notebook: Notebook) -> None:
        """Have computed what the members share, once it is known who they are.

        Only where a core has nothing else to do, and more than one member needs it.
        """
        if self._is_ahead or self.workers == 1 or not has_ahead(notebook) or not can_fork():
            return
        self._queue()  # some may have come with the first line
        if self.selector.select(0):
            self._take()
        members = [member for member, _ in self.waiting if not member.is_resumed]
        if len(members) > 1:
            self._is_ahead = True
            if os.fork() == 0:
                _be_alone(lambda: compute_ahead(notebook, members[0]))

    def take_line(self) -> bytes:
        """The next request, waited for; empty at their end."""
        while b"\n" not in self._rest:
            if not (found := os.read(self.requests, CHUNK)):
                return b""
            self._rest += found
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def say(self, line: bytes) -> None:
        """Write one line to whoever asked."""
        while line:
            line = line[os.write(self.answers, line) :]

    def _take(self) -> bool:
        found = os.read(self.requests, CHUNK)
        self._rest += found
        self._queue()
        return bool(found)

    def _queue(self) -> None:
        """Put the requests that are whole into the queue."""
        while b"\n" in self._rest:
            self.waiting.append((Member(**json.loads(self.take_line())), 1))

    def _fork(self, member: Member, tries: int) -> None:
        heard, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(heard)
            _be_a_child(member, tries, told)
        os.close(told)
        self.children[heard] = Child(member, pid, heard, tries)
        self.selector.register(heard, selectors.EVENT_READ)

    def _hear(self, child: Child) -> None:
        """Take what a child says; at its end, its outcome, or another try."""
        found = os.read(child.pipe, CHUNK)
        child.said += found
        if found:
            return
        self.selector.unregister(child.pipe)
        os.close(child.pipe)
        del self.children[child.pipe]
        code = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        if child.said.endswith(b"\n"):
            self.say(child.said)
        elif child.tries < MOST_TRIES:
            self.waiting.appendleft((child.member, child.tries + 1))
        else:
            how = f"ended by signal {-code}" if code < 0 else f"ended with code {code}"
            self.say(as_line(replace(lost(child.member, how), tries=child.tries)))

    def _end(self) -> None:
        for child in self.children.values():
            with suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)


def main() -> None:
    """Load, say so, and serve."""
    answers = os.dup(1)
    requests = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    nursery = Nursery(requests, answers, workers=1)
    asked = json.loads(nursery.take_line())
    nursery.workers = asked["workers"]
    gc.disable()  # what is imported stays
    notebook = open_notebook(asked["notebook"])
    unfit = preload(notebook, lambda: nursery.begin_ahead(notebook))
    gc.enable()
    gc.freeze()  # the collector would touch, and so copy, every page of memory in every child
    nursery.say(json.dumps({"unfit": unfit}).encode() + b"\n")
    if not unfit:
        nursery.serve()


def _be_a_child(member: Member, tries: int, told: int) -> None:
    """What a forked process does: make one report, say what became of it, and end."""
    _be_alone(lambda: os.write(told, as_line(_made(member, tries))))


def _be_alone(do: Callable[[], object]) -> None:
    """Do one thing in a process that has just been forked, and end; also when its parent ends."""
    parent = os.getppid()

    def look(*_: object) -> None:
        if os.getppid() != parent:
            os._exit(1)

    try:
        os.setsid()
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, SECONDS_BETWEEN_LOOKS, SECONDS_BETWEEN_LOOKS)
        do()
    finally:
        os._exit(0)


def _made(member: Member, tries: int) -> Outcome:
    """The first try in a forked kernel, the second in a plain one, which nothing disturbs."""
    kernels = (forked_kernel, running_kernel)[tries - 1 :]
    outcome = attempt(member, kernels)
    return replace(outcome, tries=outcome.tries + tries - 1)


if __name__ == "__main__":
    main()
