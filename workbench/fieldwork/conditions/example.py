"""The example of readiness: a dairy place that is nearly ready, with what was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork._dairy import actors
from workbench.fieldwork.chains.examples import dairy_sales
from workbench.fieldwork.conditions import criteria
from workbench.fieldwork.conditions.pillars import HIGHEST

# Of the example: nobody found out about these, and these are planted low.
UNANSWERED = ("advice", "policy_documents", "trade_defence")
LOW = {"sales_among_members": 1, "finance": 1, "innovation": 0, "regional_brand": 0}
SEVERITY = {
    "lack of capital": 4,
    "lack of information": 2,
    "weak core competence": 3,
    "lack of talent": 3,
    "little strength to bear risk": 2,
}


def example(seed: int) -> dict[str, pd.DataFrame]:
    """A dairy place that is nearly ready: three criteria unanswered, four planted low."""
    random = np.random.default_rng(np.random.SeedSequence([seed, 4]))
    asked = criteria()["criterion"]
    scores = pd.Series(random.integers(3, HIGHEST + 1, len(asked)), index=asked).astype("float64")
    scores.update(pd.Series(LOW, dtype="float64"))
    scores[list(UNANSWERED)] = np.nan
    notes = ["not found out" if name in UNANSWERED else "interviews" for name in asked]
    evidence = pd.DataFrame({"criterion": asked, "score": scores.to_numpy(), "evidence": notes})
    people = [("Aida", "firms"), ("Bakyt", "firms"), ("Chynara", "authority")]
    people += [("Daniyar", "authority"), ("Elmira", "university")]
    return {
        "evidence": evidence,
        "people": pd.DataFrame(people, columns=["person", "party"]),
        "actors": actors(seed),
        "sales": dairy_sales(seed),
        "employment": pd.DataFrame(
            [("valley", 620, 21_000, 9_400, 1_050_000)],
            columns=[
                "place",
                "workers_in_trade",
                "workers",
                "workers_in_trade_in_country",
                "workers_in_country",
            ],
        ),
        "restraints": pd.DataFrame(SEVERITY.items(), columns=["restraint", "severity"]),
    }
