"""Industries in clusters: planted groups found, scored by hand, stable where they are real."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from tests.measures.tables import long, matrix_of
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.rules import benchmark_clusters, colocation
from workbench.rules._partition import adjusted_rand_index

METHODS = ["average", "complete", "ward", "k-means"]
PAIRS = [
    ("a", "b", 0.9), ("a", "c", 0.7), ("b", "c", 0.8), ("d", "e", 0.6),
    *((one, other, 0.1) for one in "abc" for other in "de"),
]  # fmt: skip
SIMILARITY = pd.DataFrame(PAIRS, columns=["industry", "other_industry", "value"])


def planted(noise, seed=0, n_regions=80):
    """Nine industries in three groups that lie in the same regions."""
    random = np.random.default_rng(seed)
    groups = np.repeat([0, 1, 2], 3)
    common = random.lognormal(3, 1, (n_regions, 3))
    own = random.lognormal(3, 1, (n_regions, 9))
    return groups, long(common[:, groups] * (1 - noise) + own * noise)


def test_colocation_is_the_correlation_over_regions():
    _, table = planted(0.5)
    matrix = matrix_of(table)
    expected = np.corrcoef(matrix.to_numpy().T)
    found = colocation(table).pivot_table("value", "industry", "other_industry")
    np.testing.assert_allclose(found.fillna(1), expected, atol=1e-12)
    is_little = (table["employment"] < 20) & (table["industry"] != "i0")
    sparse = colocation(table[~is_little])
    zeroed = table.assign(employment=table["employment"].mask(is_little, 0))
    pd.testing.assert_frame_equal(
        sparse.sort_values(["industry", "other_industry"], ignore_index=True),
        colocation(zeroed).sort_values(["industry", "other_industry"], ignore_index=True),
    )


def test_an_industry_that_is_everywhere_alike_has_no_correlation():
    found = colocation(long([[1, 2, 5], [2, 1, 5], [3, 7, 5]]))
    assert set(found["industry"]) == {"i0", "i1"}


@pytest.mark.parametrize("method", METHODS)
def test_planted_groups_are_found(method):
    groups, table = planted(0.2)
    found = benchmark_clusters(colocation(table), 3, method=method)
    assert adjusted_rand_score(groups, found.industries["cluster"]) == 1
    assert found.industries["is_validated_strictly"].all()
    assert found.scores["score"].tolist() == [1]


@pytest.mark.parametrize("method", METHODS)
def test_of_several_numbers_of_groups_the_best_is_taken(method):
    _, table = planted(0.2)
    found = benchmark_clusters(colocation(table), range(2, 7), method=method)
    assert found.n_clusters == 3
    assert found.scores["groups"].tolist() == [2, 3, 4, 5, 6]


def test_scores_by_hand():
    found = benchmark_clusters(SIMILARITY, 2)
    own = found.industries.set_index("industry")
    assert own["cluster"].loc[list("abcde")].tolist() == [1, 1, 1, 2, 2]
    assert own.loc["a", "within"] == pytest.approx((0.9 + 0.7) / 2)
    assert own.loc["a", "between"] == pytest.approx(0.1)
    clusters = found.clusters.set_index("cluster")
    assert clusters.loc[1, "within"] == pytest.approx(0.8)
    assert clusters.loc[2, "within"] == pytest.approx(0.6)
    assert clusters["between"].tolist() == pytest.approx([0.1, 0.1])
    # four pairs within, six between
    assert found.scores["difference"].iloc[0] == pytest.approx(3 / 4 - 0.1)
    assert found.scores["score"].iloc[0] == 1


def test_an_industry_alone_is_not_validated():
    found = benchmark_clusters(SIMILARITY, 4)
    alone = found.clusters["industries"] == 1
    assert alone.sum() == 3
    assert not found.clusters.loc[alone, "is_validated"].any()
    assert found.clusters.loc[alone, "within"].isna().all()


def test_each_pair_once_is_enough():
    both = pd.concat(
        [SIMILARITY, SIMILARITY.rename(columns={"industry": "other_industry", "other_industry": "industry"})]
    )  # fmt: skip
    one, two = benchmark_clusters(SIMILARITY, 2), benchmark_clusters(both, 2)
    pd.testing.assert_frame_equal(one.industries, two.industries)


def test_groups_that_are_real_are_stable_and_noise_is_not():
    _, clear = planted(0.2)
    _, noise = planted(1.0)
    real = benchmark_clusters(colocation(clear), 3, activity=clear, resamples=30)
    none = benchmark_clusters(colocation(noise), 3, activity=noise, resamples=30)
    assert len(real.stability) == 30
    assert real.stability.median() == 1
    assert none.stability.median() < 0.5
    assert "adjusted Rand index over 30 resamples" in repr(real)
    again = benchmark_clusters(colocation(clear), 3, activity=clear, resamples=30)
    pd.testing.assert_series_equal(real.stability, again.stability)
    other = benchmark_clusters(colocation(noise), 3, activity=noise, resamples=30, seed=1)
    assert (other.stability != none.stability).any()


def test_the_similarity_of_resamples_can_be_another():
    _, table = planted(0.2)
    by_rank = lambda own: colocation(own.assign(employment=own["employment"].rank()))  # noqa: E731
    found = benchmark_clusters(
        by_rank(table), 3, activity=table, similarity_of=by_rank, resamples=5
    )
    assert found.stability.median() == 1


@pytest.mark.parametrize("seed", range(10))
def test_the_adjusted_rand_index_is_that_of_another_package(seed):
    one, other = np.random.default_rng(seed).integers(0, 4, (2, 30))
    assert adjusted_rand_index(one, other) == pytest.approx(adjusted_rand_score(one, other))


def test_it_is_plain_data():
    _, table = planted(0.2)
    found = benchmark_clusters(colocation(table), 3, activity=table, resamples=3)
    record = json.loads(json.dumps(found.as_record()))
    assert record["n_clusters"] == 3
    assert record["stability"]["resamples"] == 3


def test_what_cannot_be():
    for groups in (1, 5, [2, 9], []):
        with pytest.raises(ParameterError, match="CLW-C03"):
            benchmark_clusters(SIMILARITY, groups)
    with pytest.raises(StudyError, match=r"(?s)CLW-C04.*a and b"):
        benchmark_clusters(SIMILARITY.iloc[1:], 2)
    with pytest.raises(UnknownName, match=r"CLW-N03 .*nearest: ward"):
        benchmark_clusters(SIMILARITY, 2, method="wards")
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"other_industry"'):
        benchmark_clusters(SIMILARITY.drop(columns="other_industry"), 2)
    several = pd.concat([long([[1, 2], [2, 1]], year=y) for y in (2010, 2020)])
    with pytest.raises(StudyError, match=r"CLW-M05 .*several"):
        colocation(several)
