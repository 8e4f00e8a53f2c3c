"""Does the size class of an actor agree with its employees, in whichever instrument it stands."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from workbench.data.table_problems import Subject
from workbench.data.table_problems.sizes import workers_of
from workbench.errors import Problem, quoted


def actor_sizes_at_odds(subject: Subject) -> Iterator[Problem]:
    """Size classes that the employees of the same row contradict."""
    if not subject.has("actor", "size", "employees"):
        return
    table, employees = subject.table, subject.numbers("employees")
    ends = [workers_of(str(size)) or (-math.inf, math.inf) for size in table["size"]]
    low, high = np.array(ends, dtype="float64").reshape(-1, 2).T
    odd = (employees >= 0) & ((employees < low) | (employees >= high + 1))
    if odd.any():
        first = int(odd.argmax())
        actor, size = (str(table[name].iloc[first]) for name in ("actor", "size"))
        yield subject.tell(
            "CLW-Q06",
            f"{actor} is {quoted(size)} but has {employees[first]:g} employees",
            "size",
            odd,
            f"{low[first]:g} to {high[first]:g} employees for {size} (European Commission, "
            "2003/361/EC)",
            "correct the class or the number in the sheet actors",
        )
