"""F13: the same run with other languages of the system gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.bench import Bench
from tests.faults.cold import cold
from tests.faults.trying import Try

TITLE = "other locales"
LEAST = 3
LOCALES = ("C", "C.UTF-8", "zh_CN.GB18030")


def tries(bench: Bench) -> Iterator[Try]:
    for name in LOCALES:
        yield cold(bench, name, LC_ALL=name, LANG=name)
