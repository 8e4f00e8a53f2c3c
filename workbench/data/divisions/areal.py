"""How much of a figure lies in each of other outlines: areal transfer through tobler."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError, WorkbenchError, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

EQUAL_AREA = "EPSG:6933"  # cylindrical equal area on WGS 84 (NSIDC EASE-Grid 2.0 Global)
TOLERANCE = 1e-9
COVERED = 1e-3  # straight edges bend when projected, and neighbours come apart by less than this


def areal_transfer(
    values: pd.DataFrame,
    source_outlines: GeoDataFrame,
    target_outlines: GeoDataFrame,
    *,
    extensive: Sequence[str] = (),
    intensive: Sequence[str] = (),
) -> tuple[pd.DataFrame, list[Problem]]:
    """Figures of regions carried over to regions with other outlines, by shares of area.

    Parameters
    ----------
    values
        One row a source region: region, and the columns of figures.
    source_outlines, target_outlines
        Outlines with a column region and a coordinate system; matched with values by code,
        never by position, and measured in an equal-area projection.
    extensive
        Columns of counts, which are shared out: v_j = Σ_i v_i a_ij / a_i, with a_ij the common
        area and a_i the area of the source. What lies outside all targets is not transferred.
    intensive
        Columns of rates, which are averaged: v_j = Σ_i v_i a_ij / Σ_k a_kj.

    Returns
    -------
    One row a target region: region, the columns, and covered_share, the part of its area that
    the sources cover. A target that touches a source whose figure is missing has none either,
    and neither has one that touches no source. With it, as warnings, the regions on either side
    that are not covered.

    Raises
    ------
    WorkbenchError
        If tobler is not installed.
    StudyError
        If values and outlines are not of the same regions, outlines have no coordinate system,
        or a total is not conserved to 1e-9.

    Notes
    -----
    The assumption is that figures are spread evenly over each region (Goodchild and Lam, Areal
    interpolation: a variant of the traditional spatial problem, Geo-Processing 1, 1980). tobler
    0.13 does the sums. Left to itself it keeps areas in single precision, shares the uncovered
    part out over the rest, writes 0 where a figure is missing or a target touches nothing, and
    returns None for coordinate systems that differ; so areas, gaps and checks are ours.

    Examples
    --------
    >>> import geopandas, shapely
    >>> whole = geopandas.GeoDataFrame({"region": ["A"]}, geometry=[shapely.box(0, 0, 2, 1)],
    ...                                crs="EPSG:6933")
    >>> halves = geopandas.GeoDataFrame({"region": ["1", "2"]}, crs="EPSG:6933",
    ...     geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> people = pd.DataFrame({"region": ["A"], "population": [10]})
    >>> areal_transfer(people, whole, halves, extensive=["population"])[0]["population"].tolist()
    [5.0, 5.0]
    """
    wrong = list(_not_aligned(values, source_outlines, target_outlines))
    if wrong:
        raise StudyError(wrong)
    source = source_outlines.to_crs(EQUAL_AREA)[["region", "geometry"]]
    source = source.merge(values, on="region").reset_index(drop=True)
    target = target_outlines.to_crs(EQUAL_AREA)[["region", "geometry"]].reset_index(drop=True)
    shared, given = _shared_areas(source, target)
    taken = np.asarray(shared.sum(axis=0)).ravel() / target.area.to_numpy()
    result = _interpolated(source, target, shared, list(extensive), list(intensive))
    result.insert(1, "covered_share", taken)
    wrong = [p for column in extensive for p in _not_conserved(source, result, given, column)]
    wrong += _overlapping(source["region"], given)
    if wrong:
        raise StudyError(wrong)
    told = [
        *_bare(source["region"], given, "has no target region; its share was not transferred"),
        *_bare(target["region"], taken, "is covered by no source region"),
    ]
    return result, told


def _shared_areas(source: GeoDataFrame, target: GeoDataFrame) -> tuple[Any, np.ndarray]:
    """The common area of each source and target in m², and the share of each source covered."""
    from scipy.sparse import csr_matrix, diags

    here, there = target.sindex.query(source.geometry, predicate="intersects")
    met = target.geometry.iloc[there].reset_index(drop=True)
    common = source.geometry.iloc[here].reset_index(drop=True).intersection(met).area
    shared = csr_matrix((common, (here, there)), shape=(len(source), len(target)))
    given = np.asarray(shared.sum(axis=1)).ravel() / source.area.to_numpy()
    is_covered = np.abs(given - 1) < COVERED
    scale = np.where(is_covered, 1 / np.where(is_covered, given, 1), 1.0)
    return csr_matrix(diags(scale) @ shared), np.where(is_covered, 1.0, given)


def _interpolated(
    source: GeoDataFrame,
    target: GeoDataFrame,
    shared: Any,
    extensive: list[str],
    intensive: list[str],
) -> pd.DataFrame:
    """Sums and means by tobler; a target that meets a missing figure, or nothing, has none."""
    interpolate = _tobler()
    columns = [*extensive, *intensive]
    filled = source.assign(**{c: source[c].astype("float64").fillna(0.0) for c in columns})
    found = interpolate(
        filled,
        target,
        extensive_variables=extensive,
        intensive_variables=intensive,
        table=shared,
        allocate_total=False,
    )
    touches = shared > 0
    meets_none = np.asarray(touches.sum(axis=0)).ravel() == 0
    result = pd.DataFrame({"region": target["region"]})
    for column in columns:
        is_missing = source[column].isna().to_numpy(dtype="float64")
        is_gap = meets_none | (touches.T @ is_missing > 0)
        result[column] = found[column].mask(is_gap)
    return result


def _tobler() -> Any:
    try:
        from tobler.area_weighted import area_interpolate
    except ImportError as error:
        raise WorkbenchError(
            Problem(
                "CLW-G45",
                "areal transfer needs the package tobler, which is not installed",
                expected="the extra [areal]",
                remedy="pip install 'cluster-workbench[areal]'",
            )
        ) from error
    return area_interpolate


def _not_aligned(
    values: pd.DataFrame, source: GeoDataFrame, target: GeoDataFrame
) -> Iterator[Problem]:
    """Regions on one side only, twice, or without a coordinate system."""
    drawn, given = set(source["region"]), set(values["region"])
    for lost, what in ((given - drawn, "no outline"), (drawn - given, "no row of values")):
        if lost:
            yield _mismatch(f"{len(lost)} regions have {what}", sorted(lost))
    for table, where in ((values, "values"), (source, "source"), (target, "target")):
        again = table.loc[table["region"].duplicated(), "region"]
        if len(again):
            yield _mismatch(f"regions stand twice among the {where} regions", sorted(again))
    for outlines, where in ((source, "source"), (target, "target")):
        if outlines.crs is None:
            yield _mismatch(f"the {where} outlines do not say their coordinate system", [])


def _mismatch(message: str, codes: list[str]) -> Problem:
    return Problem(
        "CLW-G46",
        f"{message}: {listed(codes, 5)}" if codes else message,
        value=codes[0] if codes else None,
        expected="one row of values and one outline a region, with a coordinate system",
        remedy="complete the table or the outlines, matched by the column region",
        more=max(len(codes) - 1, 0),
    )


def _not_conserved(
    source: pd.DataFrame, result: pd.DataFrame, given: np.ndarray, column: str
) -> Iterator[Problem]:
    """A total that is not the covered part of the total before; not judged with figures missing."""
    before = float((source[column] * given).sum())
    after, scale = float(result[column].sum()), float((source[column].abs() * given).sum())
    if source[column].notna().all() and not abs(before - after) <= TOLERANCE * scale:
        yield Problem(
            "CLW-G35",
            f"column {column} has the total {before:.12g} before and {after:.12g} after",
            column=column,
            value=f"{after:.12g}",
            expected=f"{before:.12g}, to {TOLERANCE} of it",
            remedy="look for infinite values, and for outlines that overlap",
        )


def _overlapping(regions: pd.Series, given: np.ndarray) -> list[Problem]:
    over = regions[given > 1 + COVERED].tolist()
    if not over:
        return []
    problem = _mismatch("target outlines overlap, so figures would be counted twice", over)
    return [problem]


def _bare(regions: pd.Series, share: np.ndarray, what: str) -> Iterator[Problem]:
    """A warning that names every region of which a part is bare, with the part."""
    bare = {str(r): 1 - s for r, s in zip(regions, share, strict=True) if s < 1 - COVERED}
    if bare:
        parts = listed((f"{region} ({part:.2%})" for region, part in bare.items()), 12)
        yield Problem(
            "CLW-G44",
            f"a part of the area {what}: {parts}",
            value=next(iter(bare)),
            expected="outlines that cover each other",
            remedy="take outlines of the same area and the same edition",
            more=len(bare) - 1,
            is_warning=True,
        )
