"""How long do many draws of an index take, beside COINr's own sampling and beside plain numpy.

300 regions and 50 indicators in eight dimensions, made from a seed. COINr makes the index anew for
each draw, so it is given a few draws. The least that any sampling has to do is a matrix product
for each dimension, one for the index, and the sorting of the scores; plain numpy does that alone.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.peers import seconds, seconds_in_r
from benchmarks.row import Row, in_turn, ratio_row
from workbench.competitiveness.building import build
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.framework import Framework
from workbench.competitiveness.sensitivity import sensitivity
from workbench.competitiveness.uncertainty import uncertainty

REGIONS, INDICATORS, DIMENSIONS = 300, 50, 8
DRAWS, TIMED, RUNS = 10_000, 20, 3
SHARE_OF_COINR = 1 / 50
TIMES_NUMPY = 4
MOST_SECONDS = 10
SIZE = f"{REGIONS} regions × {INDICATORS} indicators, {DRAWS:,} draws"
CHOICES = {
    "normalising": ["min_max", "z_score", "rank"],
    "aggregating": ["arithmetic", "geometric"],
    "outliers": ["winsorise_or_log", "none"],
}


def rows() -> Iterator[Row]:
    """Weights alone and weights with choices; shares of uncertainty; the least there is to do."""
    index = made_index()
    act = {
        "weights": partial(uncertainty, index, draws=DRAWS, choices={}),
        "choices": partial(uncertainty, index, draws=DRAWS, choices=CHOICES),
    }
    if shutil.which("Rscript") is None:
        print("Rscript is not there: no comparison with COINr", file=sys.stderr)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            write(index, Path(temporary))
            for name, ours in act.items():
                theirs = seconds_in_r("coinr_sampling", name, Path(temporary), str(TIMED))
                yield from _row(name, seconds(ours), theirs)
    pairs = in_turn(act["weights"], partial(plain, index), RUNS)
    yield ratio_row(f"uncertainty of weights, {SIZE}", "numpy", pairs, TIMES_NUMPY)
    taken = seconds(partial(sensitivity, index, choices=CHOICES))
    what = f"sensitivity, {REGIONS} regions × {INDICATORS} indicators, base sample of 1,024"
    yield Row(what, taken, "none", np.nan, taken, MOST_SECONDS, "seconds")


def made_index() -> CompositeIndex:
    """An index of random indicators that go together somewhat, some of them skewed."""
    random = np.random.default_rng(0)
    names = [f"i{number:02d}" for number in range(INDICATORS)]
    cards = pd.DataFrame(
        {
            "indicator": names,
            "direction": "higher is better",
            "dimension": [f"d{number % DIMENSIONS}" for number in range(INDICATORS)],
        }
    )
    common = random.normal(size=(REGIONS, 1))
    logs = 0.5 * (common + random.normal(size=(REGIONS, INDICATORS)))
    regions = [f"r{number:03d}" for number in range(REGIONS)]
    return build(pd.DataFrame(np.exp(logs), regions, names), Framework.from_cards(cards))


def write(index: CompositeIndex, folder: Path) -> None:
    """The same index as COINr takes it."""
    framework = index.framework
    index.raw.rename_axis("uCode").to_csv(folder / "data.csv")
    leaves, above = framework.indicators, framework.dimensions
    meta = pd.DataFrame(
        {
            "iCode": framework.nodes,
            "Parent": [*leaves["parent"], *above["parent"]],
            "Level": [1] * len(leaves) + [2] * (len(above) - 1) + [3],
            "Weight": 1,
            "Direction": 1,
            "Type": ["Indicator"] * len(leaves) + ["Aggregate"] * len(above),
        }
    )
    meta.to_csv(folder / "meta.csv", index=False)


def plain(index: CompositeIndex) -> npt.NDArray[np.intp]:
    """The products and the sorting alone, in blocks that stay near the processor."""
    random = np.random.default_rng(0)
    table = index.normalised.to_numpy("float64")
    parents = index.framework.indicators["parent"].to_numpy()
    groups = [np.flatnonzero(parents == own) for own in pd.unique(parents)]
    ranks = np.empty((DRAWS, REGIONS), dtype=np.intp)
    for start in range(0, DRAWS, 200):
        lower = random.uniform(0.75, 1.25, (INDICATORS, 200))
        upper = random.uniform(0.75, 1.25, (len(groups), 200))
        scores = np.zeros((REGIONS, 200))
        for weight, own in zip(upper / upper.sum(axis=0), groups, strict=True):
            scores += weight * (table[:, own] @ (lower[own] / lower[own].sum(axis=0)))
        order = np.ascontiguousarray(-scores.T).argsort(axis=1)
        np.put_along_axis(ranks[start : start + 200], order, np.arange(REGIONS)[None, :], axis=1)
    return ranks


def _row(name: str, ours: float, theirs: float | None) -> Iterator[Row]:
    """Our time in per cent of COINr's, where COINr ran."""
    if theirs is not None:
        what = f"uncertainty of {name}, {SIZE}"
        whole = theirs / TIMED * DRAWS
        peer = f"COINr: {TIMED} draws × {DRAWS // TIMED}"
        yield Row(
            what, ours, peer, whole, 100 * ours / whole, 100 * SHARE_OF_COINR, "% of its time"
        )
