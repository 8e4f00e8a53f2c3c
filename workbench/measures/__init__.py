"""Room 2, measures: one file a measure, each a plain function with its card.

Every public module of this folder defines the function of its own name; they are all importable
from here: `from workbench.measures import location_quotient`.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from workbench.measures._card import Card, Measure, Variant
from workbench.shelf import Shelf, module_shelf

measures = cast(Shelf[Measure], module_shelf("measure", "CLW-N02", __name__))

for _module in iter_modules(__path__):
    if not _module.name.startswith("_"):
        # importing a module sets it as an attribute of this package; its function takes its place
        _name = f"{__name__}.{_module.name}"
        globals()[_module.name] = getattr(import_module(_name), _module.name)

# the verbs use the shelf, so they come last
from workbench.measures._apply import computable, measure, measure_with_interval  # noqa: E402
from workbench.measures._bounds import bounds  # noqa: E402
from workbench.measures._discoveries import false_discoveries  # noqa: E402
from workbench.measures._intervals import interval  # noqa: E402
from workbench.measures._suite import suite  # noqa: E402

__all__ = [
    "Card",
    "Measure",
    "Variant",
    "bounds",
    "computable",
    "false_discoveries",
    "interval",
    "measure",
    "measure_with_interval",
    "measures",
    "suite",
]
