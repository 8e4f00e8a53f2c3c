"""The door and the arithmetic that all measures share."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import activity, long
from workbench.errors import StudyError, UnknownName
from workbench.measures import _groups, herfindahl, location_quotient
from workbench.measures._cells import Key, cells, distance, kept, pooled, ratio

KEYS = ("region", "industry")


def codes(error):
    return [problem.code for problem in error.value.problems]


def test_groups_add_up_like_pandas():
    table = activity()
    found = cells(table, "employment", KEYS)
    for names in ((), ("region",), ("industry",), KEYS):
        groups = found.by(*names)
        expected = table.groupby([*names, "year"], sort=False)["employment"].sum()
        totals = groups.total(found.amounts)[groups.codes[groups.first_rows]]
        assert totals.tolist() == expected.tolist()


def test_sums_over_the_first_key_and_back():
    table = activity()
    found = cells(table, "employment", KEYS)
    regions, years = found.by("region"), found.by()
    totals = regions.total(found.amounts)
    assert regions.over_first(totals).tolist() == years.total(found.amounts).tolist()
    per_row = regions.shared(years.total(found.amounts))[regions.codes]
    assert per_row.tolist() == table.groupby("year")["employment"].transform("sum").tolist()


def test_ratio_is_undefined_or_filled_where_the_divisor_is_zero():
    above, below = np.array([1.0, 0.0, 3.0]), np.array([2.0, 0.0, 0.0])
    np.testing.assert_array_equal(ratio(above, below), [0.5, np.nan, np.nan])
    np.testing.assert_array_equal(ratio(above, below, 0), [0.5, 0, 0])


def test_an_absent_cell_differs_by_all_it_is_compared_with():
    found = cells(long([[4, 4], [2, 0]]).iloc[:3], "employment", KEYS)
    regions, compared = found.by("region"), pooled(found, "industry")
    shares = found.amounts / np.array([8, 8, 2])
    answer = distance(regions, shares, compared[found.by("industry").codes])
    np.testing.assert_allclose(answer, [0.1 + 0.1, 0.4 + 0.4])


def test_everything_wrong_is_told_in_one_pass():
    table = pd.DataFrame(
        {
            "region": ["A", None, "B", "B"],
            "industry": ["x", "x", "y", "y"],
            "employment": [1.0, np.inf, -3.0, -4.0],
        }
    )
    with pytest.raises(StudyError) as caught:
        location_quotient(table)
    assert codes(caught) == ["CLW-T28", "CLW-T34", "CLW-T38"]
    empty, negative, _ = caught.value.problems
    assert (empty.row, empty.column) == (3, "region")
    assert (negative.row, negative.value, negative.more) == (4, "-3.0", 1)


def test_a_cell_that_is_there_twice_is_refused():
    table = long([[1, 2], [3, 4]])
    with pytest.raises(
        StudyError, match=r"CLW-T26 .*the same region, industry\n.*row 6, and 1 more"
    ):
        location_quotient(pd.concat([table, table.head(2)]))
    with pytest.raises(StudyError, match=r"CLW-T26 .*the same region, industry, year"):
        herfindahl(pd.concat([table, table.head(1)]).assign(year=2010))
    herfindahl(pd.concat([table.assign(year=2010), table.assign(year=2011)]))


def test_text_is_no_amount():
    table = long([[1, 2]]).astype({"employment": "str"})
    with pytest.raises(StudyError, match=r'CLW-T10 .*employment does not hold numbers\n.*"1"'):
        location_quotient(table)


def test_absent_columns_are_named_with_the_nearest():
    table = long([[1, 2]], "employees").rename(columns={"region": "regions"})
    with pytest.raises(UnknownName) as caught:
        location_quotient(table, value="employment")
    assert codes(caught) == ["CLW-N04", "CLW-N04"]
    assert "nearest: regions" in str(caught.value)
    assert "nearest: employees" in str(caught.value)


@pytest.mark.parametrize("dtype", ["int64", "Int64", "Float64", "float32", "uint8"])
def test_any_type_of_number_will_do(dtype):
    table = long([[1, 2], [3, 4]])
    expected = location_quotient(table)["value"]
    answer = location_quotient(table.astype({"employment": dtype}))["value"]
    assert answer.tolist() == expected.tolist()


def test_a_missing_nullable_number_is_missing():
    table = long([[1, 2], [3, 4]]).astype({"employment": "Int64"})
    table.loc[0, "employment"] = pd.NA
    answer = location_quotient(table)
    assert answer["undefined"].iloc[0] == "value missing"


def test_categorical_and_whole_number_keys_will_do():
    table = long([[1, 2], [3, 4]])
    expected = location_quotient(table)["value"].tolist()
    categories = table.astype({"region": "category", "industry": "category"})
    assert location_quotient(categories)["value"].tolist() == expected
    numbers = table.assign(region=table["region"].str[1:].astype(int))
    assert location_quotient(numbers)["value"].tolist() == expected


def test_not_applicable_is_a_fourth_thing():
    table = long([[1.0, np.nan], [3, 4]]).assign(flag=["", "not_applicable", "", ""])
    answer = location_quotient(table)
    assert answer["undefined"].iloc[1] == "not applicable"
    facts = answer.attrs["measure"]
    assert (facts["n_not_applicable"], facts["n_missing"]) == (1, 0)


def test_an_imputed_or_flagged_number_is_a_number():
    table = long([[1, 2], [3, 4]])
    flagged = table.assign(flag=["suppressed", "imputed", None, "not_applicable"])
    assert (
        location_quotient(flagged)["value"].tolist() == location_quotient(table)["value"].tolist()
    )


def test_the_hash_knows_labels_numbers_and_gaps():
    table = long([[1.0, 2], [3, 0]])
    gap = table.assign(employment=table["employment"].where(table["employment"] > 0))
    variants = [
        table,
        table.assign(employment=table["employment"] * 2),
        table.assign(region=["r00", "r00", "r02", "r02"]),
        table.assign(industry=["i1", "i0"] * 2),
        table.assign(year=2010),
        gap,
    ]
    hashes = [location_quotient(t).attrs["measure"]["inputs_hash"] for t in variants]
    assert len(set(hashes)) == len(variants)
    assert location_quotient(table.copy()).attrs["measure"]["inputs_hash"] == hashes[0]


def test_what_is_kept_within_another_keeping_is_kept_to_its_end():
    table = long([[1, 2], [3, 4]])
    with kept():
        first = cells(table, "employment", ("region", "industry"))
        with kept():
            assert cells(table, "employment", ("region", "industry")) is first
        assert cells(table, "employment", ("region", "industry")) is first
    assert cells(table, "employment", ("region", "industry")) is not first


def test_categories_without_a_row_are_no_level():
    column = pd.Series(pd.Categorical(["c", "a", None, "c"], categories=["a", "b", "c"]))
    key = Key.of(column)
    assert key.levels.tolist() == ["a", "c"]
    assert key.codes.tolist() == [1, 0, -1, 1]


def test_a_full_table_adds_up_like_its_rows_in_another_order():
    table = long(np.random.default_rng(0).integers(0, 9, (7, 5)).astype(float))
    shuffled = table.sample(frac=1, random_state=0)
    full, other = (cells(rows, "employment", KEYS) for rows in (table, shuffled))
    assert full.is_full
    assert not other.is_full
    assert not cells(table[:-1], "employment", KEYS).is_full
    for name in KEYS:
        labels = full.keys[name].levels
        places = other.keys[name].levels.get_indexer(labels)
        for values in (full.amounts, full.amounts > 3, full.shares_in(name)):
            elsewhere = values[shuffled.index]
            found = full.by(name).total(values)
            np.testing.assert_allclose(found, other.by(name).total(elsewhere)[places], rtol=1e-14)


def test_the_first_row_of_each_code_wherever_it_is(monkeypatch):
    monkeypatch.setattr(_groups, "A_LOOK", 2)
    codes = np.array([2, 2, 0, 3, 0])
    assert _groups.first_rows(codes, 5).tolist() == [2, 5, 0, 3, 5]
    assert _groups.first_rows(np.array([1, 0, 0, 1]), 2).tolist() == [1, 0]
    assert _groups.Grouping(codes, 5, 1).first_rows.tolist() == [0, 2, 3]


def test_shares_are_0_where_there_is_nothing():
    table = long([[1.0, 3.0], [0.0, 0.0]])
    found = cells(table, "employment", KEYS)
    assert found.shares_in("region").tolist() == [0.25, 0.75, 0, 0]
    assert found.shares_in("industry").tolist() == [1, 1, 0, 0]


def test_another_key_leaves_what_was_made_of_the_others():
    found = cells(long([[1.0, 3.0], [2.0, 5.0]]), "employment", KEYS)
    region, digest = found.by("region"), found.digest.hexdigest()
    first = found.with_key("half", Key(np.array([0, 0, 1, 1]), pd.Index(["a", "b"])))
    assert first.by("half").total(found.amounts).tolist() == [4, 7]
    second = first.with_key("half", Key(np.array([0, 1, 0, 1]), pd.Index(["a", "b"])))
    assert first.by("region") is region
    assert second.by("half").total(found.amounts).tolist() == [3, 8]
    assert len({digest, first.digest.hexdigest(), second.digest.hexdigest()}) == 3


def test_rows_are_told_apart_by_labels_or_may_repeat():
    table = pd.DataFrame(
        {
            "plant": ["p", "q", "p"],
            "region": "A",
            "industry": "shoes",
            "employment": [1, 2, 3],
        }
    )
    for labels in ((), ("plant",)):
        with pytest.raises(StudyError) as error:
            cells(table, "employment", KEYS, "plants", labels)
        assert codes(error) == ["CLW-T26"]
    assert "the same plant, region, industry" in str(error.value)
    assert cells(table[:2], "employment", KEYS, "plants", ("plant",)).amounts.tolist() == [1, 2]
    assert cells(table, "employment", KEYS, "plants", None).amounts.tolist() == [1, 2, 3]
    with pytest.raises(StudyError) as error:
        empty = table.assign(plant=["p", None, "r"])
        cells(empty, "employment", KEYS, "plants", ("plant",))
    assert codes(error) == ["CLW-T28"]


def test_where_rows_may_repeat_cells_that_were_checked_will_do():
    table = pd.DataFrame({"region": ["A", "A"], "industry": "shoes", "employment": [1, 2]})
    with kept():
        loose = cells(table, "employment", KEYS, labels=None)
        assert cells(table, "employment", KEYS, labels=None) is loose
        with pytest.raises(StudyError):
            cells(table, "employment", KEYS)
    with kept():
        one = table[:1]
        strict = cells(one, "employment", KEYS)
        assert cells(one, "employment", KEYS, labels=None) is strict
