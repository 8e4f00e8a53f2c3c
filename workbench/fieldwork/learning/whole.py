"""What did the appraisal find: every table and number of it, from the sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.table_problems.interviews import FEWEST_INTERVIEWS
from workbench.fieldwork.learning import gaps as skills_gaps
from workbench.fieldwork.learning import questionnaire as asking
from workbench.fieldwork.learning.balance import balance, reached
from workbench.fieldwork.learning.cells import margin_of_error, means
from workbench.fieldwork.learning.power import FIRMS, TYPES, explained, smallest_effect
from workbench.fieldwork.learning.recommendations import Seen, recommendations, small_gaps
from workbench.fieldwork.learning.reliability import item_table, reliability
from workbench.fieldwork.learning.scorecard import (
    benefits_by_firm,
    benefits_by_group,
    incentives,
)
from workbench.fieldwork.types.firms import HIGH, LOW, SCORES, types_of_firms
from workbench.hypotheses._survey import COLLABORATIVE, LEARNING, TRAITS

GROUPS = ("cluster", "district", "region")  # the first that the sheet actors has is the cluster
FEWEST_ALIKE = 8  # questions with one answer to all
LISTED = "the sheet actors lists all"
OWN_SCORES = (*LEARNING, COLLABORATIVE, *TRAITS)


@dataclass(frozen=True)
class Choices:
    """What the user chose: the share from which a gap is major, all firms, confidence."""

    major: float
    population: float
    confidence: float


@dataclass(frozen=True)
class Appraised:
    """The tables and facts of an appraisal, and who gave one answer throughout."""

    tables: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Any]
    straight_lined: list[str]


def appraise(sheets: Mapping[str, pd.DataFrame], choices: Choices) -> Appraised:
    """Every table of an appraisal.

    Parameters
    ----------
    sheets
        responses, items, skills and actors; the last two may be empty.
    choices
        What the user chose.
    """
    questions = asking.asked(sheets["items"])
    raw = asking.numbers(sheets["responses"], questions)
    answers = asking.turned(raw, questions)
    told = _told(sheets["actors"], answers.index)
    scores = scores_by_firm(answers, questions, told)
    straight = straight_lined(raw, questions)
    gaps = skills_gaps.gaps_by_firm(_columns(sheets["skills"]))
    cards = benefits_by_firm(answers, questions)
    audited = float(answers.index.isin(gaps["respondent"]).mean()) if len(answers) else 0.0
    groups, everyone = told["group"], _told(sheets["actors"], _people(answers, gaps))
    seen = Seen(
        answers, questions, scores, small_gaps(gaps, everyone["size"]), audited, choices.major
    )
    learned = scores[["respondent", *OWN_SCORES]].set_index("respondent")
    own = {"confidence": choices.confidence}
    tables = {
        "scores_by_firm": scores.assign(is_straight_lined=scores["respondent"].isin(straight)),
        "scores_by_group": means(learned, groups, population=choices.population, **own),
        "formal_and_informal": formal_and_informal(answers, questions, choices),
        "reliability": reliability(answers, questions, **own),
        "questions": item_table(answers, questions),
        "gaps_by_group": skills_gaps.gaps_by_group(
            gaps,
            everyone["group"],
            major_percent=100 * choices.major,
            known=asking.KNOWN_GAPS,
        ),
        "gaps_by_firm": gaps,
        "incentives": incentives(answers, questions),
        "benefits_by_group": benefits_by_group(cards, groups, **own),
        "benefits_by_firm": cards,
        "recommendations": recommendations(seen),
        "firms_for_typology": (sheet := firms_for_typology(scores, questions)),
        "types_by_firm": types_of_firms(sheet),
        "margins_of_error": margins(len(answers), len(sheets["actors"]), choices),
        "smallest_effects": effects(len(answers)),
    }
    return Appraised(tables, _facts(tables, answers), straight)


def scores_by_firm(
    answers: pd.DataFrame, questions: pd.DataFrame, told: pd.DataFrame
) -> pd.DataFrame:
    """The scores of each firm, on the scale of each level, and how evenly it learns.

    Returns
    -------
    respondent, group, size, employees, a score for each level of learning, collaborative learning
    and the four traits, share_of_ each level of learning, balance, entropy_balance, strongest
    and weakest.
    """
    scores = pd.DataFrame(
        {
            level: asking.level_score(answers, asking.of_level(questions, level))
            for level in OWN_SCORES
        },
        index=answers.index,
    )
    ends = questions.drop_duplicates("level").set_index("level")[["low", "high"]]
    shares = balance(reached(scores, ends))
    shares = shares.rename(columns={level: f"share_of_{level}" for level in LEARNING})
    return told.join(scores).join(shares).rename_axis("respondent").reset_index()


def firms_for_typology(scores: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """The sheet firms of the typology: seven scores from 1 to 5, whatever the scale asked on."""
    ends = questions.drop_duplicates("level").set_index("level")[["low", "high"]]
    own = scores[["respondent", "employees"]].rename(columns={"respondent": "firm"})
    for name, level in zip(SCORES, (*LEARNING, *TRAITS), strict=True):
        if level in ends.index:
            low, high = (float(ends[end][level]) for end in ("low", "high"))
            own[name] = LOW + (HIGH - LOW) * (scores[level] - low) / (high - low)
    return own.reindex(columns=["firm", *SCORES, "employees"])


def formal_and_informal(
    answers: pd.DataFrame, questions: pd.DataFrame, choices: Choices
) -> pd.DataFrame:
    """Formal and informal learning on each level: level, kind, firms, mean, low, high."""
    columns = {
        (level, kind): asking.level_score(answers, asking.of_level(questions, level, kind))
        for level in (*LEARNING, COLLABORATIVE)
        for kind in asking.KINDS
    }
    wide = pd.DataFrame({" / ".join(pair): own for pair, own in columns.items()})
    nobody = pd.Series(np.nan, answers.index)
    found = means(wide, nobody, population=choices.population, confidence=choices.confidence)
    parts = found["quantity"].str.split(" / ", expand=True)
    found.insert(0, "level", parts[0])
    found.insert(1, "kind", parts[1])
    return found.drop(columns=["group", "quantity"])


def straight_lined(raw: pd.DataFrame, questions: pd.DataFrame) -> list[str]:
    """Who gave one answer to all questions on learning, reversed ones included."""
    is_own = questions["level"].isin((*LEARNING, COLLABORATIVE)).to_numpy()
    own = raw.loc[:, is_own]
    alike = own.max(axis=1).eq(own.min(axis=1)) & (own.notna().sum(axis=1) >= FEWEST_ALIKE)
    return [str(name) for name in raw.index[alike]]


def margins(interviews: int, listed: int, choices: Choices) -> pd.DataFrame:
    """The margin of error by how many firms there may be: firms_in_all, basis, margin."""
    rows = [(np.inf, "as many as you like")]
    if listed > interviews:
        rows.append((float(listed), LISTED))
    if np.isfinite(choices.population):
        rows.append((choices.population, "stated"))
    table = pd.DataFrame(rows, columns=["firms_in_all", "basis"])
    margin = [
        margin_of_error(interviews, firms, confidence=choices.confidence)
        for firms in table["firms_in_all"]
    ]
    return table.assign(interviews=interviews, margin=margin)


def effects(interviews: int) -> pd.DataFrame:
    """Which differences between five types so many firms, and the brief's 300, can show."""
    found = [smallest_effect(firms, TYPES) for firms in (interviews, FIRMS)]
    return pd.DataFrame(
        {
            "survey": ["this one", "document 002"],
            "firms": [interviews, FIRMS],
            "types": TYPES,
            "power": 0.8,
            "smallest_effect": found,
            "explained": [explained(f) for f in found],
        }
    )


def _told(actors: pd.DataFrame, people: pd.Index) -> pd.DataFrame:
    """What the sheet actors says of some firms: group, size and employees, missing if nothing."""
    told = pd.DataFrame(index=people)
    known = actors.set_index("actor") if "actor" in actors else actors
    column = next((name for name in GROUPS if name in known and known[name].notna().any()), None)
    for name, source in (("group", column), ("size", "size"), ("employees", "employees")):
        has_it = source is not None and source in known
        told[name] = known[source].reindex(people) if has_it else np.nan
    return told.astype({"group": "object", "size": "object"})


def _people(answers: pd.DataFrame, gaps: pd.DataFrame) -> pd.Index[str]:
    people = sorted({*map(str, answers.index), *map(str, gaps["respondent"])})
    return pd.Index(people, name="respondent")


def _columns(skills: pd.DataFrame) -> pd.DataFrame:
    return skills.reindex(columns=["respondent", "skill", "held", "required"])


def _facts(tables: Mapping[str, pd.DataFrame], answers: pd.DataFrame) -> dict[str, Any]:
    scores, gaps = tables["scores_by_firm"], tables["gaps_by_group"]
    margin, recommended = tables["margins_of_error"], tables["recommendations"]
    major = gaps[gaps["is_major"] & gaps["group"].eq("all")]
    return {
        "interviews": len(answers),
        "is_below_thirty": len(answers) < FEWEST_INTERVIEWS,
        "margin_of_error": float(margin.loc[~margin["basis"].eq(LISTED), "margin"].iloc[-1]),
        "mean_balance": float(scores["balance"].mean()),
        "major_gaps": ", ".join(major["skill"]),
        "recommendations_shown": ", ".join(
            recommended.loc[recommended["is_shown"].fillna(False), "number"].astype("str")
        ),
        "hidden_cells": int(
            sum(
                tables[name]["is_hidden"].sum()
                for name in ("scores_by_group", "gaps_by_group", "benefits_by_group", "incentives")
            )
        ),
        "smallest_effect": float(tables["smallest_effects"]["smallest_effect"].iloc[0]),
    }
