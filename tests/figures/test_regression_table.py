"""The cells of a table of regressions are the same strings in every format, whatever they hold."""

from __future__ import annotations

import csv
import io
import re
import sys
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figures.fits import coefficients, made_up, panel
from workbench.errors import FormulaError, ParameterError, WorkbenchError
from workbench.figures._rounding import decimals_for, with_decimals, with_interval
from workbench.figures.formats import LATEX
from workbench.figures.regression_table import RegressionTable, regression_table
from workbench.figures.terms import plain, term_in_words
from workbench.guarding import FORMULA, NUMBER
from workbench.models import fit
from workbench.models.estimators import Test

HOSTILE = [
    "<script>alert(1)</script>",
    "</td></tr></table><img src=x onerror=alert(1)>",
    r"\input{/etc/passwd} \write18{rm}",
    r"a & b \\ \hline 50% $x_1^2$ #1 {~}",
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "[2ex] start",
    "*starred",
    'quoted "twice", and, commas',
    "line\nbreak\tand\x00null",
    "温州 ² – é",
    "'apostrophe",
]


# Read back: each reader is written without the code that wrote


class Cells(HTMLParser):
    """The cells of an HTML table, row by row, and every tag."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.rows, self.tags, self.is_open = [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, tuple(name for name, _ in attrs)))
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.rows[-1].append("")
            self.is_open = True

    def handle_endtag(self, tag):
        self.is_open = self.is_open and tag not in ("th", "td")

    def handle_data(self, data):
        if self.is_open:
            self.rows[-1][-1] += data


def from_html(table):
    return Cells(table.as_html()).rows[: len(table.data) + 1]


def from_latex(table):
    body = table.as_latex().partition("\\toprule\n")[2].partition("\n\\bottomrule")[0]
    rows = [line for line in body.split("\n") if line != "\\midrule"]
    assert all(row.endswith(r" \\") for row in rows)
    return [[unescaped(c) for c in re.split(r"(?<!\\) ?& ?", row[: -len(r" \\")])] for row in rows]


def unescaped(text):
    text = text.removeprefix("{}").replace("$-$", "-")
    back = {written: mark for mark, written in LATEX.items()}
    pattern = "|".join(sorted(map(re.escape, back), key=len, reverse=True))
    return re.sub(pattern, lambda found: back[found[0]], text)


def from_csv(table):
    rows = list(csv.reader(io.StringIO(table.as_csv())))
    return [[unguarded(cell) for cell in row] for row in rows]


def unguarded(cell):
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def from_word(table, path):
    import docx

    grid = docx.Document(str(table.as_word(path, "A caption"))).tables[0]
    return [[cell.text for cell in row.cells] for row in grid.rows]


def everything(table):
    return [list(table.data.columns), *table.data.to_numpy().tolist()]


def hostile_table():
    fits = {
        label: made_up(
            terms={other: (0.5, 0.1), "constant": (-1234.5, 3.0)},
            standard_errors=label,
            tests=(Test(label, -2.0, 0.04, label),),
        )
        for label, other in zip(HOSTILE, HOSTILE[::-1], strict=True)
    }
    return regression_table(fits)


@pytest.mark.parametrize("read", [from_html, from_latex, from_csv])
def test_every_cell_is_the_same_string_in_every_format(read):
    for table in (hostile_table(), regression_table([made_up(), made_up()], panel=panel())):
        assert read(table) == everything(table)


def test_every_cell_is_the_same_string_in_word(tmp_path):
    table = hostile_table()
    assert from_word(table, tmp_path / "a.docx") == everything(table)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=30), st.text(max_size=30))
def test_any_label_comes_back(one, other):
    data = pd.DataFrame([[plain(one), "-0.5"]], columns=["model", plain(other)])
    table = RegressionTable(data)
    for read in (from_html, from_latex, from_csv):
        assert read(table) == everything(table)


def test_nothing_hostile_is_markup():
    shown = Cells(hostile_table().as_html())
    assert {tag for tag, _ in shown.tags} == {"table", "thead", "tbody", "tfoot", "tr", "th", "td"}
    assert {name for _, names in shown.tags for name in names} == {"scope", "class", "colspan"}


def test_nothing_hostile_is_a_latex_command():
    ours = r"begin|end|centering|toprule|midrule|bottomrule|par|smallskip|caption"
    ours += r"|textbackslash|textasciitilde|textasciicircum|textless|textgreater|textbar|char34"
    text = hostile_table().as_latex(r"\evil $ {")
    assert set(re.findall(r"\\([A-Za-z0-9]+)", text)) <= set(ours.split("|"))
    assert not re.search(r"\\\\\s*[\[*]", text)  # the end of a row takes no option
    bare = re.sub(r"\\[{}$&#_%\\]|\$-\$| & ", "", text)
    assert not re.search(r"[$&#_%~^<>|\"]", bare)
    counted = re.sub(r"\\[{}\\]", "", text)
    assert counted.count("{") == counted.count("}")


def test_no_cell_of_the_csv_is_a_formula():
    cells = [cell for row in csv.reader(io.StringIO(hostile_table().as_csv())) for cell in row]
    assert any(cell.startswith("'=") for cell in cells)
    for cell in cells:
        assert not cell.startswith(FORMULA) or NUMBER.fullmatch(cell), cell
    assert "-1,234.5" in cells


def test_labels_lose_what_a_document_cannot_hold():
    assert plain("line\nbreak\tand\x00null\x1b[0m\u202e") == (
        r"line break and\x00null\x1b[0m\u202e"
    )


# What the table says


def test_the_lines_of_a_table():
    fits = {
        "alone": made_up(),
        "within": made_up(
            "log(wage) ~ log(density) | province",
            {"log(density)": (-0.014, 0.0171)},
            r_squared_within=0.3,
            tests=(),
            rows=made_up().rows.iloc[[0, 2]],
        ),
    }
    table = regression_table(fits, panel=panel())
    lines = {
        row[0]: row[1:] for row in table.data.to_numpy().tolist() if row[0] != "standard error"
    }
    assert lines == {
        "outcome": ["log of Wage (yuan)"] * 2,
        "log of employment density (jobs per km²)": ["0.045", "-0.014"],
        "constant": ["9.71", ""],
        "fixed effects of province": ["no", "yes"],
        "standard errors": ["clustered by state (48 groups)"] * 2,
        "rows used": ["5", "5"],
        "rows left out": ["2", "2"],
        "R squared": ["0.412", "0.412"],
        "R squared within": ["", "0.300"],
        "mean of the outcome, in its own unit": ["52,000"] * 2,
        "estimator": ["least squares"] * 2,
        "first-stage effective F": ["23.1", ""],
    }
    assert [list(row) for row in table.data.to_numpy()[[2, 4]]] == [
        ["standard error", "(0.012)", "(0.017)"],
        ["standard error", "(0.63)", ""],
    ]
    assert table.notes == (
        "Rows left out of alone: Wage (yuan): no value (2).",
        "first-stage effective F, alone: not weak",
    )


def test_a_note_that_holds_for_several_models_stands_once():
    other = made_up(tests=(Test("first-stage effective F", 3.0, 0.5, "weak"),))
    table = regression_table({"a": made_up(), "b": made_up(), "c": other})
    assert table.notes == (
        "Rows left out of a, b and c: wage: no value (2).",
        "first-stage effective F, a and b: not weak",
        "first-stage effective F, c: weak",
    )
    tests = [row[1:] for row in table.data.to_numpy().tolist() if row[0].startswith("first")]
    assert tests == [["23.1", "23.1", "3 (p = 0.500)"]]


def test_what_stands_beneath_an_estimate():
    lines = [
        regression_table([made_up()], terms=["density"], beneath=beneath)
        .data.to_numpy()[2]
        .tolist()
        for beneath in ("standard_error", "interval", "p_value")
    ]
    assert lines == [
        ["standard error", "(0.012)"],
        ["95 % interval", "[0.021 to 0.069]"],
        ["p value", "p < 0.001"],
    ]


def test_stars_only_where_they_are_asked_for():
    assert "*" not in regression_table([made_up()]).as_html()
    starred = regression_table([made_up()], stars=True)
    assert starred.data.iloc[1, 1] == "0.045***"
    assert starred.notes[0] == "*** p < 0.01, ** p < 0.05, * p < 0.1."


def test_terms_stand_in_the_order_asked_for_and_the_constant_last():
    both = made_up(terms={"constant": (1.0, 0.1), "size": (2.0, 0.1), "log(age)": (3.0, 0.1)})
    every = regression_table([both]).data["model"].tolist()
    assert [name for name in every if name in ("size", "log of age", "constant")] == [
        "size", "log of age", "constant",
    ]  # fmt: skip
    asked = regression_table([both], terms=["age", "size"]).data["model"].tolist()
    assert [name for name in asked if name in ("size", "log of age", "constant")] == [
        "log of age", "size",
    ]  # fmt: skip


def test_names_that_are_not_there_are_refused_together():
    with pytest.raises(FormulaError, match='no term "densty"; nearest') as caught:
        regression_table([made_up()], terms=["densty", "nothing"])
    assert [problem.code for problem in caught.value.problems] == ["CLW-F04"] * 2
    with pytest.raises(ParameterError, match='below an estimate called "se"'):
        regression_table([made_up()], beneath="se")
    with pytest.raises(ParameterError, match="CLW-F86"):
        regression_table([])


def test_a_table_of_real_fits_takes_its_numbers_from_them():
    random = np.random.default_rng(5)
    data = pd.DataFrame({"x": random.normal(size=60), "g": np.arange(60) % 4})
    data["y"] = 2 * data["x"] + data["g"] + random.normal(size=60)
    fits = [fit("y ~ x", data), fit("y ~ x | g", data, cluster="g")]
    table = regression_table(fits, panel=data).data
    for column, found in zip(table.columns[1:], fits, strict=True):
        line = found.term("x")
        estimate, error = table.loc[1, column], table.loc[2, column]
        assert abs(float(estimate) - line["estimate"]) < 0.051 * line["std_error"]
        assert float(error.strip("()")) == pytest.approx(line["std_error"], rel=0.05)
    assert "clustered by g (4 groups)" in table.iloc[:, 2].tolist()
    assert f"{data['y'].mean():.3g}" in table.iloc[:, 1].tolist()


def test_the_table_does_not_touch_the_fits():
    given_fit = made_up()
    before = given_fit.coefficients.copy()
    regression_table([given_fit], panel=panel(), stars=True)
    pd.testing.assert_frame_equal(given_fit.coefficients, before)


def test_coefficients_without_errors_are_dashes():
    lost = coefficients(x=(float("nan"), float("nan")), z=(2.5, float("nan")))
    table = regression_table([made_up("y ~ x", coefficients=lost)]).data
    assert table.iloc[1:5, 1].tolist() == ["–", "(–)", "2.50", "(–)"]


# On a page, and in Word


def test_the_exhibit_shows_the_same_table_with_notes_and_marks():
    table = regression_table([made_up()])
    exhibit = table.exhibit("ladder", "A ladder", "made up", answers=("T2",))
    shown, metadata = exhibit._repr_mimebundle_()
    assert shown["text/html"] == table.as_html()
    assert "wage: no value (2)" in shown["text/html"]
    assert "wage: no value (2)" in shown["text/plain"]
    payload = metadata["workbench"]
    assert (payload["kind"], payload["answers"]) == ("table", ["T2"])
    assert list(csv.reader(io.StringIO(payload["csv"]))) == everything(table)


def test_word_repeats_the_header_and_has_words_for_the_blind(tmp_path):
    import docx

    path = regression_table([made_up()]).as_word(tmp_path / "a.docx", "Wages and density")
    document = docx.Document(str(path))
    xml = document.tables[0]._tbl.xml
    assert xml.count("<w:tblHeader") == 1
    assert '<w:tblCaption w:val="Wages and density"/>' in xml
    assert "its columns are the models (1)" in xml
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words[0] == "Wages and density"
    assert words[-1] == "first-stage effective F, (1): not weak"


def test_word_without_its_package_names_the_extra(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(WorkbenchError, match=r"CLW-F85(.|\n)*\[word\]"):
        regression_table([made_up()]).as_word(tmp_path / "a.docx")
    assert not (tmp_path / "a.docx").exists()


# Numbers and names


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        (-0.746, 0.0684, "-0.746"), (-0.596, 0.0988, "-0.596"), (0.0, 0.5, "0.00"),
        (-0.0004, 0.12, "0.00"), (12345.6, 230.0, "12,350"), (0.5, 0.0, "0.500"),
        (0.5, float("nan"), "0.500"), (1.0, 0.0996, "1.00"), (float("nan"), 1.0, "–"),
        (1e-9, 3e-10, "1e-09"), (float("inf"), float("inf"), "–"),
    ],
)  # fmt: skip
def test_an_estimate_has_the_decimals_of_its_error(value, error, text):
    assert with_decimals(value, decimals_for(value, error)) == text


def test_an_interval_has_the_decimals_of_its_estimate():
    assert with_interval(0.5, 0.123, 0.877) == ("0.50", "0.12", "0.88")


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("constant", "constant"),
        ("log(wage)", "log of Wage (yuan)"),
        ("lag(wage):density^2", "Wage (yuan) 1 year earlier × employment density (jobs per km²) squared"),
        ("log(lag(density, 3))", "log of employment density (jobs per km²) 3 years earlier"),
        ("province=a:b", "province: a:b"),
        ("spatial lag of y", "spatial lag of y"),
        ("size^5", "size to the power 5"),
    ],
)  # fmt: skip
def test_terms_in_words(term, words):
    assert term_in_words(term, panel()) == words
