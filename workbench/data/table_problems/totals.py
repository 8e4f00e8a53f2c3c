"""Do parts and totals agree: no total among its parts, no parts above their total."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache, partial

import numpy as np
import pandas as pd

from workbench.data.distinct import Distinct
from workbench.data.table_problems.codes import spelling
from workbench.data.table_problems.subject import Subject, counted
from workbench.errors import Problem, quoted

# what a total is called in English, Chinese, French, German, Italian, Spanish and Turkish
TOTALS = frozenset(
    (
        *("total", "totals", "grand total", "sum", "all"),
        *("all industries", "all sectors", "all regions", "all sizes"),
        *("合计", "总计", "总和", "小计", "全部", "全国", "全省", "全市", "共计"),
        *("總計", "合計", "小計"),
        *("ensemble", "total général", "toutes", "tous"),
        *("insgesamt", "gesamt", "summe", "zusammen", "gesamtsumme"),
        *("totale", "totale generale", "complesso", "in complesso"),
        *("suma", "total general", "total nacional"),
        *("toplam", "genel toplam"),
    )
)
STARTS_AS_TOTAL = re.compile(r"(total|sum|all)[ _-](of|for|all|industr\w*|sectors?|regions?)\b")
DIMENSIONS = {"region": "regions", "industry": "industries", "size_class": ""}
FEWEST_PARTS, FEWEST_GROUPS = 3, 3
EXACT, ROUNDING = 1e-9, 1.005
OTHER_YEARS = 1.2  # people and areas of whole and parts may be of other years
CELL, PARTS = ["region", "industry", "year"], " of parts"
STATED = re.compile(r"(total_(?P<a>\w+)|(?P<b>\w+?)_(all|total|totals|sum))")


def named_totals(subject: Subject) -> Iterator[Problem]:
    """Codes or names that say they are the total of the others."""
    if subject.name not in ("activity", "indicators"):
        return
    for column, target in DIMENSIONS.items():
        if column not in subject.table:
            continue
        found = subject.distinct(column)
        names = _names(subject.other(target, column, "name"), column)
        totals = found.where(partial(_is_named_total, names))
        if totals.any() and not totals.all():
            value = str(found.each[int(totals.argmax())])
            says = f"{quoted(value)} is a total by its name"
            rows, is_warning = found.rows(totals), subject.name == "indicators"
            yield _total(subject, column, rows, says, is_warning=is_warning)


def _names(listing: pd.DataFrame | None, column: str) -> dict[str, str]:
    if listing is None:
        return {}
    known = listing[[column, "name"]].dropna()
    return dict(zip(known[column].to_numpy(object), known["name"].to_numpy(object), strict=True))


def _is_named_total(names: Mapping[str, str], value: str) -> bool:
    return is_total(value) or is_total(names.get(value, ""))


@lru_cache(maxsize=1 << 16)
def is_total(text: str) -> bool:
    """Whether a name says that it stands for the total of others.

    Examples
    --------
    >>> is_total("Total for all sectors"), is_total("合计"), is_total("Total Wine")
    (True, True, False)
    """
    plain = spelling(text).replace("_", " ")
    return plain in TOTALS or STARTS_AS_TOTAL.match(plain) is not None


def hidden_totals(subject: Subject) -> Iterator[Problem]:
    """Codes whose rows hold, cell by cell, the sum of all the others."""
    for dimension in ("region", "industry"):
        rows = hidden_total_rows(subject, dimension)
        if rows.any() and dimension not in _told_by_name(subject):
            value = str(subject.table[dimension].iloc[int(rows.argmax())])
            says = f"every row of {quoted(value)} holds the sum of the others"
            yield _total(subject, dimension, rows, says)


def hidden_total_rows(subject: Subject, dimension: str) -> np.ndarray:
    """The rows of codes that hold, cell by cell, the sum of all the others."""
    nothing = np.zeros(len(subject.table), dtype=bool)
    if subject.name != "activity" or not subject.measured or dimension not in subject.table:
        return nothing
    column = "employment" if "employment" in subject.measured else subject.measured[0]
    values, found = subject.filled(column), subject.distinct(dimension)
    if len(found.each) <= FEWEST_PARTS or values.min() < 0:
        return nothing
    if np.isinf(subject.numbers(column)).any() or not _halves(values, found).any():
        return nothing
    others = [c for c in ("region", "industry", "year", "size_class") if c != dimension]
    return found.rows(_sum_of_others(values, subject.groups(*others), found))


def _halves(values: np.ndarray, found: Distinct) -> np.ndarray:
    """Which codes hold half of everything, as a total among its parts does."""
    sums = found.sums(values)
    halves: np.ndarray = (sums > 0) & (np.abs(2 * sums - sums.sum()) <= EXACT * sums.sum())
    return halves


def _told_by_name(subject: Subject) -> set[str]:
    return {str(problem.column) for problem in named_totals(subject)}


def _sum_of_others(values: np.ndarray, groups: np.ndarray, found: Distinct) -> np.ndarray:
    """Which codes hold half of what all codes of a group hold together, in every group."""
    total = np.bincount(groups, weights=values)[groups]
    parts = np.bincount(groups, weights=values > 0)[groups]
    is_half = (np.abs(2 * values - total) <= EXACT * total) & (parts > FEWEST_PARTS) & (total > 0)
    counts = total > 0
    size = len(found.each)
    places = found.places.clip(0)
    halves = np.bincount(places, weights=is_half, minlength=size)
    rows = np.bincount(places, weights=counts, minlength=size)
    widest = np.zeros(size)
    np.maximum.at(widest, places[is_half], parts[is_half])
    is_sure = (halves >= FEWEST_GROUPS) | (widest > 2 * FEWEST_PARTS - 1)
    sums: np.ndarray = (halves == rows) & (halves > 0) & is_sure
    return sums


def _total(
    subject: Subject, column: str, rows: np.ndarray, says: str, *, is_warning: bool = False
) -> Problem:
    return subject.tell(
        "CLW-T16",
        f"a total stands among its parts: {says}",
        column,
        rows,
        "parts only; the total would be counted twice",
        "leave such rows out: --read drop_totals=true, or move them to a table of another name",
        is_warning=is_warning,
    )


def regions_without_anything(subject: Subject) -> Iterator[Problem]:
    """Regions whose industries are all zero in a year, where shares are undefined."""
    if subject.name != "activity" or not subject.has("region", "employment"):
        return
    values, groups = subject.numbers("employment"), subject.groups("region", "year")
    total = np.bincount(groups, weights=subject.filled("employment"))
    is_nothing = (total == 0) & (subject.sizes("region", "year") > 0)
    nothing = is_nothing[groups] if is_nothing.any() else np.zeros(0, dtype=bool)
    if nothing.any():
        unknown = np.bincount(groups, weights=np.isnan(values))
        nothing &= (unknown == 0)[groups]
    if nothing.any():
        first = int(nothing.argmax())
        region = subject.table["region"].iloc[first]
        year = f" in {subject.table['year'].iloc[first]}" if "year" in subject.table else ""
        number = len(np.unique(groups[nothing]))
        yield subject.tell(
            "CLW-T35",
            f"region {region} has employment 0 in total{year}: its location quotients are "
            f"undefined (0/0)" + (f", as are those of {number - 1} more" if number > 1 else ""),
            "employment",
            nothing,
            "a total above 0; undefined values are shown as missing with the reason, not as 0",
            "nothing, if it is true; else leave unknown cells empty",
            is_warning=True,
        )


def parts_above_totals(subject: Subject) -> Iterator[Problem]:
    """Industries of a region that sum to more than the total stated for the region."""
    regions = subject.other("regions", "region")
    years = subject.distinct("year").each if "year" in subject.table else ()
    if subject.name != "activity" or regions is None or len(years) > 1:
        return
    for column in map(str, regions.select_dtypes("number")):
        stated = STATED.fullmatch(column)
        part = (stated["a"] or stated["b"]) if stated else ""
        if part not in subject.measured or regions["region"].duplicated().any():
            continue
        found = subject.distinct("region")
        sums = np.bincount(
            found.places.clip(0),
            weights=np.nan_to_num(subject.numbers(part)),
            minlength=len(found.each),
        )
        total = regions.set_index("region")[column].reindex(found.each).to_numpy("float64")
        above = sums > total * ROUNDING + 1
        if above.any():
            at = int(above.argmax())
            yield subject.tell(
                "CLW-T36",
                f"the industries of {found.each[at]} sum to {sums[at]:,.0f}, more than its total "
                f"of {total[at]:,.0f}; "
                f"{counted(int(above.sum()), 'region is', 'regions are')} so",
                part,
                found.rows(above),
                f"parts that sum to at most {column} of the table regions",
                "look for rows that are there twice, or for a total of another year",
                is_warning=True,
            )


def parts_above_other_tables(subject: Subject) -> Iterator[Problem]:
    """Regions of `activity` that sum to more than another table states for what holds them."""
    regions = subject.other("regions", "region", "parent")
    if subject.name != "activity" or regions is None or not subject.has(*CELL):
        return
    parent = regions.dropna(subset=["parent"]).drop_duplicates("region").set_index("region")
    for name, stated in subject.tables.items():
        numbers = set(stated.select_dtypes("number"))
        shared = [column for column in subject.measured if column in numbers]
        if name in ("activity", "regions") or not set(CELL) <= set(stated) or not shared:
            continue
        above = subject.table["region"].map(parent["parent"])
        sums = subject.table.assign(region=above).groupby(CELL, as_index=False)[shared].sum()
        both = stated[CELL + shared].merge(sums, on=CELL, suffixes=("", PARTS))
        for column in shared:
            is_above = (both[column + PARTS] > both[column] * ROUNDING + 1).to_numpy(bool)
            if is_above.any():
                yield _above_other_table(subject, name, column, both[is_above], above)


def _above_other_table(
    subject: Subject, name: str, column: str, cells: pd.DataFrame, above: pd.Series
) -> Problem:
    cell, table = cells.iloc[0], subject.table
    rows = above == cell["region"]
    for key in ("industry", "year"):
        rows &= table[key] == cell[key]
    return subject.tell(
        "CLW-T36",
        f"the regions within {cell['region']} sum to {cell[column + PARTS]:,.0f} "
        f"({cell['industry']}, {cell['year']}), more than the {cell[column]:,.0f} of the table "
        f"{name}; {counted(len(cells), 'cell is', 'cells are')} so",
        column,
        rows.to_numpy(dtype=bool),
        f"parts that sum to at most what the table {name} states",
        "look for rows that are there twice, or for another definition",
        is_warning=True,
    )


def children_above_parents(subject: Subject) -> Iterator[Problem]:
    """Regions that hold less area or fewer people than the regions within them."""
    if subject.name != "regions" or not subject.has("region", "parent"):
        return
    table = subject.table
    if "valid_years" in table and len(table["valid_years"].dropna().unique()) > 1:
        return  # parts of several years overlap
    for column in ("area_km2", "population"):
        if column not in subject.measured:
            continue
        sums = table.groupby("parent")[column].sum()
        parts = table["region"].map(sums).astype("float64")
        above = (parts > table[column] * OTHER_YEARS).to_numpy(dtype=bool)
        if above.any():
            at = table.loc[above].iloc[0]
            yield subject.tell(
                "CLW-T36",
                f"the parts of {at['region']} have {column} {parts[above].iloc[0]:,.0f}, more than "
                f"its own {at[column]:,.0f}",
                column,
                above,
                "parts that sum to at most the whole",
                "correct the parent, or the number; leave it if the two are of other years",
                is_warning=True,
            )
