"""What did the field study find: one command an instrument, and the spreadsheets to fill in."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from workbench.cli._app import Json, Options, app, new, say
from workbench.errors import ParameterError, Problem

# The verb of each instrument and what it says of itself; the cards say the same.
COMMANDS = {
    "appraise": ("appraisal", "Appraise what firms learn and which skills they lack."),
    "readiness": ("readiness", "Ask whether a place is ready for a cluster, and what is lacking."),
    "cluster-map": ("cluster_map", "Map who works with whom, missing links, and who is critical."),
    "roadmap": ("roadmap", "Follow the stages of building a cluster: gates, evidence, time."),
    "capacity": ("capacity", "Add up what a chain can produce, and find its bottleneck."),
    "monitor": ("monitoring", "Watch indicators against targets without being fooled by noise."),
    "classify": ("typology", "Say which type of cooperation, cluster or firm it is, and why."),
}
TEMPLATES = {
    "responses": "appraisal",
    "readiness": "readiness",
    "links": "cluster_map",
    "roadmap": "roadmap",
    "capacity": "capacity",
    "monitoring": "monitoring",
    "typology": "typology",
}

Source = Annotated[
    str, typer.Argument(metavar="STUDY-OR-FILE", help="a study, a workbook, or a folder of CSV")
]
Folder = Annotated[
    Path | None, typer.Option("-o", "--output", "--out", help="write tables into this folder")
]
Page = Annotated[
    str, typer.Option("--to", help="write the report too: html, pdf, docx, or several with commas")
]
Read = Annotated[
    list[str] | None,
    typer.Option("--read", help="what stands in a sheet: SHEET:key=value or key=value for all"),
]
Publish = Annotated[
    bool, typer.Option("--publish", help="leave out the tables that tell of single firms")
]
Target = Annotated[Path | None, typer.Argument(help="the workbook (.xlsx) or folder to write")]
Elsewhere = Annotated[Path | None, typer.Option("-o", "--output", help="the same as PATH")]
Empty = Annotated[bool, typer.Option("--empty", help="leave out the example rows")]


def _look(name: str) -> Callable[..., None]:
    def look(
        source: Source,
        options: Options = None,
        output: Folder = None,
        to: Page = "",
        read: Read = None,
        publish: Publish = False,
        as_json: Json = False,
    ) -> None:
        from workbench.fieldwork import instruments
        from workbench.reports import parse_assignments

        if publish and to:
            raise ParameterError(_page_tells_of_firms(name))
        given = parse_assignments(options or [])
        found = instruments[name](source, read=read or [], **given)
        found = found.published() if publish else found
        if output is not None:
            found.write(output)
        say(found.as_record() if as_json else found, is_json=as_json)
        if to:
            _report(name, _kept(name, source, output, read or []), to, output, given)

    return look


def _page_tells_of_firms(name: str) -> Problem:
    """Pages are for the group that asked: their drawings name single firms."""
    return Problem(
        "CLW-E82",
        "a report page tells of single firms, so that it cannot be made for publication",
        column="--publish",
        value="--publish with --to",
        expected="either the tables that may be published, or the page for the group itself",
        remedy=f"leave out --to: -o FOLDER --publish writes what {name} may publish; or leave out "
        "--publish",
    )


def _kept(name: str, source: str, output: Path | None, read: list[str]) -> str:
    """The study to report on: a workbook is kept as one first, whose files have hashes."""
    from workbench import home
    from workbench.fieldwork import instruments, is_study, keep_as_study, open_form

    card = instruments[name].card
    if is_study(source):
        return source
    folder = (output or home.reports()) / "studies" / Path(source).stem
    return str(keep_as_study(open_form(source, card, read), card, folder))


def _report(name: str, study: str, to: str, output: Path | None, given: dict[str, str]) -> None:
    """The page of an instrument, with those of its options that the notebook takes too."""
    from workbench.fieldwork import instruments
    from workbench.reports import read_card, run

    notebook = instruments[name].card.notebook
    taken = {key: value for key, value in given.items() if key in read_card(notebook).parameters}
    done = run(notebook, {"study": study} | taken, to=to.split(","), out=output)
    print("\n".join(str(path) for path in done.pages.values()), file=sys.stderr)


def _write(name: str, kind: str) -> Callable[..., None]:
    def write(
        path: Target = None, output: Elsewhere = None, empty: Empty = False, as_json: Json = False
    ) -> None:
        from workbench.fieldwork import instruments, write_template

        target = path or output or Path(f"{kind}.xlsx")
        written = write_template(instruments[name], target, empty=empty)
        next_step = f"workbench {instruments[name].card.command} {written}"
        told = {"file": str(written), "instrument": name, "next": next_step}
        say(told, is_json=as_json, text=lambda told: f"{told['file']}\nnext: {told['next']}")

    return write


@new.command()
def workshops(
    path: Annotated[Path | None, typer.Argument(help="the page (.html) or folder to write")] = None,
    output: Elsewhere = None,
    form: Annotated[
        list[str] | None,
        typer.Option("--from", help="a form or study whose factors and skills go to the papers"),
    ] = None,
    as_json: Json = False,
) -> None:
    """Write the papers of the three workshops: one page to print on A4."""
    from workbench.fieldwork.stages.workshops import papers_of
    from workbench.reports.workshops import write_workshops

    papers = papers_of(form or [])
    written = write_workshops(path or output or Path("workshops.html"), papers)
    told = {"file": str(written), "factors": papers.factors, "skills": papers.skills}
    made_up = f"\nof the example: {', '.join(papers.examples)}" if papers.examples else ""
    text = f"{written}{made_up}\nnext: print it on A4"
    say(told | {"examples": papers.examples} if as_json else text, is_json=as_json)


for verb, (instrument, summary) in COMMANDS.items():
    app.command(verb, help=summary)(_look(instrument))
for kind, instrument in TEMPLATES.items():
    verb = next(v for v, (own, _) in COMMANDS.items() if own == instrument)
    summary = f"Write the spreadsheet that `workbench {verb}` reads, with example rows."
    new.command(kind, help=summary)(_write(instrument, kind))
