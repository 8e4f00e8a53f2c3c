"""How many times the share it has everywhere does an industry have around its own plants."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from workbench.measures._card import Card, Variant, measure
from workbench.measures._cells import Codes, Numbers, ratio
from workbench.measures._curves import (
    BANDS,
    FINE,
    KEYS,
    NO_SPREAD,
    TOO_FEW,
    Curve,
    Distances,
    answer_of,
    bands,
)
from workbench.measures._door import choose
from workbench.measures._kernel import kernel, quantile, silverman
from workbench.measures._neighbours import Kinds, Neighbours
from workbench.measures._pairs import Bins, blocks, by_row, histogram_of_sites, in_blocks, profiles
from workbench.measures._points import Points, plants_of
from workbench.measures._relabelling import drawn_counts, drawn_plants
from workbench.workers import in_order

# With fewer plants than this share of the sites, the pairs of plants are fewer than those of sites.
FEW = 0.15
BINS_OF_DENSITY = 1 << 9
ALONE = "none of its plants has another plant at this distance"

CARD = Card(
    question="How many times its overall share does an industry have around its own plants?",
    formula="M(r) = mean_i [Σ_{j of the industry, d_ij ≤ r} w_j / Σ_{j, d_ij ≤ r} w_j] / "
    "mean_i [(W_s - w_i) / (W - w_i)], j ≠ i; m(r): kernels f((r - d_ij) / h) instead of d_ij ≤ r",
    source="Marcon and Puech (2010); m: Lang, Marcon and Puech (2020)",
    reading="1: neighbours are as everywhere; 2: twice as many of them are of the same industry",
    variants={
        "M": Variant("all neighbours up to the distance", KEYS, "ratio", "0 or more"),
        "m": Variant(
            "neighbours around the distance",
            KEYS,
            "ratio",
            "0 or more",
            "Lang, Marcon and Puech (2020)",
        ),
    },
    tables=("plants",),
    at_regions=True,
    columns=("plant", "industry"),
    caveats=(
        "undefined where no plant of the industry has a neighbour; plants without one are left out",
        "M adds up: what is near shows at every longer distance; m does not",
        "the weights stay where they are in a relabelling: only the industry of sites is drawn",
        "plants without coordinates are left out; how many there are is told",
        "plants known by region only have distance 0 within a region: nothing is known below it",
    ),
    also_called={
        "dbmss": "Mhat; mhat, whose bandwidth is that of occupied bins from 10,000 points on; "
        'relabelling as here is its "RandomLabeling"',
    },
    more={**BANDS, "bandwidth_km": "the bandwidth h of m"},
)


@measure(CARD)
def marcon_puech(  # noqa: PLR0913 - every option is one of the field's own choices
    plants: pd.DataFrame,
    *,
    variant: str = "M",
    weight: str | None = None,
    unit: str = "km",
    industries: str | Sequence[str] | None = None,
    max_distance: float | None = None,
    step: float | None = None,
    bandwidth: float | None = None,
    n_draws: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """The industry's share among the neighbours of its plants, over its share among all plants.

    Parameters
    ----------
    plants
        One row a plant: `plant`, `industry`, (`year`,) `x` and `y` in the plane or `longitude` and
        `latitude` in degrees (distances along great circles). A row with `establishments` is as
        many plants at one point, at distance 0 of one another.
    variant
        "M", neighbours up to the distance, or "m", neighbours around it; see the card.
    weight
        The column to weigh plants by, such as employment; all count the same by default.
    unit
        What `x` and `y` are in, "km" or "m".
    industries
        The industries wanted, all by default; every plant is a neighbour in any case.
    max_distance
        The longest distance in km; by default the median distance between all plants.
    step
        From one distance to the next, in km; by default a hundredth of the longest.
    bandwidth
        Of "m", in km; by default Silverman's, from the distances between the industry's plants.
    n_draws
        How many relabellings the bands rest on.
    seed
        Of the draws; the same seed gives the same bands.
    confidence
        The share of relabellings between the bands.

    Returns
    -------
    One row an industry and `distance_km` (and year): `value`, `undefined` (the reason where there
    is no value) and the columns that the card names. Facts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant, unit or industry does not exist; with the nearest names.
    StudyError
        If there are no coordinates, or a coordinate, count or weight cannot be.
    ParameterError
        If an option is out of its range.

    Notes
    -----
    M(r) = Σ_i [Σ_{j of the industry, d_ij ≤ r} w_j / Σ_{j, d_ij ≤ r} w_j] / Σ_i [(W_s - w_i) /
    (W - w_i)], over plants i of the industry that have a neighbour j ≠ i, W_s and W the weight of
    the industry and of all. Source: Marcon and Puech (2010); m: Lang, Marcon and Puech (2020).

    M is exact. For m distances are counted in 512 bins over which the kernel is averaged:
    less than 1 % off where there are few neighbours, 0.1 % where there are many. Each draw is
    computed in full, from the pairs of the plants drawn or, where these are many, of sites: time
    grows with draws x plants² or draws x sites², never with how many plants stand at a site. A
    thousand draws of 500 plants at 5,000 sites take 5 to 10 s, of 2,500 of them 20 s, of a million
    establishments at 900 places 2 s. `expected` is the mean of the draws.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "plant": [f"p{i}" for i in range(6)],
    ...     "industry": ["shoes"] * 3 + ["lamps"] * 3,
    ...     "x": [0.0, 1.0, 0.0, 1.0, 6.0, 5.0],
    ...     "y": [0.0, 0.0, 1.0, 1.0, 0.0, 0.0],
    ... })
    >>> curve = marcon_puech(toy, max_distance=10, step=5, industries="shoes")
    >>> curve[["distance_km", "value"]].round(4)
       distance_km   value
    0          0.0     NaN
    1          5.0  1.3056
    2         10.0  1.0000
    """
    choose("variant of marcon_puech", variant, list(CARD.variants))
    wanted = Distances(max_distance, step, n_draws, seed, confidence, bandwidth)
    found = plants_of(plants, weight, unit)

    def compute(points: Points) -> tuple[Numbers, Callable[[int], Curve]]:
        space = _Space(points, wanted, variant)
        return space.distances, space.curve

    facts = {
        "name": "marcon_puech",
        "variant": variant,
        "unit": CARD.variants[variant].unit,
        "n_draws": n_draws,
        "seed": seed,
        "confidence": confidence,
        "draws": "all pairs of every draw",
    }
    return answer_of(found, industries, compute, CARD, facts)


class _Space:
    """The plants of one year: what weighs how much around each site, for all industries alike."""

    def __init__(self, points: Points, wanted: Distances, variant: str) -> None:
        self.points, self.wanted, self.variant = points, wanted, variant
        self.fine = Bins((points.longest or 1.0) / FINE, FINE)
        self.distances = wanted.up_to(self._median())
        self.bins = self._bins()
        self.kinds = Kinds.of(points)
        at_site = points.at_sites(np.arange(len(points.count)), points.group_weight * points.count)
        self.profiles = profiles(points, self.bins, at_site, np.float64)

    def _bins(self) -> Bins:
        if self.variant == "m":
            return Bins((self.points.longest or 1.0) / BINS_OF_DENSITY, BINS_OF_DENSITY)
        # one bin up to each distance, and one for what lies beyond
        step = self.distances[1] if len(self.distances) > 1 else 1.0
        return Bins(step, len(self.distances) + 1, upto=True)

    def _median(self) -> float:
        points = self.points
        if self.wanted.max_distance or not points.size:
            return 0.0
        counts = histogram_of_sites(points, self.fine, points.plants_at, points.size)
        return quantile(counts, self.fine, 0.5) if counts.any() else 0.0

    def curve(self, industry: int) -> Curve:
        """The curve of one industry and its bands."""
        points, everywhere = self.points, np.ones(len(self.distances), dtype=np.bool_)
        held = self.kinds.counts_in(points, points.groups_of(industry))
        n = {"plants": np.full(len(self.distances), float(held.sum()))}
        if held.sum() <= 1:
            return Curve(n, {TOO_FEW: everywhere})
        bandwidth = self._bandwidth(held)
        if self.variant == "m" and not bandwidth > 0:
            return Curve(n, {NO_SPREAD: everywhere})
        spread = self._spread(bandwidth)
        around = Neighbours(points, self.kinds, self.bins, spread, self.profiles @ spread)
        is_few = held.sum() < FEW * len(points.sites)
        value, draws = (self._of_few if is_few else self._of_many)(held, around)
        columns = {"value": value, **_bands(draws, self.wanted.confidence), **n}
        columns |= {"bandwidth_km": np.full(len(value), bandwidth)} if self.variant == "m" else {}
        return Curve(columns, {ALONE: np.isnan(value)})

    def _bandwidth(self, held: Codes) -> float:
        if self.variant == "M" or self.wanted.bandwidth:
            return self.wanted.bandwidth or 0.0
        plants_at = np.bincount(self.kinds.site, held, len(self.points.sites)).astype(np.float64)
        counts = histogram_of_sites(self.points, self.fine, plants_at, plants_at.sum())
        return silverman(counts, self.fine)

    def _spread(self, bandwidth: float) -> Numbers:
        """What each bin counts for at each distance: rows are bins, columns distances."""
        if self.variant == "m":
            return kernel(self.bins, self.distances, bandwidth)
        return np.triu(np.ones((self.bins.count, len(self.distances))))

    def _of_many(self, held: Codes, around: Neighbours) -> tuple[Numbers, Numbers]:
        """The ratio by distance of an industry, and of its draws, from pairs of sites."""
        counts, chance, n_draws = self.kinds.count, self.wanted.chance(), self.wanted.n_draws

        def drawn(rows: slice) -> Codes:
            n_drawn = min(rows.stop, n_draws) - rows.start
            here = drawn_counts(counts, held.sum(), n_drawn, chance)
            # the industry itself comes last
            return here if rows.stop <= n_draws else np.column_stack([here, held])

        parts = (drawn(rows) for rows in blocks(n_draws + 1, len(counts)))
        found = np.vstack(list(in_order(around.ratios, parts)))
        return found[-1], found[:-1]

    def _of_few(self, held: Codes, around: Neighbours) -> tuple[Numbers, Numbers]:
        """The same from pairs of plants, which are fewer."""
        plants = np.repeat(np.arange(len(held)), held)
        n_draws, chance = self.wanted.n_draws, self.wanted.chance()
        drawn = drawn_plants(self.points, len(plants), n_draws, chance)
        drawn = np.searchsorted(self.kinds.count.cumsum(), drawn, side="right")
        return self._ratios(plants[None], around)[0], self._ratios(drawn, around)

    def _ratios(self, kinds: Codes, around: Neighbours) -> Numbers:
        """The ratio by distance for sets of plants of some kinds, one a row."""
        n, spread = kinds.shape[1], around.spread

        def ratios(rows: slice) -> Numbers:
            here = kinds[rows]
            weights = self.kinds.weight[here]
            of_industry = self._around_each(self.kinds.site[here], weights) @ spread
            of_all, nothing = around.of_all(here)
            local = ratio(of_industry - weights[..., None] * spread[0], of_all, 0.0).sum(axis=1)
            others = weights.sum(axis=1, keepdims=True) - weights
            overall = others / (around.total - weights)
            return ratio(local, np.einsum("rn,rnd->rd", overall, ~nothing))

        parts = in_blocks(ratios, len(kinds), n * max(n, self.bins.count))
        return np.vstack([part for _, part in parts])

    def _around_each(self, sites: Codes, weights: Numbers) -> Numbers:
        """The weight of plants of each set in each bin of distance around each of them."""
        n_sets, n = sites.shape
        places = self.points.sites[sites]
        codes = self.bins.codes(places, places).reshape(-1, n)
        found = by_row(codes, self.bins, np.repeat(weights, n, axis=0))
        return found.reshape(n_sets, n, self.bins.count)


def _bands(draws: Numbers, confidence: float) -> dict[str, Numbers]:
    """The mean and the bands of the draws, where they all have a value."""
    is_known = ~np.isnan(draws).any(axis=0)
    edges = bands(draws[:, is_known], confidence) | {"expected": draws[:, is_known].mean(axis=0)}
    columns = {name: np.full(draws.shape[1], np.nan) for name in edges}
    for name, values in edges.items():
        columns[name][is_known] = values
    return columns
