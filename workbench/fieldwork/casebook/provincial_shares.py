"""How concentrated are China's clusters, where only the shares of two provinces are known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study, load
from workbench.hypotheses._documents import figures, printed_range

PRINTED = {"Zhejiang": "clusters_zhejiang_share", "Guangdong": "clusters_guangdong_share"}
REST = "all others together"
STUDY, INDUSTRY, LEVEL = "china_prefectures", "manufacturing", "prefecture"
BASES = {"area_km2": "area", "population": "residents", "employment": "workers in manufacturing"}


def provincial_shares() -> pd.DataFrame:
    """The printed shares of two provinces, with what rounding allows, and what remains.

    Returns
    -------
    One row a province and one for all others: `share`, and `low` and `high`, between which it
    lay before it was rounded as printed (all from 0 to 1).

    Examples
    --------
    >>> provincial_shares()["share"].round(3).tolist()
    [0.4, 0.288, 0.312]
    """
    rows = [
        (province, figures()[name]["value"] / 100, *(end / 100 for end in printed_range(name)))
        for province, name in PRINTED.items()
    ]
    known = pd.DataFrame(rows, columns=["province", "share", "low", "high"])
    sums = known[["share", "low", "high"]].sum()
    rest = [REST, 1 - sums["share"], 1 - sums["high"], 1 - sums["low"]]
    return pd.concat([known, pd.DataFrame([rest], columns=known.columns)], ignore_index=True)


def concentration_bounds() -> pd.DataFrame:
    """Between which numbers the concentration of clusters on provinces lies.

    Returns
    -------
    One row a quantity with `low`, `high` and `assumes`: the Herfindahl index with nothing known
    of the other provinces; the same if none of them has more than Guangdong; and how many times
    as many clusters Zhejiang has as Guangdong, as printed and as rounding allows.

    Notes
    -----
    The index is the sum of squared shares. What remains adds least where it is spread over ever
    more provinces (towards 0), and most where it lies in as few as allowed.

    Examples
    --------
    >>> concentration_bounds().loc[0, ["low", "high"]].astype(float).round(3).tolist()
    [0.243, 0.34]
    """
    shares = provincial_shares().set_index("province")
    first, second, rest = shares["share"]
    known = first**2 + second**2
    full, left = divmod(rest, second)
    ends = shares.loc[list(PRINTED), ["low", "high"]]
    rows = [
        ("Herfindahl index", known, known + rest**2, "nothing of the other provinces"),
        (
            "Herfindahl index",
            known,
            known + full * second**2 + left**2,
            "no other province has more than Guangdong",
        ),
        ("Zhejiang to Guangdong", first / second, first / second, "shares as printed"),
        (
            "Zhejiang to Guangdong",
            ends["low"].iloc[0] / ends["high"].iloc[1],
            ends["high"].iloc[0] / ends["low"].iloc[1],
            "shares as rounding allows",
        ),
    ]
    return pd.DataFrame(rows, columns=["quantity", "low", "high", "assumes"])


def cluster_quotients(study: Study | str = STUDY) -> pd.DataFrame:
    """The share of clusters of each province divided by its share of area, people and workers.

    Parameters
    ----------
    study
        A study of all provinces, whose regions tell their `province`.

    Returns
    -------
    One row a province and base: `base`, `clusters` (share), `base_share`, `location_quotient`,
    and `low` and `high` as rounding of the printed share allows.

    Notes
    -----
    The documents do not say what was counted as a cluster or when; the bases are those of the
    census year of the study, so the quotients tell an order of size.

    Examples
    --------
    >>> found = cluster_quotients().set_index(["base", "province"])["location_quotient"]
    >>> bool((found > 1).all())
    True
    """
    found = study if isinstance(study, Study) else load(study)
    base = _bases(found)
    shares = provincial_shares().set_index("province").loc[list(PRINTED)]
    tables = []
    for column, name in BASES.items():
        part = (base[column] / base[column].sum()).reindex(shares.index)
        quotients = shares.div(part, axis=0).rename(columns={"share": "location_quotient"})
        tables.append(quotients.assign(base=name, clusters=shares["share"], base_share=part))
    columns = ["province", "base", "clusters", "base_share", "location_quotient", "low", "high"]
    return pd.concat(tables).reset_index()[columns]


def _bases(study: Study) -> pd.DataFrame:
    """Area, residents and workers in manufacturing by province, in the first year there is."""
    regions = study.regions[study.regions["level"] == LEVEL]
    rows = study.activity
    rows = rows[(rows["industry"] == INDUSTRY) & (rows["year"] == rows["year"].min())]
    workers = rows.groupby("region")["employment"].sum()
    own = regions.assign(employment=regions["region"].map(workers))
    return own.groupby("province")[list(BASES)].sum().replace(0, np.nan)


def shares_in_words(study: Study | str = STUDY) -> list[str]:
    """What two shares tell of the concentration of clusters, and what they leave open."""
    shares = provincial_shares().set_index("province")["share"]
    bounds = concentration_bounds()
    index, capped = bounds.iloc[0], bounds.iloc[1]
    ratio, rounded = bounds.iloc[2], bounds.iloc[3]
    quotients = cluster_quotients(study)
    told = [
        f"{row.province}: {row.location_quotient:.1f} times its share of {row.base}"
        for row in quotients.itertuples()
    ]
    two = ", ".join(f"{name} {share:.1%}" for name, share in shares.drop(REST).items())
    return [
        f"{two}; {shares[REST]:.1%} remain for {REST}.",
        f"The Herfindahl index lies between {index['low']:.3f} and {index['high']:.3f}, or at most "
        f"{capped['high']:.3f} if {capped['assumes']}.",
        f"Zhejiang has {ratio['low']:.3f} times as many as Guangdong "
        f"({rounded['low']:.3f} to {rounded['high']:.3f} as rounding allows).",
        f"{'; '.join(told)}.",
    ]
