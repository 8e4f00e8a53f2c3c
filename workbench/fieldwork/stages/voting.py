"""Which success factors come first: ranks by Borda, and pairs with a ratio of consistency."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd

# Mean index of random judgements for 1 to 10 factors: Saaty (1980), table 1-4.
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49)
CONSISTENT = 0.10  # Saaty's limit
HIGHEST_RATIO = 9.0


def borda(votes: pd.DataFrame) -> pd.DataFrame:
    """Points by rank: of n factors the first gets n - 1, the last none; others share what is left.

    Parameters
    ----------
    votes
        `voter`, `factor` and `rank` (1 is best; equal ranks share their points).

    Returns
    -------
    factor, points, first (how often it was ranked first), voters; the most points first, and
    ties in the order of the names.

    Notes
    -----
    Source: de Borda (1784); points of ties and of factors left out are means, so that each voter
    gives away n (n - 1) / 2 points.

    Examples
    --------
    >>> votes = pd.DataFrame({"voter": [*"aabb"], "factor": [*"xyxy"], "rank": [1, 2, 1, 2]})
    >>> borda(votes)[["factor", "points"]].values.tolist()
    [['x', 2.0], ['y', 0.0]]
    """
    ranks = votes.pivot_table(index="voter", columns="factor", values="rank").astype("float64")
    n = len(ranks.columns)
    filled = ranks.rank(axis=1, method="average")
    given = filled.notna().sum(axis=1)
    last = (given + 1 + n) / 2  # the mean of the places that are left
    points = n - filled.apply(lambda column: column.fillna(last))
    table = pd.DataFrame(
        {
            "points": points.sum(),
            "first": (filled == filled.min(axis=1).to_numpy()[:, None]).sum(),
            "voters": ranks.notna().sum(),
        }
    )
    ordered = table.rename_axis("factor").reset_index()
    return ordered.sort_values(["points", "factor"], ascending=[False, True], ignore_index=True)


def pairwise_weights(comparisons: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Weights of factors from judgements on pairs, and how consistent these are.

    Parameters
    ----------
    comparisons
        `voter`, `first`, `second` and `ratio`: how many times as important the first is (1/9 to
        9). Several voters are joined by the geometric mean; a pair that nobody judged counts as
        equal.

    Returns
    -------
    factor and weight (they add up to 1), the heaviest first; and the ratio of consistency, at
    most 0.10 for judgements that can be used.

    Notes
    -----
    The weights are the principal eigenvector of the matrix of ratios; the ratio of consistency is
    (λ - n) / (n - 1) over the mean of random matrices. Source: Saaty (1980).

    Examples
    --------
    >>> judged = pd.DataFrame({"voter": "a", "first": ["x"], "second": ["y"], "ratio": [3.0]})
    >>> weights, ratio = pairwise_weights(judged)
    >>> weights["weight"].round(2).tolist(), ratio
    ([0.75, 0.25], 0.0)
    """
    matrix, factors = ratio_matrix(comparisons)
    values, vectors = np.linalg.eig(matrix)
    largest = int(np.argmax(values.real))
    vector = np.abs(vectors[:, largest].real)
    n = len(factors)
    index = (float(values[largest].real) - n) / (n - 1) if n > 1 else 0.0
    by_chance = RANDOM_INDEX[min(n, len(RANDOM_INDEX) - 1)]
    table = pd.DataFrame({"factor": factors, "weight": vector / vector.sum()})
    ordered = table.sort_values(["weight", "factor"], ascending=[False, True], ignore_index=True)
    return ordered, max(index, 0.0) / by_chance if by_chance else 0.0


def ratio_matrix(comparisons: pd.DataFrame) -> tuple[np.ndarray, list[str]]:
    """The matrix of ratios, each the reverse of its mirror, and the factors in order."""
    factors = sorted({*comparisons["first"], *comparisons["second"]})
    place = {factor: number for number, factor in enumerate(factors)}
    logarithms: dict[tuple[int, int], list[float]] = {}
    for row in comparisons.itertuples(index=False):
        i, j, ratio = place[str(row.first)], place[str(row.second)], float(str(row.ratio))
        key, sign = ((i, j), 1) if i < j else ((j, i), -1)
        logarithms.setdefault(key, []).append(sign * np.log(ratio))
    matrix = np.ones((len(factors), len(factors)))
    for i, j in itertools.combinations(range(len(factors)), 2):
        ratio = float(np.exp(np.mean(logarithms.get((i, j), [0.0]))))
        matrix[i, j], matrix[j, i] = ratio, 1 / ratio
    return matrix, factors


def largest_contradiction(comparisons: pd.DataFrame) -> str:
    """The pair whose judgement is farthest from what the weights say, to talk about again.

    Examples
    --------
    >>> pairs = [("x", "y", 3.0), ("y", "z", 3.0), ("x", "z", 1 / 3)]
    >>> judged = pd.DataFrame(pairs, columns=["first", "second", "ratio"]).assign(voter="a")
    >>> largest_contradiction(judged)
    'x and z: judged 0.33, the weights say 1.00'
    """
    matrix, factors = ratio_matrix(comparisons)
    weights, _ = pairwise_weights(comparisons)
    weight = weights.set_index("factor")["weight"].reindex(factors).to_numpy()
    implied = weight[:, None] / weight[None, :]
    away = np.triu(np.abs(np.log(matrix / implied)), 1)
    i, j = np.unravel_index(int(away.argmax()), away.shape)
    judged, said = matrix[i, j], implied[i, j]
    return f"{factors[i]} and {factors[j]}: judged {judged:.2f}, the weights say {said:.2f}"
