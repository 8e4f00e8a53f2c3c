"""Does a table go by a division that a shipped study knows: then its codes can be judged."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import cache

import pandas as pd

from workbench.data.distinct import Distinct
from workbench.data.divisions.codes import (
    CHANGES,
    DIVISIONS,
    codes_against_division,
    names_against_division,
)
from workbench.data.reading import read_table
from workbench.data.study import studies
from workbench.errors import Problem

SHARE_KNOWN = 0.5  # of a table's codes that a division must know to be taken for the table's own
YEARS = {"valid_from": "integer", "valid_to": "integer", "year": "integer"}
NAMES = ("name", "name_local")


def problems_by_shelved_division(
    rows: pd.DataFrame, file: str, known: Collection[str] | None = None
) -> Iterator[Problem]:
    """Codes and names of a table that are not those of the division of their year.

    Parameters
    ----------
    rows
        region and year of each row, and name where there is one.
    file
        Where the rows were read from.
    known
        The distinct codes of the rows, where they were found already.

    Returns
    -------
    Warnings, since it is only likely that the table goes by that division; but a name of another
    code is an error where most names are those the division gives. None where no shipped division
    knows at least half of the codes.
    """
    if not {"region", "year"} <= set(rows):
        return
    codes = set(Distinct.of(rows["region"]).each if known is None else known)
    if not codes:
        return
    for name in studies.names():
        found = _division(name)
        if found is None:
            continue
        division, changes = found
        if len(codes & _codes(name)) < SHARE_KNOWN * len(codes):
            continue
        first, last = division["valid_from"].min(), division["valid_to"].max()
        within = rows[rows["year"].between(first, last).fillna(False)]
        found_codes = codes_against_division(
            within["region"], within["year"], division, changes, file
        )
        yield from (replace(problem, is_warning=True) for problem in found_codes)
        if "name" in rows:
            dated = rows.assign(year=rows["year"].clip(first, last))
            doubtful = not _agree(rows, division)
            for problem in names_against_division(dated, division, file):
                yield replace(problem, is_warning=doubtful)
        return


def _agree(rows: pd.DataFrame, division: pd.DataFrame) -> bool:
    """Whether most codes of a table have a name that the division gives them."""
    pairs = rows[["region", "name"]].dropna().drop_duplicates()
    known = pairs.merge(division[["region", "name"]].drop_duplicates())
    return len(known) > len(pairs) / 2


@cache
def _codes(study: str) -> frozenset[str]:
    found = _division(study)
    return frozenset(found[0]["region"]) if found else frozenset()


@cache
def _division(study: str) -> tuple[pd.DataFrame, pd.DataFrame] | None:
    """The division of a study, each code under all the names the study gives it."""
    folder = studies[study]
    if not (folder / f"{DIVISIONS}.csv").is_file():
        return None
    division = read_table(folder / f"{DIVISIONS}.csv", YEARS)[0]
    changes = read_table(folder / f"{CHANGES}.csv", YEARS)[0]
    regions = read_table(folder / "regions.csv", {})[0]
    named = [division]
    for column in (c for c in NAMES if c in regions):
        names = regions.set_index("region")[column]
        named.append(division.assign(name=division["region"].map(names)).dropna(subset="name"))
    return pd.concat(named, ignore_index=True).drop_duplicates(), changes
