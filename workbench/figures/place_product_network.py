"""Which places make which goods: places on both sides, goods between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from workbench.figures._drawable import counted, named, short
from workbench.figures.labels import DARK, SMALL
from workbench.figures.numbers import listed
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

ROW_HEIGHT, ROOM, LEAST = 0.22, 1.0, 3.0
LEFT, MIDDLE, RIGHT = 0.0, 1.0, 2.0
ROOM_FOR_NAMES = 0.33  # of goods, on each side of the middle
LOOKS = (
    (GREY, 0.8, "in one place"),
    (POINT, 1.4, "in several places"),
    (LINE, 2.2, "on both sides"),
)
LONGEST = 24
SWEEPS = 6
NAMED = 8


@dataclass(frozen=True)
class PlaceProducts:
    """Places of two sides, their goods, and where each stands.

    `places` has `place`, `side`, `x` and `y`; `products` has `product`, `y`, `places` (how many
    make it) and `sides` (how many of the two); `edges` has `place`, `side` and `product`.
    """

    places: pd.DataFrame
    products: pd.DataFrame
    edges: pd.DataFrame
    sides: tuple[str, str]


def place_product_layout(
    made: pd.DataFrame, *, side: str = "province", sides: tuple[str, str] | None = None
) -> PlaceProducts:
    """Places for a drawing of two sides that make goods, so that lines cross little.

    Parameters
    ----------
    made
        One row a place and product: `place`, `product` and the column of `side`.
    side
        Column that tells the two sides apart.
    sides
        The side on the left and the one on the right; by default the first two there are, in
        order of the alphabet. Rows of others are left out.
    """
    found = tuple(sorted(made[side].dropna().unique())[:2]) if sides is None else sides
    rows = made[made[side].isin(found)].rename(columns={side: "side"})
    edges = rows[["place", "side", "product"]].dropna().drop_duplicates(ignore_index=True)
    edges = edges.sort_values(["side", "place", "product"], ignore_index=True)
    by = edges.groupby("product")
    products = pd.DataFrame({"places": by.size(), "sides": by["side"].nunique()})
    heights = _heights(edges, [str(one) for one in found])
    products["y"] = products.index.map(heights["product"])
    places = edges[["place", "side"]].drop_duplicates(ignore_index=True)
    places["y"] = [
        heights[one][name] for one, name in zip(places["side"], places["place"], strict=True)
    ]
    places["x"] = places["side"].map(dict(zip(found, (LEFT, RIGHT), strict=False)))
    pair = (str(found[0]), str(found[-1])) if found else ("", "")
    return PlaceProducts(places, products.reset_index(), edges, pair)


def _heights(edges: pd.DataFrame, sides: list[str]) -> dict[str, dict[str, float]]:
    """Heights from 0 to 1 for goods and for the places of each side, near what they are tied to."""
    heights = {"product": _even(sorted(edges["product"].unique()))}
    for _ in range(SWEEPS):
        for name in sides:
            own = edges[edges["side"] == name]
            mean = own["product"].map(heights["product"]).groupby(own["place"]).mean()
            heights[name] = _even(mean.sort_values(kind="stable").index)
        ends = zip(edges["side"], edges["place"], strict=True)
        tied = pd.Series([heights[name][place] for name, place in ends], dtype="float64")
        mean = tied.groupby(edges["product"]).mean()
        heights["product"] = _even(mean.sort_values(kind="stable").index)
    return heights


def _even(names: Iterable[str]) -> dict[str, float]:
    found = list(names)
    return dict(zip(found, (np.arange(len(found)) + 0.5) / max(len(found), 1), strict=True))


def place_product_network(layout: PlaceProducts, *, ax: Axes | None = None) -> Axes:
    """Draw places on both sides and goods between them, with a line for each that is made.

    Parameters
    ----------
    layout
        As `place_product_layout` makes it. Goods made on both sides have the widest lines and
        names of their colour, goods of several places of one side narrower ones.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        rows = max(len(layout.products), len(layout.places) // 2)
        axes = ax or new_axes(WIDTH, max(LEAST, ROOM + ROW_HEIGHT * rows))
        if layout.edges.empty:
            return say(axes, "No network: no place has a product.")
        axes.set_axis_off()
        axes.set(xlim=(-0.55, 2.55), ylim=(1.02, -0.07))
        _draw_lines(axes, layout)
        _write(axes, layout)
        for x, words in ((LEFT, layout.sides[0]), (MIDDLE, "products"), (RIGHT, layout.sides[1])):
            axes.text(x, -0.03, short([words])[0], ha="center", fontsize=10.5)
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 0.01), ncols=3)
        return axes


def _draw_lines(axes: Axes, layout: PlaceProducts) -> None:
    """Lines of goods that are made once, in several places, and on both sides."""
    goods = layout.products.set_index("product")
    kind = np.where(goods["sides"] > 1, 2, np.where(goods["places"] > 1, 1, 0))
    kinds = dict(zip(goods.index, kind, strict=True))
    spots = layout.places.set_index(["side", "place"])[["x", "y"]]
    for number, (colour, width, words) in enumerate(LOOKS):
        own = layout.edges[layout.edges["product"].map(kinds) == number]
        if own.empty:
            continue
        starts = spots.loc[list(zip(own["side"], own["place"], strict=True))].to_numpy()
        inner = np.where(starts[:, 0] == LEFT, MIDDLE - ROOM_FOR_NAMES, MIDDLE + ROOM_FOR_NAMES)
        ends = np.column_stack([inner, goods.loc[own["product"], "y"]])
        label = f"made {words} ({own['product'].nunique()})"
        lines = LineCollection(
            list(np.stack([starts, ends], axis=1)),
            colors=colour,
            linewidths=width,
            label=label,
            zorder=number,
        )
        axes.add_collection(lines, autolim=False)


def _write(axes: Axes, layout: PlaceProducts) -> None:
    """The names of places outside, of goods in the middle."""
    look: dict[str, Any] = {"va": "center", "fontsize": SMALL + 0.5, "color": DARK}
    places, goods = layout.places, layout.products
    axes.plot(places["x"], places["y"], "o", color=POINT, markersize=3)
    names = short(places["place"], LONGEST)
    for name, x, y in zip(names, places["x"], places["y"], strict=True):
        is_left = x == LEFT
        side = "right" if is_left else "left"
        axes.text(x + (-0.03 if is_left else 0.03), y, name, ha=side, **look)
    names = short(goods["product"], LONGEST)
    for name, y, sides in zip(names, goods["y"], goods["sides"], strict=True):
        ink = {"color": LINE} if sides > 1 else {}
        axes.text(MIDDLE, y, name, ha="center", **(look | ink))


def network_of_products_in_words(layout: PlaceProducts) -> str:
    """What the network shows, for those who cannot see it."""
    if layout.edges.empty:
        return "Empty network: no place has a product."
    places = layout.places["side"].value_counts()
    sides = [f"{int(places.get(side, 0))} places of {side}" for side in layout.sides]
    goods = layout.products.sort_values(["places", "product"], ascending=[False, True])
    most = goods[goods["places"] > 1].head(NAMED)
    shared = [f"{name} ({n})" for name, n in zip(most["product"], most["places"], strict=True)]
    both = named(goods.loc[goods["sides"] > 1, "product"])
    return (
        f"Network of {listed(sides)} with {counted(len(goods), 'product')} and "
        f"{counted(len(layout.edges), 'line')}. Made in several places: "
        f"{listed(shared) if shared else 'none'}. Made on both sides: "
        f"{listed(both) if both else 'none'}."
    )
