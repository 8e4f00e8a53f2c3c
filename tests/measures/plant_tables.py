"""Random plants for the tests of measures of plants, and the regions beside them."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from tests.reference import plants as reference


def industries(most_plants=8):
    """A strategy: two to four industries of two or more plants in up to five regions.

    There is a plant in at least two regions.
    """
    plant = st.tuples(st.integers(1, 500), st.sampled_from("ABCDE"))
    plants = st.lists(plant, min_size=2, max_size=most_plants)
    named = st.dictionaries(st.sampled_from("wxyz"), plants, min_size=2)
    return named.filter(lambda found: len(reference.background_of(found)) > 1)


def regions(sizes):
    """A regions table with a population for each region."""
    return pd.DataFrame({"region": list(sizes), "population": list(sizes.values())})


def added_up(plants):
    """A table of plants as a table of activity."""
    return plants.groupby(["region", "industry"], as_index=False, sort=False)["employment"].sum()
