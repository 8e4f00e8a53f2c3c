"""How does the index go with other things, and is it about to be explained by itself.

Step 9 of the handbook. An index of outcomes (productivity, wages) may be explained by causes; an
index of drivers (schooling, infrastructure) has the causes in it already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.competitiveness._whole import FEWEST_REGIONS, no_level, varies
from workbench.data.tables import ROLES
from workbench.errors import ParameterError, Problem, listed, unknown

_, DRIVER, INDEX_OF_DRIVERS = ROLES

NAME = re.compile(r"[^\W\d]\w*")
TRANSFORMS = ("log", "ln", "C")
LOGARITHM = re.compile(r"^(log|ln)_|_(log|ln)$")
FEWEST_FOR_INTERVAL = 4


def circularity(
    components: Mapping[str, str],
    explained_by: Sequence[str],
    *,
    outcome: str = "",
    roles: Mapping[str, str] | None = None,
    denominators: Mapping[str, str] | None = None,
) -> list[Problem]:
    """Where an index is about to be explained by what it was made of.

    Parameters
    ----------
    components
        What the index on the left-hand side is made of: each indicator and its role ("outcome",
        "driver", "index of drivers", or "" where it is not told). Empty for an indicator that
        is not an index of ours.
    explained_by
        The terms of the right-hand side, as a formula writes them: "x", "log(x)", "x^2", "x:z".
    outcome
        What stands on the left-hand side, as a formula writes it; empty for an index without a
        name.
    roles
        The role of any indicator by name, as its card tells it; those of the outcome and of the
        terms are looked up.
    denominators
        What each indicator is divided by, where it is.

    Returns
    -------
    No problem, or: an error for each term that is in the index or is the outcome, or that a part
    of the index is divided by (CLW-I27); a warning if the index holds drivers, or is a published
    index of drivers regressed on a driver (CLW-I28); an error for a role that does not exist
    (CLW-I29).

    Notes
    -----
    A term is known by its name: `log(x)`, `log_x` and `x_log` are x. What is the same thing under
    another name is not found. Source: OECD and JRC (2008), step 9.

    Examples
    --------
    >>> parts = {"gdp_per_head": "outcome", "schooling": "driver"}
    >>> for problem in circularity(parts, ["log(schooling)", "location_quotient"]):
    ...     print(problem.code, problem.headline)
    CLW-I27 the index is explained by log(schooling), which is in it
    CLW-I28 the index holds drivers (schooling), and is explained by location_quotient  (warning)
    >>> circularity({"gdp_per_head": "outcome"}, ["log(employment_density)"])
    []
    """
    told = {name: _text(role) for name, role in {**(roles or {}), **components}.items()}
    made_of = [*components, *names_in(outcome)]
    concerned = {*made_of, *(name for term in explained_by for name in names_in(term))}
    divisors = {_text(below): name for name, below in (denominators or {}).items()}
    sides = _Sides(
        shown=outcome or "the index",
        made_of=frozenset(_plain(dict.fromkeys(made_of, ""))),
        divisors=_plain({below: name for below, name in divisors.items() if name in components}),
        roles=_plain(told),
    )
    inside = {term: why for term in explained_by if (why := sides.inside(term))}
    others = [term for term in dict.fromkeys(explained_by) if term not in inside]
    wrong = [_no_role(name, told[name]) for name in told if name in concerned]
    problems = [problem for problem in wrong if problem]
    problems += [_made_of_itself(sides.shown, term, why) for term, why in inside.items()]
    problems += _drivers(sides, list(components), names_in(outcome), others)
    return problems


@dataclass(frozen=True)
class _Sides:
    """What is known of the two sides of a model, by names without logarithms."""

    shown: str
    made_of: frozenset[str]
    divisors: Mapping[str, str]
    roles: Mapping[str, str]

    def inside(self, term: str) -> str:
        """Why a term is part of the outcome, or nothing."""
        for name in names_in(term):
            if name in self.made_of:
                return "which is in it"
            if name in self.divisors:
                return f"which {self.divisors[name]} in it is divided by"
        return ""


def names_in(term: str) -> list[str]:
    """The columns of a term of a formula, with logarithms taken off.

    Examples
    --------
    >>> names_in("log(schooling):log_area^2")
    ['schooling', 'area']
    """
    found = [name for name in NAME.findall(term) if name not in TRANSFORMS]
    return list(dict.fromkeys(_without_logarithm(name) for name in found))


def _without_logarithm(name: str) -> str:
    return LOGARITHM.sub("", name) or name


def _text(value: object) -> str:
    """A cell of a card as text; an empty one is none."""
    return value.strip() if isinstance(value, str) else ""


def _plain(by_name: Mapping[str, str]) -> dict[str, str]:
    """The same by names without logarithms."""
    return {_without_logarithm(name): value for name, value in by_name.items()}


def _drivers(
    sides: _Sides, components: Sequence[str], outcome: Sequence[str], terms: Sequence[str]
) -> Iterator[Problem]:
    """Warnings that a driver is on both sides."""

    def role_of(name: str) -> str:
        return sides.roles.get(_without_logarithm(name), "")

    inside = [name for name in components if role_of(name) in (DRIVER, INDEX_OF_DRIVERS)]
    if inside and terms:
        held = f"holds drivers ({listed(inside)}), and is explained by {listed(terms)}"
        yield _tautology(sides.shown, held)
    causes = [term for term in terms if any(role_of(name) == DRIVER for name in names_in(term))]
    if causes and any(role_of(name) == INDEX_OF_DRIVERS for name in outcome):
        held = f"is an index of drivers, and is explained by drivers: {listed(causes)}"
        yield _tautology(sides.shown, held)


def _tautology(outcome: str, why: str) -> Problem:
    return Problem(
        "CLW-I28",
        f"{outcome} {why}",
        column=outcome,
        expected="an index of outcomes (output, productivity, wages) on the left-hand side; an "
        "index of drivers measures what it is to be explained by",
        remedy="explain an outcome such as GDP per head, make the index of outcomes only, or say "
        "in the text that cause and effect are the same thing here",
        is_warning=True,
    )


def _made_of_itself(outcome: str, term: str, why: str) -> Problem:
    return Problem(
        "CLW-I27",
        f"{outcome} is explained by {term}, {why}",
        column=term,
        expected="terms that are no part of what they explain",
        remedy=f"leave {term} out of the model, or build the index without it",
    )


def _no_role(name: str, role: str) -> Problem | None:
    if not role or role in ROLES:
        return None
    return unknown("CLW-I29", "role of an indicator called", role, ROLES, column=name)


def correlations_with(
    scores: pd.Series, others: pd.DataFrame, *, level: float = 0.95
) -> pd.DataFrame:
    """How the index goes with other variables, with an interval.

    Parameters
    ----------
    scores
        The index by region.
    others
        Region x variable; regions are matched by label.
    level
        How sure the interval is, between 0 and 1.

    Returns
    -------
    By variable: `correlation` (Pearson), `low` and `high`, `rank_correlation` (Spearman), `n`
    (regions that have both), and `undefined`, why there is none.

    Raises
    ------
    ParameterError
        If the level is not between 0 and 1.

    Notes
    -----
    The interval is tanh(artanh r ± z / √(n - 3)) (Fisher 1921): for regions that are drawn
    independently from a normal population. Neighbours are not independent, so it is too narrow
    where both variables come in clusters on the map. It needs 4 regions.

    Examples
    --------
    >>> scores = pd.Series([1.0, 2, 3, 4, 5], index=list("ABCDE"))
    >>> others = pd.DataFrame({"wage": [1.0, 3, 2, 5, 4]}, index=list("ABCDE"))
    >>> correlations_with(scores, others).round(2)
          correlation   low  high  rank_correlation  n undefined
    wage          0.8 -0.28  0.99               0.8  5
    """
    if not 0 < level < 1:
        raise ParameterError(no_level(level))
    lines = [_line(scores, column.reindex(scores.index), level) for _, column in others.items()]
    columns = ["correlation", "low", "high", "rank_correlation", "n", "undefined"]
    table = pd.DataFrame(lines, others.columns, columns)
    return table.astype({"n": "int64", "undefined": "str"})


def _line(scores: pd.Series, other: pd.Series, level: float) -> tuple[object, ...]:
    pairs = pd.DataFrame({"score": scores, "other": other}).dropna()
    n = len(pairs)
    if n < FEWEST_REGIONS:
        return (np.nan,) * 4 + (n, f"fewer than {FEWEST_REGIONS} regions have both")
    if not (varies(pairs["score"]) and varies(pairs["other"])):
        return (np.nan,) * 4 + (n, "one is the same everywhere")
    correlation = float(pairs["score"].corr(pairs["other"]))
    ranks = pairs.rank()
    low, high = _fisher(correlation, n, level)
    return correlation, low, high, float(ranks["score"].corr(ranks["other"])), n, ""


def _fisher(correlation: float, n: int, level: float) -> tuple[float, float]:
    """Fisher's interval of a correlation; a perfect one has no width."""
    from scipy.stats import norm

    if n < FEWEST_FOR_INTERVAL:
        return float("nan"), float("nan")
    if abs(correlation) == 1:
        return correlation, correlation
    half = norm.ppf((1 + level) / 2) / np.sqrt(n - 3)
    low, high = np.tanh(np.arctanh(correlation) + np.array([-half, half]))
    return float(low), float(high)
