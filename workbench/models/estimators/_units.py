"""Which rows are of one unit, and how much do units differ: error components of a panel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.design import CONSTANT, Design

KEYS = ("region", "industry")
LEAST = 1e-8  # the share of its own variation that a term must have within units


def units(arrays: Design) -> pd.Series:
    """The unit of each row, numbered from 0; its name says which columns make a unit.

    Raises
    ------
    FormulaError
        If the panel has no key besides the year, or each unit has one row only.
    """
    keys = [name for name in arrays.also if name in KEYS]
    if not keys:
        raise FormulaError(
            Problem(
                "CLW-F31",
                "the panel has no column that says which rows are of one unit",
                expected="a column region, or region and industry, beside the year",
                remedy="rename the column of the units to region",
            )
        )
    found = arrays.also.groupby(keys, observed=True).ngroup()
    found = found.rename(" and ".join(keys))
    if found.is_unique:
        raise FormulaError(
            Problem(
                "CLW-F31",
                "each unit has one row only, so nothing is seen to change within units",
                column=str(found.name),
                expected="units that are seen in two years or more",
                remedy="bring a panel of several years, or use least_squares",
            )
        )
    return found


def means(columns: pd.DataFrame, unit: pd.Series) -> pd.DataFrame:
    """The mean of each column in the unit of each row."""
    return columns.groupby(unit).transform("mean")


def varying(regressors: pd.DataFrame, unit: pd.Series) -> list[str]:
    """The terms that vary within units and are no combination of those before them there."""
    terms = regressors.drop(columns=CONSTANT, errors="ignore")
    size = np.sqrt(((terms - terms.mean()) ** 2).sum())
    net = (terms - means(terms, unit)) / size.where(size > 0, 1.0)
    kept: list[str] = []
    basis = np.zeros((len(net), 0))
    for name, column in net.items():
        rest = column.to_numpy() - basis @ (basis.T @ column.to_numpy())
        length = float(np.sqrt(rest @ rest))
        if length > LEAST:
            kept.append(str(name))
            basis = np.column_stack([basis, rest / length])
    return kept


@dataclass(frozen=True)
class Components:
    """How the error of a panel is made up: variances within and between units."""

    within: float
    between: float
    sizes: pd.Series

    @property
    def share(self) -> float:
        """The share of the variance that lies between units."""
        whole = self.within + self.between
        return self.between / whole if whole > 0 else float("nan")

    @property
    def theta(self) -> pd.Series:
        """By row, the share of the unit's mean that is taken out."""
        root: pd.Series = np.sqrt(self.within / (self.sizes * self.between + self.within))
        return 1 - root

    def table(self) -> pd.DataFrame:
        """Variances with their shares, and the range of theta."""
        lines = [
            ("variance within units", self.within),
            ("variance between units", self.between),
            ("share between units", self.share),
            ("least theta", float(self.theta.min())),
            ("largest theta", float(self.theta.max())),
        ]
        return pd.DataFrame(lines, columns=["component", "value"])


def swamy_arora(arrays: Design, unit: pd.Series) -> Components:
    """The variances of Swamy and Arora (1972), as Baltagi and Chang (1994) have them.

    Raises
    ------
    FormulaError
        If units, or rows within them, are too few to tell the variances.

    Notes
    -----
    Within: the squared residuals of the within regression over N - n - K_w. Between: with u the
    residuals of unit means, each unit counted T_i times,
    (sum T u^2 - (n - K_b) within) / (N - tr), where tr is the trace of
    (sum T x x')^-1 (sum T^2 x x') over unit means x; not below 0. On a balanced panel this is
    Swamy and Arora's own.
    """
    regressors, outcome = arrays.regressors, arrays.outcome
    sizes = unit.map(unit.value_counts()).astype("float64")
    moving = varying(regressors, unit)
    inner, _ = _left_over(
        (regressors[moving] - means(regressors[moving], unit)).to_numpy(),
        (outcome - outcome.groupby(unit).transform("mean")).to_numpy(),
    )
    average = means(regressors, unit).to_numpy()
    outer, rank = _left_over(average, outcome.groupby(unit).transform("mean").to_numpy())
    n_rows, n_units = len(outcome), unit.nunique()
    free_within, free_between = n_rows - n_units - len(moving), n_units - rank
    if free_within <= 0 or free_between <= 0:
        raise FormulaError(_too_few(n_rows, n_units))
    within = inner / free_within
    squares = np.linalg.pinv(average.T @ average, hermitian=True)
    trace = float(np.trace(squares @ (average.T @ (average * sizes.to_numpy()[:, None]))))
    between = max(0.0, (outer - free_between * within) / (n_rows - trace))
    return Components(within, between, sizes)


def _left_over(terms: np.ndarray, outcome: np.ndarray) -> tuple[float, int]:
    """The sum of squared residuals, and the rank of the terms."""
    length = np.sqrt((terms**2).sum(axis=0))
    scaled = terms / np.where(length > 0, length, 1.0)
    estimates, _, rank, _ = np.linalg.lstsq(scaled, outcome, rcond=None)
    residuals = outcome - scaled @ estimates
    return float(residuals @ residuals), int(rank)


def _too_few(n_rows: int, n_units: int) -> Problem:
    return Problem(
        "CLW-F07",
        f"{n_rows} rows of {n_units} units cannot tell how much units differ",
        value=str(n_units),
        expected="more units than terms, and more rows than units and terms together",
        remedy="take terms out of the formula, or use within",
    )


def partly_within(arrays: Design, components: Components, unit: pd.Series) -> Design:
    """The design less theta times the unit's mean; least squares on it is generalised."""
    theta = components.theta
    outcome = arrays.outcome - theta * arrays.outcome.groupby(unit).transform("mean")
    regressors = arrays.regressors - means(arrays.regressors, unit).mul(theta, axis=0)
    return replace(arrays, outcome=outcome, regressors=regressors)


def unclustered(arrays: Design, unit: pd.Series, kind: str) -> tuple[str, ...]:
    """A sentence where errors of one unit count as independent."""
    if arrays.clusters is not None or kind == "conley":
        return ()
    column = str(unit.name).split(" and ")[0]
    return (
        f"errors of one unit in different years are taken as unrelated, which they seldom are; "
        f'cluster="{column}" allows for it',
    )
