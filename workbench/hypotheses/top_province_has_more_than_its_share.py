"""Has Zhejiang more clusters than its manufacturing would lead one to expect."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Evidence, Hypothesis, Untestable, hypothesis
from workbench.hypotheses._documents import figures, need_provinces, value
from workbench.hypotheses._survey import need

SHARES = {"Zhejiang": "clusters_zhejiang_share", "Guangdong": "clusters_guangdong_share"}
TOP, INDUSTRY = "Zhejiang", "manufacturing"

HYPOTHESIS = Hypothesis(
    number="H17",
    claim="Zhejiang, the province with most clusters, has more of them than its part of the "
    "country's manufacturing would lead one to expect.",
    documents=("003 2.1",),
    estimand="Zhejiang's part of all clusters divided by its part of all workers in manufacturing "
    "(location quotient of clusters)",
    needs="employment in manufacturing of Zhejiang and Guangdong, better of all provinces",
    measure="location_quotient, of clusters relative to workers",
    recipe="binomial interval of the printed share, for the fewest clusters that allow both "
    "printed shares",
    kind="more",
    smallest_effect=1.0,
    unit="location quotient",
    refuter="the whole interval lies below 1; an interval that holds 1 leaves the claim not shown",
    family="Zhejiang and Guangdong",
    caveats=(
        "The document does not say what was counted as a cluster, when, or how many there were.",
        "Workers stand for firms, and are those of the census year; both censuses came later.",
    ),
)


@hypothesis(HYPOTHESIS)
def top_province_has_more_than_its_share(study: Study) -> Evidence:
    """Divide the printed share of clusters by the share of workers.

    Where the study holds the two provinces alone, they are compared with each other.

    Raises
    ------
    Untestable
        If the study has no workers in manufacturing of both provinces.
    """
    need_provinces(study, *SHARES)
    workers = _workers(study)
    printed = pd.Series({province: value(name) / 100 for province, name in SHARES.items()})
    fewest = fewest_clusters()
    if set(workers.index) == set(SHARES):
        base, clusters = "the two provinces", printed / printed.sum()
        fewest = round(fewest * float(printed.sum()))
    else:
        base, clusters = f"{len(workers)} provinces", printed
    table = pd.DataFrame({"clusters": clusters, "workers": workers / workers.sum()}).dropna()
    table["location_quotient"] = table["clusters"] / table["workers"]
    printed_share, workers_share = float(clusters[TOP]), float(table["workers"][TOP])
    share, low, high = (bound / workers_share for bound in _interval(printed_share, fewest))
    return Evidence(
        share,
        low,
        high,
        f"{TOP} has {printed_share:.1%} of the clusters and {workers_share:.1%} of the "
        f"workers in manufacturing of {base}. The interval takes the clusters to be only {fewest}, "
        "the fewest that can give the shares as printed; more would make it narrower.",
        rows=len(workers),
        table=table.rename_axis("province").reset_index(),
    )


def fewest_clusters() -> int:
    """The least number of clusters of which both printed shares can be parts.

    Examples
    --------
    >>> fewest_clusters()
    52
    """
    wanted = [figures()[name] for name in SHARES.values()]
    number = 1
    while not all(_is_part(record["value"], int(record["decimals"]), number) for record in wanted):
        number += 1
    return number


def _is_part(percent: float, decimals: int, number: int) -> bool:
    shares = 100 * np.arange(number + 1) / number
    return bool((np.abs(shares - percent) <= 0.5 * 10.0**-decimals).any())


def _interval(share: float, number: int) -> tuple[float, float, float]:
    """The share with its exact 95 % interval for a number of clusters (Clopper and Pearson)."""
    from scipy.special import betaincinv

    hits = share * number
    low = betaincinv(hits, number - hits + 1, 0.025)
    high = betaincinv(hits + 1, number - hits, 0.975)
    return share, float(low), float(high)


def _workers(study: Study) -> pd.Series:
    """Workers in manufacturing by province, in the first year there is."""
    need(study, "activity", what="workers in manufacturing by province")
    rows = study.activity
    if "employment" not in rows or INDUSTRY not in set(rows["industry"]):
        raise Untestable(
            "The table activity has no employment in an industry called manufacturing: with it "
            "the claim would be testable."
        )
    rows = rows[(rows["industry"] == INDUSTRY) & (rows["year"] == rows["year"].min())]
    province = study.regions.set_index("region")["province"]
    found: pd.Series = rows.groupby(rows["region"].map(province))["employment"].sum()
    return found
