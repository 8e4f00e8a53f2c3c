"""Is a whole year in another unit than the year before."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.data.table_problems.logarithms import logs_of, means_by
from workbench.data.table_problems.subject import Subject, as_numbers
from workbench.errors import Problem

YEAR_SLIP = np.log(300)
FEWEST_PAIRS = 3  # cells that both years must have
CONFIRM = (
    "check the unit (persons or thousand persons, yuan or ten thousand yuan); if the value is "
    'true, add "confirmed": ["CLW-T37"] to the resource in datapackage.json'
)


def slipped_years(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Years whose numbers are a thousand or ten thousand times those of the year before."""
    if "year" not in subject.table or len(subject.distinct("year").each) == 1:
        return
    of = item[:1] if subject.name == "indicators" else ()
    found = means_by(subject, column, *of, "year")
    groups, means, counts = found.groups, found.each, found.counts
    example = subject.examples(*of, "year")
    kinds, years = subject.groups(*of)[example], as_numbers(subject.table["year"].iloc[example])
    order = np.lexsort((years, kinds))
    order = order[counts[order] > 0]
    for before, after in pairwise(order):
        if kinds[before] == kinds[after] and abs(means[after] - means[before]) > YEAR_SLIP / 2:
            cells = subject.groups("region", *item, "size_class")
            logs = logs_of(subject, column).each
            ratio = _ratio(cells, logs, groups == before, groups == after)
            if abs(ratio) > YEAR_SLIP:
                yield _slipped_year(subject, column, groups == after, int(years[before]), ratio)


def _ratio(cells: np.ndarray, logs: np.ndarray, before: np.ndarray, after: np.ndarray) -> float:
    """The median of what cells are in a year times what they were before, as a logarithm."""
    first = pd.Series(logs[before]).groupby(cells[before]).mean()
    second = pd.Series(logs[after]).groupby(cells[after]).mean()
    ratios = (second - first).dropna()
    return float(ratios.median()) if len(ratios) >= FEWEST_PAIRS else 0.0


def _slipped_year(
    subject: Subject, column: str, rows: np.ndarray, before: int, ratio: float
) -> Problem:
    first = int(rows.argmax())
    year = subject.table["year"].iloc[first]
    of = f" of {subject.table['indicator'].iloc[first]}" if subject.name == "indicators" else ""
    times = f"{np.exp(abs(ratio)):,.0f} times {'as large' if ratio > 0 else 'smaller'}"
    return subject.tell(
        "CLW-T37",
        f"column {column}{of}: in {year} the typical cell is {times} as in {before}: another unit?",
        column,
        rows,
        "one unit in all years",
        CONFIRM,
        is_warning=True,
    )
