"""How does a table of figures become an index: the steps, in their order.

`index` starts from a study, `build` from a table of regions x indicators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.competitiveness.aggregating import Tree, means_of
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.framework import ROOT, Framework
from workbench.competitiveness.imputation import impute, screened
from workbench.competitiveness.normalising import normalise
from workbench.competitiveness.outliers import treat
from workbench.competitiveness.recipe import TO_REFERENCE, Recipe
from workbench.competitiveness.selecting import framework_of, has_figures, select
from workbench.competitiveness.weighting import benefit_of_the_doubt, weights_of
from workbench.data import Study, at_level, load
from workbench.errors import ParameterError, Problem, UnknownName, unknown

# Means that have no meaning at zero and below, and the range that normalised values take for them.
POSITIVE = ("geometric", "harmonic", "generalised_mean")
PENALISED = "mazziotta_pareto"
RANGES = {PENALISED: (70.0, 130.0)} | dict.fromkeys(POSITIVE, (1.0, 100.0))
WHOLE_RANGE = (0.0, 100.0)
WITH_LOGARITHM = "winsorise_or_log"
DISTANCES = ("distance_to_best", "distance_to_mean", TO_REFERENCE)
WITHOUT_FIGURES = "no figures of any indicator"
CENTRE, SPREAD = 100.0, 10.0  # where Mazziotta and Pareto put standardised values


def index(
    study: str | Study,
    *,
    year: int | None = None,
    level: str | None = None,
    only: Sequence[str] | None = None,
    role: str | None = None,
    recipe: Recipe | None = None,
    groups: str | None = None,
) -> CompositeIndex:
    """A composite index of competitiveness of the regions of a study.

    Parameters
    ----------
    study
        A study, its name or its folder, with `indicators` and `indicator_cards`.
    year
        The year of the index; by default that of the study's outcome, else the latest.
    level
        The level of regions; the finest by default.
    only
        The indicators to take; by default all with a direction and a weight on their card.
    role
        Take only indicators with this role on their card: outcome or driver.
    recipe
        The choices at each step; see `Recipe`.
    groups
        A column of regions, for imputation within groups.

    Returns
    -------
    CompositeIndex

    Raises
    ------
    UnknownName, ParameterError
        For names that are not there, indicators without figures, and methods that do not fit.

    Examples
    --------
    >>> found = index("china_prefectures")
    >>> found.ranks.head(3).index.tolist() == list(found.scores.nlargest(3).index)
    True
    """
    found = at_level(load(study), level)
    asked = found.question
    framework = framework_of(found, only=only, role=role)
    selection = select(found, framework, year=year or asked.outcome_year or asked.year)
    built = build(
        selection.values,
        framework,
        recipe or Recipe(),
        groups=None if groups is None else _groups(found, groups),
    )
    names = found.regions.set_index("region")["name"]
    empty = names.index[~names.index.isin(built.raw.index)]
    return replace(
        built,
        left_out=pd.concat([built.left_out, pd.Series(WITHOUT_FIGURES, index=empty, dtype="str")]),
        study=found.name,
        source=found.source,
        names=names,
        years=selection.years,
        notes=(*selection.notes, *built.notes),
    )


def index_by_year(
    study: str | Study, years: Sequence[int], **options: Any
) -> dict[int, CompositeIndex]:
    """The same index in several years, of the indicators that have figures for all of them.

    Parameters
    ----------
    study
        A study, its name or its folder.
    years
        The years.
    **options
        As for `index`: level, only, role, recipe, groups.

    Returns
    -------
    An index by year. Each says in its notes which indicators are not known for all years.

    Raises
    ------
    UnknownName, ParameterError
        As `index`; also if fewer than two indicators are known for all years.

    Examples
    --------
    >>> found = index_by_year("european_regions", [2013, 2016])
    >>> found[2013].framework.nodes == found[2016].framework.nodes
    True
    """
    found = load(study)
    asked = framework_of(found, only=options.pop("only", None), role=options.pop("role", None))
    codes = [str(code) for code in asked.indicators.index]
    known = [code for code in codes if all(has_figures(found, code, year) for year in years)]
    lost = [asked.name_of(code) for code in codes if code not in known]
    told = f"Left out, because they are not known for all of the years: {', '.join(lost)}."
    return {
        year: replace(made, notes=(*made.notes, *([told] if lost else [])))
        for year in years
        for made in [index(found, year=year, only=known, **options)]
    }


def _groups(study: Study, column: str) -> pd.Series:
    """The group of each region."""
    regions = study.regions.set_index("region")
    if column not in regions:
        known = map(str, regions.columns)
        raise ParameterError(unknown("CLW-N04", "column of regions called", column, known))
    return regions[column]


def build(
    raw: pd.DataFrame,
    framework: Framework,
    recipe: Recipe | None = None,
    *,
    groups: pd.Series | None = None,
) -> CompositeIndex:
    """The index of a table, by the steps of a recipe.

    Parameters
    ----------
    raw
        Regions x indicators, indexed by region; missing where a figure is.
    framework
        The tree, with the direction of each indicator.
    recipe
        The choices.
    groups
        The group of each region, for imputation within groups.

    Raises
    ------
    ParameterError
        If no region has enough indicators, or a mean cannot take the values.

    Examples
    --------
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs"], "direction": "higher is better"})
    >>> raw = pd.DataFrame({"wage": [1.0, 2.0, 3.0], "jobs": [9.0, 5.0, 9.0]}, index=list("abc"))
    >>> build(raw, Framework.from_cards(cards)).scores.tolist()
    [100.0, 50.0, 25.0]
    """
    recipe = recipe or Recipe()
    raw = raw[framework.indicators.index].rename_axis(index="region", columns="indicator")
    screening = screened(raw, availability=recipe.availability)
    if screening.values.empty:
        raise ParameterError(_nothing_left(recipe.availability))
    imputed = impute(screening.values, how=recipe.imputation, groups=groups)
    outliers, notes = _outliers_for(recipe)
    treated = treat(imputed.values, how=outliers)
    normalised, told = _on_one_scale(recipe, treated.values, framework)
    weights, nodes = aggregated(normalised, framework, recipe)
    order = nodes[ROOT].sort_values(ascending=False, kind="stable", na_position="last").index
    return CompositeIndex(
        framework=framework,
        recipe=recipe,
        raw=raw,
        left_out=screening.left_out,
        imputed=imputed,
        treated=treated,
        normalised=normalised,
        weights=weights,
        nodes=nodes.loc[order],
        groups=groups,
        notes=(*notes, *map(_note, (*imputed.problems, *told))),
    )


def _nothing_left(availability: float) -> Problem:
    return Problem(
        "CLW-I09",
        f"no region has {availability:.0%} of the indicators, so there is nothing to rank",
        column="availability",
        value=f"{availability:g}",
        expected="regions with enough of the indicators",
        remedy="lower the availability, or leave out the indicators that few regions have",
    )


def _note(problem: Problem) -> str:
    """A warning of a step as a note, with the indicator that it is about."""
    return f"{problem.column}: {problem.message}" if problem.column else problem.message


def _outliers_for(recipe: Recipe) -> tuple[str, list[str]]:
    """The treatment of outliers that the recipe's normalising can take, and what to say of it."""
    if recipe.outliers == WITH_LOGARITHM and recipe.normalising in DISTANCES:
        said = "No logarithm was taken of outliers: a logarithm is no share of a reference."
        return "winsorise", [said]
    return recipe.outliers, []


def normalised_for(recipe: Recipe, values: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Values on one scale, higher is better, in the range that the recipe's means can take."""
    return _on_one_scale(recipe, values, framework)[0]


def _on_one_scale(
    recipe: Recipe, values: pd.DataFrame, framework: Framework
) -> tuple[pd.DataFrame, tuple[Problem, ...]]:
    """Normalised values, and a warning for each indicator that has none."""
    means = {recipe.aggregating, recipe.aggregating_dimensions}
    low, high = next((RANGES[m] for m in (PENALISED, *POSITIVE) if m in means), WHOLE_RANGE)
    direction = framework.indicators["direction"]
    found = normalise(
        values,
        how=recipe.normalising,
        direction=direction,
        reference=_reference_in(values, recipe.reference),
        low=low,
        high=high,
    )
    if recipe.normalising == "z_score" and PENALISED in means:
        return CENTRE + SPREAD * found.values, found.problems
    if means & set(POSITIVE) and (found.values <= 0).any(axis=None):
        raise ParameterError(_not_positive(recipe))
    return found.values, found.problems


def _reference_in(values: pd.DataFrame, region: str | None) -> pd.Series | None:
    """The figures of the region to compare with, where there is one."""
    if region is None:
        return None
    if region not in values.index:
        raise UnknownName(unknown("CLW-N13", "ranked region", region, values.index))
    return pd.Series(values.loc[region])


def _not_positive(recipe: Recipe) -> Problem:
    return Problem(
        "CLW-I60",
        f"{recipe.normalising} gives values of zero and below, which {recipe.aggregating} "
        "aggregation cannot take",
        column="normalising",
        value=recipe.normalising,
        expected="values above zero",
        remedy="normalise by min_max, rank or a distance, or aggregate by the arithmetic mean",
    )


def aggregated(
    normalised: pd.DataFrame, framework: Framework, recipe: Recipe
) -> tuple[pd.Series, pd.DataFrame]:
    """The weight of each node within its group, and the value of each node by region."""
    tree = Tree.of(framework)
    means = means_of(tree, recipe.aggregating, recipe.aggregating_dimensions, recipe.power)
    columns = normalised[framework.indicators.index].to_numpy("float64")
    nodes = {str(code): columns[:, [i]] for i, code in enumerate(framework.indicators.index)}
    given = framework.weights
    weights = pd.Series(np.nan, index=given.index, name="weight")
    for (own, children), mean in zip(framework.groups, means, strict=True):
        table = pd.DataFrame({c: nodes[c][:, 0] for c in children}, index=normalised.index)
        if recipe.weighting == "benefit_of_the_doubt":
            doubt = benefit_of_the_doubt(table)
            typical = doubt.shares.mean()
            weights[children] = typical / typical.sum()
            nodes[own] = 100 * doubt.scores.to_numpy("float64")[:, None]
        else:
            weights[children] = weights_of(table, how=recipe.weighting, given=given[children])
            each = np.asarray(weights[children], dtype=np.float64)[:, None]
            nodes[own] = mean([nodes[child] for child in children], each)
    found = pd.DataFrame(
        {own: nodes[own][:, 0] for own, _ in framework.groups}, index=normalised.index
    )
    return weights, found
