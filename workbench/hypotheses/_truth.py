"""What is true in a simulated survey: every number that a test should find again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.hypotheses._survey import BENEFITS, LEARNING, TRAITS

COUNTRIES = {
    "AT": "Austria",
    "ES": "Spain",
    "FR": "France",
    "IT": "Italy",
    "NL": "Netherlands",
    "UK": "United Kingdom",
}
STAGES = ("supply", "parts", "assembly", "sales")
INPUTS = (*LEARNING, *TRAITS, "size")
# One row a type, one column an input, in standard deviations of a firm within its type: our
# reading in numbers of what document 002 says in words.
PROFILES = {
    "Crisis Driven": (-1.0, -1.0, -1.0, -1.0, -1.0, -0.5, 1.2, -1.0),
    "Endogenous": (0.0, 1.0, 0.0, -1.0, 0.5, -0.8, 0.0, 1.2),
    "Exogenous": (-0.2, 0.4, 1.0, -0.5, 0.9, 1.3, -0.6, 0.5),
    "Embedded - Information Centred": (1.0, 0.0, -0.6, 1.2, -0.8, 0.2, 0.2, -0.3),
    "Embedded - Competence Centred": (0.7, 0.2, 0.6, 1.3, 0.9, -0.3, 0.1, -0.2),
}


@dataclass(frozen=True)
class Truth:
    """The parameters of a simulated survey.

    Parameters
    ----------
    clusters, firms
        How many clusters, and how many firms answer in each on average.
    points
        Steps of the scales, from 1; with many steps rounding plays no part.
    reach
        How many standard deviations either end of the scale lies from its middle.
    loadings
        Of the items of one learning level on that level.
    likeness
        The share of the variance of a learning level that firms of a cluster have in common.
    separation
        How far the types lie apart, as a multiple of `PROFILES`; 0 makes all firms one type.
    type_shares
        Of the types, in the order of `PROFILES`.
    gains
        What members have more than others of the same size in their cluster, for each of the
        eight benefits, in standard deviations.
    size_slope
        What a firm larger by one standard deviation has more of each benefit.
    learning_and_success
        The correlation of collaborative learning and growth between clusters.
    governance
        What a governing body adds to growth, in its standard deviations.
    median_months
        The time by which half of the initiatives reach their milestone.
    watched_months
        The shortest and longest time an initiative is watched.
    density
        What one standard deviation more density does to the logarithm of output per worker.
    similarity
        What one standard deviation more inequality of sizes does, where density is one standard
        deviation higher, to the logarithm of output per worker.
    anchor
        The slope and the curvature of log output per worker in the share of the largest firm.
    completeness
        What a chain more complete by one standard deviation does to log output per worker.
    noise
        The standard deviation of what else moves log output per worker.
    """

    clusters: int = 40
    firms: int = 11
    points: int = 7
    reach: float = 2.5
    loadings: tuple[float, ...] = (0.85, 0.8, 0.75, 0.7, 0.65, 0.6)
    likeness: float = 0.1
    separation: float = 2.2
    type_shares: tuple[float, ...] = (0.3, 0.2, 0.2, 0.15, 0.15)
    gains: tuple[float, ...] = (0.5, 0.35, 0.0, 0.6, 0.4, 0.0, 0.5, 0.3)
    size_slope: float = 0.2
    learning_and_success: float = 0.0
    governance: float = 0.6
    median_months: float = 30.0
    watched_months: tuple[float, float] = (18.0, 60.0)
    density: float = 0.03
    similarity: float = -0.03
    anchor: tuple[float, float] = (0.6, -0.9)
    completeness: float = 0.03
    noise: float = 0.02

    @property
    def gain_of(self) -> dict[str, float]:
        """The member difference of each benefit, by its name."""
        return dict(zip(BENEFITS, self.gains, strict=True))

    @property
    def profiles(self) -> np.ndarray:
        """The mean of each input in each type, in standard deviations over all firms."""
        raw = self.separation * np.array(list(PROFILES.values()))
        shares = np.array(self.type_shares)[:, None]
        centred = raw - (shares * raw).sum(axis=0)
        return np.asarray(centred / np.sqrt((shares * centred**2).sum(axis=0) + 1))

    @property
    def level_correlations(self) -> np.ndarray:
        """The correlations of the three learning levels, as types and clusters make them."""
        means = self.profiles[:, : len(LEARNING)]
        by_type = means.T @ (np.array(self.type_shares)[:, None] * means)
        together = self.likeness + (1 - self.likeness) * by_type
        np.fill_diagonal(together, 1.0)
        return np.asarray(together)

    @property
    def likeness_of_score(self) -> float:
        """The intraclass correlation of the mean answer to all learning items.

        Smaller than that of the levels by what single items mismeasure, larger since the three
        levels of a firm differ more than those of its cluster.
        """
        of_level = float(np.mean(self.loadings))
        wrong = float((1 - np.square(self.loadings)).mean()) / len(self.loadings)
        within = self.level_correlations - self.likeness
        levels = len(LEARNING)
        between = self.likeness * of_level**2
        inside = within.sum() / levels**2 * of_level**2 + wrong / levels
        return between / (between + float(inside))
