"""Do clusters lose less in a crisis than the same industry elsewhere: claim H9."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._setting import evidence_of
from workbench.models import fit
from workbench.rules import rule

# the last year before each crisis, and the year of its trough
CRISES = ((2007, 2010), (2019, 2020))
BEFORE = 2  # years earlier at which a cell is judged, so that a bad year is not its own reason
RULE = "location_quotient_threshold"

HYPOTHESIS = Hypothesis(
    number="H9",
    claim="Clusters withstand crises: they lose less employment than the same industry elsewhere.",
    documents=(
        "003 2.2.5: clusters resist risk",
        "000: the benefits of clusters are wiped out by crises",
    ),
    estimand=(
        "How much the yearly change of the logarithm of employment worsens from the years before "
        "the crisis to its trough, in cells that were clusters before both, less that in the "
        "others of the same industry and of the same region."
    ),
    needs=(
        "employment by region and industry before and in a crisis: 2005, 2007 and 2010, or 2017, "
        "2019 and 2020"
    ),
    measure=RULE,
    recipe="S12",
    kind="more",
    smallest_effect=0.005,
    unit="log points of employment a year",
    refuter="clusters lose as much or more: the whole interval lies below the smallest effect",
    family="resilience",
    caveats=(
        "A high location quotient is in part a high number of that year, and falls back by "
        "itself; the change before the crisis is taken off for that reason.",
    ),
)


@hypothesis(HYPOTHESIS)
def clusters_withstand_crises(study: Study) -> Evidence:
    """Compare how employment of clusters and of other cells went on from before into the crisis.

    Raises
    ------
    Untestable
        If the study has no employment by region and industry around a crisis.
    """
    activity = study.tables.get("activity", pd.DataFrame())
    if not {"region", "industry", "year", "employment"} <= set(activity):
        raise Untestable("The study has no employment by region, industry and year.")
    years = set(activity["year"])
    known = [c for c in CRISES if {c[0] - BEFORE, *c} <= years]
    if not known:
        raise Untestable(
            f"The study's years ({', '.join(str(y) for y in sorted(years))}) do not lie around a "
            "crisis: it takes 2005, 2007 and 2010, or 2017, 2019 and 2020."
        )
    last, trough = known[0]
    table = _changes(study, last - BEFORE, last, trough)
    before, during, turn = (
        fit(f"{column} ~ is_cluster | industry + region", table, cluster="region")
        for column in ("before", "during", "turn")
    )
    words = (
        f"Clusters' employment changed by {before.term('is_cluster')['estimate']:+.4f} a year "
        f"against others before the crisis ({last - BEFORE} to {last}) and by "
        f"{during.term('is_cluster')['estimate']:+.4f} in it (to {trough}); the difference is"
    )
    return replace(evidence_of(turn, "is_cluster", words), table=table)


def _changes(study: Study, judged: int, last: int, trough: int) -> pd.DataFrame:
    """Yearly changes of log employment before and in the crisis, and the turn between them."""
    employment = study.activity.pivot_table(
        index=["region", "industry"],
        columns="year",
        values="employment",
        aggfunc="sum",
        min_count=1,
    )
    logs = np.log(employment.where(employment > 0))
    clusters = rule(RULE, study, year=judged).set_index(["region", "industry"])["is_cluster"]
    before = (logs[last] - logs[judged]) / (last - judged)
    during = (logs[trough] - logs[last]) / (trough - last)
    columns = {"before": before, "during": during, "turn": during - before}
    table = pd.DataFrame({**columns, "is_cluster": clusters.astype("float64")})
    return table.reset_index().dropna(ignore_index=True)
