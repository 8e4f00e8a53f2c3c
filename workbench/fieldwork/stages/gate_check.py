"""Which gates are passed, which stage is the cluster in, and what is missing for the next."""

from __future__ import annotations

import numpy as np
import pandas as pd

YES, NO = "yes", "no"
PASSED, HERE, AHEAD = "passed", "here", "ahead"


def gate_table(answers: pd.DataFrame, gates: pd.DataFrame) -> pd.DataFrame:
    """Each question of each gate with whether it is met, and why not.

    Parameters
    ----------
    answers
        `question`, `is_met` (yes or no), `number` where one is asked for, `evidence`.
    gates
        `stage`, `question`, `words`, `least`, `most`.

    Returns
    -------
    The gates with the answers, `is_open` and `reason`. Without an answer, without the number that
    is asked for, or with a number out of its range a question stays open, whatever was ticked.

    Examples
    --------
    >>> gates = pd.DataFrame(
    ...     {"stage": "a", "question": ["n"], "words": ["W"], "least": [3.0], "most": [10.0]}
    ... )
    >>> answers = pd.DataFrame(
    ...     {"question": ["n"], "is_met": ["yes"], "number": [2], "evidence": ["list"]}
    ... )
    >>> gate_table(answers, gates)["reason"].item()
    '2 is below 3'
    """
    own = answers.reindex(columns=["question", "is_met", "number", "evidence"])
    table = gates.merge(own, on="question", how="left")
    number = table["number"].astype("float64")
    reason = pd.Series("", table.index, dtype="str")
    reason = reason.mask(table["is_met"].eq(NO), "answered with no")
    reason = reason.mask(table["is_met"].isna(), "nobody has answered")
    asked = table["least"].notna() & table["is_met"].notna()
    reason = reason.mask(asked & number.isna(), "the number is missing")
    for limit, word, is_out in (
        ("least", "below", number < table["least"]),
        ("most", "above", number > table["most"]),
    ):
        told = [
            f"{_short(n)} is {word} {m:g}" if out else ""
            for n, m, out in zip(number, table[limit], asked & is_out, strict=True)
        ]
        reason = reason.mask(asked & is_out, pd.Series(told, table.index, dtype="str"))
    return table.assign(is_open=reason.ne(""), reason=reason)


def _short(number: float) -> str:
    """A count as it is, a share with what of it can tell it from its limit."""
    return f"{number:g}" if float(number).is_integer() else f"{number:.3g}"


def stage_table(questions: pd.DataFrame, stages: pd.DataFrame) -> pd.DataFrame:
    """Each stage with its state: a stage is passed only if all before it are.

    Parameters
    ----------
    questions
        What `gate_table` returns.
    stages
        `stage`, in order.

    Returns
    -------
    The stages with `questions`, `met`, `state` ("passed", "here", "ahead") and `is_early`: all
    its own questions are met although a stage before it is open.
    """
    counts = questions.groupby("stage")["is_open"].agg(["size", "sum"])
    table = stages.assign(
        questions=stages["stage"].map(counts["size"]),
        met=stages["stage"].map(counts["size"] - counts["sum"]),
    )
    is_done = (table["met"] == table["questions"]).to_numpy()
    passed = np.logical_and.accumulate(is_done)
    state = np.where(passed, PASSED, AHEAD).astype(object)
    if not passed.all():
        state[int(np.argmin(passed))] = HERE
    return table.assign(state=state, is_early=is_done & ~passed)
