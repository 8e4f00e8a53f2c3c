"""Over what distance is each relation the same: multiscale geographically weighted regression."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem, listed
from workbench.models.design import Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, Test, estimator
from workbench.models.estimators._local_regression import (
    BISQUARE,
    FEWEST,
    Local,
    Matrix,
    check,
    corrected_criterion,
    distances,
    golden_section,
    local_fit,
    nearness,
    refuse_many,
    search,
)
from workbench.models.estimators._local_tables import adjusted_level, local_table, summary_of
from workbench.models.estimators.least_squares import CARD as LEAST_SQUARES
from workbench.models.estimators.least_squares import least_squares

MOST_ROWS = 3_000
CLOSE, MOST_ROUNDS = 1e-5, 200
SETTLED = 5  # rounds without a change, after which bandwidths are no longer searched

CARD = Card(
    question="Over what distance is the relation of each term with the outcome the same?",
    formula="y = sum over terms of b_j(place) x_j + e, each b_j with a bandwidth of its own",
    source="Fotheringham, A. S., Yang, W. and Kang, W. (2017), Multiscale Geographically Weighted "
    "Regression, Annals of the AAG 107; standard errors of Yu, H. et al. (2020), Geographical "
    "Analysis 52",
    standard_errors=LEAST_SQUARES.standard_errors,
    takes=("clusters",),
    needs=("coordinates", "unit"),
    caveats=(
        "coefficients are those of one line for all places; the local ones are in the tables",
        "local intervals do not know the bias of smoothing: they hold less than 95 % at the edge "
        "of the map and where a coefficient changes fast",
        "the local constant is the level of the outcome where all terms have their mean",
        "bandwidths are chosen on the data and taken as given by the standard errors",
        "time and memory grow with the square of the rows, and the last step with their cube",
    ),
    options={
        "bandwidths": Option(
            None, "mapping", "how many nearest rows, by term (constant too); searched by default"
        ),
        "rounds": Option(MOST_ROUNDS, "count", "how often each term is fitted again at most"),
    },
)


@dataclass(frozen=True)
class _Scales:
    """The bandwidth of each term, and whether the rounds came to rest."""

    bandwidths: tuple[float, ...]
    is_at_rest: bool


@estimator(CARD)
def multiscale_geographically_weighted(
    arrays: Design,
    errors: Errors,
    *,
    bandwidths: Mapping[str, int] | None = None,
    rounds: int = MOST_ROUNDS,
) -> Estimate:
    """Local coefficients, each term with a bandwidth of its own.

    Parameters
    ----------
    arrays
        A design with longitude and latitude in `also`.
    errors
        Of the one line for all places, as `least_squares` takes them.
    bandwidths
        How many nearest rows each term has, the constant among them; searched by default.
    rounds
        How often each term is fitted again at most.

    Returns
    -------
    The coefficients of one line for all; residuals of the local ones; the tables "bandwidths"
    (nearest rows and effective number of coefficients by term), "local" and "summary".

    Raises
    ------
    FormulaError
        If the rows near a place cannot tell its coefficients apart, or there are too many.
    ParameterError
        For a bandwidth that is no number of rows, or of no term.

    Notes
    -----
    Backfitting with bisquare weights: each term is fitted at each place to what the others leave,
    at the bandwidth of the least AICc, until nothing moves. Terms and outcome are standardised
    for that, and the estimates told in their own units.

    Examples
    --------
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> towns = pd.DataFrame({
    ...     "region": [f"t{i:02}" for i in range(60)], "longitude": np.arange(60) / 10,
    ...     "latitude": 50.0, "firms": random.normal(size=60)})
    >>> towns["wage"] = towns["firms"] * towns["longitude"] + random.normal(size=60)
    >>> found = fit("wage ~ firms", towns, estimator="multiscale_geographically_weighted")
    >>> scales = found.tables["bandwidths"]["nearest_rows"]
    >>> bool(scales["firms"] < scales["constant"])
    True
    """
    x, y = arrays.regressors.to_numpy(), arrays.outcome.to_numpy()
    given = _given(arrays, bandwidths)
    refuse_many(len(y), MOST_ROWS)
    apart = distances(*arrays.also[["longitude", "latitude"]].to_numpy(dtype="float64").T)
    middle, unit = x.mean(axis=0), x.std(axis=0)
    middle[0], unit[0] = 0.0, 1.0  # the constant
    scaled, level, size = (x - middle) / unit, float(y.mean()), float(y.std())
    scales = given or _scales((y - level) / size, scaled, apart, rounds)
    smoothers = [
        _smoother(x_j, apart, w) for x_j, w in zip(scaled.T, scales.bandwidths, strict=True)
    ]
    turned = _backfitted(scaled, smoothers, rounds)
    found = _as_local(turned, scaled, (y - level) / size)
    estimates, std_errors = found.estimates * size / unit, found.std_errors * size / unit
    estimates[:, 0] += level
    everywhere = least_squares(arrays, errors)
    return replace(
        everywhere,
        residuals=pd.Series(found.residuals * size, arrays.outcome.index),
        within=pd.DataFrame(),
        r_squared=float(1 - found.residuals @ found.residuals / len(y)),
        tests=(
            Test("effective number of coefficients", found.trace),
            Test("AICc", corrected_criterion(found.residuals * size, found.trace)),
            Test("AICc of one line for all", _everywhere(everywhere, x.shape[1])),
        ),
        tables={
            "bandwidths": _bandwidths(arrays, scales, scaled, turned),
            "local": local_table(arrays, estimates, std_errors, found.trace),
            "summary": summary_of(arrays, estimates),
        },
        notes=(*everywhere.notes, *_unrest(scales)),
    )


def _given(arrays: Design, bandwidths: Mapping[str, int] | None) -> _Scales | None:
    """The bandwidths that are asked for, in the order of the terms."""
    if bandwidths is None:
        return None
    terms = list(map(str, arrays.regressors))
    strange = sorted({*map(str, bandwidths)} ^ set(terms))
    if strange:
        raise ParameterError(
            Problem(
                "CLW-P05",
                f"bandwidths: one for each of {listed(terms)}, and no other",
                column="bandwidths",
                value=strange[0],
                expected="the same terms as in the formula, and the constant",
                remedy="leave bandwidths out, and they are searched",
                more=len(strange) - 1,
            )
        )
    for term in terms:
        check(BISQUARE, bandwidths[term], len(arrays.outcome), 1)
    return _Scales(tuple(float(bandwidths[term]) for term in terms), is_at_rest=True)


def _scales(y: Matrix, x: Matrix, apart: Matrix, rounds: int) -> _Scales:
    """The bandwidth of each term, by backfitting from one bandwidth for all."""
    n, k = x.shape
    start = local_fit(y, x, nearness(apart, BISQUARE, search(y, x, apart, BISQUARE)))
    parts = x * start.estimates
    chosen, unchanged = [0.0] * k, 0
    for _ in range(rounds):
        before, former = parts.copy(), list(chosen)
        for j in range(k):
            left = y - parts.sum(axis=1) + parts[:, j]
            if unchanged < SETTLED:
                chosen[j] = _own_scale(left, x[:, j], apart)
            parts[:, j] = x[:, j] * _one_term(left, x[:, j], nearness(apart, BISQUARE, chosen[j]))
        unchanged = unchanged + 1 if chosen == former else 0
        moved = ((parts - before) ** 2).sum() / n / (parts.sum(axis=1) ** 2).sum()
        if np.sqrt(moved) < CLOSE:
            return _Scales(tuple(chosen), is_at_rest=True)
    return _Scales(tuple(chosen), is_at_rest=False)


def _own_scale(left: Matrix, x_j: Matrix, apart: Matrix) -> float:
    """The bandwidth of one term by itself, of the least AICc."""
    n = len(left)

    def height(width: float) -> float:
        weights = nearness(apart, BISQUARE, width)
        sums = weights @ x_j**2
        if not (sums > 0).all():
            return float("inf")
        fitted = x_j * (weights @ (x_j * left)) / sums
        return corrected_criterion(left - fitted, float((weights.diagonal() * x_j**2 / sums).sum()))

    least = float(max(3, min(FEWEST + 2, n // 2)))
    found, lowest = golden_section(height, (least, float(n)), is_whole=True)
    if not np.isfinite(lowest):
        raise FormulaError(
            Problem(
                "CLW-F44",
                "a term has no value but its mean near some place, whatever the bandwidth",
                expected="terms that differ between near regions",
                remedy="take terms that are the same in whole parts of the map out",
            )
        )
    return found


def _one_term(left: Matrix, x_j: Matrix, weights: Matrix) -> Matrix:
    return np.asarray((weights @ (x_j * left)) / (weights @ x_j**2))


def _smoother(x_j: Matrix, apart: Matrix, bandwidth: float) -> Matrix:
    """The matrix that turns what is left into the local coefficients of one term."""
    weights = nearness(apart, BISQUARE, bandwidth)
    return np.asarray(weights * x_j / (weights @ x_j**2)[:, None])


def _backfitted(x: Matrix, smoothers: list[Matrix], rounds: int) -> list[Matrix]:
    """For each term the matrix that turns outcomes into its local coefficients.

    It is where backfitting of every possible outcome (the columns of I) comes to rest.
    """
    n, k = x.shape
    found = [np.zeros((n, n)) for _ in range(k)]
    left = np.eye(n)
    for _ in range(rounds):
        moved = 0.0
        for j, smoother in enumerate(smoothers):
            left += x[:, [j]] * found[j]
            fresh = smoother @ left
            left -= x[:, [j]] * fresh
            moved += float(((x[:, [j]] * (fresh - found[j])) ** 2).sum())
            found[j] = fresh
        if np.sqrt(moved / n) < CLOSE:
            break
    return found


def _as_local(turned: list[Matrix], x: Matrix, y: Matrix) -> Local:
    estimates = np.column_stack([matrix @ y for matrix in turned])
    spread = np.column_stack([(matrix**2).sum(axis=1) for matrix in turned])
    hat = sum((x[:, [j]] * matrix for j, matrix in enumerate(turned)), np.zeros((len(y), len(y))))
    return Local(estimates, spread, hat, y - hat @ y)


def _bandwidths(arrays: Design, scales: _Scales, x: Matrix, turned: list[Matrix]) -> pd.DataFrame:
    """Nearest rows, effective number of coefficients, and level for all places, by term."""
    effective = [float((x[:, j] * matrix.diagonal()).sum()) for j, matrix in enumerate(turned)]
    return pd.DataFrame(
        {
            "nearest_rows": np.array(scales.bandwidths, dtype="int64"),
            "effective_coefficients": effective,
            "level": [adjusted_level(own, 1) for own in effective],
        },
        pd.Index(list(map(str, arrays.regressors)), name="term"),
    )


def _everywhere(found: Estimate, n_coefficients: int) -> float:
    return corrected_criterion(found.residuals.to_numpy(), float(n_coefficients))


def _unrest(scales: _Scales) -> tuple[str, ...]:
    if scales.is_at_rest:
        return ()
    return ("backfitting did not come to rest: bandwidths are not to be relied on",)
