"""A page on paper: paginated, its names readable, its figures described, the same bytes each time."""

from __future__ import annotations

import base64
import io

import pytest

from tests.reports.test_page import PNG, SVG
from workbench.errors import RunFailed, WorkbenchError
from workbench.reports import pdf

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

DRAWING = f"data:image/svg+xml;base64,{base64.b64encode(SVG.encode()).decode()}"
ROWS = "".join(
    f'<tr><th scope="row">镇 {i}</th><td class="number">{i:,}</td></tr>' for i in range(120)
)
PAGE = f"""<!doctype html><html lang="zh"><head><title>x</title></head><body>
<header><h1>温州 and its towns</h1></header><main>
<h2>The question</h2><p>Do <strong>dense</strong> towns do <code>better</code>? Łódź, €, κ, ∑, →</p>
<p>#panic("code") $x$ *star* _under_ @label \\ // &lt;script&gt; https://example.org</p>
<aside class="box verdict"><p class="role">结论</p><p>Not shown.</p></aside>
<figure id="map"><img alt="A map of towns, darker at the coast" src="{DRAWING}">
<figcaption><strong>Figure 1.</strong> A map</figcaption></figure>
<figure><img alt="A photograph of a workshop" src="data:image/png;base64,{PNG}"></figure>
<h2>The towns</h2><figure class="table"><figcaption>Table 1. All towns</figcaption>
<table><thead><tr><th>name of town</th><th class="number">workers</th></tr></thead>
<tbody>{ROWS}</tbody><tfoot><tr><td colspan="2">a note at the end</td></tr></tfoot></table></figure>
<ul><li>first<ol><li>deeper</li></ol></li></ul><pre>a
  b</pre></main></body></html>"""


@pytest.fixture(scope="module")
def content():
    return pdf.as_pdf(PAGE, "small_notebook, default")


@pytest.fixture(scope="module")
def reader(content):
    return pypdf.PdfReader(io.BytesIO(content))


@pytest.fixture(scope="module")
def sheets(reader):
    return [" ".join(page.extract_text().split()) for page in reader.pages]


def test_all_words_are_there_as_text(sheets):
    whole = " ".join(sheets)
    for text in ("温州 and its towns", "结论", "Łódź, €, κ, ∑, →", "A map", "镇 119", "deeper"):
        assert text in whole
    assert '#panic("code") $x$ *star* _under_ @label \\ // <script>' in whole


def test_sheets_are_numbered_and_titled(sheets):
    assert len(sheets) > 2
    for number, text in enumerate(sheets, start=1):
        assert f"{number} / {len(sheets)}" in text
        assert "small_notebook, default" in text
    assert all(text.startswith("温州 and its towns") for text in sheets)


def test_the_head_of_a_table_stands_on_every_sheet_it_covers(sheets):
    holding = [text for text in sheets if "镇" in text]
    assert len(holding) > 1
    assert all("name of town" in text for text in holding)


def test_it_has_contents_outline_language_and_title(reader, sheets):
    assert "目录" in sheets[0]
    assert [item.title for item in reader.outline] == ["The question", "The towns"]
    assert reader.trailer["/Root"]["/Lang"].startswith("zh")
    assert reader.metadata.title == "温州 and its towns"
    assert reader.metadata.creation_date is None


def alternatives(node):
    """Every alternative text in the structure of a tagged PDF."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if not isinstance(node, dict):
        return
    if "/Alt" in node:
        yield str(node["/Alt"])
    children = node.get("/K", [])
    children = children.get_object() if hasattr(children, "get_object") else children
    for child in children if isinstance(children, list) else [children]:
        yield from alternatives(child)


def test_pictures_have_their_words(reader):
    found = list(alternatives(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert found == ["A map of towns, darker at the coast", "A photograph of a workshop"]


def test_only_the_two_fonts_are_used_and_both_are_inside(reader):
    fonts = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            own = font.get_object()
            inner = own["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            name = own["/BaseFont"].partition("+")[2]
            fonts[name] = any(key.startswith("/FontFile") for key in inner)
    assert all(name.startswith(("DejaVuSans", "WorkbenchSansSC")) for name in fonts)
    assert any(name.startswith("WorkbenchSansSC") for name in fonts)
    assert all(fonts.values())


def test_equal_pages_give_equal_bytes(content):
    assert pdf.as_pdf(PAGE, "small_notebook, default") == content
    assert pdf.as_pdf(PAGE.replace("Not shown", "Supported"), "small_notebook, default") != content


def test_a_character_without_a_font_is_refused_with_its_text():
    with pytest.raises(WorkbenchError) as caught:
        pdf.as_pdf(PAGE.replace("镇 7<", "กรุงเทพ<"))
    assert {problem.code for problem in caught.value.problems} == {"CLW-R49"}
    assert caught.value.problems[0].value == "กรุงเทพ"


def test_a_picture_that_is_broken_is_a_coded_error():
    broken = PAGE.replace(PNG, base64.b64encode(b"not a picture").decode())
    with pytest.raises(RunFailed) as caught:
        pdf.as_pdf(broken)
    assert [problem.code for problem in caught.value.problems] == ["CLW-R47"]


def test_a_page_without_anything_is_still_a_page():
    empty = pypdf.PdfReader(io.BytesIO(pdf.as_pdf("<html><body><h1>T</h1></body></html>")))
    assert len(empty.pages) == 1
