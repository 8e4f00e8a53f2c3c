"""How unequal are the plants of an industry, and what would chance alone make of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.errors import ParameterError, Problem
from workbench.measures._cells import Cells, Codes, Grouping, Numbers, Reason, ratio

# How many random numbers are held at a time.
AT_A_TIME = 2_000_000


@dataclass(frozen=True)
class PlantSizes:
    """The plants of each industry and year, by group of `by("industry")`.

    `number` counts the plants with an amount; `herfindahl` and `fourth_powers` are the sums of
    z² and of z⁴, z the share of a plant in its industry.
    """

    number: Numbers
    herfindahl: Numbers
    fourth_powers: Numbers

    @property
    def reasons(self) -> list[Reason]:
        """Why nothing can be said about where plants are: one alone is always somewhere."""
        return [("only one plant", self.number == 1)]


def plant_sizes(found: Cells) -> PlantSizes:
    """The sizes of the plants of each industry and year, from one row a plant."""
    industry = found.by("industry")
    shares = ratio(found.amounts, industry.total(found.amounts)[industry.codes], 0)
    squared = shares * shares
    return PlantSizes(
        industry.total(found.amounts > 0), industry.total(squared), industry.total(squared**2)
    )


def rows_by_group(groups: Grouping) -> list[Codes]:
    """The rows of each group."""
    order = np.argsort(groups.codes, kind="stable")
    ends = np.cumsum(np.bincount(groups.codes, minlength=groups.size))
    return np.split(order, ends[:-1])


def beyond_chance(concentration: Numbers, herfindahl: Numbers) -> Numbers:
    """(g - H) / (1 - H): what chance would leave of a concentration g is taken off."""
    return ratio(concentration - herfindahl, 1 - herfindahl)


def draw_concentration(
    shares: Numbers,
    background: Numbers,
    n_draws: int,
    random: np.random.Generator,
    gamma: float = 0.0,
) -> Numbers:
    """The raw concentration G in repeated draws of where plants are.

    Parameters
    ----------
    shares
        The share of each plant in its industry.
    background
        The share of each region: its chance of being chosen.
    n_draws
        How often all plants choose anew.
    random
        The generator of the draws.
    gamma
        0 for plants that choose alone. Otherwise regions have advantages that differ from draw
        to draw: chances are Dirichlet with mean x_r and variance gamma x_r (1 - x_r), so that
        the expected index of Ellison and Glaeser is gamma.
    """
    background = np.sort(background[background > 0])
    n_regions, n_plants = len(background), len(shares)
    step = max(1, AT_A_TIME // max(n_plants, n_regions))
    drawn = np.empty(n_draws)
    for start in range(0, n_draws, step):
        n = min(step, n_draws - start)
        places = _places(background, (n, n_plants), random, gamma)
        places += np.arange(n)[:, None] * n_regions
        weights = np.broadcast_to(shares, places.shape).ravel()
        held = np.bincount(places.ravel(), weights, minlength=n * n_regions)
        excess = held.reshape(n, n_regions) - background
        drawn[start : start + n] = np.einsum("dr,dr->d", excess, excess)
    return drawn


def _places(
    background: Numbers, shape: tuple[int, int], random: np.random.Generator, gamma: float
) -> Codes:
    """The region that each plant (column) chooses in each draw (row)."""
    chosen = random.random(shape)
    if gamma == 0:
        return np.searchsorted(np.cumsum(background)[:-1], chosen, side="right")
    chances = random.dirichlet(background * (1 / gamma - 1), shape[0])
    ends = np.minimum(np.cumsum(chances, axis=1), 1)[:, :-1]
    # one search for all draws: the chances of draw d lie between d and d + 1
    draw = np.arange(shape[0])[:, None]
    places = np.searchsorted((ends + draw).ravel(), chosen + draw, side="right")
    return np.asarray(places - draw * ends.shape[1], dtype=np.intp)


def check_draws(n_draws: int, *numbers: int, least: int = 1) -> None:
    """Refuse a number of draws below `least`, and fewer than two plants or regions.

    Raises
    ------
    ParameterError
        If there are too few of something.
    """
    wrong = [
        Problem(
            "CLW-M23",
            "too few draws, plants or regions to simulate",
            column=name,
            value=str(given),
            expected=f"{smallest} or more",
            remedy=f"give {smallest} or more; a thousand draws are usual",
        )
        for name, given, smallest in (
            ("n_draws", n_draws, least),
            *(("plants or regions", number, 2) for number in numbers),
        )
        if given < smallest
    ]
    if wrong:
        raise ParameterError(wrong)
