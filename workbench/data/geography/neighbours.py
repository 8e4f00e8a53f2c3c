"""Which regions are neighbours: by touching, by nearness or by distance, with a card."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.data.geography import pairs
from workbench.errors import ParameterError, Problem, StudyError, listed, unknown

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

TOUCHING, NEAREST, DISTANCE = KINDS = ("touching", "nearest", "distance")
ROW, BINARY = TRANSFORMS = ("row", "binary")
FEWEST = 2
SMALL = 5  # components of more regions are counted, not listed


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Who is whose neighbour, keyed by region code, with its card.

    `graph` is a libpysal Graph on region codes whose weights are transformed already; `rule` says
    in words who counts as a neighbour; `names` gives regions their names; `notes` hold what makes
    the neighbours doubtful.
    """

    kind: str
    transform: str
    rule: str
    graph: Any = field(repr=False)
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    notes: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> pd.Series:
        """How many neighbours each region has, by code."""
        adjacency = self.graph.adjacency
        is_link = adjacency.index.get_level_values(0) != adjacency.index.get_level_values(1)
        found: pd.Series = adjacency[is_link].groupby(level=0).size()
        return found.reindex(self.regions, fill_value=0).rename("neighbours")

    @property
    def regions(self) -> list[str]:
        """The codes of all regions, in order."""
        return [str(code) for code in self.graph.unique_ids]

    @property
    def islands(self) -> tuple[str, ...]:
        """The codes of regions that neither have a neighbour nor are one."""
        own = self.graph.component_labels
        return tuple(str(code) for code in own.index[own.groupby(own).transform("size") == 1])

    @property
    def components(self) -> list[tuple[str, ...]]:
        """Groups that neighbours hold together, the largest first; an island is one by itself."""
        own = self.graph.component_labels
        groups = [tuple(map(str, codes)) for codes in own.groupby(own).groups.values()]
        return sorted(groups, key=lambda codes: (-len(codes), codes))

    def problems(self, file: str | None = None) -> list[Problem]:
        """The islands as a warning that a check can tell, empty where there are none."""
        if not self.islands:
            return []
        return [
            Problem(
                "CLW-G17",
                f"a region has no neighbour: {listed(map(self._named, self.islands))}",
                file=file,
                value=self.islands[0],
                expected=f"at least one neighbour a region ({self.rule})",
                remedy="nothing, if it is an island: spatial statistics leave it out by name; "
                'neighbours(..., kind="nearest") gives every region neighbours',
                more=len(self.islands) - 1,
                is_warning=True,
            )
        ]

    def as_record(self) -> dict[str, Any]:
        """The card as one plain record."""
        counts = self.counts
        smaller = [group for group in self.components[1:] if 1 < len(group) <= SMALL]
        return {
            "kind": self.kind,
            "rule": self.rule,
            "transform": self.transform,
            "regions": len(counts),
            "links": int(counts.sum()),
            "fewest": int(counts.min()),
            "mean": float(counts.mean()),
            "most": int(counts.max()),
            "islands": [self._named(code) for code in self.islands],
            "components": len(self.components),
            "small_components": [[self._named(code) for code in group] for group in smaller],
            "notes": list(self.notes),
        }

    def _named(self, code: str) -> str:
        name = self.names.get(code)
        return f"{name} ({code})" if name and name != code else code

    def _lines(self) -> dict[str, str]:
        card = self.as_record()
        weights = "each region's neighbours weigh 1 together" if self.transform == ROW else "1 each"
        lines = {
            "neighbours": self.rule,
            "weights": f"{self.transform} ({weights})",
            "regions": f"{card['regions']:,}, {card['links']:,} links",
            "neighbours a region": f"{card['fewest']} to {card['most']}, mean {card['mean']:.1f}",
            "without neighbours": listed(card["islands"]) or "none",
            "components": str(card["components"]),
        }
        groups = [" + ".join(group) for group in card["small_components"]]
        if groups:
            lines["small components"] = "; ".join(groups)
        return lines | ({"note": "; ".join(self.notes)} if self.notes else {})

    def __repr__(self) -> str:
        return "\n".join(f"{key}: {value}" for key, value in self._lines().items())

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th>{html.escape(key)}</th><td>{html.escape(value)}</td></tr>"
            for key, value in self._lines().items()
        )
        return f"<table>{rows}</table>"


def neighbours(
    regions: pd.DataFrame,
    outlines: GeoDataFrame | None = None,
    *,
    kind: str = TOUCHING,
    k: int = 6,
    distance_km: float | None = None,
    transform: str = ROW,
) -> Neighbours:
    """Who is whose neighbour among regions, aligned by code.

    Parameters
    ----------
    regions
        A table with `region`, one row a region, of those that take part; `name` for the card,
        `longitude` and `latitude` for the kinds that need points.
    outlines
        Outlines with a column `region`. Those of other regions do not take part. Where a region
        has no coordinates, the middles of the outlines are the points.
    kind
        "touching": outlines share a point (queen contiguity), or overlap. "nearest": the `k`
        nearest points; who is near need not find the other near. "distance": all points within
        `distance_km`, measured over the ground.
    k
        How many nearest regions: at least 1 and less than the number of regions.
    distance_km
        How far a neighbour may be, in kilometres.
    transform
        "row": each region's neighbours weigh 1 together. "binary": each weighs 1.

    Returns
    -------
    A `Neighbours`; its order is that of the codes, whatever the order of the rows.

    Raises
    ------
    ParameterError
        If `kind`, `k`, `distance_km` or `transform` is out of range.
    StudyError
        If there are fewer than two regions, one is there twice, or lacks the outline or the
        coordinates that the kind needs; points where polygons are needed.

    Examples
    --------
    >>> from workbench.data import load
    >>> study = load("zhejiang_guangdong")
    >>> prefectures = study.regions[study.regions["level"] == "prefecture"]
    >>> neighbours(prefectures, study.boundaries).as_record()["islands"]
    ['Zhoushan (330900)']
    """
    _refuse_choices(kind, transform)
    codes = _codes(regions)
    notes: tuple[str, ...] = ()
    if kind == TOUCHING:
        shapes = pairs.shapes_of(codes, outlines)
        found, notes, rule = pairs.touching(shapes), pairs.doubts(shapes), "neighbours touch"
    elif kind == NEAREST:
        _refuse_k(k, len(codes))
        found = pairs.nearest(pairs.positions(codes, regions, outlines), k)
        rule = f"the {k} nearest regions are neighbours"
    else:
        reach = _reach(distance_km)
        found = pairs.within(pairs.positions(codes, regions, outlines), reach)
        rule = f"regions within {reach:g} km are neighbours"
    graph = pairs.graph(found, codes)
    graph = graph.transform("r") if transform == ROW else graph
    return Neighbours(kind, transform, rule, graph, _names(regions), notes)


def _codes(regions: pd.DataFrame) -> list[str]:
    """The codes of the regions in their own order, which no order of rows can change."""
    codes = regions["region"].astype(str)
    twice = codes.duplicated()
    if twice.any():
        raise StudyError(
            Problem(
                "CLW-T26",
                "a region is there twice",
                value=str(codes[twice].iloc[0]),
                expected="one row a region",
                remedy="take the rows of one year: regions[regions['year'] == 2010]",
                more=int(twice.sum()) - 1,
            )
        )
    if len(codes) < FEWEST:
        raise StudyError(
            Problem(
                "CLW-G22",
                "too few regions for neighbours",
                value=str(len(codes)),
                expected=f"at least {FEWEST}",
                remedy="take a study, or a selection, of more regions",
            )
        )
    return sorted(codes)


def _names(regions: pd.DataFrame) -> dict[str, str]:
    if "name" not in regions:
        return {}
    known = regions.dropna(subset="name")
    return dict(zip(known["region"].astype(str), known["name"].astype(str), strict=True))


def _refuse_choices(kind: str, transform: str) -> None:
    problems = [
        unknown("CLW-P07", f"{what} of neighbours called", given, known, column=what)
        for what, given, known in (
            ("kind", kind, KINDS),
            ("transform", transform, TRANSFORMS),
        )
        if given not in known
    ]
    if problems:
        raise ParameterError(problems)


def _refuse_k(k: int, n_regions: int) -> None:
    if isinstance(k, bool) or not isinstance(k, int | np.integer) or not 1 <= k < n_regions:
        raise ParameterError(
            Problem(
                "CLW-P05",
                f"k = {k}: must be at least 1 and less than the number of regions ({n_regions})",
                column="k",
                value=str(k),
                expected=f"a whole number from 1 to {n_regions - 1}",
                remedy=f'neighbours(..., kind="nearest", k={min(4, n_regions - 1)})',
            )
        )


def _reach(distance_km: float | None) -> float:
    if distance_km is None:
        raise ParameterError(
            Problem(
                "CLW-P08",
                "distance_km is required where neighbours are those within a distance",
                column="distance_km",
                expected="a distance in kilometres",
                remedy='neighbours(..., kind="distance", distance_km=100)',
            )
        )
    if not np.isfinite(distance_km) or distance_km <= 0:
        raise ParameterError(
            Problem(
                "CLW-P04",
                f"distance_km = {distance_km}: must be more than 0",
                column="distance_km",
                value=str(distance_km),
                expected="a distance in kilometres, more than 0",
                remedy='neighbours(..., kind="distance", distance_km=100)',
            )
        )
    return float(distance_km)
