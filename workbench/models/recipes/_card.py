"""What every recipe says about itself: the standard specifications of the field, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar, cast

import pandas as pd

from workbench.models.estimate import Fit


@dataclass(frozen=True)
class Card:
    """What a recipe is: number in the catalogue, question, equation, papers, what to expect.

    `roles` are the columns it takes by name, each with its meaning; `coefficient` is the one of
    interest, `typical` its size in the literature with the source, `is_verified` whether that
    was checked at the source.
    """

    number: str
    question: str
    equation: str
    papers: tuple[str, ...]
    coefficient: str
    typical: str
    roles: Mapping[str, str] = field(default_factory=dict)
    is_verified: bool = False
    caveats: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The card as plain data."""
        return asdict(self)


class Recipe(Protocol):
    """A function from a panel and the columns in each role to a fit, with its card."""

    __name__: str
    __doc__: str | None
    card: Card

    def __call__(self, panel: pd.DataFrame, **roles: Any) -> Fit:
        """Fit the specification."""
        ...


Function = TypeVar("Function", bound=Callable[..., Fit])


def recipe(card: Card) -> Callable[[Function], Function]:
    """Put a card on the function that fits."""

    def with_card(function: Function) -> Function:
        cast(Any, function).card = card
        return function

    return with_card
