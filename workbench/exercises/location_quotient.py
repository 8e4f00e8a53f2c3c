"""By hand: is an industry over-represented in a place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.data import at_level, load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.exercises._names import REGIONS

INDUSTRIES = ("manufacturing", "construction", "finance", "wholesale_retail")

CARD = Card(
    title="A location quotient by hand",
    question="Is manufacturing over-represented in the first region of the table?",
    why="Nearly every map of clusters begins with this quotient. Who has worked it once by hand "
    "sees what it compares, and what it does not say.",
    minutes=15,
    after=(),
    sources=("Florence (1939); Hoover (1936)",),
)


def real() -> Tables:
    """Workers of four industries in the prefectures of Zhejiang, census of 2010."""
    study = at_level(load("zhejiang_guangdong"), "prefecture")
    names = study.regions.set_index("region")
    found = study.activity.query("year == 2010").assign(
        province=lambda t: t["region"].map(names["parent"]),
        place=lambda t: t["region"].map(names["name"]),
    )
    own = found[found["province"].eq("330000") & found["industry"].isin(INDUSTRIES)]
    return {"workers": _wide(own, "place", "employment")}


def drawn(random: np.random.Generator) -> Tables:
    """Workers of four industries in five regions that do not exist."""
    numbers = random.integers(100, 9000, (len(REGIONS), len(INDUSTRIES)))
    table = pd.DataFrame(numbers, columns=[*INDUSTRIES])
    table.insert(0, "place", REGIONS)
    return {"workers": table}


@exercise(CARD, real, drawn)
def location_quotient(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """The quotient of manufacturing in the first region, and the parts on the way to it.

    Parameters
    ----------
    tables
        `workers`: a row a place, a column an industry.
    """
    table = tables["workers"]
    first = str(table["place"].iloc[0])
    part = _parts(table)
    local, general = part["local"], part["general"]
    return {
        "local_share": Answer(
            f"What share of the workers of {first} is in manufacturing?",
            local,
            (
                Mistake(
                    part["of_industry"],
                    "That is the region's share of the industry. Here the region's own workers "
                    "are the whole.",
                ),
                Mistake(general, "That is the share in all regions together, not in one."),
                Mistake(
                    part["odds"],
                    "You have divided by the other industries. The whole holds manufacturing too.",
                ),
            ),
            "Divide one cell of the table by the sum of its row.",
        ),
        "general_share": Answer(
            "What share of the workers of all regions together is in manufacturing?",
            general,
            (
                Mistake(local, "That is the share in one region."),
                Mistake(
                    part["mean_share"],
                    "You have averaged the shares of the regions, so that a small region counts "
                    "as much as a large one. Add up the workers first.",
                ),
                Mistake(
                    part["elsewhere"],
                    "You have left the first region out. Here the background is all regions.",
                ),
            ),
            "Add up a column, and divide it by the sum of the whole table.",
        ),
        "location_quotient": Answer(
            f"What is the location quotient of manufacturing in {first}?",
            part["quotient"],
            (
                Mistake(
                    1 / part["quotient"],
                    "You have turned the quotient over: the region stands above, the background "
                    "below.",
                ),
                Mistake(
                    local / part["mean_share"],
                    "The background is not the mean of the shares: add up the workers first.",
                ),
                Mistake(
                    local / part["elsewhere"],
                    "You compare with the other regions only. This quotient compares with all of "
                    "them, the region included.",
                ),
                Mistake(local - general, "That is the difference of the shares; divide them."),
            ),
            "Divide the share in the region by the share in all regions.",
        ),
        "is_over_represented": Answer(
            "Is manufacturing over-represented there: yes or no?",
            "yes" if part["quotient"] > 1 else "no",
            (),
            "Compare the quotient with 1, where the region is like the whole.",
        ),
    }


def _parts(table: pd.DataFrame) -> dict[str, float]:
    """The shares on the way, the right ones and those that are often taken in their place."""
    counts = table.set_index("place").astype("float64")
    rows, column = counts.sum(axis=1), counts["manufacturing"]
    total = float(rows.sum())
    local, general = float(column.iloc[0] / rows.iloc[0]), float(column.sum() / total)
    return {
        "local": local,
        "general": general,
        "quotient": local / general,
        "of_industry": float(column.iloc[0] / column.sum()),
        "odds": float(column.iloc[0] / (rows.iloc[0] - column.iloc[0])),
        "mean_share": float((column / rows).mean()),
        "elsewhere": float(column.iloc[1:].sum() / rows.iloc[1:].sum()),
    }


def _wide(table: pd.DataFrame, row: str, value: str) -> pd.DataFrame:
    wide = table.pivot_table(index=row, columns="industry", values=value, aggfunc="sum")
    return wide[[*INDUSTRIES]].astype("int64").sort_index().rename_axis(columns=None).reset_index()
