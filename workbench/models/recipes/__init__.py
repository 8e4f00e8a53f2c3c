"""The field's standard specifications, S1 to S14: one file a recipe, named and tested.

Every public module of this folder defines the function of its own name.
"""

from typing import cast

from workbench.models.recipes._card import Card, Recipe
from workbench.models.recipes._card import recipe as recipe
from workbench.shelf import Shelf, module_shelf

__all__ = ["Card", "Recipe", "recipe", "recipes"]

recipes = cast(Shelf[Recipe], module_shelf("recipe", "CLW-N16", __name__))
