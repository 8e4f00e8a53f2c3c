"""Is the relation the same everywhere: geographically weighted regression."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._local_regression import (
    BISQUARE,
    Local,
    Matrix,
    check,
    corrected_criterion,
    distances,
    local_estimates,
    local_fit,
    nearness,
    refuse_many,
    search,
)
from workbench.models.estimators._local_tables import adjusted_level, local_table, summary_of
from workbench.models.estimators.least_squares import CARD as LEAST_SQUARES
from workbench.models.estimators.least_squares import least_squares
from workbench.workers import in_order

SURE = 0.05
MOST_ROWS = 5_000
MANY = 1_000  # rows from which a shuffle is dealt out; with fewer, workers wait for each other

CARD = Card(
    question="Does a term go with the outcome in the same way everywhere?",
    formula="at each place the b that makes the sum of w(d) (y - x'b)^2 least, w falling with "
    "distance d",
    source="Fotheringham, A. S., Brunsdon, C. and Charlton, M. (2002), Geographically Weighted "
    "Regression",
    standard_errors=LEAST_SQUARES.standard_errors,
    takes=("clusters",),
    needs=("coordinates", "unit"),
    options={
        "kernel": Option(
            BISQUARE,
            "choice",
            '"bisquare" of so many nearest rows, or "gaussian" of so many kilometres',
        ),
        "bandwidth": Option(None, "number", "how many rows, or kilometres; searched by AICc"),
        "draws": Option(99, "count", "shuffles of places for the test of variation; 0 for none"),
        "seed": Option(0, "count", "of the shuffles"),
    },
    caveats=(
        "coefficients are those of one line for all places; the local ones are in the tables",
        "local intervals do not know the bias of smoothing: they hold less than 95 % at the edge "
        "of the map and where a coefficient changes fast",
        "local estimates of near places share rows, so a smooth map is no evidence by itself",
        "of many local p values some are small by chance: compare with the level told",
        "local estimates of collinear terms trade against each other from place to place",
    ),
)


@estimator(CARD)
def geographically_weighted(
    arrays: Design,
    errors: Errors,
    *,
    kernel: str = BISQUARE,
    bandwidth: float | None = None,
    draws: int = 99,
    seed: int = 0,
) -> Estimate:
    """A regression at each place, in which near rows weigh more.

    Parameters
    ----------
    arrays
        A design with longitude and latitude in `also`.
    errors
        Of the one line for all places, as `least_squares` takes them.
    kernel
        "bisquare": nothing beyond the so-many-th nearest row; "gaussian": falls with kilometres.
    bandwidth
        How many rows, or kilometres; the one of the least AICc by default.
    draws, seed
        Shuffles of places for the test whether a coefficient varies.

    Returns
    -------
    The coefficients of one line for all; residuals of the local ones; the tables "local" (one row
    a place and term) and "summary"; tests whether each coefficient varies over space more than
    places at random would make it.

    Raises
    ------
    ParameterError
        For a kernel, bandwidth or number of draws that is none.
    FormulaError
        If the rows near a place cannot tell its coefficients apart, or there are too many.

    Notes
    -----
    Bisquare (1 - (d/b)^2)^2, gaussian exp(-(d/b)^2 / 2), d along great circles. AICc as in
    Fotheringham et al. (2002), variance e'e / (n - tr S). The level that holds for all places
    together is 0.05 K / tr S (da Silva and Fotheringham 2016, Geographical Analysis 48).

    Examples
    --------
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> towns = pd.DataFrame({
    ...     "region": [f"t{i:02}" for i in range(60)], "longitude": np.arange(60) / 10,
    ...     "latitude": 50.0, "firms": random.normal(size=60)})
    >>> towns["wage"] = towns["firms"] * towns["longitude"] + random.normal(size=60)
    >>> found = fit("wage ~ firms", towns, estimator="geographically_weighted", bandwidth=20)
    >>> found.tables["summary"].loc["firms", ["lowest", "highest"]].round(0).tolist()
    [1.0, 5.0]
    """
    x, y = arrays.regressors.to_numpy(), arrays.outcome.to_numpy()
    check(kernel, bandwidth, *x.shape)
    _refuse_draws(draws)
    refuse_many(len(y), MOST_ROWS)
    apart = distances(*arrays.also[["longitude", "latitude"]].to_numpy(dtype="float64").T)
    width = search(y, x, apart, kernel) if bandwidth is None else float(bandwidth)
    weights = nearness(apart, kernel, width)
    found = local_fit(y, x, weights)
    everywhere = least_squares(arrays, errors)
    unit = "nearest rows" if kernel == BISQUARE else "kilometres"
    return replace(
        everywhere,
        residuals=pd.Series(found.residuals, arrays.outcome.index),
        within=pd.DataFrame(),
        r_squared=float(1 - found.residuals @ found.residuals / ((y - y.mean()) ** 2).sum()),
        tests=(
            Test(f"bandwidth, {unit}", width),
            Test("effective number of coefficients", found.trace),
            Test("AICc", found.criterion, reading="lower is better"),
            Test("AICc of one line for all", _criterion_everywhere(everywhere, x.shape[1])),
            Test("level for all places together", adjusted_level(found.trace, x.shape[1])),
            *_variation(arrays, found, weights, draws, seed),
        ),
        tables={
            "local": local_table(arrays, found.estimates, found.std_errors, found.trace),
            "summary": summary_of(arrays, found.estimates),
        },
        notes=everywhere.notes,
    )


def _criterion_everywhere(found: Estimate, n_coefficients: int) -> float:
    return corrected_criterion(found.residuals.to_numpy(), float(n_coefficients))


def _variation(
    arrays: Design, found: Local, weights: Matrix, draws: int, seed: int
) -> tuple[Test, ...]:
    """Whether each coefficient varies more than with rows at places at random (Monte Carlo)."""
    if not draws:
        return ()
    x, y = arrays.regressors.to_numpy(), arrays.outcome.to_numpy()
    order = _by_place(arrays)  # so that the shuffles do not hang on the order of the rows
    random = np.random.default_rng(seed)
    observed = found.estimates.var(axis=0)

    def reaches(permutation: Any) -> Any:
        moved = np.empty_like(order)
        moved[order] = order[permutation]
        try:
            return local_estimates(y[moved], x[moved], weights).var(axis=0) >= observed
        except FormulaError:  # a shuffle may put like rows together
            return None

    permutations = (random.permutation(len(order)) for _ in range(draws))
    deal = in_order if len(order) >= MANY else map
    reached = [one for one in deal(reaches, permutations) if one is not None]
    p_values = (1 + np.sum(reached, axis=0)) / (1 + len(reached)) * np.ones(len(observed))
    return tuple(
        Test(
            f"{term} varies over space",
            float(np.sqrt(spread)),
            float(p),
            "its coefficient is not the same everywhere" if p <= SURE else "not shown",
        )
        for term, spread, p in zip(arrays.regressors, observed, p_values, strict=True)
    )


def _refuse_draws(draws: Any) -> None:
    if isinstance(draws, bool) or not isinstance(draws, int) or draws < 0:
        raise ParameterError(
            Problem(
                "CLW-P05",
                f"draws = {draws}: must be a whole number",
                column="draws",
                value=str(draws),
                expected="a whole number, 0 for no test",
                remedy="draws=99",
            )
        )


def _by_place(arrays: Design) -> Any:
    """The order of the rows by their keys."""
    keys = [name for name in arrays.also if name not in ("longitude", "latitude")]
    return np.lexsort([pd.factorize(arrays.also[name], sort=True)[0] for name in keys[::-1]])
