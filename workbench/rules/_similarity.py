"""How alike are two industries: their correlation over regions, and pairs as a matrix."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._cells import YEAR, Cells, Numbers, cells
from workbench.measures._door import require


def colocation(activity: pd.DataFrame, *, value: str = "employment") -> pd.DataFrame:
    """How alike two industries are spread over regions: the correlation of their amounts.

    Parameters
    ----------
    activity
        One row a cell of one year: `region`, `industry`, `value`. A cell that is not there
        counts as zero.
    value
        The column to compare.

    Returns
    -------
    `industry`, `other_industry` and `value`, every pair in both orders, without an industry
    that is spread equally over all regions, as it has no correlation.

    Raises
    ------
    UnknownName
        If a column does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a cell is there twice, or there are several years.

    Notes
    -----
    Large regions have much of everything, so amounts correlate even without any bond; a column
    of location quotients in place of amounts takes the size of regions out. Source: the
    co-location correlation of Delgado, Porter and Stern (2016).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("ABC") * 2,
    ...     "industry": ["shoes"] * 3 + ["leather"] * 3,
    ...     "employment": [1, 2, 3, 10, 20, 30],
    ... })
    >>> colocation(toy)["value"].round(6).tolist()
    [1.0, 1.0]
    """
    refuse_years(activity)
    matrix, industries = _matrix(cells(activity, value, ("region", "industry")))
    return _pairs(_correlation(matrix), industries)


def refuse_years(activity: pd.DataFrame) -> None:
    """Refuse a table of several years.

    Raises
    ------
    StudyError
        If there are several.
    """
    if YEAR in activity and len(activity[YEAR].unique()) > 1:
        raise StudyError(
            Problem(
                "CLW-M05",
                "the similarity of industries is that of one year, and there are several",
                column=YEAR,
                expected="activity of one year",
                remedy="pick the year first: activity[activity['year'] == 2020]",
            )
        )


def _matrix(found: Cells) -> tuple[Numbers, list[Any]]:
    """Amounts by region and industry, absent cells zero."""
    region, industry = found.keys["region"], found.keys["industry"]
    matrix = np.zeros((len(region.levels), len(industry.levels)))
    matrix[region.codes, industry.codes] = found.amounts
    return matrix, list(industry.levels)


def _correlation(matrix: Numbers) -> Numbers:
    """The correlation of each two columns; nan where one never changes."""
    centred = matrix - matrix.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    centred = np.divide(
        centred, lengths, out=np.full(centred.shape, np.nan), where=lengths > 1e-12 * len(matrix)
    )
    return np.asarray(np.clip(centred.T @ centred, -1, 1), dtype=np.float64)


def _pairs(matrix: Numbers, industries: list[Any]) -> pd.DataFrame:
    one, other = np.nonzero(~np.eye(len(industries), dtype=bool) & ~np.isnan(matrix))
    names = np.array(industries, dtype=object)
    return pd.DataFrame(
        {"industry": names[one], "other_industry": names[other], "value": matrix[one, other]}
    )


def square(similarity: pd.DataFrame) -> tuple[Numbers, list[Any]]:
    """The similarities as a symmetric matrix; a pair given twice counts with its mean.

    Raises
    ------
    StudyError
        If a pair of industries has no similarity.
    """
    require({"similarity": (similarity, ("industry", "other_industry", "value"))})
    both = pd.concat([similarity["industry"], similarity["other_industry"]])
    industries = list(pd.unique(both.to_numpy(dtype=object)))
    place = {industry: i for i, industry in enumerate(industries)}
    one, other = (similarity[c].map(place).to_numpy() for c in ("industry", "other_industry"))
    values = similarity["value"].to_numpy(dtype="float64", na_value=np.nan)
    known = ~np.isnan(values)
    sums, counts = (np.zeros((len(industries),) * 2) for _ in range(2))
    np.add.at(sums, (one[known], other[known]), values[known])
    np.add.at(counts, (one[known], other[known]), 1)
    sums, counts = sums + sums.T, counts + counts.T
    np.fill_diagonal(counts, 1)
    missing = np.argwhere(counts == 0)
    if len(missing):
        first = [str(industries[i]) for i in missing[0]]
        raise StudyError(
            Problem(
                "CLW-C04",
                "a pair of industries has no similarity",
                value=" and ".join(first),
                expected="a similarity for every pair of industries",
                remedy=f"leave {first[0]} out, or give its similarities",
                more=len(missing) // 2 - 1,
            )
        )
    matrix = sums / counts
    np.fill_diagonal(matrix, np.nan)
    return matrix, industries
