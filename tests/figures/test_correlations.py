"""A matrix of correlations: every pair twice, signs told without colour, dimensions together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.figures.drawing import legend_of, rendered, said
from tests.figures.page import greyness, names_of_rows, off_the_page
from workbench.figures import correlation_matrix, correlations_in_words
from workbench.figures.exhibit import drawn

DIMENSIONS = pd.Series({"gdp": "wages_and_output", "pupils": "skills", "wage": "wages_and_output"})
NAMES = pd.Series({"gdp": "GDP per head", "pupils": "Pupils"})


def table(first=0.9):
    return pd.DataFrame(
        {
            "indicator": ["gdp", "gdp", "wage"],
            "other": ["pupils", "wage", "pupils"],
            "correlation": [-0.7, first, np.nan],
        }
    )


def many(count: int) -> pd.DataFrame:
    values = np.random.default_rng(1).normal(size=(30, count)) + np.arange(30)[:, None] / 20
    matrix = np.corrcoef(values.T)
    pairs = [(f"i{a}", f"i{b}", matrix[a, b]) for a in range(count) for b in range(a)]
    return pd.DataFrame(pairs, columns=["indicator", "other", "correlation"])


def numbers(axes):
    """What is written in the fields, row by row."""
    return [text.get_text() for text in axes.texts if text.get_ha() == "center"]


def test_every_pair_is_written_twice_and_the_diagonal_is_empty():
    axes = correlation_matrix(table(), names=NAMES)
    rendered(axes)
    assert numbers(axes) == ["", "0.90", "-0.70", "0.90", "", "–", "-0.70", "–", ""]
    assert list(names_of_rows(axes).values()) == ["GDP per head  1", "wage  2", "Pupils  3"]


def test_either_order_of_a_pair_is_the_same_matrix():
    pairs = many(5)
    turned = pairs.rename(columns={"indicator": "other", "other": "indicator"})
    turned = turned.iloc[::-1]
    rows = [
        dict(zip(fields(axes), numbers(axes), strict=True))
        for axes in (correlation_matrix(pairs), correlation_matrix(turned))
    ]
    assert rows[0] == rows[1]


def fields(axes):
    """The pair of names of each field, row by row."""
    names = [name.split()[0] for name in names_of_rows(axes).values()]
    return [(row, column) for row in names for column in names]


def test_indicators_of_one_dimension_stand_together_behind_a_line():
    axes = correlation_matrix(table(), dimensions=DIMENSIONS[["pupils", "gdp", "wage"]])
    assert list(names_of_rows(axes).values()) == ["gdp  1", "wage  2", "pupils  3"]
    assert [line.get_ydata()[0] for line in axes.lines[::2]] == [2]
    assert [line.get_xdata()[0] for line in axes.lines[1::2]] == [2]
    headings = {text.get_text(): text.get_position()[1] for text in axes.texts[9:]}
    assert headings == {"Wages and output": 1.0, "Skills": 2.5}


def test_a_triangle_says_negative_whatever_the_colour():
    axes = correlation_matrix(table())
    _, signs = axes.collections
    assert np.floor(signs.get_offsets()).tolist() == [[2, 0], [0, 2]]
    assert legend_of(axes)[-1] == "negative"


@pytest.mark.parametrize("value", np.linspace(-1, 1, 21))
def test_digits_and_signs_stand_out_from_their_field(value):
    axes = correlation_matrix(table(value))
    field = greyness(axes.collections[0].get_facecolor()[1][:3])
    digits = next(text for text in axes.texts if text.get_text() == f"{value:.2f}")
    assert abs(greyness(digits.get_color()) - field) > 0.45


def test_a_stronger_correlation_is_darker_either_way():
    strengths = [abs(axes_of(value) - 1) for value in (0.1, 0.4, 0.9)]
    assert strengths == sorted(strengths)
    strengths = [abs(axes_of(value) - 1) for value in (-0.1, -0.4, -0.9)]
    assert strengths == sorted(strengths)


def axes_of(value):
    return greyness(correlation_matrix(table(value)).collections[0].get_facecolor()[1][:3])


def test_another_correlation_is_another_drawing():
    first = drawn(rendered(correlation_matrix(table())))
    assert drawn(rendered(correlation_matrix(table()))) == first
    assert drawn(rendered(correlation_matrix(table(0.8)))) != first


@pytest.mark.parametrize(("count", "has_numbers"), [(16, True), (17, False)])
def test_many_indicators_keep_their_signs_and_stay_on_the_page(count, has_numbers):
    pairs = many(count)
    axes = correlation_matrix(
        pairs, names=pd.Series("a rather long name of an indicator", [f"i{n}" for n in range(9)])
    )
    assert off_the_page(axes) == []
    assert bool(numbers(axes)) == has_numbers
    assert len(axes.collections[1].get_offsets()) == 2 * (pairs["correlation"] < 0).sum()


@pytest.mark.parametrize("name", ["x" * 200, "人均国内生产总值", "$x^{"])
def test_whatever_the_names_the_matrix_stays_on_the_page(name):
    codes = pd.Series(name, ["gdp", "wage", "pupils"])
    assert off_the_page(correlation_matrix(table(), names=codes, dimensions=codes)) == []


def test_nothing_known_is_said():
    empty = table().assign(correlation=np.nan)
    assert said(correlation_matrix(empty)).startswith("No matrix")
    assert said(correlation_matrix(empty.iloc[:0])).startswith("No matrix")
    assert correlations_in_words(empty) == (
        "Empty matrix: none of 3 pairs of indicators has a correlation."
    )


def test_a_matrix_in_words():
    assert correlations_in_words(table(), names=NAMES) == (
        "Matrix of the correlations of 3 indicators, 2 pairs, of which 1 are negative. Highest: "
        "GDP per head and wage (0.90) and GDP per head and Pupils (-0.70). Lowest: GDP per head "
        "and Pupils (-0.70) and GDP per head and wage (0.90). Pairs without a correlation: 1."
    )
