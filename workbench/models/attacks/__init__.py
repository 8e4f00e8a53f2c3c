"""Does the answer survive: one file an attack, each one call on a specification.

Every public module of this folder defines the function of its own name.
"""

from typing import cast

from workbench.models.attacks._card import Attack, Attacker, Card
from workbench.models.attacks._card import attack as attack
from workbench.shelf import Shelf, module_shelf

__all__ = ["Attack", "Attacker", "Card", "attack", "attacks"]

attacks = cast(Shelf[Attacker], module_shelf("attack", "CLW-N15", __name__))
