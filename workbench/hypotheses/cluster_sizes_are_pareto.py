"""Do the sizes of Zhejiang's clusters follow a Pareto distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, hypothesis
from workbench.hypotheses._documents import figures, need_provinces, value
from workbench.hypotheses._survey import need
from workbench.hypotheses._tails import lognormal, pareto, shifted_exponential

COUNTS = ("clusters_above_1bn", "clusters_above_10bn", "clusters_above_20bn")
LEVEL, ROUNDING = 0.05, 2

HYPOTHESIS = Hypothesis(
    number="H16",
    claim="The output of Zhejiang's clusters follows a Pareto distribution, as city sizes are "
    "said to do.",
    documents=("003 2.1",),
    estimand="tail exponent of output above 1 billion yuan in 2004",
    needs="the counts of clusters above three thresholds that document 003 prints for Zhejiang",
    measure="counts of clusters between thresholds of output",
    recipe="maximum likelihood for counts between thresholds; likelihood ratio against free counts",
    kind="own",
    smallest_effect=LEVEL,
    unit="tail exponent (the smallest effect is a p value)",
    refuter="the likelihood ratio rejects it with p below 0.05 in every reading of the printed "
    "counts: more than 150 as 150 to 170, and 30 as 28 to 32; the claim is never supported by "
    "three counts, only not shown to be wrong",
    family="Zhejiang and Guangdong",
    caveats=(
        "Three counts are all there is; the list of clusters behind them is not published.",
        "What was counted as one cluster was up to each county.",
    ),
)


@hypothesis(HYPOTHESIS)
def cluster_sizes_are_pareto(study: Study) -> Evidence:
    """Fit tails to the printed counts, in every reading of them.

    Raises
    ------
    Untestable
        If the study is not about Zhejiang.
    """
    need(study, "places", what="the cluster places of document 003, to which the figures belong,")
    need_provinces(study, "Zhejiang")
    thresholds = [figures()[name]["threshold"] for name in COUNTS]
    printed = [value(name) for name in COUNTS]
    table = readings(thresholds, printed, figures()[COUNTS[0]]["highest"])
    found = pareto(thresholds, printed)
    other = shifted_exponential(thresholds, printed)
    middle, spread = lognormal(thresholds, printed)
    least = float(np.array(thresholds) @ -np.diff([*printed, 0]))
    worst = float(table["p_value"].max())
    return Evidence(
        found.parameter,
        found.low,
        found.high,
        f"Likelihood ratio {found.ratio:.1f}, p = {found.p_value:.1e} as printed and at most "
        f"{worst:.1e} in other readings. An exponential tail with a mean excess of "
        f"{other.parameter:.2f} billion yuan fits (p = {other.p_value:.2f}); so does, without a "
        f"test, a lognormal with mu {middle:.2f} and sigma {spread:.2f}. Together the clusters "
        f"made {least:.0f} billion yuan or more.",
        p_value=found.p_value,
        rows=int(printed[0]),
        verdict="refuted" if worst < LEVEL else "not shown",
        table=table,
    )


def readings(thresholds: list[float], printed: list[float], highest: float) -> pd.DataFrame:
    """The exponent and its test for each reading of the rounded counts."""
    rows = []
    for first in np.arange(printed[0], highest + 1, 5):
        for second in printed[1] + np.arange(-ROUNDING, ROUNDING + 1):
            found = pareto(thresholds, [first, second, *printed[2:]])
            rows.append((first, second, *printed[2:], found.parameter, found.p_value))
    above = [f"above_{threshold:g}_bn" for threshold in thresholds]
    return pd.DataFrame(rows, columns=[*above, "tail_exponent", "p_value"])
