"""Print what every kind of fault came to: `python -m tests.faults [F4 F9 …]`."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from tests.faults.bench import make_bench
from tests.faults.kinds import KINDS
from tests.faults.trying import Found, each

SLOW = 10


def main(wanted: list[str]) -> int:
    """Try all kinds or some; returns 1 where a fault was not met as it must be."""
    found: list[Found] = []
    began = time.monotonic()
    _say(f"{'kind':<5}{'fault':<44}{'injections':>10}{'false':>7}{'lost':>6}{'amiss':>7}{'s':>6}")
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        bench = make_bench(Path(folder))
        for kind, module in KINDS.items():
            if wanted and kind not in wanted:
                continue
            since = time.monotonic()
            own = each(module.tries(bench), Path(folder) / kind)
            found += own
            _say(_line(kind, module.TITLE, own, time.monotonic() - since))
            for one in own:
                if not one.is_met:
                    _say(f"     ! {one.what}: {one.lacks or 'false or lost'}")
                elif one.seconds > SLOW:
                    _say(f"     . {one.what} took {one.seconds:.0f} s")
    _say(_line("all", "", found, time.monotonic() - began))
    return int(not all(one.is_met for one in found))


def _line(kind: str, title: str, found: list[Found], seconds: float) -> str:
    false, lost = (sum(getattr(one, name) for one in found) for name in ("is_false", "is_lost"))
    amiss = sum(not one.is_met for one in found)
    return f"{kind:<5}{title:<44}{len(found):>10}{false:>7}{lost:>6}{amiss:>7}{seconds:>6.0f}"


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
