"""How many more plants does an industry have within a distance than an even spread would have."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._card import Card, Variant, measure
from workbench.measures._cells import Codes, Numbers
from workbench.measures._curves import (
    BANDS,
    KEYS,
    TOO_FEW,
    Curve,
    Distances,
    answer_of,
    bands,
)
from workbench.measures._door import choose
from workbench.measures._pairs import (
    Bins,
    Profiles,
    Window,
    histogram_of_sites,
    histograms_of_draws,
    profiles,
)
from workbench.measures._points import Points, flat, plants_of
from workbench.measures._relabelling import EXACT_UP_TO, Null, drawn_sites, pairs_of

EDGES = ("translation", "none")
OF_SIDE = 4  # the longest distance, by default, is a quarter of the shorter side
NO_WINDOW = "all plants lie on one line, so there is no area"

CARD = Card(
    question="Does an industry have more plants near one another than if spread evenly?",
    formula="K(r) = A / (n (n - 1)) Σ_{i≠j} e_ij 1(d_ij ≤ r), L(r) = √(K(r) / π) - r, "
    "D(r) = K(r) - K of all plants (r)",
    source="Ripley (1977); L: Besag (1977); D: after Diggle and Chetwynd (1991); e: Ohser (1983)",
    reading="L above 0, D above 0: more neighbours within r than an even spread, than all plants",
    variants={
        "K": Variant("the area that would hold the neighbours within r", KEYS, "km²", "0 or more"),
        "L": Variant("√(K / π) - r, 0 for an even spread", KEYS, "km", "unbounded"),
        "D": Variant("K less that of all plants, 0 if spread like these", KEYS, "km²", "unbounded"),
    },
    tables=("plants",),
    at_regions=True,
    columns=("plant", "industry"),
    caveats=(
        "K and L compare with an even spread over the rectangle around all plants, which is false "
        "for firms: read D, or the bands, which are those of relabelling",
        "K adds up: what is near shows at every longer distance",
        "degrees are laid flat at their mean latitude: for areas of a few hundred km",
        "plants without coordinates are left out; how many there are is told",
    ),
    also_called={
        "spatstat": "Kest, whose correction translate is the same; isotropic differs a little",
        "dbmss": "Khat, Lhat (√(K / π) - r too), Dhat, whose controls are all other plants",
        "REAT": "ripley, without edge correction and A / n² in place of A / (n (n - 1))",
        "pointpats": "k and l, without edge correction",
    },
    more={**BANDS, "even_spread": "what an even spread over the rectangle would have"},
)


@measure(CARD)
def ripley(  # noqa: PLR0913 - every option is one of the field's own choices
    plants: pd.DataFrame,
    *,
    variant: str = "K",
    edge: str = "translation",
    unit: str = "km",
    industries: str | Sequence[str] | None = None,
    max_distance: float | None = None,
    step: float | None = None,
    n_draws: int = 1000,
    seed: int = 0,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """The neighbours of an industry's plants within a distance, as an area, with bands.

    Parameters
    ----------
    plants
        One row a plant: `plant`, `industry`, (`year`,) `x` and `y` in the plane or `longitude` and
        `latitude` in degrees, laid flat at their mean latitude. A row with `establishments` is as
        many plants at one point, at distance 0 of one another.
    variant
        "K", "L" or "D"; see the card.
    edge
        "translation": a pair counts for the area over the part of it from which a pair so far apart
        in x and in y would be seen; the area is the rectangle around all plants. "none": for 1.
    unit
        What `x` and `y` are in, "km" or "m".
    industries
        The industries wanted, all by default; every plant is a site in any case.
    max_distance
        The longest distance in km; by default a quarter of the rectangle's shorter side.
    step
        From one distance to the next, in km; by default a hundredth of the longest.
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
        If a column, variant, edge, unit or industry does not exist; with the nearest names.
    StudyError
        If there are no coordinates, or a coordinate or count cannot be.
    ParameterError
        If an option is out of its range, or the longest distance exceeds the rectangle.

    Notes
    -----
    K(r) = A / (n (n - 1)) Σ_{i≠j} e_ij 1(d_ij ≤ r). K is exact, and so is its mean over all
    relabellings, which is K of all plants; bands as those of Duranton and Overman's curve: all
    pairs of every draw up to 200 plants, exact mean and variance above. L and D are computed from
    K and from its bands. Sources: Ripley (1977), Besag (1977), Diggle and Chetwynd (1991).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "plant": [f"p{i}" for i in range(6)],
    ...     "industry": ["shoes"] * 3 + ["lamps"] * 3,
    ...     "x": [1.0, 2.0, 1.0, 0.0, 10.0, 10.0],
    ...     "y": [1.0, 1.0, 2.0, 0.0, 10.0, 0.0],
    ... })
    >>> curve = ripley(toy, step=1, max_distance=2, edge="none", industries="shoes")
    >>> curve[["distance_km", "value", "expected", "even_spread"]].round(2)
       distance_km   value  expected  even_spread
    0          0.0    0.00      0.00         0.00
    1          1.0   66.67     13.33         3.14
    2          2.0  100.00     26.67        12.57
    """
    choose("variant of ripley", variant, list(CARD.variants))
    choose("edge correction", edge, EDGES)
    wanted = Distances(max_distance, step, n_draws, seed, confidence)
    found = plants_of(plants, None, unit)

    def compute(points: Points) -> tuple[Numbers, Callable[[int], Curve]]:
        space = _Space(flat(points), wanted, edge, variant)
        return space.distances, space.curve

    facts = {
        "name": "ripley",
        "variant": variant,
        "unit": CARD.variants[variant].unit,
        "edge": edge,
        "n_draws": n_draws,
        "seed": seed,
        "confidence": confidence,
        "draws": f"all pairs up to {EXACT_UP_TO} plants, exact moments above",
    }
    return answer_of(found, industries, compute, CARD, facts)


class _Space:
    """The plants of one year and the rectangle around them, for all industries alike."""

    def __init__(self, points: Points, wanted: Distances, edge: str, variant: str) -> None:
        self.points, self.wanted, self.variant = points, wanted, variant
        width, height = np.ptp(points.sites, axis=0) if points.size else (0.0, 0.0)
        self.area = float(width * height)
        side = float(min(width, height))
        self.distances = wanted.up_to(side / OF_SIDE)
        if edge == "translation" and self.area and self.distances[-1] >= side:
            raise ParameterError(_too_far(self.distances[-1], side))
        step = self.distances[1] if len(self.distances) > 1 else 1.0
        count = len(self.distances) + 1  # the last bin is for what lies beyond
        sides = (float(width), float(height)) if edge == "translation" else None
        self.bins: Bins = Window(step, count, True, sides) if sides else Bins(step, count, True)
        self._null: Null | None = None

    def curve(self, industry: int) -> Curve:
        """The curve of one industry and its bands."""
        points, everywhere = self.points, np.ones(len(self.distances), dtype=np.bool_)
        groups = points.groups_of(industry)
        held = points.count[groups]
        n = {"plants": np.full(len(self.distances), float(held.sum()))}
        if held.sum() <= 1 or not self.area:
            return Curve(n, {TOO_FEW if held.sum() <= 1 else NO_WINDOW: everywhere})
        weights = np.ones(held.sum())
        amounts, own = points.at_sites(groups, held), float(held.sum())
        counts = histogram_of_sites(points, self.bins, amounts, own)
        value = self._summed(counts) / pairs_of(weights)
        expected, draws = self._draws(weights)
        edges = bands(draws, self.wanted.confidence)
        even = np.pi * self.distances**2
        columns = {"value": value, "expected": expected, **edges, "even_spread": even}
        shown = {name: self._shown(values, expected) for name, values in columns.items()}
        return Curve({**shown, **n})

    def _shown(self, values: Numbers, everywhere: Numbers) -> Numbers:
        """K as the variant shows it."""
        if self.variant == "L":
            return np.asarray(np.sqrt(np.maximum(values, 0) / np.pi) - self.distances)
        return values - everywhere if self.variant == "D" else values

    def _summed(self, counts: Profiles) -> Numbers:
        """Counts by bin as the area they stand for, up to each distance."""
        return np.asarray(self.area * np.cumsum(counts[..., :-1], axis=-1))

    def _draws(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        """The mean of K over all relabellings, and K of the draws."""
        points, chance, n_draws = self.points, self.wanted.chance(), self.wanted.n_draws

        def direct(sites: Codes, weights: Numbers) -> Numbers:
            return self._summed(histograms_of_draws(points, self.bins, sites, weights))

        null = self._relabelled()
        if len(weights) <= EXACT_UP_TO:
            sites = drawn_sites(points, len(weights), n_draws, chance)
            return null.mean, direct(sites, weights) / pairs_of(weights)
        return null.mean, null.draws_among(points, weights, n_draws, chance, direct)

    def _relabelled(self) -> Null:
        """Mean and covariance of K over all relabellings, which all industries share."""
        if self._null is None:
            points = self.points
            here = profiles(points, self.bins, points.plants_at, np.float64)
            here[:, 0] -= 1  # the plant itself
            ordered = points.size * (points.size - 1)
            squares = profiles(points, self.bins.squared(), points.plants_at, np.float64)
            squares[:, 0] -= 1
            mean = self.area * self._summed(points.plants_at @ squares) / ordered
            both = np.minimum.outer(*2 * (np.arange(len(mean)),))
            self._null = Null.of(self._summed(here), points.plants_at, mean[both])
        return self._null


def _too_far(distance: float, side: float) -> Problem:
    return Problem(
        "CLW-M35",
        "the longest distance is not shorter than the area around the plants",
        column="max_distance",
        value=f"{distance:g}",
        expected=f"less than {side:g} km, the shorter side of the rectangle around all plants",
        remedy='give a shorter max_distance, or edge="none"',
    )
