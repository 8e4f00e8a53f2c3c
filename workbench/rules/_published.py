"""What were published quotients before they were rounded: their base, recovered by industry."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.measures._cells import Cells, Numbers, ratio
from workbench.rules._indicators import of_cells


def unrounded(
    found: Cells, quotient: Numbers, indicators: pd.DataFrame | None, name: str
) -> Numbers:
    """Quotients to the base of the published ones, by row.

    Within one industry a published quotient is a constant times ours, as the base is all that
    differs. The constant is the sum of theirs over the sum of ours, in which roundings cancel.
    """
    theirs = of_cells(found, indicators, name)
    industry = found.by("industry")
    is_known = ~np.isnan(theirs) & ~np.isnan(quotient)
    theirs_in_all = industry.total(np.where(is_known, theirs, 0))
    ours_in_all = industry.total(np.where(is_known, quotient, 0))
    return quotient * ratio(theirs_in_all, ours_in_all)[industry.codes]
