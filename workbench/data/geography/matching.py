"""Do outlines and regions belong together: each code on both sides, each name beside its code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from workbench.data.geography.region_codes import NAMED, REGION, known_codes
from workbench.data.reading.decoding import garbled, is_garbled
from workbench.errors import Problem, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

NAMES = ("name", "name_local")


def matching_problems(
    outlines: GeoDataFrame, file: str, regions: pd.DataFrame | None
) -> Iterator[Problem]:
    """Regions without an outline, and outlines without a region, by code.

    Parameters
    ----------
    outlines
        Outlines with a column `region`.
    file
        Where they were read from, for the place of each problem.
    regions
        The study's regions. Levels of which no region has an outline are not told: a study may
        have outlines of prefectures and figures of counties.
    """
    known = known_codes(regions)
    codes = outlines[REGION].dropna().astype(str)
    if regions is None or not known or codes.empty:
        return
    if not codes.isin(known).any():
        yield Problem(
            "CLW-G19",
            "no outline has the code of a region",
            file=file,
            column=REGION,
            value=listed(codes, 3),
            expected=f"codes of the table regions: {listed(sorted(known), 3)}",
            remedy="use the same codes in both, written in the same way",
        )
        return
    stray = codes[~codes.isin(known)].drop_duplicates()
    if len(stray):
        yield _unmatched("outlines belong to no region of the study", stray, file)
    lacking = _lacking(regions, set(codes))
    if len(lacking):
        yield _unmatched("regions have no outline; maps show them as without data", lacking, file)


def _lacking(regions: pd.DataFrame, codes: set[str]) -> pd.Series:
    own = regions[REGION].astype(str)
    lacks = ~own.isin(codes)
    if "level" in regions:
        levels = regions["level"].fillna("")
        lacks &= levels.isin(set(levels[~lacks]))
    return own[lacks]


def _unmatched(what: str, codes: pd.Series, file: str) -> Problem:
    return Problem(
        "CLW-G19",
        f"{len(codes)} {what}: {listed(codes, NAMED)}",
        file=file,
        column=REGION,
        value=str(codes.iloc[0]),
        expected="the same codes in the outlines and in the table regions",
        remedy="nothing, if that is so; otherwise correct the codes",
        more=len(codes) - 1,
        is_warning=True,
    )


def garbled_problems(outlines: GeoDataFrame, file: str) -> Iterator[Problem]:
    """Texts that were garbled before they were saved; codes and names must be mended."""
    for column in outlines.columns.drop(outlines.geometry.name):
        wrong = [text for text in outlines[column] if isinstance(text, str) and is_garbled(text)]
        if wrong:
            is_label = str(column) in (REGION, *NAMES)
            problem = garbled(wrong[0], file, str(column), more=len(wrong) - 1)
            yield replace(problem, is_warning=not is_label)


def name_problems(
    outlines: GeoDataFrame, file: str, regions: pd.DataFrame | None
) -> Iterator[Problem]:
    """Outlines whose name is that of another region than their code says, as a warning.

    Names may be spelled in many ways, so only a name that is exactly another region's is told.
    """
    if regions is None or REGION not in regions:
        return
    for column in NAMES:
        if column not in outlines or column not in regions:
            continue
        known = regions.dropna(subset=[REGION, column]).drop_duplicates(REGION)
        own = known.set_index(REGION)[column].astype(str)
        owner = dict(zip(own, own.index, strict=True))
        drawn = outlines.set_index(REGION)[column].dropna().astype(str)
        pairs = zip(drawn.index, drawn, strict=True)
        wrong = [
            f"{code} is called {name}, which is {owner[name]}"
            for code, name in pairs
            if code in own.index and own[code] != name and name in owner
        ]
        if wrong:
            yield Problem(
                "CLW-G19",
                f"the code and the name of an outline disagree: {listed(wrong, NAMED)}",
                file=file,
                column=column,
                value=wrong[0],
                expected="the name that the table regions has for the code",
                remedy="correct the code or the name, in the outlines or in regions",
                more=len(wrong) - 1,
                is_warning=True,
            )
