"""The view of regions by the size of their firms: shipped studies, places, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.competitiveness.sme_view import _places, sme_view
from workbench.data import load
from workbench.errors import ParameterError, StudyError, UnknownName

NUMBERS = st.one_of(st.none(), st.tuples(st.integers(0, 6), st.integers(0, 3)))


@settings(max_examples=25, deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=9))
def test_places_are_those_of_counting_who_is_ahead(found):
    bounds = [None if b is None else (b[0], b[0] + b[1]) for b in found]
    low, high = (np.array([np.nan if b is None else b[n] for b in bounds], float) for n in (0, 1))
    known = [b for b in bounds if b is not None]
    best, worst = _places(low, high)
    for n, own in enumerate(bounds):
        if own is None:
            assert best[n] is pd.NA
            assert worst[n] is pd.NA
            continue
        assert best[n] == 1 + sum(other[0] > own[1] for other in known)
        assert worst[n] == sum(other[1] >= own[0] for other in known)


def test_communes_around_strasbourg():
    study = load("strasbourg_establishments")
    view = sme_view(study, level="commune", at_least=1)
    assert view["region"].is_unique
    assert len(view) == study.activity["region"].str[:5].nunique()
    starts = study.tables["size_classes"].set_index("size_class")["employees_from"]
    rows = study.activity.assign(start=study.activity["size_class"].map(starts))
    rows = rows[rows["start"] >= 1]
    counts = rows.groupby(rows["region"].str[:5])["establishments"].sum()
    rows = rows[rows["start"] < 250]
    small = rows.groupby(rows["region"].str[:5])["establishments"].sum()
    found = view.set_index("region").loc[counts.index]
    assert found["establishments"].tolist() == counts.tolist()
    expected = (small / counts).tolist()
    assert found["sme_share_low"].tolist() == pytest.approx(expected, abs=1e-12)
    assert found["sme_share_high"].tolist() == pytest.approx(expected, abs=1e-12)
    strasbourg = view.set_index("name").loc["Strasbourg"]
    assert strasbourg["sme_employment_share_low"] < strasbourg["sme_employment_share_high"] < 1
    assert strasbourg["mean_size_low"] < strasbourg["mean_size_high"]
    about = view.attrs["sme"]
    assert about["place_by"] == "share of establishments"
    assert about["n_placed"] == view["sme_share_low"].notna().sum()


def test_places_go_by_the_mean_size_where_there_are_no_classes():
    view = sme_view("us_metro_clusters")
    table = load("us_metro_clusters").activity.groupby("region", sort=False)
    means = table["employment"].sum() / table["establishments"].sum()
    assert view["mean_size_low"].tolist() == pytest.approx(means.tolist(), rel=1e-12)
    assert view[["sme_share_low", "sme_share_high"]].isna().all(axis=None)
    assert view["share_undefined"].eq("no size classes, so no share can be told").all()
    ranks = means.rank(method="min").astype(int)
    assert view["place_best"].tolist() == ranks.tolist()
    assert view.attrs["sme"]["place_by"] == "mean size, the smallest first"


def test_the_latest_year_and_a_year_that_is_asked_for():
    for year, expected in ((None, 2011), (2000, 2000)):
        view = sme_view("us_states_manufacturing", year=year)
        assert view["year"].unique().tolist() == [expected]
        is_missing = view["mean_size_low"].isna()
        assert view["place_best"].isna().tolist() == is_missing.tolist()
        assert view.loc[is_missing, "mean_size_undefined"].str.contains("suppressed").all()
        assert view.attrs["sme"]["n_placed"] == (~is_missing).sum() > 0


@pytest.mark.parametrize(
    ("study", "options", "error", "text"),
    [
        ("china_prefectures", {}, StudyError, "CLW-I53 .*china_prefectures says nothing"),
        ("strasbourg_establishments", {"year": 1990}, UnknownName, "CLW-N06 "),
        ("strasbourg_establishments", {"level": "comune"}, UnknownName, "CLW-N08 .*commune"),
        ("strasbourg_establishments", {"definition": "cn"}, ParameterError, "CLW-I51 "),
        ("us_states_manufacturing", {"at_least": 1}, ParameterError, "CLW-I52 "),
    ],
)
def test_what_cannot_be_shown_is_refused(study, options, error, text):
    with pytest.raises(error, match=text):
        sme_view(study, **options)
