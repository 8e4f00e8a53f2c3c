"""How could the map have been cut otherwise: random zones of neighbouring regions."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.data.geography import neighbours
from workbench.errors import StudyError
from workbench.models.attacks._refits import Impossible, reason_of

NEAREST = 6
Links = dict[str, set[str]]


def links_of(study: Study, regions: Iterable[str]) -> tuple[Links, str]:
    """Who is whose neighbour among some regions of a study, and the rule in words.

    Regions that touch where all have outlines, else the six nearest points, taken both ways.

    Raises
    ------
    Impossible
        If the study knows neither outlines nor places of its regions.
    """
    codes = sorted(set(map(str, regions)))
    rows = study.regions[study.regions["region"].isin(codes)]
    outlines = study.boundaries
    is_drawn = outlines is not None and set(codes) <= set(outlines["region"])
    try:
        if is_drawn:
            found = neighbours(rows, outlines, transform="binary")
        else:
            k = min(NEAREST, len(codes) - 1)
            found = neighbours(rows, kind="nearest", k=k, transform="binary")
    except StudyError as error:
        raise Impossible(f"who is whose neighbour is not known: {reason_of(error)}") from error
    links: Links = {code: set() for code in codes}
    for first, second in found.graph.adjacency.index:
        if first != second:
            links[first].add(second)
            links[second].add(first)
    return links, found.rule


def random_zones(
    links: Links,
    n_zones: int,
    random: np.random.Generator,
    within: pd.Series | None = None,
) -> pd.Series:
    """Merge neighbours at random until so many zones are left.

    Parameters
    ----------
    links
        The neighbours of each region.
    n_zones
        How many zones; more are left where no neighbours can be merged any more.
    random
        The generator.
    within
        A group for each region: only neighbours of one group are merged.

    Returns
    -------
    The zone of each region, by code; a zone is called after its first region.

    Notes
    -----
    The zone of the fewest regions is merged with a random neighbouring zone, again and again, so
    that zones come out of similar size and each in one piece.

    Examples
    --------
    >>> row = {"a": {"b"}, "b": {"a", "c"}, "c": {"b", "d"}, "d": {"c"}}
    >>> random_zones(row, 2, np.random.default_rng(0)).nunique()
    2
    """
    near = {code: _alike(code, others, within) for code, others in links.items()}
    members = {code: [code] for code in sorted(near)}
    queue = [(1, random.random(), code) for code in members]
    heapq.heapify(queue)
    while queue and len(members) > n_zones:
        size, _, zone = heapq.heappop(queue)
        if zone not in members or size != len(members[zone]) or not near[zone]:
            continue  # it was merged since, or has no neighbour left
        others = sorted(near[zone])
        other = others[random.integers(len(others))]
        _merge(zone, other, near, members)
        heapq.heappush(queue, (len(members[zone]), random.random(), zone))
    zone_of = {code: min(codes) for codes in members.values() for code in codes}
    return pd.Series(zone_of, dtype="str").sort_index()


def _alike(code: str, others: set[str], within: pd.Series | None) -> set[str]:
    """The neighbours of the same group."""
    return {o for o in others if within is None or within[o] == within[code]}


def _merge(zone: str, other: str, near: Links, members: dict[str, list[str]]) -> None:
    """Put another zone into a zone; who was near one of them is near both."""
    members[zone] += members.pop(other)
    for third in near.pop(other):
        near[third].discard(other)
        if third != zone:
            near[third].add(zone)
            near[zone].add(third)
