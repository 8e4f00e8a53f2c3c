"""Is a cluster less productive where steps of its value chain are not linked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._chains import linked_steps
from workbench.hypotheses._regression import line_of, linear
from workbench.hypotheses._sizes import output_per_worker
from workbench.hypotheses._survey import FEWEST_CLUSTERS, caveats_of, need, standardised

MEASURE = "value_chain_completeness"

HYPOTHESIS = Hypothesis(
    number="H24",
    claim="A cluster whose value chain lacks a link is less productive than one whose chain is "
    "whole.",
    documents=("001 preliminary field studies", "004 stage 3"),
    estimand="change of log output per worker with one standard deviation more of the chain's "
    "steps linked, among clusters of one country",
    needs="actors with region and stage of the chain, links between them, the order of the stages "
    "in the study's question (options of value_chain_completeness), and output per worker",
    measure="value_chain_completeness, variant links, by region",
    recipe="least squares with fixed effects of the region above (country), HC3 errors",
    kind="more",
    smallest_effect=0.01,
    unit="log points",
    refuter="the whole interval lies below 0.01 log points for one standard deviation",
    family="how clusters are organised",
    caveats=(
        "A link that was not named in the interviews counts as missing.",
        "A stage bought from outside may cost a cluster nothing.",
    ),
)


@hypothesis(HYPOTHESIS)
def missing_links_cost(study: Study) -> Evidence:
    """Regress output per worker on the share of linked steps, within countries.

    Raises
    ------
    Untestable
        If actors, links, the order of the stages or output per worker are missing.
    """
    links = _links(study)
    complete = linked_steps(study.actors, links, _stages(study))
    output = output_per_worker(study).reindex(complete.index)
    parent = study.regions.set_index("region").get("parent", pd.Series(dtype="str"))
    known = pd.DataFrame(
        {
            "complete": complete,
            "log_output": np.log(output.where(output > 0)),
            "above": parent.reindex(complete.index).fillna("none"),
        }
    ).dropna()
    known = known[known.groupby("above")["above"].transform("size") > 1]  # else nothing to compare
    if len(known) < FEWEST_CLUSTERS:
        raise Untestable(
            f"Only {len(known)} clusters have actors, links and output per worker: "
            f"{FEWEST_CLUSTERS} or more would make it testable."
        )
    table = with_effects(known["log_output"], known["complete"], known["above"])
    line = line_of(table, "linked steps")
    return Evidence(
        line["estimate"],
        line["low"],
        line["high"],
        f"{len(known)} clusters in {known['above'].nunique()} larger regions; on average "
        f"{known['complete'].mean():.0%} of the steps of the chain are linked.",
        p_value=line["p_value"],
        rows=len(known),
        caveats=caveats_of(study),
        table=known.reset_index(),
    )


def with_effects(output: pd.Series, complete: pd.Series, above: pd.Series) -> pd.DataFrame:
    """The coefficients of completeness, standardised, and of each larger region."""
    effects = pd.get_dummies(above, dtype="float64")
    columns = pd.concat([standardised(complete).rename("linked steps"), effects], axis=1)
    return linear(output, columns, absorbed=0)


def _links(study: Study) -> pd.DataFrame:
    """The links of the latest year.

    Raises
    ------
    Untestable
        If there are none, or the actors do not tell their stage.
    """
    need(study, "actors", "links", what="firms with their stage of the chain and their relations")
    if not {"chain_stage", "region"} <= set(study.actors) or "strength" not in study.links:
        raise Untestable(
            "The actors do not tell their stage of the value chain and their region, or links "
            "have no strength: with these it would be testable."
        )
    links = study.links
    return links[links["year"] == links["year"].max()] if "year" in links else links


def _stages(study: Study) -> Sequence[str]:
    told = study.question.options.get(MEASURE, {}).get("stages", ())
    stages = [s.strip() for s in told.split(",")] if isinstance(told, str) else list(told)
    if len(stages) > 1:
        return stages
    raise Untestable(
        "The order of the stages of the value chain is not told: stages under the options of "
        f"{MEASURE} in the study's question would make it testable."
    )
