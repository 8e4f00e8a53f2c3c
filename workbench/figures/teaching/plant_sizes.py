"""What do the sizes of plants do to the measured concentration of an industry."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.figures.labels import shortened
from workbench.figures.numbers import shown
from workbench.figures.style import GREY
from workbench.figures.teaching import svg
from workbench.figures.teaching.sliders import Knob, Seen, Sliders, State

MOST_STEPS = 120
# An industry that does not exist, so that an exercise can show it without telling an answer.
PLANTS = pd.DataFrame(
    {
        "plant": [f"plant {at}" for at in range(1, 7)],
        "region": ["East", "East", "East", "West", "North", "South"],
        "workers": [60, 50, 40, 30, 20, 10],
    }
)
REGIONS = pd.DataFrame(
    {"region": ["East", "West", "North", "South"], "jobs": [4000, 3000, 2000, 1000]}
)
NAMES, BARS = 170.0, 440.0  # where names end, and how long a bar of the whole industry is


@dataclass(frozen=True)
class Concentration:
    """Raw concentration G, plants' Herfindahl H, Ellison and Glaeser's gamma; nan: undefined."""

    raw: float
    herfindahl: float
    gamma: float


def concentration_of(plants: pd.DataFrame, regions: pd.DataFrame) -> Concentration:
    """How concentrated an industry is, as it looks, and beyond what its plants' sizes explain.

    Parameters
    ----------
    plants
        One row a plant: `region` and `workers`.
    regions
        One row a region: `region` and `jobs`, of all industries together.

    Notes
    -----
    G = sum over r of (s_r - x_r)², H = sum over plants of z_k², gamma = (G / (1 - sum of x_r²) -
    H) / (1 - H). Source: Ellison and Glaeser (1997).

    Examples
    --------
    >>> plants = pd.DataFrame({"region": ["A", "A", "B"], "workers": [60, 20, 20]})
    >>> regions = pd.DataFrame({"region": ["A", "B"], "jobs": [500, 500]})
    >>> found = concentration_of(plants, regions)
    >>> round(found.raw, 3), round(found.herfindahl, 3), round(found.gamma, 3)
    (0.18, 0.44, -0.143)
    """
    sizes = plants["workers"].to_numpy(dtype="float64")
    if sizes.sum() == 0:
        return Concentration(np.nan, np.nan, np.nan)
    here, general = _shares(plants, regions)
    raw = float(((here - general) ** 2).sum())
    herfindahl = float(((sizes / sizes.sum()) ** 2).sum())
    room = 1 - float((general**2).sum())
    if room <= 0 or herfindahl >= 1:
        return Concentration(raw, herfindahl, np.nan)
    return Concentration(raw, herfindahl, (raw / room - herfindahl) / (1 - herfindahl))


def plant_sizes(plants: pd.DataFrame = PLANTS, regions: pd.DataFrame = REGIONS) -> Sliders:
    """Turn the sizes of an industry's plants, and see what becomes of its concentration.

    Parameters
    ----------
    plants
        One row a plant: `plant`, `region`, `workers`; a slider each, so few of them. By default
        those of a made-up industry.
    regions
        One row a region: `region` and `jobs`, of all industries together.

    Returns
    -------
    The sliders, to stand in the last line of a cell.
    """
    most = max(int(plants["workers"].max()), 1)
    knobs = {
        f"plant_{at}": Knob(f"workers of {name}, {region}", _steps(most, size), size)
        for at, (name, region, size) in enumerate(
            plants[["plant", "region", "workers"]].itertuples(index=False), start=1
        )
    }
    fixed = plants[["plant", "region"]]

    def show(state: State) -> Seen:
        return plants_seen(fixed.assign(workers=list(state.values())), regions)

    return Sliders("plant_sizes", knobs, show)


def plants_seen(plants: pd.DataFrame, regions: pd.DataFrame) -> Seen:
    """Where an industry's workers are, plant by plant, beside where all jobs are."""
    found = concentration_of(plants, regions)
    words = _words(found)
    rows = len(regions)
    bottom = svg.ROW * (rows + 1)
    parts = [*_bars(plants, regions), *_numbers(found, bottom + svg.ROW)]
    return Seen(svg.drawing(parts, bottom + 3.5 * svg.ROW, words), words, plants)


def _shares(plants: pd.DataFrame, regions: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Each region's share of the industry's workers, and of all jobs."""
    workers = plants.groupby("region")["workers"].sum()
    here = workers.reindex(regions["region"], fill_value=0).to_numpy(dtype="float64")
    jobs = regions["jobs"].to_numpy(dtype="float64")
    return here / max(here.sum(), 1e-300), jobs / jobs.sum()


def _bars(plants: pd.DataFrame, regions: pd.DataFrame) -> list[str]:
    """A row a region: a block a plant, end to end, and a line where all jobs are."""
    _, general = _shares(plants, regions)
    total = max(float(plants["workers"].sum()), 1e-300)
    key = "a block a plant: its share of the industry; orange line: the region's share of all jobs"
    parts = [svg.text(0, 17, key)]
    for row, (region, share) in enumerate(zip(regions["region"], general, strict=True), start=1):
        top, left = svg.ROW * row, NAMES
        parts.append(svg.text(NAMES - 8, top + 17, shortened(str(region), 24), "end"))
        for size in plants.loc[plants["region"] == region, "workers"]:
            width = BARS * float(size) / total
            parts.append(svg.bar(left, top + 4, width, svg.ROW - 8))
            left += width
        parts.append(svg.upright(NAMES + BARS * share, top + 2, top + svg.ROW - 2))
    parts.append(svg.upright(NAMES, svg.ROW, svg.ROW * (len(regions) + 1), GREY))
    return parts


def _numbers(found: Concentration, top: float) -> list[str]:
    """The three numbers below each other, each with what it is."""
    lines = (
        (found.raw, "G: how far the industry's shares are from those of all jobs"),
        (found.herfindahl, "H: how much of the industry is in few plants"),
        (found.gamma, "gamma: what of G the sizes of the plants do not explain"),
    )
    return [
        part
        for row, (value, words) in enumerate(lines)
        for part in (
            svg.text(NAMES - 8, top + row * svg.ROW, _told(value), "end"),
            svg.text(NAMES, top + row * svg.ROW, words),
        )
    ]


def _words(found: Concentration) -> str:
    if np.isnan(found.raw):
        return "No plant has a worker, so there is nothing to measure."
    start = f"G is {shown(found.raw)} and H is {shown(found.herfindahl)}"
    if np.isnan(found.gamma):
        return f"{start}: all workers are in one plant, so gamma is undefined."
    more_or_less = "more" if found.gamma > 0 else "no more"
    return (
        f"{start}, so gamma is {shown(found.gamma)}: the industry is {more_or_less} concentrated "
        "than its plants would be if each chose its region by chance."
    )


def _told(value: float) -> str:
    return "undefined" if np.isnan(value) else shown(value)


def _steps(most: int, size: float) -> list[float]:
    """From nothing to twice the largest plant, in whole workers, with the plant's own size."""
    every = max(-(-2 * most // MOST_STEPS), 1)
    return sorted({*range(0, 2 * most + 1, every), size})
