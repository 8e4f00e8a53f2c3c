"""The dairy cluster's links, sales, chain and capacities, with gaps planted on purpose.

What is planted is named in `PLANTED`; amounts, yields and prices are made up.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.fieldwork._dairy import actors as dairy_actors
from workbench.fieldwork.chains.chain import templates
from workbench.fieldwork.chains.gaps import OUTSIDE

ANCHOR, ONLY_WAY, BOTTLENECK, FROM_OUTSIDE = (
    "anchor-dairy",
    "milk-collector-1",
    "collection",
    "feed",
)
PLANTED = {
    "missing": {
        ("collection", "sale", "information"),
        ("counterparty", "processing", "supply"),
    },
    "weak": {("government", "processing", "information")},
    "from_outside": {FROM_OUTSIDE},
    "only_way_to_market": {ONLY_WAY},
    "bottleneck": {BOTTLENECK},
}
LINKS, SALES, CAPACITIES = 11, 12, 13  # numbers of their own beside the seed
ANCHORED = 0.85  # of the milk of each collector goes to the anchor
UNITS = {
    "feed": "kg of feed a day",
    "milk": "litres a day",
    "collection": "litres a day",
    "processing": "kg of product a day",
    "sale": "kg of product a day",
}
YIELDS = {"feed": 1.4, "milk": 0.98, "collection": 0.14, "processing": 0.97, "sale": 1.0}
# what the actors of a stage could make together, a day, and the share that they make
SIZES = {
    "feed": (16_000, 0.80),
    "milk": (21_000, 0.90),
    "collection": (14_000, 0.95),
    "processing": (3_400, 0.60),
    "sale": (2_900, 0.85),
}


def dairy_chain() -> pd.DataFrame:
    """The steps of the dairy chain with units and made-up yields."""
    steps = templates()["dairy"].steps[["stage", "feeds"]]
    return steps.assign(
        input=None, unit=steps["stage"].map(UNITS), conversion=steps["stage"].map(YIELDS)
    )


def dairy_links(seed: int) -> pd.DataFrame:
    """Who is linked to whom in the dairy cluster: source, target, kind, strength."""
    random = np.random.default_rng(np.random.SeedSequence([seed, LINKS]))
    own = dairy_actors(seed)
    stage = {str(name): list(rows["actor"]) for name, rows in own.groupby("chain_stage")}
    role = {str(name): list(rows["actor"]) for name, rows in own.groupby("role")}
    pairs = _supply(stage, random)
    rows = [(a, b, "supply", int(random.integers(2, 4))) for a, b in pairs]
    rows += [
        (a, b, "information", int(random.integers(1, 4)))
        for a, b in pairs
        if random.random() < 0.4  # noqa: PLR2004 - a made-up share
    ]
    rows += [(farm, ANCHOR, "information", 2) for farm in stage["milk"][:5]]
    rows += [
        (lender, farm, "supply", 2) for lender in role["non-core"] for farm in stage["milk"][::4]
    ]
    rows += [(p, farm, "supply", 3) for p in role["key partner"] for farm in stage["milk"][::5]]
    rows += [(c, stage["collection"][0], "supply", 2) for c in role["counterparty"]]
    rows += [(office, ANCHOR, "information", 1) for office in role["government"]]
    rows += [
        (a, b, "labour", 1) for a, b in zip(stage["milk"][:8], stage["milk"][8:16], strict=True)
    ]
    rows += [
        (ANCHOR, dairy, "joint project", 2) for dairy in stage["processing"] if dairy != ANCHOR
    ]
    rows.append((stage["collection"][0], stage["sale"][0], "information", 0))  # asked, not there
    return pd.DataFrame(rows, columns=["source", "target", "kind", "strength"])


def _supply(stage: dict[str, list[str]], random: np.random.Generator) -> list[tuple[str, str]]:
    """Who supplies whom along the chain; eight farms know one collector alone."""
    farms, collectors = stage["milk"], stage["collection"]
    small = [dairy for dairy in stage["processing"] if dairy != ANCHOR]
    pairs = [(str(random.choice(stage["feed"])), farm) for farm in farms]
    pairs += [(farm, collectors[0]) for farm in farms[:8]]
    for place, farm in enumerate(farms[8:]):
        pairs += [(farm, collectors[1 + place % 5]), (farm, collectors[1 + (place + 1) % 5])]
    pairs += [(collector, ANCHOR) for collector in collectors]
    pairs += [(collector, small[place % 2]) for place, collector in enumerate(collectors)]
    return pairs + [(dairy, shop) for dairy in stage["processing"] for shop in stage["sale"]]


def dairy_sales(seed: int) -> pd.DataFrame:
    """Made-up sales of a month in thousand som: source, target, stage, amount."""
    random = np.random.default_rng(np.random.SeedSequence([seed, SALES]))
    own, links = dairy_actors(seed), dairy_links(seed)
    stage = own.set_index("actor")["chain_stage"]
    supply = links[(links["kind"] == "supply") & links["source"].map(stage).ne("")]
    sold = supply[["source", "target"]].assign(stage=supply["source"].map(stage))
    level = {"feed": 4, "milk": 30, "collection": 180, "processing": 260}
    base = sold["source"].map(stage).map(level).astype("float64")
    to_anchor = sold["target"] == ANCHOR
    from_anchor = sold["source"] == ANCHOR
    to_small = (sold["source"].map(stage) == "collection") & ~to_anchor
    base = base.mask(to_anchor, base * ANCHORED).mask(to_small, base * (1 - ANCHORED))
    base = base.mask(from_anchor, base * 5).mask(
        (sold["source"].map(stage) == "processing") & ~from_anchor, base * 0.4
    )
    sold = sold.assign(amount=(base * random.uniform(0.9, 1.1, len(sold))).round(1))
    rows: list[tuple[str, str, str, float]] = []
    rows += [(shop, OUTSIDE, "sale", 1500.0) for shop in stage.index[stage == "sale"]]
    rows += [(OUTSIDE, farm, FROM_OUTSIDE, 9.0) for farm in stage.index[stage == "milk"]]
    abroad = pd.DataFrame(rows, columns=["source", "target", "stage", "amount"])
    return pd.concat([sold, abroad], ignore_index=True)


def dairy_capacities(seed: int) -> pd.DataFrame:
    """What each actor of the dairy chain can make a day; collection holds the others back."""
    random = np.random.default_rng(np.random.SeedSequence([seed, CAPACITIES]))
    own = dairy_actors(seed)
    own = own[own["chain_stage"] != ""]
    weight = own["employees"] * random.uniform(0.9, 1.1, len(own))
    share = weight / weight.groupby(own["chain_stage"]).transform("sum")
    total = own["chain_stage"].map({stage: size for stage, (size, _) in SIZES.items()})
    used = own["chain_stage"].map({stage: use for stage, (_, use) in SIZES.items()})
    capacity = (share * total).round(1)
    return pd.DataFrame(
        {
            "actor": own["actor"],
            "stage": own["chain_stage"],
            "capacity": capacity,
            "utilisation": used,
            "low": (capacity * 0.9).round(1),
            "high": (capacity * 1.15).round(1),
        }
    ).reset_index(drop=True)


def dairy_costs() -> pd.DataFrame:
    """Made-up costs of collectors and dairies, in som: a day, and of a unit."""
    return pd.DataFrame(
        {
            "stage": ["collection", "processing"],
            "fixed_cost": [26_000.0, 190_000.0],
            "fixed_cost_low": [24_000.0, 170_000.0],
            "fixed_cost_high": [30_000.0, 220_000.0],
            "variable_cost": [33.0, 265.0],
            "variable_cost_low": [32.6, 255.0],
            "variable_cost_high": [34.0, 285.0],
            "price": [36.0, 390.0],
            "price_low": [35.6, 370.0],
            "price_high": [36.4, 405.0],
        }
    )


def dairy_scenarios() -> pd.DataFrame:
    """Three made-up scenarios."""
    rows = [
        ("two more collectors", "collection", "capacity", 1.33),
        ("better milk", "collection", "yield", 1.05),
        ("milk price falls", "collection", "price", 0.95),
        ("milk price falls", "processing", "variable_cost", 0.96),
    ]
    return pd.DataFrame(rows, columns=["scenario", "stage", "what", "factor"])
