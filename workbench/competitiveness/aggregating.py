"""How do many indicators become one number: means up the tree of an index (step 6).

All functions work on whole draws at once: the weights of n draws are the n columns of a matrix, so
that ten thousand indices cost a few matrix products.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.competitiveness.framework import Framework

Array = NDArray[np.float64]
Mean = Callable[[Sequence[Array], Array], Array]


@dataclass(frozen=True)
class Tree:
    """A framework as positions: for each group its own place and those of its children.

    `n_indicators` nodes stand first; the index is the last of `n_nodes`.
    """

    groups: tuple[tuple[int, NDArray[np.intp]], ...]
    n_indicators: int
    n_nodes: int

    @classmethod
    def of(cls, framework: Framework) -> Tree:
        """The tree of a framework."""
        place = {code: position for position, code in enumerate(framework.nodes)}
        groups = tuple(
            (place[own], np.array([place[child] for child in children], dtype=np.intp))
            for own, children in framework.groups
        )
        return cls(groups, len(framework.indicators), len(place))


def weighted_mean(parts: Sequence[Array], weights: Array) -> Array:
    """Arithmetic mean of the parts; a missing part gives its weight to the others.

    Parameters
    ----------
    parts
        One array of regions x 1, or regions x draws, for each child.
    weights
        Children x draws, not negative.

    Returns
    -------
    Regions x draws; missing where every part is.
    """
    holes = [np.isnan(part) for part in parts]
    if not any(hole.any() for hole in holes):
        return np.asarray(_weighted_sum(parts, weights) / weights.sum(axis=0))
    total = _weighted_sum(
        [np.where(hole, 0.0, p) for hole, p in zip(holes, parts, strict=True)], weights
    )
    there = _weighted_sum([np.where(hole, 0.0, 1.0) for hole in holes], weights)
    return np.divide(total, there, out=np.full_like(total, np.nan), where=there > 0)


def _weighted_sum(parts: Sequence[Array], weights: Array) -> Array:
    """Sum of weight times part: one matrix product for the parts that no draw changes."""
    fixed = [i for i, part in enumerate(parts) if part.shape[1] == 1]
    drawn = [i for i, part in enumerate(parts) if part.shape[1] > 1]
    total = np.zeros((parts[0].shape[0], weights.shape[1]))
    if fixed:
        total += np.hstack([parts[i] for i in fixed]) @ weights[fixed]
    for i in drawn:
        total += parts[i] * weights[i]
    return total


def power_mean(power: float) -> Mean:
    """The weighted power mean: (sum w x^p / sum w)^(1/p); 1 arithmetic, 0 geometric, -1 harmonic.

    Values must be positive unless the power is 1; a mean of others is missing.

    Examples
    --------
    >>> parts = [np.array([[4.0]]), np.array([[9.0]])]
    >>> even = np.array([[0.5], [0.5]])
    >>> [float(power_mean(p)(parts, even)[0, 0].round(6)) for p in (1, 0, -1)]
    [6.5, 6.0, 5.538462]
    """

    def mean(parts: Sequence[Array], weights: Array) -> Array:
        if power == 1:
            return weighted_mean(parts, weights)
        positive = [np.where(part > 0, part, np.nan) for part in parts]
        spoiled = np.zeros((parts[0].shape[0], 1), dtype=bool)
        for part in parts:
            spoiled = spoiled | (part <= 0)
        if power == 0:
            found = np.exp(weighted_mean([np.log(part) for part in positive], weights))
        else:
            found = weighted_mean([part**power for part in positive], weights) ** (1 / power)
        return np.where(spoiled, np.nan, found)

    return mean


def mazziotta_pareto(parts: Sequence[Array], weights: Array) -> Array:
    """Mean less a penalty for unevenness: M - S²/M, S² the weighted variance of the parts.

    Mazziotta and Pareto (2016), for an index in which more is better. Parts should lie well above
    zero, as they do around 100; the penalty has no meaning otherwise.

    Examples
    --------
    >>> parts = [np.array([[110.0]]), np.array([[90.0]])]
    >>> mazziotta_pareto(parts, np.array([[0.5], [0.5]])).tolist()
    [[99.0]]
    """
    mean = weighted_mean(parts, weights)
    square = weighted_mean([part**2 for part in parts], weights)
    variance = np.maximum(square - mean**2, 0.0)
    return np.where(mean > 0, mean - variance / np.where(mean > 0, mean, 1.0), np.nan)


def mean_called(name: str, power: float) -> Mean:
    """The mean of a name of the recipe."""
    powers = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0, "generalised_mean": power}
    return mazziotta_pareto if name == "mazziotta_pareto" else power_mean(powers[name])


def means_of(tree: Tree, aggregating: str, above: str | None, power: float) -> list[Mean]:
    """The mean of each group: `aggregating` where a child is an indicator, else `above`."""
    below = mean_called(aggregating, power)
    upper = below if above is None else mean_called(above, power)
    return [below if (kids < tree.n_indicators).any() else upper for _, kids in tree.groups]


def aggregate(
    values: Array,
    weights: Array,
    tree: Tree,
    means: Sequence[Mean],
    known: Mapping[int, Array] | None = None,
) -> dict[int, Array]:
    """The value of every node, up the tree.

    Parameters
    ----------
    values
        Regions x indicators, higher is better.
    weights
        Nodes but the index x draws.
    tree, means
        The groups bottom-up, and the mean of each.
    known
        Nodes whose values are had otherwise.

    Returns
    -------
    For each dimension, and the index last, an array of regions x draws.
    """
    nodes: dict[int, Array] = {i: values[:, [i]] for i in range(tree.n_indicators)}
    for (own, children), mean in zip(tree.groups, means, strict=True):
        if known is not None and own in known:
            nodes[own] = known[own]
        else:
            nodes[own] = mean([nodes[child] for child in children], weights[children])
    return {own: nodes[own] for own, _ in tree.groups}
