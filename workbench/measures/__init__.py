"""Room 2, measures: one file a measure, each a plain function with its card.

Every public module of this folder defines the function of its own name; they are all importable
from here: `from workbench.measures import location_quotient`.
"""

from typing import cast

from workbench.measures._card import Card, Measure, Variant
from workbench.shelf import Shelf, module_shelf

measures = cast(Shelf[Measure], module_shelf("measure", "CLW-N02", __name__))

for _name in measures:
    # importing a module sets it as an attribute of this package; the function takes its place
    globals()[_name] = measures[_name]

__all__ = ["Card", "Measure", "Variant", "measures"]
