"""How far is a quotient from those of other regions, in standard deviations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.errors import ParameterError, Problem
from workbench.measures._cells import Cells, Numbers, Reason, ratio

# Quotients that differ by less, relative to their mean, differ by rounding only.
ROUNDING = 1e-12
LOGARITHMIC, STANDARDISED = "logarithmic", "standardised"


@dataclass(frozen=True)
class Standardised:
    """Quotients (or their logarithms) in standard deviations over the regions of an industry.

    `scores` by row, nan where the cell is not compared, and `without`, why it is not. By group of
    `by("industry")`: `absent`, the score of a region that has no row of this industry and counts;
    `n_absent`, how many of these; `n_regions`, how many regions are compared; `reasons`, why the
    industry has no scores.
    """

    scores: Numbers
    without: list[Reason]
    absent: Numbers
    n_absent: Numbers
    n_regions: Numbers
    reasons: list[Reason]


def standardised(
    found: Cells,
    quotients: Numbers,
    variant: str,
    added_constant: float,
    scope: Sequence[str] = (),
) -> Standardised:
    """The scores of quotients, or of the logarithms of quotients and a constant.

    Regions that have employment but no row of the industry have a quotient of 0. It counts, but
    where the logarithm is taken and nothing is added: 0 has none, so zeros are left out. `scope`
    are keys by which employment is told apart, such as traded.
    """
    known = np.where(found.is_unknown, np.nan, quotients)
    if variant == STANDARDISED:
        return _scores(found, known, 0.0, [], scope)
    known = known + added_constant
    logarithms = np.log(known, out=np.full(len(known), np.nan), where=known > 0)
    without = [("the quotient is 0, and 0 has no logarithm", known == 0)]
    absent = float(np.log(added_constant)) if added_constant > 0 else None
    return _scores(found, logarithms, absent, without, scope)


def _scores(
    found: Cells,
    numbers: Numbers,
    absent: float | None,
    without: list[Reason],
    scope: Sequence[str],
) -> Standardised:
    """Numbers less their mean over the regions of an industry, by their standard deviation."""
    industry = found.by("industry")
    is_known = ~np.isnan(numbers)
    n_known = industry.total(is_known)
    n_absent = np.zeros(industry.size)
    if absent is not None:
        n_absent = _n_regions(found, scope) - n_known
    value, n = absent or 0.0, n_known + n_absent
    mean = ratio(industry.total(np.where(is_known, numbers, 0.0)) + n_absent * value, n)
    gaps = numbers - mean[industry.codes]
    squares = industry.total(np.where(is_known, gaps**2, 0.0)) + n_absent * (value - mean) ** 2
    spread = np.sqrt(ratio(squares, n - 1))
    scale = np.abs(mean) if absent == 0 else np.maximum(np.abs(mean), 1.0)
    reasons = [
        ("fewer than two regions to compare", n <= 1),
        ("the quotient is the same in every region", spread <= ROUNDING * scale),
    ]
    scores = ratio(gaps, spread[industry.codes])
    return Standardised(scores, without, ratio(value - mean, spread), n_absent, n, reasons)


def _n_regions(found: Cells, scope: Sequence[str]) -> Numbers:
    """How many regions with employment have a known quotient, absent rows too, by industry."""
    industry, region, whole = found.by("industry"), found.by("region", *scope), found.by(*scope)
    is_there = region.total(found.amounts) > 0
    n = np.zeros(industry.size)
    n[industry.codes] = region.over_first(is_there)[whole.codes]
    return n - industry.total(found.is_unknown & is_there[region.codes])


def zeros_of(variant: str, added_constant: float) -> dict[str, str]:
    """The fact of what was done with zero quotients, where logarithms are taken."""
    if variant != LOGARITHMIC:
        return {}
    return {"zeros": f"{added_constant} added" if added_constant else "left out"}


def check_range(measure: str, **options: tuple[float, bool, str]) -> None:
    """Refuse options out of their range: for each the value, whether it is right, and the range.

    Raises
    ------
    ParameterError
        With every option that is out of its range.
    """
    wrong = [
        Problem(
            "CLW-P04",
            f"option {name} of {measure} is out of its range",
            column=name,
            value=str(given),
            expected=expected,
            remedy=f"give {expected}: -p {name}=…",
        )
        for name, (given, is_right, expected) in options.items()
        if not is_right
    ]
    if wrong:
        raise ParameterError(wrong)


def check_draws(measure: str, n_draws: int, level: float, added_constant: float = 0.0) -> None:
    """Refuse draws, a level or a constant that cannot be.

    Raises
    ------
    ParameterError
        With every option that is out of its range.
    """
    check_range(
        measure,
        n_draws=(n_draws, n_draws >= 1, "1 or more"),
        level=(level, 0 < level < 1, "a share between 0 and 1, such as 0.95"),
        added_constant=(added_constant, 0 <= added_constant < np.inf, "0 or more"),
    )
