"""What does every study say about every claim: writes the page docs/ledger.md.

python docs/raw/ledger.py
"""

from __future__ import annotations

import math
from pathlib import Path

from workbench.data import studies_of_regions
from workbench.hypotheses import Ruling, ledger

PAGE = Path(__file__).parents[1] / "ledger.md"
HEAD = """# The ledger

Every claim on every study that comes with the workbench, as `workbench verdict STUDY` tells it.
What a study cannot test is listed with the reason. `synthetic_firm_survey` was made by a generator:
its verdicts show that the methods find what was put there, and nothing about firms.

"""
MARKS = {"supported": "+", "not shown": "?", "refuted": "−", "untestable": "·"}


def main() -> None:
    """Judge and write."""
    found = {name: ledger(name) for name in studies_of_regions()}
    PAGE.write_text(HEAD + matrix(found) + "".join(map(section, found.values())), encoding="utf-8")


def matrix(found: dict[str, list[Ruling]]) -> str:
    """All verdicts at a glance: a row a claim, a column a study."""
    rows = [f"| claim | {' | '.join(name.replace('_', ' ') for name in found)} |"]
    rows.append("|---" * (len(found) + 1) + "|")
    for rulings in zip(*found.values(), strict=True):
        words = " | ".join(MARKS[ruling.verdict] for ruling in rulings)
        claim = rulings[0].hypothesis.replace("_", " ")
        rows.append(f"| {rulings[0].number} {claim} | {words} |")
    key = ", ".join(f"{mark} {word}" for word, mark in MARKS.items())
    return "\n".join(rows) + f"\n\n{key}.\n"


def section(rulings: list[Ruling]) -> str:
    """The verdicts of one study with their reasons."""
    lines = [f"\n## {rulings[0].study}\n", "| | verdict | estimate | reason |", "|---" * 4 + "|"]
    for r in rulings:
        claim = f"{r.number} {r.hypothesis.replace('_', ' ')}"
        lines.append(f"| {claim} | {r.verdict} | {estimate(r)} | {r.reason} |")
    return "\n".join(lines) + "\n"


def estimate(ruling: Ruling) -> str:
    """The estimate with its interval, empty where there is none."""
    if math.isnan(ruling.estimate):
        return ""
    return f"{ruling.estimate:.3g} ({ruling.low:.3g} to {ruling.high:.3g}) {ruling.unit}"


if __name__ == "__main__":
    main()
