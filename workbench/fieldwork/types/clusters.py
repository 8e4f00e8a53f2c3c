"""Which of five types is a cluster: Porterian, segmented, interlocking, induced, virtual.

A decision table made by us from the descriptions of document 002, which fixes no thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.fieldwork.types.probabilities import probabilities, ranked

HOLDS = 0.85  # how often what is said of a type is true of a cluster of that type

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "origin": ("evolved", "induced", "common history"),
    "is_bounded": ("yes", "no"),
    "markets": ("similar", "different"),
    "roles": ("alike", "producers and suppliers"),
    "governance": ("flexible", "loose", "more formal"),
    "coordinator": ("none", "central figure", "association", "agency", "family", "ICT"),
}
# What is said of each type; what is not said is left out, and all answers are then as likely.
TYPES: dict[str, Mapping[str, tuple[str, ...]]] = {
    "Porterian": {
        "origin": ("evolved",),
        "is_bounded": ("yes",),
        "markets": ("similar",),
        "roles": ("alike",),
        "governance": ("flexible",),
        "coordinator": ("none",),
    },
    "Segmented Porterian": {
        "origin": ("evolved",),
        "is_bounded": ("yes",),
        "markets": ("different",),
        "roles": ("producers and suppliers",),
        "governance": ("more formal",),
        "coordinator": ("central figure", "association"),
    },
    "Interlocking": {
        "is_bounded": ("yes",),
        "governance": ("loose",),
        "coordinator": ("association",),
    },
    "Induced Partnership": {
        "origin": ("induced",),
        "governance": ("more formal",),
        "coordinator": ("agency",),
    },
    "Virtual Cluster": {
        "origin": ("common history",),
        "is_bounded": ("no",),
        "coordinator": ("family", "ICT"),
    },
}


def cluster_probabilities(clusters: pd.DataFrame) -> pd.DataFrame:
    """How probable each of the five types is for each cluster.

    Parameters
    ----------
    clusters
        cluster and the `ATTRIBUTES`, each with one of its answers; what is empty or absent is
        not known.

    Returns
    -------
    One row a cluster, one column a type, adding up to 1.

    Notes
    -----
    An answer that is said of a type has probability 0.85, shared among the answers said; the
    others share the rest. Where nothing is said all answers are as likely.

    Examples
    --------
    >>> toy = pd.DataFrame({"cluster": ["a", "b"], "coordinator": ["agency", None]})
    >>> cluster_probabilities(toy)["Induced Partnership"].round(2).tolist()
    [0.86, 0.2]
    """
    rows = [
        {kind: _log_likelihood(answers, said) for kind, said in TYPES.items()}
        for answers in clusters.to_dict("records")
    ]
    names = pd.Index(clusters["cluster"], name="cluster")
    return probabilities(pd.DataFrame(rows, index=names, columns=list(TYPES)))


def types_of_clusters(clusters: pd.DataFrame) -> pd.DataFrame:
    """The likeliest type of each cluster, what fits it, what speaks against it, what is not known.

    Returns
    -------
    cluster, type, probability, runner_up, runner_up_probability, known (of six answers), for_it,
    against_it, not_known.
    """
    found = ranked(cluster_probabilities(clusters)).reset_index()
    told = [
        _told(answers, TYPES[kind])
        for answers, kind in zip(clusters.to_dict("records"), found["type"], strict=True)
    ]
    return pd.concat([found, pd.DataFrame(told, columns=[*_TOLD])], axis=1)


_TOLD = ("known", "for_it", "against_it", "not_known")


def _log_likelihood(answers: Mapping[object, object], said: Mapping[str, tuple[str, ...]]) -> float:
    total = 0.0
    for attribute, choices in ATTRIBUTES.items():
        answer = answers.get(attribute)
        if pd.isna(answer):  # type: ignore[call-overload]
            continue
        own = said.get(attribute, choices)
        if len(own) == len(choices):
            total -= np.log(len(choices))
        elif answer in own:
            total += np.log(HOLDS / len(own))
        else:
            total += np.log((1 - HOLDS) / (len(choices) - len(own)))
    return total


def _told(
    answers: Mapping[object, object], said: Mapping[str, tuple[str, ...]]
) -> tuple[int, str, str, str]:
    known = {a: answers.get(a) for a in ATTRIBUTES if pd.notna(answers.get(a))}  # type: ignore[call-overload]
    spoken = {a: f"{a.removeprefix('is_')}: {answer}" for a, answer in known.items()}
    fits = [spoken[a] for a in spoken if known[a] in said.get(a, ())]
    against = [spoken[a] for a in spoken if a in said and known[a] not in said[a]]
    unknown = [a.removeprefix("is_") for a in ATTRIBUTES if a not in known]
    return len(known), "; ".join(fits), "; ".join(against), "; ".join(unknown)
