"""Who starts an innovation and who imitates one nearby, as firms lie more densely: a toy.

Document 000 says that small firms take part in innovation "by initiating or imitating", though
their means are few; the figure that showed how is lost. This model is OUR reconstruction: no
finding of the paper, calibrated to nothing. It shows what its assumptions imply, and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import ParameterError, Problem

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
MOST_FIRMS, MOST_STEPS = 5000, 10_000  # all pairs of firms are compared
COLUMNS = ["firms_per_km2", "step", "initiated", "imitated", "neither"]


@dataclass(frozen=True)
class Ways:
    """What a firm needs to start or to imitate an innovation; means in units of our own.

    Parameters
    ----------
    reach_km
        How near a firm must lie for what it starts to be seen.
    chance_to_start
        That a firm with the means to start does so in a step.
    chance_to_copy
        That a firm with the means to imitate copies one starter within reach; each starter is a
        chance of its own.
    cost_to_start, cost_to_imitate
        What it takes, and the gate: who has less cannot. Imitating costs no more than starting.
    most_means
        What a small firm can hold; at first each holds something between nothing and this.
    gathered
        What each firm gathers in a step.
    """

    reach_km: float = 1.0
    chance_to_start: float = 0.2
    chance_to_copy: float = 0.3
    cost_to_start: float = 0.6
    cost_to_imitate: float = 0.2
    most_means: float = 1.0
    gathered: float = 0.05


USUAL = Ways()


def innovation_agents(
    densities: Sequence[float] = (0.0, 0.5, 1.0, 2.0, 4.0),
    *,
    ways: Ways = USUAL,
    firms: int = 400,
    steps: int = 20,
    seed: int = 0,
) -> pd.DataFrame:
    """Which share of the firms starts, imitates or does neither, step by step and by density.

    Parameters
    ----------
    densities
        Firms per km², 0 or more; at 0 no firm is near another.
    ways
        Means, gates, chances and reach.
    firms
        How many there are: the same firms, on more or less ground.
    steps
        How many times each firm can take part.
    seed
        Of the places, the first means and the chances. They are the same at all densities, so that
        nothing but density differs between them.

    Returns
    -------
    One row a density and step (from 1): `firms_per_km2`, `step`, and the shares `initiated`,
    `imitated` and `neither`, which add up to 1.

    Raises
    ------
    ParameterError
        With every parameter that is out of range.

    Notes
    -----
    Every assumption, none of which is in the document: firms are placed independently and evenly on
    a square whose opposite sides meet, so that nobody lies at an edge, and stay; first means are
    even between 0 and `most_means`. In a step, who has `cost_to_start` starts by chance. Who did
    not, and has `cost_to_imitate`, copies each starter of this step within reach by chance, and
    imitates if at least one chance comes out. Both pay what it costs, then all gather. An
    innovation brings nothing in; nobody shares means, learns, fails, enters or leaves. What the
    document does say: firms start or imitate, and means are few.

    More density can never lower the share that imitates in the first step. In later steps there may
    be fewer who start, for imitators have spent their means: that follows from these assumptions,
    and is not known of clusters.

    Examples
    --------
    >>> told = innovation_agents([0, 4], firms=50, steps=2)
    >>> told[["firms_per_km2", "step", "imitated"]].to_numpy().tolist()[:2]
    [[0.0, 1.0, 0.0], [0.0, 2.0, 0.0]]
    """
    _check(densities, ways, firms, steps)
    random = np.random.default_rng(seed)
    apart = distances(random.random((firms, 2)))
    means = random.random(firms) * ways.most_means
    chances = random.random((steps, 2, firms))
    tables = [
        _runs(density, _near(apart, density, ways.reach_km), means, chances, ways)
        for density in densities
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)


def distances(places: Numbers) -> Numbers:
    """How far places on a square of side 1 lie apart, opposite sides being one.

    Examples
    --------
    >>> distances(np.array([[0.1, 0.5], [0.9, 0.5]])).round(3).tolist()
    [[0.0, 0.2], [0.2, 0.0]]
    """
    across = np.abs(places[:, None, :] - places[None, :, :])
    return np.asarray(np.hypot(*np.moveaxis(np.minimum(across, 1 - across), 2, 0)))


def first_step(densities: Sequence[float], *, ways: Ways = USUAL, firms: int = 400) -> pd.DataFrame:
    """The shares to expect in the first step, by formula and not by drawing.

    Parameters
    ----------
    densities, ways, firms
        As for `innovation_agents`.

    Returns
    -------
    One row a density: `firms_per_km2`, `step` (1), `initiated`, `imitated` and `neither`.

    Raises
    ------
    ParameterError
        With every parameter that is out of range.

    Notes
    -----
    A share s = P(means >= cost_to_start) chance_to_start starts. Each of the n - 1 others is a
    starter within reach who is copied with the probability p = (pi reach² density / n) s
    chance_to_copy, independently, so that of those with the means to imitate who did not start,
    1 - (1 - p)^(n - 1) imitate. Exact as long as the reach is at most half the side of the square,
    that is up to n / (4 reach²) firms per km².

    Examples
    --------
    >>> first_step([0, 1, 2])["imitated"].round(3).tolist()
    [0.0, 0.052, 0.101]
    """
    _check(densities, ways, firms)
    able_to_start, able = (
        max(0.0, 1 - cost / ways.most_means) if ways.most_means > 0 else float(cost <= 0)
        for cost in (ways.cost_to_start, ways.cost_to_imitate)
    )
    started = able_to_start * ways.chance_to_start
    per_km2 = np.asarray(densities, dtype="float64")
    one = np.pi * ways.reach_km**2 * per_km2 / firms * started * ways.chance_to_copy
    imitated = (able - started) * (1 - (1 - one) ** (firms - 1))
    shares = {"initiated": started, "imitated": imitated, "neither": 1 - started - imitated}
    return pd.DataFrame({"firms_per_km2": per_km2, "step": 1, **shares})


def _check(densities: Sequence[float], ways: Ways, firms: int, steps: int = 1) -> None:
    """Chances are from 0 to 1, amounts 0 or more, and imitating costs no more than starting."""
    ranges = {
        **{f"densities[{at}]": (density, 0, np.inf) for at, density in enumerate(densities)},
        "firms": (firms, 1, MOST_FIRMS),
        "steps": (steps, 1, MOST_STEPS),
        **{name: (value, 0, np.inf) for name, value in vars(ways).items()},
        "chance_to_start": (ways.chance_to_start, 0, 1),
        "chance_to_copy": (ways.chance_to_copy, 0, 1),
        "cost_to_imitate": (ways.cost_to_imitate, 0, ways.cost_to_start),
    }
    problems = [
        Problem(
            "CLW-P04",
            f"{name} is out of range",
            value=str(value),
            expected=f"{low:g} to {high:g}" if np.isfinite(high) else f"a number, {low:g} or more",
            remedy=f"pass another {name.partition('[')[0]}",
        )
        for name, (value, low, high) in ranges.items()
        if not (low <= value <= high and np.isfinite(value))
    ]
    if problems:
        raise ParameterError(problems)


def _near(apart: Numbers, density: float, reach_km: float) -> Flags:
    """Who lies within reach of whom, on as much ground as the density gives."""
    if density == 0:
        return np.zeros_like(apart, dtype=bool)
    return np.asarray(apart <= reach_km / np.sqrt(len(apart) / density))


def _runs(
    density: float, near: Flags, means: Numbers, chances: Numbers, ways: Ways
) -> pd.DataFrame:
    """All steps at one density."""
    held, rows = means.copy(), []
    for step, (to_start, to_copy) in enumerate(chances, start=1):
        started = (held >= ways.cost_to_start) & (to_start < ways.chance_to_start)
        none_copied = (1 - ways.chance_to_copy) ** (near @ started.astype("float64"))
        imitated = ~started & (held >= ways.cost_to_imitate) & (to_copy < 1 - none_copied)
        held = held - started * ways.cost_to_start - imitated * ways.cost_to_imitate
        held = np.minimum(held + ways.gathered, ways.most_means)
        shares = float(started.mean()), float(imitated.mean())
        rows.append((float(density), step, *shares, 1 - sum(shares)))
    return pd.DataFrame(rows, columns=COLUMNS)
