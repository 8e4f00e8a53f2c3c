"""Which regions have every indicator, and does every indicator differ between them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.competitiveness._values import extremes, is_constant
from workbench.errors import Problem, StudyError

FEWEST_INDICATORS = 2
FEWEST_REGIONS = 3


def varies(values: npt.ArrayLike) -> bool:
    """Whether numbers, those that are there, differ by more than rounding."""
    column = np.asarray(values, dtype="float64")[:, None]
    return len(column) > 0 and not is_constant(*extremes(column))[0]


def whole_regions(values: pd.DataFrame) -> pd.DataFrame:
    """The regions that have every indicator; too few of them are refused."""
    whole = values.dropna().astype("float64")
    problems = []
    if values.shape[1] < FEWEST_INDICATORS:
        problems.append(_too_few("indicators", values.shape[1], FEWEST_INDICATORS))
    if len(whole) < FEWEST_REGIONS:
        problems.append(_too_few("regions with every indicator", len(whole), FEWEST_REGIONS))
    else:
        problems += [_alike(str(name)) for name, column in whole.items() if not varies(column)]
    if problems:
        raise StudyError(problems)
    return whole


def _too_few(what: str, found: int, least: int) -> Problem:
    return Problem(
        "CLW-I22",
        f"too few {what}: {found}",
        value=str(found),
        expected=f"{least} or more",
        remedy="fill gaps first (imputation), or leave out the indicator with the most gaps",
    )


def _alike(name: str) -> Problem:
    return Problem(
        "CLW-I23",
        "an indicator is the same in every region",
        column=name,
        expected="values that differ, in the regions that have every indicator",
        remedy="leave it out: it tells no regions apart",
    )


def no_level(level: float) -> Problem:
    """The problem of an interval that is asked to be impossibly sure."""
    return Problem(
        "CLW-I02",
        f"level is {level}, and it is a share between 0 and 1",
        column="level",
        value=str(level),
        expected="a number between 0 and 1; 95% is 0.95",
        remedy="level=0.95",
    )
