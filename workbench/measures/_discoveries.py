"""Which of many tests found something, when some would by chance."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._cells import Numbers, Rows
from workbench.measures._door import choose, numbers, refuse, require

METHODS = ("bh", "by")


def false_discoveries(
    answer: pd.DataFrame,
    *,
    column: str = "p_value",
    level: float = 0.05,
    method: str = "bh",
) -> pd.DataFrame:
    """Which rows are found to differ when at most a share of the finds may be false.

    Parameters
    ----------
    answer
        A table with one test a row: the answer of `interval` with kind "permutation", or any
        measure with p-values.
    column
        The column of p-values. An empty one is no test and does not count.
    level
        The share of the finds that may be false on average.
    method
        "bh" (Benjamini and Hochberg), for tests that are independent or move together; "by"
        (Benjamini and Yekutieli), for any tests.

    Returns
    -------
    The table with `q_value` (the smallest level at which the row is found) and `is_discovery`;
    both are empty where there is no p-value. How many tests and finds there are stands in
    `.attrs["false_discoveries"]`.

    Raises
    ------
    UnknownName
        If there is no such column or method; with the nearest names.
    ParameterError
        If the level is not between 0 and 1.
    StudyError
        If a p-value is not between 0 and 1.

    Notes
    -----
    q_(k) = min over j >= k of p_(j) n c / j, with p_(k) the k-th smallest of n p-values, c = 1
    for "bh" and 1 + 1/2 + … + 1/n for "by". All rows are one family of tests; the cells of one
    region lean on each other, since shares add up to one. Source: Benjamini and Hochberg
    (1995); Benjamini and Yekutieli (2001).

    Examples
    --------
    >>> tests = pd.DataFrame({"region": list("ABCD"), "p_value": [0.01, 0.04, None, 0.5]})
    >>> false_discoveries(tests)
      region  p_value  q_value  is_discovery
    0      A     0.01     0.03          True
    1      B     0.04     0.06         False
    2      C      NaN      NaN          <NA>
    3      D     0.50     0.50         False
    """
    choose("method of false_discoveries", method, METHODS)
    if not 0 < level < 1:
        raise ParameterError(_level(level))
    require({"answer": (answer, (column,))})
    p_values = numbers(answer, column)
    is_test = ~np.isnan(p_values)
    refuse(answer, [(_no_p_value(column), is_test & ~_is_share(np.nan_to_num(p_values)))])
    from scipy.stats import false_discovery_control

    q_values = np.full(len(answer), np.nan)
    if is_test.any():
        q_values[is_test] = false_discovery_control(p_values[is_test], method=method)
    is_discovery = pd.array(q_values <= level, dtype="boolean")
    is_discovery[~is_test] = pd.NA
    table = answer.assign(q_value=q_values, is_discovery=is_discovery)
    facts = {"method": method, "level": level, "n_tests": int(is_test.sum())}
    facts["n_discoveries"] = int((q_values <= level).sum())
    table.attrs = {**answer.attrs, "false_discoveries": facts}
    return table


def _is_share(values: Numbers) -> Rows:
    return np.asarray((values >= 0) & (values <= 1))


def _level(level: float) -> Problem:
    return Problem(
        "CLW-M62",
        "the level is not between 0 and 1",
        column="level",
        value=str(level),
        expected="a share between 0 and 1; 5% is 0.05",
        remedy="level=0.05",
    )


def _no_p_value(column: str) -> Problem:
    return Problem(
        "CLW-M65",
        f"column {column} holds something that is no p-value",
        column=column,
        expected="a number between 0 and 1, or nothing where there was no test",
        remedy='name the column of p-values: column="p_value"',
    )
