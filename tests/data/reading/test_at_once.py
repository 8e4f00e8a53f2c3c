"""The quick ways to read a regular text give what the slow ones give."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.data.reading import Layout, at_once
from workbench.data.reading.grid import grid_of

CELLS = ["2010", "2010.0", "2010.5", "-3", "-0", "007", "", " 5", "+5", "1e3", "0x7E4", "0X1F", "a"]
LARGE = ["9007199254740992", "9007199254740993", "-9007199254740993", "99999999999999999999", "nan"]
TYPES = {"year": "integer", "jobs": "number"}


@settings(max_examples=150)
@given(
    rows=st.lists(
        st.tuples(st.sampled_from([*CELLS, *LARGE]), st.sampled_from(["1", "0.5", ""])),
        min_size=1,
        max_size=4,
    )
)
def test_years_read_as_whole_numbers_are_what_they_are_as_numbers(rows):
    text = "".join(f"{year},{jobs},y\n" for year, jobs in rows)
    kinds = ["integer", "number", "string"]
    found = at_once.at_once(text, 0, ",", kinds, text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(at_once, "_ways", lambda *_, **__: [["number", "number", None], [None] * 3])
        wanted = at_once.at_once(text, 0, ",", kinds, None)
    assert (found is None) == (wanted is None)
    if found is not None:
        pd.testing.assert_frame_equal(found, wanted, check_exact=True)


def test_years_are_read_as_whole_numbers_at_the_first_attempt(monkeypatch):
    asked = []
    parted = at_once._parted
    monkeypatch.setattr(at_once, "_parted", lambda *a: asked.append(a[2]) or parted(*a))
    assert at_once.at_once("2010,1\n", 0, ",", ["integer", "number"], None)[0].dtype == "int64"
    assert asked == [["integer", "number"]]


@pytest.mark.parametrize("before", ["", "sep=;\n", "A title\n\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("after", ["", "\n\n", "Source: the office\n"])
def test_bytes_at_hand_are_read_as_the_text_is(before, end, after):
    sep = ";" if before.startswith("sep") else ","
    lines = ["region,year,jobs", "01,2010,5", "02,2010,7", "03,2011,9"]
    text = (before + "\n".join(lines).replace(",", sep) + "\n" + after).replace("\n", end)
    first, problems = grid_of(text, Layout(), "a.csv", TYPES)
    other, same = grid_of(text, Layout(), "a.csv", TYPES, text.encode())
    assert first is not None
    assert other is not None
    pd.testing.assert_frame_equal(first.cells, other.cells)
    assert first.rows.tolist() == other.rows.tolist()
    assert (first.shape, problems) == (other.shape, same)
    assert first.cells["jobs"].tolist()[-1] == 9
