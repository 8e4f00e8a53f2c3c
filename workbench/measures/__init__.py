"""Room 2, measures: one file a measure, each a plain function with its card.

Every public module of this folder defines the function of its own name; each is loaded when
it is first asked for, here too: `from workbench.measures import location_quotient`.
"""

import sys
from typing import cast

from workbench.measures._card import Card, Measure, Variant
from workbench.shelf import PackageOfThings, Shelf, module_shelf

sys.modules[__name__].__class__ = PackageOfThings

measures = cast(Shelf[Measure], module_shelf("measure", "CLW-N02", __name__))

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
