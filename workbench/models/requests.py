"""Does the estimator know what is asked of it: its parts, standard errors and options."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.measures._apply import typed
from workbench.models.design import Roles
from workbench.models.estimators import Card, Errors, Estimator, estimators
from workbench.models.formula import Formula
from workbench.models.standard_errors import COORDINATES, KINDS

CLUSTERED = "clustered"
COLUMN = "column"  # the kind of an option that names a column of the panel
WITH_GAPS = "column, may be missing"  # one whose missing values say something
NO_CONSTANT = "no_constant"
KEYS = ("unit", "year")
WITHOUT_CLUSTERS = ("HC2", "HC3", "conley")


@dataclass(frozen=True)
class Request:
    """What is asked of an estimator, before any row is read."""

    estimator: str
    formula: Formula
    cluster: str | None
    standard_errors: str | None
    weights: str | None
    options: Mapping[str, Any]

    @cached_property
    def card(self) -> Card:
        """The card of the estimator.

        Raises
        ------
        UnknownName
            If there is none of that name; with the nearest.
        """
        return estimators[self.estimator].card

    @property
    def kind(self) -> str:
        """The kind of standard errors: those asked for, else by cluster, else the default."""
        if self.standard_errors is not None:
            is_plain = self.standard_errors in ("robust", "classical")
            return CLUSTERED if self.cluster and is_plain else self.standard_errors
        return CLUSTERED if self.cluster else self.card.standard_errors[0]

    def checked(self) -> tuple[Estimator, Errors, dict[str, Any]]:
        """The estimator, how uncertainty is asked for, and the estimator's own options.

        Raises
        ------
        UnknownName, FormulaError, ParameterError
            If something is asked that the estimator does not know.
        """
        method = estimators[self.estimator]
        if parts := list(self._parts()):
            raise FormulaError(parts)
        if wrong := list(self._wrong()):
            raise ParameterError(wrong)
        of_errors = KINDS[self.kind].options
        asked = {
            n: _like(n, self.options.get(n, default), default) for n, default in of_errors.items()
        }
        own = {n: typed(method, n, v) for n, v in self.options.items() if n in self.card.options}
        return method, Errors(self.kind, asked), own

    def roles(self, panel: pd.DataFrame) -> Roles:
        """The columns that are needed besides those of the formula."""
        named, gaps = self._columns(COLUMN), self._columns(WITH_GAPS)
        needs = (*self.card.needs, KINDS[self.kind].needs)
        named += COORDINATES if "coordinates" in needs else ()
        named += ["region"] if "neighbours" in needs else []
        if set(KEYS) & set(needs):
            default = [key for key in ("region", "industry", "year") if key in panel]
            named += panel.attrs.get("keys", default)
        also = tuple(dict.fromkeys([*named, *gaps]))
        return Roles(self.cluster, self.weights, also, tuple(gaps))

    def _columns(self, kind: str) -> list[str]:
        """The columns that options of a kind name."""
        options = self.card.options.items()
        asked = (str(self.options.get(n, o.default) or "") for n, o in options if o.kind == kind)
        return [name for name in asked if name]

    def _parts(self) -> Iterator[Problem]:
        """Parts of the formula that the estimator cannot do with, or without."""
        takes = self.card.takes
        there = {
            "fixed_effects": bool(self.formula.fixed_effects),
            "instruments": bool(self.formula.endogenous),
            "weights": self.weights is not None,
            "clusters": self.cluster is not None,
            NO_CONSTANT: not self.formula.has_constant and not self.formula.fixed_effects,
        }
        for part, is_there in there.items():
            if is_there and part not in takes:
                out = "0" if part == NO_CONSTANT else _words(part)
                yield self._problem(part, "does not take", f"take the {out} out")
        if "instruments" in self.card.needs and not there["instruments"]:
            yield self._problem("instruments", "needs", "y ~ controls | explained ~ instrument")

    def _problem(self, part: str, verb: str, remedy: str) -> Problem:
        can = ", ".join(map(_words, self.card.takes)) or "neither of them"
        return Problem(
            "CLW-F11",
            f"{self.estimator.replace('_', ' ')} {verb} {_words(part)}",
            value=str(self.formula),
            expected=f"it takes {can}",
            remedy=remedy,
        )

    def _wrong(self) -> Iterator[Problem]:
        """Standard errors and options that are not there."""
        allowed = set(self.card.standard_errors)
        allowed |= {CLUSTERED} & ({CLUSTERED} if "clusters" in self.card.takes else set())
        if self.kind not in allowed:
            yield unknown("CLW-P07", "standard errors called", self.kind, allowed)
            return
        if KINDS[self.kind].needs == "clusters" and not self.cluster:
            yield Problem(
                "CLW-P08",
                f"the standard errors {self.kind} need groups",
                column="cluster",
                expected="a column whose groups have dependent errors",
                remedy="cluster=COLUMN",
            )
        if self.cluster and self.kind in WITHOUT_CLUSTERS:
            yield Problem(
                "CLW-P07",
                f"the standard errors {self.kind} take no account of clusters",
                column="cluster",
                value=self.cluster,
                expected="one of the two: clusters, or these standard errors",
                remedy=f"leave cluster={self.cluster} out, or take standard_errors=wild",
            )
        known = {*self.card.options, *KINDS[self.kind].options}
        for name in self.options:
            if name not in known:
                where = f"option of {self.estimator} with {self.kind} standard errors called"
                yield unknown("CLW-P01", where, name, known)


def _like(name: str, given: Any, default: Any) -> Any:
    """An option of standard errors as the type of its default; a shell gives text."""
    if isinstance(given, type(default)) or isinstance(default, str):
        return given
    try:
        return type(default)(given)
    except (TypeError, ValueError):
        raise ParameterError(
            Problem(
                "CLW-P02",
                f"option {name} is not a number",
                column=name,
                value=str(given),
                expected=f"a number such as {default:g}",
                remedy=f"{name}={default:g}",
            )
        ) from None


def _words(part: str) -> str:
    return "a formula without constant" if part == NO_CONSTANT else part.replace("_", " ")
