"""What every source says about itself: its card, and how the card gets onto the function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from workbench.data.sources._ask import Ask
    from workbench.data.sources._draft import Draft

TEXT, INTEGER, BOOLEAN, LIST, YEARS = "text", "whole number", "true or false", "list", "years"
CODE = r"[\w.\-]+"


@dataclass(frozen=True)
class Option:
    """One option of a source: what it does, its type, its default, and what it may be.

    A list is written with commas; years may be written as a span, `2018:2021`. `pattern` is what
    each text must look like, since texts become parts of addresses.
    """

    meaning: str
    default: Any
    type: str = TEXT
    choices: tuple[str, ...] = ()
    range: tuple[int, int] | None = None
    pattern: str = CODE


@dataclass(frozen=True)
class Card:
    """What a source is: publisher, what it holds, where it is, options, licence, caveats.

    `hosts` are the only hosts that are ever asked. `licence` is a record as a descriptor keeps
    it. `documentation` are the pages that describe the replies.
    """

    title: str
    publisher: str
    what: str
    address: str
    hosts: tuple[str, ...]
    options: Mapping[str, Option]
    licence: Mapping[str, str]
    citation: str
    caveats: tuple[str, ...] = ()
    documentation: tuple[str, ...] = ()
    extra: str = ""
    secret: str = ""
    warnings: Mapping[str, str] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        """The card as a plain record."""
        return asdict(self)


class Source(Protocol):
    """A plain function from questions and options to the draft of a study, with its card."""

    __name__: str
    card: Card

    def __call__(self, ask: Ask, options: Mapping[str, Any]) -> Draft: ...


F = TypeVar("F", bound=Callable[..., Any])


def source(card: Card) -> Callable[[F], F]:
    """Put a card on a function; the function itself is unchanged."""

    def attach(function: F) -> F:
        cast(Any, function).card = card
        return function

    return attach
