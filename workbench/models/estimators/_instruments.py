"""What do instruments say: a design net of its controls, and the k-class estimates from it.

The controls are taken out first (Frisch, Waugh, Lovell), so that only the instrumented terms and
their instruments are left; and the instruments are replaced by an orthonormal basis of what they
say, in which every test has the same value.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.models.estimators._inference import Inference
from workbench.models.estimators._linear import Within


@dataclass(frozen=True)
class Instrumented:
    """A design net of fixed effects and controls, in units of the root of the weights.

    Parameters
    ----------
    outcome, endogenous
        n, and n x p: net of the controls too.
    instruments
        n x l: an orthonormal basis of the instruments net of the controls; `instruments_shape`
        (R of their QR) takes coefficients on the instruments to coefficients on it.
    controls
        n x c: an orthonormal basis of the controls, with its `controls_shape`.
    outcome_on_controls, endogenous_on_controls
        The coefficients on `controls` of what was taken out.
    """

    outcome: np.ndarray
    endogenous: np.ndarray
    instruments: np.ndarray
    controls: np.ndarray
    instruments_shape: np.ndarray
    controls_shape: np.ndarray
    outcome_on_controls: np.ndarray
    endogenous_on_controls: np.ndarray

    @property
    def n_exogenous(self) -> int:
        """How many columns are taken as given: controls and instruments."""
        return int(self.controls.shape[1] + self.instruments.shape[1])

    @property
    def n_terms(self) -> int:
        """How many coefficients the model has."""
        return int(self.controls.shape[1] + self.endogenous.shape[1])

    @property
    def fitted(self) -> np.ndarray:
        """The endogenous terms as the instruments say them."""
        return np.asarray(self.instruments @ (self.instruments.T @ self.endogenous))


def instrumented(model: Within, n_controls: int, n_instruments: int) -> Instrumented:
    """The design in the form that k-class estimates and tests of instruments need.

    `model` has the controls, the instruments and the instrumented terms as its regressors, in
    this order, net of fixed effects.
    """
    edges = [n_controls, n_controls + n_instruments]
    controls, instruments, endogenous = np.split(model.weighted.to_numpy(), edges, axis=1)
    outcome = model.outcome * model.root
    basis, shape = np.linalg.qr(controls)
    rest, rest_shape = np.linalg.qr(instruments - basis @ (basis.T @ instruments))
    return Instrumented(
        outcome - basis @ (basis.T @ outcome),
        endogenous - basis @ (basis.T @ endogenous),
        rest,
        basis,
        rest_shape,
        shape,
        basis.T @ outcome,
        basis.T @ endogenous,
    )


@dataclass(frozen=True)
class Solution:
    """A k-class estimate: the coefficients in the order endogenous, controls; its uncertainty.

    `residuals` are in units of the root of the weights.
    """

    estimates: np.ndarray
    residuals: np.ndarray
    variances: np.ndarray
    degrees: float
    words: str


def k_class(data: Instrumented, inference: Inference, kappa: float) -> Solution:
    """Coefficients that solve X'(I - kappa M)(y - Xb) = 0, M taking out all that is given.

    kappa 1 is two-stage least squares, 0 ordinary least squares. Where kappa is not 0 the scores
    rest on the fitted terms, as in linearmodels and Stata.
    """
    x, fitted = data.endogenous, data.fitted
    cross = kappa * (fitted.T @ fitted) + (1 - kappa) * (x.T @ x)
    product = (kappa * fitted + (1 - kappa) * x).T @ data.outcome
    own = np.linalg.solve(cross, product)
    residuals = data.outcome - x @ own
    back = _back_to_terms(data)
    bread = _block_diagonal(np.linalg.inv(cross), data.controls.shape[1])
    scores = np.hstack([fitted if kappa else x, data.controls]) * residuals[:, None]
    variances, degrees, words = inference.covariance(
        bread, scores, data.n_terms, float(residuals @ residuals)
    )
    estimates = back @ np.concatenate([own, data.outcome_on_controls])
    return Solution(estimates, residuals, back @ variances @ back.T, degrees, words)


def _back_to_terms(data: Instrumented) -> np.ndarray:
    """Takes coefficients on terms net of controls and on the basis to those of the formula."""
    p, c = data.endogenous.shape[1], data.controls.shape[1]
    into = np.linalg.inv(data.controls_shape)
    return np.block([[np.eye(p), np.zeros((p, c))], [-into @ data.endogenous_on_controls, into]])


def _block_diagonal(first: np.ndarray, n_ones: int) -> np.ndarray:
    p = len(first)
    return np.block([[first, np.zeros((p, n_ones))], [np.zeros((n_ones, p)), np.eye(n_ones)]])


@dataclass(frozen=True)
class Reduced:
    """The outcome and the endogenous terms, each regressed on the instruments.

    `coefficients` is l x (1 + p), the outcome first, on the orthonormal basis; `variances` is
    that of its columns one below the other; `spread` is the (1 + p) x (1 + p) covariance of the
    residuals.
    """

    coefficients: np.ndarray
    variances: np.ndarray
    spread: np.ndarray
    degrees: float

    @property
    def n_instruments(self) -> int:
        """How many instruments there are."""
        return len(self.coefficients)

    def block(self, one: int, other: int) -> np.ndarray:
        """The covariance of the coefficients of two of the regressions."""
        n = self.n_instruments
        return self.variances[one * n : (one + 1) * n, other * n : (other + 1) * n]


def reduced_form(data: Instrumented, inference: Inference) -> Reduced:
    """Regress the outcome and each endogenous term on the instruments, all at once."""
    explained = np.column_stack([data.outcome, data.endogenous])
    basis = data.instruments
    coefficients = basis.T @ explained
    residuals = explained - basis @ coefficients
    m = explained.shape[1]
    squares = residuals.T @ residuals
    scores = np.hstack([basis * residuals[:, [j]] for j in range(m)])
    is_classical = inference.errors.kind == "classical"
    bread = np.kron(squares if is_classical else np.eye(m), np.eye(basis.shape[1]))
    variances, degrees, _ = inference.covariance(bread, scores, data.n_exogenous, 1.0)
    return Reduced(coefficients, variances, squares / inference.n_left(data.n_exogenous), degrees)
