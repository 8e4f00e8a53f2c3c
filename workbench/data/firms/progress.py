"""How does one see that long work goes on: a spinner on standard error, after a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

PATIENCE = 1.0  # seconds


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show a spinner on standard error while the block runs, if it runs longer than a second.

    Nothing is shown where standard error is not a terminal.
    """
    from rich.console import Console  # drawn only where the work is long

    status = Console(stderr=True).status(what)
    timer = Timer(PATIENCE, status.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()
