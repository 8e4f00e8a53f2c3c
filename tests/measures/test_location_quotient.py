"""The location quotient: worked and published values, backgrounds, what stays the same."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.tables import INDUSTRIES, activity, long, matrices, matrix_of, reasons, sparse
from tests.reference import measures as reference
from tests.reference import specialisation
from workbench.data import load
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import location_quotient

VARIANTS = list(location_quotient.card.variants)
TRADED = pd.DataFrame({"industry": ["i0", "i1", "i2"], "is_traded": [True, True, False]})
EXEMPT = {
    "test_a_missing_cell_adds_to_no_total[standardised]": "a mean over regions leaves unknown cells out",
    "test_a_missing_cell_adds_to_no_total[logarithmic]": "zero and unknown cells are both left out",
    "test_values_stay_in_the_range_of_the_card[logarithmic]": "a quotient of 0 has no logarithm",
}


def toy(**options):
    return location_quotient(long(reference.TOY, industries=INDUSTRIES), **options)


def values(table, **options):
    return location_quotient(table, **options)["value"].to_numpy()


def test_the_toy_by_hand():
    worked = np.ravel(reference.WORKED["location_quotient", "ratio"])
    np.testing.assert_allclose(toy()["value"], worked, rtol=1e-14)


@pytest.mark.parametrize(
    ("variant", "row_a_textile", "tolerance"),
    [("symmetric", 0.4118, 5e-5), ("additive", 0.35, 1e-12), ("standardised", 1.134, 5e-4)],
)
def test_the_other_variants_of_the_toy(variant, row_a_textile, tolerance):
    assert toy(variant=variant)["value"].iloc[0] == pytest.approx(row_a_textile, abs=tolerance)


def test_the_standardised_toy_by_region():
    answer = toy(variant="standardised")
    textile = answer.loc[answer["industry"] == "textile", "value"]
    np.testing.assert_allclose(textile, [1.134, -0.378, -0.756], atol=5e-4)


def test_the_published_example():
    cell = reference.LOCQ
    here = [cell["e_ir"], cell["e_r"] - cell["e_ir"]]
    whole = [cell["e_i"], cell["e"] - cell["e_i"]]
    table = long([here, np.subtract(whole, here)])
    published, tolerance = reference.LOCQ_PUBLISHED
    assert values(table)[0] == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize("variant", [v for v in VARIANTS if v != "logarithmic"])
def test_it_agrees_with_the_dense_computation(variant):
    table = activity(years=[2010]).drop(columns="year")
    expected = reference.location_quotient(matrix_of(table).to_numpy(dtype=float), variant)
    answer = location_quotient(table, variant=variant)
    np.testing.assert_allclose(matrix_of(answer, "value"), expected, rtol=1e-10)


@given(matrices())
def test_standardised_counts_absent_cells_as_zero(matrix):
    table = sparse(matrix)
    answer = location_quotient(table, variant="standardised")
    expected = reference.location_quotient(matrix.astype(float))
    spread = expected.std(axis=0, ddof=1)
    for industry, rows in answer.dropna(subset="value").groupby("industry"):
        column = int(industry[1:])
        regions = rows["region"].str[1:].astype(int)
        z = (expected[regions, column] - expected[:, column].mean()) / spread[column]
        np.testing.assert_allclose(rows["value"], z, rtol=1e-6, atol=1e-9)


def test_the_logarithmic_toy_by_region():
    worked, tolerance = specialisation.TEXTILE_LOGARITHMIC
    textile = toy(variant="logarithmic")["value"].iloc[::3]
    np.testing.assert_allclose(textile, worked, atol=tolerance)


@given(matrices())
def test_logarithms_leave_zeros_out_or_add_a_constant(matrix):
    table = sparse(matrix)
    quotients = reference.location_quotient(matrix.astype(float))
    where = table["region"].str[1:].astype(int), table["industry"].str[1:].astype(int)
    for added in (0.0, 0.1):
        with np.errstate(divide="ignore"):
            logs = np.log(quotients + added)
        logs[np.isinf(logs)] = np.nan
        answer = location_quotient(table, variant="logarithmic", added_constant=added)
        is_there = answer["value"].notna().to_numpy()
        n = (~np.isnan(logs)).sum(axis=0)
        spread = np.array(
            [
                np.nanstd(c[~np.isnan(c)], ddof=1) if k > 1 else 0
                for c, k in zip(logs.T, n, strict=True)
            ]
        )
        expected = (logs - np.nanmean(logs, axis=0)) / np.where(spread > 1e-9, spread, np.nan)
        np.testing.assert_allclose(
            answer["value"][is_there], expected[where][is_there], rtol=1e-6, atol=1e-7
        )
        assert (np.isnan(expected[where]) == ~is_there).all()


def test_what_was_done_with_zeros_is_told():
    table = long([[0, 5], [3, 2], [4, 1]])
    left_out = location_quotient(table, variant="logarithmic")
    assert reasons(left_out)[0] == "the quotient is 0, and 0 has no logarithm"
    assert left_out.attrs["measure"]["zeros"] == "left out"
    added = location_quotient(table, variant="logarithmic", added_constant=0.5)
    assert added["value"].notna().all()
    assert added.attrs["measure"]["zeros"] == "0.5 added"
    assert "zeros" not in location_quotient(table).attrs["measure"]
    with pytest.raises(ParameterError, match=r"CLW-P04 .*added_constant"):
        location_quotient(table, variant="logarithmic", added_constant=-1)


def test_reat_standardises_with_the_mean_of_another_region():
    # locq2(LQ.norm="OG") subtracts means of regions, recycled down an industry x region matrix
    table = activity(seed=3, shape=(5, 3), years=[2010], share_of_zeros=0)
    quotients = matrix_of(location_quotient(table).drop(columns="year"), "value").to_numpy().T
    ours = matrix_of(location_quotient(table, variant="standardised").drop(columns="year"), "value")
    theirs = specialisation.reat_standardised(quotients)
    # a standardised industry has mean 0 and standard deviation 1 over regions: ours does
    np.testing.assert_allclose(ours.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(ours.std(axis=0, ddof=1), 1, rtol=1e-12)
    assert np.abs(theirs.mean(axis=1)).max() > 0.05
    assert np.abs(theirs - ours.to_numpy().T).max() > 0.25


@given(matrices())
def test_the_weighted_mean_of_an_industry_is_one(matrix):
    weights = matrix.sum(axis=1) / matrix.sum()
    quotients = values(long(matrix)).reshape(matrix.shape)
    np.testing.assert_allclose(weights @ quotients, 1, rtol=1e-10)


@given(matrices())
def test_additive_quotients_of_a_region_sum_to_zero(matrix):
    quotients = values(long(matrix), variant="additive").reshape(matrix.shape)
    np.testing.assert_allclose(quotients.sum(axis=1), 0, atol=1e-12)


@given(matrices())
def test_cutting_regions_into_equal_parts_changes_nothing(matrix):
    halves = values(long(np.repeat(matrix, 2, axis=0))).reshape(-1, 2, matrix.shape[1])
    whole = values(long(matrix)).reshape(matrix.shape)
    np.testing.assert_allclose(halves[:, 0], whole, rtol=1e-10)


@given(matrices())
def test_symmetric_is_the_quotient_folded_into_one(matrix):
    quotient, folded = values(long(matrix)), values(long(matrix), variant="symmetric")
    np.testing.assert_allclose((1 + folded) / (1 - folded), quotient, rtol=1e-9)


def test_a_region_without_employment_is_undefined_and_a_cell_without_is_zero():
    answer = location_quotient(long([[0, 0], [0, 5], [3, 2]]))
    assert reasons(answer)[:2] == ["no employment in the region"] * 2
    assert answer["value"].tolist()[2] == 0


def test_an_industry_without_employment_is_undefined():
    answer = location_quotient(long([[0, 5], [0, 5]], "establishments"), value="establishments")
    assert reasons(answer)[0] == "no establishments in the industry"


def test_a_zero_beside_unknown_cells_is_not_called_an_empty_region():
    table = long([[0, np.nan], [4, 5]])
    assert reasons(location_quotient(table))[0] == "value missing in the region"


def test_standardised_leaves_unknown_cells_out():
    matrix = np.array([[5, 1], [2, 7], [3, 3], [4, 6]], dtype=float)
    matrix[3, 0] = np.nan
    known = reference.location_quotient(np.nan_to_num(matrix))
    known[3, 0] = np.nan
    expected = (known - np.nanmean(known, axis=0)) / np.nanstd(known, axis=0, ddof=1)
    answer = values(long(matrix), variant="standardised").reshape(matrix.shape)
    np.testing.assert_allclose(answer, expected, rtol=1e-12)


def test_standardised_needs_two_regions_that_differ():
    one = location_quotient(long([[3, 4]]), variant="standardised")
    assert set(one["undefined"]) == {"fewer than two regions to compare"}
    alike = location_quotient(long([[0.1, 0.2], [0.3, 0.6]]), variant="standardised")
    assert set(alike["undefined"]) == {"the quotient is the same in every region"}


@pytest.mark.parametrize("variant", VARIANTS)
def test_traded_compares_traded_with_traded(variant):
    table = activity(shape=(6, 3))
    answer = location_quotient(table, variant=variant, background="traded", industries=TRADED)
    for names in (["i0", "i1"], ["i2"]):
        rows = table["industry"].isin(names)
        alone = location_quotient(table[rows], variant=variant)
        pd.testing.assert_series_equal(
            answer.loc[rows, "value"], alone["value"], rtol=1e-10, check_exact=False
        )


def test_traded_needs_to_know_every_industry():
    table = activity(shape=(6, 4))
    with pytest.raises(StudyError, match=r'CLW-M02 .*\n.*value "i3"'):
        location_quotient(table, background="traded", industries=TRADED)
    with pytest.raises(StudyError, match=r"CLW-M02"):
        location_quotient(table, background="traded")
    with pytest.raises(
        UnknownName, match=r'CLW-N04 .*no column of the table industries called "is'
    ):
        location_quotient(table, background="traded", industries=TRADED[["industry"]])


def test_an_unknown_background_is_named():
    with pytest.raises(UnknownName, match=r'CLW-N03 .*no background "trade"; nearest: traded'):
        location_quotient(activity(), background="trade")


def test_it_follows_the_published_quotients_of_american_clusters():
    # The publisher's base holds counties outside these areas, so values differ by a factor
    # near 1 and agree in correlation only.
    study = load("us_metro_clusters")
    ours = location_quotient(study.activity, background="traded", industries=study.industries)
    rows = study.indicators["indicator"] == "location_quotient_published"
    keys = ["region", "industry"]
    both = ours.merge(study.indicators[rows], on=keys, suffixes=("", "_published"))
    both = both.merge(study.industries[["industry", "is_traded"]], on="industry")
    assert len(both) > 40_000
    for is_traded, least in ((True, 0.985), (False, 0.995)):
        pairs = both[both["is_traded"] == is_traded]
        assert pairs["value"].corr(pairs["value_published"]) > least
