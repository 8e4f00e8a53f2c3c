"""Which cells would tell about single firms: they are hidden before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbench.errors import ParameterError, Problem

FLAG = "suppressed"


@dataclass(frozen=True)
class Disclosure:
    """The rule by which cells are hidden.

    A cell of fewer than `fewest_firms` firms is hidden whole. A cell in which one firm employs
    more than the share `dominance` of all persons loses its employment, and keeps its count.

    What the rule does *not* do: it hides each cell by itself. Where the cells of a row or
    column add up to a total that is published elsewhere, or where the same register is
    published at two levels, a hidden cell can be found by subtraction. That takes secondary
    suppression, which this is not. Nor does it hide that a cell is there.

    Parameters
    ----------
    fewest_firms
        The least number of firms in a cell that is shown.
    dominance
        The largest share of a cell's employment that one firm may have, above 0 and up to 1.
    disclose_all
        Hide nothing; the study then carries a warning that it is not for publication.

    Raises
    ------
    ParameterError
        If a limit is out of range.

    Notes
    -----
    A threshold rule and the concentration rule (n = 1, k = 85), as in Hundepool et al. (2012),
    Statistical Disclosure Control, Wiley, section 4.2.

    Examples
    --------
    >>> Disclosure(fewest_firms=5)
    Disclosure(fewest_firms=5, dominance=0.85, disclose_all=False)
    """

    fewest_firms: int = 3
    dominance: float = 0.85
    disclose_all: bool = False

    def __post_init__(self) -> None:
        problems = []
        if self.fewest_firms < 1:
            problems.append(_out_of_range("fewest_firms", self.fewest_firms, "1 or more"))
        if not 0 < self.dominance <= 1:
            expected = "above 0 and up to 1; 85 % is 0.85"
            problems.append(_out_of_range("dominance", self.dominance, expected))
        if problems:
            raise ParameterError(problems)


@dataclass(frozen=True)
class Hidden:
    """The cells as they may be shown, and how many lost what."""

    cells: pd.DataFrame
    too_few: int
    dominated: int


def hide(cells: pd.DataFrame, rule: Disclosure) -> Hidden:
    """Hide the cells that would tell about single firms.

    Parameters
    ----------
    cells
        With `establishments`, and where known `firms`, `employment`, `largest` (the most persons
        that one firm of the cell employs) and `establishments_without_employment`.
    rule
        The limits.

    Returns
    -------
    The cells without `firms` and `largest`, with a column `flag`; hidden numbers are missing.

    Examples
    --------
    >>> cells = pd.DataFrame({"region": ["01", "02"], "establishments": [2, 3]})
    >>> hide(cells, Disclosure()).cells
      region  establishments        flag
    0     01            <NA>  suppressed
    1     02               3         NaN
    """
    firms = cells["firms"] if "firms" in cells else cells["establishments"]
    too_few = (firms > 0) & (firms < rule.fewest_firms) & (not rule.disclose_all)
    dominated = too_few & False
    if "largest" in cells and not rule.disclose_all:
        dominated = (cells["largest"] > rule.dominance * cells["employment"]) & ~too_few
    touched = too_few | dominated
    shown = cells.drop(columns=["firms", "largest"], errors="ignore")
    for column in ("employment", "establishments", "establishments_without_employment"):
        if column in shown:
            is_hidden = touched if column == "employment" else too_few
            shown[column] = _whole(shown[column]).mask(is_hidden)
    shown["flag"] = pd.Series(FLAG, index=shown.index[touched], dtype="str")
    return Hidden(shown, int(too_few.sum()), int(dominated.sum()))


def _whole(numbers: pd.Series) -> pd.Series:
    """Whole numbers as such where all are; else to six decimals.

    Sums of decimal numbers differ in their last digits with the order in which rows are read.
    """
    if bool((numbers.dropna() % 1 == 0).all()):
        return numbers.astype("Int64")
    return numbers.round(6)


def _out_of_range(name: str, value: float, expected: str) -> Problem:
    return Problem(
        "CLW-P04",
        f"{name} is out of range",
        column=name,
        value=str(value),
        expected=expected,
        remedy=f"give a number that is {expected}",
    )
