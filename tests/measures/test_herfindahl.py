"""The Herfindahl index: worked and published values, bounds, equal shares."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import (
    INDUSTRIES,
    activity,
    by_key,
    long,
    matrices,
    matrix_of,
    reasons,
    sparse,
)
from tests.reference import measures as reference
from workbench.measures import herfindahl, measure

VARIANTS = list(herfindahl.card.variants)
EXTRACT = Path(__file__).parents[2] / "data/extracts/cn_county_zj_gd"


def values(table, variant="region"):
    return herfindahl(table, variant=variant)["value"].to_numpy()


@pytest.mark.parametrize("variant", ["region", "industry"])
def test_the_toy_by_hand(variant):
    toy = long(reference.TOY, industries=INDUSTRIES)
    worked = reference.WORKED["herfindahl", variant]
    np.testing.assert_allclose(values(toy, variant), worked, rtol=1e-14)


@pytest.mark.parametrize("variant", reference.DOERSAM_PUBLISHED)
def test_the_published_example(variant):
    published, tolerance = reference.DOERSAM_PUBLISHED[variant]
    assert values(long(reference.DOERSAM), variant)[0] == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize("variant", VARIANTS)
def test_it_agrees_with_the_dense_computation(variant):
    table = activity(years=[2010])
    expected = reference.herfindahl(matrix_of(table).to_numpy(dtype=float), variant)
    answer = herfindahl(table, variant=variant)
    np.testing.assert_allclose(by_key(answer), expected, rtol=1e-12)


@given(matrices())
def test_bounds_and_the_equivalent_number(matrix):
    n = matrix.shape[1]
    index, equals = (values(sparse(matrix), v) for v in ("region", "region_equivalent_number"))
    normalised = values(sparse(matrix), "region_normalised")
    assert (index >= 1 / n - 1e-12).all()
    assert (index <= 1 + 1e-12).all()
    np.testing.assert_allclose(index * equals, 1)
    np.testing.assert_allclose(normalised * (n - 1) / n + 1 / n, index, atol=1e-12)


@given(st.integers(1, 30), st.integers(1, 10**9))
def test_equal_shares_give_one_over_their_number(n, amount):
    table = long(np.full((1, n), amount))
    assert values(table)[0] == pytest.approx(1 / n, rel=1e-12)
    assert values(table, "region_equivalent_number")[0] == pytest.approx(n, rel=1e-12)


@given(matrices())
def test_merging_industries_never_lowers_it(matrix):
    merged = np.column_stack([matrix[:, :2].sum(axis=1), matrix[:, 2:]])
    assert (values(long(merged)) >= values(long(matrix)) - 1e-12).all()


def test_only_industries_with_employment_count_for_the_norm():
    with_empty, without = long([[6, 4, 0], [1, 1, 0]]), long([[6, 4], [1, 1]])
    np.testing.assert_allclose(
        values(with_empty, "region_normalised"), values(without, "region_normalised")
    )


def test_one_industry_alone_cannot_be_normalised():
    answer = herfindahl(long([[3], [4]]), variant="region_normalised")
    assert reasons(answer) == ["only one industry"] * 2


def test_a_region_without_employment_is_undefined():
    answer = herfindahl(long([[0, 0], [3, 4]]))
    assert reasons(answer)[0] == "no employment in the region"
    assert answer["value"].notna().tolist() == [False, True]


def test_how_many_regions_have_unknown_cells_is_told():
    facts = herfindahl(long([[1, np.nan], [3, 4], [np.nan, np.nan]])).attrs["measure"]
    assert (facts["n_missing"], facts["n_incomplete"]) == (3, 1)


def test_the_chinese_counties_agree_with_the_extract():
    # The extract's own column, computed by others from the same counts; 5 digits printed.
    path = EXTRACT / "census_2010_2020_zhejiang_guangdong.csv"
    with path.open(encoding="utf-8", newline="") as file:
        expected = {
            (row["code"], int(row["year"])): float(row["hhi_sections"])
            for row in csv.DictReader(file)
        }
    ours = by_key(measure("herfindahl", "zhejiang_guangdong"))
    assert len(ours) > 400
    np.testing.assert_allclose(ours, [expected[key] for key in ours.index], atol=6e-6)
