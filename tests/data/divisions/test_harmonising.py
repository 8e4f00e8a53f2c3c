"""Are counts conserved, rates weighted and gaps told when tables go to one division?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.data.divisions.small_divisions import division, moves
from workbench.data.divisions import Way, harmonise, way
from workbench.data.divisions import harmonising as module
from workbench.errors import StudyError

KNOWN = division(("1", 2010, 2014), ("2", 2010, 2020), ("3", 2010, 2020))
FOUND = moves((2014, "merged", "1", "2"))


@pytest.fixture
def over() -> Way:
    """1 was merged into 2 in 2014; 3 stays as it is."""
    return way(KNOWN, FOUND, [2010, 2020], to=2020)


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "region": ["1", "2", "3", "2", "3"],
            "year": [2010, 2010, 2010, 2020, 2020],
            "employment": [10, 30, 7, 50, 8],
            "wage": [100.0, 200.0, 50.0, 300.0, 60.0],
        }
    )


def cells(table: pd.DataFrame, column: str) -> dict[tuple[str, int], float]:
    keys = zip(table["region"], table["year"], strict=True)
    return dict(zip(keys, table[column], strict=True))


def test_counts_add_up_and_rates_are_weighted(table: pd.DataFrame, over: Way) -> None:
    """By hand: (10·100 + 30·200) / 40 = 175."""
    before = table.copy()
    found, told = harmonise(table, over, counts=["employment"], rates={"wage": "employment"})
    assert cells(found, "employment") == {
        ("2", 2010): 40,
        ("2", 2020): 50,
        ("3", 2010): 7,
        ("3", 2020): 8,
    }
    assert cells(found, "wage") == {
        ("2", 2010): 175,
        ("2", 2020): 300,
        ("3", 2010): 50,
        ("3", 2020): 60,
    }
    assert told == []
    pd.testing.assert_frame_equal(table, before)


def test_what_is_not_declared_is_never_added_up(table: pd.DataFrame, over: Way) -> None:
    found, told = harmonise(table, over, counts=["employment"])
    wage = cells(found, "wage")
    assert np.isnan(wage.pop(("2", 2010)))
    assert wage == {("2", 2020): 300, ("3", 2010): 50, ("3", 2020): 60}
    assert [(p.code, p.column, p.is_warning) for p in told] == [("CLW-G37", "wage", True)]


def test_a_missing_part_makes_the_sum_missing(table: pd.DataFrame, over: Way) -> None:
    gap = table.astype({"employment": "float64"})
    gap.loc[0, "employment"] = np.nan
    found, told = harmonise(gap, over, counts=["employment"])
    assert np.isnan(cells(found, "employment")[("2", 2010)])
    first = next(p for p in told if p.code == "CLW-G38")
    assert "first: 2 in 2010" in first.message
    assert first.is_warning


def test_a_part_without_any_row_makes_the_sum_missing(table: pd.DataFrame, over: Way) -> None:
    found, told = harmonise(table.drop(index=0), over, counts=["employment"])
    assert np.isnan(cells(found, "employment")[("2", 2010)])
    assert "CLW-G38" in {p.code for p in told}


def test_a_missing_figure_of_an_unchanged_region_is_not_told(
    table: pd.DataFrame, over: Way
) -> None:
    gap = table.astype({"employment": "float64"})
    gap.loc[2, "employment"] = np.nan
    found, told = harmonise(gap, over, counts=["employment"], rates={"wage": "employment"})
    assert np.isnan(cells(found, "employment")[("3", 2010)])
    assert cells(found, "wage")[("3", 2010)] == 50
    assert told == []


def test_flags_go_with_the_sum(table: pd.DataFrame, over: Way) -> None:
    flagged = table.astype({"employment": "float64"}).assign(
        flag=["suppressed", "imputed", None, "imputed", None]
    )
    flagged.loc[0, "employment"] = np.nan
    found, _ = harmonise(flagged, over, counts=["employment"])
    flags = cells(found.assign(flag=found["flag"].fillna("")), "flag")
    assert flags == {
        ("2", 2010): "suppressed",
        ("2", 2020): "imputed",
        ("3", 2010): "",
        ("3", 2020): "",
    }


def test_industries_stay_apart(over: Way) -> None:
    rows = pd.DataFrame(
        {
            "region": ["1", "2", "2"],
            "industry": ["shoes", "shoes", "toys"],
            "year": 2010,
            "employment": [1, 2, 4],
        }
    )
    found, told = harmonise(rows, over, counts=["employment"])
    assert found.set_index("industry")["employment"].to_dict() == {"shoes": 3, "toys": 4}
    assert told == []


def test_a_code_of_another_year_stops(table: pd.DataFrame, over: Way) -> None:
    wrong = table.assign(region=["1", "2", "3", "1", "3"])
    with pytest.raises(
        StudyError, match=r"1 name of 1 is no code of 2020: it was abolished in 2014"
    ):
        harmonise(wrong, over, counts=["employment"])


def test_a_broken_total_is_an_error_with_the_numbers(
    table: pd.DataFrame, over: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    joined = module._joined

    def twice(*given: object) -> pd.DataFrame:
        rows = joined(*given)  # type: ignore[arg-type]
        return pd.concat([rows, rows[rows["region"] == "3"]])

    monkeypatch.setattr(module, "_joined", twice)
    with pytest.raises(StudyError) as caught:
        harmonise(table, over, counts=["employment"])
    assert [(p.code, p.value, p.expected) for p in caught.value.problems] == [
        ("CLW-G35", "54", "47, to 1e-09 of it"),
        ("CLW-G35", "66", "58, to 1e-09 of it"),
    ]


def test_the_year_of_a_change_may_have_old_or_new_codes() -> None:
    over = way(KNOWN, FOUND, [2014], to=2020)
    old = pd.DataFrame({"region": ["1", "2"], "year": 2014, "employment": [1, 2]})
    new = pd.DataFrame({"region": ["2"], "year": 2014, "employment": [3]})
    for rows in (old, new):
        found, told = harmonise(rows, over, counts=["employment"])
        assert found["employment"].tolist() == [3]
        assert told == []


def test_real_employment_is_conserved_by_industry(
    census: pd.DataFrame, counties: pd.DataFrame, changes: pd.DataFrame
) -> None:
    sections = [c for c in census if str(c).startswith("emp_")]
    rows = census.melt(["region", "year"], sections, "industry", "employment").fillna(0)
    found, told = harmonise(rows, way(counties, changes, [2010, 2020]), counts=["employment"])
    keys = ["industry", "year"]
    before, after = (t.groupby(keys)["employment"].sum() for t in (rows, found))
    pd.testing.assert_series_equal(after, before.astype("float64"), rtol=0, atol=0)
    assert found["region"].nunique() == 206
    assert told == []


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.floats(0, 1e12), min_size=3, max_size=3),
    weights=st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=2),
)
def test_totals_are_conserved_to_1e_9(values: list[float], weights: list[float]) -> None:
    known = division(("1", 2010, 2020), ("2", 2014, 2020), ("3", 2010, 2014), ("4", 2010, 2020))
    found = moves((2014, "split off", "1", "2"), (2014, "merged", "3", "4"))
    pairs = pd.DataFrame({"old_region": ["1", "1"], "new_region": ["1", "2"], "weight": weights})
    over = way(known, found, [2010], to=2020, weights=pairs)
    rows = pd.DataFrame({"region": ["1", "3", "4"], "year": 2010, "employment": values})
    result, _ = harmonise(rows, over, counts=["employment"])
    assert result["employment"].sum() == pytest.approx(sum(values), rel=1e-9)
    assert (result["employment"] >= 0).all()
