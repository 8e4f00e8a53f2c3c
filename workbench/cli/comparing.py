"""What changed between two runs: compare."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.cli._app import Json, app, say

if TYPE_CHECKING:
    from workbench.reports.compare import Comparison

MOST, OF_ONE = 10, 2
WIDEST = 60


@app.command()
def compare(
    run: Annotated[str, typer.Argument(help="a run's folder, its record, or a notebook's name")],
    other: Annotated[
        str | None, typer.Argument(help="the later run; without it, RUN and what it replaced")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="write a page here")] = None,
    lang: Annotated[str, typer.Option(help="language of sentences and page: en or zh")] = "en",
    as_json: Json = False,
) -> None:
    """Every number, row, drawing and sentence that changed, and what did it."""
    from workbench.data.writing import write_whole
    from workbench.reports.compare import compare as compare_runs
    from workbench.reports.compare_page import page
    from workbench.reports.compare_words import sentences

    found = compare_runs(run, other)
    told = sentences(found, lang)
    if output is not None:
        write_whole(output, page(found, lang, is_last_time=other is None))
        print(f"page written to {output}", file=sys.stderr)
    if as_json:
        say({"sentence": " ".join(told), **found.as_record()}, is_json=True)
    else:
        print("\n".join([*told, *_lines(found)]))


def _lines(found: Comparison) -> list[str]:
    """The largest changes, one a line."""
    from workbench.errors import visible
    from workbench.reports.compare_page import largest
    from workbench.reports.compare_words import share, values

    lines = []
    for names, change in largest(found, MOST, OF_ONE):
        before, after = values(change)
        where = " · ".join(part for part in (change.row, change.column) if part)
        short = where if len(where) <= WIDEST else where[: WIDEST - 1] + "…"
        lines.append(visible(f"  {names[0]}: {short}: {before} → {after} ({share(change)})"))
    return lines
