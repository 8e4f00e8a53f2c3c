"""Is collaborative learning unrelated to the success of a cluster."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, hypothesis
from workbench.hypotheses._regression import line_of
from workbench.hypotheses._survey import (
    COLLABORATIVE,
    LEARNING,
    caveats_of,
    cluster_facts,
    firms,
    scores,
)

SMALLEST, REFUTING = 0.1, 0.2

HYPOTHESIS = Hypothesis(
    number="H10",
    claim="How much the firms of a cluster learn together has nothing to do with the success of "
    "the cluster.",
    documents=("002 key conclusion 5",),
    estimand="correlation across clusters of the mean score of collaborative learning with the "
    "growth of output",
    needs="answers of firms to questions on collaborative learning, the cluster of each firm, and "
    "the indicator output_growth of each cluster",
    measure="mean answer to the questions on collaborative learning, averaged over a cluster",
    recipe="correlation with Fisher's interval; two one-sided tests against 0.1",
    kind="none",
    smallest_effect=SMALLEST,
    unit="correlation",
    refuter="the interval lies beyond 0.1 on one side, or the correlation is 0.2 or more in size "
    "and its interval leaves out zero",
    family="learning in clusters",
    caveats=(
        "That nothing was found is no proof of nothing: an interval within plus or minus 0.1 "
        "takes about 385 clusters even where the true correlation is zero.",
        "Growth of output is one of several meanings of success.",
    ),
)


@hypothesis(HYPOTHESIS)
def learning_does_not_go_with_success(study: Study) -> Evidence:
    """Correlate the learning of clusters with their growth, and ask whether that is near zero.

    Raises
    ------
    Untestable
        If the study lacks the questions, the clusters or their growth.
    """
    levels = (COLLABORATIVE, *LEARNING)
    values = scores(study, levels)
    region = firms(study, values.index)["region"]
    means = values.groupby(region).mean().dropna(subset=[COLLABORATIVE])
    growth = cluster_facts(study, "output_growth")["output_growth"].reindex(means.index).dropna()
    means = means.loc[growth.index]
    table = pd.DataFrame({name: correlation(means[name], growth) for name in levels}).T
    line = line_of(table, COLLABORATIVE)
    is_large = abs(line["estimate"]) >= REFUTING and line["low"] * line["high"] > 0
    return Evidence(
        line["estimate"],
        line["low"],
        line["high"],
        f"Across {len(means)} clusters; the test that the correlation is at least {SMALLEST:g} in "
        f"size has p = {line['p_equivalence']:.2g}. The table holds the three levels of learning "
        "too.",
        rows=len(means),
        verdict="refuted" if is_large else None,
        caveats=caveats_of(study),
        table=table.rename_axis("level").reset_index(),
    )


def correlation(first: pd.Series, second: pd.Series) -> dict[str, float]:
    """The correlation, its 95 % interval, p of no correlation, and p of one that matters.

    Fisher's z has the standard error 1 / sqrt(n - 3); p_equivalence is the larger of two
    one-sided tests against plus and minus the smallest effect.
    """
    from scipy.special import ndtr, ndtri

    found = float(np.corrcoef(first, second)[0, 1])
    z, error = np.arctanh(found), 1 / np.sqrt(len(first) - 3)
    limit = np.arctanh(SMALLEST)
    reach = ndtri(0.975) * error
    return {
        "estimate": found,
        "low": float(np.tanh(z - reach)),
        "high": float(np.tanh(z + reach)),
        "p_value": float(2 * ndtr(-abs(z) / error)),
        "p_equivalence": float(max(ndtr((z - limit) / error), ndtr(-(z + limit) / error))),
    }
