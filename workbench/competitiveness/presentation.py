"""What does a page say of an index: its ingredients, and what became of them (step 10)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.competitiveness._sizes import has_firm_sizes
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.facts import facts_table
from workbench.competitiveness.framework import FEWEST, ROOT
from workbench.competitiveness.links import correlations_with
from workbench.competitiveness.multivariate import cronbach_alpha, principal_components
from workbench.competitiveness.selecting import latest_figures
from workbench.competitiveness.sme_view import sme_view
from workbench.competitiveness.uncertainty import Uncertainty
from workbench.data import Study
from workbench.errors import StudyError

WAYS = {1.0: "higher is better", -1.0: "lower is better"}
APART = 0.95  # of the draws, for one region to be called ahead of another
EQUAL = "equal"  # the relation that needs no word
NO_SIZES = "the study has no sizes of firms"


def in_short(sure: Uncertainty) -> list[str]:
    """Who leads, how far that can be trusted, and how many pairs of ranks mean nothing.

    Parameters
    ----------
    sure
        The uncertainty of an index.

    Returns
    -------
    Sentences, most important first.
    """
    index, ranks = sure.index, sure.ranks
    first, second = ranks.index[:2]
    ahead = sure.beats(first, second)
    wide = ranks["rank_high"] - ranks["rank_low"]
    neighbours = [
        sure.beats(one, other) >= APART
        for one, other in zip(ranks.index, ranks.index[1:], strict=False)
    ]
    return [
        f"{index.name_of(first)} ranks first of {len(ranks)}, ahead of {index.name_of(second)} in "
        f"{ahead:.0%} of {sure.draws:,} draws of weights and methods.",
        f"In the median the interval of a rank spans {np.median(wide):.0f} ranks; the widest "
        f"({index.name_of(wide.idxmax())}) spans {wide.max()}.",
        f"Of {len(neighbours)} pairs of neighbours in the ranking, {sum(neighbours)} are told "
        f"apart in {APART:.0%} of the draws; the order of the others depends on how the index is "
        "made.",
    ]


def shares_of_the_whole(index: CompositeIndex) -> pd.Series:
    """The part each indicator has in the whole index: the weights of its levels multiplied."""
    framework = index.framework
    parents = pd.concat([framework.indicators["parent"], framework.dimensions["parent"]])
    shares = {}
    for code in framework.indicators.index:
        share, node = 1.0, str(code)
        while node != ROOT:
            share *= float(index.weights[node])
            node = str(parents[node])
        shares[code] = share
    return pd.Series(shares, name="weight", dtype="float64")


def ingredients(index: CompositeIndex) -> pd.DataFrame:
    """One row an indicator: what it is, which way is better, its year, weight and coverage."""
    cards = index.framework.indicators
    return pd.DataFrame(
        {
            "indicator": cards["name"],
            "dimension": cards["parent"].map(index.framework.name_of),
            "role": cards["role"],
            "direction": cards["direction"].map(WAYS),
            "unit": cards["unit"],
            "divided by": cards["denominator"],
            "year": index.years.reindex(cards.index).astype("Int64"),
            "weight": shares_of_the_whole(index),
            "regions": index.raw.notna().sum(),
        }
    ).reset_index(drop=True)


def agreement(index: CompositeIndex) -> pd.DataFrame:
    """Whether the indicators of each dimension, and of the index, say the same thing."""
    indicators = index.framework.indicators
    groups = {
        index.framework.name_of(own): indicators.index[indicators["parent"] == own]
        for own in indicators["parent"].unique()
    }
    groups["the whole index"] = indicators.index
    return pd.DataFrame([_agreement(index, name, codes) for name, codes in groups.items()])


def _agreement(index: CompositeIndex, name: str, codes: pd.Index) -> dict[str, object]:
    """Alpha and first component of some indicators; why there is none, where there is none."""
    line: dict[str, object] = {"dimension": name, "indicators": len(codes)}
    if len(codes) < FEWEST:
        return line | {"remark": "one indicator alone"}
    try:
        alpha = cronbach_alpha(index.normalised[codes])
        first = principal_components(index.normalised[codes])
    except StudyError as error:
        return line | {"remark": error.problems[0].message}
    return line | {
        "alpha": alpha.raw,
        "low": alpha.low,
        "high": alpha.high,
        "first component": float(first.share.iloc[0]),
        "regions": alpha.n,
        "remark": "",
    }


def treatment(index: CompositeIndex) -> pd.DataFrame:
    """One row an indicator: gaps filled, outliers moved, logarithms taken."""
    gaps, log = index.imputed.log, index.treated.log
    names = index.framework.indicators["name"]
    return pd.DataFrame(
        {
            "indicator": names,
            "missing": gaps["n_missing"],
            "imputed": gaps["n_imputed"],
            "skewness before": log["skewness_before"],
            "skewness after": log["skewness_after"],
            "outliers": log["done"],
        }
    ).reset_index(drop=True)


def beside(index: CompositeIndex, study: Study) -> pd.DataFrame:
    """How the index goes with the study's indicators that are not in it.

    Counts grow with the size of a region, so that they say little here; their unit is beside them.
    """
    others = latest_figures(study, index.year)
    others = others.drop(columns=index.framework.indicators.index, errors="ignore")
    cards = study.indicator_cards.set_index("indicator")
    found = correlations_with(index.scores, others)
    found.insert(0, "indicator", [str(cards.at[code, "name"]) for code in found.index])
    found.insert(1, "unit", [str(cards.at[code, "unit"]) for code in found.index])
    if (found["undefined"] == "").all():
        found = found.drop(columns="undefined")
    return found.reset_index(drop=True)


def facts_in_short() -> pd.DataFrame:
    """The claims of the documents beside later official figures, the columns a page can hold."""
    table = facts_table()
    documents = table["document"].str.split("_").str[0]
    seen = table["is_verified"].map({True: "", False: " (not seen at its source)"}).fillna("")
    return pd.DataFrame(
        {
            "claim": table["statement"] + " (document " + documents + ")",
            "figure": _with_relation(table["claim_is"], table["claim"]),
            "later figure": _with_relation(table["official_is"], table["official"]),
            "year": table["official_year"],
            "what the later one counts": table["official_definition"],
            "source": table["official_source"] + seen,
            "why the two cannot be compared": table["not_comparable"],
        }
    )


def _with_relation(relations: pd.Series, numbers: pd.Series) -> list[str | None]:
    """Numbers as a sentence has them: "about 70", "more than 50", 65.2."""
    pairs = zip(relations, numbers, strict=True)
    return [
        None if pd.isna(number) else f"{'' if relation == EQUAL else relation} {number:.3g}".strip()
        for relation, number in pairs
    ]


def small_firms(study: Study, *, level: str | None = None, most: int = 20) -> pd.DataFrame:
    """The regions of a study by the size of their firms, best first; or why there are none."""
    if not has_firm_sizes(study):
        return pd.DataFrame({"remark": [f"{study.name}: {NO_SIZES}"]})
    view = sme_view(study, level=level).sort_values(["place_best", "place_worst"], kind="stable")
    shown = view.drop(columns=["region", "year"]).dropna(axis="columns", how="all")
    return shown.head(most).reset_index(drop=True)
