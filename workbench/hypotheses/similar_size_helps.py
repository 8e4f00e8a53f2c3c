"""Does density raise productivity more where firms are of similar size."""

from __future__ import annotations

import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, hypothesis
from workbench.hypotheses._regression import line_of, linear
from workbench.hypotheses._sizes import plants_and_output
from workbench.hypotheses._survey import caveats_of, standardised

HYPOTHESIS = Hypothesis(
    number="H7",
    claim="Small firms gain more from a dense cluster when its firms are of similar size; where "
    "one dominates, the others serve its ends.",
    documents=("000 4, table of benefits (strategic choice)",),
    estimand="change of the effect of one standard deviation of log density on log output per "
    "worker where the inequality of firm sizes is one standard deviation higher",
    needs="plants with their employment, the area of their regions, and output per worker",
    measure="Gini coefficient of plant sizes within a region; plants per km2",
    recipe="least squares across regions with density, inequality and their product, HC3 errors",
    kind="less",
    smallest_effect=0.01,
    unit="log points",
    refuter="the whole interval lies above minus 0.01: inequality of sizes takes nothing that "
    "matters from the effect of density, or adds to it",
    family="how clusters are organised",
    caveats=(
        "Sizes and density may both come from the industry of a cluster.",
        "Contradicts the claim that an anchor helps (H23) only where the largest firm makes the "
        "inequality.",
    ),
)


@hypothesis(HYPOTHESIS)
def similar_size_helps(study: Study) -> Evidence:
    """Let the effect of density differ with the inequality of sizes.

    Raises
    ------
    Untestable
        If plants with their size, areas, or a figure of productivity are missing.
    """
    regions = plants_and_output(study)
    table = with_product(regions["log_output"], regions["log_density"], regions["gini"])
    line, plain = (line_of(table, name) for name in ("density x inequality", "density"))
    return Evidence(
        line["estimate"],
        line["low"],
        line["high"],
        f"Among {len(regions)} regions, one standard deviation more density goes with "
        f"{plain['estimate']:+.3f} log points of output per worker where sizes are "
        "averagely unequal; the estimate says how that changes with inequality.",
        p_value=line["p_value"],
        rows=len(regions),
        caveats=caveats_of(study),
        table=table.reset_index(),
    )


def with_product(output: pd.Series, density: pd.Series, inequality: pd.Series) -> pd.DataFrame:
    """The coefficients of density, inequality and their product, each standardised."""
    density, inequality = standardised(density), standardised(inequality)
    columns = {
        "constant": 1.0,
        "density": density,
        "inequality": inequality,
        "density x inequality": density * inequality,
    }
    return linear(output, pd.DataFrame(columns, index=output.index))
