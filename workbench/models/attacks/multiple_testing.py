"""Is one find among many tests a find: Benjamini-Hochberg, Holm and Romano-Wolf."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import WorkbenchError
from workbench.measures import false_discoveries
from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._projection import parts
from workbench.models.attacks._refits import (
    Impossible,
    Line,
    bare,
    check_above_zero,
    check_columns,
    line_of,
    lost,
    reason_of,
    said,
    tells_why,
)
from workbench.models.formula import Factor, Formula, parse
from workbench.models.ladder import LOGARITHMIC
from workbench.models.specification import Specification

CARD = Card(
    question="Is the answer still a find when all the outcomes, measures or terms that were "
    "looked at are counted?",
    method="Every outcome with every measure is fitted as the specification says, and the "
    "p-values are adjusted for their number. The answer survives if it is found at 5 % by "
    "Romano and Wolf's step-down method, which knows how the tests move together; where it was "
    "no find by itself there is nothing to lose.",
    source="Romano, J. P. and Wolf, M. (2005), Exact and approximate stepdown methods for "
    "multiple hypothesis testing, Journal of the American Statistical Association 100; Holm, S. "
    "(1979), Scandinavian Journal of Statistics 6; Benjamini, Y. and Hochberg, Y. (1995), "
    "Journal of the Royal Statistical Society B 57",
    caveats=("Only the tests that are named are counted, not those that were tried and dropped.",),
)
LEVEL = 0.05
FEWEST = 2
ADJUSTED = ("holm", "benjamini_hochberg", "romano_wolf")


@attack(CARD)
@tells_why
def multiple_testing(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    outcomes: Sequence[str] = (),
    measures: Sequence[str] = (),
    draws: int = 1999,
    seed: int = 0,
) -> Attack:
    """Count every test that was made, and see whether the answer is still a find.

    Parameters
    ----------
    panel
        As `fit` takes it.
    specification
        A model of least squares and its term.
    outcomes
        Further columns to explain, besides the specification's.
    measures
        Further columns in place of the term. Without outcomes and measures the terms of the
        model itself are the tests.
    draws, seed
        Of the bootstrap: signs drawn for each cluster, or each row.

    Returns
    -------
    An `Attack`. Its table has a row a test, the specification's first, with `statistic`,
    `p_value`, `holm`, `benjamini_hochberg` and `romano_wolf` (adjusted p-values).

    Raises
    ------
    UnknownName
        If the panel lacks a column; with the nearest.
    ParameterError
        If draws are not above 0.

    Notes
    -----
    A draw gives each cluster a sign v and each test the statistic sum(v s) / sqrt(sum(s^2)), s
    being the cluster's sum of term net of controls times residual, with the same signs for all
    tests. From the largest statistic down, p is the share of draws whose largest statistic among
    the tests not yet judged is as large, (1 + count) / (1 + draws), and never below the one
    before.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame(random.normal(size=(100, 3)), columns=["x", "z", "y"])
    >>> table["y"] += table["x"]
    >>> found = multiple_testing(table, Specification("y ~ x + z", "x"))
    >>> found.survived, found.table["label"].tolist()
    (True, ['y ~ x', 'y ~ z'])
    """
    check_above_zero(draws=draws)
    check_columns(panel, [*outcomes, *measures])
    lean = bare(panel)
    tests = _tests(lean, specification, outcomes, measures)
    if len(tests) < FEWEST:
        raise Impossible("there is one test only; name the other outcomes or measures")
    lines, scores = [], []
    for label, asked in tests.items():
        line, score = _tested(lean, label, asked)
        lines.append(line)
        if score is not None:
            scores.append(score)
    table = pd.DataFrame(lines)
    if lines[0]["undefined"] is not None:
        raise Impossible(lines[0]["undefined"])
    is_test = table["undefined"].isna()
    p_values = table.loc[is_test, "p_value"]
    table["holm"] = holm(p_values)
    table["benjamini_hochberg"] = false_discoveries(table[["p_value"]])["q_value"]
    drawn = _drawn(scores, draws, seed)
    statistics = table.loc[is_test, "statistic"].abs().to_numpy()
    table.loc[is_test, "romano_wolf"] = step_down(statistics, drawn)
    own = lines[0] | {name: float(table[name].iloc[0]) for name in ADJUSTED}
    survived = bool(own["romano_wolf"] < LEVEL) if own["p_value"] < LEVEL else None
    facts = {"tests": float(is_test.sum()), "finds": float((p_values < LEVEL).sum())}
    facts["finds_adjusted"] = float((table["romano_wolf"] < LEVEL).sum())
    return Attack("multiple_testing", survived, _words(own, facts, survived), table, facts)


def _tests(
    panel: pd.DataFrame,
    specification: Specification,
    outcomes: Sequence[str],
    measures: Sequence[str],
) -> dict[str, Specification]:
    """Each test by its label: outcomes with measures, else the terms of the model."""
    formula = parse(specification.formula)
    if not outcomes and not measures:
        single = [term[0] for term in formula.terms if len(term) == 1]
        names = [f.name for f in single if f.transform != "category" and f.power == 1]
        first = [name for name in names if name == specification.term]
        ordered = dict.fromkeys([*first, *names])
        return {
            f"{formula.outcome} ~ {name}": replace(specification, term=name) for name in ordered
        }
    found = {}
    for outcome in dict.fromkeys([formula.outcome, *(_factor(n, panel) for n in outcomes)]):
        for measure in dict.fromkeys([specification.term, *measures]):
            other = _exchanged(formula, outcome, specification.term, measure, panel)
            found[f"{outcome} ~ {measure}"] = replace(
                specification, formula=str(other), term=measure
            )
    return found


def _exchanged(
    formula: Formula, outcome: Factor, term: str, measure: str, panel: pd.DataFrame
) -> Formula:
    """The formula with another outcome, and another measure in place of the term."""
    if measure == term:
        return replace(formula, outcome=outcome)
    terms = tuple(
        tuple(_factor(measure, panel) if f.name == term else f for f in each)
        for each in formula.terms
    )
    return replace(formula, outcome=outcome, terms=tuple(dict.fromkeys(terms)))


def _factor(name: str, panel: pd.DataFrame) -> Factor:
    """A column as a term: in logarithms where its card says so."""
    card = panel.attrs.get("columns", {}).get(name, {})
    return Factor(name, "log" if card.get("scale") == LOGARITHMIC else "identity")


def _tested(panel: pd.DataFrame, label: str, asked: Specification) -> tuple[Line, pd.Series | None]:
    """The line of one test, and the scores of its clusters (or rows)."""
    try:
        line = line_of(label, asked.fit(panel), asked.term)
        model = parts(panel, asked)
    except WorkbenchError as error:
        return lost(label, reason_of(error)), None
    both = pd.concat([model.outcome, model.term], axis=1)
    outcome, term = model.net_of_all(both).T
    weighted = model.weights * term
    residual = outcome - term * (weighted @ outcome) / (weighted @ term)
    groups = model.design.clusters
    score = pd.Series(weighted * residual, model.outcome.index)
    by_group = score if groups is None else score.groupby(groups, sort=True).sum()
    return line | {"statistic": line["estimate"] / line["std_error"]}, by_group


def _drawn(scores: list[pd.Series], draws: int, seed: int) -> np.ndarray:
    """The statistics of each test (columns) under no effect, with the same signs for all."""
    table = pd.concat(scores, axis=1).sort_index().fillna(0.0).to_numpy()
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(draws, len(table)))
    return np.asarray(np.abs(signs @ table) / np.sqrt((table**2).sum(axis=0)))


def step_down(statistics: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Romano and Wolf's adjusted p-values.

    Parameters
    ----------
    statistics
        The size of each test's statistic.
    drawn
        The sizes under no effect, a row a draw and a column a test.

    Examples
    --------
    >>> step_down(np.array([3.0, 1.0]), np.array([[0.5, 2.0], [1.5, 0.2], [0.1, 0.3]]))
    array([0.25, 0.5 ])
    """
    order = np.argsort(-statistics, kind="stable")
    adjusted = np.empty(len(statistics))
    least = 0.0
    for place, test in enumerate(order):
        largest = drawn[:, order[place:]].max(axis=1)
        as_large = int((largest >= statistics[test]).sum())
        least = max(least, (1 + as_large) / (1 + len(drawn)))
        adjusted[test] = least
    return adjusted


def holm(p_values: pd.Series) -> pd.Series:
    """Holm's adjusted p-values, on the same index.

    Examples
    --------
    >>> holm(pd.Series([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    ordered = p_values.sort_values(kind="stable")
    times = np.arange(len(ordered), 0, -1)
    adjusted = pd.Series(ordered.to_numpy() * times, ordered.index).cummax().clip(upper=1)
    return adjusted.reindex(p_values.index)


def _words(own: Mapping[str, Any], facts: dict[str, float], survived: bool | None) -> str:
    verdict = {
        True: "it is still a find",
        False: "it is no find any more",
        None: "it was no find by itself",
    }[survived]
    return (
        f"Of {facts['tests']:.0f} tests {facts['finds']:.0f} are finds one by one and "
        f"{facts['finds_adjusted']:.0f} when all are counted. {own['label']}: {said(own)}; "
        f"p = {own['p_value']:.2g}, adjusted {own['romano_wolf']:.2g} (Romano and Wolf), "
        f"{own['holm']:.2g} (Holm), {own['benjamini_hochberg']:.2g} (Benjamini and Hochberg): "
        f"{verdict}."
    )
