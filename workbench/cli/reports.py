"""How does a notebook become a page: run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli._app import Json, app, say


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
    say(record if as_json else report.page, is_json=as_json)
