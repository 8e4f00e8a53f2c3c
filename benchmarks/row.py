"""What one comparison says: ours, the peer's, their ratio, and the limit we set ourselves."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True)
class Row:
    """One comparison, medians of runs taken in turn."""

    what: str
    ours: float
    peer_name: str
    peer: float
    value: float
    limit: float
    unit: str = "ratio"

    @property
    def is_met(self) -> bool:
        """Whether the value is within the limit."""
        return self.value <= self.limit


def in_turn(
    ours: Callable[[], object], peer: Callable[[], object], runs: int = RUNS
) -> list[tuple[float, float]]:
    """Seconds of both, run in turn so that a slow spell hits both; one warm-up first."""
    ours(), peer()
    return [(_seconds(ours), _seconds(peer)) for _ in range(runs)]


def ratio_row(what: str, peer_name: str, pairs: list[tuple[float, float]], limit: float) -> Row:
    """The row of a ratio: the median of the pairwise ratios."""
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    return Row(what, mine, peer_name, theirs, ratio, limit)


def _seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start
