"""How much do errors of places near each other move together: Conley's sum over pairs of rows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.models.standard_errors import COORDINATES

EARTH_KM = 6371.0088  # mean radius (IUGG)
KERNELS = ("bartlett", "uniform")
PAIRS_AT_ONCE = 2_000_000  # distances in memory at one time: 16 MB a table of them
LIMITS = dict(zip(COORDINATES, (180.0, 90.0), strict=True))


def conley_meat(
    scores: np.ndarray, coordinates: pd.DataFrame, *, cutoff_km: float, kernel: str = "bartlett"
) -> np.ndarray:
    """The sum over all pairs of rows of k(distance) s_i s_j', s_i being the scores of row i.

    Parameters
    ----------
    scores
        n x K; of least squares x_i e_i.
    coordinates
        n rows in the same order with `longitude` and `latitude` in degrees.
    cutoff_km
        Rows farther apart than this, along the great circle, count as independent.
    kernel
        "bartlett", 1 - distance / cutoff, or "uniform", 1 up to the cut-off.

    Returns
    -------
    A K x K array.

    Raises
    ------
    ParameterError
        For an unknown kernel or a cut-off that is not a positive number.
    FormulaError
        If a coordinate is no degree of the Earth.

    Notes
    -----
    Conley, T. G. (1999), GMM estimation with cross sectional dependence, Journal of Econometrics
    92. Rows at one place are at distance 0, so their scores are added first; the sum then runs
    over places, from south to north, each beside those within reach of its latitude only. That
    is exact. Neither kernel is positive definite on the plane, so a variance may come out
    negative.

    Examples
    --------
    >>> places = pd.DataFrame({"longitude": [0.0, 0.0, 90.0], "latitude": [0.0, 0.0, 0.0]})
    >>> conley_meat(np.array([[1.0], [2.0], [5.0]]), places, cutoff_km=10)
    array([[34.]])
    """
    _refuse(cutoff_km, kernel)
    _refuse_nowhere(coordinates)
    degrees = coordinates[list(COORDINATES)].to_numpy(dtype="float64")
    places, number = np.unique(degrees[:, ::-1], axis=0, return_inverse=True)  # from the south
    sums = sums_by_group(scores, number.ravel())
    latitude, longitude = np.radians(places).T
    points = np.column_stack(
        [
            np.cos(latitude) * np.cos(longitude),
            np.cos(latitude) * np.sin(longitude),
            np.sin(latitude),
        ]
    )
    meat = np.zeros((scores.shape[1],) * 2)
    for block, band in _bands(latitude, cutoff_km / EARTH_KM):
        near = _nearness(points[block], points[band], cutoff_km, kernel)
        meat += sums[block].T @ (near @ sums[band])
    return np.asarray((meat + meat.T) / 2)


def sums_by_group(values: np.ndarray, number: np.ndarray) -> np.ndarray:
    """The sums of the rows of each group; `number` counts the groups from 0."""
    n_groups = int(number.max()) + 1
    columns = [np.bincount(number, column, n_groups) for column in values.T]
    return np.column_stack(columns) if columns else np.zeros((n_groups, 0))


def _bands(latitude: np.ndarray, reach: float) -> Iterator[tuple[slice, slice]]:
    """Blocks of places, sorted from the south, and for each the places that may be near."""
    reach = reach * (1 + 1e-9)  # a place at the cut-off itself is in, whatever the rounding
    size = max(1, PAIRS_AT_ONCE // len(latitude))
    for start in range(0, len(latitude), size):
        block = latitude[start : start + size]
        first = int(np.searchsorted(latitude, block[0] - reach))
        last = int(np.searchsorted(latitude, block[-1] + reach, side="right"))
        yield slice(start, start + len(block)), slice(first, last)


def _nearness(one: np.ndarray, other: np.ndarray, cutoff_km: float, kernel: str) -> np.ndarray:
    """The kernel of the distance between points on the unit sphere."""
    from scipy.spatial.distance import cdist  # only Conley's errors need it

    chord = cdist(one, other)
    distance = 2 * EARTH_KM * np.arcsin(np.minimum(chord / 2, 1.0))
    if kernel == "uniform":
        return np.asarray(distance <= cutoff_km, dtype="float64")
    return np.asarray(np.maximum(1 - distance / cutoff_km, 0.0))


def _refuse(cutoff_km: float, kernel: str) -> None:
    problems = []
    is_number = isinstance(cutoff_km, (int, float, np.number)) and np.isfinite(cutoff_km)
    if not is_number or cutoff_km <= 0:
        problems.append(
            Problem(
                "CLW-P04",
                "the cut-off of Conley's standard errors is not a distance",
                column="cutoff_km",
                value=str(cutoff_km),
                expected="kilometres, more than 0",
                remedy="cutoff_km=100",
            )
        )
    if kernel not in KERNELS:
        problems.append(unknown("CLW-P07", "kernel", str(kernel), KERNELS))
    if problems:
        raise ParameterError(problems)


def _refuse_nowhere(coordinates: pd.DataFrame) -> None:
    """Stop where a place cannot be on the Earth, as with metres for degrees."""
    problems = []
    for name, limit in LIMITS.items():
        wrong = ~(coordinates[name].abs() <= limit)
        if wrong.any():
            problems.append(
                Problem(
                    "CLW-F20",
                    f"column {name} holds values that are no degrees",
                    column=name,
                    value=str(coordinates.loc[wrong, name].iloc[0]),
                    expected=f"degrees from -{limit:.0f} to {limit:.0f}",
                    remedy="turn the coordinates into degrees (WGS 84)",
                    more=int(wrong.sum()) - 1,
                )
            )
    if problems:
        raise FormulaError(problems)
