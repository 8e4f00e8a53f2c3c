"""What every attack says about itself, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar, cast

import pandas as pd


@dataclass(frozen=True)
class Card:
    """What an attack is: what it asks, how, the source, and what it needs besides a panel.

    `needs` are of "study", "outlines", "coordinates", "fixed_effects", "weights", "flags".
    """

    question: str
    method: str
    source: str
    needs: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The card as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Attack:
    """What an attack found.

    Parameters
    ----------
    name
        The attack.
    survived
        Whether the answer stands; None where the attack only shows, or could not be made.
    words
        One or two plain sentences for a policy analyst, with the numbers.
    table
        What the exhibit draws, one row a model, place or step. Where rows are estimates the
        columns are called `label`, `estimate`, `low`, `high`, `rows`.
    facts
        Single numbers by name.
    undone
        Why the attack could not be made, where it could not.
    """

    name: str
    survived: bool | None
    words: str
    table: pd.DataFrame
    facts: Mapping[str, float] = field(default_factory=dict)
    undone: str = ""

    def as_record(self) -> dict[str, Any]:
        """The result as plain data for JSON; what is undefined is None."""
        plain = self.table.astype("object").where(self.table.notna(), None)
        return {
            "name": self.name,
            "survived": self.survived,
            "words": self.words,
            "facts": dict(self.facts),
            "undone": self.undone or None,
            "table": plain.to_dict("records"),
        }

    def __repr__(self) -> str:
        return f"{self.name.replace('_', ' ')}: {self.undone or self.words}"


class Attacker(Protocol):
    """A function from a panel and a specification to what it found, with its card."""

    __name__: str
    __doc__: str | None
    card: Card

    def __call__(self, *things: Any, **options: Any) -> Attack:
        """Attack a specification: (panel, specification, *, options)."""
        ...


Function = TypeVar("Function", bound=Callable[..., Attack])


def attack(card: Card) -> Callable[[Function], Function]:
    """Put a card on the function that attacks."""

    def with_card(function: Function) -> Function:
        cast(Any, function).card = card
        return function

    return with_card
