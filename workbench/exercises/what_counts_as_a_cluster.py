"""By hand: how many clusters are there, if four rules each have their say."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.data import load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.exercises._names import PLACES

INDUSTRIES = {
    "18": "food",
    "32": "metalworking",
    "22": "hospitality",
    "51": "wood",
    "40": "machinery",
}
DRAWN_PLACES = PLACES[:8]
QUOTIENT, SHARE, MASS = 1.25, 0.3, 30
ROUNDING = 1e-9  # so that a quotient of whole numbers on the limit reaches it
RULES = ("quotient", "dominance", "critical mass", "size")

CARD = Card(
    title="What counts as a cluster",
    question="How many clusters does the same table hold under four rules that are in use?",
    why="Whoever counts clusters has chosen a rule first. Two rules that sound alike can name "
    "different places, and some cannot show growth whatever happens.",
    minutes=20,
    after=("location_quotient",),
    sources=(
        "location quotient: practice since Florence (1939)",
        "dominance: the specialised towns of Guangdong (2000), criteria unverified",
        "critical mass: document 004, stage 2",
    ),
)


def real() -> Tables:
    """Establishments of five clusters in the metropolitan areas of Iowa, 2016."""
    study = load("us_metro_clusters")
    areas = study.regions.query("state == 'IA' and area_type == 'metropolitan'")
    places = areas.set_index("region")["name"].str.partition(",")[0]
    found = study.activity[study.activity["region"].isin(places.index)]
    wide = (
        found[found["industry"].isin(list(INDUSTRIES))]
        .pivot_table(index="region", columns="industry", values="establishments", aggfunc="sum")
        .reindex(index=places.index, columns=list(INDUSTRIES), fill_value=0)
        .astype("int64")
        .rename(columns=INDUSTRIES)
        .rename_axis(columns=None)
    )
    wide.insert(0, "place", places)
    return {"establishments": wide.sort_values("place").reset_index(drop=True)}


def drawn(random: np.random.Generator) -> Tables:
    """Establishments of five industries in eight places that do not exist."""
    sizes = random.integers(20, 180, len(DRAWN_PLACES))
    shares = random.dirichlet([2.5] * len(INDUSTRIES), len(DRAWN_PLACES))
    counts = np.rint(shares * sizes[:, None]).astype("int64") + 1
    # one cell stands exactly on the limit, so that "at least" and "more than" differ
    counts[random.integers(len(DRAWN_PLACES)), random.integers(len(INDUSTRIES))] = MASS
    table = pd.DataFrame(counts, columns=[*INDUSTRIES.values()])
    table.insert(0, "place", DRAWN_PLACES)
    return {"establishments": table}


@exercise(CARD, real, drawn)
def what_counts_as_a_cluster(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """How many cells each rule calls a cluster, how far two agree, and which can show growth.

    Parameters
    ----------
    tables
        `establishments`: a row a place, a column an industry.
    """
    counts = tables["establishments"].set_index("place").astype("float64")
    verdicts = _verdicts(counts)
    return {
        "clusters_by_quotient": _by_quotient(counts, verdicts["quotient"]),
        "clusters_by_dominance": _by_dominance(counts, verdicts["dominance"]),
        "clusters_by_mass": _by_mass(counts, verdicts["critical mass"]),
        "overlap": _overlap(verdicts["quotient"], verdicts["dominance"]),
        "rules_that_see_growth": _growth(counts, verdicts),
    }


def _verdicts(counts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Yes or no for each cell, by the name of the rule."""
    share = _of_place(counts)
    return {
        "quotient": share / _background(counts) >= QUOTIENT - ROUNDING,
        "dominance": share >= SHARE - ROUNDING,
        "critical mass": counts >= MASS,
        "size": counts == counts.max(),
    }


def _of_place(counts: pd.DataFrame) -> pd.DataFrame:
    return counts.div(counts.sum(axis=1), axis=0)


def _background(counts: pd.DataFrame) -> pd.Series:
    return counts.sum() / float(counts.to_numpy().sum())


def _count(verdict: pd.DataFrame) -> float:
    return float(verdict.to_numpy().sum())


def _by_quotient(counts: pd.DataFrame, verdict: pd.DataFrame) -> Answer:
    share = _of_place(counts)
    return Answer(
        "How many cells of the table are clusters by the quotient?",
        _count(verdict),
        (
            Mistake(
                _count(share > _background(counts)),
                "You have counted every cell that is over-represented. This rule asks for more.",
            ),
            Mistake(
                _count(verdict.any(axis=1).to_frame()),
                "You have counted places. A place can have several clusters: count cells.",
            ),
        ),
        "Divide each cell by its row's sum, then by the share of its column in the whole table, "
        "and count the cells that reach the threshold.",
    )


def _by_dominance(counts: pd.DataFrame, verdict: pd.DataFrame) -> Answer:
    return Answer(
        "How many cells of the table are clusters by dominance?",
        _count(verdict),
        (
            Mistake(
                _count(counts / counts.sum() >= SHARE),
                "You have taken each place's share of the industry. This rule asks what the "
                "industry is to the place.",
            ),
            Mistake(
                _count(counts / counts.to_numpy().sum() >= SHARE),
                "You have divided by the whole table. The place's own establishments are the "
                "whole here.",
            ),
        ),
        "Divide each cell by the sum of its row, and count those that reach the share asked for.",
    )


def _by_mass(counts: pd.DataFrame, verdict: pd.DataFrame) -> Answer:
    return Answer(
        "How many cells of the table are clusters by critical mass?",
        _count(verdict),
        (
            Mistake(
                _count(counts > MASS),
                'You have left out a cell that stands exactly on the limit: "at least" lets it in.',
            ),
            Mistake(
                _count((counts.sum(axis=1) >= MASS).to_frame()),
                "You have added up a place's industries. The mass is of one industry in one place.",
            ),
            Mistake(
                _count(verdict.any(axis=1).to_frame()),
                "You have counted places. A place can have several clusters: count cells.",
            ),
        ),
        "Count the cells with enough establishments, one by one.",
    )


def _overlap(one: pd.DataFrame, other: pd.DataFrame) -> Answer:
    both, either = _count(one & other), _count(one | other)
    return Answer(
        "What is the Jaccard overlap of the rules quotient and dominance: the cells that both "
        "call a cluster, as a share of the cells that either does?",
        both / max(either, 1.0),
        (
            Mistake(
                both / max(_count(one) + _count(other), 1.0),
                "You have counted a cell twice that both rules name: either of them names it, "
                "once.",
            ),
            Mistake(
                float((one == other).to_numpy().mean()),
                "You have counted agreement that a cell is no cluster, too. That makes rules "
                "look alike that name few cells.",
            ),
            Mistake(
                both / max(_count(one), 1.0),
                "That is a share of the cells of one rule. The whole is what either names.",
            ),
            Mistake(
                both / max(_count(other), 1.0),
                "That is a share of the cells of one rule. The whole is what either names.",
            ),
        ),
        "Mark the cells of each rule in the table; divide those with both marks by those with any.",
    )


def _growth(counts: pd.DataFrame, before: Mapping[str, pd.DataFrame]) -> Answer:
    after = _verdicts(2 * counts)
    growing = frozenset(name for name in RULES if _count(after[name]) > _count(before[name]))
    return Answer(
        "Say every number in the table doubles. Which of the four rules then count more "
        f"clusters ({', '.join(RULES)})? A list of names.",
        growing,
        (
            Mistake(
                growing | {"size"},
                "One place of each industry is the largest, whatever happens: look at the rule "
                "that names it.",
            ),
            Mistake(
                frozenset({"size"}),
                "One place of each industry is the largest, whatever happens: look at the rule "
                "that names it.",
            ),
            Mistake(
                frozenset(RULES),
                "Work one rule out on the doubled table: what divides one number by another does "
                "not see that both are doubled.",
            ),
            Mistake(
                growing | {"dominance"},
                "A share divides one number by another, and both have doubled.",
            ),
            Mistake(
                growing | {"quotient"},
                "A quotient of shares does not see that all numbers have doubled.",
            ),
            Mistake(frozenset(), "At least one of the rules looks at numbers, not at shares."),
        ),
        "Double the table, and count again by each rule.",
    )
