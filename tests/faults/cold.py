"""The same run as a command of its own, in another environment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.faults.bench import RUN, Bench, Ended, judged
from tests.faults.trying import Found, Try
from workbench.errors import Problem

COMMAND = "from workbench.cli import main; main()"


def cold(bench: Bench, what: str, **variables: str) -> Try:
    """A try whose run must be the clean one although the environment is another."""

    def call(folder: Path) -> Found:
        path = bench.here(folder)
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "run", str(path), "--out", str(folder / "out")],
            env=os.environ | variables,
            capture_output=True,
            check=False,
            text=True,
        )
        problems = (Problem("CLW-R99", done.stderr, remedy="-"),) if done.returncode else ()
        final = folder / "out" / "tiny" / RUN
        found = judged(what, bench, final, Ended(problems, 0), had_good=False)
        return found if not problems else Found(what, lacks=done.stderr)

    return Try(what, call)
