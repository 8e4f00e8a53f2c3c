"""How far are shares from those they are compared with: Krugman's index in its variants."""

from __future__ import annotations

import numpy as np

from workbench.measures._cells import Cells, Numbers, Reason, distance, ratio

COMPARISONS = ("pooled", "others_pooled", "mean_of_shares", "others_mean")


def krugman(found: Cells, unit: str, over: str, comparison: str) -> tuple[Numbers, list[Reason]]:
    """The sum of absolute differences of shares by `unit`, and why it has none.

    Let unit r have the weight g_r in the comparison (its total, or 1) and c = Σ_r g_r w_r / Σ_r
    g_r. Without its own part the comparison is (Σg c - g_r w_r) / (Σg - g_r), so each difference,
    and the index with it, grows by the factor Σg / (Σg - g_r).
    """
    own, other = found.by(unit), found.by(over)
    totals = own.total(found.amounts)
    is_there = totals > 0
    shares = found.shares_in(unit)
    each_once = comparison in ("mean_of_shares", "others_mean")
    weights = is_there.astype(np.float64) if each_once else totals
    weight = own.over_first(weights)
    # shares times totals are the amounts; times 1, themselves
    compared = ratio(other.total(shares if each_once else found.amounts), other.shared(weight), 0)
    values = distance(own, shares, compared[other.codes])
    reasons = found.nothing_in(unit, own, totals)
    if comparison.startswith("others"):
        values *= ratio(own.shared(weight), own.shared(weight) - weights)
        reasons.append((f"no other {unit}", own.shared(own.over_first(is_there)) <= 1))
    return values, reasons
