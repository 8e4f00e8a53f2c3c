"""Do clusters with a governing body grow faster than others like them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._regression import line_of, linear
from workbench.hypotheses._survey import caveats_of, cluster_facts, need, standardised

FEWEST_EACH = 5

HYPOTHESIS = Hypothesis(
    number="H21",
    claim="Clusters that set up a body of their own to govern them develop better.",
    documents=("004 stage 4",),
    estimand="growth of output of clusters with a governing body less that of clusters of the "
    "same size without one, in standard deviations of such clusters",
    needs="the indicators governing_body (1 or 0) and output_growth of each cluster, and the "
    "establishments of each cluster in activity",
    measure="indicator governing_body",
    recipe="regression adjustment with the covariate centred and its effect free to differ (Lin "
    "2013), HC3 errors; nearest neighbours beside it",
    kind="more",
    smallest_effect=0.2,
    unit="standard deviations",
    refuter="the whole interval lies below 0.2 standard deviations",
    family="how clusters are organised",
    caveats=(
        "A cluster that does well may found a body because it does well.",
        "The document says itself that not all clusters found such a body useful.",
    ),
)


@hypothesis(HYPOTHESIS)
def governing_bodies_help(study: Study) -> Evidence:
    """Compare clusters with and without a governing body, of the same size.

    Raises
    ------
    Untestable
        If the study does not tell which clusters have a body, their growth and their size.
    """
    facts = cluster_facts(study, "governing_body", "output_growth")
    size = _log_size(study).reindex(facts.index)
    facts = facts.assign(size=size).dropna()
    has_body = facts["governing_body"] == 1
    if min(has_body.sum(), (~has_body).sum()) < FEWEST_EACH:
        raise Untestable(
            f"{int(has_body.sum())} clusters have a governing body and {int((~has_body).sum())} "
            f"have none: {FEWEST_EACH} of each would make it testable."
        )
    table = compared(facts["output_growth"], has_body, facts["size"])
    line = line_of(table, "of the same size")
    return Evidence(
        line["estimate"],
        line["low"],
        line["high"],
        f"{int(has_body.sum())} clusters with a governing body and {int((~has_body).sum())} "
        "without. The table holds the difference without regard to size, and that to the nearest "
        "in size.",
        p_value=line["p_value"],
        rows=len(facts),
        caveats=caveats_of(study),
        table=table.reset_index(),
    )


def compared(outcome: pd.Series, has_body: pd.Series, size: pd.Series) -> pd.DataFrame:
    """The difference in standard deviations: raw, at the same size, and to the nearest in size."""
    body, centred = has_body.astype("float64"), standardised(size)
    raw = pd.DataFrame({"constant": 1.0, "body": body})
    adjusted = raw.assign(size=centred, product=centred * body)
    fits = {"of any size": linear(outcome, raw), "of the same size": linear(outcome, adjusted)}
    unit = fits["of the same size"].attrs["residual_sd"]
    columns = ["estimate", "low", "high"]
    rows = {
        name: {**(fit.loc["body", columns] / unit), "p_value": fit.loc["body", "p_value"]}
        for name, fit in fits.items()
    }
    rows["to the nearest in size"] = {"estimate": _nearest(outcome, has_body, centred) / unit}
    return pd.DataFrame(rows).T.rename_axis("compared")


def _nearest(outcome: pd.Series, has_body: pd.Series, size: pd.Series) -> float:
    """The mean difference of each cluster with a body to the one without that is nearest."""
    apart = np.abs(size[has_body].to_numpy()[:, None] - size[~has_body].to_numpy())
    partner = outcome[~has_body].to_numpy()[apart.argmin(axis=1)]
    return float((outcome[has_body].to_numpy() - partner).mean())


def _log_size(study: Study) -> pd.Series:
    need(study, "activity", what="the establishments of each cluster")
    rows = study.activity
    if "establishments" not in rows:
        raise Untestable(
            "The table activity has no establishments: how many each cluster has would make it "
            "testable."
        )
    latest = rows[rows["year"] == rows["year"].max()]
    counts = latest.groupby("region")["establishments"].sum(min_count=1)
    return pd.Series(np.log(counts.where(counts > 0)))
