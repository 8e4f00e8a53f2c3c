"""The findings of an appraisal in plain sentences, the most important first."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import chain
from typing import Any

import numpy as np

from workbench.data.table_problems.interviews import FEWEST_INTERVIEWS
from workbench.errors import listed
from workbench.fieldwork.learning.cells import WHOLE
from workbench.fieldwork.learning.questionnaire import KNOWN_GAPS
from workbench.fieldwork.learning.whole import LISTED, Appraised, Choices
from workbench.hypotheses._survey import LEARNING

NAMED = 3


def sentences(found: Appraised, choices: Choices) -> tuple[str, ...]:
    """What an appraisal found, sentence by sentence."""
    parts = (
        _interviews(found, choices),
        _levels(found, choices),
        _balance(found),
        _gaps(found, choices),
        _local_gaps(found),
        _benefits(found),
        _recommended(found),
        _reliability(found),
        _limits(found),
    )
    return tuple(chain.from_iterable(parts))


def _interviews(found: Appraised, choices: Choices) -> Iterator[str]:
    number = found.facts["interviews"]
    if found.facts["is_below_thirty"]:
        yield (
            f"Only {number} interviews: fewer than the {FEWEST_INTERVIEWS} that the method asks "
            "for. Read every number with its interval."
        )
    told = [
        f"{100 * row['margin']:.1f} points if {_how_many(row)}"
        for row in found.tables["margins_of_error"].to_dict("records")
    ]
    yield (
        f"{number} firms answered. A share found among them may miss that of all firms by "
        f"{', '.join(told)} ({choices.confidence:.0%} confidence, firms drawn by chance)."
    )


def _how_many(row: dict[Hashable, Any]) -> str:
    if np.isinf(row["firms_in_all"]):
        return "there are very many firms"
    if row["basis"] == LISTED:
        return f"the {row['firms_in_all']:.0f} actors of the sheet are all there are"
    return f"the cluster has {row['firms_in_all']:.0f}"


def _levels(found: Appraised, choices: Choices) -> Iterator[str]:
    table = found.tables["scores_by_group"]
    own = table[(table["group"] == WHOLE) & table["quantity"].isin(LEARNING)].dropna()
    if not own.empty:
        ordered = own.sort_values("mean", ascending=False)
        told = [
            f"{row.quantity} {row.mean:.2f} ({row.low:.2f} to {row.high:.2f})"
            for row in ordered.itertuples()
        ]
        yield (f"Mean scores by level, with {choices.confidence:.0%} intervals: {listed(told)}.")


def _balance(found: Appraised) -> Iterator[str]:
    scores = found.tables["scores_by_firm"]
    known = scores.dropna(subset=["balance"])
    if not known.empty:
        weakest = known["weakest"].value_counts()
        yield (
            f"The index of balance is {known['balance'].mean():.2f} on average (1 is three equal "
            f"parts, 0 one level alone); {weakest.index[0]} is the weakest level of "
            f"{weakest.iloc[0]} of {len(known)} firms."
        )


def _gaps(found: Appraised, choices: Choices) -> Iterator[str]:
    table = found.tables["gaps_by_group"]
    whole = table[table["group"] == WHOLE]
    major = whole[whole["is_major"]]
    told = [f"{row.skill} ({row.below:.0%} of {row.firms:.0f} firms)" for row in major.itertuples()]
    rule = f"(rule: more than {choices.major:.0%} of firms hold less than they require)"
    if told:
        yield f"Major gaps of skills: {listed(told)} {rule}."
    elif whole["firms"].sum() > 0:
        yield f"No skill is a major gap {rule}."
    else:
        yield "Nobody told which skills are held and required, so no gap can be measured."
    unasked = whole.loc[whole["is_known"] & (whole["firms"] == 0), "skill"]
    if len(unasked):
        yield (
            f"Nobody was asked about {listed(unasked)}, gaps that the programme found among small "
            "firms: ask."
        )
    unconfirmed = whole.loc[
        whole["skill"].isin(KNOWN_GAPS) & (whole["firms"] > 0) & ~whole["is_major"], "skill"
    ]
    if len(unconfirmed):
        yield f"Here {listed(unconfirmed)} is no major gap, unlike in document 002."


def _local_gaps(found: Appraised) -> Iterator[str]:
    table = found.tables["gaps_by_group"]
    everywhere = set(table.loc[(table["group"] == WHOLE) & table["is_major"], "skill"])
    own = table[(table["group"] != WHOLE) & table["is_major"] & ~table["skill"].isin(everywhere)]
    if not own.empty:
        told = [
            f"{row.skill} in {row.group} ({row.below:.0%} of {row.firms:.0f} firms)"
            for row in own.itertuples()
        ]
        yield f"Major in one place and not in all: {listed(told)}."


def _benefits(found: Appraised) -> Iterator[str]:
    table = found.tables["benefits_by_group"]
    whole = table[(table["group"] == WHOLE)].dropna(subset=["agreement"])
    if not whole.empty:
        claimed = whole.sort_values("agreement", ascending=False).iloc[0]
        backed = whole.sort_values("backed", ascending=False).iloc[0]
        yield (
            f"Of the eight benefits most is claimed of {claimed['benefit']} "
            f"({claimed['agreement']:.0%} of the scale); counted only as far as firms can show "
            f"it, of {backed['benefit']} ({backed['backed']:.0%})."
        )
    asked = found.tables["incentives"].dropna(subset=["agreeing"])
    if not asked.empty:
        first = asked.iloc[0]
        yield (
            f"What most firms seek in partners: {first['incentive']} ({first['agreeing']:.0%} of "
            f"{first['firms']} that work with others agree)."
        )


def _reliability(found: Appraised) -> Iterator[str]:
    table = found.tables["reliability"]
    own = table[table["level"].isin(LEARNING)].dropna(subset=["alpha"])
    if not own.empty:
        told = [
            f"{row.level} {row.alpha:.2f} ({row.low:.2f} to {row.high:.2f})"
            for row in own.itertuples()
        ]
        yield f"How far the questions of a level agree (Cronbach's alpha): {listed(told)}."


def _recommended(found: Appraised) -> Iterator[str]:
    table = found.tables["recommendations"]
    for row in table[table["is_shown"].fillna(False)].itertuples():
        yield f"Recommendation {row.number}: {row.recommendation}. Why: {row.reason}."
    for verb, is_own in (
        ("Not called for", ~table["is_shown"].fillna(True)),
        ("Cannot tell", table["is_shown"].isna()),
    ):
        for row in table[is_own].itertuples():
            yield f"{verb}: recommendation {row.number}, {row.recommendation}. Why: {row.reason}."


def _limits(found: Appraised) -> Iterator[str]:
    facts = found.facts
    if found.straight_lined:
        yield (
            f"{len(found.straight_lined)} of the firms gave one answer to all questions on "
            f"learning ({listed(found.straight_lined[:NAMED])}): kept and counted."
        )
    if facts["hidden_cells"]:
        yield (
            f"{facts['hidden_cells']} cells are hidden: they, or what is left of a total without "
            "them, would tell of fewer than three firms."
        )
    if np.isfinite(facts["smallest_effect"]):
        f = facts["smallest_effect"]
        yield (
            f"Between five types of firms a survey of {facts['interviews']} finds differences of "
            f"f = {f:.2f} or more in four of five tries; one of 300, as in document 002, f = "
            f"{found.tables['smallest_effects']['smallest_effect'].iloc[1]:.2f}."
        )
