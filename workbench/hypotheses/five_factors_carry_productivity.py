"""Do information, labour, capital, cost and complementarity carry productivity: claim H4."""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._decision import NOT_SHOWN, REFUTED, SUPPORTED
from workbench.hypotheses._setting import performance
from workbench.models import in_scale
from workbench.models.design import design
from workbench.models.formula import parse
from workbench.models.names import cards_of

FACTORS = ("information", "labour", "capital", "cost", "complementarity")
DRAWS, SEED = 400, 0

HYPOTHESIS = Hypothesis(
    number="H4",
    claim=(
        "Clusters raise productivity through five factors: information, labour, capital, cost "
        "and complementarity."
    ),
    documents=("000: five factors of productivity",),
    estimand=(
        "The smallest of the five shares of the explained variation of the outcome that belong "
        "to each factor's indicator, averaged over all orders of entering them."
    ),
    needs="an indicator for each of the five factors, named in the column `factor` of its card",
    measure="Shapley shares of R squared (Lindeman, Merenda and Gold 1980)",
    recipe="S1",
    kind="own",
    smallest_effect=0.10,
    unit="share of R squared",
    refuter="no factor's share is above one tenth",
    family="mechanisms",
    caveats=("A share of what is explained is not a cause.",),
)


@hypothesis(HYPOTHESIS)
def five_factors_carry_productivity(study: Study) -> Evidence:
    """The share of each factor in what is explained, with bootstrap intervals.

    Supported if every share lies above a tenth, refuted if none can, not shown otherwise.

    Raises
    ------
    Untestable
        If a factor has no indicator; with the names of those that lack one.
    """
    proxies = _proxies(study)
    lacking = [factor for factor in FACTORS if factor not in proxies]
    if lacking:
        raise Untestable(
            f"No indicator stands for {', '.join(lacking)}; the column `factor` of the indicator "
            "cards says which indicator stands for which."
        )
    setting = performance(study)
    terms = [in_scale(proxies[factor], setting.panel) for factor in FACTORS]
    arrays = design(parse(f"{setting.outcome} ~ {' + '.join(terms)}"), setting.panel)
    values = np.column_stack([arrays.outcome, arrays.regressors.drop(columns="constant")])
    table = shares_of(values)
    low, high = table["low"].min(), table["high"].max()
    word = NOT_SHOWN
    if low > HYPOTHESIS.smallest_effect:
        word = SUPPORTED
    elif high < HYPOTHESIS.smallest_effect:
        word = REFUTED
    told = ", ".join(f"{factor} {share:.2f}" for factor, share in table["estimate"].items())
    least = table.sort_values("estimate", kind="stable").iloc[0]
    return Evidence(
        float(least["estimate"]),
        float(least["low"]),
        float(least["high"]),
        f"The shares of what the five explain are: {told}.",
        rows=len(values),
        verdict=word,
        table=table.reset_index(),
    )


def shares_of(values: np.ndarray) -> pd.DataFrame:
    """Shapley shares of R squared, with 95 % intervals of a seeded bootstrap.

    `values` has the outcome in its first column and a column for each factor after it. Returns
    one row a factor: `estimate`, `low`, `high`.
    """
    random = np.random.default_rng(SEED)
    drawn = np.array(
        [_shapley(values[random.integers(0, len(values), len(values))]) for _ in range(DRAWS)]
    )
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    columns = {"estimate": _shapley(values), "low": low, "high": high}
    return pd.DataFrame(columns, pd.Index(FACTORS, name="factor"))


def _shapley(values: np.ndarray) -> np.ndarray:
    """What each column adds to R squared, averaged over the orders of entering, as shares."""
    correlation = np.corrcoef(values, rowvar=False)
    n = values.shape[1] - 1
    explained = {
        chosen: _r_squared(correlation, chosen)
        for size in range(n + 1)
        for chosen in combinations(range(1, n + 1), size)
    }
    shares = np.zeros(n)
    for chosen, before in explained.items():
        weight = factorial(len(chosen)) * factorial(n - len(chosen) - 1) if len(chosen) < n else 0
        for factor in set(range(1, n + 1)) - set(chosen):
            after = explained[tuple(sorted((*chosen, factor)))]
            shares[factor - 1] += weight / factorial(n) * (after - before)
    return np.asarray(shares / shares.sum())


def _r_squared(correlation: np.ndarray, chosen: tuple[int, ...]) -> float:
    if not chosen:
        return 0.0
    with_outcome = correlation[0, list(chosen)]
    among = correlation[np.ix_(chosen, chosen)]
    return float(with_outcome @ np.linalg.solve(among, with_outcome))


def _proxies(study: Study) -> dict[str, str]:
    """The indicator that stands for each factor."""
    cards = cards_of(study).items()
    return {str(card["factor"]): name for name, card in cards if card.get("factor") in FACTORS}
