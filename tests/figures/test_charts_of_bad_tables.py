"""Charts of tables that nobody would want: a drawing or words, never a traceback."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import said
from tests.figures.page import off_the_page, with_seen_ticks
from workbench.figures.before_after import before_after, changes_in_words
from workbench.figures.chain_network import chain_layout, chain_network, network_in_words
from workbench.figures.charts import Scale
from workbench.figures.cluster_bubbles import bubbles_in_words, cluster_bubbles
from workbench.figures.concentration_curves import (
    concentration_curves,
    concentration_points,
    curves_in_words,
)
from workbench.figures.control_chart import control_chart, control_in_words, moving_range_chart
from workbench.figures.ternary_chart import Parts, ternary_chart, ternary_in_words

NUMBERS = ["a", "b", "c"]
SCALES = (Scale("a", "Quotient", True), Scale("b", "Growth (%)"), Scale("c", "Jobs"))
PARTS = Parts(("a", "b", "c"), ("Alpha", "Beta", "Gamma"))


def _bubbles(table):
    return cluster_bubbles(table, *SCALES, names="name"), bubbles_in_words(
        table, *SCALES, names="name"
    )


def _curves(table, background=None):
    points = concentration_points(table, value="a", curve="name", background=background)
    labels = {"x_label": "Share of places", "y_label": "Share of jobs"}
    return concentration_curves(points, **labels), curves_in_words(points, **labels)


def _localisation(table):
    return _curves(table, "b")


def _network(table):
    links = pd.DataFrame(
        {"source": table["name"], "target": table["name"].shift(1), "strength": table["a"]}
    )
    actors = table.assign(actor=table["name"], chain_stage=table["group"], role=table["group"])
    layout = chain_layout(actors, links)
    return chain_network(layout), network_in_words(layout)


def _triangle(table):
    axes = ternary_chart(table, PARTS, names="name", groups="group")
    return axes, ternary_in_words(table, PARTS, names="name")


def _control(table):
    own = {"value": "a", "time": "name", "y_label": "Jobs"}
    return control_chart(table, **own), control_in_words(table, **own)


def _ranges(table):
    own = {"value": "a", "time": "c", "y_label": "Jobs"}
    return moving_range_chart(table, **own), control_in_words(table, **own)


def _changes(table):
    own = {"names": "name", "before": "a", "after": "b", "x_label": "Jobs"}
    return before_after(table, **own), changes_in_words(table, **own)


CHARTS = {
    "bubbles": _bubbles, "curves": _curves, "localisation": _localisation, "network": _network,
    "triangle": _triangle, "control": _control, "ranges": _ranges, "changes": _changes,
}  # fmt: skip


def table(rows: int = 6) -> pd.DataFrame:
    random = np.random.default_rng(5)
    numbers = pd.DataFrame(random.lognormal(size=(rows, 3)), columns=NUMBERS)
    names = [f"Place {n:04}" for n in range(rows)]
    return numbers.assign(name=names, group=[f"group {n % 7}" for n in range(rows)])


def _with(**columns) -> pd.DataFrame:
    return table().assign(**columns)


NAMES = ["x" * 200, "阿坝藏族羌族自治州", "<script>alert(1)</script>", "$x^{", "a\nb\tc", None]
BAD = {
    "empty": table(0),
    "one row": table(1),
    "all equal": _with(a=0.1, b=0.1, c=0.1, name="Same"),
    "all zero": _with(a=0.0, b=0.0, c=0.0),
    "all missing": _with(a=np.nan, b=None, c=pd.array([pd.NA] * 6, dtype="Int64")),
    "3,000 rows": table(3000),
    "names": _with(name=NAMES, group=NAMES[::-1]),
    "negative": _with(a=-1.0, b=-2.0, c=-3.0),
    "infinite": _with(a=np.inf, b=-np.inf, c=np.inf),
    "one of each": _with(a=[1, -1, np.inf, np.nan, 0, 1e300], c=[1, 2, -3, 4, np.nan, -np.inf]),
    "huge and tiny": _with(a=[1e17, 1e-17, 1, 1, 1, 1], b=[1e-17, 1e17, 1, 1, 1, 1]),
    "text": _with(a="many", b="few", c="1"),
    "rows with one label": table().set_axis([0] * 6),
}
# Drawn to the last letter; of the others it is enough that a drawing can be begun.
SEEN = ("names", "huge and tiny")
NOTHING = ("empty", "all missing", "infinite", "text")
# Actors without one link are still actors.
STILL_SOMETHING = [("network", kind) for kind in ("all missing", "infinite", "text")]


def _as_seen(axes):
    """The axes without ticks that are never drawn."""
    if axes.axison:
        return with_seen_ticks(axes)
    axes.set(xticks=[], yticks=[])
    return axes


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("kind", BAD)
def test_whatever_the_table_there_is_a_drawing_or_words_that_say_why_not(kind, chart):
    before = BAD[kind].copy()
    axes, words = CHARTS[chart](BAD[kind])
    if kind in SEEN:
        assert off_the_page(_as_seen(axes)) == []
    assert len(words) > 15
    assert "nan" not in words
    assert "\n" not in words
    pd.testing.assert_frame_equal(BAD[kind], before)
    if kind in NOTHING and (chart, kind) not in STILL_SOMETHING:
        assert said(axes).startswith(("No ", "Nothing "))
        assert words.startswith(("Empty", "Nothing"))
