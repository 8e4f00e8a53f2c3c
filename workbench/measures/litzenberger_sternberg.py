"""Is an industry dense in a region, strong for its people, and made of many plants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer_by_row, by_row
from workbench.measures._card import CELL_KEYS, Card, Variant, measure
from workbench.measures._cells import Reason, cells, kept, ratio
from workbench.measures._door import choose, require
from workbench.measures._regions import Background, background_of

ESTABLISHMENTS = "establishments"

CARD = Card(
    question="Is an industry dense in a region, strong for its people, and made of many plants?",
    formula="CI = [(e_ir / a_r) / (e_i / a)] [(e_ir / p_r) / (e_i / p)] / "
    "[(e_ir / b_ir) / (e_i / b_i)]; a area, p population, b establishments",
    source="Litzenberger and Sternberg (2006)",
    reading="1 is the average; above 4 is called a cluster (cut-off unverified)",
    variants={
        "product": Variant(
            "relative density times specialisation per head over relative plant size",
            CELL_KEYS,
            "ratio",
            "0 or more",
        ),
    },
    tables=("activity", "regions"),
    columns=("employment", "establishments", "area_km2", "population"),
    scale="log",
    caveats=(
        "a product of three ratios: an error in one multiplies, and there is no upper end",
        "it equals (e_ir b_ir / (a_r p_r)) / (e_i b_i / (a p)): small densely built regions lead",
        "depends on which regions and industries there are: compare within one table only",
        "a missing or suppressed cell adds to no total; how many there are is told",
    ),
    also_called={"REAT": "litzenberger (one cell) and litzenberger2"},
    more={
        "relative_density": "jobs per km², over those of the whole area",
        "specialisation_per_head": "jobs per inhabitant, over those of the whole area",
        "relative_plant_size": "jobs per establishment, over those of the industry",
    },
)


@measure(CARD)
def litzenberger_sternberg(
    activity: pd.DataFrame,
    regions: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "product",
) -> pd.DataFrame:
    """How far an industry's density and weight in a region exceed what its plant size explains.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, `establishments`, and `year` where there
        are years; each year is computed by itself. A cell that is not there counts as zero.
    regions
        One row for each region of the whole area, or region and year: `region`, `area_km2`
        (square kilometres) and `population` (persons).
    value
        The column that measures the industry: employment, output.
    variant
        "product", the only one.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `value`, `undefined` (the reason
    where there is no value) and the three parts `relative_density`, `specialisation_per_head`
    and `relative_plant_size`. Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, a row is there twice, or the regions come
        by year and the cells do not.

    Notes
    -----
    CI = relative density × specialisation per head / relative plant size. A cell without jobs is
    0 and has no plant size. Source: Litzenberger and Sternberg (2006).

    Examples
    --------
    >>> activity = pd.DataFrame({
    ...     "region": ["A", "B"], "industry": ["shoes", "shoes"],
    ...     "employment": [60, 40], "establishments": [9, 1],
    ... })
    >>> regions = pd.DataFrame({
    ...     "region": ["A", "B"], "area_km2": [20.0, 80.0], "population": [3000, 1000],
    ... })
    >>> litzenberger_sternberg(activity, regions).round(3).iloc[:, [0, 2, 4, 5, 6]]
      region  value  relative_density  specialisation_per_head  relative_plant_size
    0      A    3.6               3.0                      0.8                0.667
    1      B    0.2               0.5                      1.6                4.000
    """
    choose("variant of litzenberger_sternberg", variant, list(CARD.variants))
    require(
        {
            "activity": (activity, ("region", "industry", value, ESTABLISHMENTS)),
            "regions": (regions, ("region", "area_km2", "population")),
        }
    )
    with kept():  # the keys of both columns are the same
        found = cells(activity, value, ("region", "industry"))
        plants = cells(activity, ESTABLISHMENTS, ("region", "industry"))
        sizes = {name: background_of(found, name, regions) for name in ("area", "population")}
    industry, region = found.by("industry"), found.by("region")
    jobs = industry.total(found.amounts)
    share = ratio(found.amounts, jobs[industry.codes])
    density, per_head = (ratio(share, sizes[name].shares[region.codes]) for name in sizes)
    mean_size = ratio(jobs, industry.total(plants.amounts))
    plant_size = ratio(ratio(found.amounts, plants.amounts), mean_size[industry.codes])
    values = np.where(found.amounts == 0, 0.0, ratio(density * per_head, plant_size))
    reasons = [
        *found.unknown,
        *((f"establishments: {text}", rows) for text, rows in plants.unknown),
        *by_row(found.nothing_in("industry", industry, jobs), industry),
        *by_row(list(_lacking(sizes)), region),
        ("no establishments, though there are jobs", (plants.amounts == 0) & (found.amounts > 0)),
    ]
    shares = [own.shares for own in sizes.values()]
    facts = about(found, "litzenberger_sternberg", CARD, variant, plants, *shares)
    facts["n_establishments_unknown"] = int(plants.is_unknown.sum())
    return answer_by_row(
        found,
        values,
        reasons,
        facts,
        relative_density=density,
        specialisation_per_head=per_head,
        relative_plant_size=plant_size,
    )


def _lacking(sizes: Mapping[str, Background]) -> Iterator[Reason]:
    """Why a region has no density and no heads to count by, by group of regions."""
    for name, own in sizes.items():
        yield from own.lacking
        yield f"the {name} is 0", own.shares == 0
