"""What does the workbench say of a case, and is that what must be said?"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from typer.main import get_command

from tests.corpus.cases import Case, Told, write
from workbench import cli
from workbench.errors import Problem, WorkbenchError

COMMANDS = get_command(cli.app)  # built once, which is most of what starting a command costs
PARTS = ("code", "message", "file", "row", "column", "value", "expected", "remedy", "more")
BLOCK = re.compile(r"^(CLW-[A-Z]\d+)  (.*)\n((?:  .*\n?)*)", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """How a command ended, the problems it told, and whether it wrote a study."""

    exit_code: int
    problems: tuple[Problem, ...]
    text: str
    has_written: bool = False

    @property
    def found(self) -> str:
        """The codes, for one line."""
        return " ".join(dict.fromkeys(p.code for p in self.problems)) or "nothing"


def run(case: Case, folder: Path) -> Outcome:
    """Write a case into a folder and give it to the workbench, as the command line does."""
    inputs = folder / "input"
    write(case, inputs)
    if case.call is not None:
        return _called(case, inputs)
    places = {"folder": str(inputs), "study": str(folder / "made")}
    done = command(*(word.format(**places) if "{" in word else word for word in case.words))
    made = folder / "made"
    return replace(done, has_written=made.is_dir() and any(made.iterdir()))


def command(*words: str) -> Outcome:
    """Run one command in this process, with its JSON read back."""
    out, err = io.StringIO(), io.StringIO()
    with (
        patch.object(sys, "argv", ["workbench", *words, "--json"]),
        patch.object(cli, "app", COMMANDS),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        exit_code = _exit_code()
    told = [*_from_json(out.getvalue()), *_from_text(err.getvalue())]
    return Outcome(exit_code, tuple(told), out.getvalue() + err.getvalue())


def _exit_code() -> int:
    try:
        cli.main()
    except SystemExit as done:
        return int(done.code or 0)
    return 0


def _called(case: Case, inputs: Path) -> Outcome:
    """The outcome of a plain call, for what needs no command."""
    assert case.call is not None
    try:
        case.call(inputs)
    except WorkbenchError as error:
        return Outcome(error.exit_code, error.problems, str(error))
    return Outcome(0, (), "")


def _from_json(text: str) -> Iterator[Problem]:
    try:
        record = json.loads(text)
    except json.JSONDecodeError:
        return
    if not isinstance(record, dict):
        return
    for kind in ("errors", "warnings", "problems"):
        for told in record.get(kind) or []:
            if isinstance(told, dict) and "code" in told:
                facts = {part: told.get(part) for part in PARTS}
                yield Problem(
                    **facts | {"more": told.get("more") or 0}, is_warning=kind != "errors"
                )


def _from_text(text: str) -> Iterator[Problem]:
    """Problems as the terminal shows them; the place stays in words."""
    for code, message, rest in BLOCK.findall(text):
        lines = [line.strip() for line in rest.splitlines()]
        place = [x for x in lines if not x.startswith(("Expected: ", "Do: "))]
        remedy = [line[4:] for line in lines if line.startswith("Do: ")]
        yield Problem(
            code,
            f"{message} {' '.join(place)}",
            remedy=" ".join(remedy) or None,
            is_warning=message.endswith("(warning)"),
        )


# Judging


def shortcomings(case: Case, outcome: Outcome) -> list[str]:
    """What is wrong with the way a case was met; empty where all is as it must be."""
    if outcome.exit_code not in (0, 1):
        told = " ".join(p.message for p in outcome.problems)
        return [f"exit {outcome.exit_code}: {told or outcome.text.strip()[-200:]}"]
    return _of_bad(case, case.told, outcome) if case.told else _of_clean(case, outcome)


def _of_bad(case: Case, told: Told, outcome: Outcome) -> list[str]:
    if not outcome.problems:
        return ["silent: nothing is told"]
    if outcome.exit_code == 1 and outcome.has_written:
        return [f"refused ({outcome.found}), and a study was written all the same"]
    if outcome.exit_code == 0 and not case.may_warn:
        return [f"not refused, only told: {outcome.found}"]
    fitting = [p for p in outcome.problems if any(_is_code(p.code, c) for c in told.codes)]
    if not fitting:
        return [f"told {outcome.found}, which is not {' or '.join(told.codes)}"]
    return min(([*_lacking(p, told)] for p in fitting), key=len)


def _is_code(code: str, wanted: str) -> bool:
    return code.startswith(wanted[:-1]) if wanted.endswith("*") else code == wanted


def _lacking(problem: Problem, told: Told) -> Iterator[str]:
    place = f"{problem.place} {problem.message}"
    everything = " ".join(filter(None, (place, problem.value, problem.expected, problem.remedy)))
    if told.file and told.file not in place:
        yield f"{problem.code} names no {told.file} (its place: {problem.place})"
    if told.row is not None and not re.search(rf"\brows? {told.row}\b", place):
        yield f"{problem.code} names not row {told.row} (its place: {problem.place})"
    if told.column and not any(name in place for name in told.column.split("|")):
        yield f"{problem.code} names not column {told.column} (its place: {problem.place})"
    if told.value is not None and told.value not in everything:
        yield f"{problem.code} names not the value {told.value!r} ({problem.place})"
    if not problem.remedy:
        yield f"{problem.code} has no remedy"
    elif told.remedy and told.remedy not in problem.remedy.replace('"', ""):
        yield f"{problem.code} has a remedy without {told.remedy!r}: {problem.remedy}"


def _of_clean(case: Case, outcome: Outcome) -> list[str]:
    wrong = [p for p in outcome.problems if not p.is_warning]
    if outcome.exit_code == 1:
        told = wrong or list(outcome.problems)
        return [f"refused: {p.code} {p.message} ({p.place})" for p in told]
    other = [p for p in outcome.problems if not any(_is_code(p.code, c) for c in case.warnings)]
    return [f"warned without need: {p.code} {p.message} ({p.place})" for p in other]


def differences(case: Case, folder: Path) -> list[str]:
    """Where the study made from a clean case does not hold what the file held."""
    from workbench.data import load

    made = folder / "made" if "new" in case.words else folder / "input" / "study"
    if not case.holds or not made.is_dir():
        return []
    study = load(made)
    facts = {
        "rows": lambda: len(study.activity),
        "total": lambda: float(study.activity["employment"].sum()),
        "missing": lambda: int(study.activity["employment"].isna().sum()),
        "years": lambda: set(study.activity["year"].astype(int)),
        "regions": lambda: set(study.regions["region"]),
        "industries": lambda: set(study.industries["industry"]),
        "names": lambda: set(study.regions["name"]),
        "industry_names": lambda: set(study.industries["name"]),
        "values": lambda: sorted(study.indicators["value"].dropna()),
        "output": lambda: sorted(study.activity["output"].dropna()),
        "outlines": lambda: set(study.boundaries["region"]),
        "flags": lambda: sorted(study.activity["flag"].dropna()),
    }
    return [
        f"{fact} is {found!r}, the file holds {wanted!r}"
        for fact, wanted in case.holds.items()
        if not _same(found := facts[fact](), wanted)
    ]


def _same(found: object, wanted: object) -> bool:
    if isinstance(wanted, float):
        return abs(float(str(found)) - wanted) <= 1e-9 * max(1.0, abs(wanted))
    return found == wanted
