"""How far is an instrument: a bar on standard error, after a second, where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Timer

PATIENCE = 1.0  # seconds
Tell = Callable[[str], object]  # of what begins now


def silent(what: str) -> None:
    """Tell nobody."""
    del what


@contextmanager
def steps_shown(title: str, n: int) -> Iterator[Tell]:
    """Tell which of about `n` steps begins; all but the first of them may be passed over.

    A timer begins the bar, for a single step may be long.
    """
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # drawn only where somebody watches
    from rich.progress import Progress

    bar, done = Progress(console=Console(stderr=True), transient=True), count()
    task = bar.add_task(title, total=n)
    timer = Timer(PATIENCE, bar.start)
    timer.start()
    try:
        yield lambda what: bar.update(task, completed=next(done), description=f"{title}: {what}")
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
