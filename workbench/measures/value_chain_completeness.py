"""Is every stage of a value chain there, and are the stages linked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError, listed
from workbench.measures._answer import about, answer, answer_by_group
from workbench.measures._card import AREA_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Codes, cells
from workbench.measures._door import choose, refuse, require

STAGE = "chain_stage"

CARD = Card(
    question="Is every stage of the value chain in the cluster, and are the stages linked?",
    formula="stages = stages with an actor / all stages; links = linked pairs of consecutive "
    "stages / all pairs of consecutive stages",
    source="Porter (1985) for the chain; the shares without a first author",
    reading="5/6: one of six stages is missing; 3/5: of five steps from a stage to the next, "
    "three are links between actors of the cluster",
    variants={
        "stages": Variant("the share of stages with an actor", (), "share", "0 to 1"),
        "links": Variant(
            "the share of consecutive pairs of stages whose actors are linked",
            AREA_KEYS,
            "share",
            "0 to 1",
        ),
        "actors": Variant("the number of actors of each stage", ("stage",), "actors", "0 or more"),
    },
    tables=("actors", "links"),
    columns=(STAGE,),
    caveats=(
        "is as good as the list of stages: a chain cut into more stages is less complete",
        "one actor fills a stage, and one link joins two, however weak: see the variant actors",
        "a stage outside the cluster may be bought in cheaply; completeness is no aim in itself",
        "assumes that the chain is a line; a stage that feeds two others needs a network",
    ),
)


@measure(CARD)
def value_chain_completeness(
    actors: pd.DataFrame,
    links: pd.DataFrame,
    *,
    variant: str = "stages",
    stages: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """What share of the stages of a value chain a cluster has, and what share of its steps.

    Parameters
    ----------
    actors
        One row an actor: `actor` and `chain_stage`, empty where it has none.
    links
        `source`, `target`, `strength`, and `kind` and `year` where there are; only the variant
        "links" looks at it, each year by itself.
    variant
        "stages", "links" or "actors"; see the card.
    stages
        All stages of the chain, in order: a list, or a text with commas. By default the
        categories of `chain_stage`, where that column is categorical.

    Returns
    -------
    One row (for "links" one a year; for "actors" one a stage, in the order of the chain) with
    `value` and `undefined` (the reason where there is no value). Variant, unit, and which are
    `missing` (stages, or steps for "links") stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If the stages are not known, an actor stands at another one, or is there twice.

    Notes
    -----
    With k stages: stages with an actor / k; of the k - 1 steps from a stage to the next, those
    with a link of strength above 0, in either direction, between an actor of the one and an actor
    of the other / (k - 1). Source: Porter (1985) for the chain.

    Examples
    --------
    >>> firms = pd.DataFrame({"actor": ["mill", "shop"], "chain_stage": ["spin", "sell"]})
    >>> asked = pd.DataFrame({"source": ["mill"], "target": ["shop"], "strength": [2]})
    >>> answer = value_chain_completeness(firms, asked, stages="spin, weave, dye, sell")
    >>> answer["value"].item(), answer.attrs["measure"]["missing"]
    (0.5, ['weave', 'dye'])
    """
    choose("variant of value_chain_completeness", variant, list(CARD.variants))
    ends = ("source", "target", "strength") if variant == "links" else ()
    require({"actors": (actors, ("actor", STAGE)), "links": (links, ends)})
    present = cells(actors[["actor", STAGE]].assign(actors=1.0), "actors", ("actor",), "actors")
    chain = _chain(actors, stages)
    places = chain.get_indexer(pd.Index(actors[STAGE]))
    _refuse_other_stages(actors, chain, places)
    if variant == "links":
        return _links(present, links, chain, places)
    counts = np.bincount(places[places >= 0], minlength=len(chain)).astype(np.float64)
    facts = about(present, "value_chain_completeness", CARD, variant)
    facts["missing"] = [str(stage) for stage in chain[counts == 0]]
    n_rows = len(chain) if variant == "actors" else 1
    labels = pd.DataFrame({"stage": chain} if variant == "actors" else None, index=range(n_rows))
    values = counts if variant == "actors" else np.array([(counts > 0).mean()])
    n_rows = n_rows if len(actors) else 0
    return answer(labels[:n_rows], values[:n_rows], [], facts)


def _links(present: Cells, links: pd.DataFrame, chain: pd.Index, places: Codes) -> pd.DataFrame:
    """The share of steps from a stage to the next that are linked, by year."""
    keys = ("source", "target", *(("kind",) if "kind" in links else ()))
    found = cells(links, "strength", keys, "links")
    actors, years = pd.Index(present.table["actor"]), found.by()
    stage_of = np.append(places, -1)
    ends = [
        stage_of[actors.get_indexer(found.keys[name].levels)][found.keys[name].codes]
        for name in ("source", "target")
    ]
    is_step = (np.abs(ends[0] - ends[1]) == 1) & (np.minimum(*ends) >= 0) & (found.amounts > 0)
    n_steps = len(chain) - 1
    linked = np.zeros((max(n_steps, 0), years.size), dtype=np.bool_)
    linked[np.minimum(*ends)[is_step], years.codes[is_step]] = True
    facts = about(found, "value_chain_completeness", CARD, "links")
    facts["missing"] = [
        f"{chain[int(step)]} - {chain[int(step) + 1]}"
        for step in np.flatnonzero(~linked.all(axis=1))
    ]
    too_short = np.full(years.size, n_steps < 1)
    values = linked.sum(axis=0) / max(n_steps, 1)
    reasons = [("the chain has fewer than two stages", too_short)]
    return answer_by_group(found, (), values, reasons, facts)


def _chain(actors: pd.DataFrame, stages: str | Sequence[str] | None) -> pd.Index:
    """All stages of the chain, in order."""
    if isinstance(stages, str):
        stages = [stage.strip() for stage in stages.split(",")]
    if stages is not None and stages:
        return pd.Index(list(dict.fromkeys(stages)), dtype=object)
    if isinstance(actors[STAGE].dtype, pd.CategoricalDtype):
        stages = list(actors[STAGE].cat.categories)
        return pd.Index(stages, dtype=object)
    raise StudyError(
        Problem(
            "CLW-M12",
            "the stages of the value chain are not known",
            column=STAGE,
            expected="all stages in order: a stage without an actor is not in the table, so the "
            "table cannot say that it is missing",
            remedy='name them: stages="spin, weave, dye, cut, sew, sell", or make chain_stage '
            "categorical",
        )
    )


def _refuse_other_stages(actors: pd.DataFrame, chain: pd.Index, places: Codes) -> None:
    """Refuse actors at a stage that the chain does not have."""
    problem = Problem(
        "CLW-M13",
        "an actor stands at a stage that the chain does not have",
        column=STAGE,
        expected=f"one of {listed(map(str, chain))}, or an empty cell",
        remedy="correct the cell, or add the stage to stages",
    )
    refuse(actors, [(problem, (places < 0) & actors[STAGE].notna().to_numpy())])
