"""Is the coefficient mere arithmetic: outcome and measure that share a numerator or denominator."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._projection import Parts, parts
from workbench.models.attacks._refits import (
    AS_FITTED,
    Impossible,
    Line,
    bare,
    check_above_zero,
    check_columns,
    direction,
    line_of,
    refit,
    said,
    tells_why,
)
from workbench.models.attacks._shared_parts import OVER, shared_parts
from workbench.models.formula import Factor, Formula, parse
from workbench.models.specification import Specification

CARD = Card(
    question="Do outcome and measure go together only because both are made of the same column?",
    method="The outcome's other part is dealt out anew over places, the shared column kept: once "
    "as it is, once only what the shared column does not explain of it. What coefficient comes "
    "out then is arithmetic. The model is also fitted with the shared column (and one over it) "
    "as a term, and, where there are years, with the measure of the year before, which shares "
    "nothing with the outcome of this year. The answer survives if the first dealing gives a "
    "coefficient of the other sign, so that arithmetic works against it; else if it lies outside "
    "the middle 95 % of the second dealing, and keeps its side of zero, and its significance, "
    "with the shared column as a term.",
    source="Kronmal, R. A. (1993), Spurious correlation and the fallacy of the ratio standard "
    "revisited, Journal of the Royal Statistical Society A 156; Pearson, K. (1897)",
    caveats=(
        "The first dealing also breaks that larger places have more of both, so it overstates "
        "arithmetic where the outcome's parts grow together.",
    ),
)
SHARED, OVER_SHARED = "shared_part", "one_over_shared_part"
MIDDLE = (0.025, 0.975)


@attack(CARD)
@tells_why
def ratio_denominator(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    study: Study | None = None,
    shared: str | None = None,
    draws: int = 499,
    seed: int = 0,
) -> Attack:
    """Ask how much of a coefficient comes from a column that outcome and measure share.

    Parameters
    ----------
    panel
        As `fit` takes it, with the shared column above 0.
    specification
        A model of least squares and its term.
    study
        Its cards say what an indicator is divided by.
    shared
        The shared column. By default what the cards and names say; it is taken to divide the
        outcome unless they say otherwise.
    draws, seed
        Of the dealings, which stay within one industry and year.

    Returns
    -------
    An `Attack`. Its table has the fit, both dealings (`estimate` is their mean, `low` and `high`
    their middle 95 %), the model with the shared column, with one over it, and with the measure
    of the year before. Facts: `reproduced` and `reproduced_of_rest`, the means of the dealings
    over the coefficient.

    Raises
    ------
    UnknownName
        If the panel lacks the shared column; with the nearest.
    ParameterError
        If draws are not above 0.

    Notes
    -----
    With the outcome y = n s^a (a = -1 for a denominator), n is dealt out and y made anew; for
    the second dealing n is first taken as a line in s^a (both in logarithms where the outcome
    is), and only what is left is dealt out. The coefficient is that of y on the term net of all
    other terms and effects.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> gdp, firms, people = np.exp(random.normal(size=(3, 300)))
    >>> table = pd.DataFrame({"gdp_per_head": gdp / people, "firms_per_head": firms / people,
    ...                       "population": people})
    >>> asked = Specification("log(gdp_per_head) ~ log(firms_per_head)", "firms_per_head")
    >>> found = ratio_denominator(table, asked)
    >>> found.survived, round(found.facts["reproduced"])
    (False, 1)
    """
    check_above_zero(draws=draws)
    formula = parse(specification.formula)
    if formula.outcome.power != 1 or formula.outcome.lag:
        raise Impossible(f"the outcome {formula.outcome} is no plain column or its logarithm")
    name, power = _shared(panel, specification, formula, study, shared)
    lean = bare(panel)
    lean = lean.loc[lean[name] > 0]
    base = line_of(AS_FITTED, specification.fit(lean), specification.term)
    model = parts(lean, specification, also=[name])
    dealer = _dealer(model, lean, formula.outcome, name, power)
    random = np.random.default_rng(seed)
    dealt = [dealer.deal(random, draws, is_rest=is_rest) for is_rest in (False, True)]
    lines = [
        base,
        _dealt_line(f"dealt out, {name} kept", dealt[0], base),
        _dealt_line(f"dealt out net of {name}", dealt[1], base),
        *_with_shared(lean, specification, formula, name),
        *_year_before(lean, specification, formula),
    ]
    survived = _survived(base, *lines[1:5])
    facts = {
        "reproduced": float(dealt[0].mean() / base["estimate"]),
        "reproduced_of_rest": float(dealt[1].mean() / base["estimate"]),
    }
    words = _words(base, lines, name, survived)
    return Attack("ratio_denominator", survived, words, pd.DataFrame(lines), facts)


def _shared(
    panel: pd.DataFrame,
    specification: Specification,
    formula: Formula,
    study: Study | None,
    shared: str | None,
) -> tuple[str, int]:
    """The shared column, and its power in the outcome."""
    found = shared_parts(panel, formula.outcome.name, specification.term, study)
    if shared is not None:
        check_columns(panel, [shared])
        return shared, found.get(shared, OVER)
    if not found:
        raise Impossible(
            f"neither cards nor names say that {formula.outcome.name} and {specification.term} "
            "are made of the same column; if they are, name it as shared"
        )
    return next(iter(found.items()))


@dataclass(frozen=True)
class _Dealer:
    """Deals the outcome's other part out over places and says which coefficient comes out.

    All on the rows used, in the order of their keys. `other` and `shared` are the parts of the
    outcome, in logarithms where the outcome is; `net` is the term net of all else, times the
    weights over its own sum of squares, so that the coefficient is one product.
    """

    other: np.ndarray
    shared: np.ndarray
    net: np.ndarray
    strata: np.ndarray
    is_log: bool

    def deal(self, random: np.random.Generator, draws: int, *, is_rest: bool) -> np.ndarray:
        """The coefficients of so many dealings; `is_rest` keeps what the shared part explains."""
        kept = np.zeros_like(self.other)
        if is_rest:
            line = np.column_stack([np.ones_like(self.shared), self.shared])
            kept = line @ np.linalg.lstsq(line, self.other)[0]
        dealt = kept + _within(self.other - kept, self.strata, random, draws)
        made = dealt + self.shared if self.is_log else dealt * self.shared
        return np.asarray(made @ self.net)


def _dealer(model: Parts, panel: pd.DataFrame, outcome: Factor, shared: str, power: int) -> _Dealer:
    """The parts of the outcome on the rows used, in an order that no order of rows can change."""
    keys = [key for key in ("region", "industry", "year") if key in panel]
    used = panel.loc[model.outcome.index].sort_values(keys or [outcome.name], kind="stable")
    net = pd.Series(model.net_of_all(model.term.to_frame())[:, 0], model.outcome.index)
    product = net * model.weights
    scaled = (product / (product * net).sum()).loc[used.index].to_numpy()
    part = used[shared].to_numpy(dtype="float64") ** power
    other = used[outcome.name].to_numpy(dtype="float64") / part
    within = [key for key in keys if key != "region"]
    strata = used.groupby(within, sort=True).ngroup().to_numpy() if within else 0 * scaled
    is_log = outcome.transform == "log"
    first, second = (np.log(other), np.log(part)) if is_log else (other, part)
    return _Dealer(first, second, scaled, strata, is_log)


def _within(
    values: np.ndarray, strata: np.ndarray, random: np.random.Generator, draws: int
) -> np.ndarray:
    """The values shuffled within strata, a row each draw."""
    own = np.argsort(strata, kind="stable")
    dealt = np.empty((draws, len(values)))
    for draw in range(draws):
        shuffled = np.lexsort((random.random(len(values)), strata))
        dealt[draw, own] = values[shuffled]
    return dealt


def _dealt_line(label: str, found: np.ndarray, base: Line) -> Line:
    low, high = np.quantile(found, MIDDLE)
    error = float(found.std(ddof=1)) if len(found) > 1 else float("nan")
    more = {"estimate": float(found.mean()), "low": float(low), "high": float(high)}
    return base | more | {"label": label, "std_error": error, "p_value": float("nan")}


def _with_shared(
    panel: pd.DataFrame, specification: Specification, formula: Formula, name: str
) -> list[Line]:
    """The model with the shared column as a term, and with one over it."""
    own = panel.assign(**{SHARED: panel[name], OVER_SHARED: panel[name].mean() / panel[name]})
    lines = []
    for label, factor in (
        (f"with log({name}) as a term", Factor(SHARED, "log")),
        (f"with 1/{name} as a term", Factor(OVER_SHARED)),
    ):
        more = replace(formula, terms=(*formula.terms, (factor,)))
        lines.append(refit(label, own, specification, formula=str(more)))
    return lines


def _year_before(panel: pd.DataFrame, specification: Specification, formula: Formula) -> list[Line]:
    """The model with the measure of the year before, where the panel has years."""
    if "year" not in panel or panel["year"].nunique() < 2:  # noqa: PLR2004
        return []
    lagged = tuple(
        tuple(replace(f, lag=1) if f.name == specification.term else f for f in term)
        for term in formula.terms
    )
    earlier = replace(formula, terms=lagged)
    factor = next(f for term in lagged for f in term if f.name == specification.term)
    changed = replace(specification, formula=str(earlier), term=str(factor))
    return [refit("with the measure of the year before", panel, changed)]


def _survived(base: Line, dealt: Line, rest: Line, *with_shared: Line) -> bool | None:
    """The rule of the card; None where the estimate is not to be told from none."""
    if not direction(base):
        return None
    if dealt["estimate"] * base["estimate"] < 0:
        return True
    is_outside = not rest["low"] <= base["estimate"] <= rest["high"]
    fitted = [line for line in with_shared if line["undefined"] is None]
    return is_outside and all(direction(line) == direction(base) for line in fitted)


def _words(base: Line, lines: list[Line], name: str, survived: bool | None) -> str:
    dealt, rest, logged = lines[1:4]
    verdict = {
        True: "the answer is more than arithmetic",
        False: "arithmetic may be all there is",
        None: "the estimate is not to be told from none in the first place",
    }[survived]
    if survived and dealt["estimate"] * base["estimate"] < 0:
        verdict = "arithmetic works against the answer, so it did not make it"
    also = said(logged) if logged["undefined"] is None else "not to be had"
    return (
        f"Outcome and measure share {name}. The estimate is {said(base)}. Arithmetic alone, with "
        f"the outcome's other part dealt out over places and {name} kept, gives {said(dealt)}, "
        f"and {said(rest)} where only what {name} does not explain is dealt out; with "
        f"log({name}) as a term it is {also}: {verdict}."
    )
