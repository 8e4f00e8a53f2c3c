"""How does a notebook become many pages: batch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli._app import Json, app, say

RUN_FAILED = 3


@app.command()
def batch(
    notebook: Annotated[str, typer.Argument(help="a name from the shelf, or a path")],
    over: Annotated[list[str], typer.Option(help="key=v1,v2 or key=all; may be repeated")],
    parameter: Annotated[list[str] | None, typer.Option("-p", help="key=value, for all")] = None,
    parameters: Annotated[
        Path | None, typer.Option(help="a YAML or JSON file of parameters; -p goes before it")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="reports at a time; one a core by default")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="a Dask scheduler, such as tcp://host:8786")
    ] = None,
    to: Annotated[str, typer.Option(help="formats: html, pdf, docx, with commas between")] = "html",
    lang: Annotated[str, typer.Option(help="language of the pages' own texts: en or zh")] = "en",
    out: Annotated[Path | None, typer.Option(help="write under this folder")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="keep reports still good")] = False,
    engine: Annotated[str, typer.Option(help="warm or plain kernels")] = "warm",
    as_json: Json = False,
) -> None:
    """Run a notebook once for each region, industry, year or study; one failure stops no other."""
    from workbench.reports import parse_assignments, read_parameters
    from workbench.reports.batch import Manner
    from workbench.reports.batch import batch as run_batch
    from workbench.reports.index_page import summary

    manner = Manner(
        workers=workers,
        engine=engine,
        scheduler=scheduler,
        is_resumed=resume,
        to=tuple(to.split(",")),
        lang=lang,
    )
    given = {**(read_parameters(parameters) if parameters else {})}
    given |= parse_assignments(parameter or [])
    done = run_batch(notebook, parse_assignments(over), given, out=out, manner=manner)
    if as_json:
        say([row.as_record() for row in done.rows], is_json=True)
    else:
        for row in done.rows:
            if row.code:
                print(f"{row.member}: {row.code}  {row.reason}", file=sys.stderr)
        print(summary(done.rows), file=sys.stderr)
        print(done.page)
    if done.n_failed:
        raise typer.Exit(RUN_FAILED)
