"""Is a full cluster reached within three years of its initiation."""

from __future__ import annotations

from math import isfinite

from workbench.data import Study
from workbench.errors import ParameterError
from workbench.hypotheses._card import Evidence, Hypothesis, hypothesis
from workbench.hypotheses._survey import caveats_of, cluster_facts, untestable
from workbench.models.survival import kaplan_meier

MONTHS = 36.0

HYPOTHESIS = Hypothesis(
    number="H22",
    claim="One to three years are enough to create a full cluster.",
    documents=("004 stage 5",),
    estimand="time from initiation by which half of all initiatives reach their milestone, in "
    "months",
    needs="the indicators months_watched and milestone_reached (1 or 0) of each cluster",
    measure="months from initiation to the milestone, cut off where an initiative is still on its "
    "way",
    recipe="median of the Kaplan-Meier curve with the interval of Brookmeyer and Crowley",
    kind="own",
    smallest_effect=MONTHS,
    unit="months",
    refuter="the whole interval of the median lies above 36 months; the claim is supported if it "
    "lies at or below them",
    family="how clusters are organised",
    caveats=(
        "Initiatives that were given up must be in the study as not reached, or the time comes "
        "out too short.",
    ),
)


@hypothesis(HYPOTHESIS)
def three_years_suffice(study: Study) -> Evidence:
    """Estimate the median time to the milestone, initiatives still on their way included.

    Raises
    ------
    Untestable
        If the study does not tell how long initiatives took.
    """
    facts = cluster_facts(study, "months_watched", "milestone_reached")
    try:
        curve = kaplan_meier(facts["months_watched"], facts["milestone_reached"])
    except ParameterError as error:
        raise untestable(error) from error
    median = f"{curve.median:.1f} months" if isfinite(curve.median) else "not reached"
    return Evidence(
        curve.median,
        curve.low,
        curve.high,
        f"Of {curve.n} initiatives {curve.n_events} reached their milestone while watched; the "
        f"median time is {median}.",
        rows=curve.n,
        verdict=verdict_on(curve.low, curve.high),
        caveats=caveats_of(study),
        table=curve.table.reset_index(),
    )


def verdict_on(low: float, high: float) -> str:
    """The verdict on an interval of the median, in months.

    Examples
    --------
    >>> verdict_on(20, 30), verdict_on(30, 40), verdict_on(40, float("inf"))
    ('supported', 'not shown', 'refuted')
    """
    if high <= MONTHS:
        return "supported"
    return "refuted" if low > MONTHS else "not shown"
