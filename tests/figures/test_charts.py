"""What a chart draws is the data; names do not cover one another; nothing makes it stop."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import rendered, said
from workbench.figures import (
    Scale,
    coefficient_ladder,
    grouped_dots,
    labelled_scatter,
    ladder_in_words,
    scatter_in_words,
    shown,
)
from workbench.figures.exhibit import drawn
from workbench.figures.labels import place_labels, shortened
from workbench.figures.style import new_axes, styled

X, Y = Scale("density", "Density (jobs/km²)", is_logarithmic=True), Scale("wage", "Wage (yuan)")


@pytest.fixture
def data():
    random = np.random.default_rng(3)
    density = random.lognormal(2, 1.5, 60)
    wage = 10 * density**0.2 + random.normal(0, 3, 60)
    return pd.DataFrame(
        {"density": density, "wage": wage, "name": [f"Town {i}" for i in range(60)]}
    )


def scatter(data, **options):
    return labelled_scatter(data, options.pop("x", X), options.pop("y", Y), names="name", **options)


def points_of(axes):
    return axes.lines[0].get_xydata()


def names_in(axes):
    return [text.get_text() for text in axes.texts]


# Scatter


def test_the_points_are_the_data(data):
    axes = scatter(data)
    np.testing.assert_array_equal(points_of(axes), data[["density", "wage"]])
    assert (axes.get_xscale(), axes.get_yscale()) == ("log", "linear")
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("Density (jobs/km²)", "Wage (yuan)")


def test_a_point_that_moves_is_another_drawing(data):
    first = drawn(rendered(scatter(data)))
    assert drawn(rendered(scatter(data))) == first
    moved = data.copy()
    moved.loc[30, "wage"] *= 1.001
    assert drawn(rendered(scatter(moved))) != first


def test_a_drawing_is_the_same_before_and_after_it_is_rendered(data):
    axes = scatter(data)
    before = drawn(axes.get_figure(root=True))
    assert drawn(rendered(axes)) == before


def test_another_axis_label_is_another_drawing(data):
    first = drawn(rendered(scatter(data)))
    other = scatter(data, y=Scale("wage", "Wage (US$)"))
    assert drawn(rendered(other)) != first


def test_rows_without_a_place_are_left_out_and_rows_without_a_name_are_not(data):
    data.loc[0, "density"] = np.nan
    data.loc[1, "wage"] = np.nan
    data.loc[2, "density"] = 0.0
    data.loc[3, "density"] = -5.0
    data.loc[4, "name"] = None
    axes = scatter(data)
    rendered(axes)
    assert len(points_of(axes)) == 56
    assert data.loc[4, "density"] in points_of(axes)[:, 0]


def test_row_labels_of_any_kind_will_do(data):
    first = drawn(rendered(scatter(data)))
    assert drawn(rendered(scatter(data.set_axis([0] * 60)))) == first


@pytest.mark.parametrize(
    ("x", "y"), [(X, Y), (X, Scale("wage", "w", True)), (Scale("density", "d"), Y)]
)
def test_the_line_is_that_of_the_model(data, x, y):
    intercept, slope = 1.5, 0.25
    axes = scatter(data, x=x, y=y, line=(intercept, slope))
    ends = axes.lines[1].get_xydata()
    inner_x = np.log(ends[:, 0]) if x.is_logarithmic else ends[:, 0]
    inner_y = np.log(ends[:, 1]) if y.is_logarithmic else ends[:, 1]
    np.testing.assert_allclose(inner_y, intercept + slope * inner_x)
    assert ends[:, 0].tolist() == [data["density"].min(), data["density"].max()]


def test_the_ends_and_the_farthest_from_the_line_are_named(data):
    data.loc[7, "wage"] = 60.0
    named = names_in(scatter(data, line=(10.0, 1.0)))
    assert "Town 7" in named
    assert f"Town {data['density'].idxmax()}" in named


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("spread", [1.0, 0.01])
def test_names_cover_no_other_name_and_stay_on_the_page(seed, spread):
    random = np.random.default_rng(seed)
    data = pd.DataFrame(
        {
            "density": np.exp(spread * random.normal(size=80)),
            "wage": spread * random.normal(size=80),
            "name": [f"A rather long name of place {i}" for i in range(80)],
        }
    )
    axes = scatter(data)
    figure = rendered(axes)
    boxes = [text.get_window_extent() for text in axes.texts]
    assert len(boxes) >= 3
    for i, one in enumerate(boxes):
        assert not any(one.overlaps(other) for other in boxes[i + 1 :])
        assert figure.bbox.x0 <= one.x0
        assert one.x1 <= figure.bbox.x1


def test_crowds_are_drawn_as_pixels(data):
    many = pd.concat([data] * 11, ignore_index=True)
    assert scatter(many).lines[0].get_rasterized()
    assert not scatter(data).lines[0].get_rasterized()


def test_a_logarithmic_axis_of_less_than_a_decade_has_numbers(data):
    narrow = data.assign(density=np.linspace(30, 80, 60))
    axes = scatter(narrow)
    rendered(axes)
    labels = [t.get_text() for t in axes.get_xticklabels() if t.get_text()]
    assert "50" in labels


@pytest.mark.parametrize(
    "change",
    [
        {"density": 5.0},
        {"wage": 5.0},
        {"density": 5.0, "wage": 5.0},
        {"name": "x" * 200},
        {"name": "$x^{"},
        {"name": "two\nlines"},
        {"name": "温州市"},
        {"name": "<b>&amp;"},
        {"density": 1e-300},
        {"density": 1e300},
    ],
    ids=str,
)
@pytest.mark.parametrize("rows", [60, 1])
def test_whatever_the_data_something_is_drawn(data, change, rows):
    axes = scatter(data.assign(**change).iloc[:rows])
    rendered(axes)
    assert len(points_of(axes)) == rows


@pytest.mark.parametrize("label", ["word " * 40, "y" * 200, "US$ per US$"])
def test_whatever_the_labels_something_is_drawn(data, label):
    axes = scatter(data, x=Scale("density", label), y=Scale("wage", label))
    rendered(axes)
    assert axes.get_ylabel().replace("\n", " ").split() == label.split()


@pytest.mark.parametrize("missing", ["density", "wage"])
def test_without_points_words_say_so(data, missing):
    axes = scatter(data.assign(**{missing: np.nan}))
    rendered(axes)
    assert said(axes) == "No scatter: no row has both Density (jobs/km²) and Wage (yuan)."


def test_a_scatter_in_words(data):
    words = scatter_in_words(data, X, Y, names="name")
    rank = data["density"].rank().corr(data["wage"].rank())
    assert (
        f"for 60 points; the cloud rises from left to right (rank correlation {rank:.2f})" in words
    )
    assert f"Highest Density (jobs/km²): Town {data['density'].idxmax()};" in words
    assert words.endswith(f"highest Wage (yuan): Town {data['wage'].idxmax()}.")
    down = scatter_in_words(data.assign(wage=-data["wage"]), X, Y, names="name")
    assert "the cloud falls from left to right" in down


def test_words_for_points_that_are_not_drawn_and_clouds_without_direction(data):
    data.loc[:9, "density"] = 0.0
    assert "for 50 points" in scatter_in_words(data, X, Y, names="name")
    flat = scatter_in_words(data.assign(wage=1.0), X, Y, names="name")
    assert "neither rises nor falls" in flat
    empty = scatter_in_words(data.assign(wage=np.nan), X, Y, names="name")
    assert empty == "Empty scatter: no row has both Density (jobs/km²) and Wage (yuan)."


# Ladder


@pytest.fixture
def ladder():
    return pd.DataFrame(
        {
            "step": ["alone", "with controls", "with effects"],
            "estimate": [0.15, 0.2, 0.18],
            "low": [0.11, 0.1, 0.08],
            "high": [0.19, 0.3, 0.28],
            "rows": [274, 274, 1267],
        }
    )


def test_estimates_and_intervals_are_the_data_from_top_to_bottom(ladder):
    axes = coefficient_ladder(ladder, x_label="coefficient of log density")
    rendered(axes)
    points = axes.lines[1].get_xydata()
    assert points.tolist() == [[0.15, 2], [0.2, 1], [0.18, 0]]
    segments = [segment.tolist() for segment in axes.collections[0].get_segments()]
    assert segments == [[[0.11, 2], [0.19, 2]], [[0.1, 1], [0.3, 1]], [[0.08, 0], [0.28, 0]]]
    assert axes.lines[0].get_xdata() == [0, 0]
    named = dict(
        zip(axes.get_yticks(), (t.get_text() for t in axes.get_yticklabels()), strict=True)
    )
    assert named == {
        2: "alone (274 rows)",
        1: "with controls (274 rows)",
        0: "with effects (1,267 rows)",
    }


@pytest.mark.parametrize("column", ["estimate", "low", "high", "rows"])
def test_any_number_of_a_ladder_that_changes_is_another_drawing(ladder, column):
    first = drawn(rendered(coefficient_ladder(ladder, x_label="x")))
    changed = ladder.copy()
    changed.loc[1, column] += 0.01 if column != "rows" else 1
    assert drawn(rendered(coefficient_ladder(changed, x_label="x"))) != first
    assert drawn(rendered(coefficient_ladder(ladder, x_label="x"))) == first


def test_another_step_is_another_drawing(ladder):
    first = drawn(rendered(coefficient_ladder(ladder, x_label="x")))
    named = ladder.assign(step=["alone", "with other controls", "with effects"])
    assert drawn(rendered(coefficient_ladder(named, x_label="x"))) != first


@pytest.mark.parametrize(
    "change",
    [
        {"step": "x" * 200}, {"step": "温州"}, {"low": np.nan, "high": np.nan},
        {"estimate": 0.0, "low": 0.0, "high": 0.0}, {"step": "$x^{"},
    ],
    ids=str,
)  # fmt: skip
def test_whatever_the_ladder_something_is_drawn(ladder, change):
    rendered(coefficient_ladder(ladder.assign(**change), x_label="x" * 200))
    rendered(coefficient_ladder(ladder.assign(**change).iloc[:1], x_label="x"))


def test_a_ladder_in_words(ladder):
    assert ladder_in_words(ladder) == (
        "Coefficient with 95 % interval on 3 steps. alone: 0.15 (0.11 to 0.19), with controls: "
        "0.2 (0.1 to 0.3) and with effects: 0.18 (0.08 to 0.28)."
    )


# Groups of dots


@pytest.fixture
def groups():
    return pd.DataFrame({"share": [0.1, 0.1, 0.5, 0.3, 0.9, np.nan], "kind": list("aabbbb")})


def test_every_value_of_a_group_is_a_dot_at_its_value_and_the_bar_is_the_mean(groups):
    axes = grouped_dots(groups, "share", "kind", x_label="Share")
    rendered(axes)
    dots_a, bar_a, dots_b, bar_b = axes.lines
    assert dots_a.get_xdata().tolist() == [0.1, 0.1]
    assert dots_b.get_xdata().tolist() == [0.3, 0.5, 0.9]
    assert set(bar_a.get_xdata()) == {0.1}
    assert bar_b.get_xdata()[0] == pytest.approx((0.5 + 0.3 + 0.9) / 3)
    assert len(set(dots_a.get_ydata())) == 2, "equal values do not hide one another"
    labels = [t.get_text() for t in axes.get_yticklabels()]
    assert sorted(labels) == ["a (2)", "b (3)"]


@pytest.mark.parametrize("change", [{"share": 1.0}, {"kind": "x" * 200}, {"kind": "温州"}], ids=str)
def test_whatever_the_groups_something_is_drawn(groups, change):
    rendered(grouped_dots(groups.assign(**change), "share", "kind", x_label="Share"))


def test_groups_without_values(groups):
    axes = grouped_dots(groups.assign(share=np.nan), "share", "kind", x_label="Share")
    rendered(axes)
    assert said(axes) == "Nothing to draw: no row has Share."


# Names and numbers


def test_names_without_room_are_handed_back():
    with styled():
        axes = new_axes()
        axes.plot([0, 1], [0, 1], "o")
        left_out = place_labels(axes, [(0.5, 0.5)] * 3, ["a", "b", "c"])
    assert left_out == ["a", "b", "c"][-len(left_out) :]
    assert len(axes.texts) == 3 - len(left_out)


def test_long_names_are_cut():
    assert shortened("x" * 28) == "x" * 28
    assert shortened("x" * 29) == "x" * 27 + "…"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (-0.0, "-0"), (0.15, "0.15"), (1234.5, "1,234"), (-0.0012345, "-0.00123"),
        (1e-9, "1e-09"), (1e20, "1e+20"), (1e-300, "1e-300"), (999999.6, "1,000,000"),
        (100, "100"), (10.0, "10"), (float("nan"), "nan"), (float("inf"), "inf"),
    ],
)  # fmt: skip
def test_a_number_has_enough_digits_and_no_more(value, text):
    assert shown(value) == text
