"""Two runs or years: every change a dumbbell, what entered and left in rows of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered
from tests.figures.page import names_of_rows, segments
from workbench.figures.before_after import Moments, before_after, changes, changes_in_words
from workbench.figures.exhibit import drawn

OWN = {"names": "town", "before": "old", "after": "new"}


@pytest.fixture
def towns():
    return pd.DataFrame(
        {
            "town": ["Ayr", "Bury", "Crewe", "Diss", "Ely", "Frome", "Goole"],
            "old": [5.0, 1.0, None, 7.0, 4.0, None, np.inf],
            "new": [2.0, 4.0, 9.0, None, 4.0, 3.0, np.nan],
        }
    )


def test_rows_stand_by_change_then_what_entered_and_what_left(towns):
    table = changes(towns[::-1], **OWN)
    assert table["name"].tolist() == ["Bury", "Ely", "Ayr", "Crewe", "Frome", "Diss"]
    assert table["kind"].tolist() == ["in both"] * 3 + ["entered"] * 2 + ["left"]
    assert table["change"].tolist()[:3] == [3, 0, -3]


def test_dumbbells_run_from_before_to_after(towns):
    axes = before_after(towns, **OWN, x_label="Jobs", moments=Moments("2001", "2011"))
    rendered(axes)
    rows = names_of_rows(axes)
    assert list(rows.values()) == [
        "In both: 1 up, 1 down, 1 alike", "Bury", "Ely", "Ayr",
        "Entered, only 2011: 2", "Crewe", "Frome", "Left, only 2001: 1", "Diss",
    ]  # fmt: skip
    risen, fallen = (segments(collection) for collection in axes.collections)
    assert risen == [[[1, 1], [4, 1]], [[4, 2], [4, 2]]]
    assert fallen == [[[5, 3], [2, 3]]]
    old, new = (line.get_xydata() for line in axes.lines)
    assert old[~np.isnan(old[:, 0])].tolist() == [[1, 1], [4, 2], [5, 3], [7, 8]]
    assert new[~np.isnan(new[:, 0])].tolist() == [[4, 1], [4, 2], [2, 3], [9, 5], [3, 6]]
    assert [text.get_text().strip() for text in axes.texts] == ["+3.00", "0", "-3.00"]
    assert legend_of(axes) == ["2001", "2011"]
    assert axes.get_xlabel() == "Jobs\n1 row without a number not drawn"


@pytest.mark.parametrize(("most", "skipped"), [(4, 26), (5, 25), (30, 0)])
def test_what_is_skipped_is_counted(most, skipped):
    table = pd.DataFrame({"town": [f"t{n:02}" for n in range(30)], "old": 0.0, "new": range(30)})
    rows = list(names_of_rows(before_after(table, **OWN, x_label="Jobs", most=most)).values())[1:]
    gaps = [row for row in rows if row.endswith("more")]
    assert gaps == ([f"… {skipped} more"] if skipped else [])
    assert len(rows) - len(gaps) == 30 - skipped
    assert (rows[0], rows[-1]) == ("t29", "t00")


def test_more_that_entered_than_have_room_are_counted():
    table = pd.DataFrame({"town": [f"t{n}" for n in range(9)], "old": np.nan, "new": range(9)})
    rows = list(names_of_rows(before_after(table, **OWN, x_label="Jobs", most=12)).values())
    assert rows == ["Entered, only after: 9", "t8", "t7", "t6", "… 6 more"]


@pytest.mark.parametrize("column", ["old", "new"])
def test_another_number_is_another_drawing(towns, column):
    first = drawn(rendered(before_after(towns, **OWN, x_label="Jobs")))
    towns.loc[1, column] += 0.5
    assert drawn(rendered(before_after(towns, **OWN, x_label="Jobs"))) != first


def test_changes_in_words(towns):
    words = changes_in_words(towns, **OWN, x_label="Jobs", moments=Moments("2001", "2011"))
    assert words == (
        "Jobs 2001 and 2011 of 3 things: 1 up, 1 down, 1 alike. Largest rise: Bury (+3.00). "
        "Largest fall: Ayr (-3.00). Entered: Crewe and Frome. Left: Diss."
    )
