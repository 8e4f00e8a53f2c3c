"""Which clusters of American areas are strong: every mark of the U.S. Cluster Mapping Project."""

from __future__ import annotations

import pandas as pd

from workbench.data import load
from workbench.models.replications._card import Card, Line, replication
from workbench.rules import rule

STUDY, MARK, QUOTIENT = "us_metro_clusters", "strong_published", "location_quotient_published"
CELL = ["region", "industry"]

CARD = Card(
    title="Strong clusters of American metropolitan and micropolitan areas, 2016",
    source="U.S. Cluster Mapping Project, Institute for Strategy and Competitiveness, Harvard "
    "Business School; clusters of Delgado, Porter and Stern (2016), Journal of Economic Geography "
    "16",
    data=f"study {STUDY}, indicator {MARK}",
    method="rule us_cluster_mapping, strength strong, background traded, on the base of the "
    "published quotients; published is the number of cells, ours how many of them agree",
    caveats=(
        "the project marks traded clusters only, so these are the cells compared",
        "published quotients are rounded; unrounded they decide a tie",
    ),
)


@replication(CARD)
def us_strong_clusters() -> list[Line]:
    """Mark every cell by our rule, and count those that agree.

    Examples
    --------
    >>> [(line.published, line.ours) for line in us_strong_clusters()]
    [(31749.0, 31749.0), (5887.0, 5887.0)]
    """
    published, ours = marks()
    agree = published == ours
    parts = {"cells": published | True, "cells marked as strong": published}
    return [
        Line(
            f"{name}, {int(agree[part].sum()):,} of {int(part.sum()):,} agree",
            float(part.sum()),
            float(agree[part].sum()),
            0.0,
        )
        for name, part in parts.items()
    ]


def marks() -> tuple[pd.Series, pd.Series]:
    """The published marks and ours, by region and industry."""
    study = load(STUDY)
    rows = study.indicators[study.indicators["indicator"] == MARK]
    published = rows.set_index(CELL)["value"] == 1
    found = rule(
        "us_cluster_mapping", study, strength="strong", background="traded", published=QUOTIENT
    )
    ours = found.set_index(CELL)["is_cluster"].reindex(published.index).fillna(value=False)
    return published, ours.astype("bool")
