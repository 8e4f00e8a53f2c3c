"""What is asked of a firm, and what did it answer: questions by level, answers as numbers.

The questions are ours; those of the original appraisal are not public.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.data.table_problems import Subject
from workbench.data.table_problems.scales import Scale, scale_of
from workbench.errors import Problem, listed, quoted
from workbench.hypotheses._survey import BENEFITS, COLLABORATIVE, LEARNING, TRAITS

KINDS = ("formal", "informal")
INCENTIVE, EVIDENCE = "partnership incentive", "evidence of "
INCENTIVES = (
    "lower costs of operation",
    "better qualified people",
    "better technology",
    "progress in innovation",
    "new products and businesses",
    "more sales and competitiveness",
)
LEVELS = (*LEARNING, COLLABORATIVE, *TRAITS, INCENTIVE, *BENEFITS)
HALF = 1 / 2  # of the questions of a level must be answered for a score

# What small firms are asked to hold (0 none to 4 could teach it); the first two are the gaps
# that document 002 found among them.
KNOWN_GAPS = ("marketing", "multi-job skills")
SKILLS = (
    *KNOWN_GAPS,
    "bookkeeping and finance",
    "upkeep of machines",
    "quality and safety",
    "computing",
    "foreign languages",
    "leading people",
)


@cache
def _shipped() -> pd.DataFrame:
    path = Path(__file__).with_name("questions.csv")
    return pd.read_csv(path, dtype={"filter": "str", "kind": "str", "level": "str"})


def questions() -> pd.DataFrame:
    """The questionnaire: item, scale, level, kind (formal or informal), wording, reverse, filter.

    Examples
    --------
    >>> questions()["level"].value_counts()[["information gathering", "collaborative learning"]]
    level
    information gathering     8
    collaborative learning    5
    Name: count, dtype: int64
    """
    return _shipped().copy()


def asked(items: pd.DataFrame) -> pd.DataFrame:
    """The questions on numbered scales: level, kind, low, high, is_reversed and wording, by item.

    Parameters
    ----------
    items
        The table `items`; `level`, `kind`, `wording` and `reverse` may be absent.
    """
    rows = items.dropna(subset=["item", "scale"]).drop_duplicates("item").set_index("item")
    scales = [scale_of(str(text)) for text in rows["scale"]]
    is_numbered = np.array([scale is not None and scale.has_steps for scale in scales], dtype=bool)
    low, high = np.array([_ends(scale) for scale in scales], dtype="float64").reshape(-1, 2).T
    level = _plain(rows, "level")
    stated = rows["reverse"] if "reverse" in rows else pd.Series(False, rows.index)
    found = pd.DataFrame(
        {
            "level": level,
            "kind": _plain(rows, "kind"),
            "low": low,
            "high": high,
            "is_reversed": stated.eq(True).fillna(False).astype("bool"),
            "wording": rows.get("wording", ""),
        },
        index=rows.index,
    )
    return found[is_numbered]


def _ends(scale: Scale | None) -> tuple[float, float]:
    if scale is None or scale.low is None or scale.high is None:
        return np.nan, np.nan
    return float(scale.low), float(scale.high)


def _plain(rows: pd.DataFrame, column: str) -> pd.Series:
    if column not in rows:
        return pd.Series("", rows.index, dtype="str")
    return rows[column].astype("str").fillna("").str.strip().str.casefold().str.replace("_", " ")


def numbers(responses: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """The answers on numbered scales as they were given: a row a respondent, a column an item.

    Parameters
    ----------
    responses
        respondent, item, answer (text).
    questions
        As `asked` returns them.
    """
    known = responses.dropna(subset=["respondent", "item", "answer"])
    people = sorted(known["respondent"].unique())
    wide = known[known["item"].isin(questions.index)].pivot_table(
        index="respondent", columns="item", values="answer", aggfunc="first"
    )
    wide = wide.reindex(index=pd.Index(people, name="respondent"), columns=questions.index)
    found: pd.DataFrame = wide.apply(pd.to_numeric, errors="coerce").astype("float64")
    return found


def turned(answers: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """The answers with those to reversed questions turned round, so that more means more."""
    ends = questions["low"] + questions["high"]
    is_reversed = questions.index[questions["is_reversed"]]
    return answers.assign(**{item: ends[item] - answers[item] for item in is_reversed})


def of_level(questions: pd.DataFrame, level: str, kind: str | None = None) -> list[str]:
    """The items of a level, all or those of one kind."""
    is_own = questions["level"].to_numpy(object) == level  # text compares slower, and often
    if kind is not None:
        is_own &= questions["kind"].to_numpy(object) == kind
    return [str(item) for item in questions.index[is_own]]


def level_score(answers: pd.DataFrame, items: list[str]) -> pd.Series:
    """The mean of the answers of each respondent to some items, where half of them were given."""
    if not items:
        return pd.Series(np.nan, answers.index)
    own = answers[items].to_numpy(dtype="float64")
    known = ~np.isnan(own)
    given = known.sum(axis=1)
    enough = given >= HALF * len(items)
    mean = np.where(known, own, 0.0).sum(axis=1) / np.where(enough, given, np.nan)
    return pd.Series(mean, answers.index)


def share_of_scale(answers: pd.DataFrame, questions: pd.DataFrame, items: list[str]) -> pd.Series:
    """How far up its scale, 0 to 1, the mean answer of each respondent to some items lies."""
    low, high = (float(questions[end][items[0]]) for end in ("low", "high"))
    return (level_score(answers, items) - low) / (high - low)


def questionnaire_problems(items: Subject) -> Iterator[Problem]:
    """What this instrument cannot work with in a table of questions, or would pass over."""
    if not items.has("item", "scale", "level"):
        return
    known = asked(items.table)
    several = known.groupby("level")[["low", "high"]].nunique().gt(1).any(axis=1)
    for level in (*LEVELS, *(EVIDENCE + benefit for benefit in BENEFITS)):
        if several.get(level, False):
            yield _several_scales(items, known[known["level"] == level], level)
        if level in LEARNING and level not in several.index:
            yield Problem(
                "CLW-E11",
                f"no question on a numbered scale asks about {level}",
                file=items.file,
                column="level",
                value=level,
                expected=f"questions on each of {listed(LEARNING)}",
                remedy="workbench new responses NEW.xlsx writes a questionnaire that has them",
            )
    strange = set(known["level"]) - {*LEVELS, *(EVIDENCE + own for own in BENEFITS), "", "nan"}
    yield from (_passed_over(items, known, "level", word) for word in sorted(strange))
    learning = known[known["level"].isin((*LEARNING, COLLABORATIVE))]
    odd = sorted(set(learning["kind"]) - {*KINDS}) if items.has("kind") else []
    yield from (_passed_over(items, learning, "kind", word) for word in odd)


def _several_scales(items: Subject, own: pd.DataFrame, level: str) -> Problem:
    """The questions of a level that are not on the scale that most of them have."""
    scales = pd.Series([f"{a:g}-{b:g}" for a, b in own[["low", "high"]].to_numpy()], own.index)
    usual = scales.mode().iloc[0]
    return items.tell(
        "CLW-E10",
        f"questions on {level} are answered on several scales: {listed(scales.unique())}",
        "scale",
        items.table["item"].isin(own.index[scales != usual]).to_numpy(dtype=bool),
        f"one scale for all questions of a level, such as {usual}; else their mean says nothing",
        "give the items of the level one scale in the sheet items",
    )


def _passed_over(items: Subject, known: pd.DataFrame, column: str, word: str) -> Problem:
    odd = known.index[known[column] == word]
    choices = LEVELS if column == "level" else KINDS
    return items.tell(
        "CLW-E12",
        f"the {column} of item {odd[0]} is unknown, so its answers enter no {column}",
        column,
        items.table["item"].isin(odd).to_numpy(dtype=bool),
        f"one of {listed(map(quoted, choices))}",
        f"correct the word in the sheet items, if the item belongs to such a {column}",
        is_warning=True,
    )
