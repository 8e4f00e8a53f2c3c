"""How sure is a rank: where would a region stand had the index been made otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.competitiveness._choices import Choices
from workbench.competitiveness._draws import (
    Combination,
    Design,
    design_of,
    outside,
    wrong_numbers,
)
from workbench.competitiveness._ranking import Ranks, ranks_of, whole_numbers
from workbench.competitiveness._shown import as_html, as_text
from workbench.competitiveness.aggregating import Array
from workbench.competitiveness.composite import CompositeIndex
from workbench.errors import ParameterError
from workbench.measures._progress import shown

TOP = 10
WIDE = 10  # ranks
THIRDS = 3


@dataclass(frozen=True, eq=False)
class Uncertainty:
    """The ranks that regions take when weights and choices are drawn.

    Parameters
    ----------
    index
        The index itself.
    ranks
        One row a region, the best first: rank, rank_low, rank_high, rank_median, score_low,
        score_high, top_ten_share (the share of draws in which it is among the first ten),
        same_third_share (in the same third of the regions as in the index). Scores are those of
        the draws with the index's own normalising and aggregating, for others lie on other scales;
        missing where there is none.
    drawn
        The rank in each draw: regions, in the order of `ranks`, x draws.
    confidence, spread, seed
        As asked for.
    choices
        What was drawn among: the alternatives of each choice.
    combinations
        How many draws each combination of choices got.
    not_drawn
        What does not go together, and why.
    weightless
        How many draws have no weights in common, by the benefit of the doubt.
    widened
        For how many regions the interval was widened to hold the rank itself.
    """

    index: CompositeIndex
    ranks: pd.DataFrame
    drawn: Ranks = field(repr=False)
    confidence: float
    spread: float
    seed: int
    choices: Mapping[str, Sequence[str]]
    combinations: Mapping[str, int]
    not_drawn: Mapping[str, str]
    weightless: int
    widened: int

    @property
    def draws(self) -> int:
        """How many draws there are."""
        return int(self.drawn.shape[1])

    def table(self) -> pd.DataFrame:
        """One row a ranked region, the best first, with the interval of its rank.

        Columns region, name, value, rank, rank_low, rank_high, rank_median, available.
        """
        table = self.index.table()
        found = self.ranks[["rank_low", "rank_high", "rank_median"]].reindex(table["region"])
        for place, column in enumerate(found.columns, start=4):
            table.insert(place, column, found[column].array)
        return table

    def beats(self, region: str, other: str) -> float:
        """The share of draws in which a region ranks above another; equal ranks do not count.

        Raises
        ------
        UnknownName
            For a region that is not ranked.
        """
        self.index.check_region(region)
        self.index.check_region(other)
        one, two = (self.drawn[self.ranks.index.get_loc(each)] for each in (region, other))
        return float((one < two).mean())

    def facts(self) -> dict[str, Any]:
        """What was drawn, as a plain record."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "spread": self.spread,
            "confidence": self.confidence,
            "choices": {name: list(options) for name, options in self.choices.items()},
            "combinations": dict(self.combinations),
            "not_drawn": dict(self.not_drawn),
            "weightless": self.weightless,
            "widened": self.widened,
        }

    def in_words(self) -> str:
        """What was drawn and what came of it, in sentences."""
        spans = (self.ranks["rank_high"] - self.ranks["rank_low"]) > WIDE
        said = [self._drawn_in_words()]
        said += [f"Not drawn: {what}, for {why}." for what, why in self.not_drawn.items()]
        if self.weightless:
            said.append(
                f"In {self.weightless:,} draws each region has weights of its own, by the "
                "benefit of the doubt: none are drawn there, and only the choices vary."
            )
        said.append(
            f"For {spans.sum()} of {len(spans)} regions the interval, the middle "
            f"{100 * self.confidence:g}% of the draws, spans more than ten ranks."
        )
        if self.widened:
            said.append(
                f"For {self.widened} regions the index's own rank lay outside it, and the interval "
                "was widened to hold it."
            )
        return "\n".join(said)

    def _drawn_in_words(self) -> str:
        """What varies."""
        among = "; ".join(f"{name}: {', '.join(them)}" for name, them in self.choices.items())
        is_spread = self.spread > 0 and self.weightless < self.draws
        weights = f"every weight within {100 * self.spread:g}% of its own" if is_spread else ""
        varies = "; ".join(part for part in (weights, among) if part) or "nothing varies"
        return f"{self.draws:,} draws: {varies}."

    def __repr__(self) -> str:
        return as_text(self.in_words(), self.table())

    def _repr_html_(self) -> str:
        return as_html(self.in_words(), self.table())


def uncertainty(
    index: CompositeIndex,
    *,
    draws: int = 10_000,
    spread: float = 0.25,
    choices: Choices | None = None,
    confidence: float = 0.9,
    seed: int = 0,
) -> Uncertainty:
    """How far each rank moves when weights, and choices on the way to the index, are drawn anew.

    Parameters
    ----------
    index
        A composite index.
    draws
        How often the index is made.
    spread
        Every weight of an indicator or dimension is multiplied by a number drawn evenly from 1 -
        spread to 1 + spread, then the weights of each group are made to add up to 1 again.
    choices
        The alternatives for each step, as ``{"normalising": ["min_max", "rank"]}``; each is drawn
        alike often. By default min-max, z-scores and ranks, arithmetic and geometric means, with
        and without the treatment of outliers, where it changed anything, and of missing values,
        where there are any; the index's own way always among them. ``{}`` varies the weights only.
    confidence
        The share of draws that an interval holds.
    seed
        Of the random numbers.

    Returns
    -------
    Uncertainty

    Raises
    ------
    ParameterError, UnknownName
        For numbers out of range, steps or methods that do not exist, and choices of which no
        combination makes an index.

    Notes
    -----
    Monte Carlo over the assumptions of an index, after Saisana, Saltelli and Tarantola (2005),
    doi:10.1111/j.1467-985X.2005.00350.x. An interval reaches from the highest rank that at most
    (1 - confidence) / 2 of the draws lie below to the lowest that as many lie above, so that its
    ends are ranks that occur; it is widened where it would not hold the rank itself. Combinations
    that do not go together are not drawn, and `not_drawn` says which.

    Examples
    --------
    >>> from workbench.competitiveness.building import build
    >>> from workbench.competitiveness.framework import Framework
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs"], "direction": "higher is better"})
    >>> raw = pd.DataFrame({"wage": [1.0, 2, 4], "jobs": [9.0, 5, 3]}, index=["A", "B", "C"])
    >>> found = uncertainty(build(raw, Framework.from_cards(cards)), draws=1000, choices={})
    >>> found.ranks["rank_high"].tolist()
    [2, 2, 3]
    """
    problems = wrong_numbers(draws, spread)
    if not 0 < confidence < 1:
        expected = "a share between 0 and 1"
        problems.append(outside("confidence", confidence, expected, "write 0.9 for nine in ten"))
    if problems:
        raise ParameterError(problems)
    design = design_of(index, choices, spread)
    uniform = np.random.default_rng(seed).random((draws, design.width))
    ranks, scores = _drawn(design, index, uniform)
    often = np.bincount(design.picked(uniform), minlength=len(design.combinations))
    counts = dict(zip(design.combinations, often.tolist(), strict=True))
    summary, widened = _summary(index, ranks, scores, confidence)
    return Uncertainty(
        index=index,
        ranks=summary,
        drawn=ranks,
        confidence=confidence,
        spread=spread,
        seed=seed,
        choices={c.name: [" with ".join(names) for names in c.options] for c in design.choices},
        combinations={design.name_of(each): n for each, n in counts.items()},
        weightless=sum(n for each, n in counts.items() if each.fixed is not None),
        not_drawn=design.not_drawn,
        widened=widened,
    )


def _drawn(design: Design, index: CompositeIndex, uniform: Array) -> tuple[Ranks, Array]:
    """Ranks of all draws, and the scores of those on the index's own scale."""
    n = len(design.regions)
    is_comparable = np.array([_on_own_scale(each, index) for each in design.combinations])
    ranks = np.empty((n, len(uniform)), whole_numbers(n))
    scores = np.empty((n, is_comparable[design.picked(uniform)].sum()))
    filled = 0
    blocks = shown(design.blocks(uniform), design.n_blocks(uniform), "Draws")
    for rows, combination, found in blocks:
        ranks[:, rows] = ranks_of(found).T
        if _on_own_scale(combination, index):
            scores[:, filled : filled + len(rows)] = found
            filled += len(rows)
    return ranks, scores


def _on_own_scale(combination: Combination, index: CompositeIndex) -> bool:
    """Whether its scores can be set beside those of the index."""
    own, other = index.recipe, combination.recipe
    return (own.normalising, own.aggregating) == (other.normalising, other.aggregating)


def _summary(
    index: CompositeIndex, ranks: Ranks, scores: Array, confidence: float
) -> tuple[pd.DataFrame, int]:
    """One row a region, and how many intervals were widened."""
    value = index.scores.dropna()
    own = index.ranks[value.index].to_numpy("int64")
    low, median, high = _middle(np.sort(ranks, axis=1), confidence)
    scores.sort(axis=1)
    score_low, _, score_high = _middle(scores, confidence)
    thirds = (np.arange(len(own) + 1) - 1) * THIRDS // len(own)
    table = pd.DataFrame(
        {
            "rank": own,
            "rank_low": np.minimum(low, own),
            "rank_high": np.maximum(high, own),
            "rank_median": median,
            "score_low": np.minimum(score_low, value),
            "score_high": np.maximum(score_high, value),
            "top_ten_share": (ranks <= TOP).mean(axis=1),
            "same_third_share": (thirds.astype("int8")[ranks] == thirds[own][:, None]).mean(axis=1),
        },
        index=value.index,
    )
    return table, int(((own < low) | (own > high)).sum())


def _middle(ordered: Any, confidence: float) -> tuple[Any, Any, Any]:
    """The ends of the middle share of each ordered row, and its median; missing if it is empty."""
    n = ordered.shape[1]
    if n == 0:
        nothing = np.full(len(ordered), np.nan)
        return nothing, nothing, nothing
    low = int(np.floor((1 - confidence) / 2 * (n - 1)))
    middle = (ordered[:, (n - 1) // 2] + ordered[:, n // 2].astype("float64")) / 2
    return ordered[:, low], middle, ordered[:, n - 1 - low]
