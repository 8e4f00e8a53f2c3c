"""How unequal in size are the firms of each place, and how large is the largest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.data import Study
from workbench.hypotheses._card import Untestable
from workbench.hypotheses._survey import FEWEST_CLUSTERS, cluster_facts

FEWEST_PLANTS = 5
PRODUCTIVITY = ("output_per_worker", "value_added_per_worker", "payroll_per_worker", "mean_wage")


def size_gini(plants: pd.DataFrame) -> pd.Series:
    """The Gini coefficient of the sizes of plants, by region: 0 where all are equal.

    Examples
    --------
    >>> size_gini(pd.DataFrame({"region": list("AAAA"), "employment": [0, 0, 0, 8]})).to_dict()
    {'A': 0.75}
    """
    ordered = plants.sort_values(["region", "employment"])
    by_region = ordered.groupby("region")["employment"]
    count, total = by_region.transform("size"), by_region.sum()
    weight = 2 * (by_region.cumcount() + 1) - count - 1
    weighted = (weight * ordered["employment"]).groupby(ordered["region"]).sum()
    return weighted / (by_region.size() * total)


def anchor_share(plants: pd.DataFrame) -> pd.Series:
    """The share of the largest plant in the employment of its region."""
    by_region = plants.groupby("region")["employment"]
    return by_region.max() / by_region.sum()


def plants_and_output(study: Study) -> pd.DataFrame:
    """By region: log output per worker, log density of plants, Gini of sizes, anchor's share.

    Raises
    ------
    Untestable
        If plants with their size, areas, or a figure of productivity are missing.
    """
    _need_all(study)
    plants, outcome = _plants(study), output_per_worker(study)
    counts = plants.groupby("region").size()
    area = study.regions.set_index("region")["area_km2"].reindex(counts.index)
    table = pd.DataFrame(
        {
            "log_output": np.log(outcome.where(outcome > 0)),
            "log_density": np.log(counts / area.where(area > 0)),
            "gini": size_gini(plants),
            "anchor": anchor_share(plants),
        }
    ).dropna()
    found = table[counts.reindex(table.index) >= FEWEST_PLANTS]
    if len(found) < FEWEST_CLUSTERS:
        raise Untestable(
            f"Only {len(found)} regions have {FEWEST_PLANTS} plants or more, an area and output "
            f"per worker; {FEWEST_CLUSTERS} or more would make it testable."
        )
    return found


def output_per_worker(study: Study) -> pd.Series:
    """Output per worker of each region, or what stands nearest to it.

    Raises
    ------
    Untestable
        If the study tells of no region what a worker produces or earns.
    """
    told = _indicators(study)
    name = next((name for name in PRODUCTIVITY if name in told), PRODUCTIVITY[0])
    found: pd.Series = cluster_facts(study, name)[name]
    return found


def _need_all(study: Study) -> None:
    """Refuse a study, with everything that it lacks at once."""
    missing = []
    if "plants" not in study.tables or "employment" not in study.plants:
        has_classes = "size_class" in study.tables.get("activity", ())
        missing.append("single plants with their employment" + has_classes * ", only size classes")
    if "area_km2" not in study.tables.get("regions", ()):
        missing.append("areas of its regions")
    if not _indicators(study) & set(PRODUCTIVITY):
        missing.append("output per worker of its regions")
    if missing:
        raise Untestable(
            f"The study has no {'; no '.join(missing)}. A table plants with region and "
            "employment, area_km2 in regions and an indicator output_per_worker would make it "
            "testable."
        )


def _plants(study: Study) -> pd.DataFrame:
    """The plants of the latest year that employ anybody."""
    plants = study.plants
    if "year" in plants:
        plants = plants[plants["year"] == plants["year"].max()]
    return plants[plants["employment"] > 0].dropna(subset=["region"])


def _indicators(study: Study) -> set[str]:
    return set(study.tables["indicators"]["indicator"]) if "indicators" in study.tables else set()
