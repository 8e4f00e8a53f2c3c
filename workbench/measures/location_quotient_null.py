"""How high would a location quotient be by chance, if jobs fell anywhere in proportion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._answer import about, answer_by_row, by_row
from workbench.measures._card import CELL_KEYS, Card, Variant, measure
from workbench.measures._cells import Cells, Codes, Numbers, cells, ratio
from workbench.measures._door import choose, refuse
from workbench.measures._quotients import check_draws
from workbench.workers import in_order

AT_ONCE = 2**21  # how many draws are held in memory
MOST = 10**9  # numpy's hypergeometric draws from fewer

CARD = Card(
    question="How high would a location quotient be by chance, if regions did not differ?",
    formula="value = 95th percentile of LQ*_ir = (n_ir / n_r) / (n_i / N), n drawn from the "
    "multinomial distribution of N with the probabilities x_r w_i",
    source="Without a first author: a parametric bootstrap, Efron (1979)",
    reading="a quotient above the value would come about by chance less than once in twenty times "
    "if every job fell anywhere in proportion",
    variants={
        "multinomial": Variant(
            "jobs fall one by one; the totals of regions and industries vary too",
            CELL_KEYS,
            "ratio",
            "0 or more",
        ),
    },
    caveats=(
        "jobs do not come one by one but by plants: with few large plants chance does more than "
        "this; use establishments for value, or ellison_glaeser",
        "one in twenty cells passes by chance: with many cells control the false discoveries",
        "takes time: about 0.2 seconds for a thousand cells with 1,000 draws",
    ),
    more={
        "quotient": "the location quotient that is there, ratio",
        "p_value": "the share of draws with a quotient at least as high, one for the data "
        "themselves among them: (1 + draws) / (1 + n_draws)",
    },
)


@measure(CARD)
def location_quotient_null(
    activity: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "multinomial",
    level: float = 0.95,
    n_draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """The location quotient that a cell exceeds by chance in one of twenty cases.

    Parameters
    ----------
    activity
        One row a cell: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. A cell that is not there counts as zero.
    value
        The column to compare, whole numbers: employment, establishments.
    variant
        "multinomial", the only one.
    level
        The percentile as a share: 0.95 is the 95th.
    n_draws
        How many tables are drawn.
    seed
        Where the random draws begin; the same seed gives the same answer.

    Returns
    -------
    The rows of `activity` as `region`, `industry`, (`year`,) `value`, `undefined` (the reason
    where there is no value), `quotient` and `p_value`. Variant, unit, counts, draws and seed
    stand in `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If a value is not a count, a key is empty, a cell is there twice, or a year has 1,000
        million or more in all.
    ParameterError
        If the level or the number of draws is out of its range.

    Notes
    -----
    Of N jobs each falls into region r with the probability x_r and, independently, into industry
    i with w_i. So the totals n_r and n_i are two independent multinomial draws, and given them
    n_ir is hypergeometric: that is what is drawn, for the cells of the table only and exactly, in
    parts that fit into memory. A draw that leaves a region or an industry empty counts as a
    quotient of 0. Time grows with cells x draws: 10,000 cells and 1,000 draws take 2 seconds,
    3,000 regions x 500 industries five to ten minutes. Source: Efron (1979), parametric bootstrap.

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AAABBBCCC"),
    ...     "industry": ["textile", "shoes", "lamps"] * 3,
    ...     "employment": [6, 1, 3, 2, 6, 2, 2, 3, 15],
    ... })
    >>> location_quotient_null(toy).head(1)[["region", "industry", "value", "quotient"]].round(1)
      region industry  value  quotient
    0      A  textile    1.9       2.4
    """
    choose("variant of location_quotient_null", variant, list(CARD.variants))
    check_draws("location_quotient_null", n_draws, level)
    found = cells(activity, value, ("region", "industry"))
    region, industry, whole = found.by("region"), found.by("industry"), found.by()
    in_region, in_industry = region.total(found.amounts), industry.total(found.amounts)
    in_all = whole.total(found.amounts)
    _refuse_what_is_no_count(found, in_all)
    share = ratio(found.amounts, in_region[region.codes])
    quotients = ratio(share, ratio(in_industry[industry.codes], in_all[whole.codes]))
    reasons = [
        *found.unknown,
        *by_row(found.nothing_in("region", region, in_region), region),
        *by_row(found.nothing_in("industry", industry, in_industry), industry),
    ]
    values, p_values = np.full((2, len(found.amounts)), np.nan)

    def of_year(year: int) -> list[tuple[Codes, Numbers, Numbers]]:
        parts = []
        for rows, drawn in _drawn(found, year, n_draws, seed):
            # a quotient that is the same but for rounding is as high
            as_high = drawn >= quotients[rows, None] * (1 - 1e-12)
            p = (1 + np.count_nonzero(as_high, axis=1)) / (1 + n_draws)
            parts.append((rows, np.quantile(drawn, level, axis=1), p))
        return parts

    for parts in in_order(of_year, range(whole.size)):
        for rows, high, p in parts:
            values[rows], p_values[rows] = high, p
    is_known = ~found.is_unknown & ~np.isnan(quotients)
    more = {
        name: np.where(is_known, numbers, np.nan)
        for name, numbers in {"quotient": quotients, "p_value": p_values}.items()
    }
    facts = about(found, "location_quotient_null", CARD, variant)
    facts |= {"level": level, "n_draws": n_draws, "seed": seed}
    return answer_by_row(found, values, reasons, facts, **more)


def _drawn(found: Cells, year: int, n_draws: int, seed: int) -> Iterator[tuple[Codes, Numbers]]:
    """Rows of a year and their drawn quotients (rows by draws), part after part.

    Each year begins with the seed anew. Cells with an amount come first and in the order of
    their keys, so that neither the order of rows nor a zero or a gap among them changes the draws.
    """
    labels = [found.keys[name] for name in ("region", "industry")]
    ranks = [key.levels.argsort().argsort()[key.codes] for key in labels]
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(found.by().codes == year)
    rows = rows[np.lexsort((ranks[1][rows], ranks[0][rows], found.amounts[rows] == 0))]
    total = int(found.amounts[rows].sum())
    if total == 0:
        return
    margins = [_margin(found, rows, rank, n_draws, random) for rank in ranks]
    step = max(AT_ONCE // n_draws, 1)
    for start in range(0, len(rows), step):
        part = rows[start : start + step]
        n_r, n_i = (margin[rank[part]] for margin, rank in zip(margins, ranks, strict=True))
        n_ir = random.hypergeometric(n_i, total - n_i, n_r)
        yield part, ratio(n_ir.astype(np.float64) * total, n_r.astype(np.float64) * n_i, 0)


def _margin(
    found: Cells, rows: Codes, rank: Codes, n_draws: int, random: np.random.Generator
) -> Codes:
    """Drawn totals of regions (or industries), by rank and draw; 0 where there is nothing."""
    totals = np.bincount(rank[rows], weights=found.amounts[rows], minlength=rank.max() + 1)
    there = np.flatnonzero(totals)
    drawn = np.zeros((len(totals), n_draws), dtype=np.intp)
    share = totals[there] / totals.sum()
    drawn[there] = random.multinomial(int(totals.sum()), share, size=n_draws).T
    return drawn


def _refuse_what_is_no_count(found: Cells, in_all: Numbers) -> None:
    """Refuse amounts of which chance has no number of draws: parts of one, or too many."""
    remedy = "choose a column of counts, such as employment or establishments: value=…"
    parts = Problem(
        "CLW-M10",
        f"column {found.value} holds amounts that are not counts",
        column=found.value,
        expected="whole numbers: chance is told by how many jobs or firms there are",
        remedy=remedy,
    )
    refuse(found.table, [(parts, found.amounts % 1 != 0)])
    if in_all.max(initial=0) >= MOST:
        problem = Problem(
            "CLW-M11",
            f"column {found.value} adds up to too much to draw from",
            column=found.value,
            value=f"{in_all.max():.0f}",
            expected=f"less than {MOST} in a year",
            remedy=f"{remedy}; of so many, chance explains next to nothing",
        )
        raise StudyError(problem)
