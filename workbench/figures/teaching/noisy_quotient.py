"""How far could a location quotient have come out otherwise, with fewer or worse counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.figures.teaching import svg
from workbench.figures.teaching.sliders import Knob, Seen, Sliders, State

COUNTED = (100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1)  # percent of the workers in the table
NOISE = (0, 1, 2, 5, 10, 15, 20, 30, 50)  # percent
DRAWS, SEED = 1000, 0
BINS, TICKS, LEFT, ACROSS, TALL = 60, 6, 20.0, 600.0, 150.0
ROOM = 2.5  # the axis ends at so many times the quotient, so that noise is seen as width
MIDDLE = (2.5, 97.5)  # percent of the draws: the ends of the interval


def quotients_under_noise(
    workers: np.ndarray,
    row: int,
    column: int,
    *,
    percent_counted: float,
    percent_noise: float,
    seed: int = SEED,
) -> np.ndarray:
    """What a location quotient might have been, had the same table been counted again and again.

    Parameters
    ----------
    workers
        Places by industries: how many there are.
    row, column
        Of the place and the industry.
    percent_counted
        How many in a hundred workers are counted; which of them is chance.
    percent_noise
        By how much a count is off, as the standard deviation of its logarithm times 100.
    seed
        Starts the draws.

    Returns
    -------
    One quotient a draw; nan where nobody was counted in the place or the industry.

    Examples
    --------
    >>> table = np.array([[60, 40], [40, 60]])
    >>> quotients_under_noise(table, 0, 0, percent_counted=100, percent_noise=0)[:2].tolist()
    [1.2, 1.2]
    """
    random = np.random.default_rng(seed)
    counted = random.binomial(workers, percent_counted / 100, (DRAWS, *workers.shape))
    # drawn with any noise, so that the same draws are stretched when the slider is moved
    off = random.standard_normal(counted.shape) * percent_noise / 100
    found = counted * np.exp(off)
    place, industry = found[:, row].sum(axis=1), found[:, :, column].sum(axis=1)
    below = place * industry
    above = found[:, row, column] * found.sum(axis=(1, 2))
    return np.asarray(np.divide(above, below, out=np.full(DRAWS, np.nan), where=below > 0))


def noisy_quotient(workers: pd.DataFrame, industry: str, place: str | None = None) -> Sliders:
    """Turn how many are counted, and how well, and see what becomes of a location quotient.

    Parameters
    ----------
    workers
        A row a place, in the column `place`; a column an industry.
    industry
        One of the columns.
    place
        One of the places; by default the first.

    Returns
    -------
    The sliders, to stand in the last line of a cell.
    """
    table = workers.set_index("place")
    name = str(table.index[0] if place is None else place)
    row, column = int(table.index.get_loc(name)), int(table.columns.get_loc(industry))  # type: ignore[arg-type]
    counts = table.to_numpy(dtype="int64")
    label = f"location quotient of {industry.replace('_', ' ')} in {name}"
    plain = quotients_under_noise(counts, row, column, percent_counted=100, percent_noise=0)[0]

    def show(state: State) -> Seen:
        drawn = quotients_under_noise(
            counts,
            row,
            column,
            percent_counted=state["percent_counted"],
            percent_noise=state["percent_noise"],
        )
        return quotients_seen(drawn, float(plain), label)

    knobs = {
        "percent_counted": Knob("workers counted, percent", COUNTED, 100),
        "percent_noise": Knob("noise of each count, percent", NOISE, 10),
    }
    return Sliders("noisy_quotient", knobs, show)


def quotients_seen(quotients: np.ndarray, plain: float, label: str) -> Seen:
    """The quotients of all draws as a histogram, with the plain one, 1, and the interval."""
    found = quotients[~np.isnan(quotients)]
    if not len(found):
        words = "Nobody was counted in this place or industry, so there is no quotient."
        return Seen(svg.drawing([svg.text(0, 17, words)], svg.ROW, words), words, _data(found))
    low, high = np.percentile(found, MIDDLE)
    words = _words(found, plain, (float(low), float(high)), label)
    return Seen(
        _histogram(found, plain, (float(low), float(high)), label, words), words, _data(found)
    )


def _words(found: np.ndarray, plain: float, ends: tuple[float, float], label: str) -> str:
    other = 100 * float(np.mean((found > 1) != (plain > 1)))
    times = "fewer than 1" if 0 < other < 1 else f"{other:.0f}"
    low, high = (f"{end:.2f}" for end in ends)
    return (
        f"The {label} is {plain:.2f} in the table. Counted again, 95 of 100 times it would be "
        f"between {low} and {high}; {times} of 100 times it would fall on the other side of 1."
    )


def _histogram(
    found: np.ndarray, plain: float, ends: tuple[float, float], label: str, words: str
) -> str:
    end = ROOM * max(plain, 1.0)
    counts, edges = np.histogram(np.minimum(found, end), BINS, (0, end))
    base = svg.ROW + TALL

    def at(value: float) -> float:
        return LEFT + ACROSS * min(float(value), end) / end

    key = (
        "blocks: the table counted again (grey line: 95 of 100 times); orange line: the table "
        "itself; dashed: 1"
    )
    parts = [svg.text(0, 17, key)]
    for count, left in zip(counts, edges[:-1], strict=True):
        tall = TALL * count / counts.max()
        if count:
            parts.append(svg.bar(at(left), base - tall, ACROSS / BINS, tall))
    parts += [svg.upright(at(1.0), svg.ROW, base, "#222222", "5 4")]
    parts += [svg.upright(at(plain), svg.ROW, base), svg.level(base, LEFT, LEFT + ACROSS)]
    parts += [svg.level(base + 7, at(ends[0]), at(ends[1]), thick=4)]
    ticks = range(0, int(end) + 1, max(round(end / TICKS), 1))
    parts += [svg.text(at(each), base + 26, each, "middle") for each in ticks]
    beyond = "; the last block holds what is higher too" if (found > end).any() else ""
    parts.append(svg.text(LEFT + ACROSS / 2, base + 48, f"{label}{beyond}", "middle"))
    return svg.drawing(parts, base + 56, words)


def _data(found: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"location_quotient": found})
