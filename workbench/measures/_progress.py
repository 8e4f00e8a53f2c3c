"""How far is long work: a bar on standard error, after a second, where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

PATIENCE = 1.0  # seconds
Step = TypeVar("Step")


def shown(steps: Iterable[Step], n: int, title: str) -> Iterator[Step]:
    """The `n` steps, with a bar of those done once they have taken longer than a second."""
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import Progress

    started = monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(title, total=n)
    try:
        for step in steps:
            yield step
            bar.advance(task)
            if not bar.live.is_started and monotonic() - started > PATIENCE:
                bar.start()
    finally:
        bar.stop()
