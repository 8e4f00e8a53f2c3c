"""F15: the same run with more threads gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.bench import Bench
from tests.faults.cold import cold
from tests.faults.trying import Try

TITLE = "other numbers of threads"
LEAST = 2


def tries(bench: Bench) -> Iterator[Try]:
    for number in ("1", "2"):
        own = {"OMP_NUM_THREADS": number, "OPENBLAS_NUM_THREADS": number}
        yield cold(bench, f"{number} threads", **own)
