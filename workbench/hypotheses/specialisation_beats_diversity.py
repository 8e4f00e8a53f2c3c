"""Is it the place's own industry that raises what it earns, or the variety around it: claim H5."""

from __future__ import annotations

from dataclasses import replace

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, hypothesis
from workbench.hypotheses._decision import REFUTED
from workbench.hypotheses._setting import evidence_of, performance, standardised, with_columns
from workbench.models import fit

DIVERSITY = "entropy"
# effects within which the diversity of a region does not vary
SAY_DIVERSITY = ("region", "region:year")

HYPOTHESIS = Hypothesis(
    number="H5",
    claim="Specialisation, not diversity, raises productivity.",
    documents=("000: specialisation as a benefit", "003: one town, one product"),
    estimand=(
        "The effect of a standard deviation of specialisation on the logarithm of the outcome, "
        "less that of a standard deviation of the region's diversity."
    ),
    needs="activity by region and industry; wages or product of regions or cells",
    measure="location_quotient",
    recipe="S2",
    kind="more",
    smallest_effect=0.01,
    unit="log points per standard deviation",
    refuter="specialisation has no positive effect, or diversity a larger one",
    caveats=("Diversity is the entropy over the industries of the study, however fine they are.",),
)


@hypothesis(HYPOTHESIS)
def specialisation_beats_diversity(study: Study) -> Evidence:
    """The effect of specialisation less that of diversity.

    With s and d standardised, the coefficient of s in a regression on s and s + d is the
    difference of the two effects, with its standard error.

    Raises
    ------
    Untestable
        If the study has no performance, or no employment by industry.
    """
    setting = performance(study, [DIVERSITY, "location_quotient"])
    table = setting.panel
    special = standardised(table, "location_quotient", logarithmic=True)
    diverse = standardised(table, DIVERSITY)
    joined = with_columns(table, special=special, both=special + diverse, diverse=diverse)
    kept = [effect for effect in setting.effects if effect not in SAY_DIVERSITY]
    difference = fit(setting.formula(["special", "both"], kept), joined, cluster=setting.cluster)
    separate = fit(setting.formula(["special", "diverse"], kept), joined, cluster=setting.cluster)
    own, other = separate.term("special"), separate.term("diverse")
    words = (
        f"A standard deviation more specialisation goes with {own['estimate']:+.4f} in the "
        f"logarithm of {setting.outcome_words}, one more diversity with "
        f"{other['estimate']:+.4f}; the difference is"
    )
    found = evidence_of(difference, "special", words)
    if own["high"] < 0:
        return replace(
            found,
            verdict=REFUTED,
            words=f"{found.words} Specialisation itself goes with less.",
        )
    return found
