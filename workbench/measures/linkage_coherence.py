"""How closely are the actors of a cluster linked with each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_group
from workbench.measures._card import AREA_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Reason, Rows, cells
from workbench.measures._door import choose, require
from workbench.measures._quotients import check_range

Links = Any  # a sparse square matrix: scipy, which is imported late, has no types

CARD = Card(
    question="How closely are the actors of a cluster linked with each other?",
    formula="density = linked pairs / (n (n - 1) / 2), n actors; the others by variant",
    source="Wasserman and Faust (1994)",
    reading="density 0.67: two of three pairs are linked; centralisation 1 is a star around one "
    "actor, 0 all have as many links",
    variants={
        "density": Variant("the share of pairs that are linked", AREA_KEYS, "share", "0 to 1"),
        "valued_density": Variant(
            "the strength of all pairs as a share of the strongest possible: the mean strength "
            "of both directions over `strongest`",
            AREA_KEYS,
            "share",
            "0 to 1",
        ),
        "clustering": Variant(
            "the share of an actor's partners that are linked with each other, mean over actors; "
            "0 for an actor with fewer than two partners",
            AREA_KEYS,
            "share",
            "0 to 1",
            "Watts and Strogatz (1998)",
        ),
        "components": Variant(
            "the number of parts without a link between them; an actor alone is one",
            AREA_KEYS,
            "parts",
            "1 or more",
        ),
        "degree_centralisation": Variant(
            "the sum of (largest number of partners - own number), as a share of that of a star",
            AREA_KEYS,
            "share",
            "0 to 1",
            "Freeman (1978)",
        ),
    },
    tables=("links",),
    optional_tables=("actors",),
    columns=("strength",),
    caveats=(
        "an actor that has no row in links is not known to it: pass actors=",
        "a pair counts as linked where either side says so; surveys miss links, and a missing "
        "answer is no link",
        "density falls as the number of actors grows: compare clusters of similar size",
        "links of all kinds are taken together, the strongest of each direction; filter first "
        "to look at one kind",
    ),
    also_called={"networkx": "density, average_clustering, number_connected_components"},
)


@measure(CARD)
def linkage_coherence(
    links: pd.DataFrame,
    *,
    value: str = "strength",
    variant: str = "density",
    actors: pd.DataFrame | None = None,
    strongest: float = 3.0,
) -> pd.DataFrame:
    """How many of the pairs of actors are linked, how strongly, and in what pattern.

    Parameters
    ----------
    links
        One row a link: `source`, `target`, `value`, and `kind` and `year` where there are; each
        year is computed by itself. A strength of 0 is no link, but both actors are there.
    value
        The column with the strength of a link, from 0 to `strongest`.
    variant
        "density", "valued_density", "clustering", "components" or "degree_centralisation"; see
        the card.
    actors
        `actor`: all actors, those without a link among them, in every year. Without it the
        actors of a year are those that its rows name.
    strongest
        The strength of the strongest link there can be; for "valued_density".

    Returns
    -------
    One row (a year) with `value` and `undefined` (the reason where there is no value). Variant,
    unit, counts and `n_actors` of all years stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a strength is negative, a key is empty or a link is there twice.
    ParameterError
        If a strength is above `strongest`.

    Notes
    -----
    A pair is linked if either direction has a strength above 0. A link of an actor with itself is
    left out. With d_a partners of actor a: degree centralisation = Σ_a (max d - d_a) /
    ((n - 1) (n - 2)). Source: Wasserman and Faust (1994); Freeman (1978).

    Examples
    --------
    >>> asked = pd.DataFrame({
    ...     "source": ["mill", "mill", "dyer"], "target": ["dyer", "school", "fair"],
    ...     "strength": [3, 1, 2],
    ... })
    >>> linkage_coherence(asked)
       value undefined
    0    0.5       NaN
    """
    choose("variant of linkage_coherence", variant, list(CARD.variants))
    if actors is not None:
        require({"actors": (actors, ("actor",))})
    keys = ("source", "target", *(("kind",) if "kind" in links else ()))
    found = cells(links, value, keys, "links")
    highest = float(found.amounts.max(initial=0.0))
    expected = f"at least the highest strength there is, {highest}"
    check_range("linkage_coherence", strongest=(strongest, strongest >= highest, expected))
    computed, least = COMPUTED[variant]
    years = found.by()
    sizes = np.zeros(years.size)
    values = np.full(years.size, np.nan)
    for year in range(years.size):
        strengths = _strengths(found, years.codes == year, actors)
        sizes[year] = strengths.shape[0]
        if sizes[year] >= least:
            values[year] = computed(strengths / strongest)
    few: list[Reason] = [(f"fewer than {COUNTED[least]}", sizes < least)]
    facts = about(found, "linkage_coherence", CARD, variant)
    facts["n_actors"] = [int(size) for size in sizes]
    return answer_by_group(found, (), values, few, facts)


def _strengths(found: Cells, rows: Rows, actors: pd.DataFrame | None) -> Links:
    """The strength from each actor of a year to each other, the strongest of all kinds.

    Few pairs of many actors are linked, so that only those take room.
    """
    from scipy.sparse import csr_array

    ends = [found.keys[name] for name in ("source", "target")]
    named = [key.levels[np.unique(key.codes[rows])] for key in ends]
    everyone = pd.Index(pd.unique(np.concatenate([np.asarray(n, dtype=object) for n in named])))
    if actors is not None:
        everyone = everyone.union(pd.Index(actors["actor"].dropna().astype(object)), sort=False)
    everyone = everyone.unique()
    source, target = (everyone.get_indexer(key.levels)[key.codes[rows]] for key in ends)
    told = pd.DataFrame({"source": source, "target": target, "strength": found.amounts[rows]})
    told = told[(source != target) & (told["strength"] > 0)]
    pairs = told.groupby(["source", "target"])["strength"].max()
    places = tuple(pairs.index.get_level_values(end).to_numpy() for end in (0, 1))
    return csr_array((pairs.to_numpy(), places), shape=(len(everyone), len(everyone)))


def _linked(strengths: Links) -> Links:
    """1 for a pair that either side calls linked, else 0."""
    return ((strengths + strengths.T) > 0).astype(np.float64)


def _density(strengths: Links) -> float:
    n = strengths.shape[0]
    return float(_linked(strengths).sum() / (n * (n - 1)))


def _valued_density(strengths: Links) -> float:
    n = strengths.shape[0]
    return float(strengths.sum() / (n * (n - 1)))


def _clustering(strengths: Links) -> float:
    linked = _linked(strengths)
    partners = linked.sum(axis=1)
    closed = (linked @ linked).multiply(linked).sum(axis=1)
    pairs = np.maximum(partners * (partners - 1), 1)
    return float((closed / pairs).mean())


def _components(strengths: Links) -> float:
    from scipy.sparse.csgraph import connected_components

    return float(connected_components(_linked(strengths), directed=False)[0])


def _degree_centralisation(strengths: Links) -> float:
    n, partners = strengths.shape[0], _linked(strengths).sum(axis=1)
    return float((partners.max() - partners).sum() / ((n - 1) * (n - 2)))


# What computes a variant from strengths as shares of the strongest, and from how many actors on.
COMPUTED: dict[str, tuple[Callable[[Links], float], int]] = {
    "density": (_density, 2),
    "valued_density": (_valued_density, 2),
    "clustering": (_clustering, 1),
    "components": (_components, 1),
    "degree_centralisation": (_degree_centralisation, 3),
}
COUNTED = {1: "one actor", 2: "two actors", 3: "three actors"}
