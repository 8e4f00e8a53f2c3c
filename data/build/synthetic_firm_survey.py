"""What does synthetic_firm_survey hold: simulated firms of simulated clusters, the truth known."""

from __future__ import annotations

from typing import Any

import pandas as pd
from _package import Words

from workbench.hypotheses._simulated import simulated

SEED = 20250701


def tables(text: Words) -> dict[str, pd.DataFrame]:
    """The tables of the study by name: the same seed gives the same bytes."""
    found = simulated(SEED)
    return found | {
        "industries": pd.DataFrame(text["industries"].items(), columns=["industry", "name"]),
        "indicator_cards": pd.DataFrame(text["indicators"]),
        "truth": pd.DataFrame(text["truth"]),
    }


def outlines() -> list[dict[str, Any]]:
    """None: places that do not exist have no outlines."""
    return []
