"""Does a network of cooperation grow: its density and reciprocity, year by year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

COLUMNS = ["year", "actors", "links", "density", "reciprocity", "mean_degree", "mean_strength"]


def network_growth(links: pd.DataFrame, n_actors: int) -> pd.DataFrame:
    """How many of the possible links there are in each year, and how many go both ways.

    Parameters
    ----------
    links
        `source`, `target`, `year`, and `strength` (0 to 3) where it is known; a strength of 0 is
        no link. Links of several kinds between the same two count once.
    n_actors
        How many actors could be linked.

    Returns
    -------
    One row a year: `actors` with a link, `links` (directed pairs), `density` (of n (n - 1)
    pairs), `reciprocity` (the share of pairs whose reverse is there too), `mean_degree` (partners
    of an actor), `mean_strength`.

    Notes
    -----
    Source: Wasserman and Faust (1994), chapters 4 and 13.

    Examples
    --------
    >>> links = pd.DataFrame({"source": ["a", "b", "a"], "target": ["b", "a", "c"], "year": 2024})
    >>> grown = network_growth(links, 3)
    >>> grown[["links", "density", "reciprocity"]].round(3).to_dict("records")
    [{'links': 3, 'density': 0.5, 'reciprocity': 0.667}]
    """
    known = links.dropna(subset=["year"])
    if "strength" in known:
        known = known[known["strength"].isna() | (known["strength"] > 0)]
    return pd.DataFrame(_rows(known, n_actors), columns=COLUMNS)


def _rows(links: pd.DataFrame, n_actors: int) -> Iterator[list[Any]]:
    possible = n_actors * (n_actors - 1)
    for year in sorted(links["year"].unique()):
        own = links[links["year"] == year]
        pairs = set(zip(own["source"], own["target"], strict=True))
        partners = {frozenset(pair) for pair in pairs}
        mutual = sum((target, source) in pairs for source, target in pairs)
        strength = own["strength"].mean() if "strength" in own else float("nan")
        yield [
            int(year),
            len({actor for pair in pairs for actor in pair}),
            len(pairs),
            len(pairs) / possible if possible else float("nan"),
            mutual / len(pairs),
            2 * len(partners) / n_actors,
            strength,
        ]
