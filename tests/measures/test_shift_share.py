"""Shift-share: the published region, the identity, what has no growth rate and why."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.measures.tables import long, reasons
from tests.reference import dynamics as reference
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import shift_share

VARIANTS = list(shift_share.card.variants)
YEARS = "compares years, and this table has one; the reasons are in this module"
EXEMPT = {
    "test_missing_zero_and_suppressed_are_told_apart": YEARS,
    "test_a_suppressed_zero_is_no_zero": YEARS,
    "test_a_missing_cell_adds_to_no_total": YEARS,
}


def over_years(*matrices, start=2000):
    """Matrices of consecutive years as one table."""
    return pd.concat([long(m, year=start + i) for i, m in enumerate(matrices)])


def paths(positive=False):
    """A strategy: matrices of three years, equal in shape."""
    low = 1 if positive else 0
    shapes = st.tuples(st.just(3), st.integers(1, 5), st.integers(1, 5))
    amounts = st.integers(low, 1000) if positive else st.just(0) | st.integers(0, 1000)
    return shapes.flatmap(lambda shape: arrays(np.int64, shape, elements=amounts))


@pytest.mark.parametrize("variant", reference.PARTS_OF_A)
def test_the_published_region(variant):
    later = np.vstack([reference.REGION_A_LATER, reference.NATION_LATER - reference.REGION_A_LATER])
    tables = [reference.REGIONS_BEFORE, reference.REGIONS_AFTER]
    tables = [np.vstack([m[0], m[1:].sum(axis=0)]) for m in tables]
    table = over_years(*tables, *([later] if variant == "region_dynamic" else []))
    answer = shift_share(table, variant=variant)
    of_a = answer[answer["region"] == "r00"]
    np.testing.assert_allclose(of_a["value"], reference.PARTS_OF_A[variant], rtol=1e-12)
    assert of_a["value"].sum() == pytest.approx(45 if variant == "region_dynamic" else 25)


def test_every_cell_of_the_published_regions():
    before, after = reference.REGIONS_BEFORE, reference.REGIONS_AFTER
    classic = shift_share(over_years(before, after))["value"].to_numpy().reshape(3, 4, 3)
    expected = np.moveaxis(reference.shift_share(before, after), 0, -1)
    np.testing.assert_allclose(classic, expected, rtol=1e-12, atol=1e-12)
    split = shift_share(over_years(before, after), variant="esteban_marquillas")
    got = split["value"].to_numpy().reshape(3, 4, 4)[..., 2:]
    expected = np.moveaxis(reference.esteban_marquillas(before, after), 0, -1)
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-12)


@given(paths())
def test_the_parts_add_up_to_the_change(matrices):
    table = over_years(*matrices)
    change = (matrices[-1] - matrices[0]).astype(float)
    for variant in VARIANTS:
        answer = shift_share(table, variant=variant)
        keys = [key for key in ("region", "industry") if key in answer]
        sums = answer.groupby(keys, sort=False)["value"].sum(skipna=False).to_numpy()
        expected = change.sum(axis=1) if keys == ["region"] else change.ravel()
        known = ~np.isnan(sums)
        np.testing.assert_allclose(sums[known], expected[known], rtol=0, atol=1e-9)
        if (matrices > 0).all():
            assert known.all()


@given(paths(positive=True))
def test_over_the_whole_area_only_the_national_part_is_left(matrices):
    for variant in ("classic", "dynamic"):
        answer = shift_share(over_years(*matrices), variant=variant)
        of_industry = answer.pivot_table("value", "industry", "component", aggfunc="sum")
        np.testing.assert_allclose(of_industry["competitive"], 0, atol=1e-8)
        assert of_industry["industry_mix"].sum() == pytest.approx(0, abs=1e-8)


@given(paths(positive=True))
def test_dynamic_over_two_years_is_classic(matrices):
    table = over_years(*matrices[:2])
    classic, dynamic = (shift_share(table, variant=v)["value"] for v in ("classic", "dynamic"))
    np.testing.assert_allclose(dynamic, classic, rtol=1e-12)


def test_dynamic_is_the_sum_of_its_steps():
    random = np.random.default_rng(1)
    matrices = random.integers(1, 99, (3, 4, 3))
    table = over_years(*matrices)
    steps = [
        shift_share(table, start=year, end=year + 1)["value"].to_numpy() for year in (2000, 2001)
    ]
    together = shift_share(table, variant="dynamic")["value"].to_numpy()
    np.testing.assert_allclose(together, sum(steps), rtol=1e-12)


def test_what_is_new_has_no_growth_rate():
    table = over_years([[5, 0], [5, 0]], [[6, 3], [4, 0]])
    answer = shift_share(table)
    new = answer[(answer["region"] == "r00") & (answer["industry"] == "i1")]
    assert set(reasons(new)) == {"no employment in the industry to grow from"}
    elsewhere = answer[(answer["region"] == "r01") & (answer["industry"] == "i1")]
    assert elsewhere["value"].tolist() == [0, 0, 0]
    whole = shift_share(table, variant="region_classic")
    why = "no employment in the industry to grow from, for one of its industries"
    assert reasons(whole) == [why] * 3 + [None] * 3


def test_esteban_marquillas_needs_the_cell_to_have_been_there():
    table = over_years([[5, 0], [5, 5]], [[6, 3], [4, 4]])
    assert shift_share(table)["value"].notna().all()
    answer = shift_share(table, variant="esteban_marquillas")
    why = "no employment in the cell to grow from"
    assert reasons(answer)[4:8] == [why] * 4
    assert answer["value"].notna().sum() == 12


def test_an_unknown_cell_is_left_out_of_both_years():
    matrices = [[[5.0, 7], [5, 9]], [[6, np.nan], [4, 12]]]
    table = over_years(*matrices).assign(flag=None)
    table["flag"] = table["flag"].astype("str").where(table["employment"].notna(), "suppressed")
    answer = shift_share(table)
    assert reasons(answer)[3:6] == ["value suppressed"] * 3
    without = shift_share(over_years([[5, 0], [5, 9]], [[6, 0], [4, 12]]))
    known = answer["value"].notna()
    np.testing.assert_allclose(answer["value"][known], without["value"][known], rtol=1e-12)
    whole = shift_share(table, variant="region_classic")
    assert reasons(whole)[0] == "value suppressed, for one of its industries"
    assert answer.attrs["measure"]["n_suppressed"] == 1


def test_the_facts_name_the_years():
    table = over_years([[5]], [[6]], [[8]])
    facts = shift_share(table, start=2001).attrs["measure"]
    assert (facts["start"], facts["end"], facts["unit"]) == (2001, 2002, "employment")


def test_wrong_years_are_refused():
    table = over_years([[5]], [[6]])
    with pytest.raises(UnknownName, match=r"CLW-N06 .*1999(?s:.*)CLW-N06 .*2030"):
        shift_share(table, start=1999, end=2030)
    with pytest.raises(ParameterError, match=r"CLW-M50 .*2001, is not before the last, 2000"):
        shift_share(table, start=2001, end=2000)
    with pytest.raises(StudyError, match=r"CLW-M05 .*fewer than two years"):
        shift_share(over_years([[5]]))
