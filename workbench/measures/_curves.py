"""How is a curve by distance handed back: from where to where, with what bands, for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._answer import about, answer
from workbench.measures._card import Card
from workbench.measures._cells import Codes, Numbers, Rows, ratio
from workbench.measures._points import Plants, Points, codes_of

STEPS = 100
# Bins for distances that are known once, and for those of every draw.
FINE, COARSE = 1 << 15, 1 << 10
TOO_FEW = "fewer than two plants with a place"
NO_SPREAD = "all pairs of its plants are the same distance apart"
# The steps to the longest distance are counted so that rounding loses none.
ROUNDING = 1e-9
COLUMNS = ("distance_km", "why", "value")
KEYS = ("industry", "distance_km", "year")
BANDS = {
    "expected": "the mean over all relabellings, exact",
    "low": "lower edge of the local band: so much of relabellings lie between at this distance",
    "high": "upper edge of the local band",
    "global_low": "lower edge of the global band: so much of relabellings lie between everywhere",
    "global_high": "upper edge of the global band",
    "plants": "how many plants the industry has",
}


@dataclass(frozen=True)
class Distances:
    """What was asked for: distances in km, and how many draws with which seed and confidence."""

    max_distance: float | None
    step: float | None
    n_draws: int
    seed: int
    confidence: float
    bandwidth: float | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be, all at once.

        Raises
        ------
        ParameterError
            If a distance is not above 0, there are fewer than 2 draws, or the confidence is not
            between 0 and 1.
        """
        lengths = ("max_distance", "step", "bandwidth")
        wrong = [
            _wrong(name, getattr(self, name), "a distance in km above 0")
            for name in lengths
            if getattr(self, name) is not None and not 0 < getattr(self, name) < np.inf
        ]
        if self.n_draws < 2:  # noqa: PLR2004 - one draw has no spread
            wrong.append(_wrong("n_draws", self.n_draws, "at least 2; 1000 is usual"))
        if not 0 < self.confidence < 1:
            wrong.append(_wrong("confidence", self.confidence, "a share between 0 and 1: 0.95"))
        if wrong:
            raise ParameterError(wrong)

    def up_to(self, longest: float) -> Numbers:
        """The distances from 0 in equal steps, up to the longest asked for or else that given."""
        most = self.max_distance or longest
        step = float(self.step or most / STEPS)
        if not step > 0:
            return np.zeros(1)
        return np.arange(int(most / step + ROUNDING) + 1, dtype=np.float64) * step

    def chance(self) -> np.random.Generator:
        """A new generator: each industry has the same draws, alone or among others."""
        return np.random.default_rng(self.seed)


@dataclass(frozen=True)
class Curve:
    """The curve of one industry: columns by distance, and why there is no value, by text."""

    columns: dict[str, Numbers]
    lacking: dict[str, Rows] = field(default_factory=dict)


Compute = Callable[[Points], tuple[Numbers, Callable[[int], Curve]]]


def answer_of(
    plants: Plants,
    industries: str | Sequence[str] | None,
    compute: Compute,
    card: Card,
    facts: dict[str, Any],
) -> pd.DataFrame:
    """The curves of the wanted industries, one year after the other.

    Parameters
    ----------
    plants
        The checked table.
    industries
        Names of those wanted, or all.
    compute
        From the plants of a year: the distances, and from a code of an industry its curve.
    card, facts
        What the measure says about itself, and about this answer.
    """
    key = plants.found.keys["industry"]
    wanted = codes_of(industries, key)
    labels = plants.labels
    labels = labels[labels["industry"].isin(key.levels[wanted])]
    parts = list(_parts(plants, labels, compute, list(card.more)))
    parts = parts or [(np.empty(0, np.intp), pd.DataFrame(columns=[*COLUMNS, *card.more]))]
    places = np.concatenate([place for place, _ in parts])
    table = pd.concat([part for _, part in parts])
    order = np.argsort(places, kind="stable")
    named = labels.loc[places[order]].reset_index(drop=True)
    table = pd.concat([named, table.iloc[order].reset_index(drop=True)], axis=1)
    texts = [text for text in table["why"].unique() if text]
    reasons = [(text, (table["why"] == text).to_numpy(dtype=bool)) for text in texts]
    keys = [key for key in KEYS if key in table]
    known = about(plants.found, facts["name"], card, facts["variant"], plants.places.ravel())
    known |= {"n_without_place": plants.n_without_place, **facts}
    more = {name: table[name].to_numpy(dtype=np.float64) for name in card.more}
    keyed = table[keys].astype({"distance_km": np.float64})
    return answer(keyed, table["value"].to_numpy(dtype=np.float64), reasons, known, **more)


def bands(draws: Numbers, confidence: float) -> dict[str, Numbers]:
    """The local and the global band of curves that are nowhere negative, one row a draw.

    Local: quantiles at each distance by itself. Global: the local band stretched around the median
    by one factor for all distances, such that a share `confidence` of the draws lies within it at
    all distances at once (the directional quantile envelope of Myllymäki, Mrkvička, Grabarnik,
    Seijo and Hahn 2017).
    """
    tail = (1 - confidence) / 2
    low, middle, high = np.quantile(draws, [tail, 0.5, 1 - tail], axis=0)
    above, below = high - middle, middle - low
    # where nearly all draws are the same, the most extreme of them stands in for the quantile
    above = np.where(above > 0, above, draws.max(axis=0) - middle)
    below = np.where(below > 0, below, middle - draws.min(axis=0))
    farthest = np.maximum(
        ratio(draws - middle, above, 0).max(axis=1), ratio(middle - draws, below, 0).max(axis=1)
    )
    factor = np.quantile(farthest, confidence)
    return {
        "low": low,
        "high": high,
        "global_low": np.maximum(np.minimum(middle - factor * below, low), 0),
        "global_high": np.maximum(middle + factor * above, high),
    }


def _parts(
    plants: Plants, labels: pd.DataFrame, compute: Compute, more: list[str]
) -> Iterator[tuple[Codes, pd.DataFrame]]:
    """The rows of each industry and year, with the place of its label."""
    key = plants.found.keys["industry"]
    for of_year, points in plants.by_year():
        here = labels
        for name, year in of_year.items():
            here = here[here[name] == year]
        if here.empty:
            continue
        distances, curve = compute(points)
        for place, label in zip(here.index, here["industry"], strict=True):
            found = curve(int(key.levels.get_indexer(pd.Index([label]))[0]))
            why = np.full(len(distances), "", dtype=object)
            for text, rows in found.lacking.items():
                why[rows & (why == "")] = text
            columns = {"distance_km": distances, "why": why}
            blank = dict.fromkeys(("value", *more), np.nan)
            yield (
                np.full(len(distances), place),
                pd.DataFrame({**columns, **blank, **found.columns}),
            )


def _wrong(name: str, value: object, expected: str) -> Problem:
    return Problem(
        "CLW-M34",
        f"option {name} is out of range",
        column=name,
        value=str(value),
        expected=expected,
        remedy=f"give {name} within it, or leave it out",
    )
