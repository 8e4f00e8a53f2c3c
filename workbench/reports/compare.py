"""What changed between two runs of a notebook, and what did it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

from workbench.errors import Problem, WorkbenchError, quoted
from workbench.reports.compare_causes import Cause, causes
from workbench.reports.compare_runs import (
    Run,
    Sentence,
    Shown,
    located,
    previous_of,
    read_run,
    runs_in,
)
from workbench.reports.compare_tables import (
    Change,
    TableChanges,
    changed,
    compare_tables,
    number,
)

NUMBERS = re.compile(r"(?<![\w.])[-+−]?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d+)?")
PAIR = 2
NOISE = 1e-9  # a share of the larger number that no page shows
VERDICT = "verdict"
LONGEST_VERDICT = 4  # words before the colon


@dataclass(frozen=True)
class ExhibitChanges:
    """What is different in a figure or table: its data, and whether it was drawn otherwise."""

    name: str
    kind: str
    caption: str
    data: TableChanges
    is_redrawn: bool


@dataclass(frozen=True)
class SentenceChange:
    """A sentence before and after, empty where there was or is none; with the numbers in it."""

    role: str
    before: str
    after: str
    numbers: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Everything that changed from one run to another, and what did it.

    `exhibits` holds those with changes; `added` and `gone` those that only one run shows.
    """

    before: Run
    after: Run
    causes: list[Cause]
    exhibits: list[ExhibitChanges]
    added: list[Shown]
    gone: list[Shown]
    sentences: list[SentenceChange]

    def __bool__(self) -> bool:
        return any((self.exhibits, self.added, self.gone, self.sentences))

    @property
    def numbers(self) -> list[tuple[ExhibitChanges, Change]]:
        """Every number that changed in a figure or table, the largest change first."""
        found = [(e, c) for e in self.exhibits for c in e.data.cells if c.is_number]
        return sorted(found, key=lambda pair: -pair[1].size)

    @property
    def counts(self) -> Counter[str]:
        """How many things of each kind changed."""
        data = [exhibit.data for exhibit in self.exhibits]
        cells = [cell for changes in data for cell in changes.cells]
        return Counter(
            numbers=sum(cell.is_number for cell in cells),
            noise=sum(cell.is_number and cell.size < NOISE for cell in cells),
            words=sum(not cell.is_number for cell in cells),
            sentences=len(self.sentences),
            rows_added=sum(len(changes.rows_added) for changes in data),
            rows_gone=sum(len(changes.rows_gone) for changes in data),
            columns_added=sum(len(changes.columns_added) for changes in data),
            columns_gone=sum(len(changes.columns_gone) for changes in data),
            exhibits_added=len(self.added),
            exhibits_gone=len(self.gone),
            redrawn=sum(exhibit.is_redrawn and not exhibit.data for exhibit in self.exhibits),
        )

    @property
    def verdicts(self) -> tuple[str, str]:
        """The word of the verdict before and after, such as "Supported"; empty where none is."""
        return verdict_of(self.before), verdict_of(self.after)

    @property
    def cause(self) -> str:
        """The one kind that did it; "several", "unknown", or "nothing" where all is the same."""
        if len(self.causes) == 1 and not self.altered:
            return self.causes[0].kind
        if self.causes or self.altered:
            return "several" if self.causes else "altered"
        return "unknown" if self else "nothing"

    @property
    def altered(self) -> list[str]:
        """The files of the two runs that somebody has changed since they were written."""
        return list(dict.fromkeys((*self.before.altered, *self.after.altered)))

    def as_record(self) -> dict[str, Any]:
        """Everything as one plain record."""
        data = [(exhibit.name, exhibit.data) for exhibit in self.exhibits]
        return {
            "before": _run_as_record(self.before),
            "after": _run_as_record(self.after),
            "is_same": not self,
            "cause": self.cause,
            "causes": [asdict(cause) for cause in self.causes],
            "altered": self.altered,
            "verdict": dict(zip(("before", "after"), self.verdicts, strict=True)),
            "counts": dict(self.counts),
            "numbers": [_as_record(e.name, c) for e, c in self.numbers],
            "words": [_as_record(n, c) for n, d in data for c in d.cells if not c.is_number],
            "rows_added": [{"exhibit": n, "row": row} for n, d in data for row in d.rows_added],
            "rows_gone": [{"exhibit": n, "row": row} for n, d in data for row in d.rows_gone],
            "columns_added": [
                {"exhibit": n, "column": c} for n, d in data for c in d.columns_added
            ],
            "columns_gone": [{"exhibit": n, "column": c} for n, d in data for c in d.columns_gone],
            "exhibits_added": [exhibit.name for exhibit in self.added],
            "exhibits_gone": [exhibit.name for exhibit in self.gone],
            "redrawn": [exhibit.name for exhibit in self.exhibits if exhibit.is_redrawn],
            "sentences": [
                {**asdict(s), "numbers": [_as_record("", c) for c in s.numbers]}
                for s in self.sentences
            ],
        }


def compare(before: str | Path, after: str | Path | None = None) -> Comparison:
    """Compare two runs: every number, row, drawing and sentence that changed, and what did it.

    Parameters
    ----------
    before, after
        Runs: their folders, their records, or the names of notebooks with one run. With one run
        alone it is compared with the report that it replaced; with a notebook of two runs, these.

    Raises
    ------
    UnknownName
        If a run is not there, or more than one could be meant.
    WorkbenchError
        If a record cannot be read, a run failed, or one run alone replaced no other.
    """
    if after is not None:
        return comparison(read_run(located(before)), read_run(located(after)))
    pair = _pair(before)
    if len(pair) == PAIR:
        first, second = sorted(map(read_run, pair), key=_started)
        return comparison(first, second)
    record = located(before)
    if not previous_of(record).is_file():
        raise WorkbenchError(_nothing_before(before))
    return comparison(read_run(previous_of(record)), read_run(record))


def comparison(before: Run, after: Run) -> Comparison:
    """Compare two runs that have been read."""
    old = {exhibit.name: exhibit for exhibit in before.exhibits}
    new = {exhibit.name: exhibit for exhibit in after.exhibits}
    exhibits = [_exhibit(old[name], new[name]) for name in old if name in new]
    return Comparison(
        before,
        after,
        causes(before.record, after.record),
        [exhibit for exhibit in exhibits if exhibit.data or exhibit.is_redrawn],
        [exhibit for name, exhibit in new.items() if name not in old],
        [exhibit for name, exhibit in old.items() if name not in new],
        list(dict.fromkeys(_sentences(before.sentences, after.sentences))),
    )


def verdict_of(run: Run) -> str:
    """The word that a run's first verdict begins with; empty where it has none."""
    first = next((s.text for s in run.sentences if s.role == VERDICT), "")
    word, colon, _ = first.replace("：", ":").partition(":")
    return word if colon and len(word.split()) <= LONGEST_VERDICT else ""


def _pair(named: str | Path) -> list[Path]:
    """The two runs of a notebook, where it has just these."""
    from workbench import home

    path = Path(named)
    if path.is_file():
        return []
    found = runs_in(path if path.is_dir() else home.reports() / str(named))
    return found if len(found) == PAIR else []


def _started(run: Run) -> tuple[str, str]:
    return str(run.record.get("times", {}).get("started", "")), str(run.record.get("run", ""))


def _exhibit(before: Shown, after: Shown) -> ExhibitChanges:
    data = TableChanges() if before.csv == after.csv else compare_tables(before.csv, after.csv)
    is_redrawn = before.drawing != after.drawing
    return ExhibitChanges(after.name, after.kind, after.caption, data, is_redrawn)


def _sentences(before: Sequence[Sentence], after: Sequence[Sentence]) -> Iterator[SentenceChange]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for what, i, j, k, m in matcher.get_opcodes():
        if what == "equal":
            continue
        for old, new in zip_longest(before[i:j], after[k:m]):
            if old and new and old.role != new.role:
                yield SentenceChange(old.role, old.text, "")
                yield SentenceChange(new.role, "", new.text)
            else:
                texts = (old.text if old else "", new.text if new else "")
                yield SentenceChange((new or old).role, *texts, _numbers(*texts))


def _numbers(before: str, after: str) -> tuple[Change, ...]:
    """The numbers that changed in a sentence that is otherwise the same."""
    if NUMBERS.sub("#", before) != NUMBERS.sub("#", after):
        return ()
    pairs = zip(NUMBERS.findall(before), NUMBERS.findall(after), strict=True)
    plain = ((old.replace("−", "-"), new.replace("−", "-")) for old, new in pairs)
    found = (changed("", "", old, new) for old, new in plain)
    return tuple(change for change in found if change)


def _run_as_record(run: Run) -> dict[str, Any]:
    return {"notebook": run.notebook, "run": run.record.get("run", ""), "day": run.day}


def _as_record(exhibit: str, change: Change) -> dict[str, Any]:
    """A change as a plain record, its values as numbers where they are numbers."""
    was, now = number(change.before), number(change.after)
    return {
        "exhibit": exhibit,
        "row": change.row,
        "column": change.column,
        "before": change.before if was is None else was,
        "after": change.after if now is None else now,
        "change": change.absolute,
        "relative": change.relative,
    }


def _nothing_before(run: str | Path) -> Problem:
    return Problem(
        "CLW-R62",
        f"{quoted(run)} has replaced no report that was different",
        value=str(run),
        expected="a second run, or a report that stood in this place before",
        remedy="name two runs: workbench compare RUN RUN",
    )
