"""A table says the same on the page, in LaTeX, in Word, as CSV and in Excel."""

from __future__ import annotations

import csv
import io

import docx
import openpyxl
import pandas as pd
import pytest

from workbench.errors import WorkbenchError
from workbench.figures import TableExhibit
from workbench.figures.exhibit import FigureExhibit
from workbench.figures.regression_table import RegressionTable
from workbench.figures.style import new_axes, styled
from workbench.reports.elements import read

TABLE = TableExhibit(
    pd.DataFrame(
        {"town": ["温州", "=1+1", "<b>"], "jobs": [1234567, 5, -3], "density": [0.0149876, None, 2.5]}
    ),
    "towns", "Some towns", "jobs per km²", "census",
)  # fmt: skip
MODELS = RegressionTable(
    pd.DataFrame(
        [["log of density", "0.301"], ["standard error", "(0.021)"]], columns=["model", "(1)"]
    ),
    ("A note.",),
)


@pytest.mark.parametrize("table", [TABLE, MODELS.exhibit("models", "Models", "ours")])
def test_every_format_holds_the_same_strings(table, tmp_path):
    (shown,) = read(table.as_html()).elements
    page = [[cell.text for cell in row] for row in shown.rows[: len(table.data) + 1]]
    csv_rows = list(csv.reader(io.StringIO(table.as_csv())))
    assert [[cell.lstrip("'") for cell in row] for row in csv_rows] == page
    (grid,) = docx.Document(table.as_word(tmp_path / "t.docx")).tables
    assert [[cell.text for cell in row.cells] for row in grid.rows] == page
    latex = table.as_latex()
    for row in page[1:]:
        assert row[1].replace("-", "$-$") in latex


def test_excel_holds_the_numbers_and_all_that_is_said_of_them(tmp_path):
    book = openpyxl.load_workbook(TABLE.as_excel(tmp_path / "t.xlsx"))
    assert [c.value for c in book["towns"]["B"]] == ["jobs", 1234567, 5, -3]
    assert book["towns"]["C2"].value == 0.0149876
    assert book["towns"]["A3"].data_type == "s"
    assert [c.value for c in book["about"][2]] == ["towns", "Some towns", "jobs per km²", "census"]
    models = openpyxl.load_workbook(MODELS.as_excel(tmp_path / "m.xlsx", "Models", "ours"))
    assert [c.value for c in models["models"]["B"]] == ["(1)", 0.301, "(0.021)"]


def test_a_drawing_with_a_character_without_a_font_is_refused():
    with styled():
        axes = new_axes()
        axes.set_title("กรุงเทพ")
    words = ("map", "A map", "A map with a name that no font holds", "u", "s")
    with pytest.raises(WorkbenchError) as caught:
        FigureExhibit(axes, *words, pd.DataFrame())._repr_mimebundle_()
    assert {(p.code, p.value) for p in caught.value.problems} == {("CLW-R49", "กรุงเทพ")}
