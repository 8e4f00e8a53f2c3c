"""Which region does an outline belong to: by its code, never by its position in the file."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from workbench.data.reading import Layout
from workbench.errors import Problem, StudyError, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

REGION = "region"
NAMED = 5
MOST = 0.5  # of the codes; a column that matches fewer is not taken for the codes
SYNONYMS = (
    "region_code", "region_id", "code", "adcode", "ad_code", "gb", "gbcode", "pac", "geoid",
    "fips", "nuts_id", "nuts", "iso_code", "iso_3166_2", "hasc", "gid", "id", "行政区划代码",
    "区划代码", "区划码", "行政代码", "地区代码", "代码", "区域代码", "编码", "邮政代码",
)  # fmt: skip


def with_codes(
    layer: GeoDataFrame, layout: Layout, file: str, regions: pd.DataFrame | None
) -> tuple[GeoDataFrame, list[Problem]]:
    """The layer with its region codes as text in a column `region`, and what is wrong with them.

    Parameters
    ----------
    layer
        Outlines as they stand in the file.
    layout
        With `pad_codes`, text codes get back leading zeros that were lost.
    file
        Where the layer was read from, for the place of each problem.
    regions
        The study's regions, whose codes tell which column holds them.

    Raises
    ------
    StudyError
        If no column can be taken for the codes.
    """
    known = known_codes(regions)
    column, problems = _column(layer, file, known)
    codes, told = _as_text(layer[column], layout, file, known)
    problems += told
    empty = codes.isna()
    if empty.any():
        problems.append(_without_code(codes, file, column))
    if column != REGION:
        layer = layer.drop(columns=[name for name in (REGION, column) if name in layer])
    layer = layer.assign(**{REGION: codes})[~empty.to_numpy()]
    return layer.reset_index(drop=True), [*problems, *_twice(layer[REGION], file)]


def known_codes(regions: pd.DataFrame | None) -> set[str]:
    """The codes of the study's regions; none where there is no such table."""
    if regions is None or REGION not in regions:
        return set()
    return set(regions[REGION].dropna().astype(str))


def _column(layer: GeoDataFrame, file: str, known: set[str]) -> tuple[str, list[Problem]]:
    """The column with the codes; any other than `region` is told."""
    columns = [str(name) for name in layer.columns if name != layer.geometry.name]
    matching = [name for name in columns if _share(layer[name], known) >= MOST]
    if REGION in columns and (REGION in matching or len(matching) != 1):
        return REGION, []
    named = [name for name in columns if name.strip().lower() in (REGION, *SYNONYMS)]
    candidates = matching if known else named
    if len(candidates) == 1:
        why = "it holds codes of the table regions" if known else "of its name"
        return candidates[0], [_taken(candidates[0], why, file)]
    raise StudyError(_no_column(columns, candidates or named, file))


def _share(cells: pd.Series, known: set[str]) -> float:
    """The part of the cells that are codes of the study, with or without leading zeros."""
    bare = {code.lstrip("0") for code in known}
    codes = _plain(cells).dropna()
    return float(codes.str.lstrip("0").isin(bare).mean()) if len(codes) and known else 0.0


def _taken(column: str, why: str, file: str) -> Problem:
    return Problem(
        "CLW-G24",
        f'the column "{column}" was taken for the region codes, because {why}',
        file=file,
        column=column,
        value=column,
        expected=f"a column called {REGION}",
        remedy=f"nothing, if that is right; otherwise rename the right column to {REGION}",
        is_warning=True,
    )


def _no_column(columns: list[str], candidates: list[str], file: str) -> Problem:
    nearest = get_close_matches(REGION, [name.lower() for name in columns], n=3, cutoff=0.4)
    hint = candidates or [name for name in columns if name.lower() in nearest]
    could = f"; it could be {listed(hint)}" if hint else ""
    return Problem(
        "CLW-G24",
        f"the outlines do not say which region they belong to{could}",
        file=file,
        value=listed(columns, NAMED) or "no columns",
        expected=f"a column {REGION}, with the codes of regions.csv as text",
        remedy=f"rename the column with the codes to {REGION}",
    )


def _plain(cells: pd.Series) -> pd.Series:
    """Cells as text: whole numbers without decimals, nothing for empty ones."""
    return (
        cells.map(_as_code, na_action="ignore")
        .astype("str")
        .where(lambda codes: codes.str.strip() != "")
    )


def _as_code(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _as_text(
    cells: pd.Series, layout: Layout, file: str, known: set[str]
) -> tuple[pd.Series, list[Problem]]:
    """Codes as text, with their leading zeros where the study's codes show them."""
    codes = _plain(cells)
    is_number = cells.map(lambda cell: isinstance(cell, int | float), na_action="ignore")
    numbers = is_number.fillna(False).astype(bool) & codes.notna()
    full = {code.lstrip("0"): code for code in known}
    padded = codes.map(lambda code: full.get(code.lstrip("0"), code), na_action="ignore")
    changed = codes.notna() & (padded != codes) & ~codes.isin(known)
    lost = changed & ~numbers
    if numbers.any():
        return padded.where(changed & (numbers | layout.pad_codes), codes), [
            *_numbers(codes[numbers], padded[changed & numbers], file, str(cells.name)),
            *_zeros(codes[lost], padded[lost], file, layout),
        ]
    problems = list(_zeros(codes[lost], padded[lost], file, layout))
    return padded.where(lost & layout.pad_codes, codes), problems


def _numbers(codes: pd.Series, padded: pd.Series, file: str, column: str) -> Iterator[Problem]:
    zeros = ""
    if len(padded):
        first = padded.index[0]
        zeros = (
            f"; {len(padded)} got back leading zeros that the table regions shows "
            f"({codes[first]} is {padded[first]})"
        )
    broken = codes.str.contains(".", regex=False)
    yield Problem(
        "CLW-G16",
        f"the region codes are numbers in the layer; they are read as text{zeros}",
        file=file,
        column=column,
        value=str(codes[broken].iloc[0] if broken.any() else codes.iloc[0]),
        expected="codes as text, so that none loses a leading zero",
        remedy="save the codes as text" if broken.any() else "nothing, if the codes are right",
        more=len(codes) - 1,
        is_warning=not broken.any(),
    )


def _zeros(codes: pd.Series, padded: pd.Series, file: str, layout: Layout) -> Iterator[Problem]:
    if codes.empty:
        return
    done = "got back" if layout.pad_codes else "lost"
    yield Problem(
        "CLW-G16",
        f"region codes {done} leading zeros: {codes.iloc[0]} is {padded.iloc[0]} in regions",
        file=file,
        column=REGION,
        value=str(codes.iloc[0]),
        expected="the codes of the table regions",
        remedy="nothing" if layout.pad_codes else "restore the file, or: --read pad_codes=true",
        more=len(codes) - 1,
        is_warning=layout.pad_codes,
    )


def _without_code(codes: pd.Series, file: str, column: str) -> Problem:
    numbers = [str(n) for n, code in enumerate(codes.isna(), 1) if code]
    return Problem(
        "CLW-G24",
        f"an outline has no region code: feature {listed(numbers, NAMED)}",
        file=file,
        column=column,
        value="",
        expected="a code of the table regions for every outline",
        remedy="fill the code in, or take the feature out",
        more=len(numbers) - 1,
    )


def _twice(codes: pd.Series, file: str) -> Iterator[Problem]:
    again = codes.notna() & codes.duplicated()
    if again.any():
        names = codes[again].unique()
        yield Problem(
            "CLW-G08",
            f"a region has two outlines: {listed(names, NAMED)}",
            file=file,
            value=str(names[0]),
            expected="one outline a region, of as many parts as it needs",
            remedy="keep one, or join them (QGIS: Dissolve; in Python: .dissolve('region'))",
            more=int(again.sum()) - 1,
        )
