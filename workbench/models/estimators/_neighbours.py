"""Who is whose neighbour among the rows of a design: weights aligned by region code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.data.geography import Neighbours
from workbench.errors import FormulaError, ParameterError, Problem, listed
from workbench.models.design import CONSTANT, Design
from workbench.models.estimators._card import Option
from workbench.models.estimators._linear import within

EXACT = 1e-8  # what a group must add to those before it, beside the largest
LAGGED = "neighbours' "  # before the name of a term: the mean of its values among the neighbours
NEIGHBOURS = Option(
    None, "neighbours", "who is whose neighbour: from `neighbours`, or `neighbours_of` a study"
)


@dataclass(frozen=True)
class Weights:
    """The weights of neighbours, rows and columns in the order of a design.

    `matrix` is sparse, its rows sum to 1; `left_out` are the regions without a neighbour among
    the rows; `rule` says in words who is a neighbour.
    """

    matrix: Any
    rule: str
    left_out: tuple[str, ...] = ()

    def lag(self, values: np.ndarray) -> np.ndarray:
        """The mean among the neighbours of each row."""
        return np.asarray(self.matrix @ values)

    @property
    def card(self) -> pd.DataFrame:
        """Who counts as a neighbour, and how many there are: one row."""
        counts = np.diff(self.matrix.indptr)
        return pd.DataFrame(
            {
                "rule": [self.rule],
                "regions": [len(counts)],
                "links": [int(counts.sum())],
                "fewest": [int(counts.min())],
                "mean": [float(counts.mean())],
                "most": [int(counts.max())],
                "left_out": [", ".join(self.left_out)],
            }
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """A sentence about the regions that were left out."""
        if not self.left_out:
            return ()
        plural = "regions have" if len(self.left_out) > 1 else "region has"
        return (
            f"{len(self.left_out)} {plural} no neighbour among the rows used and left the "
            f"estimate: {listed(self.left_out)}",
        )


@dataclass(frozen=True)
class Space:
    """A design whose rows all have neighbours, as arrays.

    `regressors` are n x K: the terms first, then the groups of fixed effects; `terms` names the
    first columns.
    """

    design: Design
    weights: Weights
    outcome: np.ndarray
    regressors: np.ndarray
    terms: tuple[str, ...]


def space(arrays: Design, neighbours: Any, *, is_lagged: bool = False) -> Space:
    """The rows that have neighbours, with their weights; the lags of all terms if asked for.

    Raises
    ------
    ParameterError
        If there are no neighbours.
    FormulaError
        If a region is there twice or the neighbours do not know it, fewer rows have neighbours
        than there are coefficients, or a term is an exact combination of others.
    """
    used, weights = weigh(arrays, neighbours)
    if is_lagged:
        used = with_lags(used, weights)
    within(used)  # refuses terms that are exact combinations of others
    groups = _groups(used)
    n_coefficients = used.regressors.shape[1] + groups.shape[1] + 1
    if len(used.outcome) <= n_coefficients:
        raise FormulaError(_too_few(len(used.outcome), n_coefficients))
    regressors = np.column_stack([used.regressors.to_numpy(), groups])
    terms = tuple(map(str, used.regressors))
    return Space(used, weights, used.outcome.to_numpy(), regressors, terms)


def weigh(arrays: Design, neighbours: Any) -> tuple[Design, Weights]:
    """The rows that have a neighbour, and their weights; each row of weights sums to 1."""
    codes = arrays.also["region"].astype(str)
    _refuse_neighbours(codes, neighbours)
    links = _links(codes, neighbours)
    keep = np.ones(len(codes), dtype=bool)
    while True:  # who loses the only neighbour has none either
        has_one = np.asarray(links[:, keep].sum(axis=1)).ravel() > 0
        if (has_one | ~keep).all():
            break
        keep &= has_one
    if not keep.any():
        raise FormulaError(_too_few(0, 1))
    own = links[keep][:, keep]
    own.data /= np.repeat(np.asarray(own.sum(axis=1)).ravel(), np.diff(own.indptr))
    left_out = tuple(sorted(codes[~keep]))
    return _rows_of(arrays, keep), Weights(own, neighbours.rule, left_out)


def lagged(terms: pd.DataFrame, weights: Weights) -> pd.DataFrame:
    """The mean of each term among the neighbours; the constant has none of its own."""
    own = terms.drop(columns=CONSTANT, errors="ignore")
    names = [f"{LAGGED}{term}" for term in own]
    return pd.DataFrame(weights.lag(own.to_numpy()), own.index, names)


def with_lags(arrays: Design, weights: Weights) -> Design:
    """The design with the mean of each term among the neighbours beside the term."""
    both = pd.concat([arrays.regressors, lagged(arrays.regressors, weights)], axis=1)
    return replace(arrays, regressors=both)


def _links(codes: pd.Series, neighbours: Neighbours) -> Any:
    """The weights among these codes as a sparse matrix, none of a region with itself."""
    from scipy.sparse import csr_array

    links = neighbours.graph.adjacency
    focal, other = (
        pd.Index(codes).get_indexer(links.index.get_level_values(level).astype(str))
        for level in (0, 1)
    )
    values = links.to_numpy(dtype="float64")
    is_link = (focal >= 0) & (other >= 0) & (focal != other) & (values > 0)
    where = (focal[is_link], other[is_link])
    return csr_array((values[is_link], where), shape=(len(codes), len(codes)))


def _rows_of(arrays: Design, keep: np.ndarray) -> Design:
    """The design of some of its rows."""
    if keep.all():
        return arrays
    parts = {part.name: getattr(arrays, part.name) for part in fields(arrays)}
    rows = arrays.outcome.index
    cut: dict[str, Any] = {
        name: part[keep]
        for name, part in parts.items()
        if name != "rows" and isinstance(part, pd.DataFrame | pd.Series) and len(part) == len(rows)
    }
    return replace(arrays, **cut)


def _groups(arrays: Design) -> np.ndarray:
    """A column of 0 and 1 for each group of a fixed effect that others do not say already."""
    from scipy.linalg import qr

    effects = arrays.fixed_effects
    columns = [pd.get_dummies(effects[name], dtype="float64").to_numpy() for name in effects]
    groups = np.column_stack([np.empty((len(arrays.outcome), 0)), *columns])
    if len(columns) <= 1:
        return groups
    added, order = qr(groups, mode="r", pivoting=True)
    is_new = np.abs(np.diag(added)) > EXACT * np.abs(added[0, 0])
    return groups[:, np.sort(order[: int(is_new.sum())])]


def _refuse_neighbours(codes: pd.Series, neighbours: Any) -> None:
    if not isinstance(neighbours, Neighbours):
        raise ParameterError(
            Problem(
                "CLW-F40",
                "a spatial model has to know who is whose neighbour",
                column="neighbours",
                value=None if neighbours is None else type(neighbours).__name__,
                expected="neighbours keyed by region code, from workbench.data.geography",
                remedy="neighbours=neighbours_of(study, panel)",
            )
        )
    if problems := list(_misfits(codes, neighbours)):
        raise FormulaError(problems)


def _misfits(codes: pd.Series, neighbours: Neighbours) -> Iterator[Problem]:
    """Why the rows and the neighbours do not go together."""
    twice = codes.duplicated()
    if twice.any():
        yield Problem(
            "CLW-F41",
            f"region {codes[twice].iloc[0]} has several rows, so its neighbours are not one row "
            "each",
            column="region",
            value=str(codes[twice].iloc[0]),
            expected="one row a region",
            remedy="take the rows of one year and one industry, or average them by region",
            more=int(twice.sum()) - 1,
        )
    strange = sorted(set(codes) - set(neighbours.regions))
    if strange:
        yield Problem(
            "CLW-F42",
            f"the neighbours do not know these regions: {listed(strange)}",
            column="region",
            value=strange[0],
            expected="neighbours of every region that has a row",
            remedy="neighbours=neighbours_of(study, panel), or take these rows out",
            more=len(strange) - 1,
        )


def _too_few(n_rows: int, n_coefficients: int) -> Problem:
    return Problem(
        "CLW-F07",
        f"{n_rows} rows with neighbours cannot tell {n_coefficients} coefficients apart",
        value=str(n_rows),
        expected=f"at least {n_coefficients + 1} regions that have neighbours among the rows",
        remedy="bring more regions, take terms out, or take the nearest regions as neighbours",
    )
