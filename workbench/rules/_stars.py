"""How many stars has a cell: criteria counted, with what is not known kept apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.measures._cells import Codes, Numbers, Reason, Rows
from workbench.rules._parts import top


def starred(values: Numbers, group: Codes, present: Rows, share: float) -> tuple[Rows, Rows]:
    """Whether each cell is at the top of its group, and whether that is unknown."""
    is_unknown = np.isnan(values) & present
    return top(np.nan_to_num(values), group, present & ~is_unknown, share), is_unknown


def judged(
    criteria: Mapping[str, tuple[Rows, Rows]], needed: int
) -> tuple[Rows, list[Reason], dict[str, object]]:
    """Whether a cell has enough stars, why that cannot be said, and the parts.

    A cell with an unknown criterion is still a cluster where the others give enough stars, and
    still none where even with it there would not be enough.
    """
    met = np.array([is_met & ~is_unknown for is_met, is_unknown in criteria.values()])
    unknown = np.array([is_unknown for _, is_unknown in criteria.values()])
    stars, most = met.sum(axis=0), (met | unknown).sum(axis=0)
    is_open = (stars < needed) & (most >= needed)
    reasons = [
        (f"{name} not known", is_open & is_unknown) for name, (_, is_unknown) in criteria.items()
    ]
    parts: dict[str, object] = {
        f"star_{name}": pd.arrays.BooleanArray(is_met & ~is_unknown, is_unknown.copy())
        for name, (is_met, is_unknown) in criteria.items()
    }
    return stars >= needed, reasons, {"stars": stars.astype(np.float64), **parts}
