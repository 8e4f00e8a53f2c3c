"""Which claims rest on which, and how good is the evidence behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.errors import UnknownName, unknown
from workbench.fieldwork.casebook.records import documents, records

GRADES = ("A", "B", "C", "D")
SUPPORTS, ATTACKS = "supports", "attacks"


@dataclass(frozen=True)
class ArgumentMap:
    """Claims and how they bear on one another.

    `nodes` has a row a claim (`claim`, `document`, `says`, `kind`, `evidence`, `hypothesis`,
    `where`, `supported_by`, `attacked_by`: counts); `edges` a row an argument (`claim`,
    `bears_on`, `relation`, `warrant`, `is_stated`).
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame


def argument_map(
    only: Sequence[str] | None = None, *, across: bool | None = None, isolated: bool = False
) -> ArgumentMap:
    """The claims of the documents and the arguments between them.

    Parameters
    ----------
    only
        Documents ("000", …) whose claims to take; all by default.
    across
        True for arguments between documents alone, False for those within one; both by default.
    isolated
        Whether to keep claims without an argument.

    Raises
    ------
    UnknownName
        If there is no such document.

    Examples
    --------
    >>> found = argument_map(["000", "002"], across=True)
    >>> found.edges["relation"].value_counts().to_dict()
    {'attacks': 3, 'supports': 2}
    """
    claims, edges = records("claims"), records("arguments")
    wanted = list(documents()["document"]) if only is None else list(only)
    for name in wanted:
        if name not in set(claims["document"]):
            raise UnknownName(unknown("CLW-N05", "document", name, set(claims["document"])))
    claims = claims[claims["document"].isin(wanted)]
    edges = edges[edges["claim"].isin(claims["claim"]) & edges["bears_on"].isin(claims["claim"])]
    if across is not None:
        home = claims.set_index("claim")["document"]
        is_across = edges["claim"].map(home) != edges["bears_on"].map(home)
        edges = edges[is_across == across]
    if not isolated:
        claims = claims[claims["claim"].isin({*edges["claim"], *edges["bears_on"]})]
    return ArgumentMap(_counted(claims, edges), edges.reset_index(drop=True))


def _counted(claims: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """Claims with how many arguments support and attack each."""
    counts = {}
    for relation, name in ((SUPPORTS, "supported_by"), (ATTACKS, "attacked_by")):
        found = edges.loc[edges["relation"] == relation, "bears_on"].value_counts()
        counts[name] = claims["claim"].map(found).fillna(0).astype("int64")
    return claims.assign(**counts).reset_index(drop=True)


def arguments_in_words(found: ArgumentMap) -> list[str]:
    """How many claims there are, how good their evidence is, and which are attacked most."""
    nodes, edges = found.nodes, found.edges
    if nodes.empty:
        return ["No claims."]
    grades = nodes["evidence"].value_counts()
    told = ", ".join(f"{int(grades.get(grade, 0))} of grade {grade}" for grade in GRADES)
    kinds = edges["relation"].value_counts()
    sentences = [
        f"{len(nodes)} claims of {nodes['document'].nunique()} documents: {told}.",
        f"{int(kinds.get(SUPPORTS, 0))} arguments support a claim and "
        f"{int(kinds.get(ATTACKS, 0))} attack one; {int(edges['is_stated'].sum())} of them are "
        "made by a document itself, the others are our reading.",
    ]
    most = nodes.sort_values("attacked_by", ascending=False, kind="stable").iloc[0]
    if most["attacked_by"]:
        sentences.append(
            f"Attacked most, {most['attacked_by']} times: {most['claim']}, {most['says']}"
        )
    return sentences
