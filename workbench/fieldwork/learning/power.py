"""How small a difference between types of firms can a survey of so many firms find."""

from __future__ import annotations

FIRMS, TYPES = 300, 5  # what document 002 tells of its survey: over 300 firms, five types


def smallest_effect(
    firms: int = FIRMS, types: int = TYPES, *, power: float = 0.8, level: float = 0.05
) -> float:
    """The smallest difference between types that a survey finds with a given power.

    Parameters
    ----------
    firms
        How many firms answer, in types of equal size.
    types
        How many types are compared.
    power
        How often a difference so large is found.
    level
        How often a difference is found where there is none.

    Returns
    -------
    f, the standard deviation between the means of types over that within types; nan where firms
    are too few for a test.

    Notes
    -----
    The f at which a noncentral F with noncentrality n f^2 exceeds the critical value with the
    power asked for (Cohen 1988, Statistical Power Analysis, chapter 8).

    Examples
    --------
    >>> round(smallest_effect(), 3), round(explained(smallest_effect()), 3)
    (0.201, 0.039)
    """
    from scipy.optimize import brentq
    from scipy.special import fdtri, ncfdtr

    first, second = types - 1, firms - types
    if first < 1 or second < 1:
        return float("nan")
    critical = fdtri(first, second, 1 - level)

    def missing(f: float) -> float:
        return float(1 - ncfdtr(first, second, firms * f**2, critical)) - power

    return float(brentq(missing, 1e-6, 20.0))


def explained(f: float) -> float:
    """The share of all variance that lies between types, eta squared, from f.

    Examples
    --------
    >>> explained(0.5)
    0.2
    """
    return f**2 / (1 + f**2)
