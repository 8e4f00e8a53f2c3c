"""Classes in the data: k-means by scikit-learn's optimum, the number of types, stability."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.cluster.vq import kmeans2

from workbench.fieldwork.types.classes import best_by_gap, classes_of, k_means
from workbench.fieldwork.types.example import drawn_firms
from workbench.fieldwork.types.firms import firm_inputs
from workbench.hypotheses._latent_classes import adjusted_rand


@pytest.fixture(scope="module")
def known():
    table, truth = drawn_firms(np.random.default_rng(0), 200)
    return firm_inputs(table), truth


def test_five_planted_types_are_found_by_the_data_alone(known):
    inputs, truth = known
    found = classes_of(inputs)
    codes = truth.astype("category").cat.codes.to_numpy(dtype="int64")
    assert (found.by_bic, found.by_gap) == (5, 5)
    assert adjusted_rand(codes, found.k_means.to_numpy()) > 0.85
    assert adjusted_rand(codes, found.latent.to_numpy()) > 0.85
    assert found.numbers.set_index("classes")["stability"][5] > 0.8


def test_rows_in_another_order_give_the_same(known):
    inputs, _ = known
    some = inputs.head(60)
    one, other = classes_of(some), classes_of(some.iloc[::-1])
    pd.testing.assert_frame_equal(one.numbers, other.numbers)
    pd.testing.assert_series_equal(one.k_means, other.k_means)


def test_without_types_the_gap_statistic_finds_one_class():
    noise = np.random.default_rng(2).standard_normal((80, 4))
    found = classes_of(pd.DataFrame(noise, columns=list("abcd")))
    assert found.by_gap == 1


def test_few_firms_or_an_input_that_does_not_vary_are_not_asked(known):
    inputs, _ = known
    assert classes_of(inputs.head(49)) is None
    assert classes_of(inputs.assign(embeddedness=1.0)) is None


def test_k_means_finds_what_scipy_finds_from_the_right_centres(known):
    inputs, truth = known
    values = inputs.to_numpy()
    start = inputs.groupby(truth.to_numpy()).mean().to_numpy()
    centres, labels = kmeans2(values, start, minit="matrix", iter=100)
    expected = ((values - centres[labels]) ** 2).sum()
    random = np.random.default_rng(0)
    classes, within = k_means(np.stack([values, values[::-1]]), 5, random, starts=20)
    assert within == pytest.approx([expected, expected], rel=1e-6)
    assert adjusted_rand(classes[0], classes[1][::-1]) == pytest.approx(1)


def test_the_rule_of_one_standard_error_by_hand():
    table = pd.DataFrame({"classes": [1, 2, 3], "gap": [0.1, 0.5, 0.52], "gap_error": 0.05})
    assert best_by_gap(table) == 2
    assert best_by_gap(table.assign(gap_error=0.001)) == 8
