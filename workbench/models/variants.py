"""What differs between many models: each taken apart, and those that can be solved together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models._together import CLASSICAL, CLUSTERED
from workbench.models.design import Roles
from workbench.models.formula import Factor, Formula, Term, parse
from workbench.models.lags import earlier
from workbench.models.requests import Request
from workbench.models.specification import Specification

Rows = npt.NDArray[np.bool_]
KINDS = ("robust", CLASSICAL, CLUSTERED)
LEAST_SQUARES = "least_squares"


@dataclass(frozen=True)
class Variant:
    """One of many models: its specification, and the name of the sample it is fitted on."""

    specification: Specification
    sample: str = ""

    @property
    def label(self) -> str:
        """The formula, with weights and sample where there are any."""
        weights = self.specification.weights
        more = [f"weighted by {weights}"] if weights else []
        more += [self.sample] if self.sample else []
        return ", ".join([self.specification.formula, *more])


@dataclass(frozen=True)
class Model:
    """A variant taken apart."""

    number: int
    formula: Formula
    term: Term
    roles: Roles
    kind: str
    sample: str

    @property
    def controls(self) -> tuple[Term, ...]:
        """The terms besides the one that is asked for."""
        return tuple(term for term in self.formula.terms if term != self.term)


def taken_apart(variants: Iterable[Variant]) -> list[Model]:
    """The parts of each variant.

    Raises
    ------
    FormulaError, ParameterError, UnknownName
        As `fit` does before it reads a row; if a model is not one of least squares, or its term
        not one column.
    """
    kinds: dict[object, str] = {}  # what an estimator is asked for is checked once
    return [_parts(number, variant, kinds) for number, variant in enumerate(variants)]


def _parts(number: int, variant: Variant, kinds: dict[object, str]) -> Model:
    asked = variant.specification
    formula = parse(asked.formula)
    options = sorted(asked.options.items())
    parts = bool(formula.fixed_effects), bool(formula.endogenous)
    key = (asked.estimator, asked.cluster, asked.weights, str(options), parts)
    if key not in kinds:
        kinds[key] = _kind(asked, formula)
    with_term = [t for t in formula.terms if asked.term in [factor.name for factor in t]]
    plain = [t for t in with_term if len(t) == 1 and t[0].transform != "category"]
    if len(with_term) != 1 or not plain:
        raise FormulaError(_not_one_column(asked))
    roles = Roles(asked.cluster if kinds[key] == CLUSTERED else None, asked.weights)
    return Model(number, formula, plain[0], roles, kinds[key], variant.sample)


def _kind(asked: Specification, formula: Formula) -> str:
    """The kind of standard errors, once all that is asked has been checked."""
    options = dict(asked.options)
    kind = options.pop("standard_errors", None)
    request = Request(asked.estimator, formula, asked.cluster, kind, asked.weights, options)
    request.checked()
    if asked.estimator != LEAST_SQUARES or request.kind not in KINDS or formula.endogenous:
        raise FormulaError(_not_many(asked))
    return request.kind


def sharing(
    panel: pd.DataFrame, models: Sequence[Model], samples: Mapping[str, pd.Series]
) -> list[list[Model]]:
    """Models in groups: same sample, effects, weights, errors, and same rows without a value."""
    factors = dict.fromkeys(chain.from_iterable(model.formula.factors for model in models))
    known = {factor: _is_known(panel, factor) for factor in factors}
    groups: dict[object, list[Model]] = {}
    for model in models:
        rows = np.logical_and.reduce([known[factor] for factor in model.formula.factors])
        if model.sample:
            rows &= samples[model.sample].reindex(panel.index).to_numpy()
        key = (model.sample, model.formula.fixed_effects, model.roles, model.kind, rows.tobytes())
        groups.setdefault(key, []).append(model)
    return list(groups.values())


def _is_known(panel: pd.DataFrame, factor: Factor) -> Rows:
    """Where a factor has a value; a column that is not there is the design's to refuse."""
    if factor.name not in panel:
        return np.ones(len(panel), dtype=bool)
    column = earlier(panel, factor.name, factor.lag) if factor.lag else panel[factor.name]
    if factor.transform == "category" or not pd.api.types.is_numeric_dtype(column):
        return column.notna().to_numpy()
    values = column.to_numpy(dtype="float64", na_value=np.nan)
    found: npt.NDArray[np.bool_] = np.isfinite(values)
    return found & (values > 0) if factor.transform == "log" else found


def union(models: Sequence[Model]) -> Formula:
    """One formula with every column of all models."""
    outcomes = [(model.formula.outcome,) for model in models]
    terms = chain(chain.from_iterable(model.formula.terms for model in models), outcomes[1:])
    return replace(
        models[0].formula, terms=tuple(t for t in dict.fromkeys(terms) if t != outcomes[0])
    )


def _not_many(asked: Specification) -> Problem:
    kind = asked.options.get("standard_errors", "")
    return Problem(
        "CLW-F50",
        "many models at once are fitted by least squares only",
        value=f"{asked.estimator} {kind}".strip(),
        expected=f"{LEAST_SQUARES} without instruments; standard errors of: {', '.join(KINDS)}",
        remedy="ask for least squares, or fit the models one by one",
    )


def _not_one_column(asked: Specification) -> Problem:
    return Problem(
        "CLW-F50",
        f"{asked.term} is not one column of the model, so it has no single coefficient",
        column=asked.term,
        value=asked.formula,
        expected=f"{asked.term} or log({asked.term}) once among the terms",
        remedy="take its other terms out of the formula",
    )
