"""Which rows of a table hold the total of others: by their code, their name or their numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data.table_problems.parts import LISTS, division_rows, summed_rows
from workbench.data.table_problems.subject import Subject
from workbench.data.table_problems.totals import hidden_total_rows, is_total

NAMES = ("region", "industry", "size_class", "name", "industry_name")


def total_rows(name: str, table: pd.DataFrame) -> np.ndarray:
    """The rows that hold totals: named so, or what CLW-T16 tells of a table by itself.

    Parameters
    ----------
    name
        The table of the schema.
    table
        The table.

    Returns
    -------
    One truth a row.

    Examples
    --------
    >>> table = pd.DataFrame({"region": ["330000", "330100", "330300"], "industry": "13"})
    >>> total_rows("activity", table).tolist()
    [True, False, False]
    """
    subject = Subject("", name, table, {})
    rows = np.zeros(len(table), dtype=bool)
    for column in (c for c in NAMES if c in table):
        found = subject.distinct(column)
        rows |= found.rows(found.where(is_total))
    rows |= division_rows(subject)
    for column in LISTS:
        rows |= summed_rows(subject, column) | hidden_total_rows(subject, column)
    return rows
