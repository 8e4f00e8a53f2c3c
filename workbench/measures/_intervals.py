"""How far could a measure have come out otherwise, by chance alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.measures._card import Measure
from workbench.measures._cells import Numbers, Rows
from workbench.measures._door import choose
from workbench.measures._many import Call, Keys
from workbench.measures._redrawing import redraw_of

KINDS = ("multinomial", "bootstrap", "permutation")
ALTERNATIVES = ("two-sided", "greater", "less")
LARGEST = 4 * 2**30  # bytes of values of all draws
# Values that differ by less, relative to the measure's own, differ by rounding only.
ROUNDING = 1e-12


def interval(
    measure: str | Measure,
    *tables: pd.DataFrame,
    kind: str = "multinomial",
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 0,
    units: str = "counts",
    alternative: str = "two-sided",
    **options: Any,
) -> pd.DataFrame:
    """The answer of a measure with an interval for each value: how far chance alone moves it.

    Parameters
    ----------
    measure
        A measure of activity or plants, or its name on the shelf.
    *tables
        The tables that the measure takes.
    kind
        What chance does. "multinomial": as many jobs as there are fall again into the cells, by
        the cells' own shares; each year by itself. "bootstrap": regions, or plants where the
        table holds plants, are drawn again with replacement. "permutation": chance as it would
        be without any association; plants are dealt out anew to the sites of their year, or jobs
        fall into each region and industry by the shares of both.
    draws
        How many times.
    level
        The share of draws within the interval.
    seed
        Of the random numbers: the same seed gives the same interval.
    units
        What falls by itself, where the table is of activity. "counts": each job (or whatever
        `value` counts). "establishments": each establishment, with the mean size in its cell
        (for "permutation": in its industry); workers of one plant come together, so this is
        wider, and nearer the truth.
    alternative
        Of the p-value of "permutation": "two-sided", "greater" or "less".
    **options
        Options of the measure, such as `value`, `variant` and `regions`.

    Returns
    -------
    The measure's own answer with the columns `low` and `high` (percentiles of the draws),
    `standard_error` (their standard deviation), `mean_of_draws`, for "permutation" `p_value`,
    then `share_defined` (of the draws) and `no_interval` (the reason where there is none). With
    "permutation", `low` and `high` are the band that chance gives, around what it expects and
    not around the value. What was drawn stands in `.attrs["measure"]["interval"]`. Columns of
    these names that the measure has itself are kept as `own_low` and so on.

    Raises
    ------
    UnknownName
        If a measure, kind, variant, column or other named thing does not exist.
    ParameterError
        If `draws` or `level` is out of range, or the measure cannot have that kind of interval.
    StudyError
        If a table is not fit to be measured, or holds no counts where counts are drawn.

    Notes
    -----
    A value is undefined in some draws where its region or industry comes out empty; where that
    happens in more than 1 - `level` of them there is no interval at that level. A count of 0
    stays 0 in each draw of its own share, so it has no interval either. Noise makes any index of
    unevenness larger, so its draws lie above the value: compare `mean_of_draws`. p-values count
    the value as one of the draws and are never 0. Sources: Efron (1979); Davison and Hinkley
    (1997); Phipson and Smyth (2010).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [60, 10, 30, 20, 60, 20, 20, 30, 150],
    ... })
    >>> found = interval("location_quotient", toy, draws=200, seed=1)
    >>> found.loc[:1, ["region", "industry", "value", "low", "high"]].round(1)
      region industry  value  low  high
    0      A  textile    2.4  2.1   2.8
    1      A    shoes    0.4  0.2   0.6
    """
    choose("kind of interval called", kind, KINDS)
    choose("alternative", alternative, ALTERNATIVES)
    call = Call.of(measure, tables, options)
    answer = call.function(*tables, **options)
    problems = list(_out_of_range(draws, level, len(answer)))
    if problems:
        raise ParameterError(problems)
    redraw = redraw_of(call, kind, units)
    values = redraw.values(Keys(answer), draws, np.random.default_rng(seed))
    values.sort(axis=1)  # undefined draws come last
    columns = _summary(values, level)
    if kind == "permutation":
        columns["p_value"] = _p_values(values, answer["value"].to_numpy(), alternative)
    facts = {
        "kind": kind,
        "drawn": redraw.what,
        "n_draws": draws,
        "level": level,
        "seed": seed,
        "alternative": alternative if kind == "permutation" else None,
    }
    return _joined(answer, columns, values, facts)


def _out_of_range(draws: int, level: float, n_rows: int) -> Iterator[Problem]:
    if draws < 2:  # noqa: PLR2004 - one draw has no spread
        yield Problem(
            "CLW-M62",
            "too few draws",
            column="draws",
            value=str(draws),
            expected="at least 2; 1000 for a 95% interval",
            remedy="draws=1000",
        )
    if not 0 < level < 1:
        yield Problem(
            "CLW-M62",
            "the level is not between 0 and 1",
            column="level",
            value=str(level),
            expected="a share between 0 and 1; 95% is 0.95",
            remedy="level=0.95",
        )
    if draws * n_rows * 8 > LARGEST:
        yield Problem(
            "CLW-M62",
            f"{draws} draws of {n_rows} values do not fit in memory",
            column="draws",
            value=str(draws),
            expected=f"at most {LARGEST // 8 // n_rows} draws of so many values",
            remedy="take fewer draws, one year, or fewer regions or industries",
        )


def _summary(values: Numbers, level: float) -> dict[str, Numbers]:
    """What sorted draws (one row a key) say of each value."""
    n = np.count_nonzero(~np.isnan(values), axis=1)
    total = np.nansum(values, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        squares = np.nansum((values - mean[:, None]) ** 2, axis=1)
        return {
            "low": _percentile(values, n, (1 - level) / 2),
            "high": _percentile(values, n, (1 + level) / 2),
            "standard_error": np.sqrt(squares / (n - 1)),
            "mean_of_draws": mean,
        }


def _percentile(values: Numbers, n: Numbers, share: float) -> Numbers:
    """The percentile of the first `n` of each row of sorted values, between two by a line."""
    place = share * np.maximum(n - 1, 0)
    below = place.astype(np.intp)
    above = np.minimum(below + 1, np.maximum(n - 1, 0)).astype(np.intp)
    rows = np.arange(len(values))
    first, second = values[rows, below], values[rows, above]
    return np.asarray(first + (place - below) * (second - first), dtype=np.float64)


def _p_values(values: Numbers, own: Numbers, alternative: str) -> Numbers:
    """The share of draws at least as far out as the value, the value counted among them."""
    n = np.count_nonzero(~np.isnan(values), axis=1)
    margin = ROUNDING * np.abs(own)
    as_high = np.count_nonzero(values >= (own - margin)[:, None], axis=1)
    as_low = np.count_nonzero(values <= (own + margin)[:, None], axis=1)
    high, low = (1 + as_high) / (1 + n), (1 + as_low) / (1 + n)
    both = np.minimum(1, 2 * np.minimum(high, low))
    return np.asarray({"greater": high, "less": low, "two-sided": both}[alternative])


def _joined(
    answer: pd.DataFrame, columns: dict[str, Numbers], values: Numbers, facts: dict[str, Any]
) -> pd.DataFrame:
    """The answer with its interval, or with why there is none."""
    n = np.count_nonzero(~np.isnan(values), axis=1)
    share = n / values.shape[1]
    spread = values[np.arange(len(values)), np.maximum(n - 1, 0)] - values[:, 0]
    own = answer["value"].to_numpy()
    with np.errstate(invalid="ignore"):
        is_fixed = spread <= ROUNDING * np.abs(own)
    level = facts["level"]
    reasons: list[tuple[str, Rows]] = [
        ("the value is undefined", np.isnan(own)),
        (f"undefined in more than {1 - level:.3g} of the draws", share < level),
        ("the same in every draw", is_fixed),
    ]
    texts = [text for text, _ in reasons]
    codes = np.full(len(answer), -1, dtype=np.int8)
    for code, (_, rows) in reversed(list(enumerate(reasons))):
        codes[rows] = code
    own_names = {name: f"own_{name}" for name in columns if name in answer}
    table = answer.rename(columns=own_names).assign(
        **{name: np.where(codes >= 0, np.nan, column) for name, column in columns.items()},
        share_defined=share,
        no_interval=pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(texts)),
    )
    table.attrs = {"measure": {**answer.attrs["measure"], "interval": facts}}
    return table
