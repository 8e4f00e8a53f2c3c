"""What goes with the outcome on average: ordinary least squares, with or without fixed effects."""

from __future__ import annotations

from workbench.models.design import Design
from workbench.models.engines import absorbed, plain
from workbench.models.estimators._card import Card, Errors, Estimate, estimator

CARD = Card(
    question="How much more of the outcome goes with one more of a term, the others held fixed?",
    formula="the b that makes the sum of w (y - x'b - effects)^2 least",
    source="Greene, W. H. (2018), Econometric Analysis, 8th ed., chapters 3 and 11",
    standard_errors=("robust", "classical"),
    takes=("fixed_effects", "clusters"),
)


@estimator(CARD)
def least_squares(arrays: Design, errors: Errors) -> Estimate:
    """Least squares."""
    kind = "robust" if errors.kind == "clustered" else errors.kind
    solved = absorbed(arrays, kind) if len(arrays.fixed_effects.columns) else plain(arrays, kind)
    words = {
        "robust": "heteroskedasticity-robust (HC1)",
        "classical": "classical (equal variances)",
    }
    described = (
        f"clustered by {arrays.clusters.name} ({arrays.clusters.nunique()} groups)"
        if arrays.clusters is not None
        else words[kind]
    )
    return Estimate(
        solved.coefficients,
        solved.residuals,
        described,
        solved.degrees_of_freedom,
        solved.within,
        solved.r_squared,
        solved.r_squared_within,
    )
