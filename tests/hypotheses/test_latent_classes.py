"""Classes of firms: another program's mixture, five found again, and one type not split."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from tests.hypotheses.surveys import survey
from workbench.hypotheses import hypotheses
from workbench.hypotheses._latent_classes import adjusted_rand, mixture, stability
from workbench.hypotheses._truth import PROFILES, Truth
from workbench.hypotheses.firms_come_in_five_types import fits_of, verdict_on


def three(n=300, seed=0):
    random = np.random.default_rng(seed)
    kind = random.integers(0, 3, n)
    centres = np.array([[-2.0, 0, 1], [2, 1, 0], [0, -2, -1]])
    values = centres[kind] + random.standard_normal((n, 3))
    return (values - values.mean(axis=0)) / values.std(axis=0), kind


def test_the_likelihood_is_that_of_scikit_learn():
    inputs, _ = three()
    ours = mixture(inputs, 3, np.random.default_rng(0))
    theirs = GaussianMixture(3, covariance_type="diag", n_init=10, tol=1e-8, random_state=0)
    theirs.fit(inputs)
    assert ours.log_likelihood == pytest.approx(theirs.score(inputs) * len(inputs), abs=0.05)
    assert ours.bic == pytest.approx(theirs.bic(inputs), abs=0.1)
    assert np.sort(ours.shares) == pytest.approx(np.sort(theirs.weights_), abs=0.01)
    assert adjusted_rand(ours.classes(inputs), theirs.predict(inputs)) > 0.97


@pytest.mark.parametrize("seed", range(3))
def test_agreement_is_that_of_scikit_learn(seed):
    first, second = np.random.default_rng(seed).integers(0, 4, (2, 60))
    second[:30] = first[:30]
    assert adjusted_rand(first, second) == pytest.approx(adjusted_rand_score(first, second))


def test_classes_and_their_means_are_found_again():
    inputs, kind = three(1000)
    found = mixture(inputs, 3, np.random.default_rng(1))
    assert adjusted_rand(found.classes(inputs), kind) > 0.75
    centres = pd.DataFrame(inputs).groupby(kind).mean().to_numpy()
    gaps = np.abs(found.means[:, None] - centres).max(axis=2).min(axis=1)
    assert gaps.max() < 0.1
    assert np.argmin([mixture(inputs, k, np.random.default_rng(k)).bic for k in (1, 2, 3, 4)]) == 2


def test_one_cloud_is_one_class_and_its_parts_do_not_come_again():
    inputs = np.random.default_rng(2).standard_normal((300, 4))
    fits = {k: mixture(inputs, k, np.random.default_rng(k)) for k in (1, 2, 5)}
    assert min(fits, key=lambda k: fits[k].bic) == 1
    agreement = stability(inputs, fits[5], 8, np.random.default_rng(3))
    assert agreement.mean() < 0.5


@pytest.mark.parametrize(
    ("bic", "low", "high", "verdict"),
    [
        ({4: 105.0, 5: 100.0}, 0.7, 0.9, "supported"),
        ({4: 100.0, 5: 105.0}, 0.7, 0.9, "not shown"),
        ({4: 100.0, 5: 110.0}, 0.7, 0.9, "refuted"),
        ({4: 105.0, 5: 100.0}, 0.2, 0.49, "refuted"),
        ({4: 105.0, 5: 100.0}, 0.4, 0.6, "not shown"),
    ],
)
def test_the_verdict_needs_both_number_and_agreement(bic, low, high, verdict):
    assert verdict_on(pd.Series(bic), low, high) == verdict


def test_five_types_of_a_survey_are_found_again():
    found = hypotheses["firms_come_in_five_types"](survey(5))
    assert found.verdict == "supported"
    assert "lowest for 5 classes" in found.words
    classes = found.table.drop(columns=["class", "share"]).to_numpy()
    truth = Truth().profiles
    # every type has a class of its own that lies nearest to it
    nearest = np.linalg.norm(classes[:, None] - truth, axis=2).argmin(axis=0)
    assert sorted(nearest) == list(range(len(PROFILES)))
    shares = found.table["share"].to_numpy()[nearest]
    assert shares == pytest.approx(Truth().type_shares, abs=0.08)


def test_firms_of_one_type_refute():
    found = hypotheses["firms_come_in_five_types"](survey(5, Truth(clusters=12, separation=0.0)))
    assert found.verdict == "refuted"


def test_the_same_answers_give_the_same_classes():
    inputs, _ = three(100)
    one, other = (fits_of(inputs, 0) for _ in range(2))
    assert [one[k].bic for k in one] == [other[k].bic for k in other]
