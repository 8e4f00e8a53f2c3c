"""An exhibit carries all that a reader, a page and a test need; and the same bytes each time."""

from __future__ import annotations

import base64
import io
import json
import sys
import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib import image

from tests.figures.drawing import row_of_squares
from workbench.errors import WorkbenchError
from workbench.figures import (
    FigureExhibit,
    Scale,
    TableExhibit,
    Words,
    coefficient_ladder,
    labelled_scatter,
    region_map,
)
from workbench.figures._ground import ground_of
from workbench.figures._map_furniture import Kind, draw_kinds
from workbench.figures.exhibit import drawn, fingerprint
from workbench.figures.style import new_axes

OUTLINES, REGIONS = row_of_squares(8)
bubble_map_module = sys.modules["workbench.figures.bubble_map"]  # its function has the same name
ALT = "Scatter of wage against density for 8 points; the cloud rises."


@pytest.fixture
def data():
    return pd.DataFrame(
        {"density": [1.0, 2, 3, 4, 5, 6, 7, 8.5], "wage": [2.0, 1, 4, 3, 6, 5, 8, 7],
         "name": [f"Town {i}" for i in range(8)]}
    )  # fmt: skip


def exhibit(data, alt=ALT, **changes):
    x, y = Scale("density", "Density"), Scale("wage", "Wage")
    parts = {
        "drawing": labelled_scatter(data, x, y, names="name"),
        "name": "wage_and_density",
        "caption": "Wage and density",
        "alt": alt,
        "units": "yuan; jobs per km²",
        "source": "made up",
        "data": data,
    }
    return FigureExhibit(**(parts | changes))


# Figures


def test_a_figure_shows_itself_as_text_png_and_a_payload(data):
    shown, metadata = exhibit(data)._repr_mimebundle_(include=None, exclude=None)
    assert set(shown) == {"text/plain", "image/png"}
    assert base64.b64decode(shown["image/png"]).startswith(b"\x89PNG\r\n")
    payload = metadata["workbench"]
    assert payload["kind"] == "figure"
    assert payload["alt"] == ALT
    assert payload["csv"] == data.to_csv(index=False)
    assert payload["svg"].lstrip().startswith("<?xml")
    assert {"name", "caption", "units", "source"} <= set(payload)
    json.dumps([shown, metadata])


def test_the_text_of_a_figure_tells_of_data_and_drawing(data):
    found = exhibit(data)
    assert repr(found) == (
        f"Figure: Wage and density\n{ALT}\ndata 8 rows × 3 columns, fingerprint "
        f"{fingerprint(data)}; drawing {drawn(found.figure)}"
    )


@pytest.mark.parametrize("alt", ["", "a map", "x" * 14])
def test_a_figure_without_words_for_the_blind_is_refused(data, alt):
    with pytest.raises(ValueError, match="figure wage_and_density: the alt text says too little"):
        exhibit(data, alt)
    assert exhibit(data, "x" * 15).alt == "x" * 15


def test_an_svg_has_no_date_no_scripts_and_no_outside_fonts(data):
    svg = exhibit(data)._repr_mimebundle_()[1]["workbench"]["svg"]
    for banned in ("dc:date", "<script", "font-family", "matplotlib.org", "Matplotlib v"):
        assert banned not in svg


def test_the_same_figure_has_the_same_bytes_each_time(data):
    one, other = exhibit(data), exhibit(data)
    first = one._repr_mimebundle_()
    assert one._repr_mimebundle_() == first
    assert other._repr_mimebundle_() == first


def test_no_name_runs_off_the_picture(data):
    """Letters are wider at one resolution than at another, and the layout is made once."""
    steps = ["alone", "with controls", "with controls and province effects"]
    ladder = pd.DataFrame({"step": steps, "estimate": 1.0, "low": 0.5, "high": 2.0, "rows": 267})
    shown, _ = exhibit(data, drawing=coefficient_ladder(ladder, x_label="x"))._repr_mimebundle_()
    picture = image.imread(io.BytesIO(base64.b64decode(shown["image/png"])))[:, :, :3]
    assert (picture < 1).any(), "something is drawn"
    edges = np.concatenate([picture[:, :2].ravel(), picture[:2].ravel(), picture[-2:].ravel()])
    assert (edges == 1).all(), "and nothing of it touches the edges"


def test_a_map_has_the_same_bytes_each_time(data):
    values = pd.Series(np.arange(8.0), REGIONS["region"].to_numpy()).mask(lambda v: v == 3)

    def bundle():
        axes = region_map(values, REGIONS, OUTLINES, label="x")
        return exhibit(data, drawing=axes)._repr_mimebundle_()

    assert bundle() == bundle()


def test_a_changed_value_changes_fingerprint_drawing_and_bytes(data):
    changed = data.copy()
    changed.loc[3, "wage"] = 3.001
    one, other = exhibit(data), exhibit(changed)
    assert fingerprint(data) != fingerprint(changed)
    assert drawn(one.figure) != drawn(other.figure)
    assert one._repr_mimebundle_()[0]["image/png"] != other._repr_mimebundle_()[0]["image/png"]


def squares_in_two_kinds(hatch="////"):
    kinds = [Kind("many", "#000000", hatch), Kind("few", "#ffffff")]
    axes = new_axes()
    values = pd.Series([0] * 4 + [1] * 4, REGIONS["region"])
    draw_kinds(axes, ground_of(values.index, values.index, REGIONS, OUTLINES), values, kinds)
    return axes.figure


def dots(size=20.0, marker="o"):
    axes = new_axes()
    axes.scatter([1, 2], [3, 4], s=[size, 10], marker=marker, c="#000000")
    return axes.figure


def test_a_changed_size_shape_or_hatching_changes_the_drawing():
    """The words, the places and the colours are the same; only the marks are not."""
    found = [drawn(dots()), drawn(dots(size=40.0)), drawn(dots(marker="s"))]
    assert len(set(found)) == 3
    assert drawn(dots()) == found[0]
    assert drawn(squares_in_two_kinds("")) != drawn(squares_in_two_kinds())
    assert drawn(squares_in_two_kinds("xx")) != drawn(squares_in_two_kinds())


def bars(*heights, kind="bar", hatch=""):
    axes = new_axes()
    getattr(axes, kind)(range(len(heights)), heights, color="#000000", hatch=hatch)
    axes.axvspan(0.2, heights[0], color="#dddddd")
    axes.annotate("", (0, 0), (1, 1), arrowprops={"arrowstyle": "->"})
    return axes.figure


def test_bars_of_another_height_are_another_drawing():
    """The words, the places on the axis and the colours are the same; the limits are fixed."""
    first = drawn(bars(1.0, 2.0))
    assert drawn(bars(1.0, 2.0)) == first
    others = [bars(1.0, 2.5), bars(1.5, 2.0), bars(2.0, 1.0), bars(1.0, 2.0, hatch="//"),
              bars(1.0, 2.0, kind="barh")]  # fmt: skip
    assert len({first, *map(drawn, others)}) == 6
    assert drawn(bars(1.0, 2.0 + 1e-9)) == first, "the last digits of a library do not count"


def test_the_marks_of_a_drawing_stay_when_it_is_rendered():
    for figure in (dots(), squares_in_two_kinds(), bars(1.0, 2.0)):
        before = drawn(figure)
        figure.draw_without_rendering()
        assert drawn(figure) == before


def test_bubbles_of_another_scale_are_another_drawing(monkeypatch):
    """An error planted in the module: areas that no longer follow the amounts."""
    values = pd.Series(np.arange(1.0, 9.0), REGIONS["region"].to_numpy())
    first = drawn(bubble_map_module.bubble_map(values, REGIONS, OUTLINES, label="x").figure)
    right = bubble_map_module.size_of
    monkeypatch.setattr(bubble_map_module, "size_of", lambda *own: np.sqrt(right(*own)))
    assert drawn(bubble_map_module.bubble_map(values, REGIONS, OUTLINES, label="x").figure) != first


def test_text_in_a_figure_is_escaped_in_its_svg(data):
    hostile = data.assign(name="<script>alert(1)</script>")
    svg = exhibit(hostile)._repr_mimebundle_()[1]["workbench"]["svg"]
    assert "<script" not in svg


def test_chinese_names_have_glyphs_in_every_kind_of_figure(data):
    chinese = data.assign(
        name=[
            "温州市",
            "義烏市",
            "东莞市虎门镇",
            "慈溪市",
            "诸暨市大唐街道",
            "古镇",
            "乐清",
            "永康",
        ]
    )
    ladder = pd.DataFrame(
        {"step": ["省份效应"], "estimate": [1.0], "low": [0.5], "high": [2.0], "rows": [3]}
    )
    values = pd.Series(np.arange(8.0), REGIONS["region"].to_numpy())
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # a missing glyph is a warning
        exhibit(chinese)._repr_mimebundle_()
        exhibit(data, drawing=coefficient_ladder(ladder, x_label="系数"))._repr_mimebundle_()
        drawing = region_map(values, REGIONS, OUTLINES, label="就业密度（人/平方公里）")
        exhibit(data, drawing=drawing)._repr_mimebundle_()


def test_the_check_for_missing_glyphs_can_fail(data):
    private = data.assign(name="\ue123")
    with (
        pytest.warns(UserWarning, match="missing from font"),
        pytest.raises(WorkbenchError, match="CLW-R49"),
    ):
        exhibit(private)._repr_mimebundle_()


def test_drawing_changes_no_global_setting(data):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    exhibit(data)._repr_mimebundle_()
    assert dict(mpl.rcParams) == before


# Fingerprints


def test_a_fingerprint_sees_values_columns_and_order():
    table = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    first = fingerprint(table)
    assert fingerprint(table.copy()) == first
    assert fingerprint(table.assign(a=[1.0, 2.00001])) != first
    assert fingerprint(table.assign(b=["x", "z"])) != first
    assert fingerprint(table.rename(columns={"a": "c"})) != first
    assert fingerprint(table.iloc[::-1]) != first
    assert len(first) == 12


def test_a_fingerprint_overlooks_the_last_digits_and_the_sign_of_zero():
    table = pd.DataFrame({"a": [1 / 3, 0.0]})
    assert fingerprint(table * (1 + 1e-12)) == fingerprint(table)
    assert fingerprint(pd.DataFrame({"a": [1 / 3, -0.0]})) == fingerprint(table)


# Tables


def table_of(**columns):
    return TableExhibit(pd.DataFrame(columns), "t", "A table", "none", "made up")


def cells_of(table):
    """The cells of an exhibit's HTML, row by row."""
    rows = table.as_html().split("<tr>")[1:]
    return [
        [c.split(">", 1)[1] for c in row.replace("</tr>", "").split("</td>")[:-1]]
        for row in rows[1:]
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.15, "0.15"), (0.0, "0"), (1234.5, "1,23"), (19612368.0, "19,612,368"),
        (float("nan"), "–"), (None, "–"), (pd.NA, "–"), (7, "7"), (1234567, "1,234,567"),
        (True, "yes"), (False, "no"), ("text", "text"), (1e-12, "1e-12"), (1000.0, "1,000"),
    ],
)  # fmt: skip
def test_a_cell_is_rounded_for_reading_only(value, text):
    table = table_of(a=pd.Series([value], dtype="object"))
    assert cells_of(table)[0][0].startswith(text)


def test_years_take_no_separator():
    table = table_of(year=[2016], start_year=[1999], years=[2016])
    assert cells_of(table)[0] == ["2016", "1999", "2,016"]


def test_the_payload_has_every_digit():
    payload = table_of(a=[1 / 3])._repr_mimebundle_()[1]["workbench"]
    assert payload["csv"] == "a\n0.3333333333333333\n"
    assert payload["kind"] == "table"
    assert {"name", "caption", "units", "source"} <= set(payload)


def test_html_is_escaped_in_cells_and_headings():
    table = TableExhibit(
        pd.DataFrame({"<i>a</i>": ["<script>alert(1)</script>", '"><img src=x onerror=y>']}),
        "t", "c", "u", "s",
    )  # fmt: skip
    html = table.as_html()
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert "&lt;script&gt;" in html
    assert table._repr_mimebundle_()[0]["text/html"] == html


def test_headings_are_words_and_numbers_stand_right():
    html = table_of(mean_wage=[1.5], place=["A"]).as_html()
    assert "<th>mean wage</th><th>place</th>" in html
    assert '<td class="number">1.5</td><td>A</td>' in html


def test_a_table_in_text():
    assert repr(table_of(a=[1.5, np.nan], b=["x", "y"])).splitlines()[0] == "Table: A table"
    assert "–" in repr(table_of(a=[1.5, np.nan]))
    empty = table_of(a=[])
    assert "A table" in repr(empty)
    assert "<tbody></tbody>" in empty.as_html()


def test_a_table_with_two_columns_of_one_name():
    data = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert TableExhibit(data, "t", "c", "u", "s").as_html().count("<td") == 2


# Words


def test_words_are_paragraphs_with_a_role():
    shown, metadata = Words(("One.", "Two <b>."), role="verdict")._repr_mimebundle_()
    assert shown == {"text/plain": "One.\nTwo <b>."}
    assert metadata["workbench"] == {
        "kind": "words", "role": "verdict", "paragraphs": ["One.", "Two <b>."],
    }  # fmt: skip
    json.dumps(metadata)
    assert Words(["x"])._repr_mimebundle_()[1]["workbench"]["role"] == "note"
