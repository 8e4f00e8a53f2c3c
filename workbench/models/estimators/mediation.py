"""How much of an effect goes through something in between: direct and indirect effects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.models.covariance import Moments, coefficients_table, covariance
from workbench.models.design import CONSTANT, Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._linear import Solved, Within, solved, within
from workbench.models.estimators._resampling import resampled

EFFECTS = ["indirect", "direct", "total"]
TAILS = (0.025, 0.975)
CORRELATIONS = np.arange(-9, 10) / 10

CARD = Card(
    question="How much of an effect goes through something in between, and how much does not?",
    formula="m = a t + x'g + e_m; y = b m + c t + x'd + e_y; indirect a b, direct c, total a b + c",
    source="Imai, Keele and Yamamoto (2010, Statistical Science 25); Baron and Kenny (1986)",
    standard_errors=("robust",),
    takes=("fixed_effects", "clusters", "weights"),
    options={
        "mediator": Option("", "column", "what lies in between"),
        "treatment": Option("", "a term, as it is written", "whose effect it is; the first term"),
        "interval": Option(
            "quasi_bayesian",
            "quasi_bayesian, delta or bootstrap",
            "draws from the normal of both equations; the product's first-order error; or rows, "
            "or clusters where there are some, drawn with replacement",
        ),
        "draws": Option(2000, "a number", "of the interval"),
        "seed": Option(0, "a number", "of the draws"),
    },
    caveats=(
        "nothing unseen may move the treatment and the outcome, nor the mediator and the outcome: "
        "the second is hard to believe even in an experiment; the table sensitivity asks how "
        "strong it would have to be",
        "the effect of the treatment on the outcome is the same at every level of the mediator",
        "nothing else that the treatment changes may move both mediator and outcome",
    ),
)


@dataclass(frozen=True)
class _Paths:
    """The two equations, and where a, b and c stand in them."""

    mediator: Solved
    outcome: Solved
    model: Within
    names: tuple[str, str]
    covariance: np.ndarray
    degrees: float
    words: str

    @property
    def coefficients(self) -> np.ndarray:
        """a, b and c."""
        between, treatment = self.names
        found = self.outcome.estimates
        return np.array([self.mediator.estimates[treatment], found[between], found[treatment]])


def _effects(paths: np.ndarray) -> np.ndarray:
    """Indirect, direct and total effects of a, b and c in the last axis."""
    a, b, c = np.moveaxis(paths, -1, 0)
    return np.stack([a * b, c, a * b + c], axis=-1)


@estimator(CARD)
def mediation(
    arrays: Design,
    errors: Errors,
    *,
    mediator: str = "",
    treatment: str = "",
    interval: str = "quasi_bayesian",
    draws: int = 2000,
    seed: int = 0,
) -> Estimate:
    """Direct and indirect effects in two linear equations.

    Parameters
    ----------
    arrays
        A design of treatment and controls, the mediator in `also`.
    errors
        Robust, or by cluster.
    mediator, treatment
        Column in between, and the term whose effect it is (the first, where left out).
    interval
        "quasi_bayesian", "delta" or "bootstrap" (of clusters where there are some).
    draws, seed
        Of the interval.

    Returns
    -------
    The terms "indirect", "direct" and "total". Tables: `equations`, and `sensitivity` with the
    indirect effect at each correlation of the two errors.

    Raises
    ------
    FormulaError
        Without a mediator that is a number, or a treatment that is a term.
    ParameterError
        For an interval of another name.

    Notes
    -----
    Covariances take both equations together, so errors may be dependent between them. The
    bootstrap takes fixed effects out once, which is exact where these lie within clusters.

    Examples
    --------
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame({"density": random.normal(size=400)})
    >>> table["patents"] = 0.5 * table["density"] + random.normal(size=400)
    >>> table["wage"] = 0.4 * table["patents"] + 0.1 * table["density"] + random.normal(size=400)
    >>> found = fit("wage ~ density", table, estimator="mediation", mediator="patents")
    >>> list(found.coefficients.index), float(found.term("indirect")["estimate"].round(1))
    (['indirect', 'direct', 'total'], 0.2)
    """
    if interval not in _INTERVALS:
        raise ParameterError(unknown("CLW-P07", "interval called", interval, _INTERVALS))
    paths = _paths(arrays, errors, _names(arrays, mediator, treatment))
    table, drawn = _INTERVALS[interval](paths, draws, seed)
    vanishes, sensitivity = _sensitivity(paths, drawn)
    equations = {"mediator": paths.mediator.estimates, "outcome": paths.outcome.estimates}
    return Estimate(
        table,
        pd.Series(paths.outcome.residuals, arrays.outcome.index),
        f"{paths.words}; interval: {interval.replace('_', ' ')}",
        paths.degrees,
        tests=(
            Test("share through the mediator", _share(table), reading="indirect over total"),
            Test(
                "correlation of errors at which the indirect effect vanishes",
                vanishes,
                reading="something unseen that moves mediator and outcome so alike would explain "
                "it all; near zero means that little is needed",
            ),
        ),
        tables={"equations": _equations(equations, paths), "sensitivity": sensitivity},
    )


def _paths(arrays: Design, errors: Errors, names: tuple[str, str]) -> _Paths:
    """Both equations with one covariance of a, b and c, dependence between them included."""
    between = arrays.also[names[0]].astype("float64").rename(names[0])
    with_mediator = pd.concat([arrays.regressors, between], axis=1)
    first = within(replace(arrays, outcome=between))
    second = within(replace(arrays, regressors=with_mediator))
    mediator, outcome = solved(first), solved(second)
    scores = np.hstack([mediator.moments.scores, outcome.moments.scores])
    both = Moments(np.eye(scores.shape[1]), scores, second.n_coefficients)
    matrix, degrees, words = covariance(both, arrays, errors, nested=second.nested)
    terms, columns = list(arrays.regressors), list(with_mediator)
    back = np.zeros((3, scores.shape[1]))
    back[0, : len(terms)] = mediator.back[terms.index(names[1])]
    back[1, len(terms) :] = outcome.back[columns.index(names[0])]
    back[2, len(terms) :] = outcome.back[columns.index(names[1])]
    return _Paths(mediator, outcome, second, names, back @ matrix @ back.T, degrees, words)


def _drawn(paths: _Paths, draws: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Draws of a, b and c from their joint normal (Imai, Keele and Tingley 2010)."""
    random = np.random.default_rng(seed)
    drawn = random.multivariate_normal(paths.coefficients, paths.covariance, draws, method="eigh")
    return _by_percentile(paths, drawn), drawn


def _bootstrapped(paths: _Paths, draws: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """a, b and c in samples drawn with replacement, fixed effects taken out once."""
    drawn = resampled(paths.model, paths.names, draws=draws, seed=seed)
    return _by_percentile(paths, drawn), drawn


def _first_order(paths: _Paths, draws: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """The delta method; the draws serve the sensitivity only."""
    a, b, _ = paths.coefficients
    slopes = np.array([[b, a, 0.0], [0.0, 0.0, 1.0], [b, a, 1.0]])
    terms = pd.Index(EFFECTS)
    spread = pd.Series(np.sqrt(np.diag(slopes @ paths.covariance @ slopes.T)), terms)
    estimates = pd.Series(_effects(paths.coefficients), terms)
    drawn = _drawn(paths, draws, seed)[1]
    return coefficients_table(estimates, spread, paths.degrees), drawn


_INTERVALS: Mapping[str, Callable[[_Paths, int, int], tuple[pd.DataFrame, np.ndarray]]] = {
    "quasi_bayesian": _drawn,
    "delta": _first_order,
    "bootstrap": _bootstrapped,
}


def _by_percentile(paths: _Paths, drawn: np.ndarray) -> pd.DataFrame:
    """Effects with what 95 % of the draws lie between, and twice the share beyond zero."""
    effects = _effects(drawn)
    low, high = np.quantile(effects, TAILS, axis=0)
    beyond = np.minimum((effects <= 0).mean(axis=0), (effects >= 0).mean(axis=0))
    estimate, std_error = _effects(paths.coefficients), effects.std(axis=0, ddof=1)
    columns = {
        "estimate": estimate,
        "std_error": std_error,
        "statistic": estimate / std_error,
        "p_value": np.minimum(2 * np.maximum(beyond, 1 / len(drawn)), 1.0),
        "low": low,
        "high": high,
    }
    return pd.DataFrame(columns, pd.Index(EFFECTS, name="term"))


def _sensitivity(paths: _Paths, drawn: np.ndarray) -> tuple[float, pd.DataFrame]:
    """The indirect effect were the errors of both equations correlated.

    a s1 / s2 (r - rho sqrt((1 - r^2) / (1 - rho^2))), with s1 the spread of the outcome's error
    without the mediator, s2 that of the mediator's, r their correlation (Imai, Keele and Yamamoto
    2010, theorem 4). Intervals take s1, s2 and r as known.
    """
    own = paths.mediator.residuals * paths.model.root
    left = paths.outcome.residuals * paths.model.root
    whole = left + paths.coefficients[1] * own
    r = float(own @ whole / np.sqrt((own @ own) * (whole @ whole)))
    spread = np.sqrt((whole @ whole) / (own @ own))
    shift = spread * CORRELATIONS * np.sqrt((1 - r**2) / (1 - CORRELATIONS**2))
    a, b, _ = paths.coefficients
    low, high = np.quantile(drawn[:, :1] * (drawn[:, 1:2] - shift), TAILS, axis=0)
    columns = {"indirect": a * (b - shift), "low": low, "high": high}
    return r, pd.DataFrame(columns, pd.Index(CORRELATIONS, name="correlation"))


def _equations(found: Mapping[str, pd.Series], paths: _Paths) -> pd.DataFrame:
    """The coefficients of both equations, side by side."""
    return pd.DataFrame(found).reindex(paths.outcome.estimates.index).rename_axis("term")


def _share(table: pd.DataFrame) -> float:
    total = float(table["estimate"]["total"])
    return float(table["estimate"]["indirect"]) / total if total else float("nan")


def _names(arrays: Design, mediator: str, treatment: str) -> tuple[str, str]:
    """The mediator's column and the treatment's term."""
    terms = list(arrays.regressors.columns.drop(CONSTANT, errors="ignore"))
    if not mediator or not terms:
        raise FormulaError(_no_mediator())
    if not pd.api.types.is_numeric_dtype(arrays.also[mediator]):
        raise FormulaError(_text(mediator, str(arrays.also[mediator].iloc[0])))
    if treatment and treatment not in terms:
        raise FormulaError(unknown("CLW-F04", "term", treatment, terms))
    return mediator, treatment or str(terms[0])


def _no_mediator() -> Problem:
    return Problem(
        "CLW-P08",
        "mediation needs a treatment and a mediator",
        column="mediator",
        expected="outcome ~ treatment + controls, and the column that lies in between",
        remedy="mediator=COLUMN, which is no term of the formula",
    )


def _text(name: str, value: str) -> Problem:
    return Problem(
        "CLW-F02",
        f"column {name} holds text, not numbers",
        column=name,
        value=value,
        expected="a column of numbers",
        remedy="name another column as mediator",
    )
