"""A ledger shows every hypothesis once, by a verdict that can be told apart in grey."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import greyness, names_of_rows, off_the_page, segments
from workbench.errors import ParameterError
from workbench.figures.ledger import (
    LOOKS,
    ledger_chart,
    ledger_in_words,
    ledger_table,
    verdict_matrix,
    verdict_matrix_in_words,
)
from workbench.hypotheses import VERDICTS

NAN = float("nan")
REASON = "the study has no plants, so distances between them are not known to anyone"


@pytest.fixture
def verdicts():
    lines = [
        ("H1", "density_pays", "supported", 4.0, 3.0, 5.0, 2.0, "percent"),
        ("H2", "size_pays", "not shown", 0.5, -1.0, 2.0, 1.0, "percent"),
        ("H3", "variety_pays", "refuted", -0.3, -0.4, -0.2, 0.1, "percentage points"),
        ("H4", "distance_hurts", "untestable", NAN, NAN, NAN, 1.0, "percent"),
        ("H5", "huge", "supported", 50.0, 40.0, 60.0, 1.0, ""),
        ("H6", "own_rule", "refuted", 0.3, 0.2, 0.4, NAN, "share"),
    ]
    columns = [
        "number", "hypothesis", "verdict", "estimate", "low", "high", "smallest_effect", "unit",
    ]  # fmt: skip
    return pd.DataFrame(lines, columns=columns).assign(claim="A claim.", reason=REASON)


def marks(axes):
    """The marks of verdicts: place and marker."""
    return {
        (round(float(x), 9), float(y)): (line.get_marker(), line.get_markerfacecolor())
        for line in axes.lines
        if line.get_marker() in {"o", "X", "_"}
        for x, y in line.get_xydata()
    }


def test_the_table_holds_estimates_in_words(verdicts):
    table = ledger_table(verdicts)
    assert table["number"].tolist() == ["H1", "H2", "H3", "H4", "H5", "H6"]
    assert table["estimate"].tolist()[:3] == [
        "4.00 (3.00 to 5.00) percent",
        "0.50 (-1.00 to 2.00) percent",
        "-0.300 (-0.400 to -0.200) percentage points",
    ]
    assert pd.isna(table["estimate"][3])
    assert table["smallest effect"].tolist()[:2] == ["2 percent", "1 percent"]
    assert pd.isna(table["smallest effect"][5])
    assert table["hypothesis"][0] == "density pays"
    assert (table["reason"] == REASON).all()


def test_an_interval_is_measured_by_its_smallest_effect(verdicts):
    axes = ledger_chart(verdicts)
    found = marks(axes)
    assert found[(2.0, 0.0)] == (LOOKS["supported"].marker, LOOKS["supported"].inside)
    assert found[(0.5, 1.0)] == ("o", "white")
    assert found[(-3.0, 2.0)][0] == "X"
    ends = {
        line[0][1]: [x for x, _ in line]
        for held in axes.collections
        if hasattr(held, "get_segments")
        for line in segments(held)
    }
    assert ends[0] == [1.5, 2.5]
    assert ends[2] == pytest.approx([-4, -2])
    assert names_of_rows(axes)[0] == "H1  density pays"
    assert not off_the_page(axes)


def test_what_has_no_place_on_the_axis_is_said(verdicts):
    axes = ledger_chart(verdicts)
    texts = {text.get_text(): text.get_position()[1] for text in axes.texts}
    assert texts[f"untestable: {REASON}"] == 3
    assert texts["refuted: no smallest effect to measure by"] == 5
    assert "50" in texts  # beyond the axis: the number beside the arrow
    arrows = [line for line in axes.lines if line.get_marker() == ">"]
    assert [line.get_ydata()[0] for line in arrows] == [4]


def test_arrows_point_to_where_an_interval_goes_on(verdicts):
    below = verdicts.assign(estimate=-50.0, low=-60.0, high=3.0)[4:5]
    axes = ledger_chart(below)
    assert [line.get_marker() for line in axes.lines if line.get_marker() in "<>"] == ["<"]
    assert marks(axes) == {(-6.0, 0.0): ("o", LOOKS["supported"].inside)}
    rendered(axes)


def test_verdicts_differ_in_shape_or_strongly_in_grey():
    assert tuple(LOOKS) == VERDICTS
    looks = list(LOOKS.values())
    for i, one in enumerate(looks):
        for other in looks[i + 1 :]:
            grey = abs(greyness(one.inside) - greyness(other.inside))
            assert one.marker != other.marker or grey > 0.5


def test_the_legend_names_what_occurs(verdicts):
    assert legend_of(ledger_chart(verdicts)) == ["supported", "not shown", "refuted"]
    only = verdicts[verdicts["verdict"] == "untestable"]
    axes = ledger_chart(only)
    rendered(axes)
    assert legend_of(axes) == []


def test_the_matrix_marks_each_verdict_in_its_cell(verdicts):
    other = verdicts.assign(study="us_states", verdict=verdicts["verdict"].to_numpy()[::-1])
    table = pd.concat([verdicts.assign(study="china"), other[1:]], ignore_index=True)
    axes = verdict_matrix(table)
    found = marks(axes)
    assert len(found) == 11
    assert (1.0, 0.0) not in found
    for row in table.to_dict("records"):
        at = (float(row["study"] == "us_states"), float(row["number"][1:]) - 1)
        assert found[at] == (LOOKS[row["verdict"]].marker, LOOKS[row["verdict"]].inside)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["china", "us states"]
    assert legend_of(axes) == list(VERDICTS)
    assert not off_the_page(axes)
    assert verdict_matrix_in_words(table) == (
        "Verdicts on 6 hypotheses in 2 studies. china: 2 supported, 1 not shown, 2 refuted, "
        "1 untestable; us_states: 2 supported, 1 not shown, 1 refuted, 1 untestable."
    )


def test_words_name_every_hypothesis_once(verdicts):
    words = ledger_in_words(verdicts)
    assert words == (
        "Verdicts on 6 hypotheses. supported: H1 and H5; not shown: H2; refuted: H3 and H6; "
        "untestable: H4."
    )


@pytest.mark.parametrize("draw", [ledger_table, ledger_chart, ledger_in_words, verdict_matrix])
def test_a_fifth_verdict_is_refused(verdicts, draw):
    strange = verdicts.assign(verdict="probably", study="china")
    with pytest.raises(ParameterError, match='no verdict "probably"'):
        draw(strange)


def test_an_empty_ledger_says_so(verdicts):
    none = verdicts[:0].assign(study="")
    assert said(ledger_chart(none)).startswith("No ledger")
    assert said(verdict_matrix(none)).startswith("No matrix")
    assert ledger_in_words(none).startswith("Empty")
    assert verdict_matrix_in_words(none).startswith("Empty")
    assert ledger_table(none).empty


def test_the_input_is_not_touched(verdicts):
    before = verdicts.copy()
    ledger_chart(verdicts)
    ledger_table(verdicts)
    pd.testing.assert_frame_equal(verdicts, before)
    assert np.isnan(before["estimate"][3])
