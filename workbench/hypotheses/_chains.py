"""How complete is the value chain of each cluster: which of its steps are linked."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def linked_steps(actors: pd.DataFrame, links: pd.DataFrame, stages: Sequence[str]) -> pd.Series:
    """The share of steps from a stage to the next that are linked, by region.

    It is what the measure value_chain_completeness gives for the actors and links of one region
    (variant "links"), for all regions at once; links between regions do not count.

    Examples
    --------
    >>> firms = pd.DataFrame({
    ...     "actor": ["a", "b", "c"],
    ...     "region": ["X", "X", "X"],
    ...     "chain_stage": ["spin", "weave", "sell"],
    ... })
    >>> asked = pd.DataFrame({"source": ["a"], "target": ["b"], "strength": [2]})
    >>> linked_steps(firms, asked, ["spin", "weave", "sell"]).to_dict()
    {'X': 0.5}
    """
    told = firms_by_code(actors, stages)
    ends = [told.reindex(links[end]).reset_index(drop=True) for end in ("source", "target")]
    stage = pd.concat([end["stage"] for end in ends], axis=1)
    is_step = (ends[0]["region"] == ends[1]["region"]) & (
        stage.iloc[:, 0] - stage.iloc[:, 1]
    ).abs().eq(1)
    is_step &= links["strength"].reset_index(drop=True) > 0
    steps = pd.DataFrame({"region": ends[0]["region"], "step": stage.min(axis=1)})[is_step]
    linked = steps.groupby("region")["step"].nunique()
    regions = pd.Index(sorted(told["region"].dropna().unique()), name="region")
    return linked.reindex(regions, fill_value=0) / (len(stages) - 1)


def firms_by_code(actors: pd.DataFrame, stages: Sequence[str]) -> pd.DataFrame:
    """The region of each actor, and the place of its stage in the chain."""
    place = {stage: number for number, stage in enumerate(stages)}
    table = actors.assign(stage=actors["chain_stage"].map(place))
    return table.set_index("actor")[["region", "stage"]]
