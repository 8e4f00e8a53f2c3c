"""What would a region's score and rank be with some things as before and others as after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.competitiveness._ranking import EQUAL
from workbench.competitiveness.aggregating import Array, Mean, Tree, means_of
from workbench.competitiveness.building import normalised_for
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.imputation import impute
from workbench.competitiveness.outliers import treat

KINDS = {
    "own": "its own figure of {}",
    "scale": "the scale of {}, set by others",
    "others": "others' figures of {}",
    "weights": "weights",
    "method": "method",
    "regions": "regions that came and went",
}
BY_INDICATOR = ("own", "scale", "others")

Turned = NDArray[np.intp]  # states x factors: 0 as before, 1 as after


@dataclass(frozen=True, eq=False)
class States:
    """Two indices taken apart, so that each factor can be as before or as after.

    Parameters
    ----------
    codes, names
        The indicators of both indices, and of either.
    row
        The place of the region.
    tables
        Normalised values by own figures, others' figures, method and regions (0 before, 1
        after): 2 x 2 x 2 x 2 x regions x indicators.
    columns, trees, means, weights
        For each method the places of its indicators, its tree, its means, and its weights before
        and after (nodes x 2).
    players
        The factors that differ.
    ends
        Score and minus the rank, before and after.
    """

    codes: Sequence[str]
    names: Sequence[str]
    row: int
    tables: Array
    columns: Sequence[Turned]
    trees: Sequence[Tree]
    means: Sequence[Sequence[Mean]]
    weights: Sequence[Array]
    players: Sequence[int]
    ends: Array

    @classmethod
    def of(cls, before: CompositeIndex, after: CompositeIndex, region: str) -> States:
        """Two indices, seen from one region."""
        both = (before, after)
        codes = list(dict.fromkeys(c for i in both for c in i.framework.indicators.index))
        names = [next(i for i in both if c in i.normalised).framework.name_of(c) for c in codes]
        regions = before.normalised.index.union(after.normalised.index, sort=False)
        raws = _completed(both, regions, codes)
        return cls(
            codes,
            names,
            list(regions).index(region),
            _tables(both, raws, region),
            [np.array([codes.index(c) for c in i.framework.indicators.index]) for i in both],
            [Tree.of(i.framework) for i in both],
            [_means(i) for i in both],
            _weights(both),
            _players(both, raws, region),
            np.array([[i.scores[region], -float(i.ranks[region])] for i in both]),
        )

    @property
    def n_factors(self) -> int:
        """Three for each indicator; weights, method and regions."""
        return len(BY_INDICATOR) * len(self.codes) + len(KINDS) - len(BY_INDICATOR)

    def factors(self) -> pd.DataFrame:
        """One row a factor: factor, indicator, kind."""
        rows: list[tuple[str, str | None, str]] = [
            (KINDS[kind].format(name), code, kind)
            for kind in BY_INDICATOR
            for code, name in zip(self.codes, self.names, strict=True)
        ]
        rows += [(text, None, kind) for kind, text in KINDS.items() if kind not in BY_INDICATOR]
        return pd.DataFrame(rows, columns=["factor", "indicator", "kind"])

    def values(self, turned: Turned) -> Array:
        """Score and minus the rank of the region in each state: states x 2."""
        found = np.empty((len(turned), 2))
        for method in (0, 1):
            rows = turned[:, -2] == method
            if rows.any():
                found[rows] = self._by_method(turned[rows], method)
        return found

    def _by_method(self, turned: Turned, method: int) -> Array:
        scores = self._scores(turned, method)
        own = scores[self.row]
        is_lost = np.isnan(own)
        if is_lost.any():
            own = np.where(is_lost, np.nanmean(scores, axis=0), own)
        is_ahead = scores > own + EQUAL * np.nanmax(np.abs(scores), axis=0)
        is_ahead[self.row] = False
        return np.column_stack([own, -1.0 - is_ahead.sum(axis=0)])

    def _scores(self, turned: Turned, method: int) -> Array:
        """The score of every region in each state: regions x states."""
        own, scale, others = np.split(turned[:, :-3], len(BY_INDICATOR), axis=1)
        nodes: dict[int, Array] = {}
        for place, k in enumerate(self.columns[method]):
            table = self.tables[:, :, method, :, :, k]
            values = table[own[:, k], others[:, k], turned[:, -1]]
            values[:, self.row] = table[own[:, k], scale[:, k], turned[:, -1], self.row]
            nodes[place] = values.T
        weights = self.weights[method][:, turned[:, -3]]
        for (node, children), mean in zip(
            self.trees[method].groups, self.means[method], strict=True
        ):
            nodes[node] = mean([nodes[child] for child in children], weights[children])
        return nodes[self.trees[method].n_nodes - 1]


def _means(index: CompositeIndex) -> Sequence[Mean]:
    recipe = index.recipe
    tree = Tree.of(index.framework)
    return means_of(tree, recipe.aggregating, recipe.aggregating_dimensions, recipe.power)


def _is_same_tree(both: Sequence[CompositeIndex]) -> bool:
    before, after = (index.framework for index in both)
    return before.nodes == after.nodes and before.groups == after.groups


def _weights(both: Sequence[CompositeIndex]) -> list[Array]:
    """For each method the weights before and after; its own twice where the trees differ."""
    if _is_same_tree(both):
        pair = [index.weights.to_numpy("float64") for index in both]
        return [np.column_stack(pair)] * 2
    return [np.column_stack([index.weights.to_numpy("float64")] * 2) for index in both]


def _completed(
    both: Sequence[CompositeIndex], regions: pd.Index, codes: list[str]
) -> list[pd.DataFrame]:
    """The figures of both for all regions and indicators: the other's where one has no row."""
    found = []
    for index, other in (both, both[::-1]):
        own = index.raw.reindex(index=regions, columns=codes)
        new_rows = ~regions.isin(index.raw.index)
        own.loc[new_rows] = other.raw.reindex(index=regions[new_rows], columns=codes)
        for code in own.columns.difference(index.raw.columns):
            own[code] = other.raw[code].reindex(regions)
        found.append(own)
    return found


def _tables(both: Sequence[CompositeIndex], raws: Sequence[pd.DataFrame], region: str) -> Array:
    """Normalised values for every combination of figures, method and regions."""
    regions, codes = raws[0].index, list(raws[0].columns)
    tables = np.full((2, 2, 2, 2, len(regions), len(codes)), np.nan)
    sets = [index.normalised.index for index in both]
    is_one_set = sets[0].symmetric_difference(sets[1]).empty
    is_one_method = _is_one_method(both)
    for own, others, method, which in product((0, 1), repeat=4):
        if (method and is_one_method) or (which and is_one_set):
            source = tables[own, others, 0 if is_one_method else method, 0 if is_one_set else which]
            tables[own, others, method, which] = source
            continue
        raw = raws[others].copy()
        raw.loc[region] = raws[own].loc[region]
        found = _normalised(raw.loc[sets[which]], both[method], both[1 - method])
        tables[own, others, method, which] = found.reindex(index=regions, columns=codes)
    return tables


def _normalised(raw: pd.DataFrame, index: CompositeIndex, other: CompositeIndex) -> pd.DataFrame:
    """The steps of an index from figures to normalised values, for other figures."""
    groups = index.groups
    if groups is not None and other.groups is not None:
        groups = groups.combine_first(other.groups)
    recipe, codes = index.recipe, index.framework.indicators.index
    imputed = impute(raw[codes], how=recipe.imputation, groups=groups)
    treated = treat(imputed.values, how=recipe.outliers)
    return normalised_for(recipe, treated.values, index.framework)


def _is_one_method(both: Sequence[CompositeIndex]) -> bool:
    """Whether both go the same steps, whatever weights and shares of figures they ask for."""
    recipes = [i.recipe.changed(availability=0.0, weighting="given") for i in both]
    directions = [i.framework.indicators["direction"] for i in both]
    groups = [pd.Series(dtype="object") if i.groups is None else i.groups for i in both]
    return (
        recipes[0] == recipes[1]
        and _is_same_tree(both)
        and directions[0].equals(directions[1])
        and groups[0].equals(groups[1])
    )


def _players(
    both: Sequence[CompositeIndex], raws: Sequence[pd.DataFrame], region: str
) -> list[int]:
    """The places of the factors that differ before and after."""
    before, after = raws
    is_new = ~(before.eq(after) | (before.isna() & after.isna()))
    own = list(is_new.loc[region])
    others = list(is_new.drop(index=region).any())
    weights = _weights(both)[0]
    sets = [index.normalised.index for index in both]
    more = [
        not np.array_equal(weights[:, 0], weights[:, 1]),
        not _is_one_method(both),
        not sets[0].symmetric_difference(sets[1]).empty,
    ]
    return [place for place, differs in enumerate([*own, *others, *others, *more]) if differs]
