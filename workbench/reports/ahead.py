"""What do all members of a batch wait for: computed ahead, while the rest is still being loaded.

A notebook says what that is by a tag: the cells down to the last one tagged `ahead` are run once
more, with the parameters of the first member, in a process of their own. They show nothing; what
they leave is what `workbench.once` shares.
"""

from __future__ import annotations

import os
from typing import Any

from workbench.reports.binding import bind
from workbench.reports.members import Member
from workbench.reports.notebook import Notebook, has_tag, source_of
from workbench.reports.parameters import TAG as PARAMETERS
from workbench.reports.parameters import card_in

AHEAD = "ahead"


def has_ahead(notebook: Notebook) -> bool:
    """Whether a notebook says what its members share."""
    return any(has_tag(cell, AHEAD) for cell in notebook.cells)


def compute_ahead(notebook: Notebook, member: Member) -> None:
    """Run the cells down to the last one tagged `ahead`, with the parameters of a member.

    For a process of its own, which it leaves in the notebook's folder.
    """
    values = bind(card_in(notebook), member.parameters)
    os.chdir(notebook.path.parent)
    names: dict[str, Any] = {"__name__": "__main__"}
    last = max(i for i, cell in enumerate(notebook.cells) if has_tag(cell, AHEAD))
    for cell in notebook.cells[: last + 1]:
        if cell["cell_type"] == "code":
            exec(source_of(cell), names)  # noqa: S102 - as each member's kernel will
            if has_tag(cell, PARAMETERS):
                names.update(values)
