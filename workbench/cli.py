"""The verbs from a shell: names in, tables out; knows no statistics.

Exit codes: 0 done, 1 the input is at fault (coded errors), 2 usage, 3 a run failed.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.errors import Problem, UnknownName, WorkbenchError, as_json, as_text, unknown

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Do denser clusters of small firms go with more competitive places, and how sure are we?",
)
new = typer.Typer(no_args_is_help=True, help="Start something of your own.")
app.add_typer(new, name="new")

Json = Annotated[bool, typer.Option("--json", help="print JSON and nothing else")]
Output = Annotated[Path | None, typer.Option("-o", "--output", help="write a CSV file here")]
StudyName = Annotated[str, typer.Argument(metavar="STUDY", help="a study's name or folder")]


def main() -> None:
    """Run the command line, and turn every complaint into text or JSON and an exit code."""
    is_json, is_debug = "--json" in sys.argv, "--debug" in sys.argv
    sys.argv = [argument for argument in sys.argv if argument != "--debug"]
    try:
        app()
    except Exception as error:
        if is_debug:
            raise
        problems, exit_code = _complaint(error)
        if is_json:
            print(json.dumps(as_json(problems), ensure_ascii=False, indent=2))
        else:
            print(as_text(problems), file=sys.stderr)
        sys.exit(exit_code)


def _complaint(error: Exception) -> tuple[Sequence[Problem], int]:
    """What went wrong as problems, and the exit code; a fault of our own is told as one."""
    if isinstance(error, WorkbenchError):
        return error.problems, error.exit_code
    if isinstance(error, OSError):
        text = f"the system refused: {error.strerror or error}"
        return [Problem("CLW-R09", text, file=error.filename)], 1
    text = f"the workbench itself failed: {type(error).__name__}: {error}"
    return [Problem("CLW-R99", text, remedy="add --debug to see where, and report it")], 3


def _say(thing: Any, *, is_json: bool, text: Callable[[Any], str] = str) -> None:
    shown = json.dumps(thing, ensure_ascii=False, indent=2, default=str) if is_json else text(thing)
    print(shown)


@app.command("list")
def list_names(
    shelf: Annotated[str, typer.Argument(help="studies, measures, notebooks")] = "all",
    as_json: Json = False,
) -> None:
    """List what is on the shelves."""
    shelves = _shelves()
    if shelf == "all":
        found = [
            {"shelf": kind, "name": name} for kind, names in shelves.items() for name in names()
        ]
        _say(found, is_json=as_json, text=lambda rows: _lines(rows, "shelf", "name"))
    elif shelf in shelves:
        names = [{"name": name} for name in shelves[shelf]()]
        _say(names, is_json=as_json, text=lambda rows: _lines(rows, "name"))
    else:
        raise UnknownName(unknown("CLW-N10", "shelf", shelf, shelves))


def _shelves() -> dict[str, Callable[[], list[str]]]:
    from workbench.data import studies
    from workbench.measures import measures
    from workbench.reports import notebooks

    return {
        "studies": studies.names,
        "measures": measures.names,
        "notebooks": notebooks.names,
    }


def _lines(rows: list[dict[str, str]], *columns: str) -> str:
    return "\n".join("  ".join(f"{row[c]:<10}" for c in columns).rstrip() for row in rows)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="a study, measure, notebook or error code")],
    as_json: Json = False,
) -> None:
    """Show one card: what it is, formula, source, units, variants, caveats."""
    from workbench.reports.cards import card_of

    _say(card_of(name), is_json=as_json, text=_card_text)


def _card_text(card: Any, indent: str = "") -> str:
    lines = []
    for key, value in card.items():
        label = f"{indent}{str(key).replace('_', ' ')}:"
        if isinstance(value, dict):
            lines += [label, _card_text(value, indent + "  ")]
        elif isinstance(value, (list, tuple)):
            lines += [label, *(f"{indent}  {item}" for item in value)]
        elif value not in (None, ""):
            lines.append(f"{label} {value}")
    return "\n".join(lines)


@app.command()
def check(study: StudyName, as_json: Json = False) -> None:
    """Tell every problem of a study at once, or "no problems" with counts."""
    from workbench.data import check as check_study
    from workbench.errors import StudyError

    report = check_study(study)
    if report.has_errors:
        raise StudyError(report.problems)
    record = {
        "study": report.study,
        "rows": dict(report.rows),
        "warnings": [problem.as_record() for problem in report.problems],
    }
    _say(record if as_json else report, is_json=as_json)


Year = Annotated[int | None, typer.Option(help="only this year")]
Level = Annotated[str | None, typer.Option(help="level of regions; the finest by default")]
Industry = Annotated[str | None, typer.Option(help="only this industry")]


@app.command()
def measure(
    name: Annotated[str, typer.Argument(help="from: workbench list measures")],
    study: StudyName,
    value: Annotated[str | None, typer.Option(help="the column to measure")] = None,
    year: Year = None,
    variant: Annotated[str | None, typer.Option(help="see: workbench show NAME")] = None,
    background: Annotated[str | None, typer.Option(help="what to compare with")] = None,
    level: Level = None,
    industry: Industry = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Compute a measure: the keys, value, and why a value is undefined."""
    from workbench.measures import measure as compute

    asked = {"value": value, "variant": variant, "background": background}
    given = {key: text for key, text in asked.items() if text is not None}
    table = compute(name, study, year=year, level=level, industry=industry, **given)
    _hand_over(table, output, is_json=as_json)
    facts = ", ".join(f"{k} {v}" for k, v in table.attrs["measure"].items() if k != "inputs_hash")
    print(facts, file=sys.stderr)


def _hand_over(table: Any, output: Path | None, *, is_json: bool) -> None:
    """A table to a file, as JSON records, or as CSV on standard output."""
    if output is not None:
        table.to_csv(output, index=False, lineterminator="\n")
        print(f"{len(table):,} rows written to {output}", file=sys.stderr)
    if is_json:
        _say(json.loads(table.to_json(orient="records", force_ascii=False)), is_json=True)
    elif output is None:
        table.to_csv(sys.stdout, index=False, lineterminator="\n")


@app.command()
def fit(
    formula: Annotated[str, typer.Argument(help='"log(outcome) ~ log(measure) + control"')],
    study: StudyName,
    fe: Annotated[list[str] | None, typer.Option(help="a fixed effect; may be repeated")] = None,
    cluster: Annotated[str | None, typer.Option(help="groups with dependent errors")] = None,
    standard_errors: Annotated[str, typer.Option(help="robust or classical")] = "robust",
    year: Year = None,
    level: Level = None,
    industry: Industry = None,
    every_row: Annotated[bool, typer.Option(help="do not apply the study's sample rules")] = False,
    as_json: Json = False,
) -> None:
    """Fit a regression on the columns, indicators and measures of a study."""
    from workbench.data import load
    from workbench.models import fit as fit_model
    from workbench.models import panel_for

    found = load(study)
    changes = {"year": year, "level": level, "industry": industry}
    asked = found.question.asked(**changes, sample=() if every_row else found.question.sample)
    text = formula if not fe else f"{formula} | {' + '.join(fe)}"
    table = panel_for(found, text, cluster=cluster, question=asked)
    result = fit_model(text, table, cluster=cluster, standard_errors=standard_errors)
    _say(result.as_record() if as_json else result, is_json=as_json)


@app.command()
def run(
    notebook: Annotated[str, typer.Argument(help="a name from the shelf, or a path")],
    parameter: Annotated[list[str] | None, typer.Option("-p", help="key=value")] = None,
    out: Annotated[Path | None, typer.Option(help="write under this folder")] = None,
    as_json: Json = False,
) -> None:
    """Run a notebook into a report: one page that opens anywhere, with its tables and record."""
    from workbench.reports import parse_assignments
    from workbench.reports import run as run_notebook

    report = run_notebook(notebook, parse_assignments(parameter or []), out=out)
    record = {"page": str(report.page), "folder": str(report.folder)}
    _say(record if as_json else report.page, is_json=as_json)


@new.command("study")
def new_study(
    folder: Annotated[Path, typer.Argument(help="the study's folder")],
    files: Annotated[list[Path], typer.Option("--from", help="a CSV file; may be repeated")],
    mapping: Annotated[list[str] | None, typer.Option("--map", help="role=column")] = None,
    title: Annotated[str | None, typer.Option(help="what the study is called")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="take the guesses without asking")] = False,
    as_json: Json = False,
) -> None:
    """Make a study from your own tables: guesses are shown, then written as a descriptor."""
    from workbench.data.describing import describe, guess
    from workbench.reports import parse_assignments

    roles = {key: str(value) for key, value in parse_assignments(mapping or []).items()}
    guesses = [guess(file, roles) for file in files]
    for found in guesses:
        print(found, file=sys.stderr)
    if not yes and sys.stdin.isatty():
        typer.confirm("Is that right?", abort=True, err=True)
    study = describe(folder, guesses, title)
    _say(study.card() if as_json else study, is_json=as_json)
