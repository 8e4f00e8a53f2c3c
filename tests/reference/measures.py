"""The measures once more, straight from their formulas, on a dense matrix of one year.

Written from the cited formulas with plain numpy, for tests to compare with; shares no code with
the workbench. A matrix has regions in rows and industries in columns. Published values, with
the numbers they were computed from, stand at the end.
"""

from __future__ import annotations

import numpy as np

nan = np.nan


def location_quotient(matrix, variant="ratio"):
    """Florence (1939): (e_ir / e_r) / (e_i / e), by region and industry."""
    in_region, in_industry = matrix.sum(axis=1), matrix.sum(axis=0)
    out = np.full(matrix.shape, nan)
    for r, i in np.ndindex(*matrix.shape):
        if in_region[r] > 0 and in_industry[i] > 0:
            share, whole = matrix[r, i] / in_region[r], in_industry[i] / matrix.sum()
            out[r, i] = share - whole if variant == "additive" else share / whole
    if variant == "symmetric":
        return (out - 1) / (out + 1)
    if variant == "standardised":
        return (out - np.nanmean(out, axis=0)) / np.nanstd(out, axis=0, ddof=1)
    return out


def herfindahl(matrix, variant="region"):
    """The sum of squared shares, by region or by industry."""
    if variant == "industry":
        matrix = matrix.T
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    index = np.array([np.dot(row, row) for row in shares])
    n = int((matrix.sum(axis=0) > 0).sum())
    return {
        "region": index,
        "industry": index,
        "region_normalised": (index - 1 / n) / (1 - 1 / n),
        "region_equivalent_number": 1 / index,
    }[variant]


def krugman_specialisation(matrix, variant="pooled"):
    """Krugman (1991): sum of absolute differences of shares, by row."""
    matrix = matrix[matrix.sum(axis=1) > 0]
    shares = matrix / matrix.sum(axis=1, keepdims=True)
    out = []
    for row in range(len(matrix)):
        others = np.arange(len(matrix)) != row
        compared = {
            "pooled": lambda: matrix.sum(axis=0) / matrix.sum(),
            "others_pooled": lambda rest=others: matrix[rest].sum(axis=0) / matrix[rest].sum(),
            "mean_of_shares": lambda: shares.mean(axis=0),
            "others_mean": lambda rest=others: shares[rest].mean(axis=0),
        }[variant]()
        out.append(np.abs(shares[row] - compared).sum())
    return np.array(out)


def hoover_index(matrix, variant="concentration", sizes=None):
    """Hoover (1936): half the sum of absolute differences, by industry (or by region)."""
    matrix = matrix if variant == "specialisation" else matrix.T
    background = matrix.sum(axis=0) if sizes is None else np.asarray(sizes, dtype=float)
    background = background / background.sum()
    return np.array([np.abs(row / row.sum() - background).sum() / 2 for row in matrix])


def locational_gini(matrix, variant="area", sizes=None):
    """The Gini coefficient of one industry after the other.

    "area" and "halved" from the polygon of the curve (trapezoids); "unweighted" from the mean
    absolute difference of all pairs of location quotients.
    """
    background = matrix.sum(axis=1) if sizes is None else np.asarray(sizes, dtype=float)
    background = background / background.sum()
    out = []
    for column in matrix.T:
        quotients = column / column.sum() / background
        if variant == "unweighted":
            pairs = np.abs(quotients[:, None] - quotients[None, :]).mean()
            out.append(pairs / (2 * quotients.mean()))
            continue
        order = np.argsort(quotients)
        x = np.concatenate([[0], np.cumsum(background[order])])
        y = np.concatenate([[0], np.cumsum(column[order] / column.sum())])
        gini = 1 - 2 * np.trapezoid(y, x)
        out.append(gini / 2 if variant == "halved" else gini)
    return np.array(out)


# The common toy: regions A, B, C by textile, shoes, lamps. Worked by hand from the formulas.
TOY = np.array([[60, 10, 30], [20, 60, 20], [20, 30, 150]], dtype=float)
WORKED = {
    ("location_quotient", "ratio"): [[2.4, 0.4, 0.6], [0.8, 2.4, 0.4], [0.4, 0.6, 1.5]],
    ("krugman_specialisation", "pooled"): [0.7, 0.7, 0.5],
    ("krugman_concentration", "pooled"): [0.7, 0.7, 0.5],
    ("hoover_index", "concentration"): [0.35, 0.35, 0.25],
    ("hoover_index", "specialisation"): [0.35, 0.35, 0.25],
    ("locational_gini", "area"): [0.4, 0.375, 0.2625],
    ("locational_gini", "halved"): [0.2, 0.1875, 0.13125],
    ("herfindahl", "region"): [0.46, 0.44, 0.595],
    ("herfindahl", "industry"): [0.44, 0.46, 0.595],
}

# Dörsam (2004), as the example of `herf` in the manual of the R package REAT 3.0.3:
# turnover of four car makers; index, standardised index, number of equals (2 digits printed).
DOERSAM = np.array([[20, 50, 20, 10]], dtype=float)
DOERSAM_PUBLISHED = {
    "region": (0.34, 1e-12),
    "region_normalised": (0.12, 1e-12),
    "region_equivalent_number": (2.94, 0.005),
}

# Farhauer and Kröll (2013), as the examples in the same manual. Tolerances: half a last digit.
LOCQ = {"e_ir": 1714, "e_r": 79006, "e_i": 879213, "e": 15593224}
LOCQ_PUBLISHED = (0.3847623, 5e-8)

GINI_CONC_INDUSTRY = np.array([500, 500, 1000, 7000, 1000], dtype=float)
GINI_CONC_REGIONS = np.array([20000, 15000, 20000, 40000, 5000], dtype=float)
GINI_CONC_PUBLISHED = (0.4068966, 5e-8)

# Jobs in five industries of Sweden, Norway, Denmark, Finland, Iceland; Sweden against the rest.
NORDIC = np.array(
    [
        [45000, 15000, 32000, 10000, 30000],
        [35000, 12000, 30000, 8000, 22000],
        [40000, 10000, 25000, 9000, 18000],
        [30000, 11000, 18000, 3000, 13000],
        [40000, 6000, 11000, 2000, 12000],
    ],
    dtype=float,
)
SWEDEN_PUBLISHED = (0.1595, 5e-5)

# Jobs of five regions in mining, chemistry, social services, electronics, wood; mining.
FIVE_INDUSTRIES = np.array(
    [
        [4320, 7811, 3900, 2300, 47560],
        [20000, 11000, 31000, 8000, 20000],
        [40000, 10000, 25000, 9000, 16000],
        [10000, 11000, 14000, 14000, 13000],
        [7000, 7500, 11000, 1500, 36000],
    ],
    dtype=float,
).T
MINING_PUBLISHED = (0.8619, 5e-5)
