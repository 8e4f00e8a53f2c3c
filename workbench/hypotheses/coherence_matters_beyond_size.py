"""Do firms that buy from each other do better than firms that only sit together: claim H20."""

from __future__ import annotations

import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._setting import evidence_of, performance, standardised, with_columns
from workbench.models import fit

HYPOTHESIS = Hypothesis(
    number="H20",
    claim="Coherence, the share that a cluster buys from its own members, matters beyond its size.",
    documents=("004: scope and coherence in the diagnostics of stage 2",),
    estimand=(
        "The change of the logarithm of the outcome with a standard deviation of the share of an "
        "industry's purchases that the industries of the same region can supply, at the same size."
    ),
    needs="flows between industries (an input-output table), employment and an outcome by cell",
    measure="local share of purchases",
    recipe="S11",
    kind="more",
    smallest_effect=0.01,
    unit="log points per standard deviation",
    refuter="the whole interval lies below the smallest effect at a given size",
    family="linkages",
    caveats=("What could be bought nearby is not known to be bought there.",),
)


@hypothesis(HYPOTHESIS)
def coherence_matters_beyond_size(study: Study) -> Evidence:
    """The outcome on coherence and size.

    The coherence of a cell is the sum over supplying industries of their share in its purchases
    times the lesser of 1 and their location quotient in the region (a supply-side quotient;
    Miller and Blair 2009, chapter 8).

    Raises
    ------
    Untestable
        If the study has no flows between industries, or cells have no outcome of their own.
    """
    if "flows" not in study.tables:
        raise Untestable("The study has no table of flows between industries.")
    setting = performance(study, ["location_quotient"])
    if not setting.is_cells or "employment" not in setting.panel:
        raise Untestable("The study knows the outcome of regions, not of their industries.")
    table = with_columns(setting.panel, local=_local(setting.panel, study.flows))
    joined = with_columns(table, coherence=standardised(table, "local"))
    found = fit(setting.formula(["coherence", "log(employment)"]), joined, cluster=setting.cluster)
    words = "At the same size, a standard deviation more coherence goes, in log outcome, with"
    return evidence_of(found, "coherence", words)


def _local(table: pd.DataFrame, flows: pd.DataFrame) -> pd.Series:
    """The share of each cell's purchases that its region can supply."""
    bought = flows.pivot_table("amount", "target", "source", aggfunc="sum", fill_value=0.0)
    shares = bought.div(bought.sum(axis=1), axis=0)
    keys = [key for key in ("region", "year") if key in table]
    can = table.pivot_table(index=keys, columns="industry", values="location_quotient")
    supply = can.reindex(columns=shares.columns).fillna(0.0).clip(upper=1.0) @ shares.T
    long = supply.reset_index().melt(keys, var_name="industry", value_name="local")
    wanted = table[[*keys, "industry"]].merge(long, how="left", on=[*keys, "industry"])
    return pd.Series(wanted["local"].to_numpy(), table.index)
