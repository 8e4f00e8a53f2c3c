"""The clusters of one region, by each rule that the study can feed."""

from __future__ import annotations

import pytest

from workbench.data import load
from workbench.errors import ParameterError
from workbench.rules import _of_region, applicable, clusters_of, compare, rule, rules
from workbench.rules._apply import with_value

STUDY, REGION = "china_prefectures", "330300"


@pytest.fixture(scope="module")
def found():
    return clusters_of(STUDY, REGION)


def test_each_rule_says_what_it_says_of_all_regions(found):
    names = load(STUDY).industries.set_index("industry")["name"]
    assert list(found["rule"]) == applicable(load(STUDY))
    for row in found.itertuples():
        if "hot_spot" in row.rule:
            continue
        answer = rule(row.rule, STUDY)
        own = answer[(answer["region"] == REGION) & answer["is_cluster"].fillna(False)]
        expected = ", ".join(names[own["industry"]]) or "none"
        assert row.clusters == expected
        assert row.count == len(own)
        assert row.judged == 5


def test_a_region_that_is_not_there_is_told():
    with pytest.raises(ParameterError) as error:
        clusters_of(STUDY, "33030")
    assert error.value.problems[0].code == "CLW-N13"


def test_shares_are_judged_where_there_is_no_employment():
    table = clusters_of("european_regions", "ITH5").set_index("rule")
    answer = rule("location_quotient_threshold", "european_regions", value="employment_share")
    own = answer[(answer["region"] == "ITH5") & answer["is_cluster"].fillna(False)]
    assert table.at["location_quotient_threshold", "count"] == len(own) > 0


def test_another_column_goes_to_the_rules_that_judge_by_employment():
    assert with_value(rules["location_quotient_threshold"], "shares") == {"value": "shares"}
    # its thresholds are in yuan, or it counts firms
    assert with_value(rules["block_economy"], "shares") == {}
    assert with_value(rules["density_based"], "shares") == {}
    assert with_value(rules["size_only"], None) == {}


def test_rules_are_compared_by_another_column():
    names = ["location_quotient_threshold", "standardised_location_quotient"]
    table = compare("european_regions", names, value="employment_share").counts
    own = rule(names[0], "european_regions", value="employment_share")
    assert table.at[0, "clusters"] == own["is_cluster"].sum()


def test_of_several_years_the_latest_is_told(monkeypatch):
    one = "location_quotient_threshold"
    monkeypatch.setattr(_of_region, "applicable", lambda *_: [one])
    study = load("zhejiang_guangdong")
    names = study.industries.set_index("industry")["name"]
    answer = rule(one, study, year=2020)
    yes = answer[answer["is_cluster"].fillna(False)]
    before = rule(one, study, year=2010)
    region = next(
        region
        for region in yes["region"].unique()
        if set(yes.loc[yes["region"] == region, "industry"])
        != set(before.loc[(before["region"] == region) & before["is_cluster"].fillna(False),
                          "industry"])
    )  # fmt: skip
    expected = ", ".join(names[yes.loc[yes["region"] == region, "industry"]])
    assert clusters_of(study, region)["clusters"].tolist() == [expected]


def test_a_region_that_a_rule_cannot_judge_has_its_reason(monkeypatch):
    monkeypatch.setattr(_of_region, "applicable", lambda *_: ["location_quotient_threshold"])
    study = load(STUDY)
    own = study.activity["region"] == REGION
    jobs = study.activity["employment"].astype("float64").mask(own)
    told = clusters_of(study.with_tables(activity=study.activity.assign(employment=jobs)), REGION)
    assert told["clusters"].str.startswith("cannot be said: ").all()
    assert told["judged"].tolist() == [0]
