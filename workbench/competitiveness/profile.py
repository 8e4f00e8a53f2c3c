"""One region in full: its rank, its peers, its clusters, and what would change it (step 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.contributions import contributions
from workbench.competitiveness.needed import needed
from workbench.competitiveness.peers import peers, study_of
from workbench.competitiveness.places import places
from workbench.competitiveness.uncertainty import Uncertainty, uncertainty
from workbench.data import Study
from workbench.once import once
from workbench.rules._of_region import judged, looks_around, told_of

MOST = 3  # of each kind that a sentence names


@dataclass(frozen=True, eq=False)
class Profile:
    """What there is to say of one region of an index.

    Parameters
    ----------
    sure
        The index with the uncertainty of its ranks.
    region
        The region.
    peers
        The regions most alike; see `peers`.
    places
        Its place on every indicator, and those of its peers; see `places`.
    contributions
        What makes its score differ from the mean region's; see `contributions`.
    needed
        What would gain one place, by indicator; see `needed`.
    clusters
        Its industries that count as clusters, by rule; see `workbench.rules.clusters_of`.
    """

    sure: Uncertainty
    region: str
    peers: pd.DataFrame
    places: pd.DataFrame
    contributions: pd.DataFrame
    needed: pd.DataFrame
    clusters: pd.DataFrame

    @property
    def index(self) -> CompositeIndex:
        """The index the region is ranked in."""
        return self.sure.index

    @cached_property
    def rank(self) -> Mapping[str, Any]:
        """The region's row of the ranking: value, rank, rank_low, rank_high, rank_median, …."""
        table = self.sure.table().set_index("region")
        (row,) = table.loc[[self.region]].to_dict("records")
        return {str(name): value for name, value in row.items()}

    @property
    def own_places(self) -> pd.DataFrame:
        """The region's own rows of `places`."""
        return self.places[self.places["region"] == self.region]

    @property
    def peer_places(self) -> pd.DataFrame:
        """The peers' places: region, name (of the peer), indicator, place."""
        others = self.places[self.places["region"] != self.region]
        names = [self.index.name_of(region) for region in others["region"]]
        return others[["region", "indicator", "place"]].assign(name=names)

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name."""
        names = ("peers", "places", "contributions", "needed", "clusters")
        return {name: getattr(self, name) for name in names}

    def as_record(self) -> dict[str, Any]:
        """The profile as plain data for JSON; what is undefined is None."""
        plain = {
            name: table.astype("object").where(table.notna(), None).to_dict("records")
            for name, table in self.tables().items()
        }
        rank = {name: None if pd.isna(value) else value for name, value in self.rank.items()}
        return {"region": self.region} | rank | {"sentences": self.sentences()} | plain

    def sentences(self) -> list[str]:
        """The most important things to say, one a sentence."""
        said = [self._rank(), self._beside_peers(), self._strengths()]
        return [sentence for sentence in (*said, self._clusters(), self._way_up()) if sentence]

    def in_words(self) -> str:
        """The sentences, one a line."""
        return "\n".join(self.sentences())

    def _rank(self) -> str:
        row = self.rank
        return (
            f"{row['name']} ranks {row['rank']} of {len(self.sure.ranks)} with {row['value']:.1f} "
            f"points; in {self.sure.confidence:.0%} of {self.sure.draws:,} draws of weights and "
            f"methods it lies between {row['rank_low']} and {row['rank_high']}."
        )

    def _beside_peers(self) -> str:
        parts = [
            f"{peer['name']} (ahead of it in {self.sure.beats(peer['region'], self.region):.0%} of "
            "the draws)"
            for peer in self.peers.to_dict("records")
        ]
        return f"Most alike are {', '.join(parts)}." if parts else ""

    def _strengths(self) -> str:
        rows = self.contributions.sort_values("points", ascending=False, kind="stable")
        gains, losses = rows[rows["points"] > 0], rows[rows["points"] < 0].iloc[::-1]
        parts = [
            f"{what} {', '.join(_points(some.head(MOST)))}"
            for what, some in (("gains most by", gains), ("loses most by", losses))
            if len(some)
        ]
        return f"Against the mean region it {' and '.join(parts)}." if parts else ""

    def _clusters(self) -> str:
        judged = self.clusters[self.clusters["judged"] > 0]
        some = judged[judged["count"] > 0]
        if judged.empty:
            return ""
        return f"{len(some)} of {len(judged)} rules find at least one cluster in it."

    def easiest(self) -> str:
        """The indicator of which the smallest change gains a place; else the one it loses by."""
        reach = self.needed[self.needed["needed"].notna()]
        if reach.empty:
            return str(self.contributions.sort_values("points", kind="stable")["indicator"].iloc[0])
        return str(reach.set_index("indicator")["change_in_sd"].abs().idxmin())

    def _way_up(self) -> str:
        if self.rank["rank"] == 1:
            return "No place is left to gain."
        reach = self.needed[self.needed["needed"].notna()]
        if reach.empty:
            return "No single indicator, taken to the best figure seen, would gain it a place."
        least = reach.set_index("indicator").loc[self.easiest()]
        return (
            f"The smallest step that gains a place: {least['name']} from {least['figure']:.4g} to "
            f"{least['needed']:.4g} {least['unit']}, {abs(least['change_in_sd']):.2g} standard "
            "deviations; the index says what goes with a better rank, not what brings it about."
        )

    def __repr__(self) -> str:
        return self.in_words()


def _with_names(table: pd.DataFrame, index: CompositeIndex) -> pd.DataFrame:
    """The table with dimensions called by their names."""
    return table.assign(dimension=table["dimension"].map(index.framework.name_of))


def _points(rows: pd.DataFrame) -> list[str]:
    """Indicators with the points they bring."""
    pairs = zip(rows["name"], rows["points"], strict=True)
    return [f"{name} ({points:+.1f})" for name, points in pairs]


def profile(
    index: CompositeIndex,
    region: str,
    *,
    study: str | Study | None = None,
    number: int = 3,
    by: str = "indicators",
    draws: int = 10_000,
    spread: float = 0.25,
    seed: int = 0,
) -> Profile:
    """All that an index says of one region.

    Parameters
    ----------
    index
        The index.
    region
        A ranked region.
    study
        The study of the index, its name or its folder; by default the one it was made from.
    number, by
        How many peers, and what they are alike by; see `peers`.
    draws, spread, seed
        Of the uncertainty of ranks; see `uncertainty`.

    Returns
    -------
    Profile

    Raises
    ------
    UnknownName
        If the region is not ranked; with the nearest, or the reason why.

    Examples
    --------
    >>> from workbench.competitiveness import index
    >>> found = profile(index("china_prefectures"), "330300", draws=200)
    >>> len(found.peers), found.rank["rank_low"] <= found.rank["rank"] <= found.rank["rank_high"]
    (3, True)
    """
    index.check_region(region)
    found = study_of(index, study)
    alike = peers(index, region, number=number, by=by, study=found)
    sure, everywhere, answers = _of_all_regions(index, found, draws, spread, seed)
    return Profile(
        sure,
        region,
        alike,
        pd.concat(
            [everywhere[everywhere["region"] == each] for each in (region, *alike["region"])]
        ).reset_index(drop=True),
        _with_names(contributions(index, region), index),
        needed(index, region),
        told_of(found, region, answers),
    )


def _of_all_regions(
    index: CompositeIndex, study: Study, draws: int, spread: float, seed: int
) -> tuple[Uncertainty, pd.DataFrame, dict[str, pd.DataFrame]]:
    """What a profile needs of all regions, so that a batch of profiles needs it once."""
    parts = {
        "rules.judged_by_neighbours": lambda: judged(study, only=looks_around),
        "competitiveness.uncertainty": lambda: uncertainty(
            index, draws=draws, spread=spread, seed=seed
        ),
        "competitiveness.places": lambda: places(index, study=study, seed=seed),
        "rules.judged": lambda: judged(study, only=lambda name: not looks_around(name)),
    }
    around, sure, everywhere, alone = once(parts, index, study, draws, spread, seed).values()
    answers = around | alone
    return sure, everywhere, {name: answers[name] for name in sorted(answers)}
