"""Survival: by hand, against another estimator on random lives, censoring and truncation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight

from tests.measures.tables import reasons
from tests.reference import dynamics as reference
from workbench.errors import ParameterError, StudyError
from workbench.measures import survival


def lives_of(spans, last):
    """Plants from their first to their last year, one old plant from year 0, one until `last`."""
    rows = [
        (f"p{p}", "A", "shoes", year)
        for p, (first, until) in enumerate(spans)
        for year in range(first, until + 1)
    ]
    rows += [("old", "A", "shoes", year) for year in range(last + 1)]
    return pd.DataFrame(rows, columns=["plant", "region", "industry", "year"])


def test_by_hand():
    # four born in year 1: one is gone in 2, one in 3, two are there in 4; one born in 3 is there
    table = lives_of([(1, 1), (1, 2), (1, 4), (1, 4), (3, 4)], 4)
    answer = survival(table)
    assert answer["age"].tolist() == [1, 2, 3]
    assert answer["at_risk"].tolist() == [5, 3, 2]
    assert answer["deaths"].tolist() == [1, 1, 0]
    np.testing.assert_allclose(answer["value"], [4 / 5, 8 / 15, 8 / 15], rtol=1e-12)
    greenwood = 8 / 15 * np.sqrt(1 / 20 + 1 / 6)
    assert answer["standard_error"][1] == pytest.approx(greenwood, rel=1e-12)
    assert answer.attrs["measure"]["n_left_out"] == 1


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 9)), min_size=1, max_size=60))
def test_it_agrees_with_statsmodels(plants):
    last = 10
    spans = [(first, min(first + length, last)) for first, length in plants]
    answer = survival(lives_of(spans, last)).set_index("age")
    time = np.array([u - f + (u < last) for f, u in spans], dtype=float)
    status = np.array([u < last for _, u in spans])
    other = SurvfuncRight(time, status.astype(float))
    own = answer.loc[other.surv_times.astype(int)]
    np.testing.assert_allclose(own["value"], other.surv_prob, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(own["at_risk"], other.n_risk)
    np.testing.assert_array_equal(own["deaths"], other.n_events)
    alive = own["value"].to_numpy() > 1e-12
    np.testing.assert_allclose(
        own["standard_error"][alive], other.surv_prob_se[alive], rtol=1e-9, atol=1e-12
    )


@given(st.integers(0, 10_000))
def test_without_censoring_it_is_the_share_alive(seed):
    random = np.random.default_rng(seed)
    lengths = random.integers(0, 6, 40)
    answer = survival(lives_of([(1, 1 + length) for length in lengths], 20))
    expected = [(lengths >= age).mean() for age in answer["age"]]
    np.testing.assert_allclose(answer["value"], expected, rtol=1e-12, atol=1e-12)


@given(st.integers(0, 10_000))
def test_it_falls_and_stays_inside_its_interval(seed):
    table = reference.plant_panel(seed)
    for variant in ("industry", "region", "cell", "area"):
        answer = survival(table, variant=variant)
        groups = answer.groupby([k for k in ("region", "industry") if k in answer] or (lambda _: 0))
        assert (groups["value"].diff().dropna() <= 0).all()
        inner = answer.dropna(subset="low")
        assert (inner["low"] < inner["value"]).all()
        assert (inner["value"] < inner["high"]).all()
        assert (inner["low"] >= 0).all()
        assert (inner["high"] <= 1).all()


def test_the_interval_of_a_published_transformation():
    # Kalbfleisch and Prentice (1980): S to the power of exp(± z se(log(-log S)))
    row = survival(lives_of([(1, 1), (1, 2), (1, 4), (1, 4), (3, 4)], 4)).iloc[1]
    theta = np.log(-np.log(8 / 15))
    error = np.sqrt(1 / 20 + 1 / 6) / abs(np.log(8 / 15))
    ends = np.exp(-np.exp(theta + np.array([1, -1]) * 1.959963984540054 * error))
    np.testing.assert_allclose(row[["low", "high"]].to_numpy(dtype=float), ends, rtol=1e-12)


def test_years_that_the_table_skips():
    table = lives_of([(1, 1), (1, 6), (1, 6)], 6)
    answer = survival(table[table["year"].isin([0, 1, 6])])
    assert answer["age"].tolist() == [1, 2, 3, 4, 5]
    np.testing.assert_allclose(answer["value"], [1, 1, 1, 1, 2 / 3], rtol=1e-12)


def test_groups_are_those_of_birth():
    table = lives_of([(1, 2), (1, 1)], 3)
    table.loc[(table["plant"] == "p0") & (table["year"] == 2), "region"] = "B"
    answer = survival(table, variant="region").set_index(["region", "age"])
    assert answer.loc[("A", 1), "at_risk"] == 2
    assert answer.loc["B", "undefined"].tolist() == [
        "no plant was born after the first year of the table"
    ]


@pytest.mark.parametrize("variant", ["region", "industry", "cell"])
def test_each_group_is_as_if_alone(variant):
    table = reference.plant_panel(3, gaps=False)
    keys = ["region", "industry"] if variant == "cell" else [variant]
    together = survival(table, variant=variant).set_index([*keys, "age"])["value"].sort_index()
    assert len(together) > 3
    years = pd.DataFrame({"plant": "old", "year": sorted(set(table["year"]))})
    for key, own in table.groupby(keys):
        others = own[own["plant"] != "old"]
        panel = pd.concat([others, years.assign(**dict(zip(keys, key, strict=True)))])
        alone = survival(panel, variant="area")["value"].to_numpy()
        np.testing.assert_allclose(together.loc[key], alone, rtol=1e-12)


def test_why_there_is_no_survival():
    old = lives_of([], 3)
    assert reasons(survival(old)) == ["no plant was born after the first year of the table"]
    new = lives_of([(3, 3)], 3)
    assert reasons(survival(new)) == ["no plant was born early enough to be seen a year later"]


def test_wrong_calls_are_refused():
    table = lives_of([(1, 2)], 3)
    with pytest.raises(ParameterError, match=r"CLW-M53 .*confidence"):
        survival(table, confidence=95)
    with pytest.raises(StudyError, match=r"CLW-T26 .*plant, year"):
        survival(pd.concat([table, table]))
