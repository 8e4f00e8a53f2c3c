"""The example of a roadmap: a dairy cluster in its fourth stage, with what was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork.stages import bodies, gates, stages

STAGES_PASSED = 3  # all gates of so many stages are met
OPEN = "functional_diagram_drawn"  # what stops the fourth
NUMBERS = {"group_size": 5.0, "interviews": 34.0, "firms": 42.0}
FACTORS = ("milk quality", "cold chain", "joint brand", "finance", "skills")
WEIGHTS = (8.0, 4.0, 2.0, 1.5, 1.0)  # planted: what the voters think on the whole
VOTERS = 9
NOISE = 0.25  # of the logarithm of a judgement
STATEMENT = (
    "In 2032 the dairy farms and dairies of the valley sell cheese and butter in four countries, "
    "and a farm earns a third more a litre than today."
)
ABSENT = ("membership agreement", "plan of action")
OVERLAP = 1  # months by which a stage begins before the one before it ends


def example(seed: int) -> dict[str, pd.DataFrame]:
    """Gates answered up to the fourth stage, a plan, votes, comparisons, a vision and bodies."""
    random = np.random.default_rng(np.random.SeedSequence([seed, 5]))
    return {
        "gates": _gates(),
        "plan": _plan(),
        "votes": _votes(random),
        "comparisons": _comparisons(random),
        "visions": pd.DataFrame(
            {"vision": ["working group"], "statement": [STATEMENT], "names": ["dairy, valley"]}
        ),
        "governance": pd.DataFrame(
            {
                "item": bodies()["item"],
                "is_there": ["no" if item in ABSENT else "yes" for item in bodies()["item"]],
            }
        ),
    }


def _gates() -> pd.DataFrame:
    reached = stages()["stage"].head(STAGES_PASSED + 1)
    own = gates()[lambda g: g["stage"].isin(reached)]
    return pd.DataFrame(
        {
            "question": own["question"],
            "is_met": ["no" if question == OPEN else "yes" for question in own["question"]],
            "number": own["question"].map(NUMBERS),
            "evidence": "minutes of the meeting",
        }
    )


def _plan() -> pd.DataFrame:
    own, starts, rows = stages(), 0, []
    for stage, months in zip(own["stage"], own["months"], strict=True):
        rows.append((stage, starts, starts + months))
        starts += months - (OVERLAP if months > OVERLAP else 0)
    return pd.DataFrame(rows, columns=["stage", "starts", "ends"])


def _votes(random: np.random.Generator) -> pd.DataFrame:
    rows = []
    for voter in range(1, VOTERS + 1):
        liked = np.log(WEIGHTS) + random.normal(0, NOISE, len(FACTORS))
        ranks = (-liked).argsort().argsort() + 1
        rows += [(f"voter {voter}", f, int(r)) for f, r in zip(FACTORS, ranks, strict=True)]
    return pd.DataFrame(rows, columns=["voter", "factor", "rank"])


def _comparisons(random: np.random.Generator) -> pd.DataFrame:
    rows = [
        (f"voter {voter}", first, second, _judged(random, WEIGHTS[i] / WEIGHTS[j]))
        for voter in range(1, VOTERS + 1)
        for i, first in enumerate(FACTORS)
        for j, second in enumerate(FACTORS)
        if i < j
    ]
    return pd.DataFrame(rows, columns=["voter", "first", "second", "ratio"])


def _judged(random: np.random.Generator, ratio: float) -> float:
    """A ratio as a person gives it: 1 to 9 or one of their inverses."""
    noisy = ratio * float(np.exp(random.normal(0, NOISE)))
    step = min(9, max(1, round(max(noisy, 1 / noisy))))
    return float(step) if noisy >= 1 else round(1 / step, 6)
