"""What do the steps of an index make of other figures of one region."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.competitiveness._ranking import EQUAL
from workbench.competitiveness.aggregating import Array, Tree, means_of
from workbench.competitiveness.building import aggregated, build, normalised_for
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.framework import ROOT, Framework
from workbench.competitiveness.imputation import impute
from workbench.competitiveness.outliers import treat
from workbench.errors import Problem

IN_COMMON = ("given", "equal")  # weights that no figure moves


def margin(scores: Array) -> Array:
    """What rounding may make of equal scores, by figure."""
    return np.asarray(EQUAL * np.nanmax(np.abs(scores), axis=0))


def own_figure(index: CompositeIndex, region: str, code: str) -> float:
    """The region's figure; nan where it is missing."""
    return float(index.raw[code].to_numpy("float64")[index.raw.index == region][0])


def figures_of(index: CompositeIndex, code: str) -> pd.Series:
    """The figures of the ranked regions, in the order of `index.normalised`."""
    return index.raw[code].reindex(index.normalised.index)


def with_figure(index: CompositeIndex, region: str, code: str, figure: float) -> CompositeIndex:
    """The index built anew with another figure."""
    raw = index.raw.copy()
    raw.loc[region, code] = figure
    return build(raw, index.framework, index.recipe, groups=index.groups)


def scores_along(index: CompositeIndex, region: str, code: str, figures: Array) -> Array:
    """The score of every region for each figure of one region.

    Only the column of the figure is worked through where no other can change; else the whole
    index is built anew for each figure.

    Returns
    -------
    Regions, in the order of `index.normalised`, x figures.
    """
    recipe = index.recipe
    if recipe.imputation == "regression":
        return np.column_stack(list(_rebuilt(index, region, code, figures)))
    columns = _normalised(index, region, code, figures)
    if recipe.weighting not in IN_COMMON:
        return np.column_stack(list(_weighted_anew(index, code, columns)))
    tree = Tree.of(index.framework)
    values = index.normalised.to_numpy("float64")
    nodes = {place: values[:, [place]] for place in range(tree.n_indicators)}
    nodes[index.framework.nodes.index(code)] = columns
    weights = np.repeat(index.weights.to_numpy("float64")[:, None], len(figures), axis=1)
    means = means_of(tree, recipe.aggregating, recipe.aggregating_dimensions, recipe.power)
    for (own, children), mean in zip(tree.groups, means, strict=True):
        nodes[own] = mean([nodes[child] for child in children], weights[children])
    return nodes[tree.n_nodes - 1]


def _normalised(index: CompositeIndex, region: str, code: str, figures: Array) -> Array:
    """The indicator's normalised column for each figure of the region: regions x figures.

    Every step treats each column by itself, so the figures stand side by side as columns.
    """
    recipe, framework = index.recipe, index.framework
    names = [str(place) for place in range(len(figures))]
    raw = pd.DataFrame(dict.fromkeys(names, figures_of(index, code)))
    raw.loc[region] = figures
    alike = pd.DataFrame({"direction": framework.indicators.at[code, "direction"]}, index=names)
    imputed = impute(raw, how=recipe.imputation, groups=index.groups)
    treated = treat(imputed.values, how=recipe.outliers)
    found = normalised_for(recipe, treated.values, Framework(alike, framework.dimensions))
    return found.to_numpy("float64")


def _weighted_anew(index: CompositeIndex, code: str, columns: Array) -> Iterator[Array]:
    """The scores by figure, where weights follow the figures."""
    for column in columns.T:
        normalised = index.normalised.assign(**{code: column})
        nodes = aggregated(normalised, index.framework, index.recipe)[1]
        yield nodes[ROOT].to_numpy("float64")


def _rebuilt(index: CompositeIndex, region: str, code: str, figures: Array) -> Iterator[Array]:
    """The scores by figure, the whole index built anew for each."""
    for figure in figures:
        found = with_figure(index, region, code, float(figure))
        yield found.scores.reindex(index.normalised.index).to_numpy("float64")


def too_few(name: str, number: int, least: int) -> Problem:
    """A whole number below its least."""
    return Problem(
        "CLW-I44",
        f"{name} is {number}",
        column=name,
        value=str(number),
        expected=f"a whole number of {least} or more",
        remedy=f"give {name}={least} or more",
    )
