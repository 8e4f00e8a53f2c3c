"""Is a region with much of an industry surrounded by regions with much of it (local Moran)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.measures._cells import Codes, Numbers, cells
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import COUNT, SHARE, require_parameters
from workbench.rules._hot_spots import ADJUSTED, ROUNDING, Draws, Field, hot_spots_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

PERMUTATIONS = 999

CARD = Card(
    question="Is a region with much of the industry surrounded by regions with much of it?",
    criteria=(
        "the `variable` is above its mean in the region and in the mean of its neighbours",
        "local Moran's I is higher than if the other values were shuffled over the other regions, "
        "at the level `significance` after control of false discoveries within the industry",
    ),
    source="Anselin (1995); Benjamini and Hochberg (1995)",
    is_verified=True,
    fixed_share=False,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "variable": Parameter(
            "location_quotient", "choice", '"location_quotient", or "density" per square kilometre'
        ),
        "k": Parameter(6, "regions", "how many nearest regions, where there are no outlines"),
        "significance": Parameter(0.05, "share", "the accepted share of false discoveries"),
        "seed": Parameter(0, "number", "seed of the 999 permutations"),
    },
    parts={
        "variable": "the number whose hot spots are looked for",
        "standardised": "it, in standard deviations from the mean over regions",
        "neighbours": "the mean of that over the region's neighbours",
        "local_moran": "standardised times neighbours",
        "p_value": 'from conditional permutations, alternative "greater"',
        "adjusted_p_value": "adjusted for many tests within the industry and year",
    },
    caveats=(
        "finds areas larger than a region; a single strong region amid weak ones is none",
        "with 999 permutations no p value is below 0.001, which the adjustment can make too large",
        "neighbours are those that touch where there are outlines, else the k nearest",
        "many zeros make the mean low, so that a little is above it",
    ),
    tables=("activity", "regions"),
    optional_tables=("boundaries",),
    needs_places=True,
)


@rule(CARD)
def local_moran_hot_spot(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "employment",
    variable: str = "location_quotient",
    k: int = 6,
    significance: float = 0.05,
    seed: int = 0,
    boundaries: GeoDataFrame | None = None,
) -> pd.DataFrame:
    """A cell is a cluster where it and its neighbours have more than chance would give.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is judged by itself. A cell that is not there counts as zero.
    regions
        One row a region: `region`, `longitude` and `latitude`, or outlines in `boundaries`;
        `area_km2` for the density.
    value
        The column to compare: employment, establishments, output.
    variable
        "location_quotient", or "density": `value` per square kilometre.
    k
        How many nearest regions are neighbours, where there are no outlines.
    significance
        The accepted share of false discoveries.
    seed
        Seed of the permutations.
    boundaries
        Outlines with a column `region`: then neighbours are regions that touch.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `is_cluster`, `undefined` (why it
    cannot be said) and the parts of the rule; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column or variable does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a cell is there twice, or regions lie nowhere.
    ParameterError
        If `k` or `significance` is out of its range.

    Notes
    -----
    I_i = z_i times the mean of z over the neighbours of i. The p value is the share of
    permutations with an I_i at least as high, both counted with the observed one. Source:
    Anselin (1995).

    Examples
    --------
    >>> line = pd.DataFrame({
    ...     "region": [f"r{i:02d}" for i in range(60)], "longitude": range(60), "latitude": 0.0
    ... })
    >>> much = [90 if 10 <= i < 16 else 10 for i in range(60)]
    >>> toy = pd.concat([
    ...     pd.DataFrame({"region": line["region"], "industry": "shoes", "employment": much}),
    ...     pd.DataFrame({"region": line["region"], "industry": "lamps", "employment": 100}),
    ... ])
    >>> found = local_moran_hot_spot(toy, line, k=4)
    >>> found.loc[found["is_cluster"], "region"].tolist()
    ['r11', 'r12', 'r13', 'r14']
    """
    name = "local_moran_hot_spot"
    require_parameters(name, {"k": (k, COUNT), "significance": (significance, SHARE)})
    found = cells(activity, value, ("region", "industry"))
    names = ("standardised", "neighbours", "local_moran", "p_value")
    test = (names, _local_moran, Draws(seed, PERMUTATIONS))
    result = hot_spots_of(found, regions, boundaries, variable, k, test)
    columns = dict(result.columns)
    is_high = (columns["standardised"] > 0) & (columns["neighbours"] > 0)
    options = {"variable": variable, "k": k, "significance": significance, "seed": seed}
    return answer(
        found,
        is_high & (columns[ADJUSTED] <= significance),
        result.reasons,
        CARD,
        name,
        {**options, "alternative": "greater", "permutations": PERMUTATIONS},
        variable=result.variable,
        **columns,
    )


def _local_moran(field: Field, draws: Draws) -> Mapping[str, Numbers]:
    """Local Moran's I of each region, and its p value from permutations of the others."""
    standardised = (field.amounts - field.amounts.mean()) / field.amounts.std()
    counts = field.counts
    n, widest = len(standardised), int(counts.max(initial=0))
    drawn = draws.of(n - 1, min(widest, n - 1))
    observed = field.sums(standardised)
    as_high = np.zeros(n)
    for size in np.unique(counts[counts > 0]):
        rows = np.flatnonzero(counts == size)
        null = standardised[rows] * _sums_of_others(standardised, rows, drawn[:, :size])
        statistic = standardised[rows] * observed[rows]
        as_high[rows] = (null >= statistic - ROUNDING).sum(axis=0)
    alone = np.where(counts > 0, 0.0, np.nan)
    mean = observed / np.maximum(counts, 1) + alone
    return {
        "standardised": standardised,
        "neighbours": mean,
        "local_moran": standardised * mean,
        "p_value": (as_high + 1) / (len(drawn) + 1) + alone,
    }


def _sums_of_others(values: Numbers, rows: Codes, drawn: Codes) -> Numbers:
    """For each draw and each region of `rows` the sum of the values drawn from all others.

    The places drawn are those of the others, so from the region itself on they move by one. Each
    place changes the sum once, at the first region behind it; in between it stays the same.
    """
    width = len(rows) + 1
    behind = np.searchsorted(rows, drawn, side="right")
    draw = np.arange(len(drawn))[:, None] * width
    step = values[drawn] - values[drawn + 1]
    steps = np.bincount((draw + behind).ravel(), step.ravel(), len(drawn) * width)
    steps = steps.reshape(len(drawn), width)
    steps[:, 0] += values[drawn + 1].sum(axis=1)
    return np.asarray(np.cumsum(steps, axis=1)[:, :-1], dtype=np.float64)
