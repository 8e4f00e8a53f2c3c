"""How many hands has a long computation: its parts are dealt out, and the numbers stay the same.

Draws, permutations and bootstraps rest on seeds of their own or on numbers drawn beforehand, so
that it does not matter who computes which. `WORKBENCH_WORKERS=4` gives four hands to each report.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

from workbench.errors import ParameterError, Problem

if TYPE_CHECKING:
    from concurrent.futures import Future

VARIABLE = "WORKBENCH_WORKERS"
Part = TypeVar("Part")
Result = TypeVar("Result")


def workers() -> int:
    """How many parts are computed at a time: one, where the environment does not ask for more.

    Raises
    ------
    ParameterError
        If WORKBENCH_WORKERS is no whole number of 1 or more.
    """
    asked = os.environ.get(VARIABLE, "1")
    if not asked.isdecimal() or int(asked) < 1:
        raise ParameterError(
            Problem(
                "CLW-P04",
                f"{VARIABLE} is {asked!r}",
                value=asked,
                expected="a whole number of 1 or more",
                remedy=f"{VARIABLE}=2, or leave it out",
            )
        )
    return int(asked)


def in_order(compute: Callable[[Part], Result], parts: Iterable[Part]) -> Iterator[Result]:
    """The result of each part, in the order of the parts, whoever computes it.

    Parameters
    ----------
    compute
        What makes a result from a part alone; it must change nothing that others see.
    parts
        The parts, made one after the other by the caller's own hand: numbers drawn for them come
        in the same order for any number of workers. One more part is made than there are workers,
        so that nobody waits for it.

    Notes
    -----
    Workers are threads, which share memory and work side by side while numpy computes on large
    arrays; small steps of Python wait for each other, and gain nothing. Settings of the caller,
    such as `np.errstate`, hold for each part.

    Examples
    --------
    >>> list(in_order(abs, [-1, 2, -3]))
    [1, 2, 3]
    """
    hands = workers()
    if hands == 1:
        yield from map(compute, parts)
        return
    from concurrent.futures import ThreadPoolExecutor

    begun: deque[Future[Result]] = deque()
    with ThreadPoolExecutor(hands) as pool:
        for part in parts:
            begun.append(pool.submit(copy_context().run, compute, part))
            if len(begun) > hands:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
