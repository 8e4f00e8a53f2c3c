"""How does a study come about: checked, made, fetched, added up, put on one division."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli._app import Folder, Json, Map, Options, StudyName, app, new, roles, say
from workbench.errors import as_text

Read = Annotated[
    list[str] | None,
    typer.Option("--read", help="how a file is laid out: key=value or file:key=value"),
]


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
    from workbench.data.writing import write_whole
    from workbench.errors import StudyError

    report = check_any(study, roles(mapping), read or [])
    if page is not None:
        write_whole(page, report.as_page().encode())
    if report.has_errors:
        raise StudyError(report.problems)
    record = {
        "study": report.study,
        "rows": dict(report.rows),
        "warnings": [problem.as_record() for problem in report.problems],
    }
    say(record if as_json else report, is_json=as_json)


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
    say(found.as_record() if as_json else found, is_json=as_json)


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
        columns=roles(mapping),
        outlines=outlines,
        size_classes=size_limits(size_classes),
        disclosure=Disclosure(fewest_firms, dominance, disclose_all),
        skip_bad_rows=skip_bad_rows,
    )
    say(done.as_record() if as_json else done, is_json=as_json)


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
    say(found.as_record() if as_json else found, is_json=as_json)


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

    found = look_at(files, roles(mapping), read or [])
    print(found, file=sys.stderr)
    if not yes and not found.has_errors and sys.stdin.isatty():
        typer.confirm("Is that right?", abort=True, err=True)
    study, warnings = describe_and_tell(folder, found, title)
    if as_json:
        say(study.card() | {"problems": [p.as_record() for p in warnings]}, is_json=True)
    else:
        print(study)
        print(as_text(warnings), file=sys.stderr)
