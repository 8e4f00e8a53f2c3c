"""What becomes of a claim: verdicts, attacks on a model, published numbers beside ours."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from workbench.cli._app import (
    Industry,
    Json,
    Level,
    Options,
    Output,
    StudyName,
    Year,
    app,
    new,
    say,
    write_csv,
)

SmallestEffect = Annotated[
    float | None,
    typer.Option(help="another smallest effect of interest; the verdict says it was changed"),
]


@app.command()
def verdict(
    names: Annotated[
        list[str],
        typer.Argument(metavar="[HYPOTHESIS] STUDY", help="from: workbench list hypotheses"),
    ],
    smallest_effect: SmallestEffect = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Say what a study says about a claim: supported, not shown, refuted or untestable, and why."""
    from workbench.hypotheses import ledger, ledger_frame
    from workbench.hypotheses import verdict as judge

    if len(names) not in (1, 2):
        raise typer.BadParameter("give a study, or a hypothesis and a study")
    if smallest_effect is not None and len(names) == 1:
        raise typer.BadParameter("a smallest effect belongs to one hypothesis: name it")
    if len(names) == 1:
        rulings = ledger(names[0])
    else:
        rulings = [judge(names[0], names[1], smallest_effect=smallest_effect)]
    if output is not None:
        write_csv(ledger_frame(rulings), output)
        print(f"{len(rulings)} verdicts written to {output}", file=sys.stderr)
    if as_json:
        say([ruling.as_record() for ruling in rulings], is_json=True)
    elif output is None:
        print("\n\n".join(map(str, rulings)))


@new.command("hypothesis")
def new_hypothesis(
    path: Annotated[Path, typer.Argument(help="the file to write: mine.toml")],
    claim: Annotated[str, typer.Option(help="one sentence")],
    formula: Annotated[str, typer.Option(help='"log(outcome) ~ log(measure) + control | effect"')],
    term: Annotated[str, typer.Option(help="the column whose effect is claimed")],
    smallest_effect: Annotated[float, typer.Option(help="the smallest effect worth caring about")],
    refuter: Annotated[str, typer.Option(help="what would refute it, in words")],
    kind: Annotated[str, typer.Option(help="more, less or none")] = "more",
    change: Annotated[
        str, typer.Option(help="first (a doubling or a unit), standard deviation or coefficient")
    ] = "first",
    cluster: Annotated[str, typer.Option(help="groups with dependent errors")] = "",
    as_json: Json = False,
) -> None:
    """Register a hypothesis of your own before the data are opened; judge it with `verdict`."""
    from workbench.hypotheses import OwnHypothesis, write_own

    own = OwnHypothesis(claim, refuter, formula, term, smallest_effect, kind, change, cluster)
    written = {"file": str(write_own(own, path)), "fingerprint": own.fingerprint}
    say(written, is_json=as_json, text=lambda told: f"{told['file']}  {told['fingerprint']}")


@app.command()
def replicate(
    name: Annotated[str | None, typer.Argument(help="from: workbench list replications")] = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Recompute published tables from open data: the printed number, ours, and the difference."""
    import pandas as pd

    from workbench.models.replications import replicate as recompute

    lines = [line.as_record() for line in recompute(name)]
    table = pd.DataFrame(lines)
    if output is not None:
        write_csv(table, output)
    if as_json:
        say(lines, is_json=True)
    elif output is None:
        columns = ["replication", "name", "published", "ours", "difference", "is_met"]
        print(table[columns].to_string(index=False, float_format=lambda x: f"{x:.6g}"))
    if not table["is_met"].all():
        raise typer.Exit(3)


@app.command()
def attack(
    name: Annotated[str, typer.Argument(help="from: workbench list attacks; all for every one")],
    study: StudyName,
    formula: Annotated[
        str | None, typer.Option(help="another model than that of the study's question")
    ] = None,
    term: Annotated[str | None, typer.Option(help="the column whose effect is attacked")] = None,
    cluster: Annotated[str | None, typer.Option(help="groups with dependent errors")] = None,
    year: Year = None,
    level: Level = None,
    industry: Industry = None,
    options: Options = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Try to make an answer fall: one attack, or all, on the model of a study's question."""
    from workbench.data import load
    from workbench.models import attacked
    from workbench.reports import parse_assignments

    found = load(study)
    asked = found.question.asked(year=year, level=level, industry=industry)
    given: dict[str, Any] = parse_assignments(options or [])
    results = attacked(
        name, found, asked, formula=formula, term=term, cluster=cluster, options=given
    )
    if output is not None:
        write_csv(results[-1].table, output)
    if as_json:
        say([result.as_record() for result in results], is_json=True)
    else:
        print("\n".join(map(str, results)))
