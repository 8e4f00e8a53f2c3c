"""What every rule says about itself: its card, and how the card gets onto the function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar, cast

import pandas as pd

KEYS = ("region", "industry", "year")


@dataclass(frozen=True)
class Parameter:
    """One number or choice of a rule: its default, its unit and what it decides."""

    default: Any
    unit: str
    meaning: str


@dataclass(frozen=True)
class Card:
    """What a rule is: question, criteria in words, source, what of it is verified.

    `tables` are the study tables it takes by position and `optional_tables` those it takes by
    name where a study has them; `columns` are those of activity that it needs besides the keys,
    and the parameter `value` takes the place of the first. `indicators` are parameters that name
    an indicator the rule cannot do without. A rule that `needs_places` wants outlines or
    coordinates of the regions. `fixed_share` says whether the number of clusters is constant by
    construction, so that it can neither grow nor shrink. `parts` are the columns of the answer
    besides the keys, `is_cluster` and `undefined`. `published` are facts to hold results against.
    """

    question: str
    criteria: tuple[str, ...]
    source: str
    is_verified: bool
    fixed_share: bool
    parameters: Mapping[str, Parameter]
    parts: Mapping[str, str]
    caveats: tuple[str, ...]
    unverified: tuple[str, ...] = ()
    tables: tuple[str, ...] = ("activity",)
    optional_tables: tuple[str, ...] = ()
    columns: tuple[str, ...] = ("employment",)
    indicators: tuple[str, ...] = ()
    needs_places: bool = False
    published: Mapping[str, str] = field(default_factory=dict)

    def needs(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns, besides the keys, that the rule needs with these parameters."""
        first, *others = self.columns
        return (options.get("value") or first, *others)

    def needed_indicators(self, options: Mapping[str, Any]) -> tuple[str, ...]:
        """The indicators that the rule cannot do without, with these parameters."""
        return tuple(options.get(p, self.parameters[p].default) for p in self.indicators)

    def as_record(self) -> dict[str, Any]:
        """The card as a plain record."""
        return asdict(self)


class Rule(Protocol):
    """A plain function from labelled tables to a labelled table of yes and no, with its card."""

    __name__: str
    card: Card

    def __call__(self, *tables: pd.DataFrame, **options: Any) -> pd.DataFrame: ...


F = TypeVar("F", bound=Callable[..., pd.DataFrame])


def rule(card: Card) -> Callable[[F], F]:
    """Put a card on a function; the function itself is unchanged."""

    def attach(function: F) -> F:
        cast(Any, function).card = card
        return function

    return attach
