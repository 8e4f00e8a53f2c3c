"""What every estimator says about itself, what it is given, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar, cast

import pandas as pd

from workbench.models.design import Design

CLASSICAL, ROBUST, OWN = "classical", "robust", "own"


@dataclass(frozen=True)
class Option:
    """One option of an estimator or of standard errors: its default, type in words, meaning."""

    default: Any
    kind: str
    meaning: str


@dataclass(frozen=True)
class Card:
    """What an estimator is: question, formula, source, options, standard errors it can have.

    `link` is "log" where a coefficient is a change of the outcome's logarithm, "identity" where
    it is one of the outcome, "other" where it is neither. `standard_errors` are the kinds it
    allows, the first by default; "own" means those of the method. `takes` says whether it can
    do with "fixed_effects", "instruments", "weights", "clusters", "no_constant"; it `needs` the
    keys "unit" and "year", "coordinates", "neighbours" or "instruments".
    """

    question: str
    formula: str
    source: str
    link: str = "identity"
    standard_errors: tuple[str, ...] = (ROBUST, CLASSICAL)
    takes: tuple[str, ...] = ("clusters",)
    needs: tuple[str, ...] = ()
    options: Mapping[str, Option] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The card as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Errors:
    """How the uncertainty of the coefficients is asked for.

    `kind` is one of `covariance.KINDS` ("classical", "robust" for HC1, "HC2", "HC3", "clustered",
    "wild", "conley") or "own". `options` are those of the kind: draws and seed of the bootstrap,
    cut-off in kilometres. The groups and coordinates themselves are in the design.
    """

    kind: str = ROBUST
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Test:
    """A statistic beside the coefficients: what it asks, its value, and what it means here."""

    name: str
    statistic: float
    p_value: float = float("nan")
    reading: str = ""

    __test__ = False  # it is not one of pytest's


@dataclass(frozen=True)
class Estimate:
    """What an estimator hands back; `fit` turns it into a `Fit`.

    Parameters
    ----------
    coefficients
        By term: estimate, std_error, statistic, p_value, low, high (95 %).
    residuals
        On the index of the rows used.
    standard_errors
        What they are, in words: "clustered by state (48 groups)".
    degrees_of_freedom
        Of the intervals; infinite where they are normal.
    within
        The regressors net of fixed effects, on which the warnings of influence and collinearity
        rest; empty where these have no meaning.
    r_squared, r_squared_within
        Shares of variation explained; None where they have no meaning.
    total_effects
        By term: estimate, low, high of what a unit more of the term does in the end, where that
        is not its coefficient (spatial lags).
    tests
        Statistics beside the coefficients.
    tables
        Further results by name: "first_stage", "impacts", "event_time".
    notes
        Plain sentences to be wary of.
    """

    coefficients: pd.DataFrame
    residuals: pd.Series
    standard_errors: str
    degrees_of_freedom: float
    within: pd.DataFrame = field(default_factory=pd.DataFrame)
    r_squared: float | None = None
    r_squared_within: float | None = None
    total_effects: pd.DataFrame | None = None
    tests: tuple[Test, ...] = ()
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Estimator(Protocol):
    """A function from a design to an estimate, with its card."""

    __name__: str
    __doc__: str | None
    card: Card

    def __call__(self, arrays: Design, errors: Errors, **options: Any) -> Estimate:
        """Estimate the coefficients of a design."""
        ...


Function = TypeVar("Function", bound=Callable[..., Estimate])


def estimator(card: Card) -> Callable[[Function], Function]:
    """Put a card on the function that estimates."""

    def with_card(function: Function) -> Function:
        cast(Any, function).card = card
        return function

    return with_card
