"""Which outlines lie on each other, and which leave a gap where they should touch."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.errors import Problem, listed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

NAMED = 5
GAP = 0.001  # degrees, about 100 metres
GAP_SHARE = 0.01  # of the width of the smaller outline
TOLD, REFUSED = 0.01, 0.05  # shares of the smaller outline


def overlap_problems(
    outlines: GeoDataFrame, file: str, regions: pd.DataFrame | None = None
) -> Iterator[Problem]:
    """Pairs of regions whose outlines share an area, and regions that have the same outline.

    Parameters
    ----------
    outlines
        Polygons with a column `region`.
    file
        Where they were read from, for the place of each problem.
    regions
        The study's regions; an outline may lie on that of the region it belongs to (`parent`).

    Notes
    -----
    Simplified borders overlap a little. Pairs that share less than 1 % of the smaller outline
    are not told, up to 5 % is a warning, and more is an error: the area would be counted twice.
    """
    found = overlaps(outlines, TOLD)
    found = found[~_belong_together(found, regions)]
    same = found["is_same"]
    if same.any():
        yield _problem("CLW-G27", "have the same outline", found[same], file)
    large = ~same & (found["share"] > REFUSED)
    if large.any():
        yield _problem("CLW-G09", "overlap", found[large], file)
    small = ~same & ~large
    if small.any():
        yield _problem("CLW-G09", "overlap a little", found[small], file, is_warning=True)


def overlaps(outlines: GeoDataFrame, least: float = 0.0) -> pd.DataFrame:
    """Pairs of outlines that share an area.

    Parameters
    ----------
    outlines
        Polygons with a column `region`.
    least
        Pairs that share no more than this part of the smaller outline are left out.

    Returns
    -------
    One row a pair, largest share first: region, other, share (of the smaller outline, from 0 to
    1, measured in the coordinates of the layer), is_same (one outline under two codes).

    Examples
    --------
    >>> from geopandas import GeoDataFrame
    >>> from shapely.geometry import box
    >>> two = GeoDataFrame({"region": ["a", "b"]}, geometry=[box(0, 0, 2, 1), box(1, 0, 3, 1)])
    >>> overlaps(two)["share"].tolist()
    [0.5]
    """
    from shapely import STRtree, area, equals, intersection

    shapes = mended(outlines.geometry.to_numpy())
    one, other = STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    smaller = np.minimum(area(shapes[one]), area(shapes[other]))
    common = area(intersection(shapes[one], shapes[other]))
    share = np.divide(common, smaller, out=np.zeros(len(common)), where=smaller > 0)
    keep = share > least
    one, other = one[keep], other[keep]
    codes = outlines["region"].astype(str).to_numpy()
    pairs = pd.DataFrame(
        {
            "region": codes[one],
            "other": codes[other],
            "share": share[keep],
            "is_same": equals(shapes[one], shapes[other]),
        }
    )
    pairs = pairs[pairs["region"] != pairs["other"]]
    return pairs.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def mended(shapes: np.ndarray) -> np.ndarray:
    """Shapes with the invalid ones made valid, so that they can be laid on each other."""
    from shapely import is_valid, make_valid

    bad = ~is_valid(shapes)
    whole = shapes.copy()
    whole[bad] = make_valid(shapes[bad])
    return whole


def gaps(outlines: GeoDataFrame) -> pd.DataFrame:
    """Pairs of outlines that come so near each other that the gap may be a matter of drawing.

    Parameters
    ----------
    outlines
        Polygons in degrees with a column `region`.

    Returns
    -------
    One row a pair: region, other, gap (degrees). Gaps of up to about 100 metres are meant, and
    of up to 1 % of the width of the smaller outline where that is less.
    """
    from shapely import STRtree, area, distance, is_empty

    shapes = mended(outlines.geometry.to_numpy())
    one, other = STRtree(shapes).query(shapes, predicate="dwithin", distance=GAP)
    one, other = one[one < other], other[one < other]
    apart = distance(shapes[one], shapes[other])
    width = np.sqrt(np.minimum(area(shapes[one]), area(shapes[other])))
    near = (apart > 0) & (apart < np.minimum(GAP, GAP_SHARE * width)) & ~is_empty(shapes[one])
    codes = outlines["region"].astype(str).to_numpy()
    pairs = {"region": codes[one][near], "other": codes[other][near], "gap": apart[near]}
    return pd.DataFrame(pairs).sort_values(["region", "other"], ignore_index=True)


def gap_problems(outlines: GeoDataFrame, file: str) -> Iterator[Problem]:
    """Pairs of regions that nearly touch, as a warning: they are no neighbours, and may be."""
    found = gaps(outlines)
    if found.empty:
        return
    told = [f"{pair.region} and {pair.other}" for pair in found.itertuples(index=False)]
    yield Problem(
        "CLW-G17",
        f"{len(told)} pairs of regions nearly touch, so they do not count as neighbours: "
        f"{listed(told, NAMED)}",
        file=file,
        value=told[0],
        expected=f"outlines that touch, or lie more than {GAP:g} degrees apart",
        remedy="nothing, if water lies between; otherwise close the gap (QGIS: Snap geometries)",
        more=len(told) - 1,
        is_warning=True,
    )


def _belong_together(pairs: pd.DataFrame, regions: pd.DataFrame | None) -> np.ndarray:
    """Whether one region of a pair is an ancestor of the other."""
    if regions is None or not {"region", "parent"} <= set(regions):
        return np.zeros(len(pairs), dtype=bool)
    known = regions.dropna(subset=["region", "parent"])
    parent = dict(zip(known["region"].astype(str), known["parent"].astype(str), strict=True))
    ancestors = {region: _ancestors(region, parent) for region in parent}
    return np.array(
        [
            one in ancestors.get(other, ()) or other in ancestors.get(one, ())
            for one, other in zip(pairs["region"], pairs["other"], strict=True)
        ],
        dtype=bool,
    )


def _ancestors(region: str, parent: dict[str, str]) -> set[str]:
    seen: set[str] = set()
    above = parent.get(region)
    while above is not None and above not in seen:
        seen.add(above)
        above = parent.get(above)
    return seen


def _problem(
    code: str, what: str, pairs: pd.DataFrame, file: str, *, is_warning: bool = False
) -> Problem:
    told = [
        f"{pair.region} and {pair.other} by {pair.share:.1%}"
        for pair in pairs.itertuples(index=False)
    ]
    message = f"regions {what}: {listed(told, NAMED)} of the smaller"
    if is_warning:
        remedy = "nothing, if the borders were simplified; shares of area are off by as much"
    else:
        remedy = (
            "cut one from the other (QGIS: Difference), or, where one region lies within the "
            "other, say so in the column parent of regions"
        )
    return Problem(
        code,
        message,
        file=file,
        value=f"{pairs.iloc[0]['region']} and {pairs.iloc[0]['other']}",
        expected=f"outlines that share at most {TOLD:.0%} of the smaller: area counts once",
        remedy=remedy,
        more=len(pairs) - 1,
        is_warning=is_warning,
    )
