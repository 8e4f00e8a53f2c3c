"""What goes with a term within and between units, where units differ by chance only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.models.design import Design
from workbench.models.diagnostics import explained
from workbench.models.estimators._card import Card, Errors, Estimate, Test, estimator
from workbench.models.estimators._inference import f_tail
from workbench.models.estimators._linear import solved
from workbench.models.estimators._linear import within as net
from workbench.models.estimators._units import (
    Components,
    means,
    partly_within,
    swamy_arora,
    unclustered,
    units,
    varying,
)
from workbench.models.estimators.least_squares import least_squares

SIZE = 0.05

CARD = Card(
    question="How much does the outcome rise with a term, if units differ by chance only?",
    formula="least squares of y_it - theta y_i on x_it - theta x_i, theta = 1 - "
    "root(s2_within / (T s2_between + s2_within))",
    source="Swamy, P. and Arora, S. (1972), Econometrica 40; unbalanced panels: Baltagi, B. and "
    "Chang, Y. (1994), Journal of Econometrics 62",
    standard_errors=("robust", "classical", "conley"),
    takes=("clusters",),
    needs=("unit", "year"),
    caveats=(
        "Biased where units with high terms differ in what is not seen; the Hausman test asks "
        "whether within gives another answer.",
    ),
)


@estimator(CARD)
def random_effects(arrays: Design, errors: Errors) -> Estimate:
    """Weigh differences within units and between them by how sure each is.

    Parameters
    ----------
    arrays
        The design, with the panel's keys in `also`. Units may be seen in different years.
    errors
        Robust, classical, clustered or Conley's.

    Returns
    -------
    Coefficients of all terms, those that never change within units too. Residuals are those of
    the transformed rows. Test: Hausman. Table: `variance_components`.

    Raises
    ------
    FormulaError
        If there are too few units or rows, or a term is an exact combination of others.

    Examples
    --------
    >>> from workbench.models import fit
    >>> table = pd.DataFrame({"region": list("aabbccdd"), "year": [1, 2] * 4,
    ...     "density": [1.0, 2, 3, 5, 7, 8, 4, 6], "wage": [1.0, 3, 4, 5, 7, 7, 4, 6]})
    >>> found = fit("wage ~ density", table, estimator="random_effects")
    >>> list(found.tables["variance_components"]["component"][:2])
    ['variance within units', 'variance between units']
    """
    unit = units(arrays)
    components = swamy_arora(arrays, unit)
    found = generalised(arrays, errors, components, unit)
    notes = (*found.notes, *unclustered(arrays, unit, errors.kind))
    test = hausman(arrays, components, unit)
    return replace(found, tests=(test,) if test else (), notes=notes)


def generalised(
    arrays: Design, errors: Errors, components: Components, unit: pd.Series
) -> Estimate:
    """Generalised least squares with given components, and the share it explains of all rows."""
    found = least_squares(partly_within(arrays, components, unit), errors)
    left = arrays.outcome - arrays.regressors @ found.coefficients["estimate"]
    overall = explained(left - left.mean(), arrays.outcome - arrays.outcome.mean())
    tables = {"variance_components": components.table()}
    none = (
        ("units do not differ more than chance would have them, so rows are pooled",)
        if components.between == 0
        else ()
    )
    notes = (*found.notes, *none)
    return replace(found, r_squared=overall, tables=tables, notes=notes)


def hausman(arrays: Design, components: Components, unit: pd.Series) -> Test | None:
    """Whether within says something else than random effects (Hausman 1978, Econometrica 46).

    Both covariances rest on the variance of random effects, so that their difference cannot be
    negative. None where no term changes within units, or units do not differ at all.
    """
    moving = varying(arrays.regressors, unit)
    if not moving or components.between == 0:
        return None
    inner = replace(
        arrays,
        outcome=arrays.outcome - arrays.outcome.groupby(unit).transform("mean"),
        regressors=arrays.regressors[moving] - means(arrays.regressors[moving], unit),
    )
    one, other = (solved(net(each)) for each in (inner, partly_within(arrays, components, unit)))
    variance = other.moments.variance
    names = other.estimates.index
    place = np.flatnonzero(names.isin(moving))
    between = other.from_basis(np.eye(len(names)))[np.ix_(place, place)]
    apart = variance * (one.from_basis(np.eye(len(moving))) - between)
    gap = (one.estimates - other.estimates[moving]).to_numpy()
    rank = int(np.linalg.matrix_rank(apart, hermitian=True))
    if not rank:
        return None
    statistic = float(gap @ np.linalg.pinv(apart, hermitian=True) @ gap)
    p_value = f_tail(statistic / rank, rank, np.inf)
    reading = (
        "within gives another answer, so units differ in ways that go with the terms: rely on "
        "within or correlated_random_effects"
        if p_value < SIZE
        else "no difference from within is shown"
    )
    return Test("Hausman", statistic, p_value, reading)
