"""Do the cluster towns of Zhejiang and Guangdong make different things."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.errors import listed
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._survey import need

CLASSES = Path(__file__).with_name("product_classes.toml")
FIRST, SECOND = "Zhejiang", "Guangdong"
SERVICES = "services"
SMALLEST, LEVEL, DRAWS, SEED = 10.0, 0.05, 9999, 0

HYPOTHESIS = Hypothesis(
    number="H15",
    claim="The clusters of Zhejiang and Guangdong differ in what they make: light consumer goods "
    "in Zhejiang, electrical and electronic goods rather in Guangdong.",
    documents=("003 table 1", "003 2.1"),
    estimand="part of light consumer goods among the products of Zhejiang's cluster places, less "
    "that of Guangdong's, in percentage points",
    needs="a table places with province and product (several with commas), of both provinces",
    measure="classes of products (product_classes.toml); Jaccard index of the sets of products",
    recipe="permutation of the provinces among the places, on chi-square of six classes; "
    "Newcombe's interval for the difference of two shares",
    kind="own",
    smallest_effect=SMALLEST,
    unit="percentage points",
    refuter="the permutation test has p above 0.05 and the interval lies within plus or minus 10 "
    "percentage points. The claim is supported if p is 0.05 or less and the interval lies above "
    "10",
    family="Zhejiang and Guangdong",
    caveats=(
        "The table lists examples that its authors chose, so it tells of them and not of all "
        "clusters.",
        "Places of Zhejiang are larger than those of Guangdong, and some lie within others.",
        "Products of one place are not independent; the permutation keeps them together, the "
        "interval does not.",
    ),
)


@hypothesis(HYPOTHESIS)
def provinces_differ_in_products(study: Study) -> Evidence:
    """Compare the classes of the products of both provinces' places.

    Raises
    ------
    Untestable
        If the study has no such places, or a product of no known class.
    """
    made = products_of(_places(study))
    table = pd.crosstab(made["class"], made["province"])[[FIRST, SECOND]]
    light = made.groupby("province")["is_light"]
    hits, of = light.sum(), light.size()
    difference, low, high = newcombe(hits[FIRST], of[FIRST], hits[SECOND], of[SECOND])
    p_value = permuted(made, DRAWS, SEED)
    return Evidence(
        difference,
        low,
        high,
        f"{hits[FIRST]} of {of[FIRST]} products of {FIRST} and "
        f"{hits[SECOND]} of {of[SECOND]} of {SECOND} are light consumer "
        f"goods. The classes differ with p = {p_value:.2g}; the Jaccard index of the sets of "
        f"products is {jaccard(made):.2f}.",
        p_value=p_value,
        rows=len(made),
        verdict=_verdict(low, high, p_value),
        table=table.reset_index(),
    )


def products_of(places: pd.DataFrame) -> pd.DataFrame:
    """One row a place and product, with its class; services are left out.

    Raises
    ------
    Untestable
        With the products that have no class.
    """
    rows = places.assign(product=places["product"].str.split(",")).explode("product")
    rows["product"] = rows["product"].str.strip()
    found = rows.merge(_classes(), on="product", how="left")
    if found["class"].isna().any():
        strange = sorted(set(found.loc[found["class"].isna(), "product"].astype("str")))
        raise Untestable(
            f"Products of no known class: {listed(strange)}. The claim was declared for the "
            "products of Table 1 and their classes, and would be testable on these."
        )
    return found[found["class"] != SERVICES].reset_index(drop=True)


def permuted(made: pd.DataFrame, draws: int, seed: int) -> float:
    """The p value of chi-square when provinces are dealt out to places at random."""
    random = np.random.default_rng(seed)
    counts = pd.crosstab(made["place"], made["class"])
    is_first = made.drop_duplicates("place").set_index("place")["province"].eq(FIRST)
    dealt = np.tile(is_first.reindex(counts.index).to_numpy(), (draws + 1, 1))
    dealt[1:] = random.permuted(dealt[1:], axis=1)
    first = dealt.astype("float64") @ counts.to_numpy()
    total = counts.to_numpy().sum(axis=0)
    share = first.sum(axis=1, keepdims=True) / total.sum()
    expected = share * total
    gap = ((first - expected) ** 2 / (expected * (1 - share))).sum(axis=1)
    return float((gap >= gap[0] * (1 - 1e-12)).mean())


def newcombe(hits: int, of: int, other_hits: int, of_other: int) -> tuple[float, float, float]:
    """The difference of two shares with its 95 % interval, in percentage points.

    Notes
    -----
    Newcombe (1998), Statistics in Medicine 17, method 10, from two intervals of Wilson.

    Examples
    --------
    >>> [round(number, 2) for number in newcombe(56, 70, 48, 80)]
    [20.0, 5.24, 33.39]
    """
    first, low, high = _wilson(hits, of)
    second, other_low, other_high = _wilson(other_hits, of_other)
    gap = first - second
    below = np.hypot(first - low, other_high - second)
    above = np.hypot(high - first, second - other_low)
    return float(100 * gap), float(100 * (gap - below)), float(100 * (gap + above))


def jaccard(made: pd.DataFrame) -> float:
    """Products that both provinces make, as a share of all that either makes."""
    first, second = (set(made.loc[made["province"] == p, "product"]) for p in (FIRST, SECOND))
    return len(first & second) / len(first | second)


def _wilson(hits: int, of: int) -> tuple[float, float, float]:
    z = 1.959963984540054
    share = hits / of
    middle = (share + z**2 / (2 * of)) / (1 + z**2 / of)
    reach = z / (1 + z**2 / of) * np.sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    return share, float(middle - reach), float(middle + reach)


def _places(study: Study) -> pd.DataFrame:
    need(study, "places", what="cluster places of both provinces with their products")
    places = study.places
    if not {"province", "product"} <= set(places) or not {FIRST, SECOND} <= set(places["province"]):
        raise Untestable(
            f"The places do not tell province and product for {FIRST} and {SECOND}: with these it "
            "would be testable."
        )
    if "in_table_1" in places:  # places named elsewhere in the text were not listed to compare
        places = places[places["in_table_1"]]
    both = places["province"].isin([FIRST, SECOND])
    return places.loc[both, ["place", "province", "product"]].dropna().sort_values("place")


@cache
def _classes() -> pd.DataFrame:
    """Each product with its class and whether it is a light consumer good."""
    told = tomllib.loads(CLASSES.read_text(encoding="utf-8"))
    rows = [
        (product, name, record["is_light"])
        for name, record in told.items()
        for product in record["products"]
    ]
    return pd.DataFrame(rows, columns=["product", "class", "is_light"])


def _verdict(low: float, high: float, p_value: float) -> str:
    if p_value > LEVEL and low > -SMALLEST and high < SMALLEST:
        return "refuted"
    return "supported" if p_value <= LEVEL and low > SMALLEST else "not shown"
