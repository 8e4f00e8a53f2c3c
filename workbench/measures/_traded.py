"""Which cells are of traded industries, so that these can be compared among themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._cells import Cells, Key
from workbench.measures._door import require

TRADED = "traded"


def traded(found: Cells, industries: pd.DataFrame | None) -> Key:
    """Whether each cell's industry is traded, as a key to group by."""
    industry = found.keys["industry"]
    is_traded = pd.Series(pd.NA, index=industry.levels, dtype="boolean")
    if industries is not None:
        require({"industries": (industries, ("industry", "is_traded"))})
        listed = industries.drop_duplicates("industry").set_index("industry")["is_traded"]
        is_traded = listed.reindex(industry.levels).astype("boolean")
    if is_traded.isna().any():
        unmarked = is_traded.index[is_traded.isna()]
        raise StudyError(
            Problem(
                "CLW-M02",
                'background "traded" needs to know which industries are traded',
                column="is_traded",
                value=str(unmarked[0]),
                expected="industries=, with true or false for every industry of the table",
                remedy='add the column is_traded, or use background="all industries"',
                more=len(unmarked) - 1,
            )
        )
    return Key(is_traded.to_numpy(dtype=np.intp)[industry.codes], pd.Index([False, True]))
