"""How many things do the indicators measure: the components of their correlations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.competitiveness._whole import FEWEST_REGIONS, whole_regions
from workbench.errors import ParameterError, Problem

Numbers = npt.NDArray[np.float64]

SINGULAR = 1e-10
ROUNDING = 1e-12
STILL = 1e-10  # the growth of the varimax criterion, as a share, at which rotating stops
MOST_ROTATIONS = 500
CHANCE = 0.95
NOTHING = "no two indicators correlate at all"
COMBINED = "an indicator is a combination of others, or there are too few regions"


@dataclass(frozen=True)
class Components:
    """What the indicators have in common, in order of how much.

    Parameters
    ----------
    eigenvalues, share
        By component, 1 the strongest: its variance in units of one indicator's, and as a share.
    loadings
        Indicator x component: their correlations. Signs are such that each component goes up
        with the sum of the indicators.
    chance
        By component, the eigenvalue that chance passes in one of twenty tables of the same size.
    kept_by_kaiser
        How many eigenvalues are above 1.
    kept_by_parallel_analysis
        How many, from the first on, are above chance. Of the two, the better guide.
    sampling_adequacy
        Kaiser, Meyer and Olkin's, 0 to 1, over all; below 0.5 there is too little in common.
    sampling_adequacy_by_indicator
        The same of each indicator.
    bartlett, bartlett_degrees, bartlett_p_value
        Bartlett's test that nothing correlates with anything.
    n
        Regions that have every indicator; the others are left out.
    undefined
        Why adequacy and test are missing, empty where they are not.
    """

    eigenvalues: pd.Series
    share: pd.Series
    loadings: pd.DataFrame
    chance: pd.Series
    kept_by_kaiser: int
    kept_by_parallel_analysis: int
    sampling_adequacy: float
    sampling_adequacy_by_indicator: pd.Series
    bartlett: float
    bartlett_degrees: int
    bartlett_p_value: float
    n: int
    undefined: str


def principal_components(values: pd.DataFrame, *, draws: int = 200, seed: int = 0) -> Components:
    """How many things the indicators measure, and which goes with which.

    Parameters
    ----------
    values
        Region x indicator, in any unit; regions with a gap are left out.
    draws
        Tables of chance for the parallel analysis.
    seed
        Of the generator of chance.

    Returns
    -------
    The components of the correlation matrix, how many to keep, and whether it makes sense.

    Raises
    ------
    StudyError
        If there are fewer than 2 indicators or 3 whole regions, or an indicator is the same
        everywhere.
    ParameterError
        If there is no draw.

    Notes
    -----
    Of the correlation matrix R: eigenvalues, and loadings = eigenvector √eigenvalue. Kaiser
    (1960) keeps eigenvalues above 1; Horn (1965) those above the 95th percentile of
    independent normal tables of the same size. Adequacy is Σ r² / (Σ r² + Σ q²) over pairs, q
    the correlation that is left of a pair when all others are held fixed (Kaiser 1974).
    Bartlett (1950): -(n - 1 - (2k + 5) / 6) ln |R|, chi-squared with k (k - 1) / 2 degrees.

    Examples
    --------
    >>> values = pd.DataFrame({"a": [1.0, 2, 3, 4, 6], "b": [2.0, 1, 4, 3, 6]})
    >>> found = principal_components(values)
    >>> found.eigenvalues.round(2).to_dict(), found.kept_by_kaiser
    ({1: 1.86, 2: 0.14}, 1)
    """
    if draws < 1:
        raise ParameterError(_draws(draws))
    whole = whole_regions(values)
    correlation = np.corrcoef(whole.to_numpy(), rowvar=False)
    eigenvalues, loadings = components(correlation)
    chance = by_chance(whole.shape, draws, seed)
    numbers = pd.RangeIndex(1, len(eigenvalues) + 1, name="component")
    return Components(
        eigenvalues=pd.Series(eigenvalues, numbers),
        share=pd.Series(eigenvalues / len(eigenvalues), numbers),
        loadings=pd.DataFrame(loadings, whole.columns, numbers),
        chance=pd.Series(chance, numbers),
        kept_by_kaiser=int((eigenvalues > 1).sum()),
        kept_by_parallel_analysis=int(np.cumprod(eigenvalues > chance).sum()),
        n=len(whole),
        **_tests(correlation, whole.columns, len(whole)),
    )


def _tests(correlation: Numbers, names: pd.Index, n: int) -> dict[str, Any]:
    """Whether there is enough in common to look for components at all."""
    size = len(correlation)
    degrees = size * (size - 1) // 2
    overall, each = np.nan, np.full(size, np.nan)
    statistic, p_value, undefined = np.nan, np.nan, COMBINED
    if is_regular(correlation):
        from scipy.stats import chi2

        overall, each = sampling_adequacy(correlation)
        statistic = -(n - 1 - (2 * size + 5) / 6) * np.linalg.slogdet(correlation)[1]
        p_value, undefined = float(chi2.sf(statistic, degrees)), "" if overall >= 0 else NOTHING
    return {
        "sampling_adequacy": overall,
        "sampling_adequacy_by_indicator": pd.Series(each, names),
        "bartlett": float(statistic),
        "bartlett_degrees": degrees,
        "bartlett_p_value": p_value,
        "undefined": undefined,
    }


def _draws(draws: int) -> Problem:
    return Problem(
        "CLW-I02",
        f"draws is {draws}, and chance needs at least one",
        column="draws",
        value=str(draws),
        expected="a whole number of 1 or more",
        remedy="draws=200",
    )


def pairwise_correlation(values: Numbers) -> Numbers:
    """Correlations of columns, each pair over the rows that have both; nan where there is none.

    Four products of matrices give the sums that every pair needs: of x_i, x_i² and x_i x_j over
    the rows that have j too.
    """
    known = ~np.isnan(values)
    counts = known.sum(axis=0).clip(min=1)
    centred = np.where(known, values - np.nansum(values, axis=0) / counts, 0.0)
    there = known.astype("float64")
    n = there.T @ there
    with np.errstate(divide="ignore", invalid="ignore"):
        sums = centred.T @ there
        squares = (centred**2).T @ there
        variation = squares - sums**2 / n
        variation[(n < FEWEST_REGIONS) | (variation <= ROUNDING * squares)] = np.nan
        together = centred.T @ centred - sums * sums.T / n
        correlation = together / np.sqrt(variation * variation.T)
    np.fill_diagonal(correlation, 1.0)
    return np.asarray(correlation.clip(-1, 1))


def components(correlation: Numbers) -> tuple[Numbers, Numbers]:
    """Eigenvalues from the largest, and the loadings: eigenvectors times their square roots.

    Each component points where the sum of its loadings is above 0.
    """
    eigenvalues, vectors = np.linalg.eigh(correlation)
    eigenvalues, vectors = eigenvalues[::-1], vectors[:, ::-1]
    signs = np.where(vectors.sum(axis=0) < 0, -1.0, 1.0)
    return eigenvalues, vectors * signs * np.sqrt(eigenvalues.clip(min=0))


def kept_loadings(correlation: Numbers) -> Numbers:
    """The loadings of the components that carry as much as one indicator, or more.

    Eigenvalues sum to the number of indicators, so there is always one. Where nothing goes with
    anything all are 1, and all are kept.
    """
    eigenvalues, loadings = components(correlation)
    return np.asarray(loadings[:, eigenvalues >= 1 - SINGULAR])


def varimax(loadings: Numbers) -> Numbers:
    """Loadings turned so that each indicator loads on few components (Kaiser 1958).

    Rows are taken at length 1 while they are turned (Kaiser's normalisation), so that indicators
    with little in common count as much as the others.
    """
    size = np.sqrt((loadings**2).sum(axis=1, keepdims=True))
    rows = loadings / np.where(size > 0, size, 1.0)
    turn, before = np.eye(loadings.shape[1]), 0.0
    for _ in range(MOST_ROTATIONS):
        turned = rows @ turn
        slope = rows.T @ (turned**3 - turned * (turned**2).mean(axis=0))
        left, reached, right = np.linalg.svd(slope)
        turn = left @ right
        if reached.sum() <= before * (1 + STILL):
            break
        before = reached.sum()
    return np.asarray(loadings @ turn)


def strongest(loadings: Numbers) -> Numbers:
    """The squared loading of each indicator on the component where it loads most."""
    return np.asarray((loadings**2).max(axis=1))


def by_chance(shape: tuple[int, int], draws: int, seed: int) -> Numbers:
    """The eigenvalues that independent normal tables of a shape pass one time in twenty."""
    random = np.random.default_rng(seed)
    tables = (random.standard_normal(shape) for _ in range(draws))
    eigenvalues = [np.linalg.eigvalsh(np.corrcoef(table, rowvar=False)) for table in tables]
    return np.asarray(np.quantile(eigenvalues, CHANCE, axis=0)[::-1])


def is_regular(correlation: Numbers) -> bool:
    """Whether no indicator is a combination of the others."""
    return bool(np.linalg.eigvalsh(correlation)[0] > SINGULAR)


def sampling_adequacy(correlation: Numbers) -> tuple[float, Numbers]:
    """Kaiser, Meyer and Olkin's measure, over all and of each indicator."""
    inverse = np.linalg.inv(correlation)
    size = np.sqrt(np.diag(inverse))
    own = np.eye(len(correlation), dtype=bool)
    shared = np.where(own, 0.0, correlation) ** 2
    left = np.where(own, 0.0, inverse / np.outer(size, size)) ** 2
    with np.errstate(invalid="ignore"):  # what correlates with nothing has no measure
        each = shared.sum(axis=0) / (shared + left).sum(axis=0)
        return float(shared.sum() / (shared + left).sum()), each
