"""Does a handful of extreme regions rule an indicator, and what was done about it (step 3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.competitiveness._values import (
    Numbers,
    Yes,
    choose,
    extremes,
    is_constant,
    numbers,
)
from workbench.errors import ParameterError, Problem

FEWEST = 4  # regions that a kurtosis takes
SHIFT = 0.01  # of the range, so that no logarithm is taken of zero


@dataclass(frozen=True, eq=False)
class Treated:
    """Indicators after the treatment of outliers, and what was done to each.

    Parameters
    ----------
    values
        Regions by indicators. An indicator under a logarithm has another unit.
    log
        One row an indicator: skewness_before, kurtosis_before, n_winsorised (regions whose value
        was set to the next one), is_log, skewness_after, kurtosis_after, done (in words). Nothing
        is known of the shape of fewer than four regions, or of one value.
    """

    values: pd.DataFrame
    log: pd.DataFrame


@dataclass(frozen=True)
class _Rule:
    """When an indicator is flagged, and how many regions may be set to the next value."""

    skewness: float
    kurtosis: float
    most: int

    def flags(self, skewness: Numbers, kurtosis: Numbers) -> Yes:
        """Both at once: a heavy tail alone, or a lean alone, is no outlier."""
        return (np.abs(skewness) > self.skewness) & (kurtosis > self.kurtosis)


def treat(
    values: pd.DataFrame,
    *,
    how: str = "winsorise_or_log",
    skewness: float = 2.0,
    kurtosis: float = 3.5,
    most: int = 5,
) -> Treated:
    """Rein in indicators that a few extreme regions rule, and say what was done.

    Parameters
    ----------
    values
        Regions by indicators.
    how
        "winsorise_or_log", "winsorise" or "none".
    skewness, kurtosis
        An indicator is flagged where |skewness| and kurtosis are both above these.
    most
        Once so many regions are set to the next value, no further ones are.

    Returns
    -------
    Treated
        On the same labels; missing stays missing, and no region passes another.

    Raises
    ------
    UnknownName, ParameterError, StudyError
        For a way that does not exist, a negative number, or a table that does not hold numbers.

    Notes
    -----
    A flagged indicator is winsorised step by step: where it leans right the highest value is set
    to the next lower one, where it leans left the lowest to the next higher one, until it is no
    longer flagged or `most` regions are changed. Regions with one value move together, so that the
    last step may pass `most`. Where it is still flagged, "winsorise_or_log" takes the original
    values x and a logarithm of them: log(x - min + 0.01 (max - min)) where they lean right,
    and its mirror image, -log(max - x + 0.01 (max - min)), where they lean left. "winsorise"
    keeps what it has. Where winsorising would leave one value only, as with few regions apart from
    zero, the indicator stays as it is.

    Skewness and kurtosis are the sample estimates G1 and G2 (excess: 0 for a normal distribution)
    of Joanes and Gill (1998). Thresholds and order are the practice of the Joint Research Centre
    (unverified) and of `Treat` in the R package COINr (Becker and others 2022), which takes the
    first logarithm on both sides, although that makes a lean to the left worse.

    Examples
    --------
    >>> patents = pd.DataFrame({"patents": [1.0, 2, 3, 4, 5, 6, 7, 90]}, index=list("abcdefgh"))
    >>> treated = treat(patents)
    >>> treated.values["patents"].tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 7.0]
    >>> treated.log.loc["patents", "done"]
    'set to the next value: the highest in 1 region'
    """
    choose("outliers", how)
    _refuse_numbers_below_zero(skewness=skewness, kurtosis=kurtosis, most=most)
    rule = _Rule(skewness, kurtosis, most if how != "none" else 0)
    table = numbers(values)
    before = shape(table)
    is_flagged = rule.flags(*before)
    winsorised = _winsorised(table, before, rule)
    after = shape(winsorised)
    is_one_value = is_flagged & np.isnan(after[0])
    is_log = rule.flags(*after) & (how == "winsorise_or_log")
    winsorised[:, is_one_value] = table[:, is_one_value]
    winsorised[:, is_log] = _logarithm(table[:, is_log], before[0][is_log])
    return _told(values, table, winsorised, is_log, rule)


def shape(table: Numbers) -> tuple[Numbers, Numbers]:
    """Skewness and excess kurtosis of each column (G1 and G2); nan where there is no shape.

    Notes
    -----
    Joanes and Gill (1998); the same as type 2 in the R package e1071, in SAS and in SPSS.
    """
    is_shaped = ~is_constant(*extremes(table)) & ((~np.isnan(table)).sum(axis=0) >= FEWEST)
    skewness, kurtosis = np.full((2, table.shape[1]), np.nan)
    skewness[is_shaped], kurtosis[is_shaped] = _moments(table[:, is_shaped])
    return skewness, kurtosis


def _moments(table: Numbers) -> tuple[Numbers, Numbers]:
    """Skewness and excess kurtosis of columns that have four values and a range."""
    is_known = ~np.isnan(table)
    n = is_known.sum(axis=0).astype(float)
    mean = np.where(is_known, table, 0.0).sum(axis=0) / n
    deviation = np.where(is_known, table - mean, 0.0)
    deviation /= np.abs(deviation).max(axis=0)  # the unit cancels; no power over- or underflows
    squares = deviation**2
    second = squares.sum(axis=0)
    skewness = np.sqrt(n) * (squares * deviation).sum(axis=0) / second**1.5
    kurtosis = n * (squares**2).sum(axis=0) / second**2 - 3
    return (
        skewness * np.sqrt(n * (n - 1)) / (n - 2),
        ((n + 1) * kurtosis + 6) * (n - 1) / ((n - 2) * (n - 3)),
    )


def _winsorised(table: Numbers, before: tuple[Numbers, Numbers], rule: _Rule) -> Numbers:
    """All flagged columns at once, one step after the other."""
    result = table.copy()
    columns = np.flatnonzero(rule.flags(*before))
    skewness = before[0][columns]
    for _ in range(rule.most):
        side = np.where(skewness >= 0, 1.0, -1.0)
        part = result[:, columns] * side
        highest = np.fmax.reduce(part, axis=0)
        following = np.where(part < highest, part, -np.inf).max(axis=0)
        result[:, columns] = np.where(part == highest, following, part) * side
        skewness, kurtosis = shape(result[:, columns])
        n_changed = _changed(table[:, columns], result[:, columns]).sum(axis=0)
        goes_on = rule.flags(skewness, kurtosis) & (n_changed < rule.most)
        columns, skewness = columns[goes_on], skewness[goes_on]
        if not len(columns):
            break
    return result


def _changed(table: Numbers, result: Numbers) -> Yes:
    is_changed: Yes = (table != result) & ~np.isnan(table)
    return is_changed


def _logarithm(table: Numbers, skewness: Numbers) -> Numbers:
    """The logarithm of the distance from the end that most regions are near to."""
    lowest, highest = extremes(table)
    shift = SHIFT * (highest - lowest)
    leans_right = skewness >= 0
    distance = np.where(leans_right, table - lowest, highest - table) + shift
    return np.where(leans_right, 1.0, -1.0) * np.log(distance)


def _told(
    values: pd.DataFrame, table: Numbers, result: Numbers, is_log: Yes, rule: _Rule
) -> Treated:
    """The result with its log."""
    before, after = shape(table), shape(result)
    is_set = _changed(table, result) & ~is_log
    lowered = (is_set & (result < table)).sum(axis=0)
    raised = is_set.sum(axis=0) - lowered
    was_flagged, is_flagged = rule.flags(*before), rule.flags(*after)
    done = [
        _in_words(*facts)
        for facts in zip(
            lowered, raised, is_log, np.isnan(before[0]), was_flagged, is_flagged, strict=True
        )
    ]
    log = pd.DataFrame(
        {
            "skewness_before": before[0],
            "kurtosis_before": before[1],
            "n_winsorised": lowered + raised,
            "is_log": is_log,
            "skewness_after": after[0],
            "kurtosis_after": after[1],
            "done": done,
        },
        index=values.columns,
    )
    return Treated(pd.DataFrame(result, values.index, values.columns, copy=False), log)


def _in_words(
    lowered: int, raised: int, is_log: bool, is_shapeless: bool, was_flagged: bool, is_flagged: bool
) -> str:
    """What was done to one indicator."""
    if is_shapeless:
        return "as it is: fewer than four regions have it, or all have one value"
    if not was_flagged:
        return "as it is"
    sides = [
        f"the {end} in {n} region{'s' if n > 1 else ''}"
        for end, n in (("highest", lowered), ("lowest", raised))
        if n
    ]
    if sides:
        told = f"set to the next value: {' and '.join(sides)}"
    elif is_log:
        told = "logarithm"
    else:
        told = "as it is"
    return f"{told}; its outliers remain" if is_flagged else told


def _refuse_numbers_below_zero(**options: float) -> None:
    """Refuse thresholds that are no numbers from zero up."""
    problems = [
        Problem(
            "CLW-I19",
            f"{name} is {value}, and it cannot be below zero",
            column=name,
            value=str(value),
            expected="a number from 0 up; 2, 3.5 and five regions are usual",
            remedy=f"leave {name} out to take the usual one",
        )
        for name, value in options.items()
        if not value >= 0
    ]
    if problems:
        raise ParameterError(problems)
