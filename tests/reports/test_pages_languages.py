"""Formats and languages are asked for by name; both languages say the same things."""

from __future__ import annotations

import re
import string

import pytest

from workbench.errors import ParameterError, WorkbenchError
from workbench.fonts.coverage import check_glyphs, lacking
from workbench.reports import pages
from workbench.reports.elements import read
from workbench.reports.languages import languages, words

HAN = re.compile(r"[一-鿿]")
# said the same way in any language
SAME = {"stop", "separator", "comma", "unranked"}


def test_both_languages_have_the_same_keys_and_no_empty_text():
    assert set(languages()) == {"en", "zh"}
    english, chinese = words("en"), words("zh")
    assert list(english) == list(chinese)
    assert all(text.strip(" ") for texts in (english, chinese) for text in texts.values())


def test_both_languages_fill_in_the_same_names():
    def names(text):
        return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)

    for key, text in words("en").items():
        assert names(text) == names(words("zh")[key]), key


def test_chinese_is_chinese_and_can_be_set():
    for key, text in words("zh").items():
        assert key in SAME or HAN.search(text), key
        assert lacking(text) == [], key
    assert not any(HAN.search(text) for text in words("en").values())


def test_all_that_is_wrong_with_formats_and_language_is_told_at_once():
    with pytest.raises(ParameterError) as caught:
        pages.wanted(["html", "pfd", "dox"], "cn")
    told = {problem.value: problem for problem in caught.value.problems}
    assert {value: problem.code for value, problem in told.items()} == {
        "pfd": "CLW-R45",
        "dox": "CLW-R45",
        "cn": "CLW-R48",
    }
    assert "nearest: pdf" in told["pfd"].message
    assert "nearest: docx" in told["dox"].message
    assert told["cn"].expected == "one of: en, zh"
    assert all(problem.remedy for problem in told.values())


def test_a_format_without_its_package_names_the_extra(monkeypatch):
    monkeypatch.setattr(pages, "find_spec", lambda _: None)
    with pytest.raises(ParameterError) as caught:
        pages.wanted(["docx", "pdf"])
    told = [(p.code, p.value, p.remedy) for p in caught.value.problems]
    assert told == [
        ("CLW-R46", "pdf", "pip install 'cluster-workbench[pdf]'"),
        ("CLW-R46", "docx", "pip install 'cluster-workbench[word]'"),
    ]
    assert pages.wanted(["html"]) == ("html",)


def test_formats_come_once_in_order_and_html_always(monkeypatch):
    monkeypatch.setattr(pages, "find_spec", lambda _: True)
    assert pages.wanted(["docx", " PDF", "docx"]) == ("html", "pdf", "docx")


def test_a_format_that_fails_is_a_problem_and_raises_nothing(monkeypatch):
    def broken(*_):
        raise KeyError("rId7")

    monkeypatch.setattr(pages, "_word", broken)
    content, (problem,) = pages.made("docx", "<html></html>", [], "")
    assert content is None
    assert problem.code == "CLW-R47"
    assert "Word document" in problem.message
    assert "rId7" in problem.message
    (told,) = pages.beside("out/index.html", [problem])
    assert told.file == "out/index.html"


def test_each_character_without_a_font_is_named_with_its_text():
    with pytest.raises(WorkbenchError) as caught:
        check_glyphs(
            ["Wenzhou 温州, Łódź, Αθήνα, Казань", "กรุงเทพ Bangkok", "ก again"], where="the PDF"
        )
    first = caught.value.problems[0]
    assert len(caught.value.problems) == len(set("กรุงเทพ"))
    assert {problem.code for problem in caught.value.problems} == {"CLW-R49"}
    assert first.message == "the PDF: no font for ก (U+0E01, thai character ko kai)"
    assert first.value == "กรุงเทพ Bangkok"


def test_what_has_no_shape_needs_no_font():
    assert lacking("a\u200b\ufe0f\u00ad\n\tb\u2028") == []


# The page as elements


PAGE = """<!doctype html><html lang="zh"><head><title>x</title><style>p {}</style></head><body>
<header><h1>Towns</h1></header><nav><h2>Contents</h2></nav>
<main><section class="prose"><h2 id="a">A &amp; <em>b</em></h2>
<p>One <strong>two</strong>
 three <a href="https://example.org/x">four</a> <a href="#a">five</a> <code>x  y</code></p>
<ul><li>one<ol start="3"><li>deep</li></ol></li><li><p>two</p></li></ul></section>
<aside class="box warning"><p class="role">Warning</p><p>Beware</p></aside>
<div class="map" hidden><p>not on paper</p></div>
<figure id="towns"><img alt="A map" src="data:image/png;base64,AAAA"><figcaption>Map</figcaption></figure>
<figure class="table"><table><thead><tr><th>name</th><th>jobs</th></tr></thead>
<tbody><tr><th scope="row">A</th><td class="number">1,200</td></tr></tbody>
<tfoot><tr><td colspan="2">note</td></tr></tfoot></table></figure>
<pre>a
  b</pre></main><details><p>code</p></details></body></html>"""


def test_a_page_becomes_elements_in_reading_order():
    page = read(PAGE)
    assert (page.lang, page.title) == ("zh", "Towns")
    assert [(e.kind, e.text) for e in page.elements] == [
        ("heading", "A & b"),
        ("paragraph", "One two three four five x y"),
        ("item", "one"),
        ("item", "deep"),
        ("item", "two"),
        ("box", ""),
        ("figure", ""),
        ("figure", ""),
        ("code", "a\n  b"),
    ]
    assert [(e.level, e.mark) for e in page.elements[2:5]] == [(1, "•"), (2, "3."), (1, "•")]
    assert not {"not on paper", "code", "Contents"} & set(page.texts())


def test_looks_links_boxes_and_cells_are_kept():
    page = read(PAGE)
    looks = {run.text.strip(): (run.marks, run.link) for run in page.elements[1].runs}
    assert looks["two"] == (("bold",), "")
    assert looks["four"] == ((), "https://example.org/x")
    assert looks["five"] == ((), "")
    assert looks["x y"] == (("code",), "")
    box, drawing, table = page.elements[5:8]
    assert box.role == "warning"
    assert [(c.text, c.role) for c in box.children] == [("Warning", "title"), ("Beware", "")]
    assert [(c.kind, c.alt or c.text) for c in drawing.children] == [
        ("picture", "A map"),
        ("caption", "Map"),
    ]
    (grid,) = table.children
    assert grid.head == 1
    assert [[c.text for c in row] for row in grid.rows] == [
        ["name", "jobs"],
        ["A", "1,200"],
        ["note"],
    ]
    assert [c.is_number for c in grid.rows[1]] == [False, True]
    assert grid.rows[2][0].span == 2
