"""By hand: who may start an innovation, who may imitate one nearby, and how likely is it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise

Rules = Mapping[str, Any]
FIRMS, SHARED = 12, 0
FEWEST, MOST = 2, 5  # firms that start, in drawn data; and at least so many that may imitate
PLAIN = 0.01  # km: no starter is so near to the reach that rounding would decide
YES, NO, ASKED = "yes", "no", "asked_firm"

CARD = Card(
    title="To start or to imitate",
    question="Who may take part in innovation where means are few and others lie near?",
    why="Small firms take part in innovation by starting or by imitating, a document says; the "
    "figure that showed how is lost. Worked through by hand, a toy of our own shows what density "
    "does in it, and that a model gives back what was put into it.",
    minutes=15,
    after=("density_and_denominators",),
    sources=(
        "Document 000, section 3; the model is our reconstruction of its lost figure 1, and all "
        "numbers are made up",
    ),
)


def real() -> Tables:
    """One step of a few firms, made up: nobody has published who could start and who imitated."""
    return drawn(np.random.default_rng(SHARED))


def drawn(random: np.random.Generator) -> Tables:
    """Another few firms, with rules of their own, some of which have started something."""
    while True:
        rules = {
            "cost_to_start": float(random.choice([0.5, 0.55, 0.6])),
            "cost_to_imitate": float(random.choice([0.2, 0.25, 0.3])),
            "chance_to_start": float(random.choice([0.35, 0.45, 0.55])),
            "chance_to_copy": float(random.choice([0.2, 0.3, 0.4])),
            "reach_km": float(random.choice([0.8, 0.9, 1.2, 1.3])),
            "firms_per_km2": float(random.choice([1.25, 1.5, 1.75])),
        }
        firms = _firms(random, rules)
        may = _may_imitate(firms, rules)
        many = firms["firm"][may & (_starters_near(firms, rules["reach_km"]) > 1)]
        is_plain = not _starters_near(firms, rules["reach_km"], PLAIN).any()
        starters = (firms["has_started"] == YES).sum()
        if FEWEST <= starters <= MOST and may.sum() >= FEWEST and is_plain and len(many):
            asked = {ASKED: str(random.choice(many.to_numpy()))}
            starts = {
                "share_that_starts": round(
                    (1 - rules["cost_to_start"]) * rules["chance_to_start"], 4
                )
            }
            return {"firms": firms, "rules": pd.DataFrame([rules | starts | asked])}


def _firms(random: np.random.Generator, rules: Rules) -> pd.DataFrame:
    """Where the firms lie, what they hold, and which of them have started."""
    side = np.sqrt(FIRMS / rules["firms_per_km2"])
    places = (random.random((FIRMS, 2)) * side).round(2)
    means = random.random(FIRMS).round(2)
    starts = (means >= rules["cost_to_start"]) & (random.random(FIRMS) < rules["chance_to_start"])
    names = [f"F{number:02}" for number in range(1, FIRMS + 1)]
    columns = {"firm": names, "x_km": places[:, 0], "y_km": places[:, 1], "means": means}
    return pd.DataFrame(columns).assign(has_started=np.where(starts, YES, NO))


def _starters_near(firms: pd.DataFrame, reach_km: float, within: float = 0.0) -> np.ndarray:
    """How many firms within reach of each have started; or lie just at the reach, and have."""
    places = firms[["x_km", "y_km"]].to_numpy(dtype="float64")
    apart = np.linalg.norm(places[:, None] - places[None, :], axis=2)
    near = np.abs(apart - reach_km) < within if within else apart <= reach_km
    return np.asarray((near & (firms["has_started"] == YES).to_numpy()).sum(axis=1))


def _may_imitate(firms: pd.DataFrame, rules: Rules) -> np.ndarray:
    has_means = (firms["means"] >= rules["cost_to_imitate"]) & (firms["has_started"] == NO)
    return np.asarray(has_means) & (_starters_near(firms, rules["reach_km"]) > 0)


@exercise(CARD, real, drawn)
def initiate_or_imitate(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """Gates, chances and reach of one step, and what the model can be evidence of.

    Parameters
    ----------
    tables
        `firms`: firm, x_km, y_km, means and has_started (yes or no); `rules`, one row: what
        starting and imitating cost, the chances, the reach, the density, and a firm to ask about.
    """
    firms, rules = tables["firms"], _rules(tables["rules"])
    return {
        "may_start": _may_start(firms, rules),
        "expected_starters": _expected_starters(firms, rules),
        "may_imitate": _imitators(firms, rules),
        "chance_of_imitating": _chance(firms, rules),
        "starters_near": _near_on_average(rules),
        "is_evidence": Answer(
            "Say such a model is run, and more firms take part where they lie more densely. Is "
            "that evidence that density makes firms take part: yes or no?",
            NO,
            (
                Mistake(
                    YES,
                    "Who said that a starter within reach is copied? Could the model have come "
                    "out otherwise, whatever firms do?",
                ),
            ),
            "Was anything observed?",
        ),
    }


def _rules(table: pd.DataFrame) -> Rules:
    """What the toy is told, as plain numbers, and the firm that is asked about."""
    rules = table.iloc[0]
    return {name: str(rules[name]) if name == ASKED else float(rules[name]) for name in rules.index}


def _may_start(firms: pd.DataFrame, rules: Rules) -> Answer:
    return Answer(
        "Which firms have the means to start something (at least what starting costs)?",
        _names(firms, firms["means"] >= rules["cost_to_start"]),
        (
            Mistake(
                _names(firms, firms["has_started"] == YES),
                "These have started. Means open the gate; whether a firm goes through is chance.",
            ),
            Mistake(
                _names(firms, firms["means"] >= rules["cost_to_imitate"]),
                "These could imitate. Starting costs more.",
            ),
            Mistake(
                _names(firms, firms["means"] < rules["cost_to_start"]),
                "These are the ones that cannot.",
            ),
        ),
        "Hold the means of each firm against what starting costs.",
    )


def _expected_starters(firms: pd.DataFrame, rules: Rules) -> Answer:
    able = float((firms["means"] >= rules["cost_to_start"]).sum())
    chance = rules["chance_to_start"]
    return Answer(
        "Before anybody has started: how many firms are expected to, with the means they have?",
        able * chance,
        (
            Mistake(able, "So many can. Each of them starts only by chance."),
            Mistake(len(firms) * chance, "Not every firm has the means to start."),
            Mistake(
                float((firms["has_started"] == YES).sum()),
                "So many did, this time. What would it be on average, over many such steps?",
            ),
        ),
        "How many can, and with which chance does each of them?",
    )


def _imitators(firms: pd.DataFrame, rules: Rules) -> Answer:
    has_started = firms["has_started"] == YES
    has_means = firms["means"] >= rules["cost_to_imitate"]
    near = _starters_near(firms, rules["reach_km"]) > 0
    known = (
        Mistake(
            _names(firms, has_means & (near | has_started)),
            "Who starts something does not imitate in the same step.",
        ),
        Mistake(
            _names(firms, near & ~has_started),
            "Imitating costs something too, and some of these cannot pay it.",
        ),
        Mistake(
            _names(firms, has_means & ~has_started),
            "Some of these have nobody within reach who has started; any other neighbour is not "
            "enough.",
        ),
    )
    return Answer(
        "Which firms may imitate: have not started, have at least what imitating costs, and at "
        "least one firm that has started within reach (in a straight line)?",
        _names(firms, _may_imitate(firms, rules)),
        known,
        "Three conditions, all of which must hold. Distances are by Pythagoras.",
    )


def _chance(firms: pd.DataFrame, rules: Rules) -> Answer:
    firm, copied = rules[ASKED], rules["chance_to_copy"]
    at = firms["firm"].tolist().index(firm)
    near = int(_starters_near(firms, rules["reach_km"])[at])
    return Answer(
        f"What is the chance that {firm} imitates, if it copies each starter within reach "
        "independently (from 0 to 1)?",
        1 - (1 - copied) ** near,
        (
            Mistake(
                copied * near,
                "You have added up the chances. It may copy several at once, so they overlap.",
            ),
            Mistake((1 - copied) ** near, "That is the chance that it copies nobody."),
            Mistake(copied, "That would be so with a single starter within reach. Count them."),
            Mistake(
                copied**near,
                "That is the chance that it copies all of them. One is enough.",
            ),
        ),
        "First the chance that it copies nobody: a product over the starters within reach.",
    )


def _near_on_average(rules: Rules) -> Answer:
    density, reach, share = (
        rules[name] for name in ("firms_per_km2", "reach_km", "share_that_starts")
    )
    return Answer(
        "On very large ground with firms_per_km2 everywhere, and share_that_starts of all firms "
        "starting: how many starters lie within reach of a firm, on average?",
        density * np.pi * reach**2 * share,
        (
            Mistake(
                density * reach**2 * share,
                "Within reach is a circle, and you have taken a square with that side.",
            ),
            Mistake(
                density * 2 * np.pi * reach * share, "That is the line around it, not the area."
            ),
            Mistake(density * np.pi * reach**2, "So many firms lie there. Not all of them start."),
            Mistake(density * share, "So many lie on one square kilometre. How much is in reach?"),
        ),
        "Firms on a square kilometre, times the area within reach, times the share that starts.",
    )


def _names(firms: pd.DataFrame, which: Any) -> frozenset[str]:
    return frozenset(firms["firm"][np.asarray(which, dtype=bool)])
