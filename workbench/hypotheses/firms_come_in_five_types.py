"""Do small firms fall into five types by how they learn and relate to others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._latent_classes import Mixture, mixture, stability
from workbench.hypotheses._survey import LEARNING, TRAITS, caveats_of, firms, scores

TYPES, MOST, RESAMPLES, SEED = 5, 8, 30, 0
STABLE, DECIDED, FEWEST = 0.5, 10.0, 100

HYPOTHESIS = Hypothesis(
    number="H12",
    claim="By how they learn and relate to others, small firms are of five types.",
    documents=("002 key conclusion 2",),
    estimand="agreement of five classes of firms with those of resampled firms (adjusted Rand "
    "index)",
    needs="answers of a hundred firms or more on three levels of learning, embeddedness, "
    "formalisation, outward orientation and centralisation of decisions, and their employees",
    measure="scores of seven levels and the logarithm of employees, standardised",
    recipe="latent profiles: normal mixtures of one to eight classes, BIC, 30 resamples",
    kind="own",
    smallest_effect=STABLE,
    unit="adjusted Rand index",
    refuter="another number of classes has a BIC lower by 10 or more, or the agreement stays "
    "below 0.5; the claim is supported if five has the lowest BIC and the interval of the "
    "agreement lies above 0.5",
    family="learning in clusters",
    caveats=(
        "A number of classes is found in continuous differences too: classes describe, they need "
        "not exist.",
    ),
)


@hypothesis(HYPOTHESIS)
def firms_come_in_five_types(study: Study) -> Evidence:
    """Fit one to eight classes, and see whether five are best and come again.

    Raises
    ------
    Untestable
        If the study lacks a level, the sizes of firms, or has fewer than a hundred firms.
    """
    inputs = _inputs(study)
    fits = fits_of(inputs.to_numpy(), SEED)
    five = fits[TYPES]
    agreement = stability(inputs.to_numpy(), five, RESAMPLES, np.random.default_rng(SEED))
    low, high = np.quantile(agreement, [0.025, 0.975])
    bic = pd.Series({k: fit.bic for k, fit in fits.items()})
    return Evidence(
        float(agreement.mean()),
        float(low),
        float(high),
        f"BIC is lowest for {bic.idxmin()} classes of {len(inputs)} firms; that of five is higher "
        f"by {bic[TYPES] - bic.min():.1f}. The table describes the five, in standard deviations.",
        rows=len(inputs),
        verdict=verdict_on(bic, float(low), float(high)),
        caveats=caveats_of(study),
        table=_described(five, list(map(str, inputs))),
    )


def fits_of(inputs: np.ndarray, seed: int) -> dict[int, Mixture]:
    """The mixtures of one to eight classes."""
    random = np.random.default_rng(seed)
    return {k: mixture(inputs, k, random) for k in range(1, MOST + 1)}


def verdict_on(bic: pd.Series, low: float, high: float) -> str:
    """The verdict, from BIC by number of classes and the interval of the agreement."""
    if bic[TYPES] - bic.min() >= DECIDED or high < STABLE:
        return "refuted"
    return "supported" if bic.idxmin() == TYPES and low > STABLE else "not shown"


def _inputs(study: Study) -> pd.DataFrame:
    values = scores(study, (*LEARNING, *TRAITS))
    employees = firms(study, values.index, "employees")["employees"]
    known = values.assign(size=np.log(employees.where(employees > 0))).dropna().sort_index()
    if len(known) < FEWEST:
        raise Untestable(
            f"Only {len(known)} firms have all eight inputs; {FEWEST} or more would make it "
            "testable."
        )
    if (known.std() == 0).any():
        raise Untestable("An input is the same for all firms, so it cannot tell types apart.")
    return (known - known.mean()) / known.std()


def _described(five: Mixture, names: list[str]) -> pd.DataFrame:
    """One row a class, the largest first: its share and its mean of each input."""
    order = np.argsort(-five.shares)
    means = pd.DataFrame(five.means[order], columns=names)
    means.insert(0, "share", five.shares[order])
    means.insert(0, "class", range(1, len(order) + 1))
    return means
