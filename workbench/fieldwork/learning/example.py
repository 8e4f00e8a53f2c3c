"""An appraisal that never was: answers of dairy firms whose gaps and levels are planted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork import _dairy
from workbench.fieldwork.learning.questionnaire import (
    INCENTIVE,
    KNOWN_GAPS,
    SKILLS,
    asked,
    questions,
)
from workbench.hypotheses._survey import BENEFITS, COLLABORATIVE, LEARNING, TRAITS

OWN = 2  # which instrument draws: see SeedSequence below
INTERVIEWS = 40
ROLES = ("core", "anchor")
MIDDLE = dict(
    zip(
        (*LEARNING, COLLABORATIVE, *TRAITS, INCENTIVE, *BENEFITS),
        (3.6, 2.9, 2.3, 2.4, 3.6, 2.4, 2.8, 3.7, 3.6, *(3.8, 3.2, 2.6, 3.6, 3.4, 3.0, 3.7, 2.8)),
        strict=True,
    )
)
NOISE, SPREAD, INFORMAL = 0.8, 0.7, 0.5
LOCAL_GAP, LOCAL_PLACE = "quality and safety", "south"
LACK, LACK_HERE, LACK_NOWHERE = 0.8, 0.6, 0.1  # shares of firms: planted, in one place, else
SILENT = 0.01
STRAIGHT = 3  # what the straight-liner answers to all


def appraised(seed: int) -> dict[str, pd.DataFrame]:
    """The sheets of an appraisal of forty firms of the dairy cluster.

    Returns
    -------
    responses, items, skills and actors. Planted: information gathering is ahead of knowledge
    acquisition, and that of competence development; marketing and multi-job skills are major
    gaps everywhere, quality and safety in the south alone; one respondent ticks one answer
    throughout.
    """
    random = np.random.default_rng(np.random.SeedSequence([seed, OWN]))
    actors = _dairy.actors(seed)
    firms = actors[actors["role"].isin(ROLES)].reset_index(drop=True)
    chosen = np.sort(random.choice(len(firms), INTERVIEWS, replace=False))
    firms = firms.iloc[chosen].reset_index(drop=True)
    return {
        "responses": _responses(random, firms),
        "items": questions(),
        "skills": _skills(random, firms),
        "actors": actors,
    }


def _responses(random: np.random.Generator, firms: pd.DataFrame) -> pd.DataFrame:
    known = asked(questions())
    answers = _answers(random, len(firms), known)
    answers.iloc[int(random.integers(len(firms)))] = STRAIGHT
    text = answers.astype("int64").astype("str")
    works = random.random(len(firms)) < 3 / 4
    text["works_with_others"] = np.where(works, "yes", "no")
    text = text[questions()["item"]].set_axis(pd.Index(firms["actor"], name="respondent"))
    long = text.reset_index().melt("respondent", var_name="item", value_name="answer")
    filtered = questions().set_index("item")["filter"].notna()
    skipped = long["item"].map(filtered) & ~np.tile(works, text.shape[1])
    silent = random.random(len(long)) < SILENT
    silent &= ~long["item"].eq("works_with_others").to_numpy()
    known = long[~skipped.to_numpy() & ~silent]
    return known.sort_values("respondent", kind="stable", ignore_index=True)


def _answers(random: np.random.Generator, firms: int, known: pd.DataFrame) -> pd.DataFrame:
    """Answers around what each firm has of each level, as they are ticked."""
    columns = {}
    for level, own in known.groupby("level", sort=False):
        middle = MIDDLE.get(str(level), own[["low", "high"]].iloc[0].mean())
        has = middle + SPREAD * random.standard_normal(firms)
        for item, question in own.iterrows():
            lift = INFORMAL if question["kind"] == "informal" else 0.0
            value = (
                has
                + (lift - INFORMAL / 2) * (question["kind"] != "")
                + NOISE * (random.standard_normal(firms))
            )
            steps = np.clip(np.rint(value), question["low"], question["high"])
            ends = question["low"] + question["high"]
            columns[str(item)] = ends - steps if question["is_reversed"] else steps
    return pd.DataFrame(columns)


def _skills(random: np.random.Generator, firms: pd.DataFrame) -> pd.DataFrame:
    """What each firm holds and needs; a planted gap is the lot of so many firms, exactly."""
    rows = []
    is_local = firms["district"].eq(LOCAL_PLACE).to_numpy()
    for skill in SKILLS:
        required = random.integers(2, 5, len(firms))
        lacks = np.zeros(len(firms), dtype=bool)
        for part in (is_local, ~is_local):
            is_here = skill == LOCAL_GAP and part is is_local
            share = LACK if skill in KNOWN_GAPS else LACK_HERE if is_here else LACK_NOWHERE
            lacks |= _some(random, part, share)
        short = np.where(lacks, random.integers(1, 3, len(firms)), 0)
        rows.append(
            pd.DataFrame(
                {
                    "respondent": firms["actor"],
                    "skill": skill,
                    "held": required - short,
                    "required": required,
                }
            )
        )
    table = pd.concat(rows, ignore_index=True)
    return table.sort_values(["respondent", "skill"], ignore_index=True)


def _some(random: np.random.Generator, part: np.ndarray, share: float) -> np.ndarray:
    """A given share of the rows of a part, drawn by chance."""
    own = np.flatnonzero(part)
    drawn = random.permutation(own)[: round(share * len(own) + 0.25)]
    found = np.zeros(len(part), dtype=bool)
    found[drawn] = True
    return found
