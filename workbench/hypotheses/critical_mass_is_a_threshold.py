"""Does a cluster begin to work at thirty to fifty firms: claim H19."""

from __future__ import annotations

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._decision import NOT_SHOWN, REFUTED, SUPPORTED
from workbench.hypotheses._setting import performance
from workbench.hypotheses._threshold import threshold_of
from workbench.models.design import design
from workbench.models.formula import parse

SOUGHT = (5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 100, 120, 150, 200, 300)
CLAIMED = (20, 80)
SURE = 0.05

HYPOTHESIS = Hypothesis(
    number="H19",
    claim="From a critical mass of thirty to fifty firms on, a cluster does better.",
    documents=("004: critical mass in the diagnostics of stage 2",),
    estimand=(
        "The number of establishments at which the outcome of a cell shifts, with its 95 % "
        "interval, and the size of the shift beyond a smooth effect of size."
    ),
    needs="establishments by region and industry, and wages or product by cell",
    measure="establishments",
    recipe="threshold regression (Hansen 2000)",
    kind="own",
    smallest_effect=0.01,
    unit="log points of the outcome at the threshold",
    refuter="no shift of that size, or a sure one at a place wholly outside 20 to 80 firms",
    family="critical mass",
    caveats=("Establishments of one industry in one region stand in for the firms of a cluster.",),
)


@hypothesis(HYPOTHESIS)
def critical_mass_is_a_threshold(study: Study) -> Evidence:
    """Seek the number of establishments at which the outcome shifts.

    Supported if there is a shift (p below 0.05), upwards by more than the smallest effect, and
    the interval of its place lies within 20 to 80; refuted if the whole interval of the shift is
    below the smallest effect, or there is a shift whose place lies outside; not shown otherwise.

    Raises
    ------
    Untestable
        If cells have no establishments or no performance.
    """
    setting = performance(study)
    if not setting.is_cells or "establishments" not in setting.panel:
        raise Untestable(
            "It takes the establishments of each industry of each region with an outcome of their "
            "own; the study has no such table."
        )
    formula = parse(setting.formula(["log(establishments)"]))
    arrays = design(formula, setting.panel)
    counts = setting.panel.loc[arrays.outcome.index, "establishments"]
    groups = setting.panel.loc[arrays.outcome.index, setting.cluster or "region"]
    found = threshold_of(arrays, counts, SOUGHT, groups)
    word = _word(found.p_value, found.shift_low, found.shift_high, found.low, found.high)
    words = (
        f"The outcome shifts most at {found.place} establishments (95 % interval {found.low} to "
        f"{found.high}), by {found.shift:+.4f} ({found.shift_low:+.4f} to {found.shift_high:+.4f}) "
        f"log points beyond the effect of size; p = {found.p_value:.2g} for any shift among the "
        f"{len(found.profile)} places sought."
    )
    return Evidence(
        found.shift,
        found.shift_low,
        found.shift_high,
        words,
        found.p_value,
        len(arrays.outcome),
        verdict=word,
        table=found.profile,
    )


def _word(p_value: float, shift_low: float, shift_high: float, low: int, high: int) -> str:
    first, last = CLAIMED
    worth = HYPOTHESIS.smallest_effect
    is_elsewhere = p_value < SURE and (high < first or low > last)
    if shift_high < worth or is_elsewhere:
        return REFUTED
    if p_value < SURE and shift_low > worth and first <= low and high <= last:
        return SUPPORTED
    return NOT_SHOWN
