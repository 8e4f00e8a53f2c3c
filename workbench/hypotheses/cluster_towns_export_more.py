"""Do places with clusters export more of what they make: claim H14."""

from __future__ import annotations

import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._setting import evidence_of, require, standardised, with_columns
from workbench.models import fit, panel

HYPOTHESIS = Hypothesis(
    number="H14",
    claim="Towns with clusters export more of what they make.",
    documents=("003: clusters and the internationalisation of small firms",),
    estimand=(
        "The change of the share of output that is exported with a standard deviation of the "
        "location quotient, among cells of the same industry."
    ),
    needs="exports, output and employment by region and industry",
    measure="location_quotient",
    recipe="S1",
    kind="more",
    smallest_effect=0.02,
    unit="share of output per standard deviation",
    refuter="the whole interval lies below the smallest effect",
    family="exports",
    caveats=(
        "The document's table lists clusters only, and successful ones: it has nothing to compare "
        "with.",
    ),
)


@hypothesis(HYPOTHESIS)
def cluster_towns_export_more(study: Study) -> Evidence:
    """The share of exports on specialisation.

    Raises
    ------
    Untestable
        If the study has no exports or no output.
    """
    lacking = [
        name
        for name in ("exports", "output")
        if name not in study.tables.get("activity", pd.DataFrame())
    ]
    if lacking:
        raise Untestable(f"The study has no {' and no '.join(lacking)} by region and industry.")
    require(study, ["location_quotient"])
    asked = study.question.asked(outcome="exports", measures=["location_quotient"])
    table = panel(study, question=asked)
    share = table["exports"] / table["output"].where(table["output"] > 0)
    joined = with_columns(
        table,
        export_share=share,
        special=standardised(table, "location_quotient", logarithmic=True),
    )
    found = fit("export_share ~ special | industry:year", joined, cluster="region")
    return evidence_of(
        found, "special", "A standard deviation more specialisation goes with a share of exports of"
    )
