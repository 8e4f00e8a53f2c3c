"""What every measure says about itself: its card, and how the card gets onto the function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar, cast

import pandas as pd

REGION_KEYS = ("region", "year")
INDUSTRY_KEYS = ("industry", "year")
CELL_KEYS = ("region", "industry", "year")
PAIR_KEYS = ("industry", "other_industry", "year")
AREA_KEYS = ("year",)  # one number for the whole area


@dataclass(frozen=True)
class Variant:
    """One way of computing a measure: what it does, and the keys and unit of its rows.

    `columns` are the columns that this variant needs and others may not.
    """

    meaning: str
    keys: tuple[str, ...]
    unit: str
    range: str
    source: str = ""
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """What a measure is: question, formula, source, inputs, variants, caveats.

    `tables` are the study tables it takes by position and `optional_tables` those it takes by
    name where a study has them. `columns` are the columns it needs besides the keys; the option
    `value`, where there is one, takes the place of the first. The first of `variants` is the
    default. `scale` is "log" where the measure is a positive ratio that models should take in
    logarithms. `more` are the columns that the answer has besides its value, each with what it
    holds. A measure `over_time` compares years; any other computes each year by itself. One that
    can be taken `at_regions` wants plants, and in a study without them takes the establishments
    of each region to stand at its place. `backgrounds` are the columns that each choice of the
    option `background` needs where even its default, the first, needs some; any other choice is
    itself a column.
    """

    question: str
    formula: str
    source: str
    reading: str
    variants: Mapping[str, Variant]
    tables: tuple[str, ...] = ("activity",)
    optional_tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ("employment",)
    scale: str = "linear"
    caveats: tuple[str, ...] = ()
    also_called: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, str] = field(default_factory=dict)
    over_time: bool = False
    at_regions: bool = False
    backgrounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def default(self) -> str:
        """The variant that is computed where none is named."""
        return next(iter(self.variants))

    def needs(
        self, variant: str | None = None, value: str | None = None, background: str | None = None
    ) -> tuple[str, ...]:
        """The columns, besides the keys, that one variant of the measure needs."""
        first, *others = self.columns
        columns = (value or first, *others, *self._compared_with(background))
        return (*columns, *self.variants[variant or self.default].columns)

    def _compared_with(self, background: str | None) -> tuple[str, ...]:
        """The columns that a background needs."""
        if not self.backgrounds:
            return ()
        chosen = background or next(iter(self.backgrounds))
        return self.backgrounds.get(chosen, (chosen,))

    def as_record(self) -> dict[str, Any]:
        """The card as a plain record."""
        return asdict(self)


class Measure(Protocol):
    """A plain function from labelled tables to a labelled table, with its card."""

    __name__: str
    card: Card

    def __call__(self, *tables: pd.DataFrame, **options: Any) -> pd.DataFrame: ...


F = TypeVar("F", bound=Callable[..., pd.DataFrame])


def measure(card: Card) -> Callable[[F], F]:
    """Put a card on a function; the function itself is unchanged."""

    def attach(function: F) -> F:
        cast(Any, function).card = card
        return function

    return attach
