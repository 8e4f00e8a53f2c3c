"""How specialised is a cell, and what surrounds it: columns derived from cells of one year.

All take rows with a region, an industry and a size, each cell once; sizes that are missing add to
no total. All return one value a row.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

MOST_RELATED = 5


def _matrix(cells: pd.DataFrame, size: str) -> pd.DataFrame:
    """Regions in rows, industries in columns; 0 where there is no cell."""
    return cells.pivot_table(
        index="region", columns="industry", values=size, aggfunc="sum", fill_value=0.0
    ).astype("float64")


def _by_row(cells: pd.DataFrame, matrix: pd.DataFrame) -> pd.Series:
    """The values of a region x industry table at the cells."""
    region = matrix.index.get_indexer(pd.Index(cells["region"]))
    industry = matrix.columns.get_indexer(pd.Index(cells["industry"]))
    values = matrix.to_numpy()[region, industry]
    return pd.Series(np.where((region < 0) | (industry < 0), np.nan, values), cells.index)


def _quotient(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Shares in the region over shares in the whole area."""
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = part.div(whole.sum(axis=1), axis=0)
        return shares.div(part.sum() / whole.to_numpy().sum(), axis=1)


def specialisation(cells: pd.DataFrame, size: str) -> pd.Series:
    """The location quotient (e_ir / e_r) / (e_i / e)."""
    matrix = _matrix(cells, size)
    return _by_row(cells, _quotient(matrix, matrix))


def competition(cells: pd.DataFrame, size: str, establishments: str) -> pd.Series:
    """Establishments per worker beside the nation's: (n_ir / e_ir) / (n_i / e_i)."""
    known = cells[cells[size].notna() & cells[establishments].notna()]
    totals = known.groupby("industry")[[establishments, size]].sum()
    nation = cells["industry"].map(totals[establishments] / totals[size])
    sizes = cells[size].astype("float64").where(lambda values: values > 0)
    return cells[establishments].astype("float64") / sizes / nation


def diversity(cells: pd.DataFrame, size: str) -> pd.Series:
    """One over the Herfindahl index of the region's other industries (Henderson et al. 1995)."""
    matrix = _matrix(cells, size)
    rest = -matrix.sub(matrix.sum(axis=1), axis=0)
    squares = -(matrix**2).sub((matrix**2).sum(axis=1), axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _by_row(cells, rest**2 / squares.where(squares > 0))


def surrounding(cells: pd.DataFrame, size: str, group: str | None = None) -> pd.Series:
    """The location quotient of the industries related to the cell's, without its own.

    `group` is a column that says which industries belong together; without it they are the five
    whose location quotients go together most over regions.
    """
    matrix = _matrix(cells, size)
    related = _grouped(cells, matrix, group) if group else _alike(matrix)
    return _by_row(cells, _quotient(matrix @ related, matrix))


def _grouped(cells: pd.DataFrame, matrix: pd.DataFrame, group: str) -> pd.DataFrame:
    """1 where two industries belong to one group and differ."""
    names = cells.groupby("industry")[group].first().reindex(matrix.columns)
    same = names.to_numpy()[:, None] == names.to_numpy()[None, :]
    np.fill_diagonal(same, val=False)
    return pd.DataFrame(same.astype("float64"), matrix.columns, matrix.columns)


def _alike(matrix: pd.DataFrame) -> pd.DataFrame:
    """1 (in row j, column i) where j is among the industries that locate most as i does."""
    quotients = _quotient(matrix, matrix).fillna(0.0)
    alike = np.corrcoef(quotients.to_numpy(), rowvar=False)
    np.fill_diagonal(alike, -np.inf)
    nearest = np.argsort(-np.nan_to_num(alike, nan=-np.inf), axis=0, kind="stable")
    related = np.zeros_like(alike)
    n = min(MOST_RELATED, len(alike) - 1)
    np.put_along_axis(related, nearest[:n], 1.0, axis=0)
    return pd.DataFrame(related, matrix.columns, matrix.columns)


def beside(cells: pd.DataFrame, size: str, links: pd.Series) -> pd.Series:
    """The mean location quotient of the same industry in neighbouring regions.

    `links` are weights by region and neighbour, as in the graph of `neighbours`.
    """
    matrix = _matrix(cells, size)
    quotients = _quotient(matrix, matrix)
    weights = links.rename_axis(["region", "neighbour"]).rename("weight").reset_index()
    weights = weights[weights["region"] != weights["neighbour"]]
    square = weights.pivot_table(index="region", columns="neighbour", values="weight")
    square = square.reindex(index=matrix.index, columns=matrix.index).fillna(0.0)
    mean = square.div(square.sum(axis=1), axis=0) @ quotients
    return _by_row(cells, mean)
