"""Does more rivalry within an industry go with more innovation: claim H8."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._setting import evidence_of, standardised, with_columns
from workbench.models import fit, in_scale, panel
from workbench.models.names import cards_of

HYPOTHESIS = Hypothesis(
    number="H8",
    claim="Rivalry among the firms of a cluster spurs innovation.",
    documents=("000: rivalry among the benefits of clusters",),
    estimand=(
        "The change of the logarithm of an innovation indicator with a standard deviation of "
        "competition: establishments per worker relative to the whole (Glaeser et al. 1992)."
    ),
    needs="establishments and employment by region and industry; an indicator of innovation",
    measure="establishments per worker relative to the whole",
    recipe="S2",
    kind="more",
    smallest_effect=0.02,
    unit="log points per standard deviation",
    refuter="the whole interval of the slope at the mean lies below the smallest effect",
    family="innovation",
    caveats=("Many small establishments are taken for rivalry; they need not compete.",),
)


@hypothesis(HYPOTHESIS)
def rivalry_drives_innovation(study: Study) -> Evidence:
    """The slope of innovation on competition at its mean, with a square to allow for too much.

    Raises
    ------
    Untestable
        If the study lacks innovation, establishments or employment.
    """
    cards = cards_of(study)
    found = [name for name, card in cards.items() if card.get("dimension") == "innovation"]
    counted = set(study.tables.get("activity", pd.DataFrame()))
    lacking = [] if found else ["an indicator of innovation, such as patents"]
    lacking += [name for name in ("employment", "establishments") if name not in counted]
    if lacking:
        raise Untestable(
            "It takes innovation and competition in the same places; the study lacks "
            f"{' and '.join(lacking)}."
        )
    asked = replace(study.question, outcome=found[0], measures=())
    table = panel(study, question=asked)
    competition = table["establishments"] / table["employment"].where(table["employment"] > 0)
    by = [table[key] for key in ("industry", "year") if key in table]
    whole = _whole(table, by)
    rivalry = with_columns(table, ratio=competition / whole)
    rivalry = with_columns(rivalry, rivalry=standardised(rivalry, "ratio", logarithmic=True))
    effects = f" | {' + '.join(asked.fixed_effects)}" if asked.fixed_effects else ""
    controls = "".join(f" + {in_scale(name, table)}" for name in asked.controls)
    outcome = in_scale(found[0], table)
    result = fit(
        f"{outcome} ~ rivalry + rivalry^2{controls}{effects}",
        rivalry,
        cluster=asked.cluster or None,
    )
    return evidence_of(
        result, "rivalry", "A standard deviation more competition goes with, in log innovation"
    )


def _whole(table: pd.DataFrame, by: list[pd.Series]) -> pd.Series:
    """Establishments per worker of the whole, for each row."""
    counts = table[["establishments", "employment"]]
    groups = by or [pd.Series(0, table.index)]
    total = counts.groupby(groups).transform("sum")
    return total["establishments"] / total["employment"].where(total["employment"] > 0)
