"""Tables on paper: every word whole, and the room where the text is."""

from __future__ import annotations

import pytest

from workbench.reports.columns import column_letters, letters
from workbench.reports.elements import Cell, Document, Element, Run


def row(*texts: str, span: int = 1) -> list[Cell]:
    return [Cell((Run(text),), span=span) for text in texts]


def test_a_table_that_fits_is_as_wide_as_its_texts():
    assert column_letters([row("place", "jobs"), row("Wenzhou", "1,200")], 2, room=100) == [9, 7]


def test_the_column_with_the_long_texts_gets_the_room_and_words_stay_whole():
    rows = [row("place", "why it was corrected", "sure")]
    rows += [row("Gongyao", "the character was read as another one " * 3, "medium-high")] * 3
    widths = column_letters(rows, 3, room=80)
    assert sum(widths) == pytest.approx(80)
    assert widths[0] >= len("Gongyao")
    assert widths[2] >= len("medium-high")
    assert widths[1] > 50


def test_two_columns_of_prose_share_by_their_length():
    widths = column_letters([row("a b " * 40, "a b " * 10)], 2, room=60)
    assert widths[0] > 2 * widths[1] > 8


def test_a_cell_over_all_columns_asks_for_nothing_and_chinese_counts_twice():
    rows = [row("a note that is long and stands below the table", span=2), row("a", "b")]
    assert column_letters(rows, 2, room=60) == [6, 6]
    assert letters("温州市 a") == 8
    assert column_letters([row("温州市" * 40, "word")], 2, room=40)[1] == 6


@pytest.mark.parametrize(("methods", "depth"), [(3, 3), (60, 2)])
def test_a_long_list_of_contents_leaves_out_the_smallest_headings(methods, depth):
    headings = [Element("heading", (Run("Methods"),), 2)]
    headings += [Element("heading", (Run(f"m{n}"),), 3) for n in range(methods)]
    assert Document("en", "t", tuple(headings)).depth_of_contents == depth
