"""Which regions resemble or differ from their neighbours: local Moran's I, and hot spots (G*).

Every region is a test, so what is found is judged after control of the share of false
discoveries; a p value by itself finds nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem, StudyError
from workbench.measures import false_discoveries
from workbench.models._local_statistics import Answers, Numbers, field_of, getis_ord, moran_of_each
from workbench.models._values_of_regions import nothing_to_test, refuse_unusable
from workbench.models.neighbouring import nearby
from workbench.rules._hot_spots import Draws, Field

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

FEWEST_SHUFFLES = 99
SHUFFLES = 9_999
LEVEL = 0.05
NOT_SHOWN = "not shown"
NO_NEIGHBOUR = "no neighbour"
LOCAL_CLUSTERS = ("high-high", "low-low", "high-low", "low-high", NOT_SHOWN)
HOT_SPOTS = ("hot spot", "cold spot", NOT_SHOWN)


@dataclass(frozen=True)
class LocalAssociation:
    """One test a region, with what it shows after control of false discoveries.

    `table` is indexed by region code and has `value`, the parts of the statistic, `p_value`,
    `q_value` and `category`; `islands` are the regions without a neighbour, which take no part.
    """

    table: pd.DataFrame
    statistic: str
    level: float
    permutations: int
    seed: int
    neighbours: str
    islands: tuple[str, ...]

    @property
    def categories(self) -> pd.Series:
        """What is shown of each region, by code."""
        return self.table["category"]

    def __repr__(self) -> str:
        counts = self.categories.value_counts()
        found = ", ".join(f"{name} {counts[name]}" for name in sorted(counts.index))
        return (
            f"{self.statistic} of {len(self.table)} regions ({self.neighbours}; "
            f"{self.permutations:,} permutations, false discovery rate {self.level:g}): {found}"
        )


def local_moran(
    values: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    level: float = LEVEL,
    seed: int = 0,
    permutations: int = SHUFFLES,
) -> LocalAssociation:
    """Which regions are high among high ones, low among low ones, or unlike their neighbours.

    Parameters
    ----------
    values
        One number a region, indexed by region code; aligned by code, never by position.
    regions
        `region`, `longitude`, `latitude`; used where there are no outlines.
    boundaries
        Outlines with a column `region`: neighbours are regions that touch (queen contiguity),
        else the six nearest points.
    level
        The accepted share of false discoveries among what is shown.
    seed, permutations
        Seed and number of the draws of other regions as neighbours.

    Returns
    -------
    A `LocalAssociation` in the order of `values`: `standardised`, `neighbours` (the mean of
    their standardised values), `local_moran`, a two-sided `p_value`, `q_value`, and `category`,
    one of "high-high", "low-low", "high-low", "low-high", "not shown", "no neighbour".

    Raises
    ------
    StudyError
        If a value is missing or infinite, a region is there twice or lies nowhere, all values
        are equal, or fewer than four regions with neighbours are left.
    ParameterError
        If the level is not between 0 and 1, or there are fewer than 99 permutations.

    Notes
    -----
    I_i = z_i times the mean of z over the neighbours of i. The p value is twice the smaller of
    the shares of draws with an I_i at least as high and at least as low, both counted with the
    observed one; each draw puts other regions at random beside region i. False discoveries are
    controlled by Benjamini and Hochberg. Source: Anselin (1995); Benjamini and Hochberg (1995);
    for local statistics Caldas de Castro and Singer (2006).

    Examples
    --------
    >>> codes = [f"r{i:02d}" for i in range(40)]
    >>> line = pd.DataFrame({"region": codes, "longitude": range(40), "latitude": 0.0})
    >>> found = local_moran(pd.Series([9.0] * 8 + [1.0] * 32, codes), line)
    >>> found.table.query("category == 'high-high'").index.tolist()
    ['r00', 'r01', 'r02', 'r03', 'r04', 'r05']
    """
    run = _Run("local Moran's I", moran_of_each, _quadrants, level, permutations, seed)
    return run.on(values, regions, boundaries)


def hot_spots(
    values: pd.Series,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    level: float = LEVEL,
    seed: int = 0,
    permutations: int = SHUFFLES,
) -> LocalAssociation:
    """Where do a region and its neighbours together have more, or less, than chance would give.

    Parameters
    ----------
    values, regions, boundaries, level, seed, permutations
        As for `local_moran`.

    Returns
    -------
    A `LocalAssociation` in the order of `values`: `z` (the sum over the region and its
    neighbours in standard deviations from its expectation), a two-sided `p_value`, `q_value`,
    and `category`, one of "hot spot", "cold spot", "not shown", "no neighbour".

    Raises
    ------
    StudyError, ParameterError
        As `local_moran`.

    Notes
    -----
    z = (sum - m mean) / (s sqrt(m (n - m) / (n - 1))), the sum over the region and its
    neighbours, m of n regions. The p value is twice the smaller share of draws of m regions
    whose sum is at least as high, or at least as low. Source: Ord and Getis (1995).

    Examples
    --------
    >>> codes = [f"r{i:02d}" for i in range(40)]
    >>> line = pd.DataFrame({"region": codes, "longitude": range(40), "latitude": 0.0})
    >>> found = hot_spots(pd.Series([9.0] * 8 + [1.0] * 32, codes), line)
    >>> found.table.query("category == 'hot spot'").index.tolist()
    ['r00', 'r01', 'r02', 'r03', 'r04', 'r05', 'r06']
    """
    run = _Run("Getis and Ord's G*", getis_ord, _temperatures, level, permutations, seed)
    return run.on(values, regions, boundaries)


def association_in_words(found: LocalAssociation) -> str:
    """How many regions are shown in which category, and after how many tests."""
    counts = found.categories[~found.categories.isin([NOT_SHOWN, NO_NEIGHBOUR])].value_counts()
    n_tests = int(found.table["p_value"].notna().sum())
    shown = ", ".join(f"{counts[name]} {name}" for name in counts.index)
    alone = f" {len(found.islands)} regions have no neighbour." if found.islands else ""
    return (
        f"{found.statistic} in {n_tests} regions ({found.neighbours}): {shown or 'none shown'}, "
        f"with at most {found.level:.0%} false discoveries expected.{alone}"
    )


@dataclass(frozen=True)
class _Run:
    """A local statistic with its options."""

    name: str
    test: Callable[[Field, Draws], Answers]
    categorise: Callable[[pd.DataFrame], Numbers]
    level: float
    permutations: int
    seed: int

    def on(
        self, values: pd.Series, regions: pd.DataFrame, boundaries: GeoDataFrame | None
    ) -> LocalAssociation:
        """Test each region, in the order of the codes, and answer in the order of the values."""
        if self.permutations < FEWEST_SHUFFLES:
            raise ParameterError(_too_few_shuffles(self.permutations))
        refuse_unusable(values, self.name)
        ordered = values.astype("float64").sort_index()
        near = nearby(ordered.index, regions, boundaries)
        joined = ordered[~ordered.index.isin(near.islands)]
        if (problem := nothing_to_test(joined, self.name)) is not None:
            raise StudyError(problem)
        answers = self.test(field_of(joined, near), Draws(self.seed, self.permutations))
        tests = false_discoveries(pd.DataFrame(answers, joined.index), level=self.level)
        is_shown = tests.pop("is_discovery").to_numpy(dtype=bool)
        tests["category"] = np.where(is_shown, self.categorise(tests), NOT_SHOWN)
        table = tests.reindex(values.index).rename_axis("region")
        table.insert(0, "value", values.astype("float64"))
        table["category"] = table["category"].fillna(NO_NEIGHBOUR)
        options = (self.level, self.permutations, self.seed)
        return LocalAssociation(table, self.name, *options, near.rule, near.islands)


def _quadrants(table: pd.DataFrame) -> Numbers:
    own = np.where(table["standardised"] > 0, "high", "low")
    near = np.where(table["neighbours"] > 0, "high", "low")
    return np.char.add(np.char.add(own, "-"), near)


def _temperatures(table: pd.DataFrame) -> Numbers:
    return np.where(table["z"] > 0, "hot spot", "cold spot")


def _too_few_shuffles(permutations: int) -> Problem:
    return Problem(
        "CLW-G70",
        "too few permutations to find anything",
        column="permutations",
        value=str(permutations),
        expected=f"at least {FEWEST_SHUFFLES}; {SHUFFLES:,} where there are many regions",
        remedy=f"permutations={SHUFFLES}",
    )
