"""F14: the same run with other seeds of Python's hashes gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.bench import Bench
from tests.faults.cold import cold
from tests.faults.trying import Try

TITLE = "other hash seeds"
LEAST = 3


def tries(bench: Bench) -> Iterator[Try]:
    for seed in ("1", "4711", "4294967295"):
        yield cold(bench, f"PYTHONHASHSEED={seed}", PYTHONHASHSEED=seed)
