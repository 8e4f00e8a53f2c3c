"""Does least squares miss neighbours, and which spatial model would help: tests side by side."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd

from workbench.data.geography import Neighbours
from workbench.models.design import Roles, design
from workbench.models.estimators import Test
from workbench.models.estimators._neighbours import space
from workbench.models.estimators._spatial_diagnostics import SURE, lagrange_multipliers, moran_of
from workbench.models.formula import parse

LAG, ERROR, ROBUST_LAG, ROBUST_ERROR = "LM lag", "LM error", "robust LM lag", "robust LM error"


def spatial_tests(formula: str, panel: pd.DataFrame, neighbours: Neighbours) -> pd.DataFrame:
    """Moran's I of least-squares residuals, and Lagrange multipliers of a lag and of an error.

    Parameters
    ----------
    formula
        As `fit` takes it, without instruments.
    panel
        A table with one row a region, its code in the column `region`.
    neighbours
        Who is whose neighbour, by code; see `neighbours_of`.

    Returns
    -------
    One row a test: `name`, `statistic`, `p_value`, `reading`. `attrs["advice"]` says which model
    the tests speak for, `attrs["left_out"]` which regions have no neighbour.

    Raises
    ------
    FormulaError
        If the formula cannot be read or the rows do not fit the neighbours.
    ParameterError
        Without neighbours.

    Notes
    -----
    Moran's I: Cliff and Ord (1981), moments of normal errors. Lagrange multipliers: Anselin
    (1988); robust forms: Anselin, Bera, Florax and Yoon (1996), Regional Science and Urban
    Economics 26. The advice is Anselin's (2005) rule: the robust form decides where both plain
    ones speak.

    Examples
    --------
    >>> from workbench.data.geography import neighbours
    >>> import numpy as np
    >>> towns = pd.DataFrame({
    ...     "region": [f"t{i:02}" for i in range(40)], "longitude": np.arange(40) / 10,
    ...     "latitude": 50.0, "wage": np.sin(np.arange(40) / 4)})
    >>> near = neighbours(towns, kind="nearest", k=2)
    >>> spatial_tests("wage ~ longitude", towns, near).loc[0, "reading"]
    'residuals of neighbours are still alike'
    """
    arrays = design(parse(formula), panel, Roles(also=("region",)))
    where = space(arrays, neighbours)
    weights = where.weights.matrix
    y, x = where.outcome, where.regressors
    residuals = y - x @ np.linalg.lstsq(x, y)[0]
    tests = (
        moran_of(residuals, weights, x),
        *lagrange_multipliers(y, x, weights),
    )
    table = pd.DataFrame([asdict(test) for test in tests])
    table.attrs = {"advice": advice(tests), "left_out": list(where.weights.left_out)}
    return table


def advice(tests: tuple[Test, ...]) -> str:
    """Which spatial model the tests speak for, by Anselin's rule."""
    p_values = {test.name: test.p_value for test in tests}
    speaks = [name for name in (LAG, ERROR) if p_values[name] <= SURE]
    if not speaks:
        return "no spatial model is called for; stay with least squares"
    if len(speaks) == 1:
        return f"{_model(speaks[0])} is called for"
    robust = [name for name in (ROBUST_LAG, ROBUST_ERROR) if p_values[name] <= SURE]
    if len(robust) == 1:
        return f"{_model(robust[0])} is called for"
    nearest = min((ROBUST_LAG, ROBUST_ERROR), key=lambda name: p_values[name])
    return f"lag and error are hard to tell apart; {_model(nearest)} fits better, or spatial_durbin"


def _model(test: str) -> str:
    return "spatial_lag" if test in (LAG, ROBUST_LAG) else "spatial_error"
