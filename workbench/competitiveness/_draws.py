"""What would scores be if the index were made otherwise: many draws of weights and choices at once.

Both the uncertainty of ranks and the shares of what causes it stand on this. A draw is a row of
numbers between 0 and 1: one for each uncertain choice, then one for each weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.competitiveness._choices import (
    Alternatives,
    Choices,
    checked_choices,
    independent,
    not_drawn,
    nothing_goes,
    usual_choices,
)
from workbench.competitiveness.aggregating import Array, Mean, Tree, aggregate, means_of
from workbench.competitiveness.building import build
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.framework import ROOT
from workbench.competitiveness.recipe import Recipe
from workbench.errors import ParameterError, Problem
from workbench.workers import in_order

Rows = NDArray[np.intp]


DOUBT = "benefit_of_the_doubt"
BLOCK = 2**16  # scores at a time: half a megabyte, which stays near the processor


@dataclass(frozen=True, eq=False)
class Combination:
    """The index by one combination of choices, ready for any number of sets of weights.

    `fixed` holds the scores where no weights are in common, as by the benefit of the doubt.
    """

    recipe: Recipe
    values: Array
    weights: Array
    tree: Tree
    means: Sequence[Mean]
    fixed: Array | None

    @classmethod
    def of(cls, built: CompositeIndex, regions: pd.Index) -> Combination:
        """What an index leaves to its weights."""
        recipe, tree = built.recipe, Tree.of(built.framework)
        means = means_of(tree, recipe.aggregating, recipe.aggregating_dimensions, recipe.power)
        scores = built.scores.loc[regions].to_numpy("float64")[:, None]
        return cls(
            recipe,
            built.normalised.loc[regions].to_numpy("float64"),
            built.weights.to_numpy("float64"),
            tree,
            means,
            scores if recipe.weighting == DOUBT else None,
        )

    def scores(self, factors: Array) -> Array:
        """Regions x draws, from the factors of each weight: nodes but the index x draws."""
        if self.fixed is not None:
            return np.broadcast_to(self.fixed, (len(self.fixed), factors.shape[1]))
        weights = self.weights[:, None] * factors
        return aggregate(self.values, weights, self.tree, self.means)[self.tree.n_nodes - 1]


@dataclass(frozen=True, eq=False)
class Design:
    """What is uncertain about an index, and the index by every combination of choices.

    Parameters
    ----------
    regions
        The regions with a score, the best first.
    nodes
        The codes of the weights.
    spread
        How far a weight may lie from its own, as a share of it.
    choices
        What is drawn among.
    combinations
        The index by each, in the order of the product of the choices.
    not_drawn
        What does not go together, and why.
    """

    regions: pd.Index
    nodes: list[str]
    spread: float
    choices: tuple[Alternatives, ...]
    combinations: tuple[Combination, ...]
    not_drawn: Mapping[str, str]

    @property
    def width(self) -> int:
        """How many numbers make a draw."""
        return len(self.choices) + len(self.nodes)

    def name_of(self, combination: Combination) -> str:
        """The methods that make a combination, of the steps that vary."""
        steps = [step for choice in self.choices for step in choice.steps]
        return " with ".join(getattr(combination.recipe, step) for step in steps)

    def picked(self, uniform: Array) -> NDArray[np.intp]:
        """Which combination each draw takes."""
        found = np.zeros(len(uniform), dtype=np.intp)
        for column, choice in enumerate(self.choices):
            n = len(choice.options)
            found = found * n + np.minimum((uniform[:, column] * n).astype(np.intp), n - 1)
        return found

    def blocks(self, uniform: Array) -> Iterator[tuple[Rows, Combination, Array]]:
        """Some rows at a time, with their combination and the scores: regions x draws."""
        picked = self.picked(uniform)
        size = max(1, BLOCK // len(self.regions))
        numbered = [np.flatnonzero(picked == n) for n in range(len(self.combinations))]
        parts = (
            (mine[start : start + size], combination)
            for mine, combination in zip(numbered, self.combinations, strict=True)
            for start in range(0, len(mine), size)
        )

        def scored(part: tuple[Rows, Combination]) -> tuple[Rows, Combination, Array]:
            rows, combination = part
            moved = 2 * uniform[rows, len(self.choices) :].T - 1
            return rows, combination, combination.scores(1 + self.spread * moved)

        yield from in_order(scored, parts)

    def n_blocks(self, uniform: Array) -> int:
        """How many blocks there will be."""
        size = max(1, BLOCK // len(self.regions))
        return int(np.sum(-(-np.bincount(self.picked(uniform)) // size)))


def design_of(index: CompositeIndex, choices: Choices | None, spread: float) -> Design:
    """What is uncertain about an index.

    Raises
    ------
    ParameterError, UnknownName
        For a step or a method that does not exist, choices of which none go together, or an index
        that ranks no region.
    """
    asked = usual_choices(index) if choices is None else checked_choices(choices)
    regions = index.scores.dropna().index
    if regions.empty:
        raise ParameterError(_nothing_ranked())
    found: dict[tuple[str, ...], Combination] = {}
    refused: dict[tuple[str, ...], str] = {}
    for names in product(*asked.values()):
        recipe = index.recipe.changed(**dict(zip(asked, names, strict=True)))
        try:
            found[names] = _combination(index, recipe, regions)
        except ParameterError as error:
            refused[names] = error.problems[0].message
    if not found:
        raise ParameterError(nothing_goes(asked, refused))
    alternatives = independent(tuple(asked), list(found))
    order = product(*(choice.options for choice in alternatives))
    return Design(
        regions,
        list(index.weights.index),
        spread,
        alternatives,
        tuple(found[_in_order(asked, alternatives, picks)] for picks in order),
        not_drawn(asked, alternatives, refused),
    )


def _combination(index: CompositeIndex, recipe: Recipe, regions: pd.Index) -> Combination:
    """The index by another recipe."""
    built = build(index.raw, index.framework, recipe, groups=index.groups)
    combination = Combination.of(built, regions)
    without = built.nodes.loc[regions, ROOT].isna()
    if without.any():
        raise ParameterError(_unscored(str(without.idxmax())))
    return combination


def _unscored(region: str) -> Problem:
    return Problem(
        "CLW-I32",
        f"{region} would have no score",
        value=region,
        expected="a score for each region that the index itself ranks",
        remedy="leave the choice out of those to vary",
    )


def _nothing_ranked() -> Problem:
    return Problem(
        "CLW-I09",
        "no region has a score, because no indicator differs between regions",
        expected="two regions or more, and an indicator in which they differ",
        remedy="take indicators that differ between regions, or a study with more of them",
    )


def _in_order(
    steps: Iterable[str], choices: Sequence[Alternatives], picks: Sequence[tuple[str, ...]]
) -> tuple[str, ...]:
    """Picks of each choice as one method a step, in the order of the steps."""
    named = {
        step: name
        for choice, pick in zip(choices, picks, strict=True)
        for step, name in zip(choice.steps, pick, strict=True)
    }
    return tuple(named[step] for step in steps)


def outside(name: str, value: object, expected: str, remedy: str) -> Problem:
    """The problem of a number out of its range."""
    return Problem(
        "CLW-I30",
        f"{name} is {value}",
        column=name,
        value=str(value),
        expected=expected,
        remedy=remedy,
    )


def wrong_numbers(draws: int, spread: float) -> list[Problem]:
    """Draws and spread that make no sense."""
    problems = []
    if draws < 1:
        problems.append(outside("draws", draws, "a whole number of 1 or more", "ask for 10000"))
    if not 0 <= spread < 1:
        expected = "a share of the weight, from 0 to below 1"
        problems.append(outside("spread", spread, expected, "write 0.25 for a quarter up or down"))
    return problems
