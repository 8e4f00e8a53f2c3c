"""Chains and clusters made up at random, with what was planted in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork.chains.chain import Chain, chain_of


def line(conversions: list[float]) -> Chain:
    """Stages one after the other, s0 to the last, which feeds the market."""
    names = [f"s{n}" for n in range(len(conversions))]
    steps = {"stage": names, "feeds": [*names[1:], "market"], "conversion": conversions}
    return chain_of(pd.DataFrame(steps))


def branching(random: np.random.Generator) -> Chain:
    """Three to six stages; each feeds the next, some others too; inputs stand in or are needed."""
    count = int(random.integers(3, 7))
    rows = [(n, n + 1) for n in range(count)]
    rows += [
        (a, b) for a in range(count) for b in range(a + 2, count + 1) if random.random() < 0.35
    ]
    names = [*(f"s{n}" for n in range(count)), "market"]
    steps = pd.DataFrame(
        {
            "stage": [names[a] for a, _ in rows],
            "feeds": [names[b] for _, b in rows],
            "input": [random.choice(["one", "two"]) for _ in rows],
            "conversion": random.uniform(0.2, 2.0, len(rows)).round(3),
        }
    )
    return chain_of(steps)


def cluster(seed: int):
    """A branching chain, actors and links with planted gaps: missing steps, stages, one alone."""
    random = np.random.default_rng(seed)
    chain = branching(random)
    stages = list(chain.stages)
    empty = {s for s in stages if random.random() < 0.15}
    held = {s: 0 if s in empty else int(random.integers(1, 5)) for s in stages}
    actors = pd.DataFrame(
        [(f"{s}-{n}", f"{s}-{n}", s, "core") for s in stages for n in range(held[s])],
        columns=["actor", "name", "chain_stage", "role"],
    )
    steps = list(chain.within[["stage", "feeds"]].itertuples(index=False, name=None))
    gaps = {step for step in steps if random.random() < 0.25}
    weak = {step for step in steps if step not in gaps and random.random() < 0.2}
    rows = []
    for one, other in steps:
        strength = 0 if (one, other) in gaps else 1 if (one, other) in weak else 3
        pairs = [
            (f"{one}-{a}", f"{other}-{b}") for a in range(held[one]) for b in range(held[other])
        ]
        turned = random.random() < 0.3  # who buys tells it
        rows += [
            (b, a, "supply", strength) if turned else (a, b, "supply", strength) for a, b in pairs
        ]
        rows += [(a, b, "information", 3) for a, b in pairs]  # another kind fills no gap
    links = pd.DataFrame(rows, columns=["source", "target", "kind", "strength"])
    return chain, actors, links, {"empty": empty, "gaps": gaps, "weak": weak, "held": held}
