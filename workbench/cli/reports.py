"""How does a notebook become a page: run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from workbench.cli._app import Json, app, say


class CommandWithCard(TyperCommand):
    """`workbench run NOTEBOOK --help` shows the notebook's own parameters too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the words, for help is asked for before they are read."""
        ctx.meta["words"] = [word for word in args if not word.startswith("-")]
        return super().parse_args(ctx, args)

    def get_help(self, ctx: Any) -> str:
        """The help of the command, and the card of the notebook that is named."""
        words = ctx.meta.get("words") or []
        return "\n\n".join(filter(None, [super().get_help(ctx), *map(_card, words[:1])]))


def _card(notebook: str) -> str:
    """The parameters of a notebook, a line each; all that is wrong with it where it has none."""
    from workbench.errors import WorkbenchError
    from workbench.reports import read_card
    from workbench.reports._plain import assignment

    try:
        card = read_card(notebook)
    except WorkbenchError as error:
        return str(error)
    lines = [f"Parameters of {card.title} ({card.notebook.name}):", ""]
    for name, parameter in card.parameters.items():
        sets = f"-p {name}=…" if parameter.is_required else assignment(name, parameter.default)
        kind = ", ".join(filter(None, [str(parameter.kind or "not to be set"), parameter.rule]))
        lines += [f"  {sets}", f"      {parameter.description or name} ({kind})"]
    return "\n".join(lines if card.parameters else [f"{card.title} has no parameters."])


@app.command(cls=CommandWithCard)
def run(
    notebook: Annotated[str, typer.Argument(help="a name from the shelf, or a path")],
    parameter: Annotated[list[str] | None, typer.Option("-p", help="key=value")] = None,
    parameters: Annotated[
        Path | None, typer.Option(help="a YAML or JSON file of parameters; -p goes before it")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="write under this folder")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="keep a report still good")] = False,
    to: Annotated[str, typer.Option(help="formats: html, pdf, docx, with commas between")] = "html",
    lang: Annotated[str, typer.Option(help="language of the page's own texts: en or zh")] = "en",
    as_json: Json = False,
) -> None:
    """Run a notebook into a report: one page that opens anywhere, with its tables and record."""
    from workbench.reports import parse_assignments, read_parameters
    from workbench.reports import run as run_notebook
    from workbench.reports.resuming import run_or_keep

    given = {**(read_parameters(parameters) if parameters else {})}
    given |= parse_assignments(parameter or [])
    make = run_or_keep if resume else run_notebook
    report = make(notebook, given, out=out, to=to.split(","), lang=lang)
    pages = {kind: str(path) for kind, path in report.pages.items()}
    record: dict[str, Any] = {
        "page": str(report.page),
        "folder": str(report.folder),
        "pages": pages,
    }
    record["changes"] = report.changes
    if report.changes:
        print(report.changes, file=sys.stderr)
    say(record if as_json else "\n".join(pages.values()), is_json=as_json)
