"""By hand: is an industry more concentrated than the sizes of its plants explain."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.data import load
from workbench.exercises._exercise import ROUNDED, Answer, Card, Mistake, Tables, exercise
from workbench.exercises._names import REGIONS

SWEETS = "1082Z"  # chocolate and sweets in the French classification of activities, NAF rev. 2
COMMUNES = 6  # those with most jobs, so that it can be worked by hand
DRAWN_PLANTS = 7
FINE = 0.003  # G without a small empty region is hardly less
NEAR = 0.001  # gamma is a difference of near numbers: rounding on the way moves it by so much

CARD = Card(
    title="Concentration with plants",
    question="Is the industry more concentrated than the sizes of its plants explain?",
    why="Three factories have to stand somewhere. An industry of few plants looks concentrated "
    "even where each chose its region by chance, and this exercise takes that part out.",
    minutes=20,
    after=("location_quotient",),
    sources=("Ellison and Glaeser (1997), Journal of Political Economy 105(5)",),
)


def real() -> Tables:
    """Makers of sweets in the six communes in and around Strasbourg with most jobs."""
    study = load("strasbourg_establishments")
    sizes = study.tables["size_classes"].dropna().set_index("size_class")
    middle = (sizes["employees_from"] + sizes["employees_to"]) // 2
    own = study.activity.assign(
        region=lambda t: t["region"].map(study.regions.set_index("region")["commune"]),
        workers=lambda t: t["size_class"].map(middle).fillna(0).astype("int64"),
    )
    jobs = (own["workers"] * own["establishments"]).groupby(own["region"]).sum()
    regions = jobs.sort_index().nlargest(COMMUNES).astype("int64").rename("jobs").reset_index()
    of_industry = own[own["industry"].eq(SWEETS) & own["workers"].gt(0)]
    found = of_industry[of_industry["region"].isin(regions["region"])]
    plants = found.loc[found.index.repeat(found["establishments"].astype("int64"))]
    plants = plants.sort_values(["workers", "region"], ascending=[False, True])
    return {"plants": _numbered(plants[["region", "workers"]]), "regions": regions}


def drawn(random: np.random.Generator) -> Tables:
    """Seven plants in some of five regions that do not exist; the largest is much the largest."""
    sizes = np.sort(random.integers(10, 160, DRAWN_PLANTS))[::-1]
    sizes[0] += random.integers(80, 200)
    with_plants = random.choice(REGIONS, size=4, replace=False)
    where = [*with_plants[:3], *random.choice(with_plants, size=DRAWN_PLANTS - 3)]
    plants = pd.DataFrame({"region": where, "workers": sizes})
    jobs = random.integers(20, 200, len(REGIONS)) * 100
    return {
        "plants": _numbered(plants),
        "regions": pd.DataFrame({"region": REGIONS, "jobs": jobs}),
    }


@exercise(CARD, real, drawn)
def concentration_with_plants(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """Herfindahl's index of the plants, raw concentration, and what is left beyond chance.

    Parameters
    ----------
    tables
        `plants`: a row a plant of one industry. `regions`: a row a region, jobs of all industries.
    """
    part = _parts(tables)
    return {
        "herfindahl": Answer(
            "What is H, the sum of the squared shares of the plants in the industry's workers?",
            part["herfindahl"],
            (
                Mistake(
                    part["of_regions"],
                    "You have added up the plants of a region first. Here each plant is squared "
                    "by itself.",
                ),
                Mistake(part["if_equal"], "That is H of plants of one size; these are not."),
                Mistake(part["not_shares"], "Divide each plant by all workers before you square."),
            ),
            "Divide each plant's workers by those of the industry, square, and add up.",
        ),
        "raw_concentration": Answer(
            "What is G, the sum over all regions of the squared difference between the region's "
            "share of the industry and its share of all jobs?",
            part["raw"],
            (
                Mistake(
                    part["without_empty"],
                    "You have left out regions without a plant. Their share of the industry is 0, "
                    "and that differs from their share of all jobs.",
                ),
                Mistake(
                    part["not_squared"],
                    "You have added up the differences as they are, "
                    "without their sign. Square them.",
                ),
                Mistake(
                    part["of_regions"],
                    "You have forgotten where all jobs are: subtract the "
                    "region's share of them before you square.",
                ),
                Mistake(
                    part["against_equal"],
                    "You have compared with regions of one size. "
                    "Compare with each region's share of all jobs.",
                ),
            ),
            "Two columns of shares, one row a region; subtract, square, and add up.",
            tolerance=FINE,
        ),
        "gamma": Answer(
            "What is gamma, (G / (1 - sum of squared shares of the regions in all jobs) - H) "
            "/ (1 - H)?",
            part["gamma"],
            (
                Mistake(
                    part["without_room"],
                    "You have taken G as it stands. Divide it first by what G can be at most by "
                    "chance: 1 less the sum of the squared shares of the regions in all jobs.",
                ),
                Mistake(part["not_scaled"], "You have still to divide by 1 - H."),
                Mistake(part["without_plants"], "You have left out H, and with it the plants."),
            ),
            "Work the four parts one by one: G, the sum of squares of the regions, H, the rest.",
            tolerance=_near(part["gamma"]),
        ),
        "is_beyond_chance": Answer(
            "Is the industry more concentrated than its plants would be by chance: yes or no?",
            "yes" if part["gamma"] > 0 else "no",
            (),
            "By chance alone gamma is 0 on average; look at its sign.",
        ),
        "gamma_after_split": Answer(
            "The first plant is split into two of equal size, which stay in its region. What is "
            "gamma then?",
            part["after_split"],
            (
                Mistake(
                    part["gamma"],
                    "That is gamma as before. G has not changed, but H has: there is one plant "
                    "more.",
                ),
                Mistake(
                    part["half_gone"],
                    "One half has got lost. Both stay in the region, so its workers stay the same.",
                ),
            ),
            "Only one share in H is replaced, by two halves; G stays as it is.",
            tolerance=_near(part["after_split"]),
        ),
    }


def _parts(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """What is asked, and what is often taken in its place."""
    plants, regions = tables["plants"], tables["regions"]
    general = regions.set_index("region")["jobs"] / regions["jobs"].sum()
    workers = plants["workers"].astype("float64")
    here = (workers / workers.sum()).groupby(plants["region"]).sum().reindex(general.index)
    apart = here.fillna(0) - general
    raw, room = float((apart**2).sum()), 1 - float((general**2).sum())
    herfindahl = _herfindahl(workers)
    first, rest = workers.iloc[0], workers.iloc[1:]
    split = _herfindahl(pd.Series([first / 2, first / 2, *rest]))
    halved = workers.where(workers.index != workers.index[0], first / 2)
    of_halved = (halved / halved.sum()).groupby(plants["region"]).sum().reindex(general.index)
    raw_halved = float(((of_halved.fillna(0) - general) ** 2).sum())
    return {
        "herfindahl": herfindahl,
        "of_regions": float((here**2).sum()),
        "if_equal": 1 / len(workers),
        "not_shares": float((workers**2).sum()),
        "raw": raw,
        "without_empty": float((apart[here.notna()] ** 2).sum()),
        "not_squared": float(apart.abs().sum()),
        "against_equal": float(((here.fillna(0) - 1 / len(general)) ** 2).sum()),
        "gamma": _gamma(raw / room, herfindahl),
        "without_room": _gamma(raw, herfindahl),
        "not_scaled": raw / room - herfindahl,
        "without_plants": raw / room,
        "after_split": _gamma(raw / room, split),
        "half_gone": _gamma(raw_halved / room, _herfindahl(halved)),
    }


def _herfindahl(workers: pd.Series) -> float:
    return float(((workers / workers.sum()) ** 2).sum())


def _gamma(raw: float, herfindahl: float) -> float:
    return (raw - herfindahl) / (1 - herfindahl)


def _near(gamma: float) -> float:
    """How far an answer may be from gamma, as a share of it."""
    return max(ROUNDED, NEAR / max(abs(gamma), NEAR))


def _numbered(plants: pd.DataFrame) -> pd.DataFrame:
    """The plants with a name each, in their order."""
    named = plants.reset_index(drop=True)
    named.insert(0, "plant", [f"plant {at}" for at in range(1, len(named) + 1)])
    return named
