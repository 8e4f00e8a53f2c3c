"""What do all commands share: the program, its common options, and how answers are printed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

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
Folder = Annotated[Path, typer.Option("-o", "--output", help="the folder of the new study")]
StudyName = Annotated[str, typer.Argument(metavar="STUDY", help="a study's name or folder")]
Options = Annotated[list[str] | None, typer.Option("-p", help="a further option=value")]
Year = Annotated[int | None, typer.Option(help="only this year")]
Level = Annotated[str | None, typer.Option(help="level of regions; the finest by default")]
Industry = Annotated[str | None, typer.Option(help="only this industry")]
Map = Annotated[list[str] | None, typer.Option("--map", help="role=column")]


def say(thing: Any, *, is_json: bool, text: Callable[[Any], str] = str) -> None:
    shown = json.dumps(thing, ensure_ascii=False, indent=2, default=str) if is_json else text(thing)
    print(shown)


def hand_over(table: Any, output: Path | None, *, is_json: bool) -> None:
    """A table to a file, as JSON records, or as CSV on standard output."""
    if output is not None:
        write_csv(table, output)
        print(f"{len(table):,} rows written to {output}", file=sys.stderr)
    if is_json:
        say(json.loads(table.to_json(orient="records", force_ascii=False)), is_json=True)
    elif output is None:
        table.to_csv(sys.stdout, index=False, lineterminator="\n")


def write_csv(table: Any, output: Path) -> None:
    """A table as a CSV file, whole or not at all."""
    from workbench.data.writing import write_whole

    write_whole(output, table.to_csv(index=False, lineterminator="\n").encode())


def facts_of(table: Any, kind: str) -> None:
    """Print what a table says of itself where it does not get into the way of the table."""
    facts = table.attrs[kind].items()
    print(", ".join(f"{k} {v}" for k, v in facts if k != "inputs_hash"), file=sys.stderr)


def roles(mapping: Sequence[str] | None) -> dict[str, str]:
    from workbench.reports import parse_assignments

    return {key: str(value) for key, value in parse_assignments(mapping or []).items()}
