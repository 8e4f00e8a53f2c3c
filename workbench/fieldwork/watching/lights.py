"""Is an indicator on its way from baseline to target, or can the noise not tell."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.fieldwork.watching.control_limits import control_table, rules_within

LEVEL = 0.95
LATEST = 4  # values that a light looks back on
FEWEST = 4  # values below which noise is not known
RANGE_TO_SPREAD = 1.128  # the mean moving range of normal values, in standard deviations
FREEDOM = 0.62  # degrees of freedom a moving range is worth (Wheeler 1995, rounded)
GREEN, AMBER, RED, WAITING = "on the way", "cannot be told", "behind", "too few values"
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Way:
    """The straight way from a baseline to a target; `sign` is -1 where lower is better."""

    start: float
    end: float
    baseline: float
    target: float
    sign: int

    def gaps(self, periods: Numbers, values: Numbers) -> Numbers:
        """How far values are ahead of the way, in their own unit; behind is negative."""
        share = np.clip((periods - self.start) / (self.end - self.start), 0, 1)
        expected = self.baseline + share * (self.target - self.baseline)
        return np.asarray(self.sign * (values - expected))

    @property
    def length(self) -> float:
        """How far it is from the baseline to the target."""
        return abs(self.target - self.baseline)


@dataclass(frozen=True)
class Light:
    """A light with its reason.

    `gap` is the mean of the last values less what the way asks for, `low` to `high` its interval
    given the noise of the series.
    """

    light: str
    gap: float
    low: float
    high: float
    noise: float
    values: int


def light(periods: Numbers, values: Numbers, way: Way, *, tolerance: float = 0.1) -> Light:
    """Judge a series against its way, given how much it moves by itself.

    Parameters
    ----------
    periods, values
        In the order of time, without gaps in the values.
    way
        From baseline to target.
    tolerance
        How far behind still counts as on the way, as a share of the whole way.

    Returns
    -------
    "on the way" where the interval lies above the tolerated lag, "behind" where all of it lies
    below the way, "cannot be told" where the noise allows both, "too few values" below four.

    Notes
    -----
    The gap is the mean of the last four values less the way. Noise is the mean moving range of
    the gaps over 1.128; its degrees of freedom are 0.62 (n - 1). A series that is on its way is
    called behind in at most 2.5 % of looks, if its values are independent of one another.

    Examples
    --------
    >>> way = Way(2020, 2030, 100.0, 200.0, 1)
    >>> years = np.arange(2020.0, 2028.0)
    >>> wobble = np.array([2, -3, 1, -2, 3, -1, 2, -2.0])
    >>> light(years, 100 + 10 * (years - 2020) + wobble, way).light
    'on the way'
    >>> light(years, 100 + 2 * (years - 2020) + wobble, way).light
    'behind'
    """
    gaps = way.gaps(periods, values)
    if len(gaps) < FEWEST:
        gap = float(gaps[-1]) if len(gaps) else math.nan
        return Light(WAITING, gap, math.nan, math.nan, math.nan, len(gaps))
    latest = gaps[-LATEST:]
    gap, noise = float(latest.mean()), float(np.abs(np.diff(gaps)).mean()) / RANGE_TO_SPREAD
    away = _quantile(FREEDOM * (len(gaps) - 1)) * noise / math.sqrt(len(latest))
    low, high = gap - away, gap + away
    is_tolerable = low > -tolerance * way.length
    name = RED if high < 0 else GREEN if is_tolerable else AMBER
    return Light(name, gap, low, high, noise, len(gaps))


def _quantile(freedom: float) -> float:
    from scipy.stats import t  # half a second, for who has values to judge

    return float(t.ppf((1 + LEVEL) / 2, freedom))


def last_signal(periods: Numbers, values: Numbers, way: Way) -> str:
    """The last period in which a series left its way as chance does in one series of twenty.

    Examples
    --------
    >>> years = np.arange(2020.0, 2032.0)
    >>> wobble = np.tile([1.0, -1.0, 0.5], 4) + 30.0 * (years == 2027)
    >>> last_signal(years, 100 + 5 * (years - 2020) + wobble, Way(2020, 2040, 100, 200, 1))
    '2027'
    """
    table = pd.DataFrame({"period": periods, "gap": way.gaps(periods, values)})
    judged = control_table(table, value="gap", time="period", rules=rules_within(len(values)))
    marked = judged.loc[judged["signal"].notna(), "time"]
    return "" if marked.empty else f"{float(marked.iloc[-1]):g}"
