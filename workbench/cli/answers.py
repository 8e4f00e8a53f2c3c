"""What do the tables say: measure, rule and fit."""

from __future__ import annotations

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
    facts_of,
    hand_over,
    say,
    write_csv,
)
from workbench.errors import ParameterError, unknown

Interval = Annotated[
    str | None,
    typer.Option(help="how sure: multinomial, bootstrap or permutation; adds low and high"),
]


@app.command()
def measure(
    name: Annotated[str, typer.Argument(help="from: workbench list measures")],
    study: StudyName,
    value: Annotated[str | None, typer.Option(help="the column to measure")] = None,
    year: Year = None,
    variant: Annotated[str | None, typer.Option(help="see: workbench show NAME")] = None,
    background: Annotated[str | None, typer.Option(help="what to compare with")] = None,
    level: Level = None,
    industry: Industry = None,
    options: Options = None,
    interval: Interval = None,
    draws: Annotated[int, typer.Option(help="how often chance is let play")] = 1000,
    seed: Annotated[int, typer.Option(help="seed of the draws")] = 0,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Compute a measure: the keys, value, and why a value is undefined."""
    from workbench.measures import measure as compute
    from workbench.measures import measure_with_interval
    from workbench.reports import parse_assignments

    asked = {"value": value, "variant": variant, "background": background}
    given = {key: text for key, text in asked.items() if text is not None}
    given |= parse_assignments(options or [])
    if interval is None:
        table = compute(name, study, year=year, level=level, industry=industry, **given)
    else:
        chance = {"kind": interval, "draws": draws, "seed": seed}
        table = measure_with_interval(
            name, study, year=year, level=level, industry=industry, chance=chance, **given
        )
    hand_over(table, output, is_json=as_json)
    facts_of(table, "measure")


# What `--spatial` can say, and the estimator that it means.
SPATIAL = {
    "lag": "spatial_lag",
    "error": "spatial_error",
    "durbin": "spatial_durbin",
    "terms": "spatially_lagged_terms",
    "two-stage": "spatial_two_stage_least_squares",
}
Rules = Annotated[
    list[str] | None,
    typer.Option("--rule", help='one of those to compare: "size_only share=0.05"; all by default'),
]


@app.command()
def rule(
    names: Annotated[
        list[str], typer.Argument(metavar="[NAME] STUDY", help="from: workbench list rules")
    ],
    is_compared: Annotated[
        bool, typer.Option("--compare", help="all rules that the study can feed, side by side")
    ] = False,
    rules: Rules = None,
    value: Annotated[
        str | None, typer.Option(help="the column of activity to judge by, such as establishments")
    ] = None,
    year: Year = None,
    level: Level = None,
    industry: Industry = None,
    options: Options = None,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Say which cells count as clusters: by one rule, or by several side by side."""
    if len(names) != (1 if is_compared else 2):
        raise typer.BadParameter("give a rule and a study, or --compare and a study")
    if is_compared:
        from workbench.data import load
        from workbench.models import fit_by_rule
        from workbench.rules import compare

        study = load(names[0])
        found = compare(study, rules, year=year, level=level, value=value)
        answer = fit_by_rule(study, rules, compared=found) if study.question.measures else None
        if output is not None:
            write_csv(found.cells, output)
        if as_json:
            by_rule = None if answer is None else answer.as_record()
            say(found.as_record() | {"question": by_rule}, is_json=True)
        else:
            print(found, "" if answer is None else f"\n\n{answer}", sep="")
        return
    from workbench.reports import parse_assignments
    from workbench.rules import rule as judge

    given = parse_assignments(options or []) | ({} if value is None else {"value": value})
    table = judge(names[0], names[1], year=year, level=level, industry=industry, **given)
    hand_over(table, output, is_json=as_json)
    facts_of(table, "rule")


@app.command()
def fit(
    formula: Annotated[str, typer.Argument(help='"log(outcome) ~ log(measure) + control"')],
    study: StudyName,
    fe: Annotated[list[str] | None, typer.Option(help="a fixed effect; may be repeated")] = None,
    cluster: Annotated[str | None, typer.Option(help="groups with dependent errors")] = None,
    iv: Annotated[str | None, typer.Option(help='instruments: "term ~ instrument"')] = None,
    spatial: Annotated[str | None, typer.Option(help=", ".join(SPATIAL))] = None,
    estimator: Annotated[str, typer.Option(help="see: workbench list estimators")] = "",
    standard_errors: Annotated[
        str | None, typer.Option(help="robust, classical, HC2, HC3, wild or conley")
    ] = None,
    weights: Annotated[str | None, typer.Option(help="a column of positive weights")] = None,
    options: Options = None,
    year: Year = None,
    level: Level = None,
    industry: Industry = None,
    every_row: Annotated[bool, typer.Option(help="do not apply the study's sample rules")] = False,
    as_json: Json = False,
) -> None:
    """Fit a regression on the columns, indicators and measures of a study."""
    from workbench.data import at_level, load
    from workbench.models import fit as fit_model
    from workbench.models import panel_for
    from workbench.models.neighbouring import neighbours_of
    from workbench.reports import parse_assignments

    if spatial is not None and spatial not in SPATIAL:
        raise ParameterError(unknown("CLW-P07", "spatial model called", spatial, SPATIAL))
    found = load(study)
    changes = {"year": year, "level": level, "industry": industry}
    asked = found.question.asked(**changes, sample=() if every_row else found.question.sample)
    text = formula if not fe else f"{formula} | {' + '.join(fe)}"
    text = text if iv is None else f"{text} | {iv}"
    columns = [name for name in (cluster, weights) if name]
    table = panel_for(found, text, also=columns, question=asked)
    given: dict[str, Any] = dict(parse_assignments(options or []))
    if spatial is not None:
        given["neighbours"] = neighbours_of(at_level(found, asked.level), table)
    result = fit_model(
        text,
        table,
        estimator=estimator or SPATIAL.get(spatial or "", "least_squares"),
        cluster=cluster,
        standard_errors=standard_errors,
        weights=weights,
        **given,
    )
    say(result.as_record() if as_json else result, is_json=as_json)
