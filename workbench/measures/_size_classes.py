"""How large are the plants of a size class: its limits, and what follows for their squares."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._cells import Key, Numbers, ratio
from workbench.measures._door import numbers, require

LIMITS = ("employees_from", "employees_to")
MEAN = "mean_employees"
BETWEEN = re.compile(r"(\d+)\s*(?:-|–|_|to)\s*(\d+)")
OPEN = re.compile(r"(?:GE|>=|≥)\s*(\d+)|(\d+)\s*(?:\+|plus|(?:or|and) (?:more|over))")
BELOW = re.compile(r"(?:LT|<)\s*(\d+)")


def limits(size_class: Key, size_classes: pd.DataFrame | None) -> tuple[Numbers, Numbers]:
    """The least and the largest number of employees of each class; inf where it is open.

    Parameters
    ----------
    size_class
        The classes as a key of a table.
    size_classes
        One row a class: `size_class`, `employees_from` and `employees_to` (empty where open).
        Without it the codes are read: 10-19, 10 to 19, 10_19, 250+, GE250, <10, LT10, and the
        European Union's micro, small, medium and large.

    Raises
    ------
    StudyError
        With every class whose limits are not known, or are not in order.
    """
    if size_classes is None:
        found = [_read(str(code)) for code in size_class.levels]
    else:
        require({"size_classes": (size_classes, ("size_class", *LIMITS))})
        low, high = (numbers(size_classes, column) for column in LIMITS)
        listed = dict(zip(size_classes["size_class"], zip(low, high, strict=True), strict=True))
        found = [listed.get(code, (np.nan, np.nan)) for code in size_class.levels]
    pairs = np.array(found, dtype=np.float64).reshape(-1, 2)
    low, high = pairs[:, 0], np.where(np.isnan(pairs[:, 1]), np.inf, pairs[:, 1])
    _refuse(size_class.levels, ~((low >= 0) & (low <= high)))
    return low, high


def means(
    size_class: Key, size_classes: pd.DataFrame | None, open_mean: float
) -> tuple[Numbers, Numbers, Numbers]:
    """The mean size in each class, and its limits.

    The mean is that of the column `mean_employees` where there is one; otherwise the middle of
    the class, or of an open class so many times its lower limit.
    """
    low, high = limits(size_class, size_classes)
    is_open = np.isinf(high)
    middle = np.where(is_open, open_mean * low, (low + np.where(is_open, low, high)) / 2)
    if size_classes is None or MEAN not in size_classes:
        return middle, low, high
    listed = dict(zip(size_classes["size_class"], numbers(size_classes, MEAN), strict=True))
    given = np.array([listed[code] for code in size_class.levels], dtype=np.float64)
    return np.where(np.isnan(given), middle, given), low, high


def squares_of_sizes(
    count: Numbers, total: Numbers, low: Numbers, high: Numbers
) -> tuple[Numbers, Numbers, Numbers]:
    """The sum of squared sizes of `count` plants that have `total` employees, by row.

    Returns the least it can be (all plants equal), what it is if sizes spread over the class,
    and the most it can be (as many as possible at the limits). A class whose mean lies outside
    its limits is widened to hold it. Sizes spread with a variance of (m - low) (high - m) / 3
    about their mean m, which is that of the uniform distribution where m is the middle; of an
    open class with (m - low)², that of the exponential distribution.
    """
    mean = ratio(total, count, 0)
    low, high = np.minimum(low, mean), np.maximum(high, mean)
    is_open = np.isinf(high)
    top = np.where(is_open, 0, high)
    least = mean * total
    spread = np.where(is_open, (mean - low) ** 2, (mean - low) * (top - mean) / 3)
    n_top = np.where(is_open, 0, ratio(total - count * low, top - low, 0) // 1)
    n_low = count - 1 - n_top
    rest = total - n_top * top - n_low * low
    most = np.maximum(n_top * top**2 + rest**2 + n_low * low**2, least)
    likely = least + np.maximum(count - 1, 0) * spread
    return least, np.minimum(likely, most), most


def _read(code: str) -> tuple[float, float]:
    """The limits that a code tells; nan where it tells none."""
    text = re.sub(r"(?<=\d),(?=\d)", "", code.strip())
    if found := BETWEEN.fullmatch(text):
        return float(found[1]), float(found[2])
    if found := OPEN.fullmatch(text):
        return float(found[1] or found[2]), np.inf
    if found := BELOW.fullmatch(text):
        return 0.0, float(found[1]) - 1
    if text.isalpha():
        return _read_name(text)
    return np.nan, np.nan


def _read_name(name: str) -> tuple[float, float]:
    """The limits of one of the classes of the European Union; nan for any other name."""
    from workbench.data.firms.size import EU_SIZE_CLASSES

    if name in EU_SIZE_CLASSES:
        least = EU_SIZE_CLASSES[name]
        above = [limit for limit in EU_SIZE_CLASSES.values() if limit > least]
        return least, min(above, default=np.inf) - 1
    return np.nan, np.nan


def _refuse(codes: Sequence[str] | pd.Index, is_wrong: np.ndarray[tuple[int], np.dtype]) -> None:
    """Refuse classes whose limits are not known."""
    if is_wrong.any():
        wrong = [str(code) for code in np.asarray(codes, dtype=object)[is_wrong]]
        raise StudyError(
            Problem(
                "CLW-M21",
                "the limits of a size class are not known",
                column="size_class",
                value=wrong[0],
                expected="codes such as 10-19, 250+, <10 or micro; or a table size_classes with "
                "size_class, employees_from and employees_to, in order, for every class",
                remedy="pass size_classes=, or leave out rows without a class, and totals",
                more=len(wrong) - 1,
            )
        )
