"""What is slow only the first time: the page of a notebook, made once before there are reports.

No cell is run. The page holds a drawing and a table of ours, and is thrown away; what remains is
what any page needs: fonts, templates, validators and shelves that have been read.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from workbench.reports.binding import bind
from workbench.reports.execution import Execution, prepared
from workbench.reports.notebook import Notebook
from workbench.reports.parameters import Card, card_in
from workbench.reports.record import data_of, make_record

WORDS = "What any page needs 一"


def rehearse(notebook: Notebook) -> None:
    """Make the page of a notebook that has not run, with its default parameters.

    What does not work here will be told by the reports themselves.
    """
    with suppress(Exception):
        _page(notebook, card_in(notebook))


def _page(notebook: Notebook, card: Card) -> None:
    from workbench.reports import blocks, export, page
    from workbench.reports.workbook import as_workbook

    values: dict[str, Any] = {name: each.default for name, each in card.parameters.items()}
    with suppress(Exception):  # a notebook that says nothing without values of its own
        values = bind(card, {})
    execution = Execution(prepared(notebook, {}), 0)
    execution.content.cells[-1:] = [*execution.content.cells[-1:], _exhibits()]
    started = datetime.now(UTC)
    record = make_record(notebook, "", values, execution, data_of(card, values), started=started)
    story = blocks.tell(execution.content)
    page.build(story, record, card)
    list(export.files(story.exhibits))
    as_workbook(story.exhibits)


def _exhibits() -> Any:
    """A cell that has shown a drawing and a table."""
    import pandas as pd
    from nbformat import from_dict

    from workbench.figures import FigureExhibit, TableExhibit
    from workbench.figures.style import new_axes, styled

    data = pd.DataFrame({"what": [WORDS], "amount": [0.5]})
    with styled():
        axes = new_axes()
        axes.plot([0, 1], label=WORDS)
        axes.scatter([0], [1])
        axes.set_xlabel(WORDS)
        axes.legend()
    drawing = FigureExhibit(axes, "drawing", WORDS, WORDS, WORDS, WORDS, data)
    table = TableExhibit(data, "table", WORDS, WORDS, WORDS)
    outputs = [
        {"output_type": "display_data", "data": held, "metadata": more}
        for held, more in (drawing._repr_mimebundle_(), table._repr_mimebundle_())
    ]
    cell = {"cell_type": "code", "source": "", "metadata": {}, "outputs": outputs}
    return from_dict(cell | {"execution_count": None})  # type: ignore[no-untyped-call]
