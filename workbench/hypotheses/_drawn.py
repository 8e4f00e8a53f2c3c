"""How do simulated firms answer: clusters, firms and answers drawn with the truth known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.hypotheses._survey import BENEFITS, COLLABORATIVE, LEARNING, TRAITS
from workbench.hypotheses._truth import COUNTRIES, INPUTS, Truth

TRAIT_LOADING, COLLABORATIVE_LOADING = 0.85, 0.8
MIDDLE_SIZE, SIZE_SPREAD, LARGEST = np.log(15), 0.9, 249
LIKE_NEIGHBOURS = 0.05  # the variance of a benefit that is common to a cluster


@dataclass(frozen=True)
class Drawn:
    """A simulated survey as wide tables: clusters by region, firms and answers by respondent."""

    clusters: pd.DataFrame
    firms: pd.DataFrame
    answers: pd.DataFrame


def drawn(random: np.random.Generator, truth: Truth) -> Drawn:
    """Clusters, firms and answers, before they are written as long tables."""
    clusters = _clusters(random, truth)
    places = np.repeat(np.arange(truth.clusters), clusters["n_firms"])
    kind = random.choice(len(truth.type_shares), len(places), p=truth.type_shares)
    spread = np.sqrt(1 - np.array(truth.type_shares) @ truth.profiles**2)
    inputs = pd.DataFrame(
        truth.profiles[kind] + spread * random.standard_normal((len(places), len(INPUTS))),
        columns=list(INPUTS),
    )
    is_member = random.random(len(places)) < 1 / (1 + np.exp(-0.4 - 0.5 * inputs["size"]))
    number = pd.Series(places).groupby(places).cumcount() + 1
    region = clusters.index[places]
    codes = pd.Index(region + "-" + number.astype("str").str.zfill(2).to_numpy(), name="actor")
    workers = np.exp(MIDDLE_SIZE + SIZE_SPREAD * inputs["size"]).round().clip(1, LARGEST)
    firms = pd.DataFrame(
        {
            "region": region,
            "employees": workers.astype("int64").to_numpy(),
            "is_member": is_member.to_numpy(),
            "type": kind,
        },
        index=codes,
    )
    together = clusters["together"].to_numpy()
    answers = _answers(random, truth, inputs, together, places, firms["is_member"].to_numpy())
    return Drawn(clusters, firms, answers.set_axis(codes))


def items(truth: Truth | None = None) -> pd.DataFrame:
    """The questions: item, scale, level, wording, and whether more means less."""
    truth = truth or Truth()
    rows = [
        *_of_levels(LEARNING, len(truth.loadings), "learning"),
        *_of_levels((COLLABORATIVE,), 3, "learning"),
        *_of_levels(TRAITS, 2, "the firm"),
        *_of_levels(BENEFITS, 1, "benefits"),
    ]
    table = pd.DataFrame(rows, columns=["item", "level", "wording", "reverse"])
    return table.assign(scale=f"1-{truth.points}")


def _of_levels(levels: tuple[str, ...], count: int, about: str) -> list[tuple[object, ...]]:
    """The questions of some levels; the last of several is worded the other way round."""
    return [
        (
            f"{level.replace(' ', '_')}_{number}",
            level,
            f"Simulated question {number} on {level} ({about}).",
            1 < number == count,
        )
        for level in levels
        for number in range(1, count + 1)
    ]


def _clusters(random: np.random.Generator, truth: Truth) -> pd.DataFrame:
    """The clusters with what is drawn for each as a whole."""
    number = np.arange(truth.clusters)
    country = np.array(list(COUNTRIES))[number % len(COUNTRIES)]
    codes = [f"{c}{n // len(COUNTRIES) + 1:02d}" for c, n in zip(country, number, strict=True)]
    scale, together = random.standard_normal((2, truth.clusters))
    has_body = random.random(truth.clusters) < 1 / (1 + np.exp(-0.8 * scale))
    other = np.sqrt(1 - truth.learning_and_success**2) * random.standard_normal(truth.clusters)
    growth = truth.governance * has_body + truth.learning_and_success * together + other
    months = (truth.median_months / np.log(2) ** (1 / 1.5)) * random.weibull(1.5, truth.clusters)
    watched = random.uniform(*truth.watched_months, truth.clusters)
    return pd.DataFrame(
        {
            "parent": country,
            "n_firms": np.clip(truth.firms + np.rint(2 * scale), 4, None).astype("int64"),
            "scale": scale,
            "density": random.standard_normal(truth.clusters),
            "spread": random.uniform(0.4, 1.4, truth.clusters),
            "together": together,
            "governing_body": has_body.astype("int64"),
            "boundedness": (random.random(truth.clusters) < 3 / 4).astype("int64"),
            "output_growth": 2 + 1.5 * (growth + 0.3 * scale),
            "months_watched": np.maximum(np.minimum(months, watched), 0.1),
            "milestone_reached": (months <= watched).astype("int64"),
        },
        index=pd.Index(codes, name="region"),
    ).sort_index()


def _answers(
    random: np.random.Generator,
    truth: Truth,
    inputs: pd.DataFrame,
    together: np.ndarray,
    places: np.ndarray,
    is_member: np.ndarray,
) -> pd.DataFrame:
    """The answers of each firm, one column an item, reversed questions as they are answered."""
    asked, n = items(truth), len(inputs)
    factors = _factors(random, truth, inputs, places)
    learned = factors["embeddedness"] + together[places] + random.standard_normal(n)
    factors[COLLABORATIVE] = learned / np.sqrt(3)
    own = factors["size"] * truth.size_slope
    shared = np.sqrt(LIKE_NEIGHBOURS) * random.standard_normal((len(BENEFITS), truth.clusters))
    for (benefit, gain), place in zip(truth.gain_of.items(), shared[:, places], strict=True):
        factors[benefit] = gain * is_member + own + place
    loading, noise = _loadings(truth, asked)
    values = np.column_stack([factors[level] for level in asked["level"]]) * loading
    values += noise * random.standard_normal((n, len(asked)))
    steps = np.rint((truth.points + 1) / 2 + (truth.points - 1) / (2 * truth.reach) * values)
    steps = np.clip(steps, 1, truth.points)
    steps = np.where(asked["reverse"], truth.points + 1 - steps, steps)
    return pd.DataFrame(steps.astype("int64"), columns=asked["item"].tolist())


def _factors(
    random: np.random.Generator, truth: Truth, inputs: pd.DataFrame, places: np.ndarray
) -> dict[str, np.ndarray]:
    """What each firm has of each level, with mean 0 and variance 1 over all firms."""
    by_firm = {str(name): inputs[name].to_numpy() for name in inputs}
    shared = random.standard_normal(truth.clusters)[places]
    alike, own = np.sqrt(truth.likeness), np.sqrt(1 - truth.likeness)
    return by_firm | {level: alike * shared + own * by_firm[level] for level in LEARNING}


def _loadings(truth: Truth, asked: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """How strongly each item shows its level, and what else moves it; benefits are shown whole."""
    of_level = {
        **dict.fromkeys(LEARNING, truth.loadings),
        COLLABORATIVE: (COLLABORATIVE_LOADING,) * 3,
        **dict.fromkeys(TRAITS, (TRAIT_LOADING,) * 2),
        **dict.fromkeys(BENEFITS, (1.0,)),
    }
    loading = np.concatenate([of_level[level] for level in asked["level"].unique()])
    is_whole = asked["level"].isin(BENEFITS).to_numpy()
    return loading, np.where(is_whole, 1.0, np.sqrt(1 - loading**2))
