"""What makes an end come sooner: a hazard by Cox, or by periods at risk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.models.covariance import Moments, coefficients_table, covariance, std_errors_of
from workbench.models.design import CONSTANT, Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._cox import Risk, partial_likelihood, schoenfeld
from workbench.models.estimators._likelihood import Maximum, Point, maximum
from workbench.models.estimators._linear import within

COX, CLOGLOG, LOGIT = "cox", "complementary_log_log", "logit"
FARTHEST = 500.0  # beyond it an exponential is 0 or infinite
FEW_EVENTS = 10  # for each term

CARD = Card(
    question="How much sooner does an end come (a closure, an exit) with one more of a term?",
    formula="Cox: h(t | x) = h0(t) exp(x'b), ties by Efron; by periods: "
    "h = 1 - exp(-exp(x'b)), or 1 / (1 + exp(-x'b))",
    source="Cox (1972); Efron (1977); Prentice and Gloeckler (1978); Lin and Wei (1989) for "
    "robust and clustered errors",
    link="other",
    standard_errors=("robust", "classical"),
    takes=("clusters",),
    options={
        "model": Option(
            COX,
            "cox, complementary_log_log or logit",
            "cox: one row a unit, the outcome is how long it was watched; the others: one row a "
            "unit and period, the outcome is 1 where it ended then (see periods_at_risk), and "
            "terms such as C(period) say how the hazard runs in time",
        ),
        "is_event": Option("", "column", "cox: 1 where the unit ended, 0 where it was still there"),
    },
    caveats=(
        "a coefficient is a difference in the logarithm of the hazard (of the odds with logit); "
        "the table hazard_ratios has its exponent",
        "assumes that a term multiplies the hazard alike at all times; "
        "the test of proportional hazards asks",
        "durations in whole years have many ties: the model by periods is made for them",
    ),
)


@estimator(CARD)
def hazard(arrays: Design, errors: Errors, *, model: str = COX, is_event: str = "") -> Estimate:
    """A hazard that terms multiply.

    Parameters
    ----------
    arrays
        Cox: the outcome is a duration. By periods: 1 in the period in which a unit ended, else 0.
    errors
        Robust, classical, or by cluster.
    model
        "cox", "complementary_log_log" or "logit".
    is_event
        Cox: column with 1 where the duration ended, 0 where watching did.

    Returns
    -------
    Coefficients on the scale of the log hazard (log odds), normal intervals (t with clusters);
    the table `hazard_ratios`; for Cox the tests of proportional hazards.

    Raises
    ------
    FormulaError
        For durations and events that cannot be, a Cox model without terms, and a term that
        foretells the outcome without fail.
    ParameterError
        For a model of another name.

    Examples
    --------
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> firms = pd.DataFrame({"in_cluster": random.integers(0, 2, 400), "closed": 1})
    >>> firms["age"] = random.exponential(np.exp(0.7 * firms["in_cluster"]))
    >>> found = fit("age ~ in_cluster", firms, estimator="hazard", is_event="closed")
    >>> float(found.tables["hazard_ratios"].loc["in_cluster", "ratio"].round(1))
    0.5
    """
    columns, ended = _asked(arrays, model, is_event)
    within(arrays)  # refuses terms that are combinations of others
    found = _MODELS[model](arrays, columns, ended)
    moments = Moments(found.bread, found.point.scores, columns.shape[1], variance=1.0)
    matrix, degrees, words = covariance(moments, arrays, errors)
    degrees = degrees if arrays.clusters is not None else np.inf
    table = coefficients_table(found.estimates, std_errors_of(matrix, columns.columns), degrees)
    ratios = table.drop(index=CONSTANT, errors="ignore")[["estimate", "low", "high"]].map(np.exp)
    return Estimate(
        table,
        pd.Series(found.point.residuals, arrays.outcome.index),
        words,
        degrees,
        tests=_proportional(arrays, columns, ended, found) if model == COX else (),
        tables={"hazard_ratios": ratios.rename(columns={"estimate": "ratio"})},
        notes=_few_events(ended, len(columns.columns.drop(CONSTANT, errors="ignore"))),
    )


def _asked(arrays: Design, model: str, is_event: str) -> tuple[pd.DataFrame, np.ndarray]:
    """The columns that have a coefficient, and what ended: 1 or 0 a row."""
    if model not in _MODELS:
        raise ParameterError(unknown("CLW-P07", "model called", model, _MODELS))
    if model != COX:
        return arrays.regressors, _yes_or_no(arrays.outcome)
    columns = arrays.regressors.drop(columns=CONSTANT)
    problems = [] if is_event else [_no_event_column()]
    if columns.empty:
        problems.append(_nothing_to_fit())
    if problems:
        raise FormulaError(problems)
    if not (arrays.outcome > 0).all():
        raise FormulaError(_wrong_values(str(arrays.outcome.name), "a duration is not positive"))
    return columns, _yes_or_no(arrays.also[is_event])


def _cox(arrays: Design, columns: pd.DataFrame, ended: np.ndarray) -> Maximum:
    """The partial likelihood, of columns around their mean: a constant changes nothing."""
    risk = Risk.of(arrays.outcome.to_numpy(), ended)
    centred = columns - columns.mean()
    return maximum(partial(partial_likelihood, x=centred.to_numpy(), risk=risk), centred)


def _by_logit(_: Design, columns: pd.DataFrame, ended: np.ndarray) -> Maximum:
    x = columns.to_numpy()

    def likelihood(coefficients: np.ndarray) -> Point:
        index = x @ coefficients
        share = 1 / (1 + np.exp(-np.clip(index, -FARTHEST, FARTHEST)))
        value = float(ended @ index - np.logaddexp(0.0, index).sum())
        left = ended - share
        return Point(value, x * left[:, None], (x.T * (share * (1 - share))) @ x, left)

    return maximum(likelihood, columns)


def _by_complementary_log_log(_: Design, columns: pd.DataFrame, ended: np.ndarray) -> Maximum:
    x = columns.to_numpy()

    def likelihood(coefficients: np.ndarray) -> Point:
        rate = np.exp(np.clip(x @ coefficients, -FARTHEST, FARTHEST))
        share = -np.expm1(-rate)
        pull = rate * np.exp(-rate) / share
        value = float(ended @ np.log(share) - (1 - ended) @ rate)
        slope = ended * pull - (1 - ended) * rate
        return Point(value, x * slope[:, None], (x.T * (pull * rate)) @ x, ended - share)

    return maximum(likelihood, columns)


_MODELS: Mapping[str, Callable[[Design, pd.DataFrame, np.ndarray], Maximum]] = {
    COX: _cox,
    CLOGLOG: _by_complementary_log_log,
    LOGIT: _by_logit,
}


def _proportional(
    arrays: Design, columns: pd.DataFrame, ended: np.ndarray, found: Maximum
) -> tuple[Test, ...]:
    """Whether a term's effect moves with time: Grambsch and Therneau (1994), times as ranks."""
    from scipy.special import chdtrc

    risk = Risk.of(arrays.outcome.to_numpy(), ended)
    centred = (columns - columns.mean()).to_numpy()
    gaps, times = schoenfeld(found.estimates.to_numpy(), centred, risk)
    order = pd.Series(times).rank()
    ranks = (order - order.mean()).to_numpy()
    scaled = len(times) * gaps @ found.bread
    spread = len(times) * np.diag(found.bread) * (ranks**2).sum()
    statistics = (ranks @ scaled) ** 2 / spread if (ranks != 0).any() else np.zeros(len(spread))
    return tuple(
        Test(
            f"proportional hazards: {term}",
            float(statistic),
            float(chdtrc(1, statistic)),
            "a small p value says that the effect changes with time",
        )
        for term, statistic in zip(columns, statistics, strict=True)
    )


def _yes_or_no(column: pd.Series) -> np.ndarray:
    """The column as 0 and 1, with some of both."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    if not np.isin(values, (0.0, 1.0)).all():
        raise FormulaError(_wrong_values(str(column.name), "an event is neither 0 nor 1"))
    if not values.any():
        raise FormulaError(_wrong_values(str(column.name), "nothing ended, so there is no hazard"))
    return values


def _few_events(ended: np.ndarray, n_terms: int) -> tuple[str, ...]:
    if ended.sum() >= FEW_EVENTS * n_terms:
        return ()
    return (
        f"few events: {ended.sum():.0f} for {n_terms} terms; with fewer than {FEW_EVENTS} a term "
        "the coefficients tend to be too large",
    )


def _wrong_values(column: str, message: str) -> Problem:
    return Problem(
        "CLW-F65",
        message,
        column=column,
        expected="positive durations; 1 for what ended and 0 for what was still there",
        remedy="say for each row how long it was watched and whether it ended then",
    )


def _no_event_column() -> Problem:
    return Problem(
        "CLW-P08",
        "a Cox model needs to know which durations ended",
        column="is_event",
        expected="a column with 1 where the unit ended and 0 where it was still there",
        remedy="is_event=COLUMN",
    )


def _nothing_to_fit() -> Problem:
    return Problem(
        "CLW-F11",
        "a Cox model has no constant, so it needs a term",
        value="1",
        expected="duration ~ term + term",
        remedy="add a term; for the share that survives there is kaplan_meier",
    )
