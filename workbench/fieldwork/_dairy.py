"""The dairy cluster that never was: the actors that the examples of all instruments share.

Made after the functional diagram of document 004 (milk producers, collectors, a processor as
anchor, a lender among the members). The same seed gives the same actors.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

STAGES = ("feed", "milk", "collection", "processing", "sale")

# role, stage of the chain, how many, fewest and most workers
GROUPS = (
    ("core", "feed", 3, 3, 20),
    ("core", "milk", 30, 1, 9),
    ("core", "collection", 6, 2, 12),
    ("anchor", "processing", 1, 180, 180),
    ("core", "processing", 2, 12, 40),
    ("core", "sale", 4, 5, 60),
    ("non-core", "", 2, 15, 80),
    ("key partner", "", 3, 4, 30),
    ("counterparty", "", 3, 5, 60),
    ("government", "", 2, 20, 60),
)
NAMES = {
    "feed": "Feed grower",
    "milk": "Dairy farm",
    "collection": "Milk collector",
    "processing": "Dairy",
    "sale": "Shop",
    "non-core": "Lender",
    "key partner": "Supplier",
    "counterparty": "Service",
    "government": "Office",
}
LIMITS = ((10, "micro"), (50, "small"), (250, "medium"))
CENTRE, SPREAD = (74.6, 42.87), 0.35  # degrees: the Chuy valley, where nobody of these lives
ROLES = ("anchor", "core", "non-core", "key partner", "counterparty", "government")


def actors(seed: int) -> pd.DataFrame:
    """Fifty-six actors of a dairy cluster: firms along the chain, and who surrounds them.

    Parameters
    ----------
    seed
        Of the random numbers.

    Returns
    -------
    actor, name, role, chain_stage, size, employees, district, longitude, latitude; role is one of
    `ROLES`, chain_stage one of `STAGES` or empty.

    Examples
    --------
    >>> found = actors(0)
    >>> len(found), found["role"].eq("anchor").sum()
    (56, np.int64(1))
    """
    random = np.random.default_rng(np.random.SeedSequence([seed, 1]))
    rows = []
    for role, stage, count, fewest, most in GROUPS:
        for number in range(1, count + 1):
            label = NAMES[stage or role]
            code = f"{label.lower().replace(' ', '-')}-{number}"
            name = "Anchor dairy" if role == "anchor" else f"{label} {number}"
            code = "anchor-dairy" if role == "anchor" else code
            rows.append((code, name, role, stage, int(random.integers(fewest, most + 1))))
    table = pd.DataFrame(rows, columns=["actor", "name", "role", "chain_stage", "employees"])
    table["size"] = [_size(workers) for workers in table["employees"]]
    table["district"] = random.choice(["north", "south"], len(table))
    points = random.normal(CENTRE, SPREAD, (len(table), 2)).round(4)
    table["longitude"], table["latitude"] = points.T
    return table


def _size(workers: int) -> str:
    return next(name for limit, name in LIMITS if workers < limit)
