"""Does one large leading firm raise the productivity of its cluster."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, hypothesis
from workbench.hypotheses._regression import line_of, linear
from workbench.hypotheses._sizes import plants_and_output
from workbench.hypotheses._survey import caveats_of, standardised

WITHOUT, WITH = 0.05, 0.25

HYPOTHESIS = Hypothesis(
    number="H23",
    claim="A cluster with a large leading enterprise does better than one without.",
    documents=("004 stage 2", "against 000 4, table of benefits (strategic choice)"),
    estimand="log output per worker of a region whose largest plant has 25 % of its employment, "
    "less that of a region whose largest has 5 %, at the same density",
    needs="plants with their employment, the area of their regions, and output per worker",
    measure="share of the largest plant in the employment of its region",
    recipe="least squares across regions with the share, its square and log density, HC3 errors",
    kind="more",
    smallest_effect=0.01,
    unit="log points",
    refuter="the whole interval lies below 0.01 log points, as it must where output per worker "
    "falls with every larger share",
    family="how clusters are organised",
    caveats=(
        "Large firms are more productive themselves, so output per worker rises with an anchor "
        "although nobody else may gain.",
    ),
)


@hypothesis(HYPOTHESIS)
def an_anchor_helps(study: Study) -> Evidence:
    """Let output per worker rise and fall with the share of the largest plant.

    Raises
    ------
    Untestable
        If plants with their size, areas, or a figure of productivity are missing.
    """
    regions = plants_and_output(study)
    table = with_square(regions["log_output"], regions["anchor"], regions["log_density"])
    line = line_of(table, "from 5 % to 25 %")
    curve = curve_of(table, float(regions["anchor"].max()))
    best = float(curve["anchor_share"].iloc[int(curve["log_output"].argmax())])
    return Evidence(
        line["estimate"],
        line["low"],
        line["high"],
        f"Among {len(regions)} regions output per worker is highest, as fitted, where the largest "
        f"plant has {best:.0%} of employment.",
        p_value=line["p_value"],
        rows=len(regions),
        caveats=caveats_of(study),
        table=curve,
    )


def with_square(output: pd.Series, share: pd.Series, density: pd.Series) -> pd.DataFrame:
    """Coefficients so arranged that the first is the step from a share of 5 % to one of 25 %.

    With y = a + b s + c s^2 the step is b (s1 - s0) + c (s1^2 - s0^2); dividing s by (s1 - s0) and
    taking (s1 + s0) s from s^2 makes it a coefficient with its own error.
    """
    columns = {
        "constant": 1.0,
        "from 5 % to 25 %": share / (WITH - WITHOUT),
        "curvature": share**2 - (WITH + WITHOUT) * share,
        "density": standardised(density),
    }
    return linear(output, pd.DataFrame(columns, index=output.index))


def curve_of(table: pd.DataFrame, largest: float) -> pd.DataFrame:
    """Fitted log output per worker by the share of the largest plant, relative to 5 %."""
    shares = np.linspace(WITHOUT, max(largest, WITH), 10)
    step, curvature = table.loc[["from 5 % to 25 %", "curvature"], "estimate"]
    fitted = step * shares / (WITH - WITHOUT) + curvature * (shares**2 - (WITH + WITHOUT) * shares)
    return pd.DataFrame({"anchor_share": shares, "log_output": fitted - fitted[0]})
