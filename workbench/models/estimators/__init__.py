"""How coefficients are estimated: one file an estimator, each a plain function with its card.

Every public module of this folder defines the function of its own name; `fit` finds it by name
and loads it when it is asked for.
"""

from typing import cast

from workbench.models.estimators._card import Card, Errors, Estimate, Estimator, Option, Test
from workbench.models.estimators._card import estimator as estimator
from workbench.shelf import Shelf, module_shelf

__all__ = ["Card", "Errors", "Estimate", "Estimator", "Option", "Test", "estimator", "estimators"]

estimators = cast(Shelf[Estimator], module_shelf("estimator", "CLW-N14", __name__))
