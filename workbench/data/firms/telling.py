"""What must be said of the cells of a register: warnings to the user, warnings in the study."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from workbench.data.firms.disclosure import Disclosure, Hidden
from workbench.data.firms.roles import Roles
from workbench.data.firms.size import NOT_STATED
from workbench.errors import Problem

MOST_CLASSES = 30


def cell_problems(cells: pd.DataFrame, roles: Roles, rule: Disclosure) -> Iterator[Problem]:
    """Warnings about what the cells cannot tell."""
    yield from _missing(cells, roles)
    if "size_class" in cells:
        yield from _size_class_problems(cells, roles)
    if {"establishments", "employment"} <= set(roles.columns) and not rule.disclose_all:
        yield Problem(
            "CLW-A17",
            "the rule of dominance cannot be applied: rows are counts of establishments, so the "
            "employment of the largest firm is not known",
            expected="rows that are single establishments",
            remedy="aggregate the register itself, or check cells with a dominant firm by hand",
            is_warning=True,
        )


def _missing(cells: pd.DataFrame, roles: Roles) -> Iterator[Problem]:
    for role in ("employment", "establishments"):
        if role not in cells:
            continue
        missing = int((cells["rows"] - cells[f"{role}_known"]).sum())
        if missing:
            yield Problem(
                "CLW-A07",
                f"{role} is empty in {missing:,} rows; sums are of the others",
                column=roles.columns.get(role),
                expected="a number in every row",
                remedy="fill the cells where the numbers are known; empty is not taken as 0",
                is_warning=True,
            )


def _size_class_problems(cells: pd.DataFrame, roles: Roles) -> Iterator[Problem]:
    column = roles.columns.get("size_class")
    unstated = int(cells.loc[cells["size_class"] == NOT_STATED, "rows"].sum())
    if unstated:
        yield Problem(
            "CLW-A15",
            f"the size class of {unstated:,} rows is not known; they are in the class {NOT_STATED}",
            column=column,
            expected="a size class, or the employment that gives one, in every row",
            is_warning=True,
            remedy="nothing, or give these rows a size class or their employment",
        )
    found = cells["size_class"].nunique()
    if found > MOST_CLASSES:
        yield Problem(
            "CLW-A16",
            f"column {column} has {found:,} different size classes: is it a number of persons?",
            column=column,
            value=str(cells["size_class"].iloc[0]),
            expected=f"up to {MOST_CLASSES} classes",
            remedy=f"--map employment={column}",
            is_warning=True,
        )


def usage_warnings(
    hidden: Hidden, rule: Disclosure, left_out: Mapping[str, int]
) -> list[dict[str, str]]:
    """The warnings that the study carries, each of the closed list."""
    told: list[dict[str, str]] = []
    if rule.disclose_all:
        text = "cells of single firms are shown: not for publication"
        told.append({"code": "not_for_publication", "text": text})
    if hidden.too_few or hidden.dominated:
        text = (
            f"{hidden.too_few:,} cells of fewer than {rule.fewest_firms} firms are hidden, and the "
            f"employment of {hidden.dominated:,} cells in which one firm employs more than "
            f"{rule.dominance:.0%}; no secondary suppression"
        )
        told.append({"code": "suppressed_values", "text": text})
    if left_out:
        text = f"{sum(left_out.values()):,} rows of the register could not be counted"
        told.append({"code": "partial_coverage", "text": text})
    return told
