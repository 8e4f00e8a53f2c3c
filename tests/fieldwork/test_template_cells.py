"""No text of an example is a formula in the workbook that is handed out."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbench.fieldwork._instrument import Sheet
from workbench.fieldwork._templates import _write_workbook


@pytest.mark.parametrize(
    "words", ["=1+1", '=HYPERLINK("http://example.org")', "=cmd|' /C calc'!A0"]
)
def test_text_stays_text_and_numbers_stay_numbers(tmp_path: Path, words: str) -> None:
    from openpyxl import load_workbook

    table = pd.DataFrame({"words": [words, None], "count": [3, 4]})
    sheets: dict[str, Sheet] = {}
    _write_workbook(tmp_path / "form.xlsx", table, {"sheet": table}, sheets)
    page = load_workbook(tmp_path / "form.xlsx")["sheet"]
    assert (page["A2"].value, page["A2"].data_type) == (words, "s")
    assert page["A3"].value is None
    assert (page["B2"].value, page["B2"].data_type) == (3, "n")
