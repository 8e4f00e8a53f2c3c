"""F12: the same run in other time zones gives the same bytes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.bench import RUN, Bench, judged, ran
from tests.faults.trying import Found, Try

TITLE = "other time zones"
LEAST = 6
ZONES = ("UTC", "Asia/Shanghai", "America/St_Johns", "Pacific/Kiritimati", "Asia/Kathmandu", "X")


def tries(bench: Bench) -> Iterator[Try]:
    for zone in ZONES:
        yield _one(bench, zone)


def _one(bench: Bench, zone: str) -> Try:
    def call(folder: Path) -> Found:
        os.environ["TZ"] = zone
        time.tzset()
        ended = ran(bench.here(folder), folder / "out")
        return judged(zone, bench, folder / "out" / "tiny" / RUN, ended, had_good=False)

    return Try(zone, call)
