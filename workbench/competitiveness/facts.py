"""What is claimed about small and medium-sized enterprises, and what was counted later."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import UnknownName, unknown

RECORDS = Path(__file__).with_name("facts.toml")

RELATIONS = ("about", "equal", "more than", "less than")
LIMITS = ("more than", "less than")  # such a figure bounds a value and is none

GRADES: Mapping[str, str] = {
    "A": "official statistic, its definition stated and seen at the source",
    "B": "official statistic, seen at second hand or with a definition in part",
    "C": "a source is named, without the definition behind the figure",
    "D": "no source is named",
}


@dataclass(frozen=True)
class OfficialFigure:
    """One figure of an official statistic, with what it counts.

    `value` is in `unit`; `relation` says whether it is the figure itself or a limit of it.
    `printed` is the sum a value was computed by where the source prints its parts only.
    `is_verified` says whether the figure was seen in a text of the publisher's own; `note` what
    remains to be checked.
    """

    name: str
    measures: str
    value: float
    unit: str
    relation: str
    share_of: str
    definition: str
    place: str
    year: int
    source: str
    address: str
    is_verified: bool
    note: str
    printed: str = ""


@dataclass(frozen=True)
class Fact:
    """One claim of a document: its figure, what it is a share of, and what it leaves open.

    `statement` is the claim in our words and `where` the place in the document. `later` maps
    the names of later official figures to why the two cannot be compared directly; where there
    is none, `without_later` says why. `evidence` is one of `GRADES`.
    """

    name: str
    statement: str
    measures: str
    figure: float
    unit: str
    relation: str
    share_of: str
    period: str
    place: str
    document: str
    where: str
    definition: str
    open: tuple[str, ...]
    evidence: str
    later: Mapping[str, str] = field(default_factory=dict)
    without_later: str = ""

    @property
    def official(self) -> list[OfficialFigure]:
        """The later official figures, in the order of the card."""
        known = official_figures()
        return [known[name] for name in self.later]

    def difference(self, official: OfficialFigure) -> float:
        """How far the later figure lies above the claimed one, in percentage points.

        Where the claim is a limit ("more than half") it is the distance from the limit; nan
        where the official figure is itself a limit.
        """
        return np.nan if official.relation in LIMITS else official.value - self.figure


def facts() -> Mapping[str, Fact]:
    """The fact cards by name, in the order of the documents.

    Examples
    --------
    >>> facts()["export_share_any_economy"].figure
    35.0
    """
    return _cards()[1]


def official_figures() -> Mapping[str, OfficialFigure]:
    """The later official figures by name.

    Examples
    --------
    >>> official_figures()["eurostat_exports_outside_2018"].value
    32.1
    """
    return _cards()[0]


def fact(name: str) -> Fact:
    """One fact card.

    Raises
    ------
    UnknownName
        If there is no such card; with the nearest names.

    Examples
    --------
    >>> fact("employment_share_europe").share_of
    'European employment'
    """
    if name not in facts():
        raise UnknownName(unknown("CLW-I50", "fact card", name, facts()))
    return facts()[name]


def facts_table() -> pd.DataFrame:
    """Each claim beside each later official figure, how far apart they are, and what of it holds.

    Returns
    -------
    One row a claim and later figure, in the order of the documents; a claim without a later
    figure has one row whose figures are missing. `claim` and `official` are numbers in `unit`,
    read with `claim_is` and `official_is` (about, equal, more than, less than); `difference` is
    official minus claim in percentage points, missing where the official figure is a limit;
    `not_comparable` says why the difference is not a change; `is_verified` whether the official
    figure was seen at its publisher's; `evidence` grades the claim (see `GRADES`).

    Examples
    --------
    >>> table = facts_table()
    >>> row = table[table["official_name"] == "eurostat_employment_2019"].iloc[0]
    >>> row["claim"], row["official"], round(row["difference"], 1)
    (np.float64(70.0), np.float64(64.4), np.float64(-5.6))
    """
    rows = [_row(card, later) for card in facts().values() for later in card.official or (None,)]
    return pd.DataFrame(rows).astype({"official_year": "Int64", "is_verified": "boolean"})


def _row(card: Fact, official: OfficialFigure | None) -> dict[str, Any]:
    """A row of the table: the claim, and one later figure or none."""
    claimed = {
        "fact": card.name,
        "statement": card.statement,
        "claim_is": card.relation,
        "claim": card.figure,
        "unit": card.unit,
        "share_of": card.share_of,
        "place": card.place,
        "period": card.period,
        "document": card.document,
        "evidence": card.evidence,
    }
    return claimed | {
        "official_name": official.name if official else None,
        "official_is": official.relation if official else None,
        "official": official.value if official else np.nan,
        "official_share_of": official.share_of if official else None,
        "official_definition": official.definition if official else None,
        "official_place": official.place if official else None,
        "official_year": official.year if official else None,
        "official_source": official.source if official else None,
        "address": official.address if official else None,
        "is_verified": official.is_verified if official else None,
        "difference": card.difference(official) if official else np.nan,
        "not_comparable": card.later[official.name] if official else card.without_later,
    }


@cache
def _cards() -> tuple[Mapping[str, OfficialFigure], Mapping[str, Fact]]:
    """The official figures and the fact cards, read once."""
    records = tomllib.loads(RECORDS.read_text(encoding="utf-8"))
    official = {n: OfficialFigure(n, **record) for n, record in records["official"].items()}
    cards = {n: _fact(n, record) for n, record in records["fact"].items()}
    return MappingProxyType(official), MappingProxyType(cards)


def _fact(name: str, record: dict[str, Any]) -> Fact:
    """A card that nobody can change."""
    later = MappingProxyType(record.get("later", {}))
    return Fact(name, **{**record, "open": tuple(record["open"]), "later": later})
