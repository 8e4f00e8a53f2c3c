"""Where else can a batch run: on the workers of an existing Dask cluster.

Each worker makes members by the function that a batch uses here, in forked kernels of its own, and
sends the whole report back. A worker that is lost takes nothing with it: Dask gives its member to
another one.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from workbench.errors import ParameterError, Problem, RunFailed
from workbench.reports.folder import claimed
from workbench.reports.members import KEPT, OK, Member, Outcome, Outcomes, attempt, failed, lost
from workbench.reports.resuming import good_report
from workbench.reports.warm import Warm

SECONDS_TO_CONNECT = 10
STARTED = "workbench-members"
FAILED_FOLDER = ".failed"
_own = threading.local()


@contextmanager
def on_cluster(address: str) -> Iterator[Outcomes]:
    """What makes members on the workers of a cluster.

    Raises
    ------
    ParameterError
        If Dask is not installed, or no scheduler answers at the address.
    """
    try:
        distributed: Any = importlib.import_module("distributed")
    except ImportError as error:
        raise ParameterError(
            Problem(
                "CLW-R53",
                "a batch on a cluster needs the package distributed, which is not installed",
                value=address,
                expected="the extra [dask]",
                remedy='pip install "cluster-workbench[dask]", or leave --scheduler out',
            )
        ) from error
    try:
        client = distributed.Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ParameterError(
            Problem(
                "CLW-R54",
                "no Dask scheduler answers at this address",
                value=address,
                expected="the address that `dask scheduler` prints, such as tcp://127.0.0.1:8786",
                remedy="start one with `dask scheduler`, or leave --scheduler out",
            )
        ) from error
    with client:
        yield partial(_outcomes, client)


def _outcomes(client: Any, members: Sequence[Member]) -> Iterator[Outcome]:
    as_completed = importlib.import_module("distributed").as_completed
    asked = {}
    for member in members:
        if member.is_resumed and (kept := good_report(member)):
            yield Outcome(member.number, KEPT, str(kept))
            continue
        content = Path(member.notebook).read_bytes()
        asked[client.submit(make, asdict(member), content, pure=False)] = member
    for future in as_completed(list(asked), loop=client.loop):
        member = asked[future]
        error = future.exception()
        if error is not None:
            outcome = lost(member, f"{type(error).__name__}: {error}")
        else:
            outcome = _fetched(member, *future.result())
        tries = _starts(client, future.key)
        yield replace(outcome, tries=max(outcome.tries, tries))


def make(member: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Make one member on a worker; returns what became of it, and the files of its report."""
    from distributed import get_worker

    worker = get_worker()
    worker.log_event(STARTED, str(worker.get_current_task()))
    path = _notebook(Path(member["notebook"]), content)
    with TemporaryDirectory(prefix="workbench-") as out:
        here = replace(Member(**member), notebook=str(path), out=out, is_resumed=False)
        outcome = next(_warm(path).outcomes([here]), None) or attempt(here)
        files = {
            file.relative_to(out).as_posix(): file.read_bytes()
            for file in sorted(Path(out).rglob("*"))
            if file.is_file()
        }
    said = json.loads(json.dumps(asdict(outcome)).replace(out, member["out"]))
    return said, files


def _warm(path: Path) -> Warm:
    """The nursery of this thread for a notebook; it ends with the process of the worker."""
    known: dict[Path, Warm] = _own.__dict__.setdefault("warm", {})
    if path not in known:
        known[path] = Warm(path, workers=1).__enter__()
    return known[path]


def _notebook(path: Path, content: bytes) -> Path:
    """The notebook on this machine: where it lies, or a copy where it does not."""
    digest = hashlib.sha256(content).hexdigest()
    if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest:
        return path
    copies: dict[str, Path] = _own.__dict__.setdefault("copies", {})
    if digest not in copies:
        copies[digest] = Path(mkdtemp(prefix="workbench-")) / path.name
        copies[digest].write_bytes(content)
    return copies[digest]


def _fetched(member: Member, said: Mapping[str, Any], files: Mapping[str, bytes]) -> Outcome:
    """Put the report that a worker has made into its place here."""
    outcome = Outcome(**said)
    folders = {"/".join(path.split("/")[:2]) for path in files}  # <notebook>/<run>
    try:
        for folder in folders:
            final = Path(member.out) / folder.removesuffix(FAILED_FOLDER)
            with claimed(final) as place:
                for path, content in files.items():
                    if path.startswith(f"{folder}/"):
                        place.write(path.removeprefix(f"{folder}/"), content)
                if outcome.state == OK:
                    place.publish()
                else:
                    place.keep_failed()
    except RunFailed as error:
        return failed(member, error.problems)
    return outcome


def _starts(client: Any, key: str) -> int:
    """How often a member was begun, on whatever worker."""
    return sum(event == key for _, event in client.get_events(STARTED))
