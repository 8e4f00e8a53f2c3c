"""What makes a rank unsure: which choice, which weights, and which indicator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.competitiveness._choices import Choices
from workbench.competitiveness._draws import Design, Rows, design_of, wrong_numbers
from workbench.competitiveness._ranking import ranks_of
from workbench.competitiveness._shown import as_html, as_text
from workbench.competitiveness._sobol import sobol_shares
from workbench.competitiveness.aggregating import Array
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.framework import ROOT
from workbench.competitiveness.without_each import without_each
from workbench.errors import ParameterError, Problem, UnknownName, unknown
from workbench.measures._progress import shown

TARGETS = {
    "mean_rank_shift": "how many ranks regions move on average",
    "rank": "the rank of {region}",
    "value": "the value of {region}, in standard deviations from the mean of the regions",
}
BY = ("groups", "weights")
TOLD = 0.995  # where less is of factors by themselves, the rest is told
Factors = dict[str, list[int]]  # the numbers of a draw that make each factor


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """Which uncertain factor makes how much of what the index leaves open.

    Parameters
    ----------
    index
        The index itself.
    shares
        One row a factor, the largest total first: first_order (the share of the variance that
        goes if the factor were settled) and total (with all in which it acts together with
        others), each with the ends of a 90 % bootstrap interval.
    target, region
        What varies.
    mean, variance
        Of the target over all draws.
    draws, runs, seed
        The base sample, how often the index was made, the seed.
    not_drawn
        What does not go together, and why.
    """

    index: CompositeIndex
    shares: pd.DataFrame
    target: str
    region: str | None
    mean: float
    variance: float
    draws: int
    runs: int
    seed: int
    not_drawn: dict[str, str]

    def table(self) -> pd.DataFrame:
        """One row a factor: factor, and the columns of `shares`."""
        return self.shares.reset_index()

    def facts(self) -> dict[str, Any]:
        """What was drawn and what came of it, as a plain record."""
        return {
            "target": self.target,
            "region": self.region,
            "mean": self.mean,
            "variance": self.variance,
            "draws": self.draws,
            "runs": self.runs,
            "seed": self.seed,
            "not_drawn": self.not_drawn,
        }

    def in_words(self) -> str:
        """Where most of the uncertainty comes from, in sentences."""
        region = "" if self.region is None else self.index.name_of(self.region)
        what = TARGETS[self.target].format(region=region)
        said = [f"Shares of the variance of {what}, from {self.runs:,} draws."]
        if self.variance == 0:
            return f"{said[0]}\nNothing of what was drawn changes it."
        first = self.shares.iloc[0]
        alone = self.shares["first_order"].clip(lower=0)
        most = "Most" if first["total"] > 1 / 2 else "The largest part"
        said.append(
            f"{most} of the uncertainty comes from {self.shares.index[0]}: "
            f"{max(first['first_order'], 0):.0%} by itself, "
            f"{first['total']:.0%} with what it does together with others."
        )
        if alone.sum() < TOLD:
            said.append(f"{1 - alone.sum():.0%} comes from factors acting together.")
        said += [f"Not drawn: {what}, for {why}." for what, why in self.not_drawn.items()]
        return "\n".join(said)

    def __repr__(self) -> str:
        return as_text(self.in_words(), self.table(), most=None)

    def _repr_html_(self) -> str:
        return as_html(self.in_words(), self.table(), most=None)


def sensitivity(
    index: CompositeIndex,
    *,
    draws: int = 1024,
    spread: float = 0.25,
    choices: Choices | None = None,
    target: str = "mean_rank_shift",
    region: str | None = None,
    by: str = "groups",
    seed: int = 0,
) -> Sensitivity:
    """Shares of the uncertainty of an index that its choices and its weights cause.

    Parameters
    ----------
    index
        A composite index.
    draws
        The base sample, taken up to a power of 2; the index is made draws x (factors + 2) times.
    spread, choices
        What is uncertain; see `uncertainty`.
    target
        What varies: "mean_rank_shift" (the mean over regions of the absolute difference from the
        rank in the index), or of one `region` its "rank", or its "value" in standard deviations
        from the mean of the regions, which makes scales comparable.
    region
        The region of these two.
    by
        "groups": the weights within each dimension are one factor. "weights": each weight is.
    seed
        Of the draws and of the bootstrap.

    Returns
    -------
    Sensitivity

    Raises
    ------
    ParameterError, UnknownName
        For numbers out of range, names that do not exist, a region missing, nothing uncertain.

    Notes
    -----
    First-order shares after Saltelli et al. (2010), totals after Jansen (1999), see `sobol_shares`;
    the mean shift of ranks after Saisana, Saltelli and Tarantola (2005),
    doi:10.1111/j.1467-985X.2005.00350.x. Shares of first order add up to 1 at most; what lacks is
    of factors acting together, and counted in the total of each of them. Steps that do not go
    together in every way are one factor, for shares are defined for independent ones only.

    Examples
    --------
    >>> from workbench.competitiveness.building import build
    >>> from workbench.competitiveness.framework import Framework
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs"], "direction": "higher is better"})
    >>> raw = pd.DataFrame({"wage": [1.0, 2, 4], "jobs": [9.0, 5, 3]}, index=["A", "B", "C"])
    >>> found = sensitivity(build(raw, Framework.from_cards(cards)), choices={},
    ...                     target="value", region="B")
    >>> found.shares["total"].round(1).to_dict()
    {'weights within Indicators': 1.0}
    """
    _check(index, wrong_numbers(draws, spread), target, region, by)
    design = design_of(index, choices, spread)
    factors = _factors(index, design, by)
    if not factors:
        raise ParameterError(_nothing_uncertain())
    measured = _Target(index, design, target, region)
    found = sobol_shares(
        measured, design.width, draws=draws, seed=seed, factors=list(factors.values())
    )
    table = found.table.set_index(pd.Index(factors, name="factor"))
    return Sensitivity(
        index=index,
        shares=table.sort_values("total", ascending=False, kind="stable"),
        target=target,
        region=region,
        mean=found.mean,
        variance=found.variance,
        draws=found.runs // (len(factors) + 2),
        runs=found.runs,
        seed=seed,
        not_drawn=dict(design.not_drawn),
    )


def _check(
    index: CompositeIndex, problems: list[Problem], target: str, region: str | None, by: str
) -> None:
    """Refuse wrong numbers, and names of what is not there."""
    names = [unknown("CLW-I33", "target", target, TARGETS)] if target not in TARGETS else []
    if by not in BY:
        names.append(unknown("CLW-I33", "way to take weights together", by, BY, column="by"))
    if (region is None) == (target in ("rank", "value")) and not names:
        problems.append(_region_or_not(target, region))
    if problems or names:
        raise (ParameterError if problems else UnknownName)([*problems, *names])
    if region is not None:
        index.check_region(region)


def _factors(index: CompositeIndex, design: Design, by: str) -> Factors:
    """What varies, each with its numbers in a draw; what can change nothing is no factor."""
    factors = {
        f"the choice of {choice.name}": [place]
        for place, choice in enumerate(design.choices)
        if len(choice.options) > 1
    }
    if design.spread == 0 or all(each.fixed is not None for each in design.combinations):
        return factors
    framework, offset = index.framework, len(design.choices)
    for own, children in framework.groups:
        numbers = [offset + design.nodes.index(child) for child in children]
        if len(children) > 1 and by == "groups":
            factors[f"weights within {_called(index, own)}"] = numbers
        elif len(children) > 1:
            factors |= {
                f"weight of {framework.name_of(child)}": [number]
                for child, number in zip(children, numbers, strict=True)
            }
    return factors


def _called(index: CompositeIndex, group: str) -> str:
    """A group in a sentence."""
    return "the index" if group == ROOT else index.framework.name_of(group)


@dataclass(frozen=True)
class _Target:
    """What varies, as a function of draws."""

    index: CompositeIndex
    design: Design
    target: str
    region: str | None

    def __call__(self, uniform: Array) -> Array:
        found = np.empty(len(uniform))
        for rows, scores in self._scores(uniform):
            found[rows] = self._of(scores)
        return found

    def _scores(self, uniform: Array) -> Iterator[tuple[Rows, Array]]:
        steps = self.design.blocks(uniform)
        for rows, _, scores in shown(steps, self.design.n_blocks(uniform), "Draws"):
            yield rows, scores

    def _of(self, scores: Array) -> Array:
        if self.target == "mean_rank_shift":
            own = self.index.ranks[self.design.regions].to_numpy("int64")
            return np.asarray(np.abs(ranks_of(scores) - own).mean(axis=1))
        place = self.design.regions.get_loc(self.region)
        if self.target == "rank":
            return ranks_of(scores)[:, place].astype("float64")
        apart = scores[place] - scores.mean(axis=0)
        spread = scores.std(axis=0)
        out = np.zeros_like(apart)
        return np.asarray(np.divide(apart, spread, out=out, where=spread > 0))


def _region_or_not(target: str, region: str | None) -> Problem:
    """A target of one region without it, or a region without such a target."""
    wants = target != "mean_rank_shift"
    return Problem(
        "CLW-I33",
        f"the target {target} is of one region, and none is named"
        if wants
        else f"the target {target} is of all regions, and one is named",
        column="region",
        value=str(region),
        expected="a region with the targets rank and value, none with mean_rank_shift",
        remedy="name the region, as region='330300'" if wants else "write target='rank'",
    )


def _nothing_uncertain() -> Problem:
    return Problem(
        "CLW-I34",
        "neither weights nor choices vary, so that nothing is uncertain",
        column="choices",
        value="spread 0, or weights without effect, and no step with two alternatives",
        expected="a spread above 0, or a step with at least two alternatives",
        remedy="leave out spread and choices for the usual ones",
    )


__all__ = ["BY", "TARGETS", "Sensitivity", "sensitivity", "without_each"]
