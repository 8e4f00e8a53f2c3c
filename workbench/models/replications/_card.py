"""What a replication is: numbers that were published, and ours beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol, TypeVar, cast


@dataclass(frozen=True)
class Card:
    """Whose numbers they are: the published table, its source, the data, and how ours are made."""

    title: str
    source: str
    data: str
    method: str
    caveats: tuple[str, ...] = ()

    def as_record(self) -> dict[str, Any]:
        """The card as plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Line:
    """One published number and ours: `tolerance` is half a unit of the last printed digit."""

    name: str
    published: float
    ours: float
    tolerance: float
    replication: str = ""

    @property
    def difference(self) -> float:
        """Ours less the published."""
        return self.ours - self.published

    @property
    def is_met(self) -> bool:
        """Whether ours rounds to what was printed."""
        return abs(self.difference) <= self.tolerance * (1 + 1e-9)

    def as_record(self) -> dict[str, Any]:
        """The line as plain data: the contract's fields first."""
        return {
            "name": self.name,
            "published": self.published,
            "ours": self.ours,
            "difference": self.difference,
            "is_met": self.is_met,
            "tolerance": self.tolerance,
            "replication": self.replication,
        }


class Replication(Protocol):
    """A function without arguments that recomputes a published table, with its card."""

    __name__: str
    __doc__: str | None
    card: Card

    def __call__(self) -> list[Line]:
        """Recompute the table."""
        ...


Function = TypeVar("Function", bound=Callable[[], list[Line]])


def replication(card: Card) -> Callable[[Function], Function]:
    """Put a card on the function, and its name on the lines it returns."""

    def with_card(function: Function) -> Function:
        cast(Any, function).card = card
        return function

    return with_card


def named(lines: Iterator[Line] | list[Line], name: str) -> list[Line]:
    """Lines that know which replication they are of."""
    return [replace(line, replication=name) for line in lines]
