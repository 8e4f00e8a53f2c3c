"""Who has enough data to be ranked, and what stands in for what is missing (step 3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd

from workbench.competitiveness._predicting import REGIONS_PER_PREDICTOR, predicted
from workbench.competitiveness._values import Numbers, Yes, choose, numbers
from workbench.errors import ParameterError, Problem, StudyError, listed

NOISE = 1e-12  # of a share asked for, which may come from arithmetic as 1 - 1/3


@dataclass(frozen=True, eq=False)
class Screening:
    """The regions with enough data, and the others with the reason.

    Parameters
    ----------
    values
        The regions that are kept, by indicators.
    left_out
        By region that is not: why, in words.
    available
        By region, all of them: the share of indicators that it has.
    """

    values: pd.DataFrame
    left_out: pd.Series
    available: pd.Series


@dataclass(frozen=True, eq=False)
class Imputed:
    """Indicators after imputation, and what was imputed how.

    Parameters
    ----------
    values
        Regions by indicators.
    is_imputed
        The same table of yes and no.
    log
        One row an indicator: n_missing (before), n_imputed, done (in words).
    problems
        Warnings: what could not be imputed as asked.
    """

    values: pd.DataFrame
    is_imputed: pd.DataFrame
    log: pd.DataFrame
    problems: tuple[Problem, ...]


def screened(values: pd.DataFrame, *, availability: float = 2 / 3) -> Screening:
    """Leave out the regions that have too few of the indicators to be ranked.

    Parameters
    ----------
    values
        Regions by indicators.
    availability
        The smallest share of the indicators that a region must have, 0 to 1.

    Returns
    -------
    Screening
        Regions in their order. Screen before imputing: afterwards nothing is missing.

    Raises
    ------
    ParameterError, StudyError
        For a share outside 0 to 1, or a table that does not hold numbers.

    Examples
    --------
    >>> towns = pd.DataFrame({"wage": [20.0, None], "patents": [3.0, None], "firms": [9.0, 5]},
    ...                      index=["A", "B"])
    >>> screened(towns).left_out.to_dict()
    {'B': 'has 1 of 3 indicators; 2 are asked for'}
    """
    if not 0 <= availability <= 1:
        raise ParameterError(
            Problem(
                "CLW-I02",
                f"availability is {availability}, and it is a share",
                column="availability",
                value=str(availability),
                expected="a number from 0 to 1",
                remedy="give the smallest share of indicators a region must have, as 0.66",
            )
        )
    n = len(values.columns)
    count = (~np.isnan(numbers(values))).sum(axis=1)
    is_kept = count / n >= availability - NOISE
    wanted = ceil((availability - NOISE) * n)
    reasons = [f"has {k} of {n} indicators; {wanted} are asked for" for k in count[~is_kept]]
    return Screening(
        values[is_kept],
        pd.Series(reasons, values.index[~is_kept], name="left_out", dtype="str"),
        pd.Series(count / n, values.index, name="available"),
    )


def impute(values: pd.DataFrame, *, how: str = "none", groups: pd.Series | None = None) -> Imputed:
    """Put something in the place of what is missing, and say what and where.

    Parameters
    ----------
    values
        Regions by indicators.
    how
        "none", "mean", "median", "group_mean", "group_median" or "regression".
    groups
        By region, for the two ways of groups: its group, as a country or a size class.

    Returns
    -------
    Imputed
        On the same labels; what was there is untouched.

    Raises
    ------
    UnknownName
        For a way that does not exist.
    ParameterError, StudyError
        If groups are wanted and not given, or a region has none; if the table does not hold
        numbers.

    Notes
    -----
    An indicator without any value, and under the ways of groups a group without one, stays
    missing, with a warning: a mean of other groups is not what was asked for.

    Regression: least squares with a constant on up to three other indicators, those that the
    region has and that correlate most (|r|, over the regions with both) with the missing one, over
    the regions that have all of these; ten regions for each predictor are asked for, and where
    there are fewer, the weakest predictor is left out. Without any the mean stands in, with a
    warning. A predicted value may lie outside the range of the others.

    All single imputation understates spread; see OECD and Joint Research Centre (2008), Handbook on
    Constructing Composite Indicators, step 3.

    Examples
    --------
    >>> towns = pd.DataFrame({"wage": [20.0, None, 30.0]}, index=["A", "B", "C"])
    >>> impute(towns, how="mean").values["wage"].tolist()
    [20.0, 25.0, 30.0]
    >>> impute(towns, how="mean").log.loc["wage", "done"]
    'mean: 1 region'
    """
    choose("imputation", how)
    table = numbers(values)
    is_missing = np.isnan(table)
    by_region = _by_region(values.index, groups) if how.startswith("group_") else None
    is_replaced = np.zeros_like(is_missing)  # by the mean, where a regression was asked for
    if how == "regression":
        offered, is_replaced = predicted(table)
    else:
        offered = _typical(table, how, by_region)
    result = np.where(is_missing, offered, table)
    is_imputed = is_missing & ~np.isnan(result)
    return Imputed(
        pd.DataFrame(result, values.index, values.columns, copy=False),
        pd.DataFrame(is_imputed, values.index, values.columns, copy=False),
        _log(values.columns, is_missing, is_imputed, is_replaced, how),
        (
            *_still_missing(values, is_missing & ~is_imputed, how),
            *_replaced(values.columns, is_replaced),
        ),
    )


def _by_region(regions: pd.Index, groups: pd.Series | None) -> pd.Series:
    """The group of each region, in their order."""
    if groups is None:
        raise ParameterError(
            Problem(
                "CLW-I12",
                "a mean or median of groups needs groups",
                column="groups",
                expected="for each region its group, as a country or a size class",
                remedy='give groups as a Series by region, or impute by "mean" or "median"',
            )
        )
    by_region = groups.reindex(regions)
    lost = regions[by_region.isna()]
    if len(lost):
        raise StudyError(
            Problem(
                "CLW-I12",
                f"no group for {listed(map(str, lost), 3)}",
                column="groups",
                value=str(lost[0]),
                expected="a group for each region",
                remedy="name the region's group; a region alike to no other can be its own group",
                more=len(lost) - 1,
            )
        )
    return by_region


def _typical(table: Numbers, how: str, by_region: pd.Series | None) -> Numbers:
    """The mean or median of each indicator, by region; nan where there is none."""
    if how == "none":
        return np.full_like(table, np.nan)
    frame = pd.DataFrame(table)
    typical: Numbers
    if by_region is None:
        one = frame.mean() if how == "mean" else frame.median()
        typical = np.broadcast_to(one.to_numpy(), table.shape)
    else:
        by_group = frame.groupby(by_region.to_numpy())
        found = by_group.transform("mean" if how == "group_mean" else "median")
        typical = found.to_numpy()
    return typical


def _log(
    indicators: pd.Index, is_missing: Yes, is_imputed: Yes, is_replaced: Yes, how: str
) -> pd.DataFrame:
    """One row an indicator: how many were missing, and what stands in for them."""
    counts = [part.sum(axis=0) for part in (is_missing, is_imputed, is_replaced)]
    done = [_in_words(how, *map(int, facts)) for facts in zip(*counts, strict=True)]
    return pd.DataFrame(
        {"n_missing": counts[0], "n_imputed": counts[1], "done": done}, index=indicators
    )


def _in_words(how: str, missing: int, imputed: int, replaced: int) -> str:
    """What was done to one indicator."""
    parts = [
        f"{what}: {n} region{'s' if n > 1 else ''}"
        for what, n in (
            (how.replace("_", " "), imputed - replaced),
            ("mean instead", replaced),
            ("stays missing", missing - imputed),
        )
        if n
    ]
    return "; ".join(parts) or "nothing was missing"


def _still_missing(values: pd.DataFrame, is_left: Yes, how: str) -> Iterator[Problem]:
    """Warnings of what there was nothing to impute from."""
    if how == "none":
        return
    for indicator, rows in zip(values.columns, is_left.T, strict=True):
        if not rows.any():
            continue
        whose = "no region" if rows.all() else "no region of the group"
        yield Problem(
            "CLW-I13",
            f"{whose} has a value, so that {listed(map(str, values.index[rows]), 3)} stays missing",
            column=str(indicator),
            expected="one value at least to impute from",
            remedy="leave the indicator out"
            if rows.all()
            else "make larger groups, or leave the indicator out",
            is_warning=True,
        )


def _replaced(indicators: pd.Index, is_replaced: Yes) -> Iterator[Problem]:
    """Warnings of regressions that could not be made."""
    for indicator, n in zip(indicators, is_replaced.sum(axis=0), strict=True):
        if n:
            yield Problem(
                "CLW-I14",
                f"no regression could be made for {n} of its regions; the mean stands in",
                column=str(indicator),
                expected=f"{REGIONS_PER_PREDICTOR} regions with this indicator and another one "
                "that the region has too",
                remedy='leave the indicator out, or impute by "group_mean"',
                is_warning=True,
            )
