"""What stands in the casebook: its tables, and those that are read side by side."""

from __future__ import annotations

from functools import cache

import pandas as pd

from workbench.data import Study, load
from workbench.errors import UnknownName, listed, unknown

CASEBOOK = "casebook"
NONE = "none"


@cache
def _study() -> Study:
    return load(CASEBOOK)


def records(name: str) -> pd.DataFrame:
    """One table of the casebook.

    Parameters
    ----------
    name
        Name of the table, as `workbench show casebook` lists them.

    Returns
    -------
    A copy with one row a record; `document` and `where` say where it stands.

    Raises
    ------
    UnknownName
        If the casebook has no such table.

    Examples
    --------
    >>> records("learning_levels").sort_values("position")["level"].tolist()[:2]
    ['information gathering', 'knowledge acquisition']
    """
    found = _study().table(name).copy()
    order = ["position"] if "position" in found else []
    return found.sort_values(order, ignore_index=True) if order else found


def documents() -> pd.DataFrame:
    """The five documents: who wrote them, and on what they rest.

    Examples
    --------
    >>> documents()["document"].tolist()
    ['000', '001', '002', '003', '004']
    """
    return records("documents")


def definitions(term: str | None = None) -> pd.DataFrame:
    """What each document means by a term, side by side.

    Parameters
    ----------
    term
        "cluster", "network", …; all terms by default.

    Returns
    -------
    One row a definition, by document: what it says, what it asks for, and where it stands.

    Raises
    ------
    UnknownName
        If no document defines the term; with the nearest terms.

    Examples
    --------
    >>> definitions("cluster")[["document", "needs_place"]].to_numpy().tolist()[2]
    ['002', 'no']
    """
    found = records("definitions")
    if term is None:
        return found
    terms = found["term"].str.casefold()
    own = found[terms == term.casefold()]
    if own.empty:
        raise UnknownName(unknown("CLW-N05", "term of the casebook", term, set(found["term"])))
    return own.sort_values("document", ignore_index=True)


def definitions_in_words(term: str) -> list[str]:
    """What the documents mean by a term, a sentence each, and in what they differ.

    Raises
    ------
    UnknownName
        If no document defines the term.
    """
    own = definitions(term)
    told = [f"{row.document} ({row.where}): {row.says}" for row in own.itertuples()]
    asked = {"place": "a common place", "institutions": "institutions"}
    apart = [
        f"{what} ({', '.join(f'{d} {v}' for d, v in zip(own['document'], answers, strict=True))})"
        for part, what in asked.items()
        if (answers := own[f"needs_{part}"].tolist()) and len(set(answers)) > 1
    ]
    return [*told, f"They differ in whether they ask for {listed(apart)}."] if apart else told


def contradictions() -> pd.DataFrame:
    """Where the documents contradict one another: both sides with places, and what would settle it.

    Returns
    -------
    One row a contradiction, with the grade of the evidence on both sides.

    Examples
    --------
    >>> contradictions().loc[0, ["document_a", "evidence_a", "document_b", "evidence_b"]].tolist()
    ['000', 'D', '002', 'B']
    """
    found = records("contradictions")
    grades = records("claims").set_index("claim")["evidence"]
    sides = {f"evidence_{side}": found[f"claim_{side}"].map(grades) for side in "ab"}
    return found.assign(**sides)


def contradictions_in_words() -> list[str]:
    """Each contradiction in a sentence or two."""
    return [
        f"{row.contradiction}, {row.subject}: {row.document_a} ({row.where_a}, evidence "
        f"{row.evidence_a}) says: {row.says_a} {row.document_b} ({row.where_b}, evidence "
        f"{row.evidence_b}) says: {row.says_b} What would settle it: {row.settles}"
        for row in contradictions().itertuples()
    ]


def cooperation_matrix() -> pd.DataFrame:
    """Forms of cooperation by what they differ in: yes, no, varies or not said.

    Returns
    -------
    One row a form, from the loosest on, and one column an attribute.

    Examples
    --------
    >>> cooperation_matrix().loc["technological platform", ["government", "own equity"]].tolist()
    ['yes', 'no']
    """
    wide = records("cooperation_matrix").pivot_table(
        "answer", index="form", columns="attribute", aggfunc="first"
    )
    forms = records("cooperation_forms")["form"]
    attributes = records("cooperation_attributes")["attribute"]
    return wide.loc[forms.tolist(), attributes.tolist()].rename_axis(columns=None)


def benefit_crosswalk() -> pd.DataFrame:
    """Each benefit with how it comes about, what could be measured, and which claim tests it.

    Examples
    --------
    >>> benefit_crosswalk().loc[5, ["benefit", "hypothesis"]].tolist()
    ['rivalry', 'H8']
    """
    columns = ["benefit", "mechanism", "indicator", "hypothesis", "items", "document", "where"]
    return records("benefits")[columns]


def restraint_matrix() -> pd.DataFrame:
    """Restraints of small firms by remedies of clusters: named, inferred or none.

    Returns
    -------
    One row a restraint, in the order of their letters, and one column a remedy, by section.

    Examples
    --------
    >>> restraint_matrix().loc["talent"].unique().tolist()
    ['none']
    """
    pairs = records("restraint_remedies")
    rows = records("restraints").sort_values("letter")["restraint"]
    columns = records("remedies").sort_values("section")["remedy"]
    wide = pairs.pivot_table("link", index="restraint", columns="remedy", aggfunc="first")
    whole = wide.reindex(index=rows.tolist(), columns=columns.tolist()).fillna(NONE)
    return whole.rename_axis(columns=None)
