"""How strong must what was left out be: the formulas of Oster and of Cinelli and Hazlett."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

LEVEL = 0.05
REAL = 1e-9  # how large an imaginary part rounding leaves on a real root

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Movement:
    """How coefficient and R squared move when controls enter.

    `short` and `controlled` are the coefficients without and with them, the R squareds likewise;
    `variance_outcome` and `variance_term` are those of outcome and term, `variance_left` that of
    the term net of the controls.
    """

    short: float
    controlled: float
    r_squared_short: float
    r_squared: float
    variance_outcome: float
    variance_term: float
    variance_left: float

    def delta(self, r_squared_most: float, effect: float = 0.0) -> float:
        """How many times as strongly as the controls the unobserved must select, for that effect.

        Oster (2019), proposition 3.
        """
        above, below = self._polynomials(r_squared_most)
        bias = self.controlled - effect
        under = np.polyval(below, bias)
        return float(np.polyval(above, bias) / under) if under else float("inf")

    def adjusted(self, r_squared_most: float, delta: float = 1.0) -> float:
        """The coefficient if the unobserved selects `delta` times as strongly; nan for none.

        The roots of the cubic of proposition 2; of those whose bias has the sign that the
        observed controls say (assumption 3), the nearest to the controlled coefficient.
        """
        above, below = self._polynomials(r_squared_most)
        roots = np.roots(np.trim_zeros(above - delta * below, "f"))
        is_real = np.abs(roots.imag) <= REAL * np.maximum(np.abs(roots), 1e-300)
        bias = roots[is_real].real
        bias = bias[np.sign(delta * bias) == np.sign(self.short - self.controlled)]
        return float(self.controlled - min(bias, key=abs)) if len(bias) else float("nan")

    def _polynomials(self, r_squared_most: float) -> tuple[Numbers, Numbers]:
        """Delta as a ratio of two cubics in the bias, highest power first."""
        moved = self.short - self.controlled
        left, term, outcome = self.variance_left, self.variance_term, self.variance_outcome
        room = (r_squared_most - self.r_squared) * outcome
        explained = (self.r_squared - self.r_squared_short) * outcome
        cubic = left * (term - left)
        square = left * moved * term
        above = [cubic, 2 * square, explained * left + term * left * moved**2, 0.0]
        below = [cubic, square, room * (term - left), room * moved * term]
        return np.array(above), np.array(below)


@dataclass(frozen=True)
class Classical:
    """An estimate with its classical standard error and residual degrees of freedom."""

    estimate: float
    std_error: float
    degrees: float

    @property
    def partial_r_squared(self) -> float:
        """The share of what the controls leave of the outcome that the term explains."""
        squared = (self.estimate / self.std_error) ** 2
        return squared / (squared + self.degrees)

    def robustness(self, share: float = 1.0, level: float | None = None) -> float:
        """How much of term and outcome the unobserved must explain to take `share` away.

        With a level: to make the estimate not significant. Cinelli and Hazlett (2020), section
        4.2; where the critical value alone bounds it, the strength on the term does not matter.
        """
        strength = share * abs(self.estimate / self.std_error) / np.sqrt(self.degrees)
        needed = 0.0 if level is None else self._critical(level) / np.sqrt(self.degrees - 1)
        left = strength - needed
        if left <= 0:
            return 0.0
        if needed and strength > 1 / needed:
            return float((strength**2 - needed**2) / (1 + strength**2))
        return float((np.sqrt(left**4 + 4 * left**2) - left**2) / 2)

    def without(self, r2_term: float, r2_outcome: float) -> Classical:
        """The estimate if something of that strength had been in the model, nearer to zero.

        `r2_term` and `r2_outcome` are its partial R squareds with term and outcome.
        """
        bias = np.sqrt(r2_outcome * r2_term / (1 - r2_term) * self.degrees) * self.std_error
        spread = np.sqrt((1 - r2_outcome) / (1 - r2_term) * self.degrees / (self.degrees - 1))
        estimate = np.sign(self.estimate) * (abs(self.estimate) - bias)
        return Classical(float(estimate), float(spread * self.std_error), self.degrees - 1)

    def ends(self, level: float = LEVEL) -> tuple[float, float]:
        """The ends of the interval."""
        reach = self._critical(level, less=0) * self.std_error
        return self.estimate - reach, self.estimate + reach

    def _critical(self, level: float, less: int = 1) -> float:
        from scipy.special import stdtrit

        return float(stdtrit(self.degrees - less, 1 - level / 2))


def strength_of(r2_term: float, r2_outcome: float, times: float) -> tuple[float, float]:
    """How strong something `times` as strong as an observed control is.

    Parameters
    ----------
    r2_term, r2_outcome
        Partial R squareds of the observed control with the term (net of the other controls) and
        with the outcome (net of the term too).
    times
        How many times as strong.

    Returns
    -------
    The partial R squareds of the unobserved with term and outcome; nan where nothing can be so
    strong. Cinelli and Hazlett (2020), section 4.4.
    """
    odds = r2_term / (1 - r2_term)
    if times * odds >= 1:
        return float("nan"), float("nan")
    shared = times * r2_term**2 / ((1 - times * r2_term) * (1 - r2_term))
    if shared >= 1:
        return times * odds, 1.0
    factor = (np.sqrt(times) + np.sqrt(shared)) / np.sqrt(1 - shared)
    return times * odds, min(float(factor**2 * r2_outcome / (1 - r2_outcome)), 1.0)
