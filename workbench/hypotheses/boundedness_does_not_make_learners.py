"""Do firms learn alike because they are in one bounded cluster."""

from __future__ import annotations

import pandas as pd

from workbench.data import Study
from workbench.errors import ParameterError
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._regression import line_of
from workbench.hypotheses._survey import (
    FEWEST_FIRMS,
    LEARNING,
    caveats_of,
    cluster_facts,
    firms,
    scores,
    untestable,
)
from workbench.models.intraclass import intraclass_correlation

HYPOTHESIS = Hypothesis(
    number="H13",
    claim="That a cluster is bounded, by its territory, culture or institutions, does not make "
    "its firms learn as one organisation.",
    documents=("002 key conclusion 7",),
    estimand="share of the variance of firms' learning that lies between bounded clusters "
    "(intraclass correlation)",
    needs="answers of firms to questions on the three levels of learning, and the cluster of each",
    measure="mean answer to all questions on learning",
    recipe="intraclass correlation with its interval",
    kind="none",
    smallest_effect=0.2,
    unit="intraclass correlation",
    refuter="the whole interval lies above 0.2: a fifth or more of how firms learn is common to "
    "the firms of a cluster",
    family="learning in clusters",
    caveats=("Firms of a cluster may be alike because they are in one industry or country.",),
)


@hypothesis(HYPOTHESIS)
def boundedness_does_not_make_learners(study: Study) -> Evidence:
    """Ask how much of the variance of learning is between bounded clusters.

    Where the study does not tell which clusters are bounded (indicator boundedness), all are
    taken to be.

    Raises
    ------
    Untestable
        If the study lacks the questions or the clusters of the firms.
    """
    values = scores(study, LEARNING)
    values = values.assign(**{"all three levels": values.mean(axis=1, skipna=False)})
    region = firms(study, values.index)["region"]
    bounded, note = _bounded(study)
    inside = region.notna() if bounded is None else region.isin(bounded)
    if inside.sum() < FEWEST_FIRMS or region[inside].nunique() == inside.sum():
        raise Untestable(
            "Too few firms of one and the same cluster answered: several firms in each of ten "
            "clusters or more would make it testable."
        )
    try:
        table = likeness(values[inside], region[inside])
    except ParameterError as error:
        raise untestable(error) from error
    line = line_of(table, "all three levels")
    return Evidence(
        line["estimate"],
        line["low"],
        line["high"],
        f"{int(line['firms'])} firms of {int(line['clusters'])} clusters, {note}. The table holds "
        "each level by itself.",
        rows=int(line["firms"]),
        caveats=caveats_of(study),
        table=table.reset_index(),
    )


def likeness(values: pd.DataFrame, region: pd.Series) -> pd.DataFrame:
    """One row a score: its intraclass correlation with interval, firms and clusters."""
    found = {name: intraclass_correlation(values[name], region) for name in values}
    rows = {
        name: (one.estimate, one.low, one.high, one.p_value, one.n, one.n_groups)
        for name, one in found.items()
    }
    columns = ["estimate", "low", "high", "p_value", "firms", "clusters"]
    return pd.DataFrame(rows, index=columns).T.rename_axis("score")


def _bounded(study: Study) -> tuple[pd.Index | None, str]:
    try:
        told = cluster_facts(study, "boundedness")["boundedness"]
    except Untestable:
        return None, "all taken as bounded, since the study does not tell"
    return told.index[told == 1], "those that are told to be bounded"
