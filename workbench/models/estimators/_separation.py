"""Which zeros does a count model fit perfectly: rows that say nothing about the coefficients."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.models.absorbing import Absorber
from workbench.models.design import Design

Matrix = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]

HEAVY = 1e6  # the weight of rows that are not zero; theirs must be 0
NOTHING = 1e-5  # of the -1 in the zeros that the search begins with
LEAK = 100.0  # times what is left, for all its weight, in rows that are not zero
ABOVE = 1e-5  # what may be left above 0, beside the most that is below
CLEAR = 1e-3  # a row so far below 0, beside the farthest, is told apart
MOST_STEPS = 1_000
INDEPENDENT = 1e-9


def separated(arrays: Design) -> Rows:
    """Whether each row is a zero that some combination of the terms and effects tells apart.

    Notes
    -----
    Correia, Guimarães and Zylkin (2019), Verifying the existence of maximum likelihood estimates
    for generalized linear models, arXiv:1903.01633: rows are separated where a combination of
    the columns is 0 in all rows above zero, nowhere positive, and negative in these. The
    "iterative rectifier" finds it: regress u (at first -1 in the zeros) on the columns, with
    heavy weights on the others, cut what is predicted above 0, and repeat; then once more
    without the rows that were found.
    """
    is_zero = arrays.outcome.to_numpy() == 0
    columns = arrays.regressors.to_numpy(dtype="float64")
    left = np.arange(len(is_zero))
    while is_zero[left].any():
        found = _apart(columns[left], arrays.fixed_effects.iloc[left], is_zero[left])
        if not found.any():
            break
        left = left[~found]
    is_apart = np.ones(len(is_zero), dtype=bool)
    is_apart[left] = False
    return is_apart


def _apart(columns: Matrix, effects: pd.DataFrame, is_zero: Rows) -> Rows:
    """The zeros that one combination tells apart."""
    nobody = np.zeros(len(is_zero), dtype=bool)
    weights = pd.Series(np.where(is_zero, 1.0, HEAVY), effects.index)
    root = np.sqrt(weights.to_numpy())[:, None]
    absorber = Absorber(effects, weights)
    basis = _basis(absorber.residualise(_unit(columns)) * root)
    aim = np.where(is_zero, -1.0, 0.0)[:, None]
    for _ in range(MOST_STEPS):
        net = absorber.residualise(aim) * root
        whole = (aim - (net - basis @ (basis.T @ net)) / root).ravel()
        predicted, leak = whole[is_zero], np.abs(whole[~is_zero]).max(initial=0.0)
        farthest = -predicted.min()
        if farthest <= max(NOTHING, LEAK * leak):
            return nobody
        if predicted.max() <= ABOVE * farthest:
            nobody[is_zero] = predicted < -CLEAR * farthest
            return nobody
        aim[is_zero, 0] = np.minimum(predicted, 0.0)
    return nobody


def _basis(columns: Matrix) -> Matrix:
    """An orthonormal basis of columns, of which some may repeat others."""
    left, sizes, _ = np.linalg.svd(columns, full_matrices=False)
    found: Matrix = left[:, sizes > INDEPENDENT * sizes.max(initial=0.0)]
    return found


def _unit(columns: Matrix) -> Matrix:
    """Columns in units of their largest value."""
    largest = np.abs(columns).max(axis=0, initial=0.0)
    found: Matrix = columns / np.where(largest > 0, largest, 1.0)
    return found
