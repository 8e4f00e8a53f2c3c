"""Did specialised towns gain weight in Guangdong beyond there being more of them."""

from __future__ import annotations

import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, hypothesis
from workbench.hypotheses._documents import figures, need_provinces, printed_range, value
from workbench.hypotheses._survey import need

FIRST, LAST = 2010, 2015
SHARE, TOWNS = "specialised_towns_share", "specialised_towns"

HYPOTHESIS = Hypothesis(
    number="H18",
    claim="The specialised towns of Guangdong, one town with one product, gained weight in the "
    "province's economy between 2010 and 2015, apart from becoming more numerous.",
    documents=("003 2.1 and later figures of the programme",),
    estimand="change of the average town's part of the province's gross domestic product from "
    "2010 to 2015, in percent",
    needs="the published numbers of specialised towns and their part of the product of Guangdong",
    measure="part of the product divided by the number of towns",
    recipe="change between two years, with the range that rounding leaves",
    kind="more",
    smallest_effect=0.0,
    unit="percent",
    refuter="the whole range lies below zero: the average town's part fell",
    family="Zhejiang and Guangdong",
    caveats=(
        "The interval is what rounding leaves, not a sampling error.",
        "Towns were named on application, and the 90 new ones may be larger than the old: that "
        "the average grew does not say that any town did.",
        "The figures are cited at second hand.",
    ),
)


@hypothesis(HYPOTHESIS)
def specialised_towns_gained_share(study: Study) -> Evidence:
    """Take the growing number of towns out of their growing share.

    Raises
    ------
    Untestable
        If the study is not about Guangdong.
    """
    need(study, "places", what="the cluster places of document 003, to which the figures belong,")
    need_provinces(study, "Guangdong")
    before, after = value(f"{SHARE}_{FIRST}"), value(f"{SHARE}_{LAST}")
    n_before, n_after = value(f"{TOWNS}_{FIRST}"), value(f"{TOWNS}_{LAST}")
    first, last = printed_range(f"{SHARE}_{FIRST}"), printed_range(f"{SHARE}_{LAST}")
    more_towns = before / n_before * (n_after - n_before)
    return Evidence(
        change(before, after, n_before, n_after),
        change(first[1], last[0], n_before, n_after),
        change(first[0], last[1], n_before, n_after),
        f"Their part rose from {before:g} to {after:g} percent; {more_towns:.1f} of the "
        f"{after - before:g} points are what {n_after - n_before:g} more towns of the old average "
        f"bring, {after - before - more_towns:.1f} are larger towns.",
        rows=2,
        table=_table(),
    )


def change(before: float, after: float, n_before: float, n_after: float) -> float:
    """The change of the part per town in percent.

    Examples
    --------
    >>> round(change(28, 38, 309, 399), 2)
    5.1
    """
    return 100 * ((after / n_after) / (before / n_before) - 1)


def _table() -> pd.DataFrame:
    """The published figures, one row a year."""
    records = [one for name, one in figures().items() if name.startswith(TOWNS)]
    rows = pd.DataFrame(records).pivot_table("value", "year", "unit")
    rows = rows.rename(columns={"percent": "percent_of_product"})[["towns", "percent_of_product"]]
    rows["percent_per_town"] = rows["percent_of_product"] / rows["towns"]
    return rows.reset_index().rename_axis(None, axis=1)
