"""Do clusters make places competitive by making them innovate: claim H3."""

from __future__ import annotations

import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._setting import performance, standardised, with_columns
from workbench.models import fit
from workbench.models.names import cards_of

HYPOTHESIS = Hypothesis(
    number="H3",
    claim="Clusters raise innovativeness, and through it the competitiveness of the place.",
    documents=("000: clusters, productivity and innovativeness",),
    estimand=(
        "The indirect effect: the change of the logarithm of the outcome that a standard "
        "deviation of density or specialisation brings through innovation, per region."
    ),
    needs="an indicator of innovation and one of performance by region; a cluster measure",
    measure="location_quotient",
    recipe="mediation",
    kind="more",
    smallest_effect=0.005,
    unit="log points per standard deviation",
    refuter="the whole interval of the indirect effect lies below the smallest effect",
    caveats=(
        "Mediation needs more than any regression can show: nothing unseen may move both "
        "innovation and the outcome.",
    ),
)


@hypothesis(HYPOTHESIS)
def innovation_carries_the_effect(study: Study) -> Evidence:
    """The indirect effect of density through innovation.

    Raises
    ------
    Untestable
        If the study has no indicator of innovation by region.
    """
    cards = cards_of(study)
    found = [name for name, card in cards.items() if card.get("dimension") == "innovation"]
    if not found:
        raise Untestable("The study has no indicator of innovation, such as patents.")
    setting = performance(study)
    is_log = cards[found[0]].get("scale") == "log"
    latest = _latest(study, found[0], setting.panel)
    table = with_columns(
        setting.panel,
        density=standardised(setting.panel, setting.measure, logarithmic=True),
        innovation=standardised(latest.to_frame("innovation"), "innovation", logarithmic=is_log),
    )
    mediated = fit(
        setting.formula(["density"]),
        table,
        estimator="mediation",
        cluster=setting.cluster,
        treatment="density",
        mediator="innovation",
    )
    line = mediated.term("indirect")
    low, high = float(line["low"]), float(line["high"])
    words = (
        f"Through innovation ({cards[found[0]].get('name', found[0])}), a standard deviation more "
        f"{setting.measure_words} goes with {line['estimate']:+.4f} (95 % interval {low:+.4f} to "
        f"{high:+.4f}) in the logarithm of {setting.outcome_words}."
    )
    return Evidence(
        float(line["estimate"]),
        low,
        high,
        words,
        float(line["p_value"]),
        mediated.n_used,
        caveats=mediated.warnings,
        table=mediated.coefficients.reset_index(),
    )


def _latest(study: Study, indicator: str, table: pd.DataFrame) -> pd.Series:
    """The indicator in the last year that is not after the outcome's, on the panel's rows."""
    rows = study.indicators[study.indicators["indicator"] == indicator]
    last = study.question.outcome_year or study.question.year
    if last is not None:
        rows = rows[rows["year"] <= last]
    newest = rows.sort_values("year").drop_duplicates("region", keep="last")
    return table["region"].map(newest.set_index("region")["value"])
