"""How do indicators of different units come onto one scale, on which more is better (step 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.competitiveness._scales import FORMULAS, TO_REFERENCE, WAYS, Options
from workbench.competitiveness._values import (
    Numbers,
    Yes,
    choose,
    extremes,
    is_constant,
    numbers,
)
from workbench.errors import ParameterError, Problem

NO_VALUE = "no region has a value"
ONE_VALUE = "all regions have one value, so that it cannot tell them apart"
BELOW_ZERO = "it has values below zero, which are no share of a reference"
ZERO_WHERE_LOWER_IS_BETTER = "lower is better and a region has zero: nothing is a share of that"


@dataclass(frozen=True, eq=False)
class Normalised:
    """Indicators on one scale, and all it takes to redo each by hand.

    Parameters
    ----------
    values
        Regions by indicators; higher is better. An indicator that cannot be normalised has no
        values.
    scale
        One row an indicator: direction; worst and best, or mean and standard_deviation, or
        n_regions, or reference, in the indicator's own unit; undefined (why it has no values).
    formula
        What was done, in the names of the columns of `scale`.
    problems
        One warning for each indicator without values.
    """

    values: pd.DataFrame
    scale: pd.DataFrame
    formula: str
    problems: tuple[Problem, ...]


def normalise(
    values: pd.DataFrame,
    *,
    how: str = "min_max",
    direction: pd.Series | None = None,
    reference: pd.Series | None = None,
    low: float = 0.0,
    high: float = 100.0,
) -> Normalised:
    """Bring indicators of different units onto one scale on which higher is always better.

    Parameters
    ----------
    values
        Regions by indicators.
    how
        "min_max", "z_score", "rank", "distance_to_best", "distance_to_mean", or
        "distance_to_reference" with `reference`.
    direction
        By indicator: 1 where more is better, -1 where less is. Without it all are 1.
    reference
        By indicator, for "distance_to_reference" alone: a target, above zero.
    low, high
        What the worst and the best region get under "min_max".

    Returns
    -------
    Normalised
        On the same labels; missing stays missing.

    Raises
    ------
    UnknownName
        For a way that does not exist.
    ParameterError
        If `direction` or `reference` does not say something fit for each indicator, or `low` is
        not below `high`; all at once.
    StudyError
        If the table does not hold numbers.

    Notes
    -----
    The formulas are in `FORMULAS`; OECD and Joint Research Centre (2008), Handbook on Constructing
    Composite Indicators, step 5. The standard deviation is that of a sample (n - 1). A rank is a
    share of the regions that have the indicator. A distance to a reference keeps the order of the
    regions only where values are shares of it: an indicator with values below zero has none, nor
    has one of which less is better and a region has zero, because of the reciprocal. An indicator
    under a logarithm is no share either: treat outliers by "winsorise" before a distance. It is not
    cut at 100: a region may pass its target.

    An indicator of which all regions have one value (to twelve digits) has no values under any way
    but "distance_to_reference": it cannot tell regions apart, and min-max and z-scores would divide
    by zero.

    Examples
    --------
    >>> towns = pd.DataFrame({"wage": [20.0, 30, 40], "unemployed": [4.0, 8, 16]},
    ...                      index=["A", "B", "C"])
    >>> signs = pd.Series({"wage": 1, "unemployed": -1})
    >>> normalise(towns, direction=signs).values["unemployed"].round(1).tolist()
    [100.0, 66.7, 0.0]
    >>> normalise(towns, how="distance_to_best", direction=signs).values["unemployed"].tolist()
    [100.0, 50.0, 25.0]
    """
    choose("normalising", how)
    table = numbers(values)
    signs, targets = _checked(values.columns, how, direction, reference, (low, high))
    with np.errstate(divide="ignore", invalid="ignore"):  # told as reasons below
        scores, parts = WAYS[how](table, signs, Options(low, high, targets))
    reasons = _reasons(table, signs, parts.get("reference"), how)
    scores[:, reasons != ""] = np.nan
    scale = pd.DataFrame(
        {"direction": signs, **parts, "undefined": pd.array(reasons, dtype="str")},
        index=values.columns,
    )
    return Normalised(
        pd.DataFrame(scores, values.index, values.columns, copy=False),
        scale.replace({"undefined": ""}, np.nan),
        FORMULAS[how],
        tuple(_warnings(values.columns, reasons)),
    )


def _reasons(
    table: Numbers, signs: Numbers, reference: Numbers | None, how: str
) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Why an indicator has no values, empty where it has; of several reasons the first."""
    lowest, highest = extremes(table)
    reasons = [(np.isnan(lowest), NO_VALUE)]
    if how != TO_REFERENCE:
        reasons.append((is_constant(lowest, highest), ONE_VALUE))
    if reference is not None:
        reasons += [
            (lowest < 0, BELOW_ZERO),
            ((lowest == 0) & (signs < 0), ZERO_WHERE_LOWER_IS_BETTER),
        ]
    conditions, texts = zip(*reasons, strict=True)
    return np.select(conditions, [np.array(text, dtype=object) for text in texts], default="")


def _warnings(indicators: pd.Index, reasons: Iterable[str]) -> Iterator[Problem]:
    """One for each indicator without values."""
    for indicator, reason in zip(indicators, reasons, strict=True):
        if reason in (NO_VALUE, ONE_VALUE):
            yield Problem(
                "CLW-I15",
                f"the indicator does not count: {reason}",
                column=str(indicator),
                expected="values that differ between regions",
                remedy="leave the indicator out of the index, or find one that tells regions apart",
                is_warning=True,
            )
        elif reason:
            yield Problem(
                "CLW-I17",
                f"the indicator has no distance: {reason}",
                column=str(indicator),
                expected="values above zero; or zero, where higher is better",
                remedy='normalise by "min_max", "z_score" or "rank", which take any values',
                is_warning=True,
            )


def _checked(
    indicators: pd.Index,
    how: str,
    direction: pd.Series | None,
    reference: pd.Series | None,
    ends: tuple[float, float],
) -> tuple[Numbers, Numbers]:
    """Directions and targets in the order of the indicators; nan where there are no targets."""
    signs, targets = (
        np.full(len(indicators), idle)
        if given is None
        else given.reindex(indicators).to_numpy(dtype="float64", na_value=np.nan)
        for given, idle in ((direction, 1.0), (reference, np.nan))
    )
    problems = [
        *_unfit(indicators, "direction", signs, np.isin(signs, (1, -1)), "1 or -1"),
        *_wrong_options(how, reference is not None, *ends),
    ]
    if reference is not None:
        is_fit = np.isfinite(targets) & (targets > 0)
        problems += _unfit(indicators, "reference", targets, is_fit, "a number above zero")
    if problems:
        raise ParameterError(problems)
    return signs, targets


def _unfit(
    indicators: pd.Index, name: str, given: Numbers, is_fit: Yes, expected: str
) -> Iterator[Problem]:
    """The indicators of which direction or reference says nothing fit."""
    for indicator, value in zip(indicators[~is_fit], given[~is_fit], strict=True):
        yield Problem(
            "CLW-I16",
            f"no {name} for the indicator",
            column=str(indicator),
            value=None if np.isnan(value) else str(value),
            expected=expected,
            remedy=f"give {name} as a Series by indicator, with {expected} for each",
        )


def _wrong_options(how: str, is_reference: bool, low: float, high: float) -> Iterator[Problem]:
    """Options that contradict each other."""
    if is_reference != (how == TO_REFERENCE):
        yield Problem(
            "CLW-I18",
            f"a reference is given, and {how} does not use it"
            if is_reference
            else "no reference is given to take the distance to",
            column="reference",
            expected=f"a reference with {TO_REFERENCE}, and with no other way",
            remedy=f"leave the reference out, or take {TO_REFERENCE}"
            if is_reference
            else "give reference, a Series of targets by indicator",
        )
    if not low < high:
        yield Problem(
            "CLW-I19",
            f"the scale goes from {low} to {high}",
            column="low",
            value=str(low),
            expected="low below high, as 0 and 100",
            remedy="turn them round; what is better is said by direction",
        )
