"""F10: the network refuses, hangs or lies; the last good copy stays, and notebooks do without."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

from tests.data.sources.conftest import Answer, Publisher
from tests.faults.publishing import DATA, asked, publishing, warmed
from tests.faults.trying import Found, Try
from tests.reports.test_folder import tree
from workbench.errors import WorkbenchError

TITLE = "network refused, hanging, lying"
LEAST = 32
PAGE = b"<!doctype html>\n<html><head><title>Maintenance</title></head></html>"
ANSWERS: dict[str, Answer] = {
    "a page of errors as data": Answer(PAGE),
    "a page to sign in": Answer(b"<html><form><input type='password'></form></html>"),
    "not found": Answer(b"no", 404),
    "not allowed": Answer(PAGE, 403),
    "a fault of the server": Answer(PAGE, 500),
    "too busy": Answer(b"", 503, {"Retry-After": "1"}),
    "nothing": Answer(b""),
    "garbage": Answer(bytes(range(256)) * 9),
    "cut off": Answer(b'[{"page":1', cut=500),
    "a connection that stalls": Answer(b'[{"page":1', cut=500, stall=1),
    "a server that does not answer": Answer(b"[]", wait=1),
    "too long an answer": Answer(b"[" + b" " * 3_000_000 + b"]"),
    "leads elsewhere": Answer(b"", 302, {"Location": "http://169.254.169.254/latest"}),
    "leads to a file": Answer(b"", 302, {"Location": "file:///etc/passwd"}),
    "leads to itself": Answer(b"", 302, {"Location": DATA}),
}
NO_NETWORK = """\
import socket, sys
from pathlib import Path
def heard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo") and "127.0.0.1" not in str(arguments):
        if not (event == "socket.connect" and isinstance(arguments[1], (str, bytes))):
            Path({mark!r}).write_text(f"{{event}} {{arguments}}")
            raise OSError("no network")
sys.addaudithook(heard)
"""
NOTEBOOK = "meet_the_towns"


def tries(bench: object) -> Iterator[Try]:
    del bench
    warmed()
    for had_good, name in product((False, True), ANSWERS):
        yield _one(name, lambda bank, name=name: bank.serves(DATA, ANSWERS[name]), had_good)
    for had_good in (False, True):
        yield _one("no server at all", Publisher.close, had_good)
    yield Try("a shipped notebook without a network", _notebook)


def _one(name: str, spoil: Callable[[Publisher], object], had_good: bool) -> Try:
    what = f"{name}{', after a good copy' if had_good else ''}"

    def call(folder: Path) -> Found:
        with publishing() as bank:
            if had_good:
                asked(bank, folder, "good")
            before = tree(folder)
            spoil(bank)
            try:
                asked(bank, folder, "bad")
                return Found(what, is_false=True)
            except WorkbenchError as error:
                remedies = [problem.remedy for problem in error.problems]
            is_lost = had_good and tree(folder) != before
            if had_good:
                kept = asked(bank, folder, "kept", is_online=False)
                is_lost |= kept.rows["indicators"] != 3
        has_left = (folder / "bad").exists()
        lacks = "" if all(remedies) and remedies and not has_left else f"{remedies} {has_left}"
        return Found(what, is_lost=is_lost, lacks=lacks)

    return Try(what, call)


def _notebook(folder: Path) -> Found:
    """Nothing of it asks for an address, in the runner or the kernel."""
    what = f"{NOTEBOOK} without a network"
    mark = folder / "asked"
    (folder / "sitecustomize.py").write_text(NO_NETWORK.format(mark=str(mark)))
    paths = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    command = "from workbench.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", command, "run", NOTEBOOK, "--out", str(folder)],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        check=False,
        text=True,
    )
    is_done = done.returncode == 0 and (folder / NOTEBOOK / "default" / "index.html").is_file()
    lacks = mark.read_text() if mark.exists() else "" if is_done else done.stderr
    return Found(what, lacks=lacks)
