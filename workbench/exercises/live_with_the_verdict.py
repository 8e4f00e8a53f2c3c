"""By hand: what does an interval say about a claim that was registered before the results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import erfc, sqrt

import numpy as np
import pandas as pd

from workbench.data import load
from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise
from workbench.hypotheses import Evidence, OwnHypothesis
from workbench.hypotheses._decision import NOT_SHOWN, REFUTED, SUPPORTED, UNTESTABLE, decide
from workbench.measures import false_discoveries

YEAR, LEAST_STATES = 2011, 0.6  # of the states must be known, or nothing is estimated
LEVEL, ERRORS = 0.05, 1.96
SMALLEST = 3.0  # percent: the lower end of what surveys find for a doubling
DRAWN_NAMES = (
    *("glass", "shoes", "socks", "buttons", "lamps", "toys", "locks", "pens", "pumps", "tiles"),
    *("chairs", "zippers", "ties", "valves", "umbrellas", "spectacles", "lighters", "ceramics"),
    *("hats", "bags", "clocks", "gears", "ropes", "bells"),
)
# estimate and standard error in smallest effects; how many tests of the kind; registered or not
KINDS = (
    (1.3, 0.38, 3, True),  # above zero, and perhaps not worth caring about
    (0.6, 0.85, 4, True),  # anything is possible
    (0.5, 0.14, 2, True),  # above zero, and surely too small
    (0.9, 0.42, 2, False),  # above zero by a little
    (2.6, 0.5, 3, False),
    (0.0, 0.33, 3, False),
)

CARD = Card(
    title="Living with the verdict",
    question="What does the interval say about a claim that was registered first?",
    why="A claim that is chosen after the results are known can hardly fail. Who fixes claim and "
    "smallest effect first must live with what the interval says, and that is often less than "
    "hoped for. This page confesses: whoever wrote it chose the year and the smallest effect of "
    "the shared data after a first look at them, so its own claim was registered late.",
    minutes=20,
    after=("cross_section_and_panel",),
    sources=("Benjamini and Hochberg (1995); Rosenthal and Strange (2004) on doublings",),
)


def real() -> Tables:
    """Pay of a worker and number of workers across states, for each subsector of manufacturing."""
    study = load("us_states_manufacturing")
    cells = study.activity.query("year == @YEAR").dropna(
        subset=["employment", "annual_payroll_usd"]
    )
    least = LEAST_STATES * study.regions["region"].nunique()
    names = study.industries.set_index("industry")["name"]
    rows = [
        (names[industry], len(own), *(_slope(own) if len(own) >= least else (np.nan, np.nan)))
        for industry, own in cells.groupby("industry")
    ]
    return _tables(rows, SMALLEST, str(rows[0][0]))


def drawn(random: np.random.Generator) -> Tables:
    """Results that never were, of every kind, with the registered test among the awkward ones."""
    smallest = float(random.integers(2, 7))
    kinds = [kind for kind in KINDS for _ in range(kind[2] + int(random.integers(0, 2)))]
    names = [str(name) for name in random.permutation(DRAWN_NAMES)]
    rows: list[tuple[object, ...]] = []
    for name, (estimate, error, _, _) in zip(names, kinds, strict=False):
        size = smallest * (estimate * random.uniform(0.95, 1.05) + random.normal(0, 0.02))
        rows.append((name, int(random.integers(32, 52)), size, smallest * error))
    awkward = [name for name, kind in zip(names, kinds, strict=False) if kind[3]]
    rows.append((names[len(kinds)], int(random.integers(4, 25)), np.nan, np.nan))
    order = random.permutation(len(rows))
    return _tables([rows[at] for at in order], smallest, str(random.choice(awkward)))


@exercise(CARD, real, drawn)
def live_with_the_verdict(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """The verdict on the registered claim, on the others, and what chance would find by itself.

    Parameters
    ----------
    tables
        `registered`: claim, test and smallest_effect; `results`: a row a test, with regions,
        estimate, std_error and p_value, the last three empty where nothing can be estimated.
    """
    registered = tables["registered"].iloc[0]
    smallest = float(registered["smallest_effect"])
    judged = _judged(tables["results"], smallest)
    own = judged.loc[[str(registered["test"])]].iloc[0]
    return {
        "low_end": _low_end(own, judged),
        "verdict": Answer(
            f"What is the verdict on the registered test: {SUPPORTED}, {NOT_SHOWN}, {REFUTED} or "
            f"{UNTESTABLE}?",
            str(own["verdict"]),
            tuple(Mistake(word, hint) for word, hint in HINTS.items() if word != own["verdict"]),
            "One of the four words is asked for.",
        ),
        "supported": Answer(
            "If the same claim is put to every test: of which is it supported?",
            _names(judged, judged["verdict"] == SUPPORTED),
            (
                Mistake(
                    _names(judged, (judged["p_value"] < LEVEL) & (judged["estimate"] > 0)),
                    "These differ from zero. The claim is of an effect that is worth caring about, "
                    "so the whole interval has to lie beyond that.",
                ),
                Mistake(
                    _names(judged, judged["estimate"] > smallest),
                    "You have looked at the estimates alone. An estimate comes with an interval.",
                ),
            ),
            "Where does the low end of the interval lie beyond the smallest effect?",
        ),
        "refuted": Answer(
            "And of which is it refuted?",
            _names(judged, judged["verdict"] == REFUTED),
            (
                Mistake(
                    _names(judged, judged["p_value"] >= LEVEL),
                    "Not significant is not the same as no effect: some of these intervals hold "
                    "effects that would matter.",
                ),
                Mistake(
                    _names(judged, judged["estimate"] < smallest),
                    "You have looked at the estimates alone. An estimate comes with an interval.",
                ),
                Mistake(
                    _names(judged, judged["high"] < 0),
                    "A claim of at least so much also falls where any effect is surely smaller.",
                ),
            ),
            "Where does the high end of the interval lie below the smallest effect?",
        ),
        "chance_of_one": _chance_of_one(int(judged["p_value"].notna().sum())),
        "discoveries": _discoveries(judged),
    }


HINTS = {
    SUPPORTED: "A significant effect, or one of the claimed sign, is not enough. The whole "
    "interval has to lie beyond the smallest effect as it was registered, not beyond zero, and "
    "not beyond a smaller number that one would like to have written.",
    REFUTED: "Not significant is not the same as no effect, and an estimate that is too small "
    "may be so by chance. Does the interval still hold effects that would matter?",
    NOT_SHOWN: "Look at both ends of the interval: do they lie on different sides of the smallest "
    "effect?",
    UNTESTABLE: "There is an estimate with a standard error, so the data can say something.",
}


def _low_end(own: pd.Series, judged: pd.DataFrame) -> Answer:
    estimate, error = float(own["estimate"]), float(own["std_error"])
    best = float(judged["low"].iloc[int(judged["p_value"].argmin())])
    return Answer(
        "What is the low end of the 95 % interval of the registered test (the estimate and 1.96 "
        "standard errors on either side)?",
        float(own["low"]),
        (
            Mistake(estimate - error, "That is one standard error. It takes more for 95 %."),
            Mistake(float(own["high"]), "That is the high end."),
            Mistake(
                best,
                "That is the test with the smallest p-value. Another one was registered.",
            ),
            Mistake(
                estimate - ERRORS * error / sqrt(float(own["regions"])),
                "A standard error has the number of regions in it already; do not divide again.",
            ),
        ),
        "Find the row of the registered test, and take the standard errors away from its estimate.",
        tolerance=0.02,  # a difference of near numbers, rounded by hand
    )


def _chance_of_one(n: int) -> Answer:
    return Answer(
        "If there were no effect anywhere and the tests were independent, how likely is at least "
        "one p-value below 0.05 among as many tests as have one here (from 0 to 1)?",
        1 - (1 - LEVEL) ** n,
        (
            Mistake(
                LEVEL * n,
                "You have added up the chances. Two tests can come out at once, so they overlap; "
                "what you have is how many to expect.",
            ),
            Mistake((1 - LEVEL) ** n, "That is the chance of none. Take it from one."),
            Mistake(LEVEL, "That is the chance of a single test. There are more of them."),
        ),
        "First the chance that none of them comes out: a product.",
    )


def _discoveries(judged: pd.DataFrame) -> Answer:
    p_values = judged["p_value"]
    found = false_discoveries(judged, level=LEVEL)["is_discovery"].eq(True)
    return Answer(
        "Which tests remain if the false ones among the finds are held at 5 % by the rule of "
        "Benjamini and Hochberg? Order the p-values, compare the k-th smallest of n with "
        "0.05 k / n, and keep all up to the last one that is not larger.",
        _names(judged, found.fillna(False).astype(bool)),
        (
            Mistake(
                _names(judged, p_values < LEVEL),
                "These are all that are significant one by one, as if each were the only test.",
            ),
            Mistake(
                _names(judged, p_values < LEVEL / p_values.notna().sum()),
                "You have divided the level by the number of tests for each of them (Bonferroni). "
                "Here the bar rises with the rank.",
            ),
            Mistake(
                frozenset([str(p_values.idxmin())]),
                "That is the best one alone, which chance alone would hand you as well.",
            ),
        ),
        "Number the p-values from the smallest, beginning with 1; those that are empty do not "
        "count.",
    )


def _judged(results: pd.DataFrame, smallest: float) -> pd.DataFrame:
    """The results by test, with the interval and the verdict that the workbench would give."""
    found = results.set_index("test")
    around = ERRORS * found["std_error"]
    found = found.assign(low=found["estimate"] - around, high=found["estimate"] + around)
    card = OwnHypothesis("more", "less", "pay ~ workers", "workers", smallest).card
    ends = found[["estimate", "low", "high"]].to_numpy("float64")
    words = [
        decide(card, Evidence(estimate, low, high, ""))[0] for estimate, low, high in ends.tolist()
    ]
    return found.assign(verdict=words)


def _names(judged: pd.DataFrame, which: pd.Series) -> frozenset[str]:
    return frozenset(str(name) for name in judged.index[which.to_numpy(dtype=bool)])


def _slope(cells: pd.DataFrame) -> tuple[float, float]:
    """Percent of pay that go with twice as many workers, and the standard error (HC1)."""
    known = cells[(cells["employment"] > 0) & (cells["annual_payroll_usd"] > 0)]
    workers = known["employment"].to_numpy("float64")
    pay = 100 * np.log(known["annual_payroll_usd"].to_numpy("float64") / workers)
    about = np.log2(workers) - np.log2(workers).mean()
    slope = float(about @ pay / (about @ about))
    rest = pay - pay.mean() - slope * about
    spread = float(((about * rest) ** 2).sum()) * len(pay) / (len(pay) - 2)
    return slope, sqrt(spread) / float(about @ about)


def _tables(rows: Sequence[tuple[object, ...]], smallest: float, test: str) -> Tables:
    results = pd.DataFrame(rows, columns=["test", "regions", "estimate", "std_error"])
    results = results.round({"estimate": 3, "std_error": 3})
    ratios = (results["estimate"] / results["std_error"]).abs()
    results["p_value"] = [round(erfc(ratio / sqrt(2)), 6) for ratio in ratios]
    claim = (
        f"{test}: where it has twice as many workers, a worker is paid at least {smallest:g} "
        "percent more."
    )
    registered = pd.DataFrame({"claim": [claim], "test": [test], "smallest_effect": [smallest]})
    return {"registered": registered, "results": results}
