"""What do models on the same rows share: their columns net of fixed effects, as X = QR once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.models.absorbing import Absorber
from workbench.models.design import CONSTANT, Design
from workbench.models.estimators._linear import Within

Matrix = npt.NDArray[np.float64]
EXACT = 1e-8  # the share of its own variation that a column must add to those before it
ROUNDING = 1e-14
CLUSTERED, CLASSICAL = "clustered", "classical"


@dataclass(frozen=True)
class Asked:
    """One of the models: the columns of its outcome, its term and its controls."""

    outcome: str
    term: str
    controls: tuple[str, ...]


class Together:
    """Models that share rows, fixed effects, weights and groups.

    Parameters
    ----------
    arrays
        A design that has every column of every model among its outcome and regressors.
    asked
        The models.
    kind
        "robust", "classical" or "clustered".

    Notes
    -----
    All columns are taken net of the fixed effects and times the roots of the weights, then
    factored as QR. A model is then a regression on a few columns of R, as small as it has terms
    (Frisch and Waugh 1933; Lovell 1963), with the same digits as one on all rows.
    """

    def __init__(self, arrays: Design, asked: Sequence[Asked], kind: str) -> None:
        self.arrays, self.asked, self.kind = arrays, asked, kind
        self.raw = self._ordered()
        self.place = {str(name): i for i, name in enumerate(self.raw)}
        weights = arrays.weights
        self.root = np.ones(len(self.raw)) if weights is None else np.sqrt(weights.to_numpy())
        self.absorber = Absorber(arrays.fixed_effects, weights)
        net = self._net(self.raw.to_numpy())
        self.size = self._own_size()
        self.basis, self.triangle = np.linalg.qr(net)
        within = Within(arrays, net[:, 0], self.raw, self.root, self.absorber)
        self.n_effects = self.absorber.n_groups - self.absorber.n_redundant
        self.nested = within.nested if kind == CLUSTERED else 0

    def _ordered(self) -> pd.DataFrame:
        """The columns: those that never change places first."""
        columns = pd.concat([self.arrays.outcome, self.arrays.regressors], axis=1)
        columns = columns.loc[:, ~columns.columns.duplicated()].astype("float64")
        fixed = {name for one in self.asked for name in (one.outcome, *one.controls)}
        order = [*(n for n in columns if n in fixed), *(n for n in columns if n not in fixed)]
        self.n_fixed = len(fixed)
        return columns[order]

    def _net(self, values: Matrix) -> Matrix:
        """Columns net of the effects, times the roots of the weights."""
        if self.absorber.n_groups:
            values = self.absorber.residualise(values - values.mean(axis=0))
        net: Matrix = values * self.root[:, None]
        return net

    def _own_size(self) -> Matrix:
        """How long each column is around its mean; 0 where its values differ by rounding only."""
        values, weights = self.raw.to_numpy(), self.root**2
        middle = np.average(values, axis=0, weights=weights)
        if CONSTANT in self.place:
            middle[self.place[CONSTANT]] = 0.0
        size = np.sqrt(((values - middle) ** 2 * weights[:, None]).sum(axis=0))
        rounding = ROUNDING * np.abs(values).max(axis=0) * np.sqrt(weights.sum())
        found: Matrix = np.where(size > rounding, size, 0.0)
        return found

    def undone(self, one: Asked) -> str:
        """Why a model cannot be fitted; empty where it can."""
        if not self.size[self.place[one.outcome]]:
            return "the outcome is the same in every row used, so there is nothing to explain"
        names = [*one.controls, one.term]
        places = [self.place[name] for name in names]
        size = self.size[places]
        columns = self.triangle[:, places] / np.where(size > 0, size, 1.0)
        added = np.abs(np.diag(np.linalg.qr(columns, mode="r")))
        guilty = [n for n, own, a in zip(names, size, added, strict=True) if not own or a < EXACT]
        combined = f"{', '.join(guilty)}: an exact combination of the other terms"
        return combined if guilty else ""

    def n_coefficients(self, one: Asked) -> int:
        """How many coefficients a model has, those of the groups among them."""
        return len(one.controls) + 1 + self.n_effects

    def degrees(self, one: Asked) -> float:
        """The degrees of freedom of Student's t."""
        if self.kind == CLUSTERED:
            return float(self.n_groups - 1)
        return float(len(self.raw) - self.n_coefficients(one))

    @property
    def n_groups(self) -> int:
        """How many groups scores are summed in; the rows where errors are independent."""
        return int(self.number.max()) + 1

    @cached_property
    def number(self) -> npt.NDArray[np.intp]:
        """The group of each row."""
        if self.kind != CLUSTERED or self.arrays.clusters is None:
            return np.arange(len(self.raw), dtype=np.intp)
        return pd.factorize(self.arrays.clusters)[0].astype(np.intp)

    def fitted(self, one: Asked) -> tuple[float, float]:
        """Coefficient and standard error of a model's term."""
        inner = self.controls_basis(one)
        x = _beside(inner, self.triangle[:, self.place[one.term]])
        y = _beside(inner, self.triangle[:, self.place[one.outcome]])
        length = float(x @ x)
        estimate = float(x @ y) / length
        left = y - estimate * x
        if self.kind == CLASSICAL:
            return estimate, float(np.sqrt(left @ left / self.degrees(one) / length))
        scores = (self.basis @ x) * (self.basis @ left)
        sums = np.bincount(self.number, scores)
        return estimate, float(np.sqrt(sums @ sums * self.factor(one))) / length

    def shuffled(self, term: str, sources: npt.NDArray[np.intp]) -> Shuffled:
        """A term with its values dealt out anew, one column a draw."""
        values = self.raw[term].to_numpy()[sources]
        return Shuffled(self, self._net(values))

    def controls_basis(self, one: Asked) -> Matrix:
        """An orthonormal basis of the controls, in the coordinates of Q."""
        places = [self.place[name] for name in one.controls]
        columns = self.triangle[:, places]
        lengths = np.sqrt((columns**2).sum(axis=0))
        return np.linalg.qr(columns / np.where(lengths > 0, lengths, 1.0))[0]

    def factor(self, one: Asked) -> float:
        """What small samples enlarge a variance by."""
        n_rows, n_coefficients, groups = len(self.raw), self.n_coefficients(one), self.n_groups
        if self.kind != CLUSTERED:
            return n_rows / (n_rows - n_coefficients)
        left = n_rows - n_coefficients + self.nested
        return groups / (groups - 1) * (n_rows - 1) / left

    @cached_property
    def summing(self) -> Any:
        """The sparse matrix that sums rows within groups."""
        return self._summing(np.ones(len(self.raw)))

    @cached_property
    def summing_products(self) -> Any:
        """The same for products with each fixed column of Q, one below the other."""
        from scipy.sparse import vstack

        columns = self.basis[:, : self.n_fixed].T
        return vstack([self._summing(column) for column in columns], format="csr")

    def _summing(self, values: Matrix) -> Any:
        from scipy.sparse import csr_array

        rows = np.arange(len(values))
        shape = (self.n_groups, len(values))
        return csr_array((values, (self.number, rows)), shape=shape)

    @cached_property
    def squares(self) -> Matrix:
        """Sums within groups of the products of fixed columns of Q: groups x (columns^2)."""
        columns = self.basis[:, : self.n_fixed]
        found: Matrix = np.hstack([self.summing @ (columns * one[:, None]) for one in columns.T])
        return found


class Shuffled:
    """Draws of a term net of the effects, and what all models need to know of them.

    Notes
    -----
    With x a draw and q the columns of Q, the sums within groups of x q and x^2 are formed once.
    The scores of a model, sums within groups of (x - q v)(q z - b (x - q v)), follow from them.
    """

    def __init__(self, together: Together, net: Matrix) -> None:
        self.together = together
        n_fixed, n_draws = together.n_fixed, net.shape[1]
        products = together.summing_products @ net
        self.products: Matrix = products.reshape(n_fixed, together.n_groups, n_draws)
        self.inside: Matrix = self.products.sum(axis=1)
        net **= 2
        self.own: Matrix = together.summing @ net
        self.length: Matrix = self.own.sum(axis=0)

    def fitted(self, one: Asked) -> tuple[Matrix, Matrix]:
        """Coefficients and standard errors of a model, one a draw."""
        together = self.together
        n_fixed = together.n_fixed
        inner = together.controls_basis(one)[:n_fixed]
        outcome = together.triangle[:n_fixed, together.place[one.outcome]]
        z = _beside(inner, outcome)
        v = inner @ (inner.T @ self.inside)
        length = self.length - (v**2).sum(axis=0)
        estimates = (z @ self.inside) / length
        if together.kind == CLASSICAL:
            left = z @ z - estimates**2 * length
            return estimates, np.sqrt(left / together.degrees(one) / length)
        scores = self._with_outcome(z, v) - estimates * self._with_itself(v)
        meat = np.einsum("gd,gd->d", scores, scores)
        return estimates, np.sqrt(meat * together.factor(one)) / length

    def _with_outcome(self, z: Matrix, v: Matrix) -> Matrix:
        """Sums within groups of (x - q v) q z."""
        squares = self.together.squares.reshape(-1, len(z), len(z)) @ z
        return np.tensordot(z, self.products, 1) - squares @ v

    def _with_itself(self, v: Matrix) -> Matrix:
        """Sums within groups of (x - q v)^2."""
        twice = (v[:, None, :] * v[None, :, :]).reshape(len(v) ** 2, -1)
        crossed = np.einsum("kgd,kd->gd", self.products, v)
        found: Matrix = self.own - 2 * crossed + self.together.squares @ twice
        return found


def _beside(inner: Matrix, column: Matrix) -> Matrix:
    """What is left of a column beside an orthonormal basis; twice, for rounding."""
    for _ in range(2):
        column = column - inner @ (inner.T @ column)
    return column
