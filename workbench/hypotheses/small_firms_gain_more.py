"""Is the effect of density larger where establishments are small: claim H2."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._setting import evidence_of, performance, standardised, with_columns
from workbench.models import fit

HYPOTHESIS = Hypothesis(
    number="H2",
    claim="The denser the cluster, the better it does, and small firms gain more than large ones.",
    documents=("000: advantages for small and medium-sized enterprises in clusters",),
    estimand=(
        "How much more the logarithm of the outcome rises with a standard deviation of density "
        "or specialisation in cells whose establishments are smaller than the industry's median."
    ),
    needs="employment and establishments by region and industry; wages or product by cell",
    measure="location_quotient",
    recipe="S10",
    kind="more",
    smallest_effect=0.01,
    unit="log points per standard deviation",
    refuter="the whole interval of the difference lies below the smallest effect",
    caveats=(
        "Establishments stand in for firms, and a mean size for the sizes within a cell.",
        "Firms that do well grow: cells with small establishments may be those that did not.",
    ),
)


@hypothesis(HYPOTHESIS)
def small_firms_gain_more(study: Study) -> Evidence:
    """Compare the effect in cells of small establishments with that in the others.

    Raises
    ------
    Untestable
        If cells have no employment, establishments or performance of their own.
    """
    setting = performance(study)
    if not setting.is_cells or not {"employment", "establishments"} <= set(setting.panel):
        raise Untestable(
            "It takes the employment and the establishments of each industry of each region, or "
            "the outcome by size of firm; the study has no such table."
        )
    table = setting.panel
    size = table["employment"] / table["establishments"].where(table["establishments"] > 0)
    by = [key for key in ("industry", "year") if key in table]
    middle = size.groupby([table[key] for key in by]).transform("median")
    small = pd.Series(np.where(size.isna(), np.nan, size < middle), table.index)
    density = standardised(table, setting.measure, logarithmic=True)
    joined = with_columns(table, density=density, small=small, gain=density * small)
    found = fit(setting.formula(["gain", "density", "small"]), joined, cluster=setting.cluster)
    words = (
        f"A standard deviation more {setting.measure_words} raises the logarithm of "
        f"{setting.outcome_words} more where establishments are small, by"
    )
    return evidence_of(found, "gain", words)
