"""What is solved by least squares: the columns net of fixed effects, and their QR factors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.absorbing import Absorber
from workbench.models.covariance import Moments
from workbench.models.design import CONSTANT, Design
from workbench.models.diagnostics import collinear

Matrix = npt.NDArray[np.float64]

# The share of its own variation that a term must add; what is left of an exact combination is
# rounding.
EXACT = 1e-8
ROUNDING = 1e-14
NEAR = 30.0  # the condition number from which on Belsley, Kuh and Welsch (1980) speak of damage
REFINEMENTS = 4
ILL_CONDITIONED = 1e8  # from here on half of a number's sixteen digits are gone
DIGITS = 16
INDEPENDENT = 1e-10


@dataclass(frozen=True)
class Within:
    """A design net of its fixed effects.

    `outcome` and `regressors` are net, on their own scale; `root` are the roots of the weights,
    by which rows are multiplied before anything is solved.
    """

    arrays: Design
    outcome: Matrix
    regressors: pd.DataFrame
    root: Matrix
    absorber: Absorber

    @property
    def weighted(self) -> pd.DataFrame:
        """The regressors times the roots of the weights."""
        return self.regressors.mul(self.root, axis=0)

    @cached_property
    def standardised(self) -> tuple[Matrix, Matrix]:
        """The terms around their mean in units of their standard deviation, and these units.

        Rows count by their weights. Without a constant or fixed effects terms stay around 0.
        """
        columns, is_term = self.regressors.to_numpy(), self.regressors.columns != CONSTANT
        if not is_term.all():
            columns = columns[:, is_term]
            columns = columns - np.average(columns, axis=0, weights=self.root**2)
        spread = np.sqrt((columns**2).mean(axis=0))
        return columns / np.where(spread > 0, spread, 1.0) * self.root[:, None], spread

    @cached_property
    def condition(self) -> float:
        """The condition number of the terms: around their means, each of length one."""
        columns = self.standardised[0]
        lengths = np.sqrt((columns**2).sum(axis=0))
        triangle = np.linalg.qr(columns / np.where(lengths > 0, lengths, 1.0), mode="r")
        values = np.linalg.svd(triangle, compute_uv=False)
        if not values.size:
            return 1.0
        return float(values[0] / values[-1]) if values[-1] > 0 else float("inf")

    @cached_property
    def n_coefficients(self) -> int:
        """How many coefficients there are, those of the groups among them."""
        effects = self.absorber.n_groups - self.absorber.n_redundant
        return self.regressors.shape[1] + effects

    @cached_property
    def nested(self) -> int:
        """How many coefficients of effects within clusters cost no degree of freedom."""
        effects, clusters = self.arrays.fixed_effects, self.arrays.clusters
        if clusters is None:
            return 0
        inside = [name for name in effects if _lies_within(effects[name], clusters)]
        own = Absorber(effects[inside])
        return own.n_groups - own.n_redundant - 1 if inside else 0

    def residualise(self, columns: Matrix) -> Matrix:
        """Take the effects out of columns that are times the roots of the weights already."""
        if not self.absorber.n_groups:
            return columns
        root = self.root[:, None]
        left: Matrix = self.absorber.residualise(columns / root) * root
        return left


def within(arrays: Design) -> Within:
    """A design net of its fixed effects.

    Raises
    ------
    FormulaError
        If a term is an exact combination of others and the fixed effects; with the condition
        number.
    """
    terms = arrays.regressors.astype("float64")
    outcome = arrays.outcome.to_numpy(dtype="float64")
    root = np.ones(len(terms)) if arrays.weights is None else np.sqrt(arrays.weights.to_numpy())
    absorber = Absorber(arrays.fixed_effects, arrays.weights)
    if absorber.n_groups:
        both = np.column_stack([terms, outcome])
        both = absorber.residualise(both - both.mean(axis=0))
        terms = pd.DataFrame(both[:, :-1], terms.index, terms.columns)
        outcome = both[:, -1]
    found = Within(arrays, outcome, terms, root, absorber)
    _refuse_collinear(found)
    return found


@dataclass(frozen=True)
class Solved:
    """Coefficients by X = QR, with what their covariance is made of in the basis Q.

    A covariance in that basis goes through `back` on both sides; standard errors from the inverse
    of X'X have no correct digit where terms are nearly collinear.
    """

    estimates: pd.Series
    residuals: Matrix
    back: Matrix
    moments: Moments

    def from_basis(self, covariance: Matrix) -> Matrix:
        """The covariance of the coefficients from that in the basis Q."""
        found: Matrix = self.back @ covariance @ self.back.T
        return found


def solved(model: Within, *, with_leverage: bool = False) -> Solved:
    """Weighted least squares of the outcome on the regressors, both net of effects."""
    outcome = model.outcome * model.root
    basis, triangle = np.linalg.qr(model.weighted.to_numpy())
    back = np.linalg.inv(triangle)
    inside = basis.T @ outcome
    estimates, left = back @ inside, outcome - basis @ inside
    if model.condition > NEAR and not model.absorber.n_groups:
        estimates, left = _refined(model.weighted.to_numpy(), outcome, basis, back)
    n_free = len(left) - model.n_coefficients
    moments = Moments(
        np.eye(basis.shape[1]),
        basis * left[:, None],
        model.n_coefficients,
        (basis**2).sum(axis=1) + _leverage(model) if with_leverage else None,
        float(left @ left) / n_free,
    )
    named = pd.Series(estimates, model.regressors.columns)
    return Solved(named, left / model.root, back, moments)


def _refined(
    columns: Matrix, outcome: Matrix, basis: Matrix, back: Matrix
) -> tuple[Matrix, Matrix]:
    """Coefficients and residuals, corrected by what is left of the equations in longer numbers.

    Björck, Å. (1967), Iterative refinement of linear least squares solutions I, BIT 7: with
    residuals r and coefficients b, both r + X b = y and X'r = 0 are to hold. Where the machine
    has no longer numbers, nothing is lost.
    """
    wide, whole = columns.astype(np.longdouble), outcome.astype(np.longdouble)
    estimates = np.zeros(columns.shape[1], dtype=np.longdouble)
    left = np.zeros(len(columns), dtype=np.longdouble)
    for _ in range(REFINEMENTS):
        apart = np.asarray(whole - left - wide @ estimates, dtype="float64")
        slanted = back.T @ np.asarray(-(wide.T @ left), dtype="float64")
        inside = basis.T @ apart
        estimates += back @ (inside - slanted)
        left += apart - basis @ (inside - slanted)
    return np.asarray(estimates, dtype="float64"), np.asarray(left, dtype="float64")


def ill_conditioned(model: Within) -> Iterator[str]:
    """A plain sentence where terms are so near a combination of others that digits are lost."""
    number = model.condition
    if number > ILL_CONDITIONED:
        digits = max(int(DIGITS - np.log10(number)), 0)
        yield (
            f"ill-conditioned: the condition number of the terms is {number:.0e}, so about "
            f"{digits} digits of the coefficients can be relied on; centre the columns, or take "
            "a term out"
        )


def _refuse_collinear(model: Within) -> None:
    """Stop where a term is an exact combination of the others and the fixed effects."""
    raw = model.arrays.regressors.to_numpy(dtype="float64")
    columns, spread = model.standardised
    is_term = model.arrays.regressors.columns != CONSTANT
    names = [str(name) for name in model.arrays.regressors.columns[is_term]]
    raw = raw[:, is_term]
    # what the effects leave, or rounding, is nothing beside what there was
    own = EXACT * raw.std(axis=0) if model.absorber.n_groups else 0.0
    is_still = spread <= np.maximum(ROUNDING * np.abs(raw).max(axis=0, initial=0.0), own)
    size = np.sqrt((columns**2).mean(axis=0))
    scaled = pd.DataFrame(columns / np.where(size > 0, size, 1.0), columns=names)
    guilty = set(collinear(scaled, EXACT)) | {n for n, s in zip(names, is_still, strict=True) if s}
    if not guilty:
        return
    number = model.condition
    told = f"{number:.0e}" if np.isfinite(number) else "infinite"
    raise FormulaError(
        [
            Problem(
                "CLW-F05",
                f"the term {name} is an exact combination of the others",
                column=name,
                value=f"condition number {told}",
                expected="terms that carry information of their own",
                remedy=f"take {name} out of the formula, or drop a fixed effect",
            )
            for name in names
            if name in guilty
        ]
    )


def _lies_within(groups: pd.Series, clusters: pd.Series) -> bool:
    """Whether each group has rows of one cluster only."""
    pairs = pd.DataFrame({"group": groups.to_numpy(), "cluster": clusters.to_numpy()})
    return not pairs.drop_duplicates()["group"].duplicated().any()


def _leverage(model: Within) -> Matrix:
    """The leverage of each row that is the fixed effects' own.

    The largest effect has weight / weight of the group; what the dummies of the others add is
    the length of each row in a basis of these dummies net of the largest.
    """
    effects = model.arrays.fixed_effects
    if effects.empty:
        return np.zeros(len(model.root))
    first = effects.nunique().idxmax()
    weights = pd.Series(model.root**2, effects.index)
    own = (weights / weights.groupby(effects[first].to_numpy()).transform("sum")).to_numpy()
    others = effects.drop(columns=first).astype("object")
    if others.empty:
        return np.asarray(own)
    dummies = pd.get_dummies(others, dtype="float64").to_numpy()
    largest = Absorber(effects[[first]], model.arrays.weights)
    net = largest.residualise(dummies) * model.root[:, None]
    values, vectors = np.linalg.eigh(net.T @ net)
    kept = values > INDEPENDENT * values[-1]
    basis = net @ vectors[:, kept] / np.sqrt(values[kept])
    return np.asarray(own + (basis**2).sum(axis=1))
