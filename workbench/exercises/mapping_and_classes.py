"""By hand: what does a map say if its classes are made otherwise, or if it shows counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.data import load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.exercises._names import PLACES

CLASSES = 4
YEAR, INDUSTRY = 2006, "336"
WEST = ["02", "04", "06", "08", "15", "16", "30", "32", "35", "41", "49", "53", "56"]
DRAWN_PLACES = PLACES

CARD = Card(
    title="Mapping and classes",
    question="Which places does a map show as high, and who decided that?",
    why="A reader sees colours, not numbers. The same table gives maps that tell different "
    "stories, by how classes are cut, by what is divided, and by what is made of a missing value.",
    minutes=20,
    sources=("Jenks (1967) for natural breaks; Fisher (1958) for the way to find them",),
)


def real() -> Tables:
    """Workers who make transport equipment, and residents, in the western American states."""
    study = load("us_states_manufacturing")
    names = study.regions.set_index("region")["name"].reindex(WEST)
    cells = study.activity.query("year == @YEAR and industry == @INDUSTRY").set_index("region")
    people = study.indicators.query("year == @YEAR and indicator == 'population'")
    table = pd.DataFrame(
        {
            "place": names,
            "workers": cells["employment"].reindex(names.index),
            "residents": people.set_index("region")["value"].reindex(names.index).astype("int64"),
        }
    )
    return {"places": table.sort_values("place").reset_index(drop=True)}


def drawn(random: np.random.Generator) -> Tables:
    """Workers and residents in thirteen places that do not exist, of which one has no data."""
    residents = np.rint(random.lognormal(12.5, 1.2, len(DRAWN_PLACES))).astype("int64")
    # few in the middle and one far above, so that each way to cut has its own answer
    level = random.permutation(np.array([*[0.5] * 8, *[4.0] * 4, 9.0]))
    workers = np.rint(residents * level * random.lognormal(-6.9, 0.25, len(DRAWN_PLACES))) + 1
    workers[random.integers(len(DRAWN_PLACES))] = np.nan
    table = {"place": [*DRAWN_PLACES], "workers": workers, "residents": residents}
    return {"places": pd.DataFrame(table)}


@exercise(CARD, real, drawn)
def mapping_and_classes(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """Classes by three ways to cut, which places change theirs, and what counts hide.

    Parameters
    ----------
    tables
        `places`: `place`, `workers` (missing in one) and `residents`.
    """
    table = tables["places"].set_index("place")
    workers = table["workers"].astype("float64")
    rate = 1000 * workers / table["residents"]
    return {
        "lowest_by_quantiles": _lowest(rate, workers),
        "first_limit": _limit(rate),
        "higher_by_natural_break": _natural(rate),
        "places_that_change": _changing(rate),
        "high_only_as_counts": _counts_only(rate, workers),
    }


def _by_quantiles(values: pd.Series) -> pd.Series:
    """The class of each known value, from 0, with equally many in each."""
    known = values.dropna()
    ranks = known.rank(method="first").to_numpy() - 1
    return pd.Series((ranks * CLASSES) // len(known), known.index).astype("int64")


def _by_equal_intervals(values: pd.Series) -> pd.Series:
    """The class of each known value, from 0, with limits that are equally far apart."""
    known = values.dropna()
    low, high = float(known.min()), float(known.max())
    limits = low + (high - low) * np.arange(1, CLASSES) / CLASSES
    return pd.Series(np.searchsorted(limits, known.to_numpy()), known.index)


def _above_the_break(values: pd.Series) -> pd.Series:
    """Whether each known value is above the break with the least squares within two classes."""
    known = values.dropna().sort_values()
    numbers = known.to_numpy(dtype="float64")
    cut = min(
        range(1, len(numbers)), key=lambda at: _squares(numbers[:at]) + _squares(numbers[at:])
    )
    is_above: pd.Series = values.dropna() >= numbers[cut]
    return is_above


def _squares(numbers: np.ndarray) -> float:
    return float(((numbers - numbers.mean()) ** 2).sum())


def _names(wanted: pd.Series) -> frozenset[str]:
    """The places of which something is true, in small letters, as answers are compared."""
    return frozenset(str(place).casefold() for place in wanted.index[wanted])


def _lowest(rate: pd.Series, workers: pd.Series) -> Answer:
    return Answer(
        "Which places are in the lowest of four quantile classes of workers per thousand "
        "residents? A list of names.",
        _names(_by_quantiles(rate) == 0),
        (
            Mistake(
                _names(_by_quantiles(rate.fillna(0)) == 0),
                "You have taken no data as zero. What is not known is not little: it is in no "
                "class.",
            ),
            Mistake(
                _names(rate.isna()) | _names(_by_quantiles(rate) == 0),
                "You have taken no data as zero. What is not known is not little: it is in no "
                "class.",
            ),
            Mistake(
                _names(_by_quantiles(workers) == 0),
                "You have classed the counts. Divide by the residents first.",
            ),
            Mistake(
                _names(_by_equal_intervals(rate) == 0),
                "These are equal intervals. Quantile classes hold equally many places each.",
            ),
            Mistake(
                _names(_by_quantiles(rate) == CLASSES - 1),
                "Those are the highest.",
            ),
        ),
        "Sort the places that have data, and cut the list into four of the same length.",
    )


def _limit(rate: pd.Series) -> Answer:
    low, high = float(rate.min()), float(rate.max())
    return Answer(
        "With four equal intervals, where does the lowest class end, in workers per thousand "
        "residents?",
        low + (high - low) / CLASSES,
        (
            Mistake(
                high / CLASSES,
                "You have begun at zero. The classes begin at the least value that is known.",
            ),
            Mistake(
                (high - low) / CLASSES,
                "That is how wide a class is: add it to where the first one begins.",
            ),
            Mistake(
                (low + high) / 2,
                "That is the middle of all: there are more classes than two.",
            ),
            Mistake(
                float(rate.quantile(1 / CLASSES)),
                "That is a quantile. Equal intervals look at the least and the greatest value.",
            ),
        ),
        "Cut the way from the least to the greatest known value into four of the same width.",
    )


def _natural(rate: pd.Series) -> Answer:
    again = "A natural break makes the two classes differ little within, wherever that leads."
    known = rate.dropna()
    return Answer(
        "Which places are in the higher of two classes, cut by a natural break? A list of names.",
        _names(_above_the_break(rate)),
        (
            Mistake(
                _names(known > known.median()),
                f"You have cut so that as many are above as below. {again}",
            ),
            Mistake(
                _names(known > (known.min() + known.max()) / 2),
                f"You have cut halfway between the least and the greatest. {again}",
            ),
            Mistake(_names(~_above_the_break(rate)), "Those are the lower class."),
        ),
        "Try every cut of the sorted list: squares of the distances to the mean of the own class, "
        "added up over both classes, are to be least.",
    )


def _changing(rate: pd.Series) -> Answer:
    is_moved = _by_quantiles(rate) != _by_equal_intervals(rate)
    return Answer(
        "Which places are in another class by quantiles than by equal intervals, the classes "
        "counted from the lowest? A list of names.",
        _names(is_moved),
        (
            Mistake(_names(~is_moved), "Those are the places that stay."),
            Mistake(frozenset(), "Some do: write both classes beside each place."),
            Mistake(
                _names(is_moved) | _names(rate.isna()),
                "A place without data is in no class, so it cannot change it.",
            ),
        ),
        "Write the number of the class beside each place, once for each way to cut.",
    )


def _counts_only(rate: pd.Series, workers: pd.Series) -> Answer:
    top = CLASSES - 1
    high, of_counts = _by_quantiles(rate) == top, _by_quantiles(workers) == top
    return Answer(
        "Which places are in the highest quantile class of workers, but not in that of workers "
        "per thousand residents? A list of names.",
        _names(of_counts & ~high),
        (
            Mistake(_names(of_counts), "Some of these are high by both: leave them out."),
            Mistake(
                _names(high & ~of_counts),
                "That is the other way round: many for its residents, but few workers.",
            ),
            Mistake(_names(of_counts & high), "These are high by both."),
            Mistake(frozenset(), "There is one at least: make both classes."),
        ),
        "Make the highest class of the counts, and take away what is high for its residents too.",
    )
