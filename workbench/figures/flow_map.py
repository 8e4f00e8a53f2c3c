"""What goes from where to where: curved lines that start wide and end in a point."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Patch, Polygon

from workbench.figures._ground import Ground, ground_of
from workbench.figures._map_furniture import (
    draw_ground,
    furnish,
    legend_beside,
    note_handles,
)
from workbench.figures.bubble_map import legend_amounts, shaded
from workbench.figures.labels import PLACES, place_labels, shortened
from workbench.figures.maps import LONGEST_NAME, LOW
from workbench.figures.numbers import listed, shown
from workbench.figures.style import EDGE, new_axes, say, styled

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MOST = 150
NAMED = 8
IN_WORDS = 3
BEND = 0.18  # of the length of a flow, to its left
WIDEST = 0.022  # of the diagonal of the map: the width of the largest flow where it starts
POINTS = 24
ALPHA = 0.8


def flow_map(
    flows: pd.DataFrame,
    regions: pd.DataFrame,
    boundaries: GeoDataFrame | None = None,
    *,
    label: str,
    most: int = MOST,
    named: int = NAMED,
    ax: Axes | None = None,
) -> Axes:
    """Draw flows between regions; each is wide and begins at its origin, and ends in a point.

    Parameters
    ----------
    flows
        `origin`, `destination` (region codes) and `value`; rows of one pair are summed.
    regions, boundaries
        As for `region_map`, and `name` for the names of the busiest regions.
    label
        What flows, with its unit; heads the legend.
    most
        How many of the largest flows are drawn.
    named
        How many of the busiest regions get their names, where there is room.
    ax
        Axes to draw on; new ones by default.

    Returns
    -------
    The axes. A flow bends to the left of its way, so that one and the way back lie beside each
    other. The legend counts what is not drawn: flows within a region, of nothing or less,
    without a value or a place, and smaller ones.
    """
    with styled():
        axes = ax or new_axes()
        axes.set_axis_off()
        low = new_axes(height=LOW) if ax is None else axes
        pairs = _pairs(flows)
        codes = pd.Index(pd.unique(pairs[["origin", "destination"]].to_numpy().ravel()))
        if pairs["value"].notna().sum() == 0:
            return say(low, f"No map: {label} has no value in any flow.")
        ground = ground_of(codes.union(pd.Index(regions["region"])), codes, regions, boundaries)
        spots = ground.spots()
        if not codes.isin(spots.index).any():
            return say(low, f"No map of {label}: the study has no outlines and no coordinates.")
        chosen, notes = _chosen(pairs, spots.index, most)
        draw_ground(axes, ground)
        _draw(axes, chosen, spots, WIDEST * 2 * max(ground.half_diagonal_km, 1e-6))
        handles = [*_width_handles(chosen), *note_handles(notes)]
        legend_beside(
            axes, handles, f"{label} (wide and dark: much; from the wide to the pointed end)"
        )
        furnish(axes, ground)
        _name(axes, ground, _busiest(chosen)[:named], regions)
        return axes


def flows_in_words(flows: pd.DataFrame, regions: pd.DataFrame, label: str) -> str:
    """What a map of flows shows, for those who cannot see it."""
    pairs = _pairs(flows)
    between = pairs[(pairs["origin"] != pairs["destination"]) & (pairs["value"] > 0)]
    if between.empty:
        return f"Empty map: {label} has no flow between regions."
    names = regions.drop_duplicates("region").set_index("region")["name"].dropna()
    top = between.sort_values("value", ascending=False, kind="stable").head(IN_WORDS)
    parts = [
        f"{_called(names, origin)} to {_called(names, destination)} ({shown(float(value))})"
        for origin, destination, value in top.itertuples(index=False)
    ]
    return (
        f"Map of {label}: {len(between)} flows between regions, {shown(between['value'].sum())} "
        f"in all. The largest: {listed(parts)}."
    )


def _called(names: pd.Series, code: Any) -> str:
    return shortened(str(names.get(code, code)), LONGEST_NAME)


def _pairs(flows: pd.DataFrame) -> pd.DataFrame:
    """One row a pair, by code; the sum of nothing is missing, not zero."""
    keys = ["origin", "destination"]
    table = flows[[*keys, "value"]].astype({"value": "float64"})
    return table.groupby(keys, sort=True)["value"].sum(min_count=1).reset_index()


def _chosen(
    pairs: pd.DataFrame, placed: pd.Index, most: int
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The flows to draw, the smallest first, and how many there are of the others."""
    is_known = np.isfinite(pairs["value"])
    is_within = is_known & (pairs["origin"] == pairs["destination"])
    is_none = is_known & ~is_within & (pairs["value"] <= 0)
    is_placed = pairs["origin"].isin(placed) & pairs["destination"].isin(placed)
    usable = pairs[is_known & ~is_within & ~is_none & is_placed]
    ordered = usable.sort_values("value", kind="stable")
    notes = {
        "smaller flows, not drawn": max(len(ordered) - most, 0),
        "within a region, not drawn": int(is_within.sum()),
        "zero or less, not drawn": int(is_none.sum()),
        "without a value": int((~is_known).sum()),
        "with a value, not on the map": int((is_known & ~is_within & ~is_none & ~is_placed).sum()),
    }
    return ordered.tail(most), notes


def _draw(axes: Axes, chosen: pd.DataFrame, spots: pd.DataFrame, widest: float) -> None:
    """Draw the flows, the largest on top; what is larger is wider and darker."""
    if chosen.empty:
        return
    shares = (chosen["value"] / chosen["value"].max()).to_numpy()
    starts = spots.loc[chosen["origin"]].to_numpy()
    ends = spots.loc[chosen["destination"]].to_numpy()
    patches = [
        Polygon(tapered(start, end, widest * share))
        for start, end, share in zip(starts, ends, shares, strict=True)
    ]
    drawn = PatchCollection(patches)
    drawn.set(
        facecolor=shaded(shares), edgecolor=shaded(shares), linewidth=0.5, alpha=ALPHA, zorder=2
    )
    axes.add_collection(drawn)


def tapered(start: np.ndarray, end: np.ndarray, width: float) -> np.ndarray:
    """The corners of a bent line (a quadratic Bézier curve) that narrows to a point.

    Examples
    --------
    >>> corners = tapered(np.array([0.0, 0.0]), np.array([10.0, 0.0]), 2.0)
    >>> corners.shape, corners[POINTS - 1].round(9).tolist()
    ((48, 2), [10.0, 0.0])
    """
    along = end - start
    left = np.array([-along[1], along[0]])
    middle = (start + end) / 2 + BEND * left
    t = np.linspace(0.0, 1.0, POINTS)[:, None]
    line = (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
    slope = 2 * (1 - t) * (middle - start) + 2 * t * (end - middle)
    length = np.hypot(slope[:, :1], slope[:, 1:])
    across = np.column_stack([-slope[:, 1], slope[:, 0]]) / np.where(length > 0, length, 1.0)
    side = across * (1 - t) * width / 2
    return np.concatenate([line + side, (line - side)[::-1]])


def _width_handles(chosen: pd.DataFrame) -> list[Patch]:
    """Round amounts in the shade that they have on the map."""
    if chosen.empty:
        return [Patch(facecolor="none", edgecolor="none", label="no flow between regions")]
    largest = float(chosen["value"].max())
    amounts = legend_amounts(largest)
    colours = shaded(np.array(amounts) / largest)
    return [
        Patch(facecolor=colour, edgecolor=EDGE, alpha=ALPHA, label=shown(amount))
        for amount, colour in zip(amounts, colours, strict=True)
    ]


def _busiest(chosen: pd.DataFrame) -> list[Any]:
    """Regions by what comes and goes, the busiest first, ties by code."""
    both = pd.concat([chosen.set_index(end)["value"] for end in ("origin", "destination")])
    totals = both.groupby(level=0).sum().sort_index()
    return list(totals.sort_values(ascending=False, kind="stable").index)


def _name(axes: Axes, ground: Ground, codes: list[Any], regions: pd.DataFrame) -> None:
    if "name" not in regions or not codes:
        return
    names = regions.drop_duplicates("region").set_index("region")["name"].dropna()
    at = ground.spots().loc[codes].to_numpy()
    points = [(float(x), float(y)) for x, y in at]
    place_labels(axes, points, [str(names.get(c, c)) for c in codes], tries=len(PLACES))
