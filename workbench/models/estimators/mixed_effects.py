"""What differs between groups and within them: a random intercept, and slope, for each group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.covariance import coefficients_table
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._linear import within
from workbench.models.estimators._random_intercept import Profile
from workbench.models.estimators._random_slope import SHARE, Mixed, parts, with_slopes

FEWEST, FEW_GROUPS = 3, 20

CARD = Card(
    question="How much of what differs lies between groups, and what goes with it?",
    formula="y_ij = x_ij'b + u_j (+ v_j z_ij) + e_ij, u and v normal, by REML",
    source="Laird and Ware (1982); Harville (1977) for REML; Self and Liang (1987)",
    standard_errors=("own",),
    takes=(),
    options={
        "group": Option("", "column", "the groups whose intercepts are drawn at random"),
        "slope": Option("", "column", "a column whose slope differs between groups too"),
    },
    caveats=(
        "assumes that what a group has of its own does not go with the terms; the Mundlak form or "
        "fixed effects do without that",
        "intervals are t with (groups - 1) degrees; with fewer than 20 groups variances are rough",
    ),
)


@estimator(CARD)
def mixed_effects(arrays: Design, _: Errors, *, group: str = "", slope: str = "") -> Estimate:
    """A mixed model by restricted maximum likelihood.

    Parameters
    ----------
    arrays
        A design without fixed effects; group and slope in `also`.
    group
        Column of the groups.
    slope
        Column whose slope differs between groups; as a rule it is a term of the formula too.

    Returns
    -------
    Coefficients with generalised-least-squares errors. Tables: `variances`, with the intraclass
    correlation and its interval by profile likelihood (no interval with a slope), and `groups`,
    what each group has of its own.

    Raises
    ------
    FormulaError
        Without groups that can be compared, or a slope that is no number.

    Examples
    --------
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame({"cluster": np.repeat(np.arange(40), 10)})
    >>> own = random.normal(size=40)[table["cluster"]]
    >>> table["size"] = random.normal(size=400)
    >>> table["learning"] = 0.5 * table["size"] + own + random.normal(size=400)
    >>> found = fit("learning ~ size", table, estimator="mixed_effects", group="cluster")
    >>> float(found.tables["variances"].loc["intraclass correlation", "estimate"].round(1))
    0.4
    """
    number = _groups(arrays, group)
    _check_slope(arrays, slope)
    within(arrays)  # refuses terms that are combinations of others
    found = with_slopes(arrays, number, slope) if slope else _with_intercepts(arrays, number)
    degrees = float(number.max())
    terms = arrays.regressors.columns
    table = coefficients_table(
        pd.Series(found.estimates, terms), pd.Series(found.std_errors, terms), degrees
    )
    own = found.own.set_axis(pd.factorize(arrays.also[group], sort=True)[1]).rename_axis(group)
    return Estimate(
        table,
        pd.Series(found.residuals, arrays.outcome.index),
        f"of the model, {int(number.max()) + 1} groups of {group}",
        degrees,
        arrays.regressors,
        tests=found.tests,
        tables={"variances": found.variances, "groups": own.assign(rows=np.bincount(number))},
        notes=(*found.notes, *_few(number)),
    )


def _with_intercepts(arrays: Design, number: np.ndarray) -> Mixed:
    """Random intercepts: all but the share of groups has a closed form."""
    outcome, columns = arrays.outcome.to_numpy(), arrays.regressors.to_numpy()
    profile = Profile(outcome, columns, number)
    found, share, own = profile.solved(profile.best), profile.best, profile.own()
    variances = {
        "between groups": (share * found.variance, np.nan, np.nan),
        "within groups": ((1 - share) * found.variance, np.nan, np.nan),
        SHARE: (share, *profile.interval()),
    }
    return Mixed(
        found.estimates,
        np.sqrt(np.diag(found.covariance)),
        outcome - columns @ found.estimates - own[number],
        parts(variances),
        pd.DataFrame({"intercept": own}),
        (
            Test(
                "groups differ",
                2 * (profile.value(share) - profile.value(0.0)),
                profile.p_value,
                "a small p value says that members of a group are more alike than others",
            ),
        ),
    )


def _groups(arrays: Design, name: str) -> np.ndarray:
    """The groups numbered in the order of their labels."""
    if not name:
        raise FormulaError(_wrong("group", None, "a mixed model needs groups"))
    number, labels = pd.factorize(arrays.also[name], sort=True)
    if len(labels) < FEWEST or len(labels) == len(number):
        told = f"{len(labels)} groups of {len(number)} rows"
        raise FormulaError(_wrong(name, told, "these groups cannot be compared"))
    return np.asarray(number)


def _check_slope(arrays: Design, name: str) -> None:
    if name and not pd.api.types.is_numeric_dtype(arrays.also[name]):
        raise FormulaError(
            Problem(
                "CLW-F02",
                f"column {name} holds text, not numbers",
                column=name,
                value=str(arrays.also[name].iloc[0]),
                expected="a column of numbers whose slope may differ",
                remedy="name another column as slope, or none",
            )
        )


def _few(number: np.ndarray) -> tuple[str, ...]:
    groups = int(number.max()) + 1
    if groups >= FEW_GROUPS:
        return ()
    return (f"few groups: {groups}; with fewer than {FEW_GROUPS} their variance is rough",)


def _wrong(column: str, value: str | None, message: str) -> Problem:
    return Problem(
        "CLW-F66",
        message,
        column=column,
        value=value,
        expected=f"{FEWEST} groups or more, some of them with several rows",
        remedy="group=COLUMN",
    )
