"""How much must have been left out to explain the answer away: Oster, Cinelli and Hazlett."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.errors import UnknownName, unknown
from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._projection import Parts, parts
from workbench.models.attacks._refits import (
    AS_FITTED,
    Impossible,
    bare,
    check_above_zero,
    tells_why,
)
from workbench.models.attacks._unobserved import LEVEL, Classical, Movement, strength_of
from workbench.models.specification import Specification

CARD = Card(
    question="Could something that was not observed explain the answer away?",
    method="Two answers. Oster: how many times as strongly as the observed controls the "
    "unobserved must select (delta) for no effect, and the effect at delta 1, with the largest "
    "R squared 1.3 times that of the model. Cinelli and Hazlett: how much of term and outcome it "
    "must explain (robustness value), and the estimate with something as strong as each control. "
    "The answer survives if delta is 1 or more or below 0, and something as strong as the "
    "strongest control leaves the estimate significant (classical, 95 %); where it was not "
    "significant there is nothing to explain away.",
    source="Oster, E. (2019), Unobservable selection and coefficient stability, Journal of "
    "Business & Economic Statistics 37; Cinelli, C. and Hazlett, C. (2020), Making sense of "
    "sensitivity, Journal of the Royal Statistical Society B 82",
    caveats=(
        "Both rest on classical least squares; clustered errors do not enter.",
        "Controls that are themselves effects of the term make both too lenient.",
    ),
)
TIMES = (1.0, 2.0, 3.0)
TOO_STRONG = "with this control it would explain all of the term: nothing can be so strong"


@attack(CARD)
@tells_why
def omitted_variables(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    r_squared_factor: float = 1.3,
    kept: Sequence[str] = (),
    times: Sequence[float] = TIMES,
) -> Attack:
    """Say how strong what was left out must be to explain the answer away.

    Parameters
    ----------
    panel
        As `fit` takes it.
    specification
        A model of least squares and its term.
    r_squared_factor
        The largest R squared is this times that of the model, at most 1.
    kept
        Fixed effects and terms that stand in Oster's short model too, so that only the others
        stand for what was not observed.
    times
        How many times as strong as each control the unobserved is taken to be.

    Returns
    -------
    An `Attack`. Its table has the fit, Oster's adjusted effect, and a row for each control and
    each of `times`, with `r2_term` and `r2_outcome` (partial), `std_error` (classical) and
    `degrees_of_freedom`. Facts: `delta`, `adjusted_effect`, `robustness_value`,
    `robustness_value_of_significance`, `partial_r_squared`.

    Raises
    ------
    UnknownName
        If the model has no term or fixed effect of a name in `kept`.
    ParameterError
        If an option is not above 0.

    Notes
    -----
    Formulas in `_unobserved`. A fixed effect is one control in Oster's sense, and none to compare
    with in Cinelli and Hazlett's.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame(random.normal(size=(200, 3)), columns=["x", "z", "noise"])
    >>> table["y"] = table["x"] + 0.2 * table["z"] + table["noise"]
    >>> omitted_variables(table, Specification("y ~ x + z", "x")).survived
    True
    """
    check_above_zero(r_squared_factor=r_squared_factor, times=min(times, default=1.0))
    model = parts(bare(panel), specification)
    _check_kept(model, kept)
    if model.controls.shape[1] + len(model.effects) == int("constant" in model.controls):
        raise Impossible("the model has no controls to judge the unobserved by")
    fitted = _classical(model)
    moved = _movement(model, kept)
    most = min(r_squared_factor * moved.r_squared, 1.0)
    delta, adjusted = moved.delta(most), moved.adjusted(most)
    table = pd.DataFrame(
        [
            _line(AS_FITTED, fitted, len(model.outcome)),
            {"label": "Oster, delta 1", "estimate": adjusted, "rows": len(model.outcome)},
            *_benchmarks(model, fitted, times),
        ]
    )
    facts = {
        "delta": delta,
        "adjusted_effect": adjusted,
        "largest_r_squared": most,
        "short_estimate": moved.short,
        "robustness_value": fitted.robustness(),
        "robustness_value_of_significance": fitted.robustness(level=LEVEL),
        "partial_r_squared": fitted.partial_r_squared,
    }
    survived = _survived(fitted, delta, table)
    return Attack("omitted_variables", survived, _words(fitted, facts, moved), table, facts)


def _check_kept(model: Parts, kept: Sequence[str]) -> None:
    known = [*map(str, model.controls), *model.effects]
    wrong = [unknown("CLW-F04", "control called", name, known) for name in kept]
    wrong = [problem for problem in wrong if problem.value not in known]
    if wrong:
        raise UnknownName(wrong)


def _classical(model: Parts) -> Classical:
    """The estimate with its classical standard error."""
    both = pd.concat([model.outcome, model.term], axis=1)
    outcome, term = model.net_of_all(both).T
    weights = model.weights
    own = weights @ term**2
    estimate = weights @ (term * outcome) / own
    degrees = len(outcome) - model.n_coefficients
    variance = weights @ (outcome - estimate * term) ** 2 / degrees
    return Classical(float(estimate), float(np.sqrt(variance / own)), float(degrees))


def _movement(model: Parts, kept: Sequence[str]) -> Movement:
    """How coefficient and R squared move when the controls that are not kept enter."""
    both = pd.concat([model.outcome, model.term], axis=1)
    names = [name for name in model.controls if name in ("constant", *kept)]
    effects = [name for name in model.effects if name in kept]
    constant = pd.DataFrame({"constant": 1.0}, index=model.outcome.index)
    always = model.controls[names]
    if not effects and "constant" not in always:
        always = pd.concat([constant, always], axis=1)
    outcome, term = model.net(both, always, effects).T
    outcome_left, term_left = model.net_of_all(both).T
    weights = model.weights / model.weights.sum()

    def mean(first: np.ndarray, second: np.ndarray) -> float:
        return float(weights @ (first * second))

    short = mean(outcome, term) / mean(term, term)
    controlled = mean(outcome_left, term_left) / mean(term_left, term_left)
    unexplained = outcome_left - controlled * term_left
    return Movement(
        short,
        controlled,
        short**2 * mean(term, term) / mean(outcome, outcome),
        1 - mean(unexplained, unexplained) / mean(outcome, outcome),
        mean(outcome, outcome),
        mean(term, term),
        mean(term_left, term_left),
    )


def _benchmarks(model: Parts, fitted: Classical, times: Sequence[float]) -> list[dict[str, object]]:
    """The estimate if something so many times as strong as each control had been left out."""
    lines: list[dict[str, object]] = []
    for name in model.controls.drop(columns="constant", errors="ignore"):
        r2_term, r2_outcome = _partial(model, str(name))
        for each in times:
            strength = strength_of(r2_term, r2_outcome, each)
            label = f"{each:g} x {name}"
            if np.isnan(strength[0]):
                lines.append({"label": label, "rows": len(model.outcome), "undefined": TOO_STRONG})
                continue
            found = fitted.without(*strength)
            lines.append(_line(label, found, len(model.outcome), *strength))
    return lines


def _partial(model: Parts, name: str) -> tuple[float, float]:
    """The partial R squareds of a control with the term, and with the outcome net of the term."""
    others = model.controls.drop(columns=name)
    columns = pd.concat([model.outcome, model.term, model.controls[name]], axis=1)
    root = np.sqrt(model.weights)[:, None]
    outcome, term, control = (model.net(columns, others, model.effects) * root).T
    r2_term = (term @ control) ** 2 / (term @ term) / (control @ control)
    outcome, control = (
        column - term * (term @ column) / (term @ term) for column in (outcome, control)
    )
    r2_outcome = (outcome @ control) ** 2 / (outcome @ outcome) / (control @ control)
    return float(r2_term), float(r2_outcome)


def _line(
    label: str, found: Classical, rows: int, r2_term: float = 0.0, r2_outcome: float = 0.0
) -> dict[str, object]:
    low, high = found.ends()
    return {
        "label": label,
        "estimate": found.estimate,
        "low": low,
        "high": high,
        "rows": rows,
        "std_error": found.std_error,
        "degrees_of_freedom": found.degrees,
        "r2_term": r2_term,
        "r2_outcome": r2_outcome,
    }


def _survived(fitted: Classical, delta: float, table: pd.DataFrame) -> bool | None:
    """The rule of the card."""
    low, high = fitted.ends()
    if low <= 0 <= high:
        return None
    once = table[table["label"].str.startswith("1 x ")]
    sign = np.sign(fitted.estimate)
    nearer = np.minimum(sign * once["low"], sign * once["high"]).dropna()
    return bool((delta >= 1 or delta < 0) and (nearer > 0).all())


def _words(fitted: Classical, facts: dict[str, float], moved: Movement) -> str:
    low, high = fitted.ends()
    start = "The estimate is not to be told from none as it is. " if low <= 0 <= high else ""
    return (
        f"{start}For no effect at all, {_selection(facts['delta'], moved)}; at equal strength the "
        f"estimate of {fitted.estimate:.3g} becomes {facts['adjusted_effect']:.3g}. By another "
        f"reckoning the unobserved would have to explain {facts['robustness_value']:.1%} of what "
        "the controls leave of both term and outcome, and "
        f"{facts['robustness_value_of_significance']:.1%} for the interval to reach zero."
    )


def _selection(delta: float, moved: Movement) -> str:
    """What delta says, with the doubt where the controls' own bias would have to turn."""
    if delta < 0:
        return (
            f"the unobserved would have to work against the controls (delta {delta:.2f}), since "
            "these move the estimate away from zero"
        )
    text = f"the unobserved would have to weigh {delta:.2f} times as much as the controls"
    if np.sign(moved.short - moved.controlled) != np.sign(moved.controlled):
        text += " (and the controls' own bias to turn its sign, against Oster's assumption 3)"
    return text
