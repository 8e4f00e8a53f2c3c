"""What would a region score under the weights that suit it best: benefit of the doubt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import ParameterError, Problem, StudyError, listed

Numbers = npt.NDArray[np.float64]

TOUCHING = 1e-8  # what a solver leaves between a sum and its bound


@dataclass(frozen=True)
class BenefitOfTheDoubt:
    """What each region scores under the weights that suit it best.

    Parameters
    ----------
    scores
        By region, 0 to 1; 1 for a region that no other passes under its own best weights.
    weights
        Region x child: the raw weights, per unit of the child. They do not sum to 1.
    shares
        Region x child: the part of the region's own score that each child brings; sums to 1.
    peers
        By region, the regions that reach 1 under its weights: its benchmarks, itself among them
        if it scores 1.
    """

    scores: pd.Series
    weights: pd.DataFrame
    shares: pd.DataFrame
    peers: Mapping[str, tuple[str, ...]]


def benefit_of_the_doubt(
    children: pd.DataFrame, *, least: float = 0.0, most: float = 1.0
) -> BenefitOfTheDoubt:
    """What each region would score if it could choose the weights itself.

    Parameters
    ----------
    children
        Region x child, normalised, higher is better, no value below 0.
    least, most
        Bounds on the part of the region's own score that each child may bring, 0 to 1.

    Returns
    -------
    Scores, weights, shares and peers, on the labels of the table.

    Raises
    ------
    StudyError
        If a value is below 0 or infinite, or a region cannot meet the bounds because it has 0
        where something must count.
    ParameterError
        If the bounds are no shares, or cannot be met by so many children.

    Notes
    -----
    For region r: maximise Σ_c w_c x_rc such that Σ_c w_c x_jc <= 1 for every region j, w >= 0,
    and least <= w_c x_rc / Σ_c w_c x_rc <= most (Cherchye, Moesen, Rogge and Van Puyenbroeck
    2007). Scores do not change with the unit of a child, but they do with its zero.

    A zero is a value: under min-max the worst region has one. Without a lower bound it earns
    nothing there and lives by the rest; with one, 0 can never be a tenth of the score, and such
    regions are refused: normalise from 1 to 100 rather than from 0. A region with 0 everywhere
    scores 0 under any weights, so it has none.

    A child that a region lacks has no weight for that region, and adds nothing to what the region
    reaches under the weights of others. A region without any value has no score.

    Without bounds, whoever is best in one child scores 1. The best weights of such regions are
    often not the only ones; the one that the solver ends at is told.

    Examples
    --------
    >>> children = pd.DataFrame(
    ...     {"schooling": [4.0, 1.0, 2.0], "roads": [1.0, 4.0, 2.0]}, index=["A", "B", "C"]
    ... )
    >>> found = benefit_of_the_doubt(children)
    >>> found.scores.round(3).to_dict(), found.peers["C"]
    ({'A': 1.0, 'B': 1.0, 'C': 0.8}, ('A', 'B'))
    """
    _check_bounds(least, most, children.shape[1])
    values = children.to_numpy(dtype="float64")
    if problems := [*_below_zero(children), *_out_of_bounds(children, least, most)]:
        raise StudyError(problems)
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    best = filled.max(axis=0, initial=0.0)
    best[best == 0] = 1.0
    level = filled / best  # children in one size, which is easier on the solver
    weights = np.full(values.shape, np.nan)
    for row in np.flatnonzero(filled.any(axis=1)):
        free = known[row]
        weights[row, free] = _best_weights(level[row, free], level[:, free], least, most)
    return _answer(children, level, weights, best)


def _best_weights(own: Numbers, everyone: Numbers, least: float, most: float) -> Numbers:
    """The weights under which `own` sums to most while nobody's sum passes 1."""
    from scipy.optimize import linprog

    rows = [everyone]
    if least > 0:
        rows.append(least * own - np.diag(own))
    if most < 1:
        rows.append(np.diag(own) - most * own)
    limits = np.zeros(sum(map(len, rows)))
    limits[: len(everyone)] = 1.0
    # such small programs are solved before they are made smaller
    found = linprog(-own, np.vstack(rows), limits, method="highs", options={"presolve": False})
    return np.asarray(found.x)


def _answer(
    children: pd.DataFrame, level: Numbers, weights: Numbers, best: Numbers
) -> BenefitOfTheDoubt:
    used = np.nan_to_num(weights)
    parts = np.where(np.isnan(weights), np.nan, used * level)
    scores = np.where(children.notna().any(axis=1), np.nansum(parts, axis=1), np.nan)
    scores = np.where(scores > 1 - TOUCHING, 1.0, scores)
    reached = used @ level.T > 1 - TOUCHING
    shares = parts / np.nansum(parts, axis=1, keepdims=True).clip(min=np.finfo(float).tiny)
    labels = [str(label) for label in children.index]
    return BenefitOfTheDoubt(
        scores=pd.Series(scores, children.index, name="score"),
        weights=pd.DataFrame(weights / best, children.index, children.columns),
        shares=pd.DataFrame(shares, children.index, children.columns),
        peers={
            label: tuple(labels[other] for other in np.flatnonzero(row))
            for label, row in zip(labels, reached, strict=True)
        },
    )


def _check_bounds(least: float, most: float, n_children: int) -> None:
    problems: list[Problem] = [
        Problem(
            "CLW-I02",
            f"{name} is {value}, and it is a share",
            column=name,
            value=str(value),
            expected="a number from 0 to 1",
            remedy="give the part of a region's own score that a child may bring, as 0.1",
        )
        for name, value in (("least", least), ("most", most))
        if not 0 <= value <= 1
    ]
    if not problems and not least * n_children <= 1 <= most * n_children:
        problems.append(_impossible(least, most, n_children))
    if problems:
        raise ParameterError(problems)


def _impossible(least: float, most: float, n_children: int) -> Problem:
    return Problem(
        "CLW-I25",
        f"{n_children} shares between {least:g} and {most:g} cannot add up to 1",
        column="least, most",
        expected=f"least at most {1 / n_children:.3g}, most at least {1 / n_children:.3g}",
        remedy="widen the bounds, or leave them out: least=0, most=1",
    )


def _below_zero(children: pd.DataFrame) -> Iterator[Problem]:
    wrong = (children < 0) | np.isinf(children)
    for name in children.columns[wrong.any()]:
        rows = children.index[wrong[name]]
        yield Problem(
            "CLW-I24",
            "benefit of the doubt needs numbers of 0 or more",
            column=str(name),
            value=str(children.at[rows[0], name]),
            expected=f"no value below 0 and none infinite; region {rows[0]} has one",
            remedy="normalise by min-max, which starts at 0, rather than by z-scores",
            more=len(rows) - 1,
        )


def _out_of_bounds(children: pd.DataFrame, least: float, most: float) -> Iterator[Problem]:
    """Regions with too little above 0 to keep the bounds."""
    above = (children > 0).sum(axis=1)
    has_zero = (children == 0).any(axis=1)
    cannot = (above > 0) & ((has_zero & (least > 0)) | (above * most < 1 - TOUCHING))
    if cannot.any():
        names = [str(name) for name in children.index[cannot]]
        yield Problem(
            "CLW-I25",
            f"too little is above 0 to keep the bounds in: {listed(names)}",
            column="least, most",
            value=names[0],
            expected=f"every child to bring {least:g} to {most:g} of a region's own score",
            remedy="normalise from 1 to 100 rather than from 0, fill gaps first, or widen bounds",
        )
