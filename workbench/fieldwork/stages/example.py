"""The example of a roadmap: a dairy cluster in its fourth stage, with what was planted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork.stages import bodies, gates, stages
from workbench.fieldwork.stages.commitment import ANSWERS
from workbench.fieldwork.stages.gate_check import NO, YES

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
# kind, level, willingness and commitment of each who was visited, and how many were not: planted.
# Firms are the most willing, offices the least; one bank has not said what it would put in.
VISITED: tuple[tuple[str, str, tuple[tuple[int, int | None], ...], int], ...] = (
    ("firm", "local", ((4, 4), (4, 3), (3, 3), (3, 2), (4, 2), (3, 3), (2, 2), (4, 3)), 3),
    ("association", "regional", ((4, 3), (3, 2)), 0),
    ("government", "local", ((2, 1), (3, 1)), 1),
    ("government", "national", ((1, 0),), 1),
    ("education or research", "regional", ((4, 2), (3, 2)), 0),
    ("finance", "regional", ((3, None),), 1),
)
OVERLAP = 1  # months by which a stage begins before the one before it ends


def example(seed: int) -> dict[str, pd.DataFrame]:
    """Gates answered up to the fourth stage, a plan, votes, comparisons, a vision and bodies."""
    random = np.random.default_rng(np.random.SeedSequence([seed, 5]))
    return {
        "gates": _gates(),
        "visits": _visits(seed),
        "plan": _plan(),
        "votes": _votes(random),
        "comparisons": _comparisons(random),
        "visions": pd.DataFrame(
            {"vision": ["working group"], "statement": [STATEMENT], "names": ["dairy, valley"]}
        ),
        "governance": governance(),
    }


def governance() -> pd.DataFrame:
    """The bodies and papers of the example: all but two."""
    items = bodies()["item"]
    return pd.DataFrame(
        {"item": items, "is_there": [NO if item in ABSENT else YES for item in items]}
    )


def _visits(seed: int) -> pd.DataFrame:
    """The planted answers, dealt by chance to the stakeholders of each kind and level."""
    random = np.random.default_rng(np.random.SeedSequence([seed, 5, 1]))  # apart from the votes
    rows = []
    for kind, level, answers, unseen in VISITED:
        dealt = [answers[number] for number in random.permutation(len(answers))]
        for number, (willing, given) in enumerate([*dealt, *[(None, None)] * unseen], start=1):
            name = f"{level} {kind} {number}"
            seen = YES if willing is not None else NO
            rows.append((name, kind, level, seen, willing, given, "notes of the visit"))
    table = pd.DataFrame(
        rows, columns=["stakeholder", "kind", "level", "is_visited", *ANSWERS, "said"]
    )
    return table.astype({"willingness": "Int64", "commitment": "Int64"}).assign(
        said=table["said"].where(table["is_visited"] == YES)
    )


def _gates() -> pd.DataFrame:
    reached = stages()["stage"].head(STAGES_PASSED + 1)
    own = gates()[lambda g: g["stage"].isin(reached)]
    return pd.DataFrame(
        {
            "question": own["question"],
            "is_met": [NO if question == OPEN else YES for question in own["question"]],
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
