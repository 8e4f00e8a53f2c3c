"""By hand: why the same relation differs between regions and within regions over time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.data import load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise

Numbers = npt.NDArray[np.float64]
SIZE, PAY = "workers", "relative_pay"
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
    """Manufacturing workers of the states of the United States and their pay, 2000 to 2011."""
    study = load("us_states_manufacturing")
    totals = study.table("totals").set_index(["region", "year"])
    pay = totals["annual_payroll_usd"] / totals["employment"]
    own = totals["total"] == "manufacturing"
    table = pd.DataFrame(
        {SIZE: totals.loc[own, "employment"], PAY: 100 * pay[own] / pay[~own]}
    ).reset_index()
    table["region"] = table["region"].map(study.regions.set_index("region")["name"])
    table[SIZE] = table[SIZE].astype("int64")
    return {"panel": table.round({PAY: 3}).sort_values(["region", "year"], ignore_index=True)}


def drawn(random: np.random.Generator) -> Tables:
    """Regions that do not exist: larger ones pay more or less, growing ones the other way."""
    n, years = len(DRAWN_REGIONS), len(DRAWN_YEARS)
    between = random.choice([-1, 1]) * random.uniform(3, 6)
    within = random.uniform(3, 9) * np.sign(between) * (-1 if random.random() < REVERSED else 1)
    home = random.uniform(10, 15, n)
    change = np.linspace(-0.5, 0.5, years) * random.uniform(-1.5, 1.5, (n, 1))
    # good and bad years of all regions, so that a year's mean is not a region's
    change = change + random.normal(0, 0.25, (n, years)) + random.normal(0, 0.8, years)
    pay = 100 + between * (home - home.mean())[:, None] + within * change
    pay = pay + random.normal(0, 2, (n, 1)) + random.normal(0, 0.5, (n, years))
    table = pd.DataFrame(
        {
            "region": np.repeat(DRAWN_REGIONS, years),
            "year": np.tile(DRAWN_YEARS, n),
            SIZE: (2 ** (home[:, None] + change)).round().astype("int64").ravel(),
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
        `panel`: region, year, workers, relative_pay (percent of the pay in all sectors there).
    """
    slope = _slopes(tables["panel"])
    turns = bool(slope["between"] * slope["within"] < 0)
    return {
        "pooled_slope": Answer(
            "All rows together: by how many percentage points is relative pay higher where there "
            "are twice as many workers?",
            slope["pooled"],
            (
                Mistake(slope["no_constant"], _CONSTANT),
                Mistake(
                    slope["turned"],
                    "You have explained the workers by the pay. Pay is on the left side.",
                ),
                Mistake(
                    slope["natural"],
                    "That is for a natural logarithm, of workers 2.7 times as many. Take the "
                    "logarithm to base 2, so that one more is twice as many.",
                ),
            ),
            "Least squares of relative pay on a constant and the logarithm of workers, all rows.",
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
                Mistake(
                    slope["log_of_mean"],
                    "You have taken the logarithm of the mean. Take the mean of the logarithm, so "
                    "that both parts add up to the whole.",
                ),
            ),
            "Average the logarithm of workers and relative pay by region; then least squares.",
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
            "Which share of all variation of the logarithm of workers (its sum of squares about "
            "the mean) is within regions?",
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
            "A region asks what to expect of pay if its own manufacturing grows. Which of the "
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
    "You have forgotten the constant: the line is forced through nought workers and no pay at all."
)


def _slopes(panel: pd.DataFrame) -> dict[str, float]:
    """The slopes that are asked for, and those that are often taken in their place."""
    own = panel.assign(x=np.log2(panel[SIZE]), y=panel[PAY].astype("float64"))
    own["mean"] = np.log2(panel.groupby("region")[SIZE].transform("mean"))
    x, y = _columns(own)
    regions, years = (own.groupby(by)[["x", "y", "mean"]].mean() for by in ("region", "year"))
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
        "natural": _slope(x * np.log(2), y),
        "between_years": _slope(*_columns(years)),
        "log_of_mean": _slope(
            regions["mean"].to_numpy("float64"), regions["y"].to_numpy("float64")
        ),
        "by_year": _slope(x_of_year, y_of_year),
        "half": _slope(x, y_in),
    }


def _columns(table: pd.DataFrame) -> tuple[Numbers, Numbers]:
    return table["x"].to_numpy("float64"), table["y"].to_numpy("float64")


def _slope(x: Numbers, y: Numbers, *, constant: bool = True) -> float:
    """Of the line of least squares."""
    about = x - x.mean() if constant else x
    return float(about @ y / (about @ about))
