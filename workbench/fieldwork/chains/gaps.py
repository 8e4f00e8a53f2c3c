"""What does a chain lack: stages without an actor, links that are not there, room to invest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.fieldwork.chains.chain import Chain

Words: TypeAlias = npt.NDArray[np.object_]
OUTSIDE = "outside"
SUPPLY = "supply"
LINKED, WEAK, MISSING, NO_ACTOR = "linked", "weak", "missing", "no actor"
STRONG_ENOUGH = 2  # below, one side alone remembers the link, or it comes and goes


def needed_links(
    chain: Chain,
    needed: pd.DataFrame,
    actors: pd.DataFrame,
    links: pd.DataFrame,
    *,
    least_strength: int = 1,
) -> pd.DataFrame:
    """Every link that the chain needs, and whether the cluster has it.

    Parameters
    ----------
    chain
        Each step from a stage to a stage needs a link of supply.
    needed
        Other links: `from_group`, `to_group` (a stage or a role), `kind`, `why`.
    actors
        `actor`, `chain_stage`, `role`.
    links
        `source`, `target`, `kind`, `strength`.
    least_strength
        The degree from which a link counts.

    Returns
    -------
    from_group, to_group, kind, why, links, strongest, linked_share (of the actors of both groups
    that have such a link) and status: "linked", "weak" (strongest below 2), "missing", or
    "no actor" where a group is empty. A link counts whichever of the two sides is its source.

    Examples
    --------
    >>> from workbench.fieldwork.chains.chain import chain_of
    >>> chain = chain_of(pd.DataFrame({"stage": ["farm", "shop"], "feeds": ["shop", "market"]}))
    >>> firms = pd.DataFrame({"actor": ["f", "s"], "chain_stage": ["farm", "shop"], "role": "core"})
    >>> told = pd.DataFrame({"source": "f", "target": ["s"], "kind": "labour", "strength": [3]})
    >>> none = pd.DataFrame(columns=["from_group", "to_group", "kind", "why"])
    >>> needed_links(chain, none, firms, told)["status"].tolist()
    ['missing']
    """
    supply = chain.within[["stage", "feeds"]].set_axis(["from_group", "to_group"], axis=1)
    supply = supply.assign(kind=SUPPLY, why="the one feeds the other in the chain")
    asked = pd.concat([supply, needed], ignore_index=True)
    own = Ends.of(actors, links[links["strength"] >= least_strength])
    rows = [_needed(row, actors, own) for row in asked.to_dict("records")]
    columns = [*asked.columns, "links", "strongest", "linked_share", "status"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class Ends:
    """The links as arrays, with the stage and the role of both ends."""

    source: Words
    target: Words
    groups: Mapping[str, tuple[Words, Words]]  # "source" and "target": stages, roles
    kind: Words
    strength: Any

    @classmethod
    def of(cls, actors: pd.DataFrame, links: pd.DataFrame) -> Ends:
        """The ends of links between known actors."""
        own = actors.set_index("actor")
        groups = {
            end: (
                links[end].map(own["chain_stage"]).to_numpy(object),
                links[end].map(own["role"]).to_numpy(object),
            )
            for end in ("source", "target")
        }
        source, target, kind = (
            links[name].to_numpy(object) for name in ("source", "target", "kind")
        )
        return cls(source, target, groups, kind, links["strength"].to_numpy("float64"))

    def between(self, source: object, target: object) -> Any:
        """Which links lead from one group to the other."""
        stages, roles = self.groups["source"]
        found = (stages == source) | (roles == source)
        stages, roles = self.groups["target"]
        return found & ((stages == target) | (roles == target))


def _needed(row: dict[Any, Any], actors: pd.DataFrame, ends: Ends) -> dict[Any, Any]:
    stages, roles = actors["chain_stage"].to_numpy(object), actors["role"].to_numpy(object)
    one, other = row["from_group"], row["to_group"]
    is_one, is_other = ((stages == group) | (roles == group) for group in (one, other))
    rows = (ends.between(one, other) | ends.between(other, one)) & (ends.kind == row["kind"])
    linked = set(ends.source[rows]) | set(ends.target[rows])
    everyone = int((is_one | is_other).sum())
    strongest = float(ends.strength[rows].max(initial=0.0))
    return row | {
        "links": int(rows.sum()),
        "strongest": strongest,
        "linked_share": len(linked) / everyone if everyone else np.nan,
        "status": _status(bool(is_one.any() and is_other.any()), strongest),
    }


def _status(has_actors: bool, strongest: float) -> str:
    if not has_actors:
        return NO_ACTOR
    if strongest == 0:
        return MISSING
    return LINKED if strongest >= STRONG_ENOUGH else WEAK


def completeness(stages: pd.DataFrame, needed: pd.DataFrame) -> dict[str, float]:
    """The share of stages with an actor, and of needed links that are there, however weak."""
    is_there = needed["status"].isin([LINKED, WEAK])
    is_step = needed["from_group"].isin(stages["stage"]) & (needed["kind"] == SUPPLY)
    is_step &= needed["to_group"].isin(stages["stage"])
    return {
        "stages_present": float((stages["actors"] > 0).mean()),
        "steps_linked": float(is_there[is_step].mean()) if is_step.any() else float("nan"),
        "needed_links_present": float(is_there.mean()) if len(needed) else float("nan"),
    }


def stage_gaps(
    chain: Chain,
    actors: pd.DataFrame,
    sales: pd.DataFrame,
    bottlenecks: pd.DataFrame,
    *,
    outside_share: float = 0.5,
) -> pd.DataFrame:
    """Each stage with its actors, and why one should invest there.

    Parameters
    ----------
    chain
        Its stages.
    actors
        `actor`, `chain_stage`.
    sales
        `source`, `target` (one of them may be "outside"), `stage` whose product it is, `amount`.
        Empty where nobody asked.
    bottlenecks
        `stage`, `missing_capacity` and `unit`, of stages that hold back all others; may be empty.
    outside_share
        From this share of what the cluster uses of a stage's product on, a stage is served from
        outside.

    Returns
    -------
    stage, actors, bought_outside (share; missing where nobody asked), missing_capacity, unit,
    gap: "" or "no actor", "served from outside", "too small", joined by "; ".
    """
    held = actors["chain_stage"].value_counts()
    small = bottlenecks.set_index("stage").reindex(list(chain.stages))
    found = pd.DataFrame(
        {
            "stage": chain.stages,
            "actors": [int(held.get(stage, 0)) for stage in chain.stages],
            "bought_outside": [_bought_outside(s, actors, sales) for s in chain.stages],
            "missing_capacity": small["missing_capacity"].to_numpy("float64"),
            "unit": small["unit"].to_numpy(),
        }
    )
    rules = {
        "no actor": found["actors"] == 0,
        "served from outside": found["bought_outside"] >= outside_share,
        "too small": found["missing_capacity"] > 0,
    }
    told = [[gap for gap, rows in rules.items() if rows[at]] for at in found.index]
    return found.assign(gap=["; ".join(gaps) for gaps in told])


def _bought_outside(stage: str, actors: pd.DataFrame, sales: pd.DataFrame) -> float:
    """Of what the cluster buys of a stage's product, the share that comes from outside."""
    own = sales[(sales["stage"] == stage) & sales["target"].isin(actors["actor"])]
    bought = own["amount"].sum()
    outside = own.loc[own["source"] == OUTSIDE, "amount"].sum()
    return float(outside / bought) if bought > 0 else float("nan")


def cut_off(actors: pd.DataFrame, chain: Chain, critical: pd.DataFrame) -> pd.DataFrame:
    """The actors of the chain from whom no link of supply leads, over others, to the market."""
    lost = critical.loc[~critical["has_way_to_market"], "actor"]
    own = actors[actors["chain_stage"].isin(chain.stages) & actors["actor"].isin(lost)]
    return own.sort_values("actor", ignore_index=True)[["actor", "name", "chain_stage"]]
