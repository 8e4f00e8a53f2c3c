"""What do an estimate with instruments and everything that belongs beside it say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.covariance import coefficients_table, negative_variances, std_errors_of
from workbench.models.design import Design
from workbench.models.estimators._card import Errors, Estimate, Test
from workbench.models.estimators._inference import Inference
from workbench.models.estimators._instrument_tests import (
    AndersonRubin,
    anderson_rubin,
    exogeneity,
    over_identification,
)
from workbench.models.estimators._instruments import (
    Instrumented,
    Reduced,
    Solution,
    instrumented,
    k_class,
    reduced_form,
)
from workbench.models.estimators._linear import within
from workbench.models.estimators._strength import (
    RULE_OF_THUMB,
    effective_f,
    first_stage_test,
    joint_strength,
)


@dataclass(frozen=True)
class Setting:
    """A design with instruments, ready to be estimated in several ways."""

    arrays: Design
    data: Instrumented
    inference: Inference

    def solved(self, kappa: float) -> Solution:
        """The k-class estimate."""
        return k_class(self.data, self.inference, kappa)

    def table(self, found: Solution) -> pd.DataFrame:
        """Coefficients by term."""
        terms = self.arrays.explaining.columns
        errors = std_errors_of(found.variances, terms)
        return coefficients_table(pd.Series(found.estimates, terms), errors, found.degrees)


def setting(arrays: Design, errors: Errors, *, small_sample: bool = True) -> Setting:
    """The arrays net of fixed effects, with how uncertainty is asked for.

    Raises
    ------
    FormulaError
        If a term or an instrument is an exact combination of others, or there are fewer groups
        than instruments.
    """
    blocks = [arrays.regressors, arrays.instruments, arrays.endogenous]
    model = within(replace(arrays, regressors=pd.concat(blocks, axis=1)))
    n_controls, n_instruments = (block.shape[1] for block in blocks[:2])
    inference = Inference(model, errors, small_sample)
    if problem := _too_few(inference, n_instruments):
        raise FormulaError(problem)
    return Setting(arrays, instrumented(model, n_controls, n_instruments), inference)


def _too_few(inference: Inference, n_instruments: int) -> Problem | None:
    """Tests of the instruments need more groups, and more rows, than instruments."""
    clusters = inference.model.arrays.clusters
    n_groups = len(inference.model.outcome) if clusters is None else clusters.nunique()
    n_left = inference.n_left(inference.model.regressors.shape[1])
    if n_groups > n_instruments and n_left > 0:
        return None
    groups = "rows" if clusters is None else f"groups of {clusters.name}"
    return Problem(
        "CLW-F30",
        f"{n_groups} {groups} cannot tell {n_instruments} instruments apart",
        column=None if clusters is None else str(clusters.name),
        value=str(n_groups),
        expected=f"more {groups} than instruments, and more rows than columns",
        remedy="use fewer instruments, or cluster by a column with more groups",
    )


def estimate(asked: Setting, kappa: float, own: tuple[Test, ...] = ()) -> Estimate:
    """The k-class estimate with its first stage, reduced form, tests and robust set.

    `own` are tests of the method itself.
    """
    found = asked.solved(kappa)
    reduced = reduced_form(asked.data, asked.inference)
    robust = anderson_rubin(reduced)
    strength, weak = _strength(asked.arrays, reduced, robust)
    tests = [*own, *strength, robust.test, exogeneity(asked.data, asked.inference)]
    if reduced.n_instruments > asked.data.endogenous.shape[1]:
        tests.append(over_identification(asked.data, asked.inference, found))
    coefficients = asked.table(found)
    root = asked.inference.model.root
    return Estimate(
        coefficients,
        pd.Series(found.residuals / root, asked.arrays.outcome.index),
        found.words,
        found.degrees,
        tests=tuple(tests),
        tables=_tables(asked, reduced, robust),
        notes=(*weak, *negative_variances(coefficients)),
    )


def _strength(
    arrays: Design, reduced: Reduced, robust: AndersonRubin
) -> tuple[list[Test], tuple[str, ...]]:
    """Tests of the first stages, and a note where the instruments are weak."""
    names = [str(name) for name in arrays.endogenous]
    tests = [first_stage_test(reduced, i + 1, name) for i, name in enumerate(names)]
    if len(names) > 1:
        joint = list(joint_strength(reduced))
        return [*tests, *joint], tuple(_weak_jointly(joint))
    effective, critical = effective_f(reduced)
    notes = _weak(names[0], effective.statistic, critical, robust)
    return [*tests, effective], tuple(notes)


def _weak(name: str, statistic: float, critical: float, robust: AndersonRubin) -> Iterator[str]:
    if statistic <= critical and robust.left is not None:
        yield (
            f"weak instruments: the effective F of {name} is {statistic:.1f}, not above "
            f"{critical:.1f}, so the estimate may be off towards least squares and its interval "
            f"too narrow; rely on the Anderson-Rubin set instead: {robust.left.in_words()}"
        )


def _weak_jointly(tests: list[Test]) -> Iterator[str]:
    weakest = min(test.statistic for test in tests)
    if weakest < RULE_OF_THUMB:
        yield (
            f"weak instruments: together they tell the instrumented terms apart with an F of "
            f"{weakest:.1f} only ({RULE_OF_THUMB:.0f} by the rule of thumb), so "
            "estimates may be off and intervals too narrow"
        )


def _tables(asked: Setting, reduced: Reduced, robust: AndersonRubin) -> dict[str, pd.DataFrame]:
    """First stage, reduced form, least squares beside, and the robust set."""
    endogenous = [str(name) for name in asked.arrays.endogenous]
    stages = {
        name: _on_instruments(asked, reduced, place)
        for place, name in enumerate([str(asked.arrays.outcome.name), *endogenous])
    }
    first = pd.concat({name: stages[name] for name in endogenous}, names=["explained"])
    tables = {
        "first_stage": first.reset_index(),
        "reduced_form": _on_instruments(asked, reduced, 0),
        "ordinary": asked.table(asked.solved(0.0)),
    }
    if robust.left is not None:
        tables["anderson_rubin"] = robust.left.table(endogenous[0])
    return tables


def _on_instruments(asked: Setting, reduced: Reduced, place: int) -> pd.DataFrame:
    """The coefficients of one regression on the instruments, beside the controls."""
    back = np.linalg.inv(asked.data.instruments_shape)
    names = asked.arrays.instruments.columns.rename("instrument")
    variances = back @ reduced.block(place, place) @ back.T
    estimates = pd.Series(back @ reduced.coefficients[:, place], names)
    found = coefficients_table(estimates, std_errors_of(variances, names), reduced.degrees)
    return found.rename_axis("instrument")
