"""How formal is the governance of a cluster by its bodies and papers, and is that what was said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbench.errors import ParameterError, Problem, unknown
from workbench.fieldwork.stages import bodies
from workbench.fieldwork.stages.governance import formality, governance_table
from workbench.fieldwork.types.clusters import ATTRIBUTES

FLEXIBLE, LOOSE, FORMAL = ATTRIBUTES["governance"]
LEAST_FLEXIBLE, LEAST_FORMAL = 1 / 3, 2 / 3  # ours


@dataclass(frozen=True)
class Governed:
    """What the sheet governance says: its score, how it is called, of which cluster it tells.

    `cluster` is empty where it is not known of which, and `said` where its governance was not
    answered.
    """

    there: int
    listed: int
    formality: float
    word: str
    cluster: str
    said: str

    @property
    def is_contradicted(self) -> bool:
        """Whether the answer in the sheet clusters is another than the score's."""
        return self.said not in ("", self.word)


def governance_word(share: float) -> str:
    """How a share of bodies and papers is called: as the types of clusters call governance.

    Notes
    -----
    Loose below a third, formal from two thirds on, flexible between. Derived by us: document 002
    calls the governance of its types so and fixes no thresholds.

    Examples
    --------
    >>> [governance_word(share) for share in (0.1, 0.5)]
    ['loose', 'flexible']
    """
    if share >= LEAST_FORMAL:
        return FORMAL
    return FLEXIBLE if share >= LEAST_FLEXIBLE else LOOSE


def governed(sheet: pd.DataFrame, clusters: pd.DataFrame | None, name: str = "") -> Governed:
    """Score the sheet governance of the roadmap, and hold it against what was said of its cluster.

    Parameters
    ----------
    sheet
        `item` and `is_there`.
    clusters
        `cluster` and perhaps `governance`; None where the sheet is not there.
    name
        Of the cluster that the sheet tells of; by default the only one of `clusters`.

    Raises
    ------
    ParameterError
        If no cluster is called so.

    Examples
    --------
    >>> sheet = pd.DataFrame({"item": ["strategy"], "is_there": ["yes"]})
    >>> found = governed(sheet, pd.DataFrame({"cluster": ["milk"], "governance": ["flexible"]}))
    >>> found.cluster, found.word, found.is_contradicted
    ('milk', 'loose', True)
    """
    table = governance_table(sheet, bodies())
    names = [] if clusters is None else clusters["cluster"].tolist()
    if name and name not in names:
        problem = unknown("CLW-P07", "cluster called", name, names, column="governed_cluster")
        raise ParameterError(problem)
    own = name or (names[0] if len(names) == 1 else "")
    said: Any = None
    if clusters is not None and own and "governance" in clusters:
        said = clusters.loc[clusters["cluster"] == own, "governance"].iloc[0]
    share = formality(table)
    return Governed(
        int(table["is_there"].sum()),
        len(table),
        share,
        governance_word(share),
        own,
        "" if pd.isna(said) else str(said),
    )


def filled(clusters: pd.DataFrame, found: Governed) -> pd.DataFrame:
    """The clusters, with the score in place of an answer that is not there."""
    if not found.cluster or found.said:
        return clusters
    is_own = clusters["cluster"] == found.cluster
    said = clusters.reindex(columns=["governance"])["governance"].astype("object")
    return clusters.assign(governance=said.mask(is_own, found.word))


def governed_in_words(found: Governed) -> str:
    """The score, and what it does to the cluster."""
    told = (
        f"Governance: {found.there} of {found.listed} bodies and papers are there "
        f"({found.formality:.0%}), which counts as {found.word}"
    )
    if not found.cluster:
        return f"{told}; of which cluster is not said (option governed_cluster)."
    if not found.said:
        return f"{told}; this stands for {found.cluster}, of which nothing was said."
    if found.is_contradicted:
        return f"{told}; of {found.cluster} {found.said} was said, which stays."
    return f"{told}, as was said of {found.cluster}."


def contradictions(found: Governed, file: str) -> Iterator[Problem]:
    """A flag where what was said of the cluster is not what its bodies and papers score."""
    if found.is_contradicted:
        yield Problem(
            "CLW-E56",
            f"governance of {found.cluster} is said to be {found.said}, but {found.there} of "
            f"{found.listed} bodies and papers are there",
            file=file,
            column="governance",
            value=found.said,
            expected=f"{found.word}, from the sheet governance",
            remedy="correct the answer, or the sheet governance; the answer stays",
            is_warning=True,
        )
