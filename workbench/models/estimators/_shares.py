"""How much of each industry is in each row: tables of shares and shocks, matched to a panel."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.models.design import Design

KEYS = ("region", "industry", "year")
COLUMNS = ["industry", "year"]
LEAST = 1e-9  # the share of its own size that a column must add to those before it


@dataclass(frozen=True)
class Block:
    """The shares of the rows of one year: rows by place, n x S shares, the S industries.

    `root` are the roots of the rows' weights.
    """

    year: object
    rows: np.ndarray
    root: np.ndarray
    shares: np.ndarray
    industries: pd.Index

    @cached_property
    def factors(self) -> tuple[np.ndarray, np.ndarray]:
        """Q and R of the shares times the roots of the weights."""
        basis, triangle = np.linalg.qr(self.shares * self.root[:, None])
        return basis, triangle

    @property
    def is_full(self) -> bool:
        """Whether no column is a combination of those before it."""
        n_rows, n_columns = self.shares.shape
        triangle = self.factors[1]
        length = np.sqrt((triangle**2).sum(axis=0))
        return n_rows >= n_columns and bool((np.abs(np.diag(triangle)) > LEAST * length).all())


@dataclass(frozen=True)
class Shares:
    """Shares by row and industry; an industry has a shock of its own in each year.

    `columns` are all pairs of industry and year; a row has shares in those of its year only, so
    everything is done year by year.
    """

    blocks: tuple[Block, ...]
    n_empty: int

    @property
    def columns(self) -> pd.MultiIndex:
        """Industry and year of each shock."""
        pairs = [(name, block.year) for block in self.blocks for name in block.industries]
        return pd.MultiIndex.from_tuples(pairs, names=COLUMNS)

    @property
    def in_years(self) -> Iterator[np.ndarray]:
        """For each year, whether a row is of it."""
        n_rows = sum(len(block.rows) for block in self.blocks)
        for block in self.blocks:
            yield np.isin(np.arange(n_rows), block.rows)

    @property
    def total(self) -> np.ndarray:
        """The sum of the shares of each row."""
        return self.spread(pd.Series(1.0, self.columns))

    def exposed(self, values: np.ndarray) -> pd.Series:
        """For each shock, the sum of values over rows by their share."""
        sums = [block.shares.T @ values[block.rows] for block in self.blocks]
        return pd.Series(np.concatenate(sums), self.columns)

    def spread(self, shocks: pd.Series) -> np.ndarray:
        """For each row, the sum of shocks by its shares: the shift-share column."""
        found = np.zeros(sum(len(block.rows) for block in self.blocks))
        start = 0
        for block in self.blocks:
            stop = start + len(block.industries)
            found[block.rows] = block.shares @ shocks.to_numpy()[start:stop]
            start = stop
        return found

    def regressed(self, values: np.ndarray) -> pd.Series:
        """The coefficients of values on the shares, by weighted least squares."""
        from scipy.linalg import solve_triangular

        found = []
        for block in self.blocks:
            basis, triangle = block.factors
            found.append(solve_triangular(triangle, basis.T @ (values[block.rows] * block.root)))
        return pd.Series(np.concatenate(found), self.columns)

    @property
    def is_full(self) -> bool:
        """Whether no industry's shares are a combination of others'."""
        return all(block.is_full for block in self.blocks)


def shares_of(table: pd.DataFrame, arrays: Design) -> Shares:
    """Match shares with the rows of a design.

    Parameters
    ----------
    table
        Long, as a study's `activity`: region, industry, year where shares differ by year, and
        one column of numbers; or wide: one column an industry, and an index named region, or
        region and year. An industry that is absent has the share 0.
    arrays
        The design with the panel's keys in `also`.

    Raises
    ------
    ParameterError
        If the table has no such form, a share is missing, negative or there twice, or no region
        of the panel is in it.
    """
    wide = _wide(table)
    keys = arrays.also[list(wide.index.names)]
    wanted = pd.MultiIndex.from_frame(keys) if keys.shape[1] > 1 else pd.Index(keys.iloc[:, 0])
    known = wanted.isin(wide.index)
    if not known.any():
        raise ParameterError(_strangers(wide, wanted))
    values = wide.reindex(wanted).fillna(0.0).to_numpy()
    years = arrays.also["year"] if "year" in arrays.also else pd.Series(0, arrays.also.index)
    root = np.ones(len(values)) if arrays.weights is None else np.sqrt(arrays.weights.to_numpy())
    blocks = tuple(_blocks(values, root, years.to_numpy(), wide.columns))
    return Shares(blocks, int((~known).sum()))


def _blocks(
    values: np.ndarray, root: np.ndarray, years: np.ndarray, industries: pd.Index
) -> Iterator[Block]:
    for year in np.unique(years):
        rows = np.flatnonzero(years == year)
        there = (values[rows] != 0).any(axis=0)
        yield Block(year, rows, root[rows], values[np.ix_(rows, there)], industries[there])


def _wide(table: pd.DataFrame) -> pd.DataFrame:
    """One row a region (and year), one column an industry."""
    if {"region", "industry"} <= set(table.columns):
        numbers = [str(name) for name in table.columns if name not in KEYS]
        keys = [name for name in KEYS if name in table]
        if len(numbers) != 1 or table.duplicated(keys).any():
            raise ParameterError(_form("it has other columns, or a cell twice"))
        rows = [name for name in keys if name != "industry"]
        is_gap = bool(table[numbers[0]].isna().any())
        wide = table.pivot_table(numbers[0], rows, "industry", fill_value=0.0)
    else:
        wide, is_gap = table, bool(table.isna().any(axis=None))
    names = list(wide.index.names)
    if names not in (["region"], ["region", "year"]) or not wide.index.is_unique:
        raise ParameterError(_form(f"its rows are named by {names}"))
    wide = wide.astype("float64")
    if is_gap or (wide < 0).any(axis=None):
        raise ParameterError(_form("a share is missing or negative"))
    return wide.sort_index(axis=1)


def _form(why: str) -> Problem:
    return Problem(
        "CLW-F32",
        f"the table of shares cannot be read: {why}",
        column="shares",
        expected="columns region, industry, (year) and one share from 0; or rows named by "
        "region, (year) and one column an industry",
        remedy='shares=load("STUDY").activity[["region", "industry", "year", "COLUMN"]]',
    )


def _strangers(wide: pd.DataFrame, wanted: pd.Index) -> Problem:
    return Problem(
        "CLW-F32",
        "the table of shares names no row of the panel",
        column="shares",
        value=str(wide.index[0]),
        expected=f"codes such as {wanted[0]}",
        remedy="give the regions (and years) of the shares the codes of the panel",
    )


def shocks_of(table: pd.Series, shares: Shares) -> pd.Series:
    """The shock of each industry (and year) that has a share.

    Parameters
    ----------
    table
        Indexed by industry, or by industry and year.

    Raises
    ------
    ParameterError
        If an industry with shares has no shock.
    """
    columns = shares.columns
    wanted = columns if table.index.nlevels > 1 else columns.get_level_values("industry")
    found = pd.Series(table.reindex(wanted).to_numpy(dtype="float64"), columns)
    if found.isna().any():
        raise ParameterError(
            Problem(
                "CLW-F32",
                f"{int(found.isna().sum())} industries have shares but no shock",
                column="shocks",
                value=str(found.index[found.isna()][0]),
                expected="a number for each industry, or each industry and year",
                remedy="add the shocks, or take the industries out of the shares",
            )
        )
    return found
