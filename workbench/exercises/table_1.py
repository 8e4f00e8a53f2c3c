"""Read with care: what does a printed table of clusters hold, and what is wrong in it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.data import load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.exercises._names import PROVINCES

SERVICES = frozenset({"real estate", "tourism", "logistics", "banking"})  # nothing is made there
CLOTHING, TEXTILE = "clothing", "textile"
DRAWN_HEADINGS = ("Marlow", "Norwick", "Oakham", "Penrith")
FIRST = ("Al", "Bre", "Cor", "Dun", "Es", "Fal", "Gor", "Hin", "Ib", "Kel", "Lom", "Mer")
LAST = ("bury", "dale", "field", "gate", "ham", "ley", "mouth", "port", "stead", "wick")
PRODUCTS = ("shoes", "toys", "lamps", "furniture", "hardware", "ceramics", "valves", "buttons")
LISTED_CITIES, IN_CITIES, ALONE = 2, 4, 4

CARD = Card(
    title="Reading Table 1 critically",
    question="What does the table count, where does it err, and what may be concluded from it?",
    why="Policy papers rest on tables such as this one. Before anything is computed, somebody has "
    "to ask what a row is, whether a row is there twice, and whether the places are where the "
    "table puts them.",
    minutes=15,
    sources=("Table 1 of the paper on clusters in Guangdong and Zhejiang, as printed",),
)


def real() -> Tables:
    """Table 1 as printed, and where its places are found today."""
    study = load("zhejiang_guangdong")
    listed = study.tables["places"].query("in_table_1").sort_values("position", kind="stable")
    names = study.tables["places"].set_index("place")["as_printed"]
    prefectures = study.regions.set_index("region")["name"]
    # by the kind of place a reader would look for: a heading, a listed city, a prefecture
    within = listed["group"].fillna(listed["listed_within"].map(names))
    is_whole = listed["level"].eq("prefecture")
    prefecture = listed["prefecture_by_point"].astype("str").map(prefectures)
    lies_in = within.fillna(prefecture.mask(is_whole, listed["province"]))
    return _tables(
        pd.DataFrame(
            {
                "province": listed["province"],
                "heading": listed["group_as_printed"],
                "place": listed["as_printed"],
                "product": listed["product_as_printed"],
                "found_as": listed["name"],
                "level": listed["level"],
                "lies_in": lies_in,
            }
        )
    )


def drawn(random: np.random.Generator) -> Tables:
    """A table of the same kind, of places that do not exist, with errors planted in it."""
    names = [first + last for first in FIRST for last in LAST]
    count = int(random.integers(10, 15))
    chosen = list(
        random.choice(names, size=count + LISTED_CITIES + IN_CITIES + ALONE, replace=False)
    )
    towns, cities = chosen[:count], chosen[count : count + LISTED_CITIES]
    counties = chosen[count + LISTED_CITIES :]
    where = np.sort([*range(len(DRAWN_HEADINGS)), *random.integers(0, 4, count - 4)])
    printed = [DRAWN_HEADINGS[at] for at in where]
    really = list(printed)
    for row in random.choice(count, size=2, replace=False):
        really[row] = DRAWN_HEADINGS[(where[row] + 1) % len(DRAWN_HEADINGS)]
    inside = [*random.choice(cities, size=IN_CITIES), *["Hexham"] * ALONE]
    table = pd.DataFrame(
        {
            "province": [PROVINCES[0]] * count
            + [PROVINCES[1]] * (LISTED_CITIES + IN_CITIES + ALONE),
            "heading": [*printed, *[None] * (LISTED_CITIES + IN_CITIES + ALONE)],
            "place": [*(f"{town} Town" for town in towns), *cities, *counties],
            "product": _products(random, len(chosen)),
            "found_as": chosen,
            "level": ["town"] * count + ["prefecture"] * LISTED_CITIES + ["county"] * len(counties),
            "lies_in": [*really, *[PROVINCES[1]] * LISTED_CITIES, *inside],
        }
    )
    return _tables(table)


@exercise(CARD, real, drawn)
def table_1(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """How many places are listed, which are misplaced, and which do not belong.

    Parameters
    ----------
    tables
        `printed`: a row a place, as printed. `gazetteer`: where each place is found.
    """
    printed = tables["printed"]
    both = printed.merge(tables["gazetteer"], on="place")
    first = str(printed["province"].iloc[0])
    makes = printed["product"].str.casefold()
    has_heading = both["heading"].notna()
    is_misplaced = has_heading & (both["heading"] != both["lies_in"])
    is_inside = both["lies_in"].isin(both["place"])
    count, inside = len(printed), int(is_inside.sum())
    headings, provinces = printed["heading"].nunique(), printed["province"].nunique()
    own = int((printed["province"] == first).sum())
    clothing = makes.str.contains(CLOTHING)
    return {
        "places": Answer(
            "How many places does the table list?",
            float(count),
            _counted_too_much(printed, headings, provinces),
            "A row is a place; a heading is not one, and a place with two products is one place.",
        ),
        "misplaced": Answer(
            "Which places stand under a heading in which they do not lie? (a list of names as "
            "printed)",
            frozenset(both.loc[is_misplaced, "place"]),
            (
                Mistake(
                    frozenset(both.loc[both["heading"].fillna("") != both["lies_in"], "place"]),
                    "Places that stand under no heading are among them. Only those with a heading "
                    "can stand under a wrong one.",
                ),
                Mistake(
                    frozenset(both.loc[both["place"] != both["found_as"], "place"]),
                    "Those are spelt otherwise in the gazetteer. Where a place lies is asked for.",
                ),
            ),
            "Put the two tables side by side, and compare the heading with where a place lies.",
        ),
        "not_manufacturing": Answer(
            "Which place is listed with something that is not manufacturing? (as printed)",
            str(printed.loc[makes.isin(SERVICES), "place"].iloc[0]),
            (
                Mistake(
                    str(printed.loc[makes.isin(SERVICES), "product"].iloc[0]),
                    "That is what it is listed with. The name of the place is asked for.",
                ),
            ),
            "Read the column of products: in one of them nothing is made in a factory.",
        ),
        "clothing_places": Answer(
            "How many places make clothing, alone or beside something else?",
            float(clothing.sum()),
            (
                Mistake(
                    float((makes == CLOTHING).sum()),
                    "Those make clothing and nothing else. Some list it beside other products.",
                ),
                Mistake(
                    float((clothing | makes.str.contains(TEXTILE)).sum()),
                    "You have counted textiles as well. Cloth is not clothing.",
                ),
            ),
            "Search the column of products for the word, in capitals or not, also behind a comma.",
        ),
        "counted_once": Answer(
            "How many places are left if a place within another listed place is not counted?",
            float(count - inside),
            (
                Mistake(float(count), "You have left none out. Some places lie in a listed city."),
                Mistake(float(inside), "Those are the ones to leave out. How many are left?"),
                Mistake(
                    float(count - both.loc[is_inside, "lies_in"].nunique()),
                    "You have left out the cities. Leave out what lies within them.",
                ),
            ),
            "Look in the gazetteer for places that lie in something that the table lists itself.",
        ),
        "share_of_first": Answer(
            f"What share of the listed places is in {first}?",
            own / count,
            (
                Mistake(own / (count - own), "You have divided by the other province only."),
                Mistake(
                    (own + headings) / (count + headings),
                    "You have counted the headings as places.",
                ),
            ),
            "Divide the province's places by all that are listed.",
        ),
    }


def _counted_too_much(printed: pd.DataFrame, headings: int, provinces: int) -> tuple[Mistake, ...]:
    """What is counted for a place and is none."""
    count = len(printed)
    products = count + int(printed["product"].str.count(",").sum())
    return (
        Mistake(float(count + headings), "You have counted the headings as places."),
        Mistake(
            float(count + headings + provinces),
            "You have counted the provinces and the headings as places.",
        ),
        Mistake(float(count + provinces), "You have counted the provinces as places."),
        Mistake(float(products), "You have counted products: some places have two or three."),
    )


def _products(random: np.random.Generator, count: int) -> list[str]:
    """What places make: some clothing, alone or beside something, one that is not made."""
    made = [str(each).capitalize() for each in random.choice(PRODUCTS, size=count)]
    rows = random.permutation(count)
    alone, beside, cloth, service = rows[:3], rows[3:5], rows[5:7], rows[7]
    for row in alone:
        made[row] = CLOTHING.capitalize()
    # three or five products more than places: no other miscount comes out alike
    for row in [*beside, *rows[8 : 8 + random.choice([1, 3])]]:
        made[row] += f", {CLOTHING}"
    for row in cloth:
        made[row] = TEXTILE.capitalize()
    made[service] = str(random.choice(sorted(SERVICES))).capitalize()
    return made


def _tables(places: pd.DataFrame) -> Tables:
    """The table as printed, and the gazetteer in the order of the alphabet."""
    printed = places[["province", "heading", "place", "product"]].reset_index(drop=True)
    gazetteer = places[["place", "found_as", "level", "lies_in"]].sort_values("place")
    return {"printed": printed, "gazetteer": gazetteer.reset_index(drop=True)}
