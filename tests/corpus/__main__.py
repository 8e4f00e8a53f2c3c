"""Print what the workbench says of every case: `python -m tests.corpus [part of an id]`."""

from __future__ import annotations

import sys
import tempfile
import warnings
from pathlib import Path

from tests.corpus.all_cases import BAD_BY_GROUP, CLEAN
from tests.corpus.cases import Case
from tests.corpus.running import Outcome, differences, run, shortcomings
from workbench.errors import Problem


def main(wanted: str) -> int:
    """Run all cases whose id holds a text; return 1 where one is not met as it must be."""
    warnings.simplefilter(
        "error"
    )  # as the tests have it: a warning is ours to mend, not the user's
    bad = [
        _met(case, group)
        for group, cases in BAD_BY_GROUP.items()
        for case in cases
        if wanted in case.id
    ]
    clean = [_met(case, "clean") for case in CLEAN if wanted in case.id]
    told = [lacks for lacks in bad if not lacks]
    silent = [lacks for lacks in bad if any(text.startswith("silent") for text in lacks)]
    accepted = [lacks for lacks in clean if not lacks]
    _say(f"\n{len(told)} of {len(bad)} refused or told as they must be, {len(silent)} silent")
    _say(f"{len(accepted)} of {len(clean)} clean inputs accepted")
    return int(len(told) + len(accepted) < len(bad) + len(clean))


def _met(case: Case, group: str) -> list[str]:
    """Run one case and print its line; what is wrong follows below."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(case, Path(folder))
        lacks = shortcomings(case, outcome)
        if not case.told and not lacks:
            lacks = differences(case, Path(folder))
    _say(f"{'ok  ' if not lacks else 'FAIL'} {group:<14} {case.id:<14} {case.what}")
    _say(f"       {_line(case, outcome)}")
    for text in lacks:
        _say(f"       ! {text}")
    return lacks


def _line(case: Case, outcome: Outcome) -> str:
    """Code, place, value and remedy of the problem that fits best."""
    wanted = case.told.codes if case.told else ()
    best = sorted(outcome.problems, key=lambda p: p.code not in wanted)[:1]
    return _short(best[0]) if best else f"exit {outcome.exit_code}, nothing told"


def _short(problem: Problem) -> str:
    place = problem.place or problem.message
    return f"{problem.code} | {place.replace(chr(10), ' ')[-110:]} | Do: {problem.remedy}"


def _say(text: str) -> None:
    sys.stdout.write(text.encode("utf-8", "replace").decode() + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
