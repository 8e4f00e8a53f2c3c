"""Names of other scripts and lengths in the drawings of the field instruments: whole, or cut."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.figures.drawing import rendered
from workbench.figures.functional_diagram import _wrapped
from workbench.figures.glyphs import check_drawing
from workbench.figures.labels import lettering, shortened
from workbench.figures.skills_gaps import skills_gaps
from workbench.figures.ternary_chart import Parts, ternary_chart

NAMES = ("江苏省大型乳业合作社" * 30, "Ысык-Көл сүт", "Şırnak ğ", "شركة الألبان", "<script>x</script>",
         "$x_1$ {y} %s", "long name " * 30)  # fmt: skip


@pytest.mark.parametrize("longest", [2, 7, 28])
@pytest.mark.parametrize("name", NAMES)
def test_a_short_name_is_no_wider_than_asked_and_says_that_it_was_cut(name, longest):
    found = shortened(name, longest)
    assert lettering(found) <= longest
    assert found == name or (found.endswith("…") and name.startswith(found[:-1]))
    assert found == name or lettering(name) > longest


def test_a_chinese_character_counts_as_two_letters():
    assert [lettering(text) for text in ("", "ab", "江苏", "江a苏", "ｗ", "ш")] == [
        0,
        2,
        4,
        5,
        2,
        1,
    ]
    assert shortened("江苏省大型乳业", 8) == "江苏省…"
    assert shortened("江苏省大", 8) == "江苏省大"


@pytest.mark.parametrize("name", NAMES)
def test_lines_in_a_block_are_no_wider_than_it(name):
    lines = _wrapped(name, 14, 2)
    assert len(lines) <= 2
    assert all(lettering(line) <= 15 for line in lines)


def test_the_label_below_the_skills_stays_within_the_drawing():
    rows = [("all", name, 40, 2.0, 3.0, 0.8, True) for name in NAMES]
    rows += [("all", f"hidden {n}", 2, None, None, None, False) for n in (1, 2)]
    columns = ["group", "skill", "firms", "held", "required", "below", "is_major"]
    axes = skills_gaps(pd.DataFrame(rows, columns=columns))
    rendered(axes)
    check_drawing(axes.figure, "skills")
    written = [axes.xaxis.label, *axes.get_yticklabels()]
    width = axes.figure.bbox.width
    for text in written:
        place = text.get_window_extent()
        assert place.x0 >= 0
        assert place.x1 <= width
    assert "2 skills that are hidden" in axes.get_xlabel()


def test_the_names_of_groups_do_not_cover_the_upper_corner():
    parts = Parts(("a", "b", "c"), ("information gathering", "knowledge", "competence"))
    data = pd.DataFrame({"a": 1.0, "b": [1.0, 2, 3, 4], "c": 2.0, "place": [*NAMES[:3], "D" * 300]})
    axes = ternary_chart(data, parts, groups="place")
    rendered(axes)
    (corner,) = [text for text in axes.texts if text.get_text() == "information gathering"]
    legend = axes.get_legend().get_window_extent()
    assert not legend.overlaps(corner.get_window_extent())
    assert legend.x1 <= axes.figure.bbox.width
