"""Are numbers of one unit: no cell and no year that is a thousand times the others.

Everything is looked at in logarithms, as what a number is times another. What is told is a
warning: only who knows the table can say whether a value is true.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.data.table_problems.odd_cells import (
    above_all,
    alone_in_group,
    odd_in_both,
    odd_in_time,
)
from workbench.data.table_problems.slipped_years import slipped_years
from workbench.data.table_problems.subject import Subject, counted
from workbench.errors import Problem

LARGEST_AREA_KM2 = 2e7  # the largest state has 17 million


def unit_slips(subject: Subject) -> Iterator[Problem]:
    """Cells and years that are a thousand times what the others are."""
    if subject.name == "regions":
        yield from _areas(subject)
        for column in ("area_km2", "population"):
            if column in subject.measured:
                yield from alone_in_group(subject, column, ("level",))
    if subject.name not in ("activity", "indicators") or "region" not in subject.table:
        return
    item = ("industry",) if subject.name == "activity" else ("indicator", "industry")
    columns = subject.measured if subject.name == "activity" else ["value"]
    for column in columns:
        if column in subject.measured:
            yield from _slips(subject, column, item)
            subject.forget("logs", column)
            subject.forget("beyond item", column)


def _slips(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """The slips of one column: of a year, else of a cell beside other years, else beside others."""
    years = list(slipped_years(subject, column, item))
    if years:
        yield from years
        return
    for look in (odd_in_time, alone_in_group, odd_in_both, above_all):
        found = list(look(subject, column, item))
        if found:
            yield from found
            return


def _areas(subject: Subject) -> Iterator[Problem]:
    """Areas larger than any country has, as in square metres or hectares."""
    if "area_km2" not in subject.measured:
        return
    huge = subject.numbers("area_km2") > LARGEST_AREA_KM2
    if huge.any():
        yield subject.tell(
            "CLW-T37",
            f"{counted(int(huge.sum()), 'region is', 'regions are')} larger than any country",
            "area_km2",
            huge,
            "square kilometres",
            "divide square metres by 1,000,000 and hectares by 100, or name the column as it is",
            is_warning=True,
        )
