"""Places and goods: every line drawn once, shared goods told, lines that cross little."""

from __future__ import annotations

import pandas as pd
from matplotlib.collections import LineCollection

from tests.figures.drawing import legend_of, rendered, said
from workbench.figures.place_product_network import (
    network_of_products_in_words,
    place_product_layout,
    place_product_network,
)

MADE = pd.DataFrame(
    {
        "place": ["P", "Q", "R", "R", "S", "T"],
        "province": ["West", "West", "East", "East", "East", "North"],
        "product": ["shoes", "toys", "shoes", "ties", "ties", "toys"],
    }
)
SIDES = ("West", "East")


def test_the_layout_counts_places_and_sides():
    layout = place_product_layout(MADE, sides=SIDES)
    goods = layout.products.set_index("product")
    assert goods["places"].to_dict() == {"shoes": 2, "ties": 2, "toys": 1}
    assert goods["sides"].to_dict() == {"shoes": 2, "ties": 1, "toys": 1}
    assert len(layout.edges) == 5  # North is left out
    assert layout.places.groupby("side")["y"].nunique().to_dict() == {"East": 2, "West": 2}


def test_places_of_the_same_name_on_both_sides_stay_apart():
    made = pd.DataFrame({"place": ["P", "P"], "province": list("ab"), "product": ["x", "y"]})
    assert len(place_product_layout(made).places) == 2


def test_every_line_is_drawn_by_its_kind():
    axes = place_product_network(place_product_layout(MADE, sides=SIDES))
    rendered(axes)
    lines = [c for c in axes.collections if isinstance(c, LineCollection)]
    assert [len(c.get_segments()) for c in lines] == [1, 2, 2]
    assert legend_of(axes) == [
        "made in one place (1)",
        "made in several places (1)",
        "made on both sides (1)",
    ]


def test_the_order_of_rows_changes_nothing():
    one = place_product_layout(MADE, sides=SIDES)
    other = place_product_layout(MADE.iloc[::-1], sides=SIDES)
    pd.testing.assert_frame_equal(one.places, other.places)
    pd.testing.assert_frame_equal(one.products, other.products)


def test_the_words_name_shared_goods():
    assert network_of_products_in_words(place_product_layout(MADE, sides=SIDES)) == (
        "Network of 2 places of West and 2 places of East with 3 products and 5 lines. Made in "
        "several places: shoes (2) and ties (2). Made on both sides: shoes."
    )


def test_without_products_it_says_so():
    empty = place_product_layout(MADE[:0])
    assert said(place_product_network(empty)) == "No network: no place has a product."
    assert network_of_products_in_words(empty).startswith("Empty network")
