"""A browser without a network, and the two servers of the workbench to open in it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

COMMAND = [sys.executable, "-c", "from workbench.cli import exploring, main; main()"]
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+/\S*token=\w+")
SECONDS = 90
# the sandbox of a browser wants a user who is not root; in a container there may be no other
AS_ROOT = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
# every name but this machine is unknown, as with the network off
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"


def chromium() -> str | None:
    """The browser of the system."""
    return os.environ.get("WORKBENCH_CHROMIUM") or shutil.which("chromium")


@contextmanager
def browser() -> Iterator[object]:
    """A browser that reaches nothing but this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        found = driver.chromium.launch(
            executable_path=chromium(), args=[ALONE, *AS_ROOT], timeout=1000 * SECONDS
        )
        try:
            yield found
        finally:
            found.close()


@contextmanager
def served(folder: Path, *words: str, **environment: str) -> Iterator[str]:
    """The address that a command of the workbench prints once it serves; ended at the end."""
    log = folder / f"{words[0]}.log"
    with log.open("w") as told:
        process = subprocess.Popen(
            [*COMMAND, *words, "--port", "0", "--no-browser"],
            stdout=told,
            stderr=subprocess.STDOUT,
            env=os.environ | environment,
        )
    try:
        yield _address(process, log)
    finally:
        process.terminate()
        process.wait(SECONDS)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        if found := ADDRESS.search(log.read_text(encoding="utf-8")):
            return found[0]
        time.sleep(0.1)
    raise RuntimeError(f"no address was printed:\n{log.read_text(encoding='utf-8')}")


def watched(page: object) -> list[str]:
    """A list that fills with every request of a page that fails."""
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(f"{request.failure} {request.url}"))
    page.on(
        "response",
        lambda answer: (
            failed.append(f"{answer.status} {answer.url}") if answer.status >= 400 else 0
        ),
    )
    return failed
