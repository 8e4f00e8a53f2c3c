"""How competitive is a region, and how sure is its rank: the composite index."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.cli._app import Json, Level, Options, Output, StudyName, app, hand_over, say

if TYPE_CHECKING:
    import pandas as pd

    from workbench.competitiveness import CompositeIndex

Indicators = Annotated[
    list[str] | None,
    typer.Option("--indicator", help="an indicator to take; may be repeated; all by default"),
]


def _weights(made: CompositeIndex) -> pd.DataFrame:
    return made.weights.rename_axis("node").reset_index()


def _dimensions(made: CompositeIndex) -> pd.DataFrame:
    return made.nodes.reset_index()


def _without(made: CompositeIndex) -> pd.DataFrame:
    from workbench.competitiveness import without_each

    return without_each(made)


def _sensitivity(made: CompositeIndex) -> pd.DataFrame:
    from workbench.competitiveness.sensitivity import sensitivity

    found = sensitivity(made)
    print(found.in_words(), file=sys.stderr)
    return found.table()


def _correlations(made: CompositeIndex) -> pd.DataFrame:
    from workbench.competitiveness.multivariate import correlations

    return correlations(made.normalised, made.framework.indicators["parent"])


# What `--show` can print besides the ranks, in plain sight.
SHOWN: dict[str, Callable[[CompositeIndex], pd.DataFrame]] = {
    "dimensions": _dimensions,
    "weights": _weights,
    "without": _without,
    "sensitivity": _sensitivity,
    "correlations": _correlations,
}
Show = Annotated[str, typer.Option(help=f"ranks, {', '.join(SHOWN)}")]


@app.command()
def index(
    study: StudyName,
    year: Annotated[int | None, typer.Option(help="the year of the index")] = None,
    level: Level = None,
    indicators: Indicators = None,
    role: Annotated[str | None, typer.Option(help="only outcomes, or only drivers")] = None,
    groups: Annotated[
        str | None, typer.Option(help="a column of regions, to impute within groups")
    ] = None,
    options: Options = None,
    region: Annotated[str | None, typer.Option(help="tell of one region, in words")] = None,
    show: Show = "ranks",
    draws: Annotated[int, typer.Option(help="how often weights and choices are drawn")] = 10_000,
    spread: Annotated[float, typer.Option(help="how far a weight may move, as a share")] = 0.25,
    seed: Annotated[int, typer.Option(help="seed of the draws")] = 0,
    output: Output = None,
    as_json: Json = False,
) -> None:
    """Rank regions by a composite index; the interval says how sure each rank is."""
    from workbench.competitiveness import Recipe
    from workbench.competitiveness import index as make
    from workbench.errors import UnknownName, unknown
    from workbench.reports import parse_assignments

    if show not in ("ranks", *SHOWN):
        raise UnknownName(unknown("CLW-P04", "thing to show", show, ("ranks", *SHOWN)))
    made = make(
        study,
        year=year,
        level=level,
        only=indicators,
        role=role,
        recipe=Recipe.of(parse_assignments(options or [])),
        groups=groups,
    )
    chance: dict[str, Any] = {"draws": draws, "spread": spread, "seed": seed}
    if region is not None:
        from workbench.competitiveness.profile import profile

        told = profile(made, region, study=study, **chance)
        say(told.as_record() if as_json else told.in_words(), is_json=as_json)
        return
    if show == "ranks":
        from workbench.competitiveness.uncertainty import uncertainty

        found = uncertainty(made, **chance)
        hand_over(found.table(), output, is_json=as_json)
        print(found.in_words(), file=sys.stderr)
    else:
        hand_over(SHOWN[show](made), output, is_json=as_json)
    print(made.in_words(), file=sys.stderr)
