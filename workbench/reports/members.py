"""What becomes of one member of a batch: made, kept from last time, or failed and why."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from workbench.errors import Problem, WorkbenchError
from workbench.reports.kernel import running_kernel
from workbench.reports.resuming import good_report
from workbench.reports.running import SECONDS_A_CELL, Kernels, run

OK, FAILED, KEPT = "ok", "failed", "kept"
LOST = {"CLW-R05", "CLW-R50"}
MOST_TRIES = 2


@dataclass(frozen=True)
class Member:
    """One report of a batch, as plain data that can be sent to another process.

    `number` is its place in the batch, `label` its varied values in words.
    """

    number: int
    label: str
    notebook: str
    parameters: Mapping[str, Any]
    out: str
    to: Sequence[str] = ("html",)
    lang: str = "en"
    limit: int = SECONDS_A_CELL
    is_resumed: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a member: its state, its page, what was wrong, and how often it was tried."""

    number: int
    state: str
    folder: str = ""
    seconds: float = 0.0
    problems: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    tries: int = 1

    @property
    def is_lost(self) -> bool:
        """Whether a process was lost, so that another try may do."""
        return self.state == FAILED and any(p["code"] in LOST for p in self.problems)


Outcomes = Callable[[Sequence[Member]], Iterator[Outcome]]  # what makes members


def attempt(
    member: Member, kernels: Sequence[Kernels] = (running_kernel, running_kernel)
) -> Outcome:
    """Make one member's report, once more where its kernel is lost.

    Parameters
    ----------
    member
        What to make.
    kernels
        What starts the kernel, one a try.

    Returns
    -------
    What became of it; whatever goes wrong is told in it, and nothing is raised.
    """
    started = time.monotonic()
    outcome = Outcome(member.number, FAILED)
    for tries, kernel in enumerate(kernels, start=1):
        outcome = replace(_tried(member, kernel), tries=tries)
        if not outcome.is_lost:
            break
    return replace(outcome, seconds=round(time.monotonic() - started, 3))


def _tried(member: Member, kernel: Kernels) -> Outcome:
    try:
        if member.is_resumed and (kept := good_report(member)):
            return Outcome(member.number, KEPT, str(kept))
        report = run(
            member.notebook,
            member.parameters,
            out=member.out,
            progress=False,
            limit=member.limit,
            to=member.to,
            lang=member.lang,
            kernel=kernel,
        )
    except WorkbenchError as error:
        return failed(member, error.problems)
    except Exception as error:
        text = f"the workbench itself failed: {type(error).__name__}: {error}"
        remedy = "run this member alone with --debug to see where, and report it"
        return failed(member, [Problem("CLW-R99", text, remedy=remedy)])
    return Outcome(member.number, OK, str(report.folder))


def failed(member: Member, problems: Sequence[Problem]) -> Outcome:
    """The outcome of a member that has failed."""
    return Outcome(member.number, FAILED, problems=[problem.as_record() for problem in problems])


def lost(member: Member, how: str) -> Outcome:
    """The outcome of a member whose worker has gone without a word."""
    return failed(
        member,
        [
            Problem(
                "CLW-R50",
                f"the worker of this member was lost: {how}",
                expected="a worker that lives to the end; one ended by signal 9 has most often "
                "asked for more memory than there is",
                remedy="run the batch again with --resume, with fewer workers or more memory",
            )
        ],
    )


def as_line(thing: Member | Outcome) -> bytes:
    """A member or an outcome as one line of JSON."""
    return json.dumps(asdict(thing)).encode() + b"\n"


def in_processes(members: Sequence[Member], workers: int) -> Iterator[Outcome]:
    """Make the members with a fresh process and a fresh kernel for each; works everywhere."""
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(_in_process, member) for member in members]
        try:
            for future in as_completed(futures):
                yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _in_process(member: Member) -> Outcome:
    command = [sys.executable, "-P", "-m", "workbench.reports.members"]
    outcome = Outcome(member.number, FAILED)
    for tries in range(1, MOST_TRIES + 1):
        done = subprocess.run(command, input=as_line(member), capture_output=True, check=False)  # noqa: S603 - this Python
        try:
            return Outcome(**json.loads(done.stdout))
        except ValueError:
            outcome = replace(lost(member, f"it ended with {done.returncode}"), tries=tries)
    return outcome


if __name__ == "__main__":
    sys.stdout.buffer.write(as_line(attempt(Member(**json.load(sys.stdin)))))
