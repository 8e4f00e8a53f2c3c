"""What do firms get out of the cluster, and how do they know: incentives and eight benefits."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork.learning.cells import means, share_interval
from workbench.fieldwork.learning.questionnaire import (
    EVIDENCE,
    INCENTIVE,
    INCENTIVES,
    of_level,
    share_of_scale,
)
from workbench.hypotheses._survey import BENEFITS


def benefits_by_firm(answers: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """The scorecard of each firm: how much of each benefit, and on what evidence.

    Parameters
    ----------
    answers
        One row a respondent, one column an item.
    questions
        As `asked` returns them.

    Returns
    -------
    respondent, benefit, agreement and evidence (each 0 to 1 of its scale) and backed (their
    product: what is claimed as far as it can be shown); rows without an agreement are left out.
    """
    rows = []
    for benefit in BENEFITS:
        agreement = _share_of_scale(answers, questions, benefit)
        evidence = _share_of_scale(answers, questions, EVIDENCE + benefit)
        table = pd.DataFrame({"agreement": agreement, "evidence": evidence})
        rows.append(table.rename_axis("respondent").reset_index().assign(benefit=benefit))
    found = pd.concat(rows, ignore_index=True).dropna(subset=["agreement"])
    found = found.assign(backed=found["agreement"] * found["evidence"])
    columns = ["respondent", "benefit", "agreement", "evidence", "backed"]
    return found[columns].reset_index(drop=True)


def benefits_by_group(
    cards: pd.DataFrame, groups: pd.Series, *, confidence: float = 0.95
) -> pd.DataFrame:
    """The scorecard of all firms and of each cluster; cells of few firms hidden.

    Returns
    -------
    group, benefit, firms, agreement with its interval (low, high), evidence, backed, is_hidden.
    """
    parts = {}
    for quantity in ("agreement", "evidence", "backed"):
        own = cards.pivot_table(quantity, "respondent", "benefit").reindex(columns=list(BENEFITS))
        found = means(own, groups.reindex(own.index), confidence=confidence)
        parts[quantity] = found.rename(columns={"quantity": "benefit"})
    table = parts["agreement"].rename(columns={"mean": "agreement"})
    hides = table["is_hidden"]
    for quantity in ("evidence", "backed"):
        table[quantity] = parts[quantity]["mean"].mask(hides)
    columns = ["group", "benefit", "firms", "agreement", "low", "high", "evidence", "backed"]
    return table[[*columns, "is_hidden"]]


def incentives(answers: pd.DataFrame, questions: pd.DataFrame) -> pd.DataFrame:
    """Why firms work with partners: the six incentives, the one that most agree with first.

    Returns
    -------
    item, incentive, firms (that answered), mean, agreeing (share of answers above the middle of
    the scale) with its 95 % interval (low, high), and is_hidden for fewer than three firms.
    """
    items = of_level(questions, INCENTIVE)
    words = {f"P{number}": name for number, name in enumerate(INCENTIVES, start=1)}
    own = answers[items]
    middle = questions.loc[items, ["low", "high"]].mean(axis=1)
    table = pd.DataFrame(
        {
            "incentive": [words.get(item, questions.loc[item, "wording"]) for item in items],
            "firms": own.notna().sum(),
            "mean": own.mean(),
            "agreeing": (own > middle).sum(),
        },
        index=pd.Index(items, name="item"),
    )
    table["low"], table["high"] = share_interval(table["agreeing"], table["firms"])
    table["agreeing"] = table["agreeing"] / table["firms"].where(table["firms"] > 0)
    found = table.reset_index().assign(is_hidden=table["firms"].between(1, 2).to_numpy())
    for column in ("mean", "agreeing", "low", "high"):
        found[column] = found[column].mask(found["is_hidden"])
    ordered = found.sort_values(["agreeing", "item"], ascending=[False, True], ignore_index=True)
    return ordered[["item", "incentive", "firms", "mean", "agreeing", "low", "high", "is_hidden"]]


def _share_of_scale(answers: pd.DataFrame, questions: pd.DataFrame, level: str) -> pd.Series:
    items = of_level(questions, level)
    if not items:
        return pd.Series(np.nan, answers.index)
    return share_of_scale(answers, questions, items)
