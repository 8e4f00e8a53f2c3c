"""Which neighbours does a study offer to a model: regions that touch, or else the nearest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.data import Study
from workbench.errors import FormulaError, Problem, unknown

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from workbench.data.geography import Neighbours

NEAREST = 6


def neighbours_of(study: Study, panel: pd.DataFrame) -> Neighbours:
    """The neighbours of the regions of a panel, as the study's geography has them.

    Parameters
    ----------
    study
        Its outlines, or the coordinates of its regions.
    panel
        A table with a column `region`; each region once or more often.

    Returns
    -------
    Neighbours with weights that sum to 1 a region: regions that touch (queen contiguity) where
    all have an outline, else the six nearest points (fewer where there are few regions).

    Raises
    ------
    FormulaError
        If the panel has no column `region`.
    StudyError
        If there are fewer than two regions, or one lies nowhere.

    Examples
    --------
    >>> from workbench.data import load
    >>> from workbench.models import panel
    >>> study = load("china_prefectures")
    >>> neighbours_of(study, panel(study)).rule
    'neighbours touch'
    """
    if "region" not in panel:
        where = "column of the panel called"
        raise FormulaError(unknown("CLW-N04", where, "region", map(str, panel.columns)))
    codes = pd.Index(panel["region"].dropna().astype(str).unique()).sort_values()
    if "regions" not in study.tables and study.boundaries is None:
        raise FormulaError(_nowhere(study))
    places = study.tables.get("regions", pd.DataFrame({"region": codes}))
    return nearby(codes, places, study.boundaries, transform="row")


def nearby(
    codes: pd.Index,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    transform: str = "binary",
) -> Neighbours:
    """Regions that touch where all have an outline, the nearest ones otherwise.

    Parameters
    ----------
    codes
        The regions that take part.
    regions
        `region`, `longitude`, `latitude`; used where there are no outlines.
    boundaries
        Outlines with a column `region`.
    transform
        "row": each region's neighbours weigh 1 together. "binary": each weighs 1.

    Returns
    -------
    A `Neighbours` of exactly these regions.

    Raises
    ------
    StudyError
        If there are fewer than two regions, or one lies nowhere.

    Examples
    --------
    >>> towns = pd.DataFrame(
    ...     {"region": list("abc"), "longitude": [0.0, 1, 3], "latitude": [0.0, 0, 0]})
    >>> nearby(pd.Index(list("abc")), towns).rule
    'the 1 nearest regions are neighbours'
    """
    from workbench.data.geography import neighbours  # it brings much that models do without

    rows = regions.assign(region=regions["region"].astype(str))
    rows = rows.drop_duplicates("region").set_index("region").reindex(codes)
    rows = rows.rename_axis("region").reset_index()
    if boundaries is not None:
        is_there = boundaries.geom_type.notna() & ~boundaries.is_empty
        if set(codes) <= set(boundaries.loc[is_there, "region"]):
            return neighbours(rows, boundaries, transform=transform)
    n_nearest = min(NEAREST, max((len(codes) - 1) // 2, 1))
    return neighbours(rows, kind="nearest", k=n_nearest, transform=transform)


def _nowhere(study: Study) -> Problem:
    return Problem(
        "CLW-F42",
        f"study {study.name} does not say where its regions lie",
        column="region",
        expected="outlines, or longitude and latitude in the table of regions",
        remedy="add boundaries.geojson or coordinates to the study",
    )
