"""What tables a study may hold: their names, keys and columns.

All tables are long and tidy. Columns that are not named here are kept as they are. Region and
industry codes are text, always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

YEARS = (1949, 2100)  # a year outside is a slip, or a code read as a year
TEXT, NUMBER, INTEGER, BOOLEAN = "string", "number", "integer", "boolean"

# What a cell may say when it holds no number; missing, zero, suppressed and not applicable differ.
FLAGS = {
    "suppressed": "withheld by the publisher; the true value is not zero and not known",
    "imputed": "filled in by the publisher or the compiler of the extract",
    "not_applicable": "the quantity does not exist for this cell",
}

# Which way an indicator is read when it enters an index; context does not enter.
DIRECTIONS = ("higher is better", "lower is better", "context")

# What an indicator stands for: what competitiveness shows itself in, what is thought to bring it
# about, or a published index of such causes.
ROLES = ("outcome", "driver", "index of drivers")

# The closed list of warnings a study or table may carry, each told on every page that uses it.
USAGE_WARNINGS = {
    "do_not_sum": "rows overlap (a place inside another listed place), so they must not be added",
    "sample_counts": "counts come from a sample survey, not from a full count",
    "imputed_values": "some values were imputed by the publisher",
    "suppressed_values": "some values are withheld by the publisher",
    "inferred_year": "the year is inferred, not stated by the source",
    "break_in_series": "definitions or boundaries change between years",
    "unofficial_boundaries": "outlines are simplified, of unstated origin, and not official",
    "unclear_licence": "the licence of the source is not stated in full",
    "partial_coverage": "some regions, industries or years are absent",
    "noise_infused": "the publisher added noise to protect single firms",
    "uncertain_identification": "some places were identified by inference from misprinted names",
    "not_labour_productivity": "the denominator does not count all workers",
    "not_for_publication": "cells of single firms are shown; not for publication",
    "synthetic": "made by a seeded generator with known truth; not real",
}


@dataclass(frozen=True)
class Table:
    """One kind of table: its key, and the type of each column the workbench knows."""

    key: tuple[str, ...]
    columns: Mapping[str, str]
    required: tuple[str, ...] = ()
    references: Mapping[str, str] = field(default_factory=dict)
    non_negative: tuple[str, ...] = ()
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)


DEGREES = {"longitude": (-180.0, 180.0), "latitude": (-90.0, 90.0)}

TABLES: dict[str, Table] = {
    "regions": Table(
        key=("region",),
        columns={
            "region": TEXT,
            "name": TEXT,
            "name_local": TEXT,
            "level": TEXT,
            "parent": TEXT,
            "area_km2": NUMBER,
            "population": NUMBER,
            "longitude": NUMBER,
            "latitude": NUMBER,
        },
        required=("name",),
        references={"parent": "regions"},
        non_negative=("area_km2", "population"),
        ranges=DEGREES,
    ),
    "industries": Table(
        key=("industry",),
        columns={"industry": TEXT, "name": TEXT, "parent": TEXT, "is_traded": BOOLEAN},
        required=("name",),
    ),
    "activity": Table(
        key=("region", "industry", "year", "size_class"),
        columns={
            "region": TEXT,
            "industry": TEXT,
            "year": INTEGER,
            "size_class": TEXT,
            "employment": NUMBER,
            "establishments": NUMBER,
            "flag": TEXT,
        },
        references={"region": "regions", "industry": "industries"},
        non_negative=("employment", "establishments"),
    ),
    "indicators": Table(
        key=("region", "industry", "year", "indicator"),
        columns={
            "region": TEXT,
            "industry": TEXT,
            "year": INTEGER,
            "indicator": TEXT,
            "value": NUMBER,
            "flag": TEXT,
        },
        required=("value",),
        references={
            "region": "regions",
            "industry": "industries",
            "indicator": "indicator_cards",
        },
    ),
    "indicator_cards": Table(
        key=("indicator",),
        columns={
            "indicator": TEXT,
            "name": TEXT,
            "unit": TEXT,
            "direction": TEXT,
            "dimension": TEXT,
            "source": TEXT,
            "weight": NUMBER,
            "denominator": TEXT,
            "role": TEXT,
            "adds_up": BOOLEAN,
            "weighted_by": TEXT,
        },
        required=("name", "unit"),
        references={"dimension": "dimensions"},
        non_negative=("weight",),
    ),
    "dimensions": Table(
        key=("dimension",),
        columns={"dimension": TEXT, "name": TEXT, "parent": TEXT, "weight": NUMBER},
        required=("name",),
        references={"parent": "dimensions"},
        non_negative=("weight",),
    ),
    "divisions": Table(
        key=("region", "valid_from"),
        columns={
            "region": TEXT,
            "name": TEXT,
            "level": TEXT,
            "parent": TEXT,
            "valid_from": INTEGER,
            "valid_to": INTEGER,
        },
        required=("name", "valid_to"),
    ),
    "division_changes": Table(
        key=("old_region", "new_region", "year"),
        columns={
            "year": INTEGER,
            "kind": TEXT,
            "old_region": TEXT,
            "old_name": TEXT,
            "new_region": TEXT,
            "new_name": TEXT,
            "source": TEXT,
            "review": TEXT,
        },
        required=("kind",),
    ),
    "places": Table(
        key=("place",),
        columns={
            "place": TEXT,
            "as_printed": TEXT,
            "name": TEXT,
            "name_local": TEXT,
            "level": TEXT,
            "region": TEXT,
            "product": TEXT,
            "longitude": NUMBER,
            "latitude": NUMBER,
            "confidence": TEXT,
            "note": TEXT,
        },
        references={"region": "regions"},
        ranges=DEGREES,
    ),
    "plants": Table(
        key=("plant", "year"),
        columns={
            "plant": TEXT,
            "name": TEXT,
            "region": TEXT,
            "industry": TEXT,
            "year": INTEGER,
            "employment": NUMBER,
            "establishments": NUMBER,
            "size_class": TEXT,
            "x": NUMBER,
            "y": NUMBER,
            "longitude": NUMBER,
            "latitude": NUMBER,
        },
        references={"region": "regions", "industry": "industries"},
        non_negative=("employment", "establishments"),
        ranges=DEGREES,
    ),
    "actors": Table(
        key=("actor",),
        columns={
            "actor": TEXT,
            "name": TEXT,
            "role": TEXT,
            "chain_stage": TEXT,
            "size": TEXT,
            "region": TEXT,
            "longitude": NUMBER,
            "latitude": NUMBER,
        },
        references={"region": "regions"},
        ranges=DEGREES,
    ),
    "links": Table(
        key=("source", "target", "kind", "year"),
        columns={
            "source": TEXT,
            "target": TEXT,
            "kind": TEXT,
            "year": INTEGER,
            "strength": NUMBER,
        },
        references={"source": "actors", "target": "actors"},
        ranges={"strength": (0.0, 3.0)},
    ),
    "flows": Table(
        key=("source", "target", "year"),
        columns={"source": TEXT, "target": TEXT, "year": INTEGER, "amount": NUMBER},
        required=("amount",),
        non_negative=("amount",),
    ),
    "responses": Table(
        key=("respondent", "item"),
        columns={"respondent": TEXT, "item": TEXT, "answer": TEXT},
        required=("answer",),
        references={"item": "items"},
    ),
    "items": Table(
        key=("item",),
        columns={
            "item": TEXT,
            "scale": TEXT,
            "level": TEXT,
            "wording": TEXT,
            "reverse": BOOLEAN,
            "filter": TEXT,
        },
        required=("scale",),
    ),
}

# Key columns a table may leave out when the study has no such dimension.
OPTIONAL_KEYS = {
    "activity": ("size_class",),
    "indicators": ("industry",),
    "plants": ("year",),
    "links": ("kind", "year"),
    "flows": ("year",),
}
