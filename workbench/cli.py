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
    sys.argv = each_alone([argument for argument in sys.argv if argument != "--debug"])
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


def each_alone(
    arguments: Sequence[str], several: Sequence[str] = ("--from", "--read", "--map")
) -> list[str]:
    """Options that take several values, as the parser reads them: once for each value.

    Examples
    --------
    >>> each_alone(["new", "study", "mine", "--from", "a.csv", "b.csv", "--yes"])
    ['new', 'study', 'mine', '--from', 'a.csv', '--from', 'b.csv', '--yes']
    """
    told: list[str] = []
    option, is_first = "", False
    for argument in arguments:
        is_option = argument.startswith("-") and argument != "-"
        if option and not is_option and not is_first:
            told.append(option)
        if is_option:
            option = argument if argument in several else ""
        is_first = is_option
        told.append(argument)
    return told


def _complaint(error: Exception) -> tuple[Sequence[Problem], int]:
    """What went wrong as problems, and the exit code; a fault of our own is told as one."""
    if isinstance(error, WorkbenchError):
        return error.problems, error.exit_code
    if isinstance(error, OSError):
        text = f"the system refused: {error.strerror or error}"
        return [
            Problem("CLW-R09", text, file=error.filename, remedy="check the path and its rights")
        ], 1
    text = f"the workbench itself failed: {type(error).__name__}: {error}"
    return [Problem("CLW-R99", text, remedy="add --debug to see where, and report it")], 3


def _say(thing: Any, *, is_json: bool, text: Callable[[Any], str] = str) -> None:
    shown = json.dumps(thing, ensure_ascii=False, indent=2, default=str) if is_json else text(thing)
    print(shown)


@app.command("list")
def list_names(
    shelf: Annotated[str, typer.Argument(help="studies, measures, sources, notebooks")] = "all",
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
    from workbench.data.sources import sources
    from workbench.measures import measures
    from workbench.reports import notebooks

    return {
        "studies": studies.names,
        "measures": measures.names,
        "sources": sources.names,
        "notebooks": notebooks.names,
    }


def _lines(rows: list[dict[str, str]], *columns: str) -> str:
    return "\n".join("  ".join(f"{row[c]:<10}" for c in columns).rstrip() for row in rows)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="a study, measure, source, notebook or error code")],
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


Read = Annotated[
    list[str] | None,
    typer.Option("--read", help="how a file is laid out: key=value or file:key=value"),
]
Map = Annotated[list[str] | None, typer.Option("--map", help="role=column")]


@app.command()
def check(
    study: Annotated[list[str], typer.Argument(help="a study, or files that may become one")],
    read: Read = None,
    mapping: Map = None,
    page: Annotated[Path | None, typer.Option("-o", "--output", help="a web page of it")] = None,
    as_json: Json = False,
) -> None:
    """Tell every problem of a study or of raw files at once, or "no problems" with counts."""
    from workbench.data.making import check_any
    from workbench.errors import StudyError

    report = check_any(study, _roles(mapping), read or [])
    if page is not None:
        page.write_text(report.as_page(), encoding="utf-8")
    if report.has_errors:
        raise StudyError(report.problems)
    record = {
        "study": report.study,
        "rows": dict(report.rows),
        "warnings": [problem.as_record() for problem in report.problems],
    }
    _say(record if as_json else report, is_json=as_json)


def _roles(mapping: Sequence[str] | None) -> dict[str, str]:
    from workbench.reports import parse_assignments

    return {key: str(value) for key, value in parse_assignments(mapping or []).items()}


Options = Annotated[list[str] | None, typer.Option("-p", help="a further option=value")]
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
    options: Options = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Compute a measure: the keys, value, and why a value is undefined."""
    from workbench.measures import measure as compute
    from workbench.reports import parse_assignments

    asked = {"value": value, "variant": variant, "background": background}
    given = {key: text for key, text in asked.items() if text is not None}
    given |= parse_assignments(options or [])
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


Folder = Annotated[Path, typer.Option("-o", "--output", help="the folder of the new study")]


@app.command()
def fetch(
    source: Annotated[str, typer.Argument(help="from: workbench list sources")],
    output: Folder,
    options: Options = None,
    online: Annotated[bool, typer.Option("--online", help="ask the publisher's server")] = False,
    cache: Annotated[Path | None, typer.Option(help="where replies are kept")] = None,
    server: Annotated[str | None, typer.Option(help="another server than the publisher's")] = None,
    as_json: Json = False,
) -> None:
    """Write a study from official statistics; without --online from replies kept earlier."""
    from workbench.data.sources import fetch as fetch_source
    from workbench.reports import parse_assignments

    found = fetch_source(
        source,
        output,
        options=parse_assignments(options or []),
        is_online=online,
        base_url=server,
        cache=cache,
    )
    _say(found.as_record() if as_json else found, is_json=as_json)


@app.command()
def aggregate(
    firms: Annotated[str, typer.Argument(help="a file, a folder or a quoted pattern of files")],
    output: Folder,
    engine: Annotated[
        str, typer.Option(help="duckdb, spark, spark://host:port or a URL")
    ] = "duckdb",
    mapping: Map = None,
    outlines: Annotated[Path | None, typer.Option(help="regions that points lie in")] = None,
    size_classes: Annotated[
        str | None, typer.Option(help="eu, or lower limits: micro=0,small=10,…")
    ] = None,
    fewest_firms: Annotated[int, typer.Option(help="cells of fewer firms are hidden")] = 3,
    dominance: Annotated[float, typer.Option(help="a firm's largest share of a cell")] = 0.85,
    disclose_all: Annotated[bool, typer.Option("--disclose-all", help="hide nothing")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="leave out rows that cannot be counted")
    ] = False,
    as_json: Json = False,
) -> None:
    """Add up a register of firms, larger than memory if need be, into a study."""
    from workbench.data.firms import Disclosure, size_limits
    from workbench.data.firms import aggregate as add_up

    done = add_up(
        firms,
        output,
        engine=engine,
        columns=_roles(mapping),
        outlines=outlines,
        size_classes=size_limits(size_classes),
        disclosure=Disclosure(fewest_firms, dominance, disclose_all),
        skip_bad_rows=skip_bad_rows,
    )
    _say(done.as_record() if as_json else done, is_json=as_json)


@app.command()
def harmonise(
    study: StudyName,
    output: Folder,
    to: Annotated[str, typer.Option(help="constant, or a year whose regions are wanted")] = (
        "constant"
    ),
    changes: Annotated[
        str | None, typer.Option(help="a CSV file, or a study that has them")
    ] = None,
    weights: Annotated[
        Path | None, typer.Option(help="a CSV file: how divided regions share")
    ] = None,
    count: Annotated[list[str] | None, typer.Option(help="an indicator that adds up")] = None,
    weighted_by: Annotated[
        list[str] | None, typer.Option(help="rate=count it is a mean over")
    ] = None,
    as_json: Json = False,
) -> None:
    """Put all years of a study on one division of regions; totals are conserved."""
    from workbench.data.divisions.writing import harmonise_study
    from workbench.data.reading import read_numbers
    from workbench.reports import parse_assignments

    shares = None if weights is None else read_numbers(weights, "weight")
    found = harmonise_study(
        study,
        output,
        changes=changes,
        to=int(to) if to.isdigit() else to,
        weights=shares,
        counts=count or [],
        rates=parse_assignments(weighted_by or []),
    )
    _say(found.as_record() if as_json else found, is_json=as_json)


@new.command("study")
def new_study(
    folder: Annotated[Path, typer.Argument(help="the study's folder")],
    files: Annotated[list[Path], typer.Option("--from", help="files with tables or outlines")],
    mapping: Map = None,
    read: Read = None,
    title: Annotated[str | None, typer.Option(help="what the study is called")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="take the guesses without asking")] = False,
    as_json: Json = False,
) -> None:
    """Make a study from your own tables: guesses are shown, then written as a descriptor."""
    from workbench.data.making import describe_and_tell, look_at

    found = look_at(files, _roles(mapping), read or [])
    print(found, file=sys.stderr)
    if not yes and not found.has_errors and sys.stdin.isatty():
        typer.confirm("Is that right?", abort=True, err=True)
    study, warnings = describe_and_tell(folder, found, title)
    if as_json:
        _say(study.card() | {"problems": [p.as_record() for p in warnings]}, is_json=True)
    else:
        print(study)
        print(as_text(warnings), file=sys.stderr)
