"""What would it take to climb: the smallest change of each figure that gains places (step 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.competitiveness._figures_tried import (
    IN_COMMON,
    figures_of,
    margin,
    own_figure,
    scores_by_indicator,
    too_few,
)
from workbench.competitiveness.aggregating import Array
from workbench.competitiveness.composite import CompositeIndex
from workbench.errors import ParameterError

# Into how many steps the way to the best figure is cut, and how often the step that is enough:
FINE = (16, 5)  # to one part in a million of the way
COARSE = (8, 3)  # to one part in 500, where each figure takes an index built anew
LOWER_IS_BETTER = -1
OUT_OF_RANGE = "not reachable within the range seen among regions"
IS_BEST = "has the best figure already"


def needed(index: CompositeIndex, region: str, *, places: int = 1) -> pd.DataFrame:
    """For each indicator the smallest change of the region's figure that gains some places.

    Parameters
    ----------
    index
        The index as it is.
    region
        A ranked region.
    places
        How many places to gain.

    Returns
    -------
    One row an indicator: indicator, name, unit, figure, needed (the figure), change,
    change_in_sd (in standard deviations of the ranked regions' figures), rank_after, is_monotone
    (whether the rank never falls back on the way to the best figure) and reason, where the
    places cannot be gained by this indicator alone.

    Raises
    ------
    UnknownName, ParameterError
        For a region that is not ranked, or fewer than one place.

    Notes
    -----
    The way from the figure to the best one seen among ranked regions is cut into 16 steps; the
    first one that is enough is cut again, five times in all (8 steps, three times, where weights
    follow the figures). All steps of the index are gone through anew for each figure, since a
    figure may move the scale: only the column of the figure is worked through where no other can
    change (no regression in imputation), which gives the same scores. The benefit of the doubt
    takes minutes for hundreds of regions. A missing figure is looked for from the worst one. To
    have passed a region is to be ahead of it, not level with it.

    Examples
    --------
    >>> from workbench.competitiveness import Framework, build
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs"], "name": ["Wage", "Jobs"],
    ...                       "direction": "higher is better"})
    >>> raw = pd.DataFrame({"wage": [1.0, 2.0, 3.0], "jobs": [9.0, 5.0, 8.0]}, index=list("abc"))
    >>> needed(build(raw, Framework.from_cards(cards)), "b")[["indicator", "needed"]].round(3)
      indicator  needed
    0      wage     NaN
    1      jobs     8.5
    """
    index.check_region(region)
    if places < 1:
        raise ParameterError(too_few("places", places, 1))
    target = int(index.ranks[region]) - places
    codes = list(index.framework.indicators.index)
    searches = [_Search.of(index, region, code, target) for code in codes]
    steps, passes = FINE if index.recipe.weighting in IN_COMMON else COARSE
    for _ in range(passes):
        ways = {s.code: np.linspace(s.low, s.high, steps + 1) for s in searches if s.is_open}
        found = scores_by_indicator(index, region, ways) if ways else {}
        for search in searches:
            if search.is_open:
                figures = ways[search.code]
                search.take(figures, _ranks(index, region, found[search.code]), target)
    table = pd.DataFrame([search.row for search in searches])
    table["change"] = table["needed"] - table["figure"]
    table["change_in_sd"] = table["change"] / table.pop("sd")
    order = ["indicator", "name", "unit", "figure", "needed", "change", "change_in_sd"]
    return table[[*order, "rank_after", "is_monotone", "reason"]]


@dataclass
class _Search:
    """Where the smallest figure that is enough is looked for, and what is known of it.

    `low` is not enough and `high` is the best; `row` is the row of the answer.
    """

    code: str
    row: dict[str, object]
    low: float
    high: float
    is_open: bool = True

    @classmethod
    def of(cls, index: CompositeIndex, region: str, code: str, target: int) -> _Search:
        """The whole way of an indicator, closed already where there is nothing to look for."""
        card = index.framework.indicators.loc[code]
        seen, own = figures_of(index, code), own_figure(index, region, code)
        row: dict[str, object] = {
            "indicator": code,
            "name": index.framework.name_of(code),
            "unit": card.get("unit"),
            "figure": own,
            "sd": seen.std(),
            "needed": np.nan,
            "rank_after": pd.NA,
            "is_monotone": pd.NA,
            "reason": None,
        }
        worst, best = seen.min(), seen.max()
        if card["direction"] == LOWER_IS_BETTER:
            worst, best = best, worst
        if target < 1:
            row["reason"] = f"only {int(index.ranks[region]) - 1} regions are ahead"
        elif own == best:
            row["reason"] = IS_BEST
        low = worst if np.isnan(own) else own
        return cls(code, row, float(low), float(best), row["reason"] is None)

    def take(self, figures: Array, ranks: Array, target: int) -> None:
        """Learn the ranks of figures from low to high: narrow the way, or end the search."""
        if self.row["is_monotone"] is pd.NA:
            self.row["is_monotone"] = bool((np.diff(ranks) <= 0).all())
        if not (ranks <= target).any():
            self.row["reason"], self.is_open = OUT_OF_RANGE, False
            return
        first = int((ranks <= target).argmax())
        self.row |= {"needed": float(figures[first]), "rank_after": int(ranks[first])}
        self.is_open = first > 0
        self.low, self.high = figures[max(first - 1, 0)], figures[first]


def _ranks(index: CompositeIndex, region: str, scores: Array) -> Array:
    """The rank by figure; a region that is level counts as ahead."""
    row = index.normalised.index.get_loc(region)
    own = scores[row]
    is_ahead = scores >= own - margin(scores)
    is_ahead[row] = False
    return np.asarray(1 + is_ahead.sum(axis=0))
