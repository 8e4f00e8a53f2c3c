"""What is an index: scores and ranks, with every step on the way to them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.competitiveness._ranking import ranks_of
from workbench.competitiveness._shown import as_html, as_text
from workbench.competitiveness.framework import ROOT, Framework
from workbench.competitiveness.recipe import CHOICES, Recipe
from workbench.errors import UnknownName, unknown

if TYPE_CHECKING:
    from workbench.competitiveness.imputation import Imputed
    from workbench.competitiveness.outliers import Treated


@dataclass(frozen=True, eq=False)
class CompositeIndex:
    """A composite index of regions, and all that led to it.

    Parameters
    ----------
    framework, recipe
        The tree of indicators and the choices made.
    raw
        Regions x indicators before any step, divided by denominators.
    left_out
        Why a region of `raw` is not ranked.
    imputed, treated
        The steps between; see their modules.
    normalised
        Regions x indicators on one scale, higher is better.
    weights
        The weight of each node within its group; they add up to 1 there.
    nodes
        Regions x dimensions and `index`, the best region first.
    groups
        The group of each region, where imputation took any.
    study, source, names, years, notes
        Which study it is of, for captions; what the regions are called; the year of each
        indicator; what the reader should know.
    """

    framework: Framework
    recipe: Recipe
    raw: pd.DataFrame
    left_out: pd.Series
    imputed: Imputed
    treated: Treated
    normalised: pd.DataFrame
    weights: pd.Series
    nodes: pd.DataFrame
    groups: pd.Series | None = None
    study: str = ""
    source: str = ""
    names: pd.Series | None = None
    years: pd.Series = field(default_factory=lambda: pd.Series(dtype="int64"))
    notes: tuple[str, ...] = ()

    @property
    def scores(self) -> pd.Series:
        """The index by region, the best first."""
        return self.nodes[ROOT].rename("value")

    @cached_property
    def ranks(self) -> pd.Series:
        """The rank by region, 1 the best; equal scores share the better rank."""
        return ranked(self.scores)

    @property
    def year(self) -> int | None:
        """The latest year of any indicator."""
        return None if self.years.empty else int(self.years.max())

    def name_of(self, region: Hashable) -> str:
        """What to call a region in a text."""
        name = None if self.names is None else self.names.get(region)
        return str(region) if name is None or pd.isna(name) else str(name)

    def check_region(self, region: str) -> None:
        """Refuse a region that is not ranked.

        Raises
        ------
        UnknownName
            With the nearest, or with the reason why it is left out.
        """
        if region in self.scores.index:
            return
        why = (
            f"{region} is not ranked: {self.left_out[region]}" if region in self.left_out else None
        )
        problem = unknown("CLW-N13", "ranked region", region, self.scores.index, remedy=why)
        raise UnknownName(problem)

    def table(self) -> pd.DataFrame:
        """One row a ranked region, the best first: region, name, value, rank, available."""
        kept = self.scores.index
        share = self.raw.loc[kept].notna().mean(axis=1)
        names = [self.name_of(region) for region in kept]
        return pd.DataFrame(
            {
                "region": kept,
                "name": names,
                "value": self.scores.to_numpy(),
                "rank": self.ranks.to_numpy(),
                "available": share.to_numpy(),
            }
        )

    def facts(self) -> dict[str, Any]:
        """What made the index, as a plain record."""
        return {
            "study": self.study,
            "year": self.year,
            "regions": len(self.scores),
            "left_out": int(self.left_out.size),
            "indicators": list(self.framework.indicators.index),
            "recipe": self.recipe.choices(),
            "notes": list(self.notes),
        }

    def in_words(self) -> str:
        """How the index was made, in sentences."""
        recipe = self.recipe
        said = [
            f"{len(self.framework.indicators)} indicators of {len(self.scores)} regions"
            + (f", {self.year}" if self.year else "")
            + self._left_out_in_words()
            + "."
        ]
        for step in ("imputation", "outliers", "normalising", "weighting", "aggregating"):
            name = getattr(recipe, step)
            said.append(f"{step.capitalize()}, {name}: {CHOICES[step][name]}.")
        return "\n".join([*said, *self.notes])

    def _left_out_in_words(self) -> str:
        number = len(self.left_out)
        return f"; {number} region{'' if number == 1 else 's'} left out" if number else ""

    def __repr__(self) -> str:
        return as_text(self.in_words(), self.table())

    def _repr_html_(self) -> str:
        return as_html(self.in_words(), self.table())


def ranked(scores: pd.Series) -> pd.Series:
    """Ranks of scores, 1 the highest; scores equal but for rounding share the better rank.

    Examples
    --------
    >>> ranked(pd.Series([0.3, 0.1 + 0.2, 0.5], index=list("abc"))).tolist()
    [2, 2, 1]
    """
    known = scores.dropna()
    ranks = pd.Series(pd.NA, index=scores.index, name="rank", dtype="Int64")
    if len(known):
        ranks[known.index] = ranks_of(known.to_numpy("float64")[:, None])[0]
    return ranks
