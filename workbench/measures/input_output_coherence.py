"""How much of what a cluster buys and sells stays within it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.measures._answer import about, answer, answer_by_group
from workbench.measures._card import AREA_KEYS, INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._cells import YEAR, Cells, Numbers, Rows, cells, ratio
from workbench.measures._door import choose

OUTSIDE = "outside"
OUTPUT = "output"
ROUNDING = 1e-12

CARD = Card(
    question="How much of what a cluster buys and sells stays within it?",
    formula="purchases = sum of z_ij / (sum of z_ij + imports); multiplier_j = sum over i of "
    "(I - A)^-1_ij, A_ij = z_ij / x_j, x_j the output of industry j",
    source="Leontief (1936); Miller and Blair (2009)",
    reading="0.63: of 100 bought, 63 come from within. A multiplier of 1.44: one more unit sold "
    "outside makes 1.44 units of output within",
    variants={
        "purchases": Variant(
            "the share of all purchases that come from within", AREA_KEYS, "share", "0 to 1"
        ),
        "sales": Variant("the share of all sales that stay within", AREA_KEYS, "share", "0 to 1"),
        "multiplier": Variant(
            "the output within that one unit of an industry's sales outside sets going",
            INDUSTRY_KEYS,
            "ratio",
            "1 or more",
        ),
    },
    tables=("flows",),
    optional_tables=("industries",),
    columns=("amount",),
    caveats=(
        "purchases and sales: shares depend on how finely industries are cut, as an industry's "
        "trade with itself counts as within",
        "multiplier: without total outputs an industry's output is taken to be its sales in "
        "flows; if sales to households are missing there, multipliers are too high",
        "multiplier: fixed proportions, no limits of capacity, no effect of wages spent",
        "a missing flow adds to no total; how many there are is told",
    ),
)


@measure(CARD)
def input_output_coherence(
    flows: pd.DataFrame,
    *,
    value: str = "amount",
    variant: str = "purchases",
    industries: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What share of purchases or sales stays within a cluster, and what a sale outside sets going.

    Parameters
    ----------
    flows
        One row a flow: `source` (the seller), `target` (the buyer), `value`, and `year` where
        there are years; each year is computed by itself. "outside" as source are imports, as
        target sales outside. A flow that is not there counts as zero.
    value
        The column with what was bought, in money of one unit.
    variant
        "purchases", "sales" or "multiplier"; see the card.
    industries
        For "multiplier": `industry` and `output`, the total output in the unit of the flows (by
        `year` where it comes so). Without the table or the column, an industry's output is its
        sales in flows, those to outside among them; the fact `outputs` says which.

    Returns
    -------
    One row (a year), or for "multiplier" one row an industry (and year), with `value` and
    `undefined` (the reason where there is no value). Variant, unit and counts stand in
    `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column or variant does not exist; with the nearest names.
    StudyError
        If an amount is negative, a key is empty or a flow is there twice.

    Notes
    -----
    Purchases: Σz / (Σz + imports); sales: Σz / (Σz + sales outside), z the flows among the
    industries. Multipliers are the column sums of the Leontief inverse; they exist where the
    industries together buy less from each other than they put out. Flows from outside to outside
    are left out. Source: Leontief (1936); Miller and Blair (2009).

    Examples
    --------
    >>> bought = pd.DataFrame({
    ...     "source": ["yarn", "outside", "cloth"], "target": ["cloth", "yarn", "outside"],
    ...     "amount": [30, 10, 90],
    ... })
    >>> input_output_coherence(bought)
       value undefined
    0   0.75       NaN
    """
    choose("variant of input_output_coherence", variant, list(CARD.variants))
    found = cells(flows, value, ("source", "target"), "flows")
    from_outside, to_outside = _is_outside(found, "source"), _is_outside(found, "target")
    facts = about(found, "input_output_coherence", CARD, variant)
    if variant == "multiplier":
        return _multipliers(found, industries, facts)
    other = from_outside if variant == "purchases" else to_outside
    years = found.by()
    within = years.total(found.amounts * ~(from_outside | to_outside))
    whole = within + years.total(found.amounts * (other & ~(from_outside & to_outside)))
    reasons = [(f"{text} among the flows", years.holds(r)) for text, r in found.unknown]
    reasons = [(text, rows & (whole == 0)) for text, rows in reasons]
    reasons.append((f"no {variant}", whole == 0))
    return answer_by_group(found, (), ratio(within, whole), reasons, facts)


def _is_outside(found: Cells, end: str) -> Rows:
    key = found.keys[end]
    return np.asarray(key.levels == OUTSIDE, dtype=np.bool_)[key.codes]


def _multipliers(
    found: Cells, industries: pd.DataFrame | None, facts: dict[str, Any]
) -> pd.DataFrame:
    """The multiplier of each industry, year after year."""
    years, labels, values, why = found.by(), [], [], []
    given = industries if industries is not None and OUTPUT in industries else None
    for first in years.first_rows:
        rows = years.codes == years.codes[first]
        names, traded, sold = _trade(found, rows)
        year = {YEAR: found.table[YEAR].iloc[first]} if YEAR in found.keys else {}
        outputs = sold if given is None else _outputs(given, names, year)
        multipliers, of_year = _leontief(traded, outputs)
        labels.append(pd.DataFrame({"industry": names, **year}))
        values.append(multipliers)
        why.append(of_year)
    texts = list(why[0]) if why else []
    reasons = [(text, np.concatenate([of_year[text] for of_year in why])) for text in texts]
    keys = ["industry", *((YEAR,) if YEAR in found.keys else ())]
    table = pd.concat(labels, ignore_index=True) if labels else pd.DataFrame(columns=keys)
    facts |= {"outputs": "sales in flows" if given is None else "given"}
    return answer(table, np.concatenate(values) if values else np.empty(0), reasons, facts)


def _trade(found: Cells, rows: Rows) -> tuple[pd.Index, Numbers, Numbers]:
    """The industries of a year, what each sold to each, and what each sold in all."""
    ends = [found.keys["source"], found.keys["target"]]
    named = [np.asarray(key.levels[np.unique(key.codes[rows])], dtype=object) for key in ends]
    names = pd.Index(pd.unique(np.concatenate(named)))
    names = names[names != OUTSIDE]
    source, target = (names.get_indexer(key.levels)[key.codes[rows]] for key in ends)
    amounts, n = found.amounts[rows], len(names)
    from_within, within = source >= 0, (source >= 0) & (target >= 0)
    traded = np.zeros((n, n))
    np.add.at(traded, (source[within], target[within]), amounts[within])
    sold = np.zeros(n)
    np.add.at(sold, source[from_within], amounts[from_within])
    return names, traded, sold


def _outputs(industries: pd.DataFrame, names: pd.Index, year: dict[str, Any]) -> Numbers:
    """The output that is given for each industry, nan where there is none."""
    by_year = YEAR in industries and bool(year)
    columns = ["industry", OUTPUT, *((YEAR,) if by_year else ())]
    listed = cells(industries[columns], OUTPUT, ("industry",), "industries")
    rows = industries[YEAR] == year[YEAR] if by_year else np.ones(len(industries), dtype=bool)
    outputs = np.where(listed.is_unknown, np.nan, listed.amounts)[rows]
    places = pd.Index(industries.loc[rows, "industry"]).get_indexer(names)
    return np.asarray(np.append(outputs, np.nan)[places], dtype=np.float64)


def _leontief(traded: Numbers, outputs: Numbers) -> tuple[Numbers, dict[str, Rows]]:
    """The column sums of the Leontief inverse, and why an industry has none."""
    n, is_lost = len(outputs), np.isnan(outputs) | (outputs == 0)
    needed = ratio(traded, np.where(is_lost, 0.0, outputs)[None, :] + np.zeros((n, 1)), 0)
    is_endless = n > 0 and bool(np.abs(np.linalg.eigvals(needed)).max() >= 1 - ROUNDING)
    inverse = np.eye(n) if is_endless else np.linalg.inv(np.eye(n) - needed)
    reaches_lost = (inverse[is_lost] > 0).any(axis=0)
    return inverse.sum(axis=0), {
        "no output of the industry given": np.isnan(outputs),
        "no output of the industry": outputs == 0,
        "it buys from an industry of unknown output, or through others": reaches_lost,
        "the industries buy from each other all that they put out": np.full(n, is_endless),
    }
