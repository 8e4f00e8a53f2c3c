"""To how many decimals is a number written beside its standard error."""

from __future__ import annotations

import math

from workbench.figures.numbers import shown

NONE = "–"
ERROR_DIGITS, DIGITS, MOST_DECIMALS = 2, 3, 7
WIDTH = 4.0  # of a 95 % interval, in standard errors


def decimals_for(estimate: float, error: float) -> int:
    """How many decimals give the error two significant digits; fewer than none rounds to tens.

    Without an error the estimate has three digits.

    Examples
    --------
    >>> decimals_for(-0.746, 0.0684), decimals_for(12345.6, 230.0), decimals_for(0.5, 0.0)
    (3, -1, 3)
    """
    has_error = math.isfinite(error) and error > 0
    size, digits = (error, ERROR_DIGITS) if has_error else (abs(estimate), DIGITS)
    if not math.isfinite(size) or size == 0:
        return DIGITS
    # the error is rounded first: 0.0996 becomes 0.10, with one digit less to come
    exponent = int(f"{size:.{digits - 1}e}".partition("e")[2])
    return digits - 1 - exponent


def with_decimals(value: float, decimals: int) -> str:
    """A number to so many decimals, never a negative zero; powers of ten where they are many.

    Examples
    --------
    >>> with_decimals(-0.0004, 2), with_decimals(1234.5678, -1), with_decimals(2e-12, 13)
    ('0.00', '1,230', '2e-12')
    """
    if not math.isfinite(value):
        return NONE
    if decimals > MOST_DECIMALS:
        return shown(value)
    return f"{round(value, decimals) + 0.0:,.{max(decimals, 0)}f}"


def with_interval(estimate: float, low: float, high: float) -> tuple[str, str, str]:
    """An estimate and the ends of its interval, to the same decimals.

    Examples
    --------
    >>> with_interval(4.123, 1.234, 7.012), with_interval(6694.7, 2812.1, 10860.9)
    (('4.1', '1.2', '7.0'), ('6,700', '2,800', '10,900'))
    """
    decimals = decimals_for(estimate, (high - low) / WIDTH)
    return (
        with_decimals(estimate, decimals),
        with_decimals(low, decimals),
        with_decimals(high, decimals),
    )
