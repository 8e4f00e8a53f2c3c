"""By hand: what do three counts of clusters, above three thresholds, say of their sizes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbench.exercises._exercise import Answer, Card, Mistake, Tables, exercise

LIMIT = 1.96  # standard errors: five percent, on both sides
LEVEL = 0.05
FEWEST = 3  # clusters above the last threshold of drawn data

CARD = Card(
    title="The tail of cluster sizes",
    question="What do three counts above three thresholds say of how large clusters are?",
    why="A report often gives no sizes, only how many lie above a threshold. Such counts hold one "
    "another; who takes them for classes counts the largest clusters three times.",
    minutes=20,
    after=("what_counts_as_a_cluster",),
    sources=("document 003, section 2.1: clusters of Zhejiang in 2004",),
)


def real() -> Tables:
    """The clusters of Zhejiang above three thresholds of output, as document 003 counts them."""
    from workbench.fieldwork.casebook.cluster_sizes import printed_counts

    told = printed_counts()
    return {"counts": _table(told.thresholds, told.above)}


def drawn(random: np.random.Generator) -> Tables:
    """Clusters of a province that does not exist: of Pareto sizes, or of exponential ones."""
    first = random.choice([0.5, 1.0, 2.0])
    steps = random.choice([4.0, 5.0, 8.0]), random.choice([2.0, 2.5, 3.0])
    thresholds = first * np.cumprod([1.0, *steps])
    above = np.zeros(len(thresholds))
    while above[-1] < FEWEST or (np.diff(above) == 0).any():  # logarithms need something to count
        sizes = _sizes(random, thresholds)
        above = np.array([(sizes > each).sum() for each in thresholds])
    return {"counts": _table(thresholds, above)}


def _sizes(random: np.random.Generator, thresholds: np.ndarray) -> np.ndarray:
    """Outputs of clusters above the first threshold, of either distribution."""
    first, last = thresholds[0], thresholds[-1]
    clusters = int(random.integers(120, 400))
    if random.random() < 0.5:  # noqa: PLR2004 - either is as likely
        return np.asarray(first * (1 + random.pareto(random.uniform(0.6, 1.1), clusters)))
    return np.asarray(first + random.exponential(last / random.uniform(2.5, 4.0), clusters))


def _table(thresholds: object, above: object) -> pd.DataFrame:
    table = pd.DataFrame({"output_above_yuan_bn": thresholds, "clusters": above})
    return table.astype({"output_above_yuan_bn": "float64", "clusters": "int64"})


@exercise(CARD, real, drawn)
def tail_of_cluster_sizes(tables: Mapping[str, pd.DataFrame]) -> dict[str, Answer]:
    """What lies between the thresholds, the least output, the tail's exponents, a test of them.

    Parameters
    ----------
    tables
        `counts`: three rows, `output_above_yuan_bn` rising and the `clusters` above each.
    """
    table = tables["counts"]
    x = table["output_above_yuan_bn"].to_numpy(dtype="float64")
    n = table["clusters"].to_numpy(dtype="float64")
    return {
        "between_first_and_second": _between(n),
        "least_output": _least(x, n),
        "first_exponent": _first(x, n),
        "second_exponent": _second(x, n),
        "pareto_is_rejected": _rejected(x, n),
        "which_exponent_moves": _moves(),
    }


def _between(n: np.ndarray) -> Answer:
    return Answer(
        "How many clusters have an output above the first threshold, but not above the second?",
        float(n[0] - n[1]),
        (
            Mistake(
                float(n[0]),
                "That is how many lie above the first threshold. Those above the second are "
                "among them.",
            ),
            Mistake(
                float(n[0] - n[1] - n[2]),
                "You have taken the largest away twice: they are among those above the second "
                "threshold already.",
            ),
            Mistake(
                float(n.sum()),
                "You have added counts that hold one another.",
            ),
        ),
        "Whoever lies above a threshold lies above every lower one: counts are subtracted.",
    )


def _least(x: np.ndarray, n: np.ndarray) -> Answer:
    cells = np.append(-np.diff(n), n[-1])
    return Answer(
        "What is the least that all these clusters can have made together, in billion yuan?",
        float(cells @ x),
        (
            Mistake(
                float(n @ x),
                "You have counted the larger clusters in each line they stand in: make classes "
                "that hold no cluster twice.",
            ),
            Mistake(
                float(n[0] * x[0]),
                "That holds, but a higher floor is known for the larger clusters: use it.",
            ),
            Mistake(
                float(cells[:2] @ ((x[:2] + x[1:]) / 2) + cells[2] * x[2]),
                "You have put each cluster in the middle of its class. The least is asked for.",
            ),
        ),
        "Put each cluster at the highest threshold it is known to be above, and add up.",
    )


def _exponent(x: np.ndarray, n: np.ndarray) -> float:
    """The Pareto exponent between two thresholds."""
    return float(np.log(n[0] / n[1]) / np.log(x[1] / x[0]))


def _first(x: np.ndarray, n: np.ndarray) -> Answer:
    cells = n[0] - n[1], n[1] - n[2]
    found = _exponent(x[:2], n[:2])
    return Answer(
        "What is the exponent of a Pareto tail that meets the first two counts?",
        found,
        (
            Mistake(
                _exponent(x[:2], np.array(cells)),
                "You have compared classes. The tail of a Pareto distribution is about counts "
                "above thresholds, as they stand in the table.",
            ),
            Mistake(
                1 / found,
                "You have turned the fraction over: the counts stand above, the thresholds below.",
            ),
            Mistake(
                float(np.log(n[0] / n[1]) / (x[1] - x[0])),
                "You have divided by the difference of the thresholds. That is the rate of an "
                "exponential tail; Pareto asks for their ratio.",
            ),
            Mistake(
                float((n[0] - n[1]) / (x[1] - x[0])),
                "You have left the logarithms out.",
            ),
        ),
        "The counts fall as (threshold ratio) to the power of minus the exponent: take logarithms "
        "of both ratios, and divide.",
    )


def _second(x: np.ndarray, n: np.ndarray) -> Answer:
    return Answer(
        "What is the exponent of a Pareto tail that meets the last two counts?",
        _exponent(x[1:], n[1:]),
        (
            Mistake(
                _exponent(x[[0, 2]], n[[0, 2]]),
                "That is between the lowest and the highest threshold: leave the lowest out.",
            ),
            Mistake(
                float(np.log(n[1] / n[2]) / np.log(x[2] / x[0])),
                "The ratio of thresholds must be that of the same two rows as the counts.",
            ),
            Mistake(
                float(np.log(n[1] / n[2]) / (x[2] - x[1])),
                "You have divided by the difference of the thresholds; Pareto asks for their "
                "ratio.",
            ),
        ),
        "As before, with the last two rows of the table.",
    )


def _rejected(x: np.ndarray, n: np.ndarray) -> Answer:
    right = _yes(abs(_apart(x, n)) > LIMIT)
    return Answer(
        "Is one Pareto tail for all three counts rejected at five percent: yes or no?",
        right,
        (
            # data on which the two tests differ are not handed out: then this would be right
            Mistake(
                _yes(not _is_rejected_by_ratio(x, n)),
                "Divide the difference of the two exponents by its standard error, and compare "
                "its size with the limit.",
            ),
        ),
        "One Pareto tail has one exponent: are the two further apart than chance explains?",
    )


def _moves() -> Answer:
    return Answer(
        'Say the first count is printed as "more than", and is in truth a tenth larger. Which '
        "exponent does that move: the first, the second or both?",
        "first",
        (
            Mistake("both", "Work both out again: which of the counts stand in each of them?"),
            Mistake("second", "Look at which rows of the table that exponent is made of."),
        ),
        "Write down which counts each exponent is made of.",
    )


def _apart(x: np.ndarray, n: np.ndarray) -> float:
    """How many standard errors the two exponents lie apart.

    Given n[0], n[1] is binomial, so the variance of log(n[0] / n[1]) is about 1/n[1] - 1/n[0]; and
    given n[1], n[2] too, so that the two are independent.
    """
    depths = np.diff(np.log(x))
    variances = np.diff(1 / n) / depths**2
    exponents = -np.diff(np.log(n)) / depths
    return float((exponents[1] - exponents[0]) / np.sqrt(variances.sum()))


def _is_rejected_by_ratio(x: np.ndarray, n: np.ndarray) -> bool:
    """The same by the likelihood ratio against free counts."""
    from workbench.hypotheses._tails import pareto

    return pareto(x.tolist(), n.tolist()).p_value < LEVEL


def _yes(verdict: bool) -> str:
    return "yes" if verdict else "no"
