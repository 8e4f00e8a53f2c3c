"""Can neighbours be compared on these values: one number a region, that differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError

FEWEST = 4  # the variance of Moran's I has n - 3 in its denominator


def refuse_unusable(values: pd.Series, name: str) -> None:
    """Refuse regions without a number, and regions that come twice."""
    problems = []
    is_missing = ~np.isfinite(values.to_numpy(dtype="float64", na_value=np.nan))
    if is_missing.any():
        problems.append(
            Problem(
                "CLW-G20",
                f"{name} needs a value in every region",
                value=str(values.index[int(is_missing.argmax())]),
                expected="no missing values; with one the statistic would be undefined",
                remedy="drop the regions without a value first, and say which",
                more=int(is_missing.sum()) - 1,
            )
        )
    is_twice = values.index.duplicated()
    if is_twice.any():
        problems.append(
            Problem(
                "CLW-T26",
                "a region is there twice",
                value=str(values.index[int(is_twice.argmax())]),
                expected="one value a region",
                remedy="average the values of each region first",
                more=int(is_twice.sum()) - 1,
            )
        )
    if not problems and (problem := nothing_to_test(values, name)) is not None:
        problems.append(problem)
    if problems:
        raise StudyError(problems)


def nothing_to_test(values: pd.Series, name: str) -> Problem | None:
    """Why nothing among these values can be alike or different."""
    if len(values) < FEWEST:
        return Problem(
            "CLW-G22",
            f"too few regions with neighbours for {name}",
            value=str(len(values)),
            expected=f"at least {FEWEST}",
            remedy="bring more regions, or take the nearest as neighbours",
        )
    if np.ptp(values.to_numpy(dtype="float64")) == 0:
        return Problem(
            "CLW-G21",
            "all values are equal, so there is nothing that neighbours could share",
            value=str(values.iloc[0]),
            expected="values that differ between regions",
            remedy="choose another column",
        )
    return None
