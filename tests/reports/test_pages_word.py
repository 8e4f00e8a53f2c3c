"""A page in Word: styles, real tables, described drawings, Chinese set in a Chinese font."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import zipfile

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from tests.reports.notebooks import code, content, display, text
from tests.reports.test_page import FIGURE, PNG, TABLE, record
from workbench.reports import blocks, export, running
from workbench.reports.execution import Execution
from workbench.reports.parameters import Card
from workbench.reports.word import as_word
from workbench.reports.workbook import as_workbook

ROWS = (
    "<table><thead><tr><th>town</th><th>jobs</th><th>code</th></tr></thead><tbody>"
    '<tr><td>温州</td><td class="number">1,235</td><td>033</td></tr>'
    "<tr><td>=1+1</td><td>–</td><td>330300</td></tr></tbody></table>"
)
LADDER = TABLE | {"csv": "town,jobs,code\n温州,1234.5678,033\n=1+1,,330300\n"}
STORY = blocks.tell(
    content(
        text("# Towns 温州\n\nA **bold** claim."),
        code("draw()", outputs=[display({"image/png": PNG}, FIGURE | {"name": "map"})]),
        code("table()", outputs=[display({"text/html": ROWS}, LADDER)]),
    )
)
PAGE = f"""<html lang="zh"><body><h1>Towns 温州</h1><h2>Sense</h2><p>A <b>bold</b> claim\x0c.</p>
<ul><li>one<ul><li>two</li></ul></li></ul><ol><li>first</li></ol>
<aside class="box warning"><p class="role">警告</p><p>Beware</p></aside>
<figure id="map"><img alt="A map of 274 prefectures" src="data:image/svg+xml;base64,AAAA">
<figcaption>Figure 1. A map</figcaption></figure>
<figure id="ladder"><figcaption>Table 1. The ladder</figcaption>{ROWS}</figure>
<h2>End</h2><figure><img alt="Not to be shown by Word" src="data:image/svg+xml;base64,AAAA"></figure>
<pre>x</pre></body></html>"""


@pytest.fixture(scope="module")
def written():
    return as_word(PAGE, STORY.exhibits)


@pytest.fixture(scope="module")
def document(written):
    return docx.Document(io.BytesIO(written))


def test_headings_captions_and_lists_are_styles(document):
    styles = {p.text: p.style.name for p in document.paragraphs if p.text}
    assert styles["Towns 温州"] == "Title"
    assert styles["Sense"] == styles["End"] == "Heading 1"
    assert styles["Figure 1. A map"] == styles["Table 1. The ladder"] == "Caption"
    assert (styles["one"], styles["two"]) == ("List Bullet", "List Bullet 2")
    assert styles["1.\tfirst"] == "List"
    assert [r.text for p in document.paragraphs for r in p.runs if r.bold][-2:] == ["bold", "警告"]


def test_tables_are_real_and_their_heads_repeat(document):
    (table,) = document.tables
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["town", "jobs", "code"],
        ["温州", "1,235", "033"],
        ["=1+1", "–", "330300"],
    ]
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]


def test_a_drawing_is_a_png_with_its_words(document, written):
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "A map of 274 prefectures"
    pictures = [n for n in zipfile.ZipFile(io.BytesIO(written)).namelist() if "media" in n]
    assert [name.rpartition(".")[2] for name in pictures] == ["png"]
    assert "Not to be shown by Word" in [p.text for p in document.paragraphs]


def test_chinese_has_a_chinese_font_everywhere(document):
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Caption"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei", name
        assert fonts.get(qn("w:eastAsiaTheme")) is None
    runs = [r for row in document.tables[0].rows for c in row.cells for r in c.paragraphs[0].runs]
    assert {r.element.rPr.rFonts.get(qn("w:eastAsia")) for r in runs} == {"Microsoft YaHei"}


def test_language_title_numbers_and_contents(document):
    assert document.core_properties.language == "zh-CN"
    assert document.core_properties.title == "Towns 温州"
    xml = document.sections[0].footer._element.xml
    assert ">PAGE<" in xml
    assert ">NUMPAGES<" in xml
    texts = [p.text for p in document.paragraphs]
    assert texts[1] == "目录"
    assert texts[2] == "Sense\nEnd"


def test_equal_pages_give_equal_bytes(written):
    assert as_word(PAGE, STORY.exhibits) == written
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(written)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


# The workbook of a page


def test_the_workbook_has_a_sheet_an_exhibit_as_the_page_shows_it():
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(STORY.exhibits, ["a", "b", "c", "d"])))
    assert book.sheetnames == ["map", "ladder", "about"]
    assert [[c.value for c in row] for row in book["ladder"].iter_rows()] == [
        ["town", "jobs", "code"],
        ["温州", 1234.5678, "033"],
        ["=1+1", "–", "330300"],
    ]
    assert book["ladder"]["B2"].number_format == "#,##0"
    assert book["ladder"]["A3"].data_type == "s"
    assert [[c.value for c in row] for row in book["map"].iter_rows()] == [
        ["region", "value"],
        ["033", 1.5],
    ]
    assert [c.value for c in book["about"][1]] == ["a", "b", "c", "d"]
    assert book["about"]["B3"].value == "The ladder"


def test_the_workbook_and_the_csv_files_hold_the_same():
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(STORY.exhibits)))
    for path, own in export.files(STORY.exhibits):
        if path.endswith(".csv"):
            name = path.removeprefix("tables/").removesuffix(".csv")
            rows = [[c.value for c in row] for row in book[name].iter_rows()]
            for line, values in zip(csv.reader(io.StringIO(own.decode())), rows, strict=True):
                numbers = [v for v in values if isinstance(v, float)]
                assert numbers == [
                    float(t) for t, v in zip(line, values, strict=True) if v in numbers
                ]


# Where a run writes them


class Kept:
    """Takes files instead of a folder."""

    def __init__(self):
        self.files = {}

    def write(self, name, own):
        self.files[name] = own


def written_by_a_run(formats):
    place = Kept()
    cells = [
        text("# Towns 温州"),
        code("draw()", outputs=[display({"image/png": PNG}, FIGURE | {"name": "map"})]),
    ]
    execution = Execution(content(*cells), planned=1, ran=1)
    told = record() | {"run": "default", "language": "zh", "problems": []}
    told["times"] = {"started": "2026-01-02T03:04:05", "finished": "2026-01-02T03:04:06"}
    told["workbench"] = told["workbench"] | {"sha256": "ef" * 32}
    card = Card("small_notebook", "", {})
    whole, problems = running._written(place, execution, told, card, formats)
    return place.files, whole, problems


def test_a_run_writes_word_and_workbook_and_lists_them_in_its_record():
    files, whole, problems = written_by_a_run(("html", "docx"))
    assert problems == []
    assert whole["formats"] == {"html": "index.html", "docx": "small_notebook.docx"}
    assert {"small_notebook.docx", "tables/all.xlsx"} < set(files)
    for path, sha256 in whole["outputs"].items():
        assert hashlib.sha256(files[path]).hexdigest() == sha256
    assert json.loads(files["record.json"])["formats"] == whole["formats"]


def test_a_format_that_fails_loses_nothing_else(monkeypatch):
    def broken(*_):
        raise OSError("no room")

    monkeypatch.setattr("workbench.reports.pages._word", broken)
    files, whole, problems = written_by_a_run(("html", "docx"))
    assert [problem.code for problem in problems] == ["CLW-R47"]
    assert whole["formats"] == {"html": "index.html"}
    assert whole["problems"][0]["code"] == "CLW-R47"
    assert files["index.html"].startswith(b"<!doctype html>")
    assert "small_notebook.docx" not in files


def test_drawings_reach_word_as_they_are(written):
    held = zipfile.ZipFile(io.BytesIO(written)).read("word/media/image1.png")
    assert held == base64.b64decode(PNG)
