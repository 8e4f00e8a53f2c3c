"""Measures of specialisation and coherence once more, straight from their formulas.

Written with plain numpy, loops and dense matrices, for tests to compare with; shares no code with
the workbench. A matrix has regions in rows and industries in columns. Worked values are by hand
from the formulas; published ones name their source. Tolerances are half a last printed digit.
"""

from __future__ import annotations

from itertools import combinations
from math import log

import numpy as np

nan = np.nan


def entropy(matrix, variant="region"):
    """Shannon (1948): the mean surprise of a share, by region or by industry."""
    matrix = matrix.T if variant == "industry" else matrix
    n = int((matrix.sum(axis=0) > 0).sum())
    out = []
    for row in matrix:
        nats = sum(a / row.sum() * log(row.sum() / a) for a in row if a > 0)
        out.append(
            {
                "region_bits": nats / log(2),
                "region_normalised": nats / log(n) if n > 1 else nan,
                "region_equivalent_number": np.exp(nats),
            }.get(variant, nats)
        )
    return np.array(out)


def hachman_index(matrix):
    """One over the mean location quotient of a region's jobs."""
    share, whole = matrix / matrix.sum(axis=1, keepdims=True), matrix.sum(axis=0) / matrix.sum()
    return np.array([1 / sum(w**2 / a for w, a in zip(row, whole, strict=True)) for row in share])


def theil(s, x):
    """Theil (1967): T of shares s against shares x, with 0 ln 0 = 0."""
    return sum(a * log(a / b) for a, b in zip(s, x, strict=True) if a > 0)


def theil_parts(s, x, groups):
    """T between groups, and the rest by the definition for each group by itself."""
    s, x, groups = np.asarray(s), np.asarray(x), np.asarray(groups)
    names = list(dict.fromkeys(groups))
    inside = [(s[groups == g], x[groups == g]) for g in names]
    between = theil([a.sum() for a, _ in inside], [b.sum() for _, b in inside])
    within = sum(a.sum() * theil(a / a.sum(), b / b.sum()) for a, b in inside if a.sum() > 0)
    return between, within


def related_variety(row, groups):
    """Frenken, Van Oort and Verburg (2007): related and unrelated variety of one region, bits."""
    p, groups = np.asarray(row) / np.sum(row), np.asarray(groups)
    related = unrelated = 0.0
    for group in dict.fromkeys(groups):
        own = p[groups == group]
        if own.sum() > 0:
            unrelated += own.sum() * np.log2(1 / own.sum())
            related += own.sum() * entropy(own[None], "region_bits")[0]
    return related, unrelated


def network(strengths, strongest=3.0):
    """The network measures by going through pairs and neighbours one by one."""
    n = len(strengths)
    linked = [
        {b for b in range(n) if b != a and (strengths[a][b] > 0 or strengths[b][a] > 0)}
        for a in range(n)
    ]
    pairs = list(combinations(range(n), 2))
    local = []
    for partners in linked:
        own = list(combinations(partners, 2))
        local.append(sum(b in linked[a] for a, b in own) / len(own) if own else 0.0)
    part = list(range(n))
    for a, b in pairs:
        if b in linked[a]:
            part = [part[a] if p == part[b] else p for p in part]
    degrees = [len(partners) for partners in linked]
    return {
        "density": sum(b in linked[a] for a, b in pairs) / len(pairs),
        "valued_density": sum((strengths[a][b] + strengths[b][a]) / 2 / strongest for a, b in pairs)
        / len(pairs),
        "clustering": sum(local) / n,
        "components": len(set(part)),
        "degree_centralisation": sum(max(degrees) - d for d in degrees) / ((n - 1) * (n - 2)),
    }


def multipliers(traded, outputs, rounds=2000):
    """Leontief multipliers as a sum of rounds of purchases: 1 + A'1 + A'A'1 + ..."""
    needed = np.asarray(traded, dtype=float) / np.asarray(outputs, dtype=float)
    step = whole = np.ones(len(needed))
    for _ in range(rounds):
        step = needed.T @ step
        whole = whole + step
    return whole


def multinomial_quotients(matrix, n_draws, seed):
    """Location quotients of whole tables drawn at once, each job anywhere in proportion."""
    matrix = np.asarray(matrix, dtype=float)
    total = int(matrix.sum())
    p = np.outer(matrix.sum(axis=1), matrix.sum(axis=0)) / total**2
    random = np.random.default_rng(seed)
    drawn = random.multinomial(total, p.ravel(), n_draws).reshape(n_draws, *matrix.shape)
    expected = drawn.sum(axis=2, keepdims=True) * drawn.sum(axis=1, keepdims=True) / total
    return np.divide(drawn, expected, out=np.zeros(drawn.shape), where=expected > 0)


def bootstrap_percentiles(scores, level, n_draws, seed):
    """The percentile of each of many draws of all scores with replacement, draw by draw."""
    random = np.random.default_rng(seed)
    drawn = [random.choice(scores, len(scores)) for _ in range(n_draws)]
    return np.array([np.quantile(draw, level) for draw in drawn])


# --- what other packages do, to show what is wrong with it -------------------------------------


def reat_standardised(quotients):
    """REAT 3.0.3, locq2(LQ.norm="OG"): means of regions, recycled down the industries.

    `quotients` has industries in rows and regions in columns, as there.
    """
    means = np.resize(quotients.mean(axis=0), quotients.size)
    recycled = means.reshape(quotients.shape, order="F")
    spread = quotients.std(axis=1, ddof=1, keepdims=True)
    return (quotients - recycled) / spread


def reat_theil(x, weighting=None):
    """REAT 3.0.3, theil(x, weighting): a weighted mean that is divided by n once more."""
    x = np.asarray(x, dtype=float)
    logarithms = np.log(x.mean() / x)
    if weighting is not None:
        logarithms = logarithms * np.asarray(weighting) / np.sum(weighting)
    return logarithms.mean()


def econgeo_entropy(matrix):
    """EconGeo 2.1, entropy(): bits, 1e-9 added to every share, 3 digits kept."""
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    return np.round(-(shares * np.log2(shares + 1e-9)).sum(axis=1), 3)


def econgeo_hoover(matrix):
    """EconGeo 2.1, hoover_index() without pop: against equal regions, per cent with 2 digits."""
    shares = matrix / matrix.sum(axis=0)
    return np.round(100 * np.abs(shares - 1 / len(matrix)).sum(axis=0) / 2, 2)


def econgeo_krugman(matrix):
    """EconGeo 2.1, krugman_index(): against the total, the region's own jobs among it."""
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    return np.abs(shares - matrix.sum(axis=0) / matrix.sum()).sum(axis=1)


# --- worked values -----------------------------------------------------------------------------

# Of the common toy (tests.reference.measures.TOY).
TEXTILE_LOGARITHMIC = ([1.066, -0.150, -0.917], 5e-4)
THEIL_T = ([0.2974, 0.2804, 0.1358], 5e-5)
MUTUAL_INFORMATION = (0.2124, 5e-5)
CRITICAL_QUOTIENTS = {400: (1.255, 0.01), 40: (1.905, 5e-4)}  # of A and textile, by all jobs
# Fifty lognormal quotients whose seed is not known: critical z and its interval.
LOGNORMAL_CRITICAL = (1.582, 1.105, 2.101)

# Two groups of two industries: shares .3 .2 and .4 .1.
VARIETY_JOBS, VARIETY_GROUPS = [30, 20, 40, 10], ["a", "a", "b", "b"]
VARIETY = {"unrelated": (1.0, 1e-12), "related": (0.8464, 5e-5), "total": (1.8464, 5e-5)}

# Six towns in two provinces: output per job, jobs.
TOWN_PRODUCTIVITY = np.array([10, 12, 20, 8, 9, 30], dtype=float)
TOWN_JOBS = np.array([100, 150, 50, 200, 100, 50], dtype=float)
TOWN_PROVINCES = [1, 1, 1, 2, 2, 2]
TOWNS_T = {"theil_t": 0.10196, "theil_t_between": 0.00132, "theil_t_within": 0.10064}

# Mexican states 1940 and 2000, output per head with equal weights, Hanson's regions: Rey and
# Sastré-Gutiérrez (2010), data in libpysal's example "mexico", values as printed by PySAL.
MEXICO = {
    "theil_t": {1940: 0.20894344, 2000: 0.10660832},
    "theil_t_between": {1940: 0.0345889, 2000: 0.03635872},
}

NETWORK = np.array([[0, 3, 1, 0], [3, 0, 2, 0], [1, 2, 0, 1], [0, 0, 1, 0]], dtype=float)
NETWORK_WORKED = {
    "density": 0.6667,
    "valued_density": 0.3889,
    "clustering": 0.5833,
    "components": 1,
    "degree_centralisation": 0.6667,
}
TRADED = np.array([[10, 40, 5], [5, 20, 60], [0, 5, 10]], dtype=float)
IMPORTS, SALES_OUTSIDE, OUTPUTS = [20, 30, 40], [10, 20, 50], [200, 180, 300]
PURCHASES, SALES, MULTIPLIERS = 155 / 245, 155 / 235, [1.0905, 1.4399, 1.3512]
