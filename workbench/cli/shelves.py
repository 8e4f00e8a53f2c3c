"""What is there, and what is it: list and show."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from workbench.cli._app import Json, app, say
from workbench.errors import UnknownName, unknown


@app.command("list")
def list_names(
    shelf: Annotated[
        str, typer.Argument(help="studies, measures, rules, estimators, hypotheses, notebooks, …")
    ] = "all",
    as_json: Json = False,
) -> None:
    """List what is on the shelves."""
    from workbench.reports.cards import shelves

    found = shelves()
    if shelf == "all":
        rows = [{"shelf": kind, "name": name} for kind, own in found.items() for name in own]
        say(rows, is_json=as_json, text=lambda rows: _lines(rows, "shelf", "name"))
    elif shelf in found:
        names = [{"name": name} for name in found[shelf]]
        say(names, is_json=as_json, text=lambda rows: _lines(rows, "name"))
    else:
        raise UnknownName(unknown("CLW-N10", "shelf", shelf, found))


def _lines(rows: list[dict[str, str]], *columns: str) -> str:
    return "\n".join("  ".join(f"{row[c]:<12}" for c in columns).rstrip() for row in rows)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="a study, measure, rule, hypothesis, … or code")],
    as_json: Json = False,
) -> None:
    """Show one card: what it is, formula, source, units, variants, caveats."""
    from workbench.reports.cards import card_of

    say(card_of(name), is_json=as_json, text=_card_text)


def _card_text(card: Any, indent: str = "") -> str:
    lines = []
    for key, value in card.items():
        # below the first level keys are names that the user has to type
        label = f"{indent}{key if indent else str(key).replace('_', ' ')}:"
        if isinstance(value, dict):
            lines += [label, _card_text(value, indent + "  ")]
        elif isinstance(value, (list, tuple)):
            lines += [label, *(f"{indent}  {item}" for item in value)]
        elif value not in (None, ""):
            lines.append(f"{label} {value}")
    return "\n".join(lines)
