"""Is there enough local commitment and willingness for a roadmap: a score from the visits.

Document 001 asks for it after visits to local, regional and national stakeholders, and says neither
how it is measured nor what is enough. Both scales, the score and its threshold are ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.data.table_problems import Subject
from workbench.errors import Problem, listed
from workbench.fieldwork.stages.gate_check import NO, YES

WILLINGNESS = ("refuses", "doubts it", "has nothing against it", "wants it", "wins others for it")
COMMITMENT = (
    "puts in nothing",
    "lends its name",
    "comes to meetings",
    "gives data or working time",
    "puts in money or staff",
)
ANSWERS = ("willingness", "commitment")
MOST = len(WILLINGNESS) - 1
KINDS = ("firm", "association", "government", "education or research", "finance")
LEVELS = ("local", "regional", "national")
ENOUGH = 0.5  # ours: the middle of both scales
QUESTION = "local_commitment"  # of the gate that the score decides


@dataclass(frozen=True)
class Commitment:
    """The score of all who were visited, its two parts, and its bounds; each from 0 to 1.

    `lowest` is the score if all who were not visited refused, `highest` if they gave all there is.
    """

    score: float
    willingness: float
    commitment: float
    lowest: float
    highest: float
    visited: int
    listed: int

    def is_enough(self, threshold: float) -> bool:
        """Whether the score reaches the threshold; without a visit it does not."""
        return bool(self.score >= threshold)

    def is_sure(self, threshold: float) -> bool:
        """Whether those who were not visited could not change that."""
        return self.lowest >= threshold or self.highest < threshold


def commitment_table(visits: pd.DataFrame) -> pd.DataFrame:
    """What each stakeholder has shown; a visit without an answer has shown nothing.

    Parameters
    ----------
    visits
        `stakeholder`, `is_visited` (yes or no), `willingness` and `commitment` (0 to 4); `kind`
        and `level` may be absent.

    Returns
    -------
    The visits with `not_answered` (which of the two a visit did not bring) and `score`: the mean
    of both answers over 4, missing where nobody was visited.

    Examples
    --------
    >>> visits = pd.DataFrame(
    ...     {"stakeholder": [*"ab"], "is_visited": ["yes", "no"], "willingness": [4, None]}
    ... )
    >>> commitment_table(visits)[["not_answered", "score"]].values.tolist()
    [['commitment', 0.5], ['', nan]]
    """
    columns = ["stakeholder", "kind", "level", "is_visited", *ANSWERS]
    table = visits.reindex(columns=columns)
    answers = table[[*ANSWERS]].astype("float64")
    is_visited = table["is_visited"].eq(YES).fillna(False).to_numpy(dtype=bool)
    lacking = [
        listed([name for name, lacks in zip(ANSWERS, row, strict=True) if lacks]) if seen else ""
        for row, seen in zip(answers.isna().to_numpy(), is_visited, strict=True)
    ]
    score = answers.fillna(0).sum(axis=1) / (MOST * len(ANSWERS))
    return table.assign(not_answered=lacking, score=score.where(is_visited))


def commitment_score(table: pd.DataFrame) -> Commitment:
    """The score of those who were visited, and how far those who were not could move it.

    Parameters
    ----------
    table
        What `commitment_table` returns.

    Notes
    -----
    With w and c the willingness and commitment (0 to 4) of each of the n visited, of N listed::

        score   = sum(w + c) / (8 n)
        lowest  = sum(w + c) / (8 N)
        highest = (sum(w + c) + 8 (N - n)) / (8 N)

    An answer that a visit did not bring counts as 0; each stakeholder counts the same. Derived by
    us: document 001 names the gate and gives no formula. The visited are no sample drawn by
    chance, so bounds stand where an interval would mislead.

    Examples
    --------
    >>> found = commitment_score(pd.DataFrame({
    ...     "willingness": [4.0, None], "commitment": [2.0, None], "score": [0.75, None]
    ... }))
    >>> found.score, found.lowest, found.highest
    (0.75, 0.375, 0.875)
    """
    own = table[table["score"].notna()]
    total, visited, everybody = float(own["score"].sum()), len(own), len(table)
    willing, given = (
        float(own[name].astype("float64").fillna(0).mean()) / MOST if visited else np.nan
        for name in ANSWERS
    )
    return Commitment(
        total / visited if visited else np.nan,
        willing,
        given,
        total / everybody if everybody else np.nan,
        (total + everybody - visited) / everybody if everybody else np.nan,
        visited,
        everybody,
    )


def commitment_by_group(table: pd.DataFrame) -> pd.DataFrame:
    """The score of each kind of stakeholder and of each level.

    Returns
    -------
    by ("kind" or "level"), group, listed, visited, and score, lowest and highest as of all.
    """
    rows = []
    for by in ("kind", "level"):
        for group, own in table.groupby(by, sort=True):
            found = commitment_score(own)
            numbers = (found.score, found.lowest, found.highest)
            rows.append((by, str(group), found.listed, found.visited, *numbers))
    columns = ["by", "group", "listed", "visited", "score", "lowest", "highest"]
    return pd.DataFrame(rows, columns=columns)


def at_the_gate(
    answers: pd.DataFrame, gates: pd.DataFrame, found: Commitment, threshold: float
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers and gates in which the score stands as the number that its gate asks for.

    What was declared at the gate no longer decides; `declared_otherwise` tells if it differs.
    """
    others = answers[answers["question"] != QUESTION]
    own = answers[answers["question"] == QUESTION]
    shown = own["evidence"].dropna() if "evidence" in own else pd.Series(dtype="str")
    row = {
        "question": [QUESTION],
        "is_met": [YES if found.is_enough(threshold) else NO],
        "number": [found.score],
        "evidence": [shown.iloc[0] if len(shown) else "the sheet visits"],
    }
    asked = gates["least"].mask(gates["question"] == QUESTION, threshold)
    return pd.concat([others, pd.DataFrame(row)], ignore_index=True), gates.assign(least=asked)


def commitment_facts(found: Commitment, threshold: float) -> dict[str, float | bool]:
    """The score, its bounds, and whether those who were not visited could change the gate."""
    return {
        "commitment_score": found.score,
        "commitment_lowest": found.lowest,
        "commitment_highest": found.highest,
        "commitment_is_sure": found.is_sure(threshold),
    }


def commitment_in_words(table: pd.DataFrame, found: Commitment, threshold: float) -> str:
    """The score beside its threshold, and what those who were not visited could change."""
    if not found.visited:
        return f"Commitment: none of {found.listed} stakeholders was visited."
    enough = "enough" if found.is_enough(threshold) else "not enough"
    told = (
        f"Commitment: {found.visited} of {found.listed} stakeholders were visited; their score is "
        f"{found.score:.2f} of 1 (willingness {found.willingness:.2f}, what they put in "
        f"{found.commitment:.2f}), {enough} where {threshold:.2f} is asked for."
    )
    if found.visited < found.listed:
        turn = "cannot change" if found.is_sure(threshold) else "could change"
        told += (
            f" Those who were not visited {turn} that: {found.lowest:.2f} if all of them refuse, "
            f"{found.highest:.2f} if they give all there is."
        )
    silent = int(table["not_answered"].ne("").sum())
    told += f" Visits without an answer, which counts as 0: {silent}." if silent else ""
    seen = table.loc[table["score"].notna(), "kind"].dropna()
    unseen = [kind for kind in KINDS if not seen.eq(kind).any()] if len(seen) else []
    return told + (f" Nobody was visited of: {listed(unseen)}." if unseen else "")


def visit_rules(visits: Subject) -> Iterator[Problem]:
    """Answers of somebody whom nobody visited; and visits that brought no answer."""
    if not visits.has("stakeholder", "is_visited", *ANSWERS):
        return
    answers = visits.table[[*ANSWERS]]
    seen = visits.table["is_visited"]
    is_visited = seen.eq(YES).fillna(False)
    unseen = ((seen.eq(NO) | seen.isna()) & answers.notna().any(axis=1)).to_numpy(dtype=bool)
    if unseen.any():
        named = visits.table["stakeholder"].iloc[int(unseen.argmax())]
        told = f"{named} has answered, but was not visited"
        remedy = "write yes to is_visited, or take the answers out"
        expected = "answers of those who were visited"
        yield visits.tell("CLW-E61", told, "is_visited", unseen, expected, remedy)
    silent = (is_visited & answers.isna().any(axis=1)).to_numpy(dtype=bool)
    if silent.any():
        names = visits.table["stakeholder"][silent]
        column = str(answers.columns[answers[silent].isna().any()][0])
        yield visits.tell(
            "CLW-E57",
            f"visits without an answer, which counts as 0: {listed(names)}",
            column,
            silent,
            "both answers of everybody who was visited",
            "ask again; or leave it empty where nothing was shown",
            is_warning=True,
        )


def declared_otherwise(
    answers: pd.DataFrame, found: Commitment, threshold: float, file: str
) -> Iterator[Problem]:
    """A flag where the answer at the gate is not what the visits score."""
    own = answers.loc[answers["question"] == QUESTION, "is_met"].dropna()
    scored = YES if found.is_enough(threshold) else NO
    if own.empty or own.iloc[0] == scored:
        return
    number = f"{found.score:.2f}" if found.visited else "nothing, for nobody was visited"
    yield Problem(
        "CLW-E56",
        f"{QUESTION} is answered with {own.iloc[0]}, but the visits score {number}",
        file=file,
        column="is_met",
        value=str(own.iloc[0]),
        expected=f"{scored}: the score is held against {threshold:.2f} and decides the gate",
        remedy="correct the answer, or the sheet visits; or set another commitment_threshold",
        is_warning=True,
    )
