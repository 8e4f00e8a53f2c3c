"""The measures of plants once more, straight from their formulas, plant by plant.

Written from the cited formulas in plain Python loops over plants and regions, for tests to
compare with; shares no code with the workbench. An industry is a list of plants (size, region).
Published data and values, with where they come from, stand at the end.
"""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
import pandas as pd


def shares_of(plants):
    """The share of each region in a list of plants."""
    total = sum(size for size, _ in plants)
    held = Counter()
    for size, region in plants:
        held[region] += size / total
    return held


def background_of(industries):
    """The share of each region in all plants of all industries."""
    return shares_of([plant for plants in industries.values() for plant in plants])


def herfindahl(plants):
    """The sum of squared shares of plants."""
    total = sum(size for size, _ in plants)
    return sum((size / total) ** 2 for size, _ in plants)


def raw_concentration(plants, x):
    """Ellison and Glaeser (1997): the sum of squared differences of regional shares."""
    s = shares_of(plants)
    return sum((s[r] - x[r]) ** 2 for r in x)


def ellison_glaeser(plants, x):
    """Ellison and Glaeser (1997): (G / (1 - sum x²) - H) / (1 - H)."""
    room = 1 - sum(share**2 for share in x.values())
    h = herfindahl(plants)
    return (raw_concentration(plants, x) / room - h) / (1 - h)


def ways(plants, x):
    """Every way in which plants can choose regions by chance: its G, and its chance."""
    for places in product(x, repeat=len(plants)):
        drawn = [(size, place) for (size, _), place in zip(plants, places, strict=True)]
        yield raw_concentration(drawn, x), np.prod([x[place] for place in places])


def moments_of_raw_concentration(plants, x):
    """The mean and variance of G by chance, from every way in which plants can choose regions."""
    found = list(ways(plants, x))
    mean = sum(chance * g for g, chance in found)
    return mean, sum(chance * g**2 for g, chance in found) - mean**2


def maurel_sedillot(plants, x):
    """Maurel and Sédillot (1999): ((sum s² - sum x²) / (1 - sum x²) - H) / (1 - H)."""
    own = sum(share**2 for share in shares_of(plants).values())
    by_chance = sum(share**2 for share in x.values())
    h = herfindahl(plants)
    return ((own - by_chance) / (1 - by_chance) - h) / (1 - h)


def devereux_griffith_simpson(plants, n_regions):
    """Devereux, Griffith and Simpson (2004): (sum s² - 1 / min(R, N)) - (sum z² - 1 / N)."""
    own = sum(share**2 for share in shares_of(plants).values())
    n = len(plants)
    return own - 1 / min(n_regions, n) - (herfindahl(plants) - 1 / n)


def coagglomeration(group, x):
    """Ellison and Glaeser (1997): gamma_c of a group of industries, with all H and gamma."""
    room = 1 - sum(share**2 for share in x.values())
    sizes = {name: sum(size for size, _ in plants) for name, plants in group.items()}
    w = {name: size / sum(sizes.values()) for name, size in sizes.items()}
    h = {name: herfindahl(plants) for name, plants in group.items()}
    mean_h = sum(w[name] ** 2 * h[name] for name in group)
    own = sum(
        ellison_glaeser(plants, x) * w[name] ** 2 * (1 - h[name]) for name, plants in group.items()
    )
    together = raw_concentration([plant for plants in group.values() for plant in plants], x)
    return (together / room - mean_h - own) / (1 - sum(share**2 for share in w.values()))


def pairwise(one, other, x):
    """Ellison, Glaeser and Kerr (2010): sum of (s_ir - x_r) (s_jr - x_r) / (1 - sum x²)."""
    s, t = shares_of(one), shares_of(other)
    room = 1 - sum(share**2 for share in x.values())
    return sum((s[r] - x[r]) * (t[r] - x[r]) for r in x) / room


def table(industries):
    """Lists of plants by industry as a table of plants."""
    rows = [
        (f"{name} {number}", f"r{region}" if isinstance(region, int) else region, name, size)
        for name, plants in industries.items()
        for number, (size, region) in enumerate(plants)
    ]
    return pd.DataFrame(rows, columns=["plant", "region", "industry", "employment"])


def lists(plants):
    """A table of plants as lists of plants by industry; plants without employment stay out."""
    return {
        name: [(e, r) for e, r in zip(own["employment"], own["region"], strict=True) if e > 0]
        for name, own in plants.groupby("industry", sort=False)
    }


# The common toy as plants (size, region). Worked by hand from the formulas.
T3 = {
    "textile": [(40, "A"), (20, "A"), (15, "B"), (5, "B"), (10, "C"), (10, "C")],
    "shoes": [(10, "A"), (30, "B"), (30, "B"), (30, "C")],
    "lamps": [(30, "A"), (20, "B"), (100, "C"), (50, "C")],
}
# Value and half a unit of the last digit worked.
T3_WORKED = {
    "raw_concentration": ([0.215, 0.185, 0.095], 1e-12),
    "ellison_glaeser": ([0.1311, 0.0222, -0.2947], 5e-5),
    "maurel_sedillot": ([-0.1868, -0.2000, 0.0107], 5e-5),
    "devereux_griffith_simpson": ([0.0283, 0.0967, 0.1667], 5e-5),
    "coagglomeration": ([-0.1248], 5e-5),
    ("textile", "shoes"): (-0.016, 1e-12),
    ("textile", "lamps"): (-0.164, 1e-12),
    ("shoes", "lamps"): (-0.140, 1e-12),
}

# Farhauer and Kröll (2014), Standorttheorien, as the example of `ellison.a` in the manual of the
# R package REAT 3.0.3: the plants of one industry, and all employment of the three regions.
AUSTRIA = {
    "industry": [
        *((size, "Vienna") for size in (200, 650, 12000, 100, 50)),
        *((size, "Linz") for size in (16000, 13000, 1500, 1500)),
        (25000, "Graz"),
    ],
}
AUSTRIA_EMPLOYMENT = {"Vienna": 500_000, "Linz": 400_000, "Graz": 100_000}
AUSTRIA_PUBLISHED = (0.05990628, 5e-9)

# Fictional sample of 42 firms in 4 industries and 3 regions (Farhauer and Kröll 2014), as the
# data set FK2014_EGC of the same package; sizes and regions, and all employment of the regions.
FK2014 = {
    "Clothing trade": [
        (1020, 1),
        (1250, 1),
        (1255, 1),
        (1750, 1),
        (1720, 1),
        (1580, 1),
        (315, 2),
        (330, 2),
        (370, 3),
        (200, 3),
        (210, 3),
    ],
    "Forestry": [
        (1020, 1),
        (1100, 1),
        (1055, 1),
        (1100, 1),
        (1070, 1),
        (1080, 1),
        (1030, 2),
        (1015, 2),
        (1150, 2),
        (1100, 2),
        (210, 3),
        (170, 3),
        (100, 3),
    ],
    "Textiles dyeing": [
        (1020, 1),
        (1250, 1),
        (1255, 1),
        (1750, 1),
        (1720, 1),
        (1580, 1),
        (315, 2),
        (330, 2),
        (210, 3),
    ],
    "Textiles trade": [
        (1320, 1),
        (1250, 1),
        (1255, 1),
        (1300, 1),
        (1320, 1),
        (1320, 1),
        (615, 2),
        (630, 2),
        (530, 3),
    ],
}
FK2014_EMPLOYMENT = {"r1": 360_000, "r2": 108_000, "r3": 132_000}
# ellison.a2 of that package (run by us): compared with all 42 firms; gamma and z.
FK2014_AMONG_THEMSELVES = {
    "Clothing trade": (-0.09379384, -0.5025978),
    "Forestry": (0.16838003, 1.3660878),
    "Textiles dyeing": (-0.08012539, -0.3801644),
    "Textiles trade": (-0.13040134, -0.7663541),
}
# By the published formulas; the package itself has 12.07 for the group, and pairs from 1.34 to
# 2.47: it adds up shares that it should weigh.
FK2014_GAMMAS = ([0.0544, 0.0430, 0.1378, 0.0142], 5e-5)
FK2014_GROUP = (0.0890, 5e-5)
FK2014_PAIRS = (-0.009, 0.216, 5e-4)

# 20 equal regions, equal plants, 5 % one-sided: number of plants, critical gamma, and power at
# gamma 0.02, 0.05 and 0.10. With so few plants many draws have just the critical index, so that
# the power moves by up to 0.03 (0.06 for 10 plants) with how these are counted.
CRITICAL_MASS = [
    (10, 0.0643, 0.12, 0.26, 0.52),
    (20, 0.0305, 0.27, 0.61, 0.90),
    (30, 0.0200, 0.43, 0.84, 0.99),
    (50, 0.0118, 0.70, 0.97, 1.00),
    (100, 0.0058, 0.94, 1.00, 1.00),
]
