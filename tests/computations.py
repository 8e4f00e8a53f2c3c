"""What the house computes at random, each on a toy: for the tests of the number of workers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.competitiveness import Framework, build
from workbench.competitiveness._components import by_chance
from workbench.competitiveness._sobol import sobol_shares
from workbench.competitiveness.uncertainty import uncertainty
from workbench.fieldwork.chains.chain import chain_of
from workbench.fieldwork.chains.ranges import drawn_potential
from workbench.fieldwork.types.classes import classes_of
from workbench.hypotheses._latent_classes import mixture, stability
from workbench.hypotheses.five_factors_carry_productivity import shares_of
from workbench.measures import bounds, interval, measures
from workbench.models import fit
from workbench.models.attacks import attacks
from workbench.models.local_association import hot_spots, local_moran
from workbench.models.many_fits import many_fits
from workbench.models.specification import Specification
from workbench.models.variants import Variant
from workbench.models.wild_bootstrap import Projected, wild_bootstrap
from workbench.rules import benchmark_clusters, rules
from workbench.rules._similarity import colocation

# Sizes of parts: where they are so small, even a toy has many; and two numbers that save time.
PARTS = {
    "workbench.hypotheses.five_factors_carry_productivity.DRAWS": 5,
    "workbench.measures.marcon_puech.BINS_OF_DENSITY": 32,
    "workbench.measures._pairs.BLOCK": 4_000,
    "workbench.measures._many.ROWS_AT_ONCE": 200,
    "workbench.measures.location_quotient_null.AT_ONCE": 500,
    "workbench.models.estimators.geographically_weighted.MANY": 10,
    "workbench.models.estimators._resampling.BATCH": 20,
    "workbench.models.many_fits.MOST_DRAWS": 5,
    "workbench.competitiveness._draws.BLOCK": 2_000,
}
CHANCE = np.random.default_rng(7)
LINE = pd.DataFrame(
    {"region": [f"{i:02}" for i in range(40)], "longitude": np.arange(40) / 5, "latitude": 30.0}
)
VALUES = pd.Series(CHANCE.normal(size=40), LINE["region"])
COUNTS = pd.DataFrame(
    {
        "region": np.tile(np.repeat(list("ABCDEF"), 4), 3),
        "industry": np.tile(list("wxyz"), 18),
        "year": np.repeat([2000, 2001, 2002], 24),
        "employment": CHANCE.integers(5, 90, 72),
    }
)
ONE_YEAR = COUNTS[COUNTS["year"] == 2000].drop(columns="year")
PLANTS = pd.DataFrame(
    {
        "plant": np.arange(330),
        "industry": np.repeat(["many", "few", "rare"], [210, 70, 50]),
        "region": CHANCE.choice(list("ABCDEF"), 330),
        "employment": CHANCE.lognormal(3, 1, 330),  # no sum of these is exact
        "x": CHANCE.uniform(0, 90, 330),
        "y": CHANCE.uniform(0, 90, 330),
    }
)
TABLE = pd.DataFrame(CHANCE.lognormal(size=(90, 4)), columns=["y", "x", "z", "shared"])
TABLE["group"] = np.arange(90) % 12
ASKED = Specification("log(y) ~ log(x) + z", "x")
SHARED = Specification("log(y) ~ log(x)", "x")
SPREAD = LINE.assign(y=VALUES.to_numpy(), x=CHANCE.normal(size=40))
RAW = pd.DataFrame(CHANCE.lognormal(size=(12, 3)), [f"{n:02}" for n in range(12)], list("abc"))
CARDS = pd.DataFrame({"indicator": list("abc"), "direction": "higher is better"})
FIRMS = pd.DataFrame(CHANCE.normal(size=(60, 6)), columns=list("abcdef"))
CHAIN = pd.DataFrame({"stage": ["milk", "dairy"], "feeds": ["dairy", "market"]})
CAPACITIES = pd.DataFrame(
    {"stage": ["milk", "milk", "dairy"], "capacity": [9.0, 4, 11], "low": [7.0, 3, 8], "high": 14.0}
)
WITHHELD = ONE_YEAR.assign(flag=[*["suppressed"] * 2, *[None] * 22])


def curve(name: str, industry: str, **options: Any) -> pd.DataFrame:
    """A curve by distance of one industry, of few draws."""
    asked = {"max_distance": 40.0, "step": 10.0, "n_draws": 30, **options}
    return measures[name](PLANTS, industries=industry, **asked)


def wild() -> pd.DataFrame:
    """The wild cluster bootstrap of three terms."""
    regressors = TABLE[["x", "z", "shared"]].to_numpy()
    model = Projected(regressors, TABLE["y"].to_numpy(), lambda m: m, TABLE["group"].to_numpy())
    return wild_bootstrap(model, pd.Index(["x", "z", "shared"]), draws=99, seed=1)


def permutations() -> Any:
    """Two models under shuffled terms."""
    variants = [Variant(Specification(text, "x")) for text in ("y ~ x", "y ~ x + z")]
    return many_fits(TABLE, variants).shuffled(range(20), seed=4)


def local_regressions() -> Any:
    """A geographically weighted regression, and shuffles of its places."""
    asked = {"estimator": "geographically_weighted", "bandwidth": 20, "draws": 12}
    return fit("y ~ x", SPREAD, **asked).tests


def mediated(interval: str) -> Any:
    """The paths through a mediator."""
    asked = {"estimator": "mediation", "mediator": "z", "interval": interval, "draws": 200}
    return fit("y ~ x", TABLE, **asked).coefficients


def same_rows_again() -> Any:
    """A partition of industries when regions are drawn anew."""
    alike = colocation(ONE_YEAR)
    return benchmark_clusters(alike, 2, method="k-means", activity=ONE_YEAR, resamples=5).stability


def latent() -> Any:
    """Latent classes, and how they hold when rows are drawn anew."""
    random = np.random.default_rng(0)
    return stability(FIRMS.to_numpy(), mixture(FIRMS.to_numpy(), 2, random), 3, random)


def rule(name: str) -> Any:
    """Hot spots of a rule."""
    activity = pd.concat(
        [
            LINE[["region"]].assign(industry="a", employment=np.arange(40) % 7 + 1),
            LINE[["region"]].assign(industry="b", employment=50),
        ]
    )
    return rules[name](activity, LINE, k=4)


# Whose parts are dealt out.
DEALT: dict[str, Callable[[], Any]] = {
    "interval, jobs drawn again": lambda: interval("location_quotient", COUNTS, draws=12),
    "interval, jobs by chance": lambda: interval(
        "locational_gini", COUNTS, kind="permutation", draws=12
    ),
    "interval, plants dealt out": lambda: interval(
        "ellison_glaeser", PLANTS, kind="permutation", draws=4
    ),
    "bounds that are searched": lambda: bounds("hoover_index", WITHHELD, within=(1, 90), draws=9),
    "location_quotient_null": lambda: measures["location_quotient_null"](COUNTS, n_draws=30),
    "ellison_glaeser": lambda: measures["ellison_glaeser"](PLANTS, n_draws=40),
    "critical_mass": lambda: measures["critical_mass"](PLANTS, n_draws=40),
    "duranton_overman, all pairs": lambda: curve("duranton_overman", "few"),
    "duranton_overman, by sites": lambda: curve(
        "duranton_overman", "many", variant="employment_weighted"
    ),
    "ripley": lambda: curve("ripley", "rare"),
    "marcon_puech, few": lambda: curve("marcon_puech", "rare", variant="m", n_draws=9),
    "marcon_puech, many": lambda: curve("marcon_puech", "many"),
    "wild_bootstrap": wild,
    "many_fits": permutations,
    "placebo_permutation": lambda: attacks["placebo_permutation"](TABLE, ASKED, draws=19).table,
    "specification_curve": lambda: (
        attacks["specification_curve"](TABLE, ASKED, permutations=19).facts
    ),
    "geographically_weighted": local_regressions,
    "mediation, bootstrap": lambda: mediated("bootstrap"),
    "uncertainty": lambda: uncertainty(build(RAW, Framework.from_cards(CARDS)), draws=900).ranks,
}
# Drawn and computed in one go, or too small to be dealt out, or held up by Python itself.
BY_ONE: dict[str, Callable[[], Any]] = {
    "interval, plants drawn again": lambda: interval(
        "ellison_glaeser", PLANTS, kind="bootstrap", draws=4
    ),
    "location_quotient_critical_value": lambda: measures["location_quotient_critical_value"](
        ONE_YEAR, n_draws=50
    ),
    "plants needed": lambda: measures["critical_mass"](PLANTS, variant="plants_needed", n_draws=40),
    "local_moran": lambda: local_moran(VALUES, LINE, permutations=99).table,
    "hot_spots": lambda: hot_spots(VALUES, LINE, permutations=99).table,
    "ratio_denominator": lambda: (
        attacks["ratio_denominator"](TABLE, SHARED, shared="shared", draws=20).table
    ),
    "multiple_testing": lambda: attacks["multiple_testing"](TABLE, ASKED, draws=50).table,
    "mediation, drawn": lambda: mediated("quasi_bayesian"),
    "benchmark_clusters": same_rows_again,
    "getis_ord_hot_spot": lambda: rule("getis_ord_hot_spot"),
    "local_moran_hot_spot": lambda: rule("local_moran_hot_spot"),
    "by_chance": lambda: by_chance((12, 3), 20, 0),
    "sobol_shares": lambda: sobol_shares(lambda x: x @ np.arange(3.0), 3, draws=64).table,
    "drawn_potential": lambda: drawn_potential(chain_of(CHAIN), CAPACITIES, draws=20, seed=1).used,
    "classes_of": lambda: classes_of(FIRMS, resamples=2),
    "latent classes": latent,
    "shares_of": lambda: shares_of(FIRMS.to_numpy()),
}


def exactly(found: Any) -> str:
    """What was found, to the last bit of each number."""
    if is_dataclass(found):
        return exactly([getattr(found, each.name) for each in fields(found)])
    if isinstance(found, pd.DataFrame):
        return exactly({str(name): found[name] for name in found})
    if isinstance(found, pd.Series | np.ndarray):
        return exactly(found.tolist())
    if isinstance(found, dict):
        return exactly([*map(str, found), *found.values()])
    if isinstance(found, list | tuple):
        return "[" + ", ".join(map(exactly, found)) + "]"
    return repr(found)
