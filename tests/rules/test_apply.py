"""A rule on a study: tables found, text read, and what is lacking told with what would do."""

from pathlib import Path

import pandas as pd
import pytest

from tests.rules.tables import SIZE_CLASSES, activity, by_size, industries, regions
from workbench.data import Study, load
from workbench.errors import ParameterError, UnknownName
from workbench.rules import applicable, industrial_district, read, rule, rules, size_only


def toy(**changes):
    table = activity()
    known = {"activity": table, "regions": regions(table), "industries": industries(table)}
    return Study("toy", Path(), {"resources": []}, known | changes)


def test_it_is_the_function_on_the_tables_of_the_study():
    study = toy()
    for name in ("size_only", size_only):
        expected = size_only(study.activity.reset_index(drop=True))
        pd.testing.assert_frame_equal(rule(name, study), expected)


def test_parameters_come_as_text_from_a_shell():
    found = rule("size_only", toy(), share="0.3", value="establishments")
    pd.testing.assert_frame_equal(
        found, size_only(activity().reset_index(drop=True), share=0.3, value="establishments")
    )
    assert read("size_only share=0.3 value=establishments") == (
        "size_only",
        {"share": "0.3", "value": "establishments"},
    )
    name, parameters = read("observatory_stars stars=3 minimum=50")
    assert rule(name, toy(), **parameters).attrs["rule"]["parameters"]["stars"] == 3


def test_one_year_and_one_industry():
    found = rule("size_only", toy(), year=2020, industry="i1")
    assert set(found["year"]) == {2020}
    assert set(found["industry"]) == {"i1"}
    whole = size_only(activity())
    own = whole[(whole["year"] == 2020) & (whole["industry"] == "i1")]
    assert found["is_cluster"].tolist() == own["is_cluster"].tolist()


def test_size_classes_are_kept_apart_for_the_rule_that_needs_them():
    table = by_size(activity())
    study = toy(activity=table, size_classes=SIZE_CLASSES)
    found = rule("industrial_district", study)
    expected = industrial_district(table, industries(activity()), SIZE_CLASSES)
    pd.testing.assert_frame_equal(found, expected)
    added = rule("size_only", study)
    assert not added.duplicated(["region", "industry", "year"]).any()


def test_what_a_study_can_feed():
    assert set(rules) - set(applicable(toy())) == {"industrial_district"}
    bare = toy(
        activity=activity().drop(columns=["establishments", "output_yuan", "mean_wage"]),
        regions=regions(activity())[["region"]],
    )
    assert applicable(bare) == [
        "location_quotient_threshold",
        "observatory_stars",
        "size_only",
        "specialised_town",
        "standardised_location_quotient",
    ]
    assert len(applicable(load("us_metro_clusters"))) >= 9


def test_every_applicable_rule_judges():
    for name in applicable(toy()):
        assert rule(name, toy())["is_cluster"].notna().any()


def test_what_is_lacking_is_told_together_with_what_would_do():
    bare = toy(regions=regions(activity())[["region"]])
    with pytest.raises(UnknownName) as caught:
        rule("litzenberger_sternberg_cut_off", bare)
    assert [p.value for p in caught.value.problems] == ["area_km2", "population"]
    assert "size_only" in caught.value.problems[0].remedy
    with pytest.raises(UnknownName, match="CLW-C05"):
        rule("local_moran_hot_spot", bare)
    with pytest.raises(UnknownName, match=r'CLW-N05 .*"size_classes"'):
        rule("industrial_district", toy())
    table = activity().drop(columns="mean_wage")
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"mean_wage"'):
        rule("observatory_stars_newer", toy(activity=table))
    named = rule("observatory_stars_newer", toy(activity=table), productivity="output_yuan")
    assert named["is_cluster"].any()


@pytest.mark.parametrize(
    ("name", "options", "error", "text"),
    [
        ("stars", {}, UnknownName, r"CLW-N12 .*nearest: observatory_stars"),
        ("size_only", {"year": 2011}, UnknownName, "CLW-N06"),
        ("size_only", {"industry": "i9"}, UnknownName, "CLW-N07"),
        ("size_only", {"shares": 0.1}, ParameterError, r"CLW-P01 .*nearest: share"),
        ("size_only", {"regions": 1}, ParameterError, "CLW-P01"),
        ("size_only", {"share": "few"}, ParameterError, "CLW-P02"),
        ("size_only", {"share": 5}, ParameterError, "CLW-P06"),
        ("size_only", {"value": "exports"}, UnknownName, r'CLW-N04 .*"exports"'),
    ],
)
def test_wrong_names_are_named(name, options, error, text):
    with pytest.raises(error, match=text):
        rule(name, toy(), **options)
