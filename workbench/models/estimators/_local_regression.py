"""What does a regression say at each place: least squares in which near rows weigh more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.errors import FormulaError, ParameterError, Problem, unknown

Matrix = npt.NDArray[np.float64]

EARTH_KM = 6371.0088  # mean radius (IUGG)
BISQUARE, GAUSSIAN = KERNELS = ("bisquare", "gaussian")
OPEN = 1.0000001  # so that the last of the nearest still has a little weight
SINGULAR = 1e-12
FEWEST = 40  # regions that a searched bandwidth holds at least, where there are that many
GOLDEN = (sqrt(5) - 1) / 2
CLOSE = 1e-3  # of the range that is searched


@dataclass(frozen=True)
class Local:
    """Estimates at each place, n x K, with what they rest on.

    `spread` is the variance of each estimate beside that of the errors; `hat` the n x n matrix
    that turns outcomes into fitted values.
    """

    estimates: Matrix
    spread: Matrix
    hat: Matrix
    residuals: Matrix

    @property
    def trace(self) -> float:
        """The effective number of coefficients."""
        return float(np.trace(self.hat))

    @property
    def variance(self) -> float:
        """The variance of the errors: e'e / (n - trace)."""
        return float(self.residuals @ self.residuals) / (len(self.residuals) - self.trace)

    @property
    def std_errors(self) -> Matrix:
        """Of the estimates."""
        return np.asarray(np.sqrt(self.spread * self.variance))

    @property
    def criterion(self) -> float:
        """AICc of the fit."""
        return corrected_criterion(self.residuals, self.trace)


def corrected_criterion(residuals: Matrix, trace: float) -> float:
    """AICc: -2 ln L + 2 n (trace + 1) / (n - trace - 2); infinite where nothing is left over."""
    n = len(residuals)
    left_over = n - trace - 2
    if left_over <= 0:
        return float("inf")
    squares = float(residuals @ residuals) / n
    return float(n * (np.log(2 * np.pi * squares) + 1) + 2 * n * (trace + 1) / left_over)


def distances(longitude: Matrix, latitude: Matrix) -> Matrix:
    """Kilometres between all pairs of places along great circles."""
    east, north = np.radians(longitude), np.radians(latitude)
    half = (
        np.sin((north[:, None] - north) / 2) ** 2
        + np.cos(north)[:, None] * np.cos(north) * np.sin((east[:, None] - east) / 2) ** 2
    )
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(half.clip(max=1))))


def nearness(apart: Matrix, kernel: str, bandwidth: float) -> Matrix:
    """How much each row weighs at each place.

    Notes
    -----
    bisquare: (1 - (d / b)^2)^2 with b the distance of the so-many-th nearest (itself counted);
    gaussian: exp(-(d / b)^2 / 2) with b in kilometres.
    """
    if kernel == GAUSSIAN:
        return np.asarray(np.exp(-((apart / bandwidth) ** 2) / 2))
    last = int(bandwidth) - 1
    reach = np.partition(apart, last, axis=1)[:, [last]] * OPEN
    reach = np.where(reach > 0, reach, 1.0)  # so many rows at one place
    return np.asarray((1 - (apart / reach).clip(max=1) ** 2) ** 2)


def local_fit(y: Matrix, x: Matrix, weights: Matrix) -> Local:
    """Weighted least squares at each place.

    Raises
    ------
    FormulaError
        If the rows near a place cannot tell its coefficients apart.
    """
    n, k = x.shape
    scaled, units, products = _products(x)
    inverse = np.linalg.inv(_squares(products, weights))
    estimates = np.einsum("nij,nj->ni", inverse, weights @ (scaled * y[:, None]))
    middle = ((weights**2) @ products).reshape(n, k, k)
    turned = inverse @ middle  # the diagonal of turned times the inverse is the spread
    spread = np.einsum("nij,nji->ni", turned, inverse)
    hat = np.einsum("nj,nji->ni", scaled, inverse) @ scaled.T * weights
    residuals = y - (scaled * estimates).sum(axis=1)
    return Local(estimates / units, spread / units**2, hat, residuals)


def local_estimates(y: Matrix, x: Matrix, weights: Matrix) -> Matrix:
    """The estimates alone, which is quicker.

    Raises
    ------
    FormulaError
        If the rows near a place cannot tell its coefficients apart.
    """
    scaled, units, products = _products(x)
    right = (weights @ (scaled * y[:, None]))[:, :, None]
    return np.asarray(np.linalg.solve(_squares(products, weights), right)[:, :, 0] / units)


def _products(x: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """The terms in units of their size, these units, and all products of two terms."""
    units = np.sqrt((x**2).mean(axis=0))
    scaled = x / units
    return scaled, units, (scaled[:, :, None] * scaled[:, None, :]).reshape(len(x), -1)


def _squares(products: Matrix, weights: Matrix) -> Matrix:
    """X'WX at each place."""
    k = round(sqrt(products.shape[1]))
    squares = (weights @ products).reshape(-1, k, k)
    _refuse_singular(squares)
    return np.asarray(squares)


def criterion_at(y: Matrix, x: Matrix, apart: Matrix, kernel: str, bandwidth: float) -> float:
    """AICc of a bandwidth; infinite where it cannot be used."""
    try:
        return local_fit(y, x, nearness(apart, kernel, bandwidth)).criterion
    except FormulaError:
        return float("inf")


def search(y: Matrix, x: Matrix, apart: Matrix, kernel: str) -> float:
    """The bandwidth of the least AICc, by golden section.

    Raises
    ------
    FormulaError
        If none can be used.
    """
    n, k = x.shape
    if kernel == BISQUARE:
        bounds = (float(max(k + 2, min(FEWEST + 2 * k, n // 2))), float(n))
    else:
        bounds = (float(np.sort(apart, axis=1)[:, 1:].min(axis=1).max()), float(apart.max()))
    found, height = golden_section(
        lambda width: criterion_at(y, x, apart, kernel, width), bounds, is_whole=kernel == BISQUARE
    )
    if not np.isfinite(height):
        raise FormulaError(_too_narrow("no bandwidth", f"{n} rows"))
    return found


def golden_section(
    height: Callable[[float], float], bounds: tuple[float, float], *, is_whole: bool
) -> tuple[float, float]:
    """Where a function of one number is least between two bounds, and how low it is there."""
    known: dict[float, float] = {}

    def at(where: float) -> float:
        where = float(floor(where + 0.5)) if is_whole else where
        if where not in known:
            known[where] = height(where)
        return known[where]

    low, high = bounds
    close = 1.0 if is_whole else CLOSE * (high - low)
    at(low), at(high)
    while high - low > close:
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        low, high = (low, right) if at(left) <= at(right) else (left, high)
    at((low + high) / 2)
    best = min(known, key=lambda where: (known[where], where))
    return best, known[best]


def refuse_many(n_rows: int, most: int) -> None:
    """Refuse more rows than the matrices of all pairs have room for.

    Raises
    ------
    FormulaError
        With how many there may be.
    """
    if n_rows > most:
        raise FormulaError(
            Problem(
                "CLW-F46",
                f"{n_rows:,} rows are too many for a regression at each place",
                value=str(n_rows),
                expected=f"at most {most:,} rows, for all pairs of them are held at once",
                remedy="take the rows of one industry or year, or average them by region",
            )
        )


def check(kernel: Any, bandwidth: Any, n: int, k: int) -> None:
    """Refuse a kernel or bandwidth that is none.

    Raises
    ------
    ParameterError
        With what would be right.
    """
    if kernel not in KERNELS:
        raise ParameterError(unknown("CLW-P07", "kernel called", kernel, KERNELS, column="kernel"))
    if bandwidth is None:
        return
    least, most = (k + 2, n) if kernel == BISQUARE else (0, np.inf)
    is_number = isinstance(bandwidth, int | float) and not isinstance(bandwidth, bool)
    if not is_number or not least <= bandwidth <= most or not 0 < bandwidth < np.inf:
        what = "number of nearest rows" if kernel == BISQUARE else "distance in kilometres"
        raise ParameterError(
            Problem(
                "CLW-P05",
                f"bandwidth = {bandwidth}: must be a {what}",
                column="bandwidth",
                value=str(bandwidth),
                expected=f"from {least} to {most}" if kernel == BISQUARE else "more than 0",
                remedy="leave bandwidth out, and it is searched",
            )
        )


def _refuse_singular(squares: Matrix) -> None:
    """Refuse places whose neighbours cannot tell the coefficients apart."""
    roots = np.linalg.eigvalsh(squares)
    bad = ~(roots[:, 0] > SINGULAR * roots[:, -1])
    if bad.any():
        raise FormulaError(_too_narrow("the bandwidth", f"{int(bad.sum())} of {len(bad)} places"))


def _too_narrow(which: str, where: str) -> Problem:
    return Problem(
        "CLW-F44",
        f"{which} leaves enough different rows near each place to tell its coefficients apart"
        if which.startswith("no")
        else "the rows within the bandwidth cannot tell the coefficients of a place apart",
        value=where,
        expected="more rows near each place than coefficients, with terms that differ",
        remedy="take a larger bandwidth, or terms out of the formula",
    )
