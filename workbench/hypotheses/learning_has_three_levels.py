"""Are gathering information, acquiring knowledge and developing competence three things."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.errors import ParameterError
from workbench.hypotheses._card import Evidence, Hypothesis, hypothesis
from workbench.hypotheses._factor import FactorModel, factor_model
from workbench.hypotheses._survey import LEARNING, answers, caveats_of, levels_of, untestable

SMALLEST, BETTER, LEVEL = 0.1, 0.01, 0.05

HYPOTHESIS = Hypothesis(
    number="H11",
    claim="Organisational learning has three levels that can be told apart: gathering "
    "information, acquiring knowledge, developing competence.",
    documents=("002 key conclusion 1",),
    estimand="one less the largest correlation between two of the three levels",
    needs="answers of firms to three questions or more on each level of learning",
    measure="items of the three levels of learning",
    recipe="confirmatory factor analysis with three factors against one: chi-square difference, "
    "CFI, RMSEA, omega",
    kind="own",
    smallest_effect=SMALLEST,
    unit="correlation below one",
    refuter="one factor fits as well: the chi-square difference has p of 0.05 or more, or three "
    "factors raise CFI by less than 0.01; or the interval lies below 0.1. The claim is supported "
    "if the interval lies above 0.1 and one factor fits worse",
    family="learning in clusters",
    caveats=(
        "Answers on a few steps are treated as numbers, and firms of one cluster as independent.",
    ),
)


@hypothesis(HYPOTHESIS)
def learning_has_three_levels(study: Study) -> Evidence:
    """Fit one factor and three to the same answers.

    Raises
    ------
    Untestable
        If the study lacks the questions, or the answers allow no factors.
    """
    wide, level = answers(study, LEARNING), levels_of(study, LEARNING)
    try:
        three = factor_model(wide, level)
        one = factor_model(wide, pd.Series("learning", level.index))
    except ParameterError as error:
        raise untestable(error) from error
    estimate, low, high = distance(three)
    verdict, p_value = verdict_on(one, three)
    return Evidence(
        estimate,
        low,
        high,
        f"Three factors instead of one lower chi-square by {one.chi_square - three.chi_square:.1f} "
        f"on {one.degrees - three.degrees} degrees of freedom; CFI is {three.cfi:.3f} instead of "
        f"{one.cfi:.3f}, RMSEA {three.rmsea:.3f} instead of {one.rmsea:.3f}.",
        p_value=p_value,
        rows=three.n,
        verdict=verdict,
        caveats=caveats_of(study),
        table=table_of(one, three),
    )


def distance(three: FactorModel) -> tuple[float, float, float]:
    """One less the largest correlation of two levels, with its 95 % interval (Fisher's z)."""
    pairs = np.triu_indices(len(three.correlations), 1)
    found, errors = three.correlations.to_numpy()[pairs], three.std_errors.to_numpy()[pairs]
    largest = int(found.argmax())
    r, reach = found[largest], 1.96 * errors[largest] / (1 - found[largest] ** 2)
    low, high = np.tanh(np.arctanh(r) + reach * np.array([-1, 1]))
    return float(1 - r), float(1 - high), float(1 - low)


def verdict_on(one: FactorModel, three: FactorModel) -> tuple[str, float]:
    """The verdict, and p of one factor fitting as well as three."""
    from scipy.special import chdtrc

    gain = max(one.chi_square - three.chi_square, 0.0)
    p_value = float(chdtrc(one.degrees - three.degrees, gain))
    _, low, high = distance(three)
    if p_value >= LEVEL or three.cfi - one.cfi < BETTER or high < SMALLEST:
        return "refuted", p_value
    return ("supported" if low > SMALLEST else "not shown"), p_value


def table_of(one: FactorModel, three: FactorModel) -> pd.DataFrame:
    """Loadings by item in the model of three levels, and in that of one."""
    return (
        pd.DataFrame(
            {
                "level": three.factor,
                "loading": three.loadings,
                "loading_on_one": one.loadings,
                "omega_of_level": three.factor.map(three.omega),
            }
        )
        .rename_axis("item")
        .reset_index()
    )
