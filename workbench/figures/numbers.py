"""How is a number written for people: enough digits and no more."""

from __future__ import annotations

import math

SIGNIFICANT = 3
SMALLEST, LARGEST = 1e-6, 1e15  # beyond these, powers of ten read better than zeros


def shown(value: float, significant: int = SIGNIFICANT) -> str:
    """A number with about three significant digits and thousands separators.

    Examples
    --------
    >>> [shown(v) for v in (0.014987, 2.5, 1234567.0, 0, -31.25, 3e-12)]
    ['0.015', '2.5', '1,234,567', '0', '-31.2', '3e-12']
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
    if not SMALLEST <= abs(value) < LARGEST:
        return f"{value:.{significant}g}"
    decimals = max(significant - 1 - math.floor(math.log10(abs(value))), 0)
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(names: list[str]) -> str:
    """Names as a sentence lists them.

    Examples
    --------
    >>> listed(["Wenzhou", "Foshan", "Dongguan"])
    'Wenzhou, Foshan and Dongguan'
    """
    *first, last = names or [""]
    return f"{', '.join(first)} and {last}" if first else last
