"""Why did my rank change: own figures, others' figures, weights, method, regions (step 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import factorial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.competitiveness._rank_states import KINDS, States
from workbench.competitiveness.aggregating import Array
from workbench.competitiveness.composite import CompositeIndex
from workbench.errors import ParameterError, Problem

MOST_EXACT = 8  # factors of which all orders are gone through: 256 states
TOLD = 5  # factors named in the words
SHOWN = 0.05  # places: what is printed as 0.0 is not worth a word
PAIR = 2  # an order and the same backwards
ONE_BY_ONE = 512  # states at a time
ENDINGS = {1: "st", 2: "nd", 3: "rd"}
TEENS = (11, 12, 13)


@dataclass(frozen=True, eq=False)
class RankChange:
    """The change of a region's rank and score between two indices, split among what caused it.

    Parameters
    ----------
    region, name
        The region.
    rank_before, rank_after, score_before, score_after
        Its place and score in the two indices.
    n_before, n_after
        How many regions are ranked.
    table
        One row a factor: factor, indicator, kind (own, scale, others, weights, method, regions),
        rank_places (above 0: places gained), score_points, standard_error (of the places).
        Places add up to rank_before - rank_after, points to score_after - score_before.
    is_exact
        Whether all orders of the factors were gone through; else a sample of them.
    """

    region: str
    name: str
    rank_before: int
    rank_after: int
    score_before: float
    score_after: float
    n_before: int
    n_after: int
    table: pd.DataFrame
    is_exact: bool

    @property
    def by_kind(self) -> pd.DataFrame:
        """Places and points by kind of factor."""
        sums = self.table.groupby("kind")[["rank_places", "score_points"]].sum()
        return sums.reindex(list(KINDS)).reset_index()

    def in_words(self) -> str:
        """The change, and the factors that moved the rank most."""
        gained = self.rank_before - self.rank_after
        places = f"{abs(gained)} place{'s' if abs(gained) > 1 else ''}"
        move = f"{places} {'up' if gained > 0 else 'down'}" if gained else "no change of rank"
        said = (
            f"{self.name}: from {_ordinal(self.rank_before)} of {self.n_before} to "
            f"{_ordinal(self.rank_after)} of {self.n_after}, {move}; score from "
            f"{self.score_before:.1f} to {self.score_after:.1f}."
        )
        moved = self.table[self.table["rank_places"].abs() > SHOWN]
        largest = moved.sort_values("rank_places", key=lambda places: -places.abs(), kind="stable")
        named = largest.head(TOLD)
        parts = [
            f"{places:+.1f} {factor}"
            for places, factor in zip(named["rank_places"], named["factor"], strict=True)
        ]
        rest = gained - named["rank_places"].sum()
        if abs(rest) > SHOWN:
            parts.append(f"{rest:+.1f} all else")
        return f"{said} Places: {'; '.join(parts)}." if parts else said


def rank_change(
    before: CompositeIndex,
    after: CompositeIndex,
    region: str,
    *,
    orders: int = 200,
    seed: int = 0,
) -> RankChange:
    """Split the change of a region's rank and score between two indices among its causes.

    Parameters
    ----------
    before, after
        Two indices: of two years, by two recipes, or before and after a correction.
    region
        A region ranked in both.
    orders
        How many orders of the factors to go through, where there are more than eight factors.
    seed
        Of the orders.

    Returns
    -------
    RankChange
        With a row for every factor, 0 where nothing changed.

    Raises
    ------
    UnknownName
        If the region is not ranked in both.
    ParameterError
        If one of the two takes the benefit of the doubt, or there are fewer than two orders; both
        at once.

    Notes
    -----
    Shapley values (1953): factors are turned from before to after one by one, every step's change
    belongs to the factor turned, and this is averaged over the orders. In each order the steps add
    up to the whole change, so the sums hold for any number of orders. Orders are drawn in pairs,
    one the other backwards, so that before and after in the other order give the same numbers with
    the other sign; the standard error is that of the mean over pairs.

    The steps from figures to normalised values are gone through anew for every combination of own
    and others' figures, recipe and regions. For each indicator *own* is the region's own figure;
    *scale* the others' figures as far as they set the scale on which the region's own is measured
    (extremes, means, outliers); *others* the others' own values. *weights* are the weights of the
    index whatever gave them, *method* the rest of the recipe and the framework, and with other
    dimensions or indicators the weights too. A region that is not in the table of one year takes
    its figures from the other year where it is compared. Where a combination leaves the region
    without any figure, it stands at the mean score.

    Examples
    --------
    >>> from workbench.competitiveness import Framework, build
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs"], "direction": "higher is better"})
    >>> frame = Framework.from_cards(cards)
    >>> raw = pd.DataFrame({"wage": [1.0, 2.0, 3.0], "jobs": [9.0, 5.0, 9.0]}, index=list("abc"))
    >>> later = raw.copy()
    >>> later.loc["b", "jobs"] = 8.5
    >>> found = rank_change(build(raw, frame), build(later, frame), "b")
    >>> print(found.in_words())
    b: from 3rd of 3 to 3rd of 3, no change of rank; score from 25.0 to 25.0.
    """
    _check(before, after, region, orders)
    states = States.of(before, after, region)
    players = states.players
    is_exact = len(players) <= MOST_EXACT
    if is_exact:
        effects, errors = _all_orders(states, players)
    else:
        effects, errors = _some_orders(states, players, orders, seed)
    table = states.factors()
    table["rank_places"], table["score_points"], table["standard_error"] = 0.0, 0.0, 0.0
    table.loc[players, ["score_points", "rank_places"]] = effects
    table.loc[players, "standard_error"] = errors
    return RankChange(
        region,
        after.name_of(region),
        int(before.ranks[region]),
        int(after.ranks[region]),
        float(before.scores[region]),
        float(after.scores[region]),
        int(before.scores.notna().sum()),
        int(after.scores.notna().sum()),
        table,
        is_exact,
    )


def _check(before: CompositeIndex, after: CompositeIndex, region: str, orders: int) -> None:
    problems = []
    for index in (before, after):
        index.check_region(region)
        if index.recipe.weighting == "benefit_of_the_doubt":
            problems.append(_doubt())
        if pd.isna(index.scores[region]):
            problems.append(_no_score(region))
    if orders < PAIR:
        problems.append(_few_orders(orders))
    if problems:
        raise ParameterError(list(dict.fromkeys(problems)))


def _doubt() -> Problem:
    return Problem(
        "CLW-I40",
        "under the benefit of the doubt each region has weights of its own, so a change of rank "
        "cannot be split into figures and weights",
        column="weighting",
        value="benefit_of_the_doubt",
        expected="weights in common for all regions",
        remedy='build both indices with weighting="given" or "equal"',
    )


def _no_score(region: str) -> Problem:
    return Problem(
        "CLW-I42",
        f"{region} has no score, so its rank has no change",
        column="region",
        value=region,
        expected="a region with a score in both indices",
        remedy="take another region, or another way of aggregating",
    )


def _few_orders(orders: int) -> Problem:
    return Problem(
        "CLW-I41",
        f"{orders} orders of the factors are too few",
        column="orders",
        value=str(orders),
        expected="2 or more; 200 is usual",
        remedy="leave orders out",
    )


def _all_orders(states: States, players: Sequence[int]) -> tuple[Array, Array]:
    """Score and places of each player as the Shapley value over all sets of the others."""
    n = len(players)
    sets = np.arange(2**n)
    turned = (sets[:, None] >> np.arange(n)) & 1
    values = _values(states, players, turned)
    sizes = turned.sum(axis=1)
    likely = np.array([factorial(k) * factorial(n - k - 1) for k in range(n)]) / factorial(n or 1)
    effects = np.zeros((n, 2))
    for player in range(n):
        without = sets[turned[:, player] == 0]
        steps = values[without | 1 << player] - values[without]
        effects[player] = likely[sizes[without]] @ steps
    return effects, np.zeros(n)


def _some_orders(
    states: States, players: Sequence[int], orders: int, seed: int
) -> tuple[Array, Array]:
    """Score and places of each player, the mean over pairs of orders; standard error of places."""
    rng = np.random.default_rng(seed)
    n = len(players)
    found = []
    for _ in range(-(-orders // PAIR)):
        order = rng.permutation(n)
        place = np.argsort(order)
        steps = np.arange(n + 1)[:, None]
        turned = np.vstack([steps > place, steps > n - 1 - place])
        values = _values(states, players, turned.astype(np.intp))
        there, back = np.diff(values[: n + 1], axis=0), np.diff(values[n + 1 :], axis=0)
        found.append((there[place] + back[n - 1 - place]) / PAIR)
    effects = np.array(found)
    spread = effects[:, :, 1].std(axis=0, ddof=1) if len(found) > 1 else np.full(n, np.nan)
    return effects.mean(axis=0), spread / np.sqrt(len(found))


def _values(states: States, players: Sequence[int], turned: NDArray[np.intp]) -> Array:
    """Score and places (minus the rank) for each set of players that are turned to after."""
    full = np.zeros((len(turned), states.n_factors), dtype=np.intp)
    full[:, players] = turned
    parts = [full[at : at + ONE_BY_ONE] for at in range(0, len(full), ONE_BY_ONE)]
    values = np.vstack([states.values(part) for part in parts])
    is_before, is_after = ~turned.any(axis=1), turned.all(axis=1)
    values[is_before], values[is_after] = states.ends
    return values


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in TEENS else ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"
