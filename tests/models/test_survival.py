"""The curve of survival and its median: published values, relations, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import ParameterError
from workbench.models.survival import kaplan_meier, periods_at_risk

# Weeks in remission of 42 children with leukaemia, treated with 6-mercaptopurine or a placebo:
# Freireich and others (1963), Blood 21; the example of Cox (1972) and of most textbooks since.
TREATED = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_the_published_curve_of_the_treated():
    """S(6) = 0.857 with Greenwood's error 0.0764, median 23; intervals as R's survfit has them
    with conf.type = "log-log" (survival 3.5), where the median's upper end is not reached."""
    found = kaplan_meier(pd.Series(TREATED), pd.Series(RELAPSED))
    assert found.table["survival"].round(4).tolist() == [
        0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482,
    ]  # fmt: skip
    assert found.table["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    first = found.table.loc[6]
    np.testing.assert_allclose(
        first[["std_error", "low", "high"]].to_numpy("float64"),
        [0.076360355, 0.61971796, 0.95155175],
        rtol=1e-7,
    )
    assert (found.median, found.low, found.high) == (23, 13, np.inf)
    assert (found.n, found.n_events) == (21, 9)


def test_the_published_median_of_the_placebo():
    found = kaplan_meier(pd.Series(PLACEBO), pd.Series([1] * 21))
    assert (found.median, found.low, found.high) == (8, 4, 11)
    assert found.table["survival"].iloc[-1] == 0


def test_without_events_nothing_falls():
    found = kaplan_meier(pd.Series([1.0, 2.0]), pd.Series([False, False]))
    assert found.median == np.inf
    assert found.table.empty


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=30))
def test_the_curve_falls_and_knows_no_order_of_rows(rows):
    table = pd.DataFrame(rows, columns=["t", "e"])
    found = kaplan_meier(table["t"], table["e"])
    again = kaplan_meier(table["t"][::-1], table["e"][::-1])
    pd.testing.assert_frame_equal(found.table, again.table)
    survival = found.table["survival"]
    assert (survival.diff().dropna() < 0).all()
    if table["e"].all():  # without anyone out of sight it is the share that is left
        share = [(table["t"] > time).mean() for time in found.table.index]
        np.testing.assert_allclose(survival, share, atol=1e-12)


def test_the_interval_of_the_median_covers():
    random = np.random.default_rng(3)
    hits = 0
    for _ in range(150):
        life, seen = random.exponential(1.0, 60), random.uniform(0.5, 3.0, 60)
        found = kaplan_meier(pd.Series(np.minimum(life, seen)), pd.Series(life <= seen))
        hits += found.low <= np.log(2) <= found.high
    assert 132 <= hits <= 150  # 0.95 of 150 is 142.5; the bounds chance crosses once in a thousand


def test_all_that_is_wrong_is_told():
    with pytest.raises(ParameterError, match="not positive") as told:
        kaplan_meier(pd.Series([1.0, 0.0], name="months"), pd.Series([1, 2], name="closed"))
    assert [p.column for p in told.value.problems] == ["months", "closed"]
    assert [p.value for p in told.value.problems] == ["0.0", "2"]
    assert all(p.code == "CLW-F65" and p.remedy for p in told.value.problems)


def test_missing_durations_are_refused():
    with pytest.raises(ParameterError, match="not positive"):
        kaplan_meier(pd.Series([1.0, np.nan]), pd.Series([1, 1]))


def test_periods_at_risk_add_up():
    firms = pd.DataFrame(
        {"years": [3, 1, 2], "closed": [0, 1, 1], "size": [5, 6, 7]}, index=list("abc")
    )
    kept = firms.copy()
    found = periods_at_risk(firms, duration="years", is_event="closed")
    assert len(found) == firms["years"].sum()
    assert found.groupby("row_of_unit")["closed"].sum().to_dict() == {"a": 0, "b": 1, "c": 1}
    assert found[found["closed"] == 1]["period"].tolist() == [1, 2]
    pd.testing.assert_frame_equal(firms, kept)


def test_parts_of_periods_are_refused():
    firms = pd.DataFrame({"years": [1.0, 2.5], "closed": [1, 0]})
    with pytest.raises(ParameterError, match="not whole") as told:
        periods_at_risk(firms, duration="years", is_event="closed")
    assert told.value.problems[0].value == "2.5"
