"""How long does a specification curve with placebo permutations take, beside loops of fits.

144 models of wages in the cells of US metro areas (three measures, two outcomes, four sets of
controls, three sets of fixed effects, two samples), clustered by area, each also on 500 shuffled
measures: 72,144 fits. The peers fit the models one by one, as a loop would; they are timed on a
few of the models, one of each set of effects, and scaled.
"""

from __future__ import annotations

import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from benchmarks.peers import PEAK
from benchmarks.row import Row
from workbench.data import load
from workbench.models import panel
from workbench.models.attacks.specification_curve import specification_curve
from workbench.models.choices import Choices, default_choices
from workbench.models.specification import Specification, specification_of

STUDY, PERMUTATIONS = "us_metro_clusters", 500
EFFECTS = (("region",), ("industry",), ("region", "industry"))
MEASURES = ("log(location_quotient)", "location_quotient", "log(location_quotient_published)")
CONTROLS = ("log(establishments)", "employment_disclosed_share")
PERCENT_OF_STATSMODELS, PERCENT_OF_PYFIXEST = 100 / 20, 100 / 5
MOST_MEMORY = 1_000


def rows() -> Iterator[Row]:
    """The curve beside each loop, and the memory it takes."""
    table, asked, choices = prepared()
    n_models = len(choices.variants(asked))
    what = f"specification curve, {n_models} models, {PERMUTATIONS} permutations"
    what += f", {len(table):,} cells"
    start = time.perf_counter()
    specification_curve(table, asked, choices=choices, permutations=PERMUTATIONS)
    ours = time.perf_counter() - start
    for name, fitted, limit in (
        ("statsmodels", by_statsmodels, PERCENT_OF_STATSMODELS),
        ("pyfixest", by_pyfixest, PERCENT_OF_PYFIXEST),
    ):
        loop = sum(one_of(fitted, table, effects) for effects in EFFECTS)
        loop *= n_models / len(EFFECTS) * (1 + PERMUTATIONS)
        peer = f"{name}: a loop, {len(EFFECTS)} fits, scaled"
        yield Row(what, ours, peer, loop, 100 * ours / loop, limit, "% of its time")
    yield memory_row(what)


def prepared() -> tuple[pd.DataFrame, Specification, Choices]:
    """The panel of the study's own question, its specification, and 144 choices."""
    study = load(STUDY)
    table = panel(study)
    asked = specification_of(table, study.question)
    samples = default_choices(table, asked).samples
    both = [(), CONTROLS[:1], CONTROLS[1:], CONTROLS]
    outcomes = ("log(mean_wage)", "mean_wage")
    choices = Choices(MEASURES, outcomes, both, EFFECTS, samples=samples)
    return table, asked, choices


def curve() -> None:
    """The curve from nothing."""
    table, asked, choices = prepared()
    specification_curve(table, asked, choices=choices, permutations=PERMUTATIONS)


def one_of(
    fitted: Callable[[pd.DataFrame, tuple[str, ...]], object],
    table: pd.DataFrame,
    effects: tuple[str, ...],
) -> float:
    """The seconds of one fit after a small one; the columns are there before."""
    columns = table[["region", "industry", *CONTROLS[1:]]].assign(
        y=np.log(table["mean_wage"]),
        x=np.log(table["location_quotient"]),
        z=np.log(table["establishments"]),
    )
    fitted(columns.iloc[::10], effects)  # the first waits for imports
    start = time.perf_counter()
    fitted(columns, effects)
    return time.perf_counter() - start


def by_statsmodels(columns: pd.DataFrame, effects: tuple[str, ...]) -> object:
    """Least squares on a dummy for each group."""
    from statsmodels.regression.linear_model import OLS

    dummies = pd.get_dummies(columns[list(effects)], drop_first=True, dtype="float64")
    regressors = columns[["x", "z", CONTROLS[1]]].join(dummies).assign(constant=1.0)
    groups = {"groups": pd.factorize(columns["region"])[0]}
    return OLS(columns["y"], regressors).fit(cov_type="cluster", cov_kwds=groups).bse["x"]


def by_pyfixest(columns: pd.DataFrame, effects: tuple[str, ...]) -> object:
    """Least squares with the groups taken out."""
    import pyfixest

    formula = f"y ~ x + z + {CONTROLS[1]} | {' + '.join(effects)}"
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The inplace keyword", DeprecationWarning)
        warnings.filterwarnings("ignore", ".*singleton fixed effect", UserWarning)
        return pyfixest.feols(formula, columns, vcov={"CRV1": "region"}).se()["x"]


def memory_row(what: str) -> Row:
    """The most memory that the curve takes, imports and data among it."""
    code = f"from benchmarks.specifications import curve; curve(); {PEAK}"
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    peak = float(done.stdout.splitlines()[-1])
    elapsed = time.perf_counter() - start
    return Row(f"{what}, cold", elapsed, "none", np.nan, peak, MOST_MEMORY, "MB at most")
