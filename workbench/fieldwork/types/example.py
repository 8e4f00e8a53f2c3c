"""Cooperations, clusters and firms that never were, each of a type that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork.stages.example import governance
from workbench.fieldwork.types import clusters, firms
from workbench.fieldwork.types.cooperations import NO, QUESTIONS, YES
from workbench.hypotheses._drawn import MIDDLE_SIZE, SIZE_SPREAD

OWN = 9  # which instrument draws: see SeedSequence below
FIRMS, CLUSTERS = 300, 10
NOISE = 0.5  # of a firm around the profile of its type, in steps of the scale
SILENT = 0.01  # the share of answers that nobody gave
WORKERS = 249  # the largest of small and medium firms

# name, answers to the seven questions in their order, members, high technology, stated results,
# and the forms that fit
COOPERATIONS = (
    ("two dairies and a carrier", "nynnnny", 3, NO, NO, "partnership, network"),
    ("farm and collector", "nynnnny", 2, NO, NO, "partnership"),
    ("starter culture project", "yyyynny", 2, YES, YES, "strategic alliance"),
    ("packaging trial", "ynyynnn", 3, YES, YES, "strategic alliance"),
    ("collectors of the valley", "yynnnny", 9, NO, NO, "network"),
    ("union of cheese makers", "ynnnnnn", 24, NO, NO, "association"),
    ("dairy cluster", "yynnyny", 46, NO, NO, "network, cluster"),
    ("cluster without profit", "yynnynn", 30, NO, NO, "network, cluster, technological platform"),
    ("food of tomorrow", "nnynynn", 60, YES, YES, "technological platform"),
    ("fair stand for a year", "nnyynny", 4, NO, YES, ""),
)


def typed(seed: int) -> dict[str, pd.DataFrame]:
    """Ten cooperations, ten clusters and 300 firms of known types, and the roadmap's governance."""
    random = np.random.default_rng(np.random.SeedSequence([seed, OWN]))
    known = drawn_firms(random, FIRMS)[0]
    silent = random.random(known.shape) < SILENT
    silent[:, 0] = False
    return {
        "cooperations": drawn_cooperations()[0],
        "clusters": drawn_clusters(random, CLUSTERS)[0],
        "firms": known.mask(silent),
        "governance": governance(),
    }


def drawn_cooperations() -> tuple[pd.DataFrame, pd.Series]:
    """Ten cooperations, and the forms that fit each."""
    rows = [
        (name, *(YES if answer == "y" else NO for answer in answers), *rest)
        for name, answers, *rest in COOPERATIONS
    ]
    extra = ["members", "is_high_technology", "has_stated_results", "forms"]
    table = pd.DataFrame(rows, columns=["cooperation", *QUESTIONS, *extra])
    return table.drop(columns="forms"), table.set_index("cooperation")["forms"]


def drawn_clusters(random: np.random.Generator, count: int) -> tuple[pd.DataFrame, pd.Series]:
    """Clusters that answer as is said of their type, and by chance where nothing is said."""
    kinds = [list(clusters.TYPES)[number % len(clusters.TYPES)] for number in range(count)]
    rows = [
        {
            attribute: str(random.choice(clusters.TYPES[kind].get(attribute, choices)))
            for attribute, choices in clusters.ATTRIBUTES.items()
        }
        for kind in kinds
    ]
    names = [f"cluster-{number:02d}" for number in range(1, count + 1)]
    table = pd.DataFrame(rows).assign(cluster=names)
    return table[["cluster", *clusters.ATTRIBUTES]], pd.Series(kinds, names, name="type")


def drawn_firms(random: np.random.Generator, count: int) -> tuple[pd.DataFrame, pd.Series]:
    """Firms around the profiles of the five types, each type as often, and their types."""
    kinds = [list(firms.TYPES)[number % len(firms.TYPES)] for number in range(count)]
    profiles = pd.DataFrame([firms.TYPES[kind] for kind in kinds])
    values = profiles + NOISE * random.standard_normal(profiles.shape)
    scores = (values[list(firms.SCORES)] + firms.MIDDLE).clip(firms.LOW, firms.HIGH).round(2)
    workers = np.exp(MIDDLE_SIZE + SIZE_SPREAD * values["employees"]).round().clip(1, WORKERS)
    names = [f"firm-{number:03d}" for number in range(1, count + 1)]
    table = scores.assign(employees=workers, firm=names)[["firm", *firms.INPUTS]]
    return table, pd.Series(kinds, names, name="type")
