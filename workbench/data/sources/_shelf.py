"""Which publishers of official statistics can be asked: the shelf of sources."""

from typing import cast

from workbench.data.sources._card import Source
from workbench.shelf import Shelf, module_shelf

sources = cast(Shelf[Source], module_shelf("source", "CLW-W02", __package__ or ""))
