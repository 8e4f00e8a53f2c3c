"""By hand: why the same relation differs between regions and within regions over time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.data import load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise

Numbers = npt.NDArray[np.float64]
QUOTIENT, PAY = "location_quotient", "relative_pay"
CITY = "11"  # the District of Columbia, a city that would make the slope between by itself
DRAWN_REGIONS = (
    "Ashford",
    "Brookfield",
    "Castleton",
    "Dunmore",
    "Elmstead",
    "Fairholm",
    "Glenrock",
)
DRAWN_YEARS = range(2001, 2007)
REVERSED = 0.75  # of the students meet a sign that turns; the others must look before they say so

CARD = Card(
    title="Between regions and within them",
    question="Does manufacturing pay better where there is more of it, or when there is more of "
    "it?",
    why="A cross-section compares places, a panel compares a place with itself. The two can have "
    "opposite signs, and a policy usually asks about the second with data of the first.",
    minutes=20,
    after=("location_quotient",),
    sources=("Mundlak (1978); Simpson (1951)",),
)


def real() -> Tables:
    """How much manufacturing the 50 states have and what it pays, 2000 to 2011."""
    study = load("us_states_manufacturing")
    totals = study.table("totals").set_index(["region", "year"])
    is_own = totals["total"] == "manufacturing"
    own, all_of = totals[is_own], totals[~is_own]
    of_nation = own["employment"].groupby("year").sum() / all_of["employment"].groupby("year").sum()
    pay = totals["annual_payroll_usd"] / totals["employment"]
    table = pd.DataFrame(
        {
            QUOTIENT: (own["employment"] / all_of["employment"]).div(of_nation, level="year"),
            PAY: 100 * pay[is_own] / pay[~is_own],
        }
    ).reset_index()
    table = table[table["region"] != CITY].round({QUOTIENT: 4, PAY: 3})
    table["region"] = table["region"].map(study.regions.set_index("region")["name"])
    return {"panel": table.sort_values(["region", "year"], ignore_index=True)}


def drawn(random: np.random.Generator) -> Tables:
    """Regions that do not exist: who has more pays more or less, who gains often the other way."""
    n, years = len(DRAWN_REGIONS), len(DRAWN_YEARS)
    between = random.choice([-1, 1]) * random.uniform(10, 20)
    within = random.uniform(15, 30) * np.sign(between) * (-1 if random.random() < REVERSED else 1)
    home = random.uniform(0.5, 1.7, (n, 1))
    change = np.linspace(-0.1, 0.1, years) * random.uniform(-1, 1, (n, 1))
    # good and bad years of all regions, so that a year's mean is not a region's
    change = change + random.normal(0, 0.05, (n, years)) + random.normal(0, 0.15, years)
    pay = 110 + between * (home - 1) + within * change
    pay = pay + random.normal(0, 2, (n, 1)) + random.normal(0, 0.5, (n, years))
    table = pd.DataFrame(
        {
            "region": np.repeat(DRAWN_REGIONS, years),
            "year": np.tile(DRAWN_YEARS, n),
            QUOTIENT: (home + change).clip(0.05).round(4).ravel(),
            PAY: pay.round(3).ravel(),
        }
    )
    return {"panel": table}


@exercise(CARD, real, drawn)
def cross_section_and_panel(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """Three slopes of one table, what part of the differences is within, and which answers what.

    Parameters
    ----------
    tables
        `panel`: region, year, location_quotient (of manufacturing), relative_pay (of a worker in
        manufacturing, percent of that of a worker in all sectors there).
    """
    slope = _slopes(tables["panel"])
    turns = bool(slope["between"] * slope["within"] < 0)
    return {
        "pooled_slope": Answer(
            "All rows together: by how many percentage points is relative pay higher where the "
            "location quotient is one higher?",
            slope["pooled"],
            (
                Mistake(slope["no_constant"], _CONSTANT),
                Mistake(
                    slope["turned"],
                    "You have explained the quotient by the pay. Pay is on the left side.",
                ),
                Mistake(
                    slope["between"],
                    "That is the slope of the means of the regions. Here every row counts.",
                ),
            ),
            "Least squares of relative pay on a constant and the location quotient, all rows.",
        ),
        "between_slope": Answer(
            "Between regions: the same slope, from one row a region that holds its means.",
            slope["between"],
            (
                Mistake(slope["pooled"], "That is the slope of all rows. First take the means."),
                Mistake(
                    slope["between_years"],
                    "You have taken the mean of each year. Here each region becomes one row.",
                ),
                Mistake(slope["between_no_constant"], _CONSTANT),
            ),
            "Average the quotient and relative pay by region; then least squares.",
        ),
        "within_slope": Answer(
            "Within regions: the same slope after each region's mean is subtracted from its rows.",
            slope["within"],
            (
                Mistake(
                    slope["by_year"],
                    "You have subtracted the mean of each year. That takes out what all regions "
                    "share in a year, and leaves the differences between regions in.",
                ),
                Mistake(slope["pooled"], "That is the slope of all rows, with nothing subtracted."),
                Mistake(
                    slope["half"],
                    "You have subtracted the means from pay alone. Subtract them on both sides.",
                ),
            ),
            "Subtract from both columns the mean of the row's own region; then least squares.",
        ),
        "share_within": Answer(
            "Which share of all variation of the location quotient (its sum of squares about the "
            "mean) is within regions?",
            slope["share_within"],
            (
                Mistake(
                    1 - slope["share_within"],
                    "That is the share between regions; the two shares add up to one.",
                ),
                Mistake(
                    float(np.sqrt(slope["share_within"])),
                    "You have compared standard deviations. Compare sums of squares.",
                ),
            ),
            "Divide the sum of squares that is left after subtracting the regions' means by that "
            "about the mean of all rows.",
        ),
        "signs_differ": Answer(
            "Have the slopes between and within regions opposite signs: yes or no?",
            "yes" if turns else "no",
            (),
            "Look at the signs of the second and the third slope.",
        ),
        "for_growth": Answer(
            "A region asks what to expect of pay if its own quotient grows. Which of the "
            "three slopes is nearest to its question: pooled, between or within?",
            "within",
            (
                Mistake(
                    "between",
                    "That one compares different places, with all else in which they differ. The "
                    "region asks about itself at two moments.",
                ),
                Mistake(
                    "pooled",
                    "That one mixes two questions, in a proportion that the data happen to have.",
                ),
            ),
            "Which slope compares a region with itself?",
        ),
    }


_CONSTANT = (
    "You have forgotten the constant: the line is forced through a quotient and a pay of nought."
)


def _slopes(panel: pd.DataFrame) -> dict[str, float]:
    """The slopes that are asked for, and those that are often taken in their place."""
    own = panel.rename(columns={QUOTIENT: "x", PAY: "y"})
    x, y = _columns(own)
    regions, years = (own.groupby(by)[["x", "y"]].mean() for by in ("region", "year"))
    x_in, y_in = _columns(own[["x", "y"]] - own.groupby("region")[["x", "y"]].transform("mean"))
    x_of_year, y_of_year = _columns(
        own[["x", "y"]] - own.groupby("year")[["x", "y"]].transform("mean")
    )
    return {
        "pooled": _slope(x, y),
        "between": _slope(*_columns(regions)),
        "within": _slope(x_in, y_in),
        "share_within": float(np.sum(x_in**2) / np.sum((x - x.mean()) ** 2)),
        "no_constant": _slope(x, y, constant=False),
        "between_no_constant": _slope(*_columns(regions), constant=False),
        "turned": _slope(y, x),
        "between_years": _slope(*_columns(years)),
        "by_year": _slope(x_of_year, y_of_year),
        "half": _slope(x, y_in),
    }


def _columns(table: pd.DataFrame) -> tuple[Numbers, Numbers]:
    return table["x"].to_numpy("float64"), table["y"].to_numpy("float64")


def _slope(x: Numbers, y: Numbers, *, constant: bool = True) -> float:
    """Of the line of least squares."""
    about = x - x.mean() if constant else x
    return float(about @ y / (about @ about))
