"""Does it matter which rule says what a cluster is: claim H25."""

from __future__ import annotations

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._decision import NOT_SHOWN, REFUTED, SUPPORTED
from workbench.models import fit_by_rule

FEWEST = 3
FEWEST_CLUSTERS = 10  # an interval that rests on fewer is not to be trusted
IS_CLUSTER = "is_cluster"

HYPOTHESIS = Hypothesis(
    number="H25",
    claim="What counts as a cluster changes the answer.",
    documents=("all: each document means something else by a cluster",),
    estimand=(
        "The estimate of the study's question with each rule's clusters in place of its measure: "
        "the largest less the smallest."
    ),
    needs=(
        "activity by region and industry in which at least three rules find ten clusters or more, "
        "and an outcome"
    ),
    measure="every rule that the study can feed",
    recipe="fit by rule",
    kind="own",
    smallest_effect=0.0,
    unit="the study's own outcome",
    refuter="the intervals of all rules overlap each other",
    family="definitions",
    caveats=(
        "Estimates of one study by several rules lean on each other; intervals that overlap can "
        "still differ, and those that do not differ for sure.",
    ),
)


@hypothesis(HYPOTHESIS)
def the_rule_changes_the_answer(study: Study) -> Evidence:
    """Compare the intervals of the rules with each other.

    Supported if two rules give intervals that have nothing in common, refuted if every pair of
    intervals overlaps and all have the same sign, not shown otherwise.

    Raises
    ------
    Untestable
        If fewer than three rules can be fitted.
    """
    if not study.question.measures or "activity" not in study.tables:
        raise Untestable("The study has no activity by region and industry with a question to ask.")
    answer = fit_by_rule(study)
    rules = answer.table.iloc[1:].dropna(subset=["low", "high"])
    table = rules[(rules["clusters"] >= FEWEST_CLUSTERS) | (rules["term"] != IS_CLUSTER)]
    if len(table) < FEWEST:
        raise Untestable(
            f"Only {len(table)} rules can be fitted with {FEWEST_CLUSTERS} clusters or more; it "
            f"takes {FEWEST}."
        )
    ordered = table.sort_values("estimate", kind="stable")
    bottom, top = ordered.iloc[0], ordered.iloc[-1]
    gap = float(table["low"].max() - table["high"].min())
    same = bool((table["estimate"] > 0).all() or (table["estimate"] < 0).all())
    word = SUPPORTED if gap > 0 else REFUTED if same else NOT_SHOWN
    because = {
        SUPPORTED: "Two of the intervals have nothing in common.",
        REFUTED: "All intervals overlap, and all estimates have one sign.",
        NOT_SHOWN: "All intervals overlap, but the estimates differ in sign.",
    }[word]
    words = (
        f"Of {len(table)} rules {top['rule'].replace('_', ' ')} gives the most, "
        f"{top['estimate']:+.3f} ({top['low']:+.3f} to {top['high']:+.3f}), and "
        f"{bottom['rule'].replace('_', ' ')} the least, {bottom['estimate']:+.3f} "
        f"({bottom['low']:+.3f} to {bottom['high']:+.3f}). {because}"
    )
    return Evidence(
        float(top["estimate"] - bottom["estimate"]),
        float(top["low"] - bottom["high"]),
        float(top["high"] - bottom["low"]),
        words,
        rows=int(table["rows"].max()),
        verdict=word,
        table=answer.table,
    )
