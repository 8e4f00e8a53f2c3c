"""By hand: how dense is an industry, and what does one divide by."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.data import load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.exercises._names import PROVINCES

PROVINCE, DISTRICT = "province", "prefecture"
DRAWN_DISTRICTS = (
    "Ashby",
    "Brackton",
    "Colne",
    "Dunmore",
    "Elmstead",
    "Farley",
    "Glenside",
    "Holt",
)
HECTARES, THOUSAND = 100.0, 1000.0

CARD = Card(
    title="Density and its denominators",
    question="How many manufacturing workers are there per km², per 1,000 people, and around the "
    "average worker?",
    why="Densities of one industry differ by far, and do not put the same places first; each is "
    "right for another question. Which one a study means decides what it finds.",
    minutes=20,
    after=("location_quotient",),
    sources=(
        "Ciccone and Hall (1996), American Economic Review 86(1)",
        "Glaeser and Kahn (2004) (unverified)",
    ),
)


def real() -> Tables:
    """Workers of the prefectures of Zhejiang and Guangdong, census of 2010, with the provinces."""
    study = load("zhejiang_guangdong")
    totals = study.tables["census_totals"].query("year == 2010")
    made = totals[totals["industry"] == "manufacturing"].set_index("region")["employment"]
    workers = totals.groupby("region")["employment"].sum()
    own = study.regions[study.regions["level"].isin([PROVINCE, DISTRICT])]
    table = pd.DataFrame(
        {
            "region": own["name"],
            "level": own["level"],
            "area_km2": own["area_km2"],
            "population": own["population"].astype("int64"),
            "all_workers": own["region"].map(workers).astype("int64"),
            "manufacturing_workers": own["region"].map(made).astype("int64"),
        }
    )
    return {"regions": table.reset_index(drop=True)}


def drawn(random: np.random.Generator) -> Tables:
    """Two provinces that do not exist, with four prefectures each, and their sums."""
    size = len(DRAWN_DISTRICTS)
    population = random.integers(200, 5000, size) * 1000
    all_workers = (population * random.uniform(0.35, 0.6, size)).astype("int64")
    table = pd.DataFrame(
        {
            "region": DRAWN_DISTRICTS,
            "level": DISTRICT,
            "area_km2": np.round(random.uniform(300, 9000, size), 1),
            "population": population,
            "all_workers": all_workers,
            "manufacturing_workers": (all_workers * random.uniform(0.05, 0.6, size)).astype(
                "int64"
            ),
        }
    )
    # the first by people gets most land, so that another one comes first by land
    first = (table["manufacturing_workers"] / population).idxmax()
    most = table["area_km2"].idxmax()
    table.loc[[first, most], "area_km2"] = table.loc[[most, first], "area_km2"].to_numpy()
    halves = table.iloc[: size // 2], table.iloc[size // 2 :]
    rows = [
        part
        for name, half in zip(PROVINCES, halves, strict=True)
        for part in (_sum(half, name), half)
    ]
    return {"regions": pd.concat(rows, ignore_index=True)}


@exercise(CARD, real, drawn)
def density_and_denominators(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """Densities of one industry that differ in what they are divided by.

    Parameters
    ----------
    tables
        `regions`: a row a prefecture, and a row a province above its prefectures.
    """
    table = tables["regions"]
    part = _parts(table)
    prefectures = table[table["level"] == DISTRICT].set_index("region")
    per_person = prefectures["manufacturing_workers"] / prefectures["population"]
    return {
        "area": Answer(
            "How large are all prefectures together, in km²?",
            part["area"],
            (
                Mistake(
                    part["area_twice"],
                    "You have counted the provinces as well as the prefectures that they consist "
                    "of.",
                ),
                Mistake(part["first_province"], "That is one province only."),
                Mistake(part["area"] * HECTARES, "Those are hectares. The table is in km²."),
            ),
            "Add up one column, over the rows of one level.",
        ),
        "workers_per_km2": Answer(
            "How many manufacturing workers are there per km² in all prefectures together?",
            part["plain"],
            (
                Mistake(
                    part["mean"],
                    "You have averaged the densities of the prefectures, so that a small one "
                    "counts as much as a large one. Add up workers and areas first.",
                ),
                Mistake(
                    part["mean_of_all_rows"],
                    "You have averaged densities, and with the provinces among them. Add up first.",
                ),
                Mistake(
                    part["plain"] / HECTARES,
                    "That is per hectare: a km² has a hundred of them.",
                ),
                Mistake(
                    part["plain"] / 2,
                    "Workers are counted once and areas twice: leave the provinces out of both.",
                ),
                Mistake(part["people"], "Those are the people per km², not the workers."),
                Mistake(part["all_workers"], "Those are the workers of all industries."),
            ),
            "All manufacturing workers over all km², each added up before dividing.",
        ),
        "workers_per_1000_people": Answer(
            "How many manufacturing workers are there per 1,000 people in all prefectures?",
            part["per_thousand"],
            (
                Mistake(
                    part["of_workers"],
                    "You have divided by the workers of all industries. People include those who "
                    "do not work.",
                ),
                Mistake(
                    part["mean_per_thousand"],
                    "You have averaged over prefectures. Add up workers and people first.",
                ),
                Mistake(1 / part["per_thousand"] * THOUSAND, "You have turned the fraction over."),
            ),
            "Divide by the people, and mind that it is for a thousand of them.",
        ),
        "first_by_people": Answer(
            "Which prefecture has most manufacturing workers per 1,000 people?",
            str(per_person.idxmax()),
            _other_firsts(prefectures),
            "Divide two columns, and look for the largest; a name is asked for.",
        ),
        "experienced_density": Answer(
            "How many manufacturing workers per km² has the prefecture of the average "
            "manufacturing worker (the densities of prefectures, weighted by their workers)?",
            part["experienced"],
            (
                Mistake(
                    part["plain"],
                    "That is the plain density again: the land counts, and not the workers.",
                ),
                Mistake(part["experienced"] / HECTARES, "That is per hectare, not per km²."),
                Mistake(part["mean"], "There is no weight in that: each prefecture counts alike."),
                Mistake(
                    part["by_people"],
                    "The weights are people. Here the average worker is asked for.",
                ),
                Mistake(
                    part["with_provinces"],
                    "The provinces are among the weights. Each worker is in one prefecture.",
                ),
            ),
            "A prefecture's weight is its share of all manufacturing workers.",
        ),
    }


def _other_firsts(prefectures: pd.DataFrame) -> tuple[Mistake, ...]:
    """Which prefecture comes first by something else, where that is another one."""
    made = prefectures["manufacturing_workers"]
    first = (made / prefectures["population"]).idxmax()
    others = (
        ((made / prefectures["area_km2"]).idxmax(), "That one has most per km². Divide by people."),
        (made.idxmax(), "That one has most workers. Divide by people."),
    )
    return tuple(Mistake(str(other), hint) for other, hint in others if other != first)


def _parts(table: pd.DataFrame) -> dict[str, float]:
    """The densities, the right ones and those that are often taken in their place."""
    own = table[table["level"] == DISTRICT]
    made, area = own["manufacturing_workers"].astype("float64"), own["area_km2"]
    everywhere = table["manufacturing_workers"] / table["area_km2"]
    people = own["population"]
    return {
        "area": float(area.sum()),
        "area_twice": float(table["area_km2"].sum()),
        "first_province": float(table.loc[table["level"] == PROVINCE, "area_km2"].iloc[0]),
        "plain": float(made.sum() / area.sum()),
        "mean": float((made / area).mean()),
        "mean_of_all_rows": float(everywhere.mean()),
        "people": float(people.sum() / area.sum()),
        "all_workers": float(own["all_workers"].sum() / area.sum()),
        "per_thousand": float(THOUSAND * made.sum() / people.sum()),
        "of_workers": float(THOUSAND * made.sum() / own["all_workers"].sum()),
        "mean_per_thousand": float(THOUSAND * (made / people).mean()),
        "experienced": float(np.average(made / area, weights=made)),
        "by_people": float(np.average(made / area, weights=people)),
        "with_provinces": float(np.average(everywhere, weights=table["manufacturing_workers"])),
    }


def _sum(half: pd.DataFrame, name: str) -> pd.DataFrame:
    """The row of a province above its prefectures."""
    total = half.drop(columns=["region", "level"]).sum().to_frame().T.astype(half.dtypes.iloc[2:])
    return total.assign(region=name, level=PROVINCE)[list(half)].round({"area_km2": 1})
