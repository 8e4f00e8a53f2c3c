"""What do the steps of an index make of other figures of one region."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

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
    """The score of every region for each figure of one region; see `scores_by_indicator`."""
    return scores_by_indicator(index, region, {code: figures})[code]


def scores_by_indicator(
    index: CompositeIndex, region: str, figures: Mapping[str, Array]
) -> dict[str, Array]:
    """The score of every region for each figure that one region may have of each indicator.

    Only the column of the figure is worked through where no other can change; else the whole
    index is built anew for each figure. One indicator is changed at a time.

    Returns
    -------
    For each indicator regions, in the order of `index.normalised`, x figures.
    """
    recipe = index.recipe
    if recipe.imputation == "regression":
        return {c: np.column_stack(list(_rebuilt(index, region, c, f))) for c, f in figures.items()}
    columns = _normalised(index, region, figures)
    if recipe.weighting not in IN_COMMON:
        return {
            code: np.column_stack(list(_weighted_anew(index, code, own)))
            for code, own in columns.items()
        }
    return {code: _up_the_tree(index, code, own) for code, own in columns.items()}


def _up_the_tree(index: CompositeIndex, code: str, columns: Array) -> Array:
    """The scores where an indicator has these columns in place of its own, one at a time."""
    recipe, tree = index.recipe, Tree.of(index.framework)
    values = index.normalised.to_numpy("float64")
    nodes = {place: values[:, [place]] for place in range(tree.n_indicators)}
    nodes[index.framework.nodes.index(code)] = columns
    weights = np.repeat(index.weights.to_numpy("float64")[:, None], columns.shape[1], axis=1)
    means = means_of(tree, recipe.aggregating, recipe.aggregating_dimensions, recipe.power)
    for (own, children), mean in zip(tree.groups, means, strict=True):
        nodes[own] = mean([nodes[child] for child in children], weights[children])
    return nodes[tree.n_nodes - 1]


def _normalised(
    index: CompositeIndex, region: str, figures: Mapping[str, Array]
) -> dict[str, Array]:
    """Each indicator's normalised column for each figure of the region: regions x figures.

    Every step treats each column by itself, so all figures of all indicators stand side by side.
    """
    recipe, framework = index.recipe, index.framework
    ends = np.cumsum([0, *map(len, figures.values())])
    spans = dict(zip(figures, pairwise(ends), strict=True))
    names = [str(place) for place in range(ends[-1])]
    counts = np.diff(ends)
    seen = [figures_of(index, code).to_numpy("float64") for code in figures]
    cells = np.repeat(np.column_stack(seen), counts, axis=1)
    cells[index.normalised.index.get_loc(region)] = np.concatenate(list(figures.values()))
    raw = pd.DataFrame(cells, index.normalised.index, names)
    kinds = framework.indicators.loc[list(figures), "direction"].to_numpy()
    directions = np.repeat(kinds, counts)
    imputed = impute(raw, how=recipe.imputation, groups=index.groups)
    treated = treat(imputed.values, how=recipe.outliers)
    alike = Framework(pd.DataFrame({"direction": directions}, index=names), framework.dimensions)
    found = normalised_for(recipe, treated.values, alike).to_numpy("float64")
    return {code: found[:, low:high] for code, (low, high) in spans.items()}


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
