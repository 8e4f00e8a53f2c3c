"""Where do official statistics come from: one file a source, each a function with its card.

Every public module of this folder defines the function of its own name. It is given questions to
a publisher and options, and returns the draft of a study; `fetch` writes it.
"""

from collections.abc import Mapping
from typing import Any

from workbench.data.sources._card import Card, Option, Source, source
from workbench.data.sources._fetch import Fetched, fetch, fetched_from
from workbench.data.sources._http import Limits
from workbench.data.sources._shelf import sources

__all__ = [
    "Card",
    "Fetched",
    "Limits",
    "Option",
    "Source",
    "card_of",
    "fetch",
    "fetched_from",
    "source",
    "sources",
]


def card_of(name: str) -> Mapping[str, Any]:
    """What a source is, as a plain record: title, publisher, options, licence, caveats.

    Parameters
    ----------
    name
        A source on the shelf.

    Raises
    ------
    UnknownName
        With the sources there are.

    Examples
    --------
    >>> card_of("world_bank")["publisher"]
    'World Bank'
    """
    return sources[name].card.as_record()
