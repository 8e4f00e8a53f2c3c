"""How is a number written for people: enough digits and no more."""

from __future__ import annotations

import math

SIGNIFICANT = 3


def shown(value: float, significant: int = SIGNIFICANT) -> str:
    """A number with about three significant digits and thousands separators.

    Examples
    --------
    >>> [shown(v) for v in (0.014987, 2.5, 1234567.0, 0, -31.25)]
    ['0.015', '2.5', '1,234,567', '0', '-31.2']
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:g}"
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
