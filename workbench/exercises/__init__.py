"""A course in the box: one file an exercise, with data for each student and known mistakes.

Every public module of this folder defines the function of its own name, from tables to answers.
"""

import sys
from typing import cast

from workbench.exercises._desk import Desk, open_exercise
from workbench.exercises._exercise import Answer, Card, Exercise, Judgement, Mistake, judge
from workbench.exercises._exercise import exercise as exercise
from workbench.exercises._handout import drawn_for, write_exercise
from workbench.exercises._marking import mark
from workbench.shelf import PackageOfThings, Shelf, module_shelf

__all__ = [
    "Answer",
    "Card",
    "Desk",
    "Exercise",
    "Judgement",
    "Mistake",
    "drawn_for",
    "exercise",
    "exercises",
    "judge",
    "mark",
    "open_exercise",
    "write_exercise",
]

exercises = cast(Shelf[Exercise], module_shelf("exercise", "CLW-N21", __name__))

sys.modules[__name__].__class__ = PackageOfThings
