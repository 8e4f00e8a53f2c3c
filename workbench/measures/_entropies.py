"""How much does one set of shares tell that another does not: sums of s ln(s / x)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._cells import Cells, Codes, Numbers, Reason
from workbench.measures._regions import sizes


def surprise(shares: Numbers, compared: Numbers | float) -> Numbers:
    """The terms s ln(s / x), 0 where the share s is 0: what is not there adds nothing.

    Where s is compared with nothing (x is 0) it is 0 too; whoever asks says so as a reason.
    """
    is_there = (shares > 0) & (np.asarray(compared) > 0)
    if is_there.all():
        terms = np.asarray(shares / compared, dtype=np.float64)
    else:
        terms = np.ones(is_there.shape)
        np.divide(shares, compared, out=terms, where=is_there)
    np.log(terms, out=terms)
    terms *= shares
    return terms


def groups_of(
    found: Cells, regions: pd.DataFrame, column: str
) -> tuple[Codes, pd.Index, list[Reason]]:
    """The group of the region of each group of `found.by("region")`.

    Returns codes, what they mean (the last one: no group), and why a region has none.
    """
    codes, names = pd.factorize(regions[column])
    numbered = regions.assign(**{column: np.where(codes < 0, np.nan, codes)})
    values, lacking = sizes(found, numbered, column)
    levels = pd.Index([*names, "no group"], dtype=object)
    return np.nan_to_num(values, nan=len(names)).astype(np.intp), levels, lacking
