"""Do poor regions grow faster than rich ones, and how long until half the gap is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer
from workbench.measures._card import AREA_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Numbers, Reason
from workbench.measures._door import choose
from workbench.measures._indicators import DEFAULT, indicator_cells
from workbench.measures._years import between, span

CARD = Card(
    question="Do poor regions grow faster than rich ones, so that they catch up?",
    formula="ln(y_T / y_0) / T = a + b ln y_0 (+ conditions); speed = -ln(1 + b T) / T; half-life "
    "= ln 2 / speed",
    source="Barro and Sala-i-Martin (1992) (unverified)",
    reading="a slope below 0 is convergence; a speed of 0.02 closes 2% of the gap a year, half of "
    "it in 35 years",
    variants={
        "slope": Variant(
            "b, estimated by least squares", AREA_KEYS, "growth per log point", "unbounded"
        ),
        "speed": Variant("-ln(1 + b T) / T", AREA_KEYS, "share per year", "unbounded"),
        "half_life": Variant("ln 2 / speed", AREA_KEYS, "years", "0 or more"),
    },
    tables=("indicators",),
    columns=("value", "year"),
    caveats=(
        "a slope below 0 does not make regions more alike: shocks can keep them apart, as "
        "sigma_convergence shows (Galton's fallacy)",
        "errors of measurement in the first year bend the slope down",
        "each region counts once; neighbours are not independent, so the standard error is too "
        "small: regress growth on the start with clustered or spatial ones instead",
        "regions without a value in either year are left out, and counted",
    ),
    also_called={
        "REAT": "betaconv.ols; its Lambda is -ln(1 + b) / T, without the T inside the logarithm, "
        "and so is its half-life: 921 years where the formula gives 34",
    },
    more={
        "slope": "b",
        "standard_error": "of b, classical",
        "intercept": "a",
        "r_squared": "share of the variance of growth explained",
        "speed": "-ln(1 + b T) / T; empty where b T is -1 or less",
        "half_life": "ln 2 / speed; empty where there is no convergence",
        "n_regions": "how many regions have all values",
        "start": "the first year",
    },
    over_time=True,
)


@dataclass(frozen=True)
class Line:
    """A line fitted by least squares: its numbers, empty where there is none, and why."""

    slope: float = np.nan
    standard_error: float = np.nan
    intercept: float = np.nan
    r_squared: float = np.nan
    lacking: str = ""

    def numbers(self, n_years: int) -> dict[str, float]:
        """All numbers of the line, with the speed and the half-life that follow from its slope."""
        left = 1 + self.slope * n_years
        speed = float(-np.log(left) / n_years) if left > 0 else np.nan
        return {
            "slope": self.slope,
            "standard_error": self.standard_error,
            "intercept": self.intercept,
            "r_squared": self.r_squared,
            "speed": speed,
            "half_life": float(np.log(2) / speed) if speed > 0 else np.nan,
        }


@measure(CARD)
def beta_convergence(
    indicators: pd.DataFrame,
    *,
    indicator: str = DEFAULT,
    conditions: str | Sequence[str] = (),
    variant: str = "slope",
    start: int | None = None,
    end: int | None = None,
) -> pd.DataFrame:
    """Whether regions that started poor grew faster: slope, speed and half-life of catching up.

    Parameters
    ----------
    indicators
        One row a region, year and indicator: `region`, `year`, `indicator`, `value`.
    indicator
        Which indicator: GDP per head, income, productivity; above 0.
    conditions
        Further indicators of the first year that enter as they are (conditional convergence),
        a list or a text with commas; none by default (absolute convergence).
    variant
        Which number is the value: "slope", "speed" or "half_life"; all three are there.
    start
        The first year compared; by default the first of the table.
    end
        The last year compared; by default the last of the table.

    Returns
    -------
    One row with `year` (the end), `value`, `undefined` (the reason where there is no value),
    `slope`, `standard_error`, `intercept`, `r_squared`, `speed`, `half_life`, `n_regions` and
    `start`. Variant, unit and counts stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant, indicator or year does not exist; with the nearest names.
    StudyError
        If a value is negative or infinite, a key is empty, a region is there twice in a year, or
        there is only one year.
    ParameterError
        If `start` is not before `end`.

    Notes
    -----
    ln(y_T / y_0) / T = a + b ln y_0 by ordinary least squares; λ = -ln(1 + b T) / T; half-life
    ln 2 / λ. Source: Barro and Sala-i-Martin (1992).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("ABC") * 2, "year": [2000] * 3 + [2010] * 3,
    ...     "indicator": "gdp_per_head", "value": [10.0, 20.0, 40.0, 20.0, 30.0, 45.0],
    ... })
    >>> beta_convergence(toy)[["year", "value", "speed", "half_life"]].round(4)
       year   value   speed  half_life
    0  2010 -0.0415  0.0536    12.9268
    """
    choose("variant of beta_convergence", variant, list(CARD.variants))
    names = conditions.split(",") if isinstance(conditions, str) else conditions
    names = [name.strip() for name in names if name.strip()]
    found, *others = indicator_cells(indicators, indicator, *names, needs=("year",))
    years = between(found, start, end)
    ends = (years[0], years[-1])
    values, is_known = _values(found, others, ends)
    line = _line(values[is_known], ends[1] - ends[0])
    numbers = line.numbers(ends[1] - ends[0])
    reasons: list[Reason] = [
        (line.lacking, np.array([line.lacking != ""])),
        (
            "the slope is too steep for a speed: b T is -1 or less",
            np.array([variant != "slope" and np.isnan(numbers["speed"])]),
        ),
        ("no convergence, so no half-life", np.array([np.isnan(numbers[variant])])),
    ]
    facts = about(found, "beta_convergence", CARD, variant, of=indicator) | span(ends)
    facts |= {"conditions": names, "n_left_out": int((~is_known).sum())}
    more = {**numbers, "n_regions": int(is_known.sum()), "start": ends[0]}
    labels = pd.DataFrame({"year": [ends[1]]})
    whole = answer(labels, np.array([numbers[variant]]), reasons, facts, **more)
    return whole if len(found.table) else whole[:0]


def _values(
    found: Cells, others: Sequence[Cells], ends: tuple[int, int]
) -> tuple[Numbers, np.ndarray]:
    """The indicator at start and end and the conditions at the start, by region; which are known.

    A region without a row has no value, which is not a value of 0.
    """
    columns: list[pd.Series] = []
    for own, years in [(found, ends), *((other, ends[:1]) for other in others)]:
        table = own.table[~own.is_unknown]
        for year in years:
            of_year = table[(table["year"] == year).to_numpy(bool)]
            columns.append(of_year.set_index("region")["value"])
    wide = pd.concat(columns, axis=1, keys=range(len(columns))).reindex(found.keys["region"].levels)
    values = wide.to_numpy(dtype="float64", na_value=np.nan)
    return values, ~np.isnan(values).any(axis=1)


def _line(values: Numbers, n_years: int) -> Line:
    """Growth against the logarithm of the start and the conditions, by least squares."""
    n, n_parameters = len(values), values.shape[1]
    if n <= n_parameters:
        return Line(lacking="too few regions with a value in both years")
    if (values[:, :2] <= 0).any():
        return Line(lacking="a region has the value 0, which has no logarithm")
    initial = np.log(values[:, 0])
    growth = (np.log(values[:, 1]) - initial) / n_years
    explained = np.column_stack([np.ones(n), initial, values[:, 2:]])
    scales = np.linalg.norm(explained, axis=0)
    if np.linalg.matrix_rank(explained / np.where(scales > 0, scales, 1)) < n_parameters:
        return Line(lacking="the regions, or the conditions, do not differ at the start")
    inner = np.linalg.inv(explained.T @ explained)
    beta = np.linalg.lstsq(explained, growth, rcond=None)[0]
    rest = ((growth - explained @ beta) ** 2).sum()
    total = ((growth - growth.mean()) ** 2).sum()
    error = np.sqrt(rest / (n - n_parameters) * inner[1, 1])
    r_squared = 1 - rest / total if total > 0 else np.nan
    return Line(float(beta[1]), float(error), float(beta[0]), float(r_squared))
