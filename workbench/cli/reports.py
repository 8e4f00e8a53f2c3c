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
    to: Annotated[str, typer.Option(help="formats: html, pdf, docx, with commas between")] = "html",
    lang: Annotated[str, typer.Option(help="language of the page's own texts: en or zh")] = "en",
    as_json: Json = False,
) -> None:
    """Run a notebook into a report: one page that opens anywhere, with its tables and record."""
    from workbench.reports import parse_assignments
    from workbench.reports import run as run_notebook

    report = run_notebook(
        notebook, parse_assignments(parameter or []), out=out, to=to.split(","), lang=lang
    )
    pages = {kind: str(path) for kind, path in report.pages.items()}
    record = {"page": str(report.page), "folder": str(report.folder), "pages": pages}
    say(record if as_json else "\n".join(pages.values()), is_json=as_json)
