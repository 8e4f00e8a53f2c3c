"""What would a region's rank be with another figure of one indicator (step 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.competitiveness._figures_tried import (
    figures_of,
    margin,
    own_figure,
    scores_along,
    too_few,
    with_figure,
)
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.needed import needed
from workbench.errors import ParameterError, Problem, listed, unknown

__all__ = ["WhatIf", "curve", "needed", "what_if"]


@dataclass(frozen=True, eq=False)
class WhatIf:
    """An index with one figure of one region changed, beside the index as it is.

    Parameters
    ----------
    before, after
        The two indices.
    region, indicator
        Whose figure of what was changed.
    """

    before: CompositeIndex
    after: CompositeIndex
    region: str
    indicator: str

    @property
    def figures(self) -> tuple[float, float]:
        """The figure before and after, in the unit of the indicator."""
        was, now = (own_figure(i, self.region, self.indicator) for i in (self.before, self.after))
        return was, now

    @property
    def ranks(self) -> tuple[int, int]:
        """The rank before and after."""
        was, now = (i.ranks[self.region] for i in (self.before, self.after))
        return int(was), int(now)

    @property
    def scores(self) -> tuple[float, float]:
        """The score before and after."""
        was, now = (i.scores[self.region] for i in (self.before, self.after))
        return float(was), float(now)

    @property
    def passed(self) -> list[str]:
        """The regions that were ahead and no longer are."""
        return self._ahead(self.before).difference(self._ahead(self.after), sort=False).to_list()

    @property
    def passed_by(self) -> list[str]:
        """The regions that are ahead and were not."""
        return self._ahead(self.after).difference(self._ahead(self.before), sort=False).to_list()

    def _ahead(self, index: CompositeIndex) -> pd.Index:
        is_behind = index.ranks.isna() | (index.ranks >= index.ranks[self.region])
        return index.ranks.index.drop(index.ranks.index[is_behind])

    def in_words(self) -> str:
        """What was changed, and what comes of it."""
        card = self.before.framework.indicators.loc[self.indicator]
        unit = "" if pd.isna(card.get("unit")) else f" {card['unit']}"
        was, now = self.figures
        before = "a missing figure" if np.isnan(was) else f"{was:g}"
        said = (
            f"With {now:g}{unit} of {self.before.framework.name_of(self.indicator)} in place of "
            f"{before}, {self.before.name_of(self.region)} would have a score of "
            f"{self.scores[1]:.1f} in place of {self.scores[0]:.1f} and rank {self.ranks[1]} in "
            f"place of {self.ranks[0]}."
        )
        for regions, verb in ((self.passed, "It would pass"), (self.passed_by, "Ahead of it come")):
            if regions:
                said += f" {verb} {listed(map(self.before.name_of, regions), 5)}."
        return said


def what_if(
    index: CompositeIndex,
    region: str,
    indicator: str,
    *,
    value: float | None = None,
    change: float | None = None,
) -> WhatIf:
    """The index as it would be with one figure of one region changed.

    Parameters
    ----------
    index
        The index as it is.
    region, indicator
        A ranked region and an indicator of the index.
    value
        The new figure, in the unit of the indicator (after division by its denominator).
    change
        Or what to add to the figure.

    Returns
    -------
    WhatIf
        All steps are gone through anew, so that others move too where the region sets the scale.

    Raises
    ------
    UnknownName, ParameterError
        For a region or indicator that is not there; unless one of value and change is given, a
        finite number; for a change of a missing figure.

    Examples
    --------
    >>> from workbench.competitiveness import Framework, build
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs"], "name": ["Wage", "Jobs"],
    ...                       "direction": "higher is better"})
    >>> raw = pd.DataFrame({"wage": [1.0, 2.0, 3.0], "jobs": [9.0, 5.0, 8.0]}, index=list("abc"))
    >>> found = what_if(build(raw, Framework.from_cards(cards)), "b", "jobs", value=9.0)
    >>> found.ranks, found.passed
    ((3, 1), ['c', 'a'])
    """
    _check_names(index, region, indicator)
    was = own_figure(index, region, indicator)
    figure = _figure(was, value, change)
    return WhatIf(index, with_figure(index, region, indicator, figure), region, indicator)


def curve(index: CompositeIndex, region: str, indicator: str, *, points: int = 41) -> pd.DataFrame:
    """The score and the rank of a region as its figure goes through the range of all regions.

    Parameters
    ----------
    index, region, indicator
        As for `what_if`.
    points
        How many figures, at even distances from the lowest to the highest of the ranked regions;
        the region's own comes on top.

    Returns
    -------
    Columns figure, score, rank and is_own; figures ascend.

    Raises
    ------
    UnknownName, ParameterError
        For a region or indicator that is not there, or fewer than two points.
    """
    _check_names(index, region, indicator)
    if points < 2:  # noqa: PLR2004
        raise ParameterError(too_few("points", points, 2))
    seen = figures_of(index, indicator)
    own = own_figure(index, region, indicator)
    figures = np.append(np.linspace(seen.min(), seen.max(), points), own)
    figures = np.unique(figures[~np.isnan(figures)])
    scores = scores_along(index, region, indicator, figures)
    here = scores[index.normalised.index.get_loc(region)]
    rank = 1 + (scores > here + margin(scores)).sum(axis=0)
    return pd.DataFrame({"figure": figures, "score": here, "rank": rank, "is_own": figures == own})


def _check_names(index: CompositeIndex, region: str, indicator: str) -> None:
    index.check_region(region)
    if indicator not in index.framework.indicators.index:
        raise ParameterError(
            unknown(
                "CLW-I04", "indicator of the index", indicator, index.framework.indicators.index
            )
        )


def _figure(was: float, value: float | None, change: float | None) -> float:
    """The new figure."""
    if (value is None) == (change is None):
        raise ParameterError(_one_of_two(value))
    figure = value if value is not None else was + (change or 0.0)
    if not np.isfinite(figure):
        raise ParameterError(_no_figure(figure, is_change=value is None))
    return float(figure)


def _one_of_two(value: float | None) -> Problem:
    return Problem(
        "CLW-I43",
        "a new figure is asked for "
        + ("in two ways at once" if value is not None else "and none is given"),
        column="value, change",
        expected="value, the new figure; or change, what to add to the figure",
        remedy="give one of the two",
    )


def _no_figure(figure: float, *, is_change: bool) -> Problem:
    return Problem(
        "CLW-I43",
        "the region has no figure that could change" if is_change else "the figure is no number",
        column="change" if is_change else "value",
        value=str(figure),
        expected="a finite number",
        remedy="give value, the figure to try" if is_change else "give another figure",
    )
