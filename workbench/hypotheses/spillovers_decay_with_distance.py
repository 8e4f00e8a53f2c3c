"""Does a cluster next door help less than one's own: claim H26."""

from __future__ import annotations

import pandas as pd

from workbench.data import Study
from workbench.errors import WorkbenchError
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._setting import evidence_of, performance, standardised, with_columns
from workbench.models import fit
from workbench.models.neighbouring import neighbours_of

HYPOTHESIS = Hypothesis(
    number="H26",
    claim="What a cluster gives to others decays with distance: one's own matters more than the "
    "neighbour's.",
    documents=("000: geographic integration and the speed of information",),
    estimand=(
        "The effect of a standard deviation of a region's own density or specialisation on the "
        "logarithm of the outcome, less that of the mean of its neighbours."
    ),
    needs="outlines or coordinates of the regions; a measure and an outcome",
    measure="the study's own, and its mean over neighbours",
    recipe="S9",
    kind="more",
    smallest_effect=0.01,
    unit="log points per standard deviation",
    refuter="the neighbours' effect is as large as one's own, or larger",
    family="space",
    caveats=(
        "Neighbours share more than a border: what they have in common passes for spillover.",
    ),
)


@hypothesis(HYPOTHESIS)
def spillovers_decay_with_distance(study: Study) -> Evidence:
    """The effect of one's own measure less that of the neighbours'.

    With o and n the own and the neighbours' measure, both in units of the own one's standard
    deviation, the coefficient of o in a regression on o and o + n is the difference of the two
    effects, with its standard error.

    Raises
    ------
    Untestable
        If the study has no performance, or regions lie nowhere.
    """
    setting = performance(study)
    table = setting.panel
    try:
        near = neighbours_of(study, table)
    except WorkbenchError as error:
        why = error.problems[0].message
        raise Untestable(f"Who is whose neighbour is not known: {why}.") from error
    own = standardised(table, setting.measure, logarithmic=True)
    others = _of_neighbours(with_columns(table, own=own), near.graph.adjacency)
    joined = with_columns(table, own=own, others=others, both=own + others)
    cluster = setting.cluster
    difference = fit(setting.formula(["own", "both"]), joined, cluster=cluster)
    separate = fit(setting.formula(["own", "others"]), joined, cluster=cluster)
    mine, theirs = separate.term("own"), separate.term("others")
    words = (
        f"A standard deviation more of the region's own {setting.measure_words} goes "
        f"with {mine['estimate']:+.4f} in the logarithm of the outcome, of its neighbours' with "
        f"{theirs['estimate']:+.4f} ({near.rule}); the difference is"
    )
    return evidence_of(difference, "own", words)


def _of_neighbours(table: pd.DataFrame, adjacency: pd.Series) -> pd.Series:
    """The mean of `own` over the neighbours of each row's region, in its industry and year."""
    links = adjacency[adjacency > 0].rename("weight").reset_index()
    links.columns = pd.Index(["focal", "region", "weight"])
    also = [key for key in table.attrs["keys"] if key != "region"]
    known = table[["region", *also, "own"]].dropna()
    joined = links.merge(known, on="region")
    joined["weighted"] = joined["own"] * joined["weight"]
    sums = joined.groupby(["focal", *also])[["weighted", "weight"]].sum()
    means = sums["weighted"] / sums["weight"]
    wanted = pd.MultiIndex.from_frame(table[["region", *also]].rename(columns={"region": "focal"}))
    if not also:
        wanted = pd.Index(table["region"])
    return pd.Series(means.reindex(wanted).to_numpy(), table.index)
