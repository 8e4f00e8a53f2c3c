"""Is a table of indicators fit for a step of the index: numbers, and every label once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.competitiveness.recipe import CHOICES
from workbench.errors import Problem, StudyError, UnknownName, listed, unknown

Numbers = npt.NDArray[np.float64]
Yes = npt.NDArray[np.bool_]

SAME = 1e-12  # values closer than this share of the largest are one value with noise of arithmetic


def choose(step: str, how: str, *more: str) -> None:
    """Refuse a method that the step does not know.

    Raises
    ------
    UnknownName
        With the nearest name.
    """
    known = (*CHOICES[step], *more)
    if how not in known:
        raise UnknownName(unknown("CLW-I01", f"way of {step}", how, known, column=step))


def numbers(values: pd.DataFrame) -> Numbers:
    """The table as an array of its own, regions by indicators, nan where a value is missing.

    Raises
    ------
    StudyError
        If there is no region or no indicator, a label stands twice, or a value is no number or
        infinite; all at once.
    """
    is_number = np.array([pd.api.types.is_numeric_dtype(kind) for kind in values.dtypes], bool)
    numeric = values if is_number.all() else values.loc[:, is_number]
    table = numeric.to_numpy(dtype="float64", na_value=np.nan, copy=True)
    problems = [
        *_wrong_labels(values),
        *_no_numbers(values.loc[:, ~is_number]),
        *_infinite(numeric, np.isinf(table)),
    ]
    if problems:
        raise StudyError(problems)
    return table


def _wrong_labels(values: pd.DataFrame) -> Iterator[Problem]:
    """What is wrong with the names of regions and indicators."""
    for kind, labels in (("region", values.index), ("indicator", values.columns)):
        if labels.empty:
            yield Problem(
                "CLW-I11",
                f"the table of indicators has no {kind}",
                expected="one row a region, one column an indicator",
                remedy="choose fewer conditions, so that some are left",
            )
        if not labels.is_unique:
            twice = labels[labels.duplicated()].unique()
            yield Problem(
                "CLW-I11",
                f"the table of indicators has one {kind} more than once",
                value=listed(map(str, twice), 3),
                expected=f"each {kind} once",
                remedy="keep one of them, or give them names of their own",
            )


def _no_numbers(others: pd.DataFrame) -> Iterator[Problem]:
    """The indicators that hold text or dates."""
    for column, kind in zip(others.columns, others.dtypes, strict=True):
        yield Problem(
            "CLW-I10",
            "the indicator does not hold numbers",
            column=str(column),
            expected=f"numbers; this column is of type {kind}",
            remedy="make the column numbers first: pandas.to_numeric",
        )


def _infinite(values: pd.DataFrame, is_infinite: Yes) -> Iterator[Problem]:
    """The indicators that are infinite somewhere."""
    if is_infinite.any():
        for column, rows in zip(values.columns, is_infinite.T, strict=True):
            if rows.any():
                yield Problem(
                    "CLW-I10",
                    f"the indicator is infinite for {listed(map(str, values.index[rows]), 3)}",
                    column=str(column),
                    expected="a finite number, or no value",
                    remedy="mend the value; what is divided by zero has no value",
                )


def extremes(table: Numbers) -> tuple[Numbers, Numbers]:
    """The lowest and the highest value of each indicator; nan where there is none."""
    lowest = np.fmin.reduce(table, axis=0)
    highest = np.fmax.reduce(table, axis=0)
    return lowest, highest


def is_constant(lowest: Numbers, highest: Numbers) -> Yes:
    """Whether all regions have one value, but for the noise of arithmetic; no value is one too."""
    largest = np.fmax(np.abs(lowest), np.abs(highest))
    return ~(highest - lowest > SAME * largest)
