"""Do neighbours resemble each other: contiguity, and Moran's I with its caveats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import StudyError
from workbench.models._values_of_regions import nothing_to_test, refuse_unusable
from workbench.models.neighbouring import nearby

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

STATISTIC = "Moran's I"
SURE = 0.05
ROUNDING = 1e-12


@dataclass(frozen=True)
class Moran:
    """Moran's I of values over regions, with the neighbours it rests on.

    `statistic` is I, `expected` its mean under no association, `z_score` comes from the
    randomisation assumption (Cliff and Ord 1981), and the two-sided `p_value` from values
    shuffled over the regions.
    """

    statistic: float
    expected: float
    z_score: float
    p_value: float
    n_regions: int
    islands: tuple[str, ...]
    neighbours: str

    def __repr__(self) -> str:
        alone = (
            f"; {len(self.islands)} regions without a neighbour left out" if self.islands else ""
        )
        return (
            f"Moran's I = {self.statistic:.3f} (expected {self.expected:.3f}, z = "
            f"{self.z_score:.2f}, p = {self.p_value:.2g}; {self.n_regions} regions, "
            f"{self.neighbours}{alone})"
        )


def moran(
    values: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    seed: int,
    permutations: int = 999,
) -> Moran:
    """Moran's I of one value a region.

    Parameters
    ----------
    values
        One number a region, indexed by region code; aligned by code, never by position.
    regions
        `region`, `longitude`, `latitude`; used where there are no outlines.
    boundaries
        Outlines with a column `region`: neighbours are regions that touch (queen contiguity).
        Where a region has no outline, neighbours are the six nearest points (fewer where there
        are few regions).
    seed
        Seed of the shuffles.
    permutations
        How many shuffles the p value rests on.

    Returns
    -------
    A `Moran`; weights are standardised by row, and regions without neighbours are left out by
    name.

    Raises
    ------
    StudyError
        If a value is missing or infinite, a region is there twice or lies nowhere, all values
        are equal, or fewer than four regions with neighbours are left.
    """
    values = values.sort_index()  # so that the shuffles do not hang on the order of the rows
    refuse_unusable(values, STATISTIC)
    from esda.moran import Moran as Statistic  # heavy, and only maps and residuals need it

    near = nearby(values.index, regions, boundaries)
    islands = near.islands
    joined = [region for region in values.index if region not in set(islands)]
    if (problem := nothing_to_test(values.loc[joined], STATISTIC)) is not None:
        raise StudyError(problem)
    weights = near.graph.subgraph(joined).transform("r").to_W()
    ordered = values.loc[weights.id_order].to_numpy(dtype="float64")
    result = Statistic(ordered, weights, permutations=0)
    return Moran(
        float(result.I),
        float(result.EI),
        float(result.z_rand),
        _permuted(ordered, weights.sparse, float(result.I), seed, permutations),
        len(joined),
        islands,
        near.rule,
    )


def moran_in_words(
    values: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    seed: int,
) -> str:
    """Moran's I and what it means, or why it cannot be computed."""
    try:
        found = moran(values, regions, boundaries, seed=seed)
    except StudyError as error:
        return f"Moran's I was not computed: {error.problems[0].message}."
    if found.p_value > SURE:
        return f"{found}: neighbours do not resemble each other more than by chance."
    alike = "resemble each other" if found.statistic > found.expected else "differ from each other"
    return (
        f"{found}: neighbours {alike} more than by chance, so the rows are not independent and "
        "intervals that treat them so are too narrow."
    )


def _permuted(
    values: np.ndarray, weights: Any, observed: float, seed: int, permutations: int
) -> float:
    """The share of shuffles at least as far from the expected I as the observed one."""
    random = np.random.default_rng(seed)
    centred = values - values.mean()
    shuffled = random.permuted(np.tile(centred, (permutations, 1)), axis=1)
    lags = (weights @ shuffled.T).T
    scale = len(values) / weights.sum() / (centred**2).sum()
    statistics = scale * (shuffled * lags).sum(axis=1)
    expected = -1 / (len(values) - 1)
    as_far = np.abs(statistics - expected) >= abs(observed - expected) - ROUNDING
    return float((1 + as_far.sum()) / (1 + permutations))
