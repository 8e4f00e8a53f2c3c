"""By hand: what does a slope say, how sure is it, and what can it never say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.data import at_level, load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.exercises._names import PLACES

NORMAL = 1.959964
DRAWN_PLACES = PLACES[:11]

CARD = Card(
    title="A regression and its limits",
    question="Do places with a denser industry have more output per head, and what may one say?",
    why="One number, the slope, carries most claims about clusters. Who has made it by hand knows "
    "what it holds: what was left out, how far it might be off, and no word about causes.",
    minutes=20,
    sources=("Gauss; Wooldridge, Introductory Econometrics, on variables left out",),
)


def real() -> Tables:
    """Prefectures of Zhejiang: density and schooling in the census of 2010, GDP of 2015."""
    study = at_level(load("zhejiang_guangdong"), "prefecture")
    regions = study.regions.query("province == 'Zhejiang'").set_index("region")
    cells = study.activity.query("year == 2010 and industry == 'manufacturing'").set_index("region")
    told = study.indicators.query(
        "(indicator == 'gdp_per_head' and year == 2015)"
        " or (indicator == 'mean_years_schooling' and year == 2010)"
    ).pivot_table(index="region", columns="indicator", values="value")
    table = pd.DataFrame(
        {
            "place": regions["name"],
            "workers_per_km2": (cells["employment"] / regions["area_km2"]).round(2),
            "gdp_per_head": told["gdp_per_head"].round(),
            "years_of_schooling": told["mean_years_schooling"].round(2),
        }
    )
    return {"places": table.reindex(regions.index).sort_values("place").reset_index(drop=True)}


def drawn(random: np.random.Generator) -> Tables:
    """Places that do not exist, where schooling goes with density, or against it."""
    size = len(DRAWN_PLACES)
    schooling = random.normal(9.5, 0.8, size)
    lean, gain = random.choice([-0.6, 0.6]), random.choice([-0.25, 0.25])
    density = 2.5 + lean * (schooling - 9.5) + random.normal(0, 0.7, size)
    output = 10.5 + random.uniform(0.1, 0.5) * density + gain * (schooling - 9.5)
    table = {
        "place": [*DRAWN_PLACES],
        "workers_per_km2": np.exp(density).round(2),
        "gdp_per_head": np.exp(output + random.normal(0, 0.25, size)).round(),
        "years_of_schooling": schooling.round(2),
    }
    return {"places": pd.DataFrame(table)}


@dataclass(frozen=True)
class Line:
    """A slope with its standard error, and how many values are free to err."""

    slope: float
    error: float
    free: int

    def low(self, reach: float) -> float:
        """The lower end of the interval, that many standard errors away."""
        return self.slope - reach * self.error


@exercise(CARD, real, drawn)
def a_regression_and_its_limits(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """The elasticity, what it means, its interval, what leaving schooling out does, and words.

    Parameters
    ----------
    tables
        `places`: `workers_per_km2`, `gdp_per_head` and `years_of_schooling`.
    """
    table = tables["places"]
    density, output, schooling = (
        table[name].to_numpy(dtype="float64")
        for name in ("workers_per_km2", "gdp_per_head", "years_of_schooling")
    )
    x, y = np.log(density), np.log(output)
    short, long = _line(y, x), _line(y, x, schooling)
    return {
        "elasticity": _elasticity(density, output, short),
        "gain_of_the_double": _gain(short.slope),
        "low_end": _low_end(short, len(x)),
        "elasticity_with_schooling": _held(short, long, _line(y, schooling)),
        "bias": _bias(short.slope, long.slope),
        "word": _word(),
    }


def _line(y: np.ndarray, *columns: np.ndarray) -> Line:
    """Least squares with a constant: what the first column does."""
    design = np.column_stack([*columns, np.ones_like(y)])
    inverse = np.linalg.inv(design.T @ design)
    found = inverse @ design.T @ y
    free = len(y) - design.shape[1]
    variance = float(((y - design @ found) ** 2).sum()) / free
    return Line(float(found[0]), float(np.sqrt(variance * inverse[0, 0])), free)


def _elasticity(density: np.ndarray, output: np.ndarray, short: Line) -> Answer:
    x, y = np.log(density), np.log(output)
    return Answer(
        "What is the slope of the logarithm of GDP per head on the logarithm of workers per "
        "square kilometre?",
        short.slope,
        (
            Mistake(
                _line(output, density).slope,
                "You have left the logarithms out. This is a slope in yuan for each worker more.",
            ),
            Mistake(
                _line(y, density).slope,
                "You have taken the logarithm of one of the two only.",
            ),
            Mistake(
                _line(x, y).slope,
                "You have exchanged the two: GDP per head is what is explained.",
            ),
            Mistake(
                float(np.corrcoef(x, y)[0, 1]),
                "That is the correlation. It says how close the places are to the line, not how "
                "steep the line is.",
            ),
            Mistake(
                float((x @ y) / (x @ x)),
                "Your line goes through the origin. Take the means away first.",
            ),
        ),
        "Take logarithms, take the means away, and divide the sum of products by the sum of "
        "squares of what explains.",
    )


def _gain(slope: float) -> Answer:
    return Answer(
        "By which share is GDP per head higher, by this line, in a place that is twice as dense?",
        float(2**slope - 1),
        (
            Mistake(
                slope,
                "You have read the slope as if it were for the double. It is a power: two to the "
                "slope.",
            ),
            Mistake(
                float(2**slope),
                "That is how many times as high, not by which share higher.",
            ),
            Mistake(
                float(np.expm1(slope)),
                "That is for a density e times as high, not twice.",
            ),
            Mistake(
                float(slope * np.log(2)),
                "That is the difference of the logarithms. Turn it back into a share.",
            ),
            Mistake(float(2 * slope), "The slope is a power here, not a factor."),
        ),
        "On logarithms the line says: times density, to the power of the slope.",
    )


def _low_end(short: Line, size: int) -> Answer:
    from scipy.stats import t as student

    reach = float(student.ppf(0.975, short.free))
    too_sure = short.error * np.sqrt(short.free / size)
    return Answer(
        "Where does the 95 % interval of the slope begin, its lower end?",
        short.low(reach),
        (
            Mistake(short.low(-reach), "That is the upper end."),
            Mistake(
                short.low(NORMAL),
                "With so few places the normal distribution is too sure of itself: take "
                "Student's t.",
            ),
            Mistake(
                short.slope - reach * float(too_sure),
                "You have divided the squares by the number of places. A line has used up two of "
                "them.",
            ),
            Mistake(short.low(1.0), "That is one standard error below; the interval goes further."),
            Mistake(short.error, "That is the standard error itself."),
        ),
        "Standard error: the root of the mean squared residual (a line uses up two places) over "
        "the root of the sum of squares of what explains. Go down by Student's t times that.",
    )


def _held(short: Line, long: Line, schooling: Line) -> Answer:
    return Answer(
        "What is the slope on density if years of schooling stand in the regression too?",
        long.slope,
        (
            Mistake(short.slope, "That is the slope without schooling."),
            Mistake(
                schooling.slope,
                "That is a slope on schooling. What density does beside it is asked for.",
            ),
            Mistake(
                short.slope - schooling.slope,
                "Slopes of two regressions are not subtracted. Fit one with both.",
            ),
        ),
        "Fit both together; or take away from each logarithm what its own line on schooling "
        "says, and regress what is left on what is left.",
    )


def _bias(short: float, long: float) -> Answer:
    higher, lower = "too high", "too low"
    right = higher if short > long else lower
    return Answer(
        "Held against the slope with schooling, is the slope without it too high or too low?",
        right,
        (
            Mistake(
                lower if right == higher else higher,
                "Ask whether denser places have more schooling, and whether schooling goes with "
                "more output: alike signs push the slope one way, unlike signs the other.",
            ),
        ),
        "Compare your two slopes.",
    )


def _word() -> Answer:
    moved = "Nobody has moved a density here and watched: places were only compared."
    return Answer(
        "Which word may stand in the sentence: higher density ... higher GDP per head "
        "(causes, raises, accompanies, secures)?",
        "accompanies",
        (
            Mistake("causes", moved),
            Mistake("raises", moved),
            Mistake("secures", moved),
        ),
        "Choose the one that says no more than a comparison of places can.",
    )
