from __future__ import annotations

import csv
import io

import pandas as pd
import pytest

from tests.reports.notebooks import code, content, display
from tests.reports.test_page import FIGURE, PNG, SVG, TABLE
from workbench.reports import blocks, export


@pytest.mark.parametrize(
    "cell",
    ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1", "-", '=HYPERLINK("x")'],
)
def test_text_that_a_spreadsheet_would_run_is_text(cell: str) -> None:
    written = io.StringIO()
    csv.writer(written).writerow([cell, "Wenzhou"])
    assert next(csv.reader(io.StringIO(export.guarded(written.getvalue())))) == [
        f"'{cell}",
        "Wenzhou",
    ]


def test_numbers_codes_and_lines_inside_cells_stay() -> None:
    text = 'region,value\n033,-0.5\n"a, ""b""\nc",+1e-05\n温州,\n'
    assert export.guarded(text) == text
    table = pd.read_csv(io.StringIO(export.guarded(text)), dtype={"region": "str"})
    assert list(table["region"]) == ["033", 'a, "b"\nc', "温州"]
    assert list(table["value"][:2]) == [-0.5, 1e-05]


def test_each_exhibit_gives_its_files() -> None:
    outputs = [
        display({"image/png": PNG}, FIGURE),
        display({"text/html": "<table></table>"}, {**TABLE, "csv": "a\n=1+1\n"}),
    ]
    story = blocks.tell(content(code("draw()", outputs=outputs)))
    files = dict(export.files(story.exhibits))
    assert list(files) == [
        "tables/map-of-density.csv",
        "figures/map-of-density.svg",
        "figures/map-of-density.png",
        "tables/ladder.csv",
    ]
    assert files["figures/map-of-density.svg"] == SVG.encode()
    assert files["figures/map-of-density.png"].startswith(b"\x89PNG")
    assert files["tables/ladder.csv"] == b"a\n'=1+1\n"
