"""Do our numbers meet those that were printed: one file a published table.

Every public module of this folder defines the function of its own name.
"""

from typing import cast

from workbench.models.replications._card import Card, Line, Replication, named
from workbench.models.replications._card import replication as replication
from workbench.shelf import Shelf, module_shelf

__all__ = ["Card", "Line", "Replication", "replicate", "replication", "replications"]

replications = cast(Shelf[Replication], module_shelf("replication", "CLW-N17", __name__))


def replicate(name: str | None = None) -> list[Line]:
    """Recompute one published table, or all of them.

    Returns
    -------
    One line a printed number, with ours and the difference.

    Raises
    ------
    UnknownName
        If there is no replication of that name; with the nearest.
    """
    wanted = replications.names() if name is None else [name]
    return [line for each in wanted for line in named(replications[each](), each)]
