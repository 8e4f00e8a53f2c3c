"""What is the effect within units and what between them, in one model: Mundlak's."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.models.covariance import covariance
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Test, estimator
from workbench.models.estimators._inference import f_tail
from workbench.models.estimators._linear import solved
from workbench.models.estimators._linear import within as net
from workbench.models.estimators._units import (
    means,
    partly_within,
    swamy_arora,
    unclustered,
    units,
    varying,
)
from workbench.models.estimators.random_effects import generalised

SIZE = 0.05
LEAST = 1e-8
PREFIX = "mean of "

CARD = Card(
    question="How much does the outcome rise with a term within a unit, and with its mean?",
    formula="random effects of y on x and on the mean of x in each unit",
    source="Mundlak, Y. (1978), Econometrica 46; Wooldridge, J. M. (2019), Correlated random "
    "effects models with unbalanced panels, Journal of Econometrics 211",
    standard_errors=("robust", "classical", "conley"),
    takes=("clusters",),
    needs=("unit", "year"),
    caveats=(
        "Coefficients of terms are those of within; terms that never change within units keep "
        "the assumption of random effects.",
    ),
)


@estimator(CARD)
def correlated_random_effects(arrays: Design, errors: Errors) -> Estimate:
    """Random effects with the mean of each term in each unit as a further term.

    Parameters
    ----------
    arrays
        The design, with the panel's keys in `also`. Units may be seen in different years.
    errors
        Robust, classical, clustered or Conley's.

    Returns
    -------
    Coefficients of the terms (equal to those of `within`) and of "mean of TERM": how much more
    units differ than the effect within them says. Test: Mundlak's, that all of these are zero;
    it is a Hausman test that holds with robust and clustered errors.

    Raises
    ------
    FormulaError
        If there are too few units or rows, or a term is an exact combination of others.

    Examples
    --------
    >>> from workbench.models import fit
    >>> table = pd.DataFrame({"region": list("aabbccdd"), "year": [1, 2] * 4,
    ...     "density": [1.0, 2, 3, 5, 7, 8, 4, 6], "wage": [1.0, 3, 4, 5, 7, 7, 4, 6]})
    >>> list(fit("wage ~ density", table, estimator="correlated_random_effects").coefficients.index)
    ['constant', 'density', 'mean of density']
    """
    unit = units(arrays)
    asked = with_means(arrays, unit)
    components = swamy_arora(asked, unit)
    found = generalised(asked, errors, components, unit)
    test = _mundlak(partly_within(asked, components, unit), errors)
    notes = (*found.notes, *unclustered(arrays, unit, errors.kind))
    tests = (test,) if test else ()
    # A term and its mean go together by design, which is nothing to warn of.
    return replace(found, within=pd.DataFrame(), tests=tests, notes=notes)


def with_means(arrays: Design, unit: pd.Series) -> Design:
    """The design with the unit's mean of each term that changes within units.

    A mean that the other terms say already, as that of a year in a balanced panel, is left out.
    """
    average = means(arrays.regressors[varying(arrays.regressors, unit)], unit)
    average = average.add_prefix(PREFIX)
    basis, _ = np.linalg.qr(arrays.regressors.to_numpy())
    kept = []
    for name, column in average.items():
        values = column.to_numpy()
        rest = values - basis @ (basis.T @ values)
        if np.sqrt(rest @ rest) > LEAST * np.sqrt(values @ values):
            kept.append(name)
            basis = np.column_stack([basis, rest / np.sqrt(rest @ rest)])
    return replace(arrays, regressors=pd.concat([arrays.regressors, average[kept]], axis=1))


def _mundlak(transformed: Design, errors: Errors) -> Test | None:
    """The Wald test that all means have the coefficient zero."""
    model = net(transformed)
    found = solved(model)
    place = [i for i, name in enumerate(found.estimates.index) if str(name).startswith(PREFIX)]
    if not place:
        return None
    inner, degrees, _ = covariance(found.moments, transformed, errors)
    variances = found.from_basis(inner)[np.ix_(place, place)]
    gap = found.estimates.to_numpy()[place]
    if np.linalg.matrix_rank(variances, hermitian=True) < len(place):
        return None
    statistic = float(gap @ np.linalg.solve(variances, gap)) / len(place)
    p_value = f_tail(statistic, len(place), degrees)
    reading = (
        "units differ in ways that go with the terms, so plain random effects would be biased"
        if p_value < SIZE
        else "no difference from random effects is shown"
    )
    return Test("Mundlak", statistic, p_value, reading)
