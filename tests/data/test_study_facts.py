"""Do the shipped tables hold what the descriptors' texts and warnings claim?"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from shapely import STRtree
from shapely.geometry import Point, shape

from tests.data.shipped import DATA, descriptor, indicator, outlines, table


def test_every_change_to_table_1_has_its_record() -> None:
    places = table("zhejiang_guangdong", "places").set_index("place")
    assert places["in_table_1"].sum() == 34
    resources = {r["name"]: r for r in descriptor("zhejiang_guangdong")["resources"]}
    recorded = {(c["key"]["place"], c["column"]) for c in resources["places"]["corrections"]}
    printed = {
        "name": places["as_printed"].str.removesuffix(" Town"),
        "group": places["group_as_printed"].replace("(main text)", np.nan),
        "product": places["product_as_printed"].str.lower(),
    }
    changed = {
        (place, column)
        for column, before in printed.items()
        for place in places.index[places[column].fillna("") != before.fillna("")]
    }
    assert changed == recorded
    assert len(recorded) == 13


def test_places_keep_the_extract_as_printed() -> None:
    towns = pd.read_csv(DATA / "extracts/towns/towns.csv", dtype={"county_code_2010": "str"})
    places = table("zhejiang_guangdong", "places").sort_values("position")
    for ours, theirs in {
        "as_printed": "seed_name",
        "group_as_printed": "seed_group",
        "product_as_printed": "seed_industry",
        "name": "modern_pinyin",
        "region": "county_code_2010",
        "note": "note",
    }.items():
        pd.testing.assert_series_equal(
            places[ours].reset_index(drop=True), towns[theirs], check_names=False
        )
    assert places.query("not is_manufacturing")["name"].tolist() == ["Zhangmutou"]


def test_places_lie_where_they_are_said_to() -> None:
    """Point in polygon anew: Humen, printed under Shunde, lies in Dongguan."""
    drawn = {code: shape(geometry) for code, geometry in outlines("zhejiang_guangdong").items()}
    places = table("zhejiang_guangdong", "places").set_index("place")
    for place in places.itertuples():
        point = Point(place.longitude, place.latitude)
        holders = {code for code, outline in drawn.items() if outline.covers(point)}
        assert place.prefecture_by_point in holders, place.Index
        assert place.region[:4] == place.prefecture_by_point[:4], place.Index
    humen = places.loc["humen"]
    assert (humen["group_as_printed"], humen["group"]) == ("Shunde", "Dongguan")
    assert humen["region"] == humen["prefecture_by_point"] == "441900"


def test_places_inside_listed_places_are_marked() -> None:
    places = table("zhejiang_guangdong", "places")
    inside = places.dropna(subset="listed_within").groupby("listed_within")["place"].agg(sorted)
    assert inside.to_dict() == {
        "ningbo": ["cixi", "fenghua", "yinzhou", "yuyao"],
        "shaoxing": ["datang", "shengzhou"],
        "taizhou": ["luqiao"],
        "wenzhou": ["jinxiang", "liushi", "ouhai", "yongjia"],
    }


def test_only_wenzhou_2020_is_short_of_its_total() -> None:
    parent = table("zhejiang_guangdong", "regions").set_index("region")["parent"]
    activity = table("zhejiang_guangdong", "activity")
    is_county = ~activity["region"].isin(["441900", "442000"])
    prefecture = activity["region"].map(parent).where(is_county, activity["region"])
    keys = ["region", "industry", "year"]
    sums = activity.assign(region=prefecture).groupby(keys)["employment"].sum()
    totals = table("zhejiang_guangdong", "census_totals").set_index(keys)["employment"]
    short = (totals[sums.index] - sums).reset_index().query("employment != 0")
    assert set(short["region"]) == {"330300"}
    assert set(short["year"]) == {2020}
    assert short["employment"].sum() == 17859
    assert short.query("industry == 'manufacturing'")["employment"].tolist() == [11593]
    provinces = totals.reset_index().assign(up=lambda rows: rows["region"].str[:2] + "0000")
    below = provinces[provinces["region"] != provinces["up"]]
    above = provinces[provinces["region"] == provinces["up"]].set_index(keys)["employment"]
    added = below.groupby(["up", "industry", "year"])["employment"].sum()
    assert (added.to_numpy() == above.sort_index().to_numpy()).all()


def test_wenzhou_2020_is_short_of_residents_too() -> None:
    residents = indicator("zhejiang_guangdong", "population", 2020)
    is_county = residents.index.str.startswith("3303") & (residents.index != "330300")
    assert residents["330300"] - residents[is_county].sum() == 249343


def test_units_with_a_listed_place_are_more_industrial() -> None:
    units = table("zhejiang_guangdong", "constant_units")
    share = units.groupby("holds_table1_place")["manufacturing_share_2010"]
    assert share.size().to_dict() == {False: 189, True: 19}
    assert share.mean().to_dict() == pytest.approx({False: 0.277, True: 0.540}, abs=5e-4)
    holders = set(units.loc[units["holds_table1_place"], "unit_code"])
    places = table("zhejiang_guangdong", "places").query("in_table_1 and level != 'prefecture'")
    moved = {"330283": "330213"}  # Fenghua, whose code changed
    assert set(places["region"].replace(moved)) == holders


def test_the_two_chinese_studies_agree() -> None:
    theirs = table("china_prefectures", "activity").query("industry != 'other'")
    ours = table("zhejiang_guangdong", "census_totals")
    both = theirs.merge(ours, on=["region", "industry", "year"])
    assert len(both) == 32 * 4
    assert (both["employment_x"] == both["employment_y"]).all()


def test_china_rows_add_up_to_the_employed() -> None:
    path = DATA / "extracts/cn_prefecture/china_prefectures_2010_2015_2020.csv"
    source = pd.read_csv(path, dtype={"city_code": "str"}).set_index("city_code")
    sums = table("china_prefectures", "activity").groupby("region")["employment"].sum()
    assert (sums == source["sample_employed_2010"].dropna()).all()
    residents = table("china_prefectures", "regions").set_index("region")["population"]
    assert (residents.dropna() == source["pop_2010"]).all()


def test_us_metro_warnings_count_right() -> None:
    activity = table("us_metro_clusters", "activity").merge(
        table("us_metro_clusters", "industries")
    )
    assert (activity["flag"] == "imputed").sum() == 44317
    assert (activity["employment_disclosed"] <= activity["employment"]).all()
    wage = indicator("us_metro_clusters", "mean_wage", 2016)
    assert ((wage < 5000).sum(), (wage > 300000).sum()) == (27, 8)
    employed = activity.query("employment > 0").set_index(["region", "industry"])
    absent = (~employed.index.isin(wage.index)).astype(float)
    missing = pd.Series(absent, employed.index).groupby(employed["is_traded"]).mean()
    assert missing.to_dict() == pytest.approx({True: 0.57, False: 0.06}, abs=5e-3)
    assert len(activity) - len(wage) == 18930
    traded = activity.query("is_traded")[["employment_disclosed", "employment"]].sum()
    assert traded["employment_disclosed"] / traded["employment"] == pytest.approx(0.78, abs=5e-3)
    unpaid = activity["annual_payroll_usd"].isna()
    assert (activity.loc[~unpaid, "employment_disclosed"] == 0).sum() == 12


def test_us_states_withheld_is_not_zero() -> None:
    activity = table("us_states_manufacturing", "activity")
    withheld = activity["flag"] == "suppressed"
    assert withheld.sum() == 1443
    assert activity.loc[withheld, "employment"].isna().all()
    assert activity.loc[withheld, "employment_size_class"].notna().all()
    assert (activity.loc[~withheld, "employment"] > 0).all()
    assert activity.loc[withheld, "annual_payroll_usd"].notna().sum() == 126
    assert activity.loc[activity["year"] < 2007, "employment_noise_flag"].isna().all()


def test_us_states_totals_hold_the_subsectors() -> None:
    keys = ["region", "year"]
    activity = table("us_states_manufacturing", "activity")
    totals = table("us_states_manufacturing", "totals").query("total == 'manufacturing'")
    totals = totals.set_index(keys)
    cells = activity.groupby(keys)
    assert (cells["establishments"].sum() == totals["establishments"]).all()
    gap = totals["employment"] - cells["employment"].sum()
    is_complete = cells["employment"].agg(lambda cell: cell.notna().all())
    assert is_complete.sum() == 267
    assert (gap[is_complete] == 0).all()
    assert (gap[~is_complete] > 0).all()


def test_gdp_is_in_billion_yuan() -> None:
    """Hangzhou 100,502,079 and Shenzhen 175,028,634 units of 10,000 yuan in the extract's notes."""
    for study in ("china_prefectures", "zhejiang_guangdong"):
        gdp = indicator(study, "gdp", 2015)
        assert gdp[["330100", "440300"]].tolist() == [1005.02079, 1750.28634]
        people = indicator("china_prefectures", "population_interpolated", 2015)
        per_head = indicator(study, "gdp_per_head", 2015)
        assert (per_head - gdp * 1e9 / people[gdp.index]).abs().max() < 0.006


def test_china_absences_are_those_told() -> None:
    regions = table("china_prefectures", "regions").dropna(subset="area_km2")["region"]
    absent = {
        ("urban_population_share", 2010): {"460400"},
        ("urban_population_share", 2020): {"220500", "411600", "650100"},
        ("urban_unit_employment", 2015): {"500100"},
        ("mean_years_schooling", 2010): {"460400", "520500", "520600", "630200"},
        ("gdp_per_head", 2015): set(),
    }
    for (name, year), expected in absent.items():
        values = indicator("china_prefectures", name, year)
        assert set(regions) - set(values.index) == expected, name
    shares = table("china_prefectures", "indicators").query("indicator.str.endswith('_share')")
    assert shares["value"].between(0, 1).all()


def test_guangdong_populations_of_2010_differ_as_told() -> None:
    adjusted = indicator("china_prefectures", "population", 2010)
    printed = indicator("zhejiang_guangdong", "population", 2010)
    gap = (adjusted - printed).dropna()
    assert len(gap) == 32
    assert (gap[gap.index.str.startswith("44")] != 0).sum() == 16
    assert (gap[gap.index.str.startswith("33")] == 0).all()
    assert (gap["440300"], gap["441500"]) == (65592, -65344)


def neighbours(study: str, among: set[str]) -> set[tuple[str, str]]:
    """Pairs of regions whose outlines touch or overlap, each once."""
    drawn = {code: shape(geometry) for code, geometry in outlines(study).items() if code in among}
    codes = np.array(list(drawn))
    pairs = STRtree(list(drawn.values())).query(list(drawn.values()), predicate="intersects")
    return {(a, b) for a, b in codes[pairs].T if a < b}


def test_neighbours_are_as_many_as_told() -> None:
    here = set(outlines("zhejiang_guangdong"))
    pairs = neighbours("zhejiang_guangdong", here)
    assert len(pairs) == 58
    assert pairs == neighbours("china_prefectures", here)
    assert here - {code for pair in pairs for code in pair} == {"330900"}
    regions = table("china_prefectures", "regions").dropna(subset="area_km2")
    known = set(regions["region"])
    touching = {code for pair in neighbours("china_prefectures", known) for code in pair}
    assert len(known - touching) == 5


def test_strasbourg_counts_are_those_told() -> None:
    activity = table("strasbourg_establishments", "activity")
    counts = activity["establishments"]
    assert counts.sum() == 81921
    assert counts[activity["size_class"] == "00"].sum() == 59913
    division = activity["industry"].str[:2]
    assert counts[division.between("10", "33")].sum() == 2001
    regions = table("strasbourg_establishments", "regions").set_index("region")
    tracts = regions[regions["level"] == "tract"]
    assert set(activity["region"]) == set(tracts.index)
    assert tracts[["area_km2", "longitude", "latitude"]].notna().all(axis=None)
    assert (tracts.index.str[:5] == tracts["parent"]).all()


def test_strasbourg_communes_are_made_of_their_tracts() -> None:
    """INSEE gives the commune of Strasbourg 78.26 km²; its tracts' outlines come within 0.5%."""
    regions = table("strasbourg_establishments", "regions").set_index("region")
    communes = regions[regions["level"] == "commune"]
    parts = regions.groupby("parent")["area_km2"].sum()
    without = communes.index[communes["area_km2"].isna()]
    assert without.tolist() == ["67348"]
    assert communes.loc["67348", "name"] == "Obernai"
    known = communes.drop(index=without)["area_km2"]
    assert (known - parts[known.index]).abs().max() < 1e-3
    assert known["67482"] == pytest.approx(78.26, rel=5e-3)


def test_strasbourg_size_classes_follow_one_another() -> None:
    classes = table("strasbourg_establishments", "size_classes").set_index("size_class")
    assert classes.loc[["00", "NN"], ["employees_from", "employees_to"]].eq(0).all(axis=None)
    employing = classes.drop(index=["00", "NN"]).sort_values("employees_from")
    assert employing.index.is_monotonic_increasing
    ends = employing["employees_to"].iloc[:-1].to_numpy()
    assert (ends + 1 == employing["employees_from"].iloc[1:]).all()
    assert employing["employees_from"].iloc[0] == 1
    assert employing["employees_to"].isna().tolist() == [False] * 13 + [True]


def test_strasbourg_indicators_come_from_the_counts() -> None:
    activity = table("strasbourg_establishments", "activity")
    sums = activity.pivot_table("establishments", "region", "size_class", "sum", fill_value=0)
    employers = sums.drop(columns=["00", "NN"]).sum(axis=1)
    large = sums.loc[:, "11":"53"].sum(axis=1)
    study = "strasbourg_establishments"
    assert (indicator(study, "employers", 2017) == employers).all()
    percent = indicator(study, "percent_with_10_employees", 2017)
    assert set(employers.index) - set(percent.index) == set(employers.index[employers == 0])
    gap = percent - (100 * large / employers)[percent.index]
    assert gap.abs().max() < 1e-4
    gap = indicator(study, "percent_employers", 2017) - 100 * employers / sums.sum(axis=1)
    assert gap.abs().max() < 1e-4


def test_strasbourg_activities_hang_together() -> None:
    industries = table("strasbourg_establishments", "industries").set_index("industry")
    assert industries.groupby("level").size().to_dict() == {
        "class": 623,
        "division": 81,
        "section": 20,
    }
    classes = industries[industries["level"] == "class"]
    titles = industries.loc[classes["parent"], "name"]
    assert (classes.index + " (" + titles.to_numpy() + ")" == classes["name"]).all()
    manufacturing = industries[industries["parent"] == "C"]
    assert set(manufacturing.index) == {str(code) for code in range(10, 34)} - {"12"}


def test_commuting_zones_hold_what_their_cards_say() -> None:
    rows = table("us_commuting_zones", "indicators")
    wide = rows.pivot_table("value", ["region", "year"], "indicator")
    assert wide["population_weight"].groupby("year").sum().tolist() == pytest.approx([1, 1])
    parts = wide["change_manufacturing_employment"] + wide["change_other_employment"]
    assert (wide["change_employment"] - parts).abs().max() < 2e-5
    shares = table("us_commuting_zones", "activity").set_index(["region", "year"])
    shares = shares["employment_share"].groupby(["region", "year"])
    absent = wide.index.difference(shares.sum().index).tolist()
    assert absent == [("27604", 2000), ("34306", 2000)]
    gap = wide["manufacturing_share_before"] - shares.sum().reindex(wide.index, fill_value=0)
    assert gap.abs().max() < 1e-4
    assert (
        wide["manufacturing_industries"] == shares.size().reindex(wide.index, fill_value=0)
    ).all()
    concentration = shares.agg(lambda share: ((share / share.sum()) ** 2).sum())
    published = wide["herfindahl_within_manufacturing"]
    assert published.index[published.isna()].tolist() == absent
    gap = published - concentration
    assert gap.abs().max() < 2e-4
    found = wide["manufacturing_share_before"].corr(wide["manufacturing_share_start"])
    assert found == pytest.approx(0.92, abs=5e-3)


def test_commuting_zones_keep_every_column_of_the_extract() -> None:
    path = DATA / "extracts/us_commuting_zones_adh/cz_master.csv"
    columns = set(pd.read_csv(path, nrows=0))
    cards = table("us_commuting_zones", "indicator_cards")
    keys = {"czone", "period", "statefip", "division"}
    assert set(cards["name_in_source"]) == columns - keys


def test_divisions_do_not_follow_from_states() -> None:
    zones = table("us_commuting_zones", "regions")
    assert zones["state"].nunique() == 48
    assert (zones["state"].str.len() == 2).all()
    assert (zones["region"].str.len() == 5).all()
    divisions = zones.groupby("state_name")["division"].nunique()
    assert divisions[divisions > 1].index.tolist() == [
        "Arkansas",
        "Indiana",
        "Kentucky",
        "Pennsylvania",
    ]


def test_merged_regions_are_what_the_index_and_eurostat_do_not_share() -> None:
    """What is left over on both sides, country by country, is the merged regions' parts."""
    rows = table("european_regions", "indicators")
    has_index = set(rows.loc[rows["indicator"] == "competitiveness_index", "region"])
    has_figures = set(rows.loc[rows["indicator"] == "gender_employment_gap", "region"])
    regions = table("european_regions", "regions").set_index("region")
    merged = regions.index[regions["level"] == "merged_capital"]
    assert len(has_index) == 267
    assert set(merged) == has_index - set(regions["name_local"].dropna().index)
    inside = set(regions.loc[list(has_index), "country"])
    assert len(inside) == 28
    ours = regions[regions["country"].isin(inside)]
    parts = ours.index[ours["index_region"] != ours.index]
    assert set(parts) == set(ours.index) - has_index
    assert len(parts) == 22
    assert set(regions.loc[parts, "index_region"]) == set(merged)
    assert (regions.loc[parts, "index_region"].str[:2] == parts.str[:2]).all()
    assert regions.loc[~regions["country"].isin(inside), "index_region"].isna().all()
    assert not has_figures & set(merged)


def test_european_shares_and_absences_are_those_told() -> None:
    shares = table("european_regions", "activity").pivot_table(
        "employment_share", "region", "industry"
    )
    sums = shares.sum(axis=1)
    assert sums.idxmin() == "ES64"
    assert sums.min() == pytest.approx(0.913, abs=5e-4)
    assert (sums < 0.99).sum() == 23
    assert (shares["primary"] == 0).sum() == 22
    regions = table("european_regions", "regions").set_index("region")
    absent = regions[regions["level"] == "nuts_2"].index.difference(shares.index)
    assert len(absent) == 13
    rows = table("european_regions", "indicators")
    index = rows[rows["indicator"] == "competitiveness_index"]
    editions = index.groupby("region").size()
    once = ["FRY5", "IE04", "IE05", "IE06", "LT01", "LT02", "UKM8", "UKM9"]
    assert editions[editions == 1].index.tolist() == once
    assert editions[editions == 2].index.tolist() == ["FI1B", "FI1C"]
    assert rows.loc[rows["indicator"] == "patents", "year"].max() == 2012
    assert rows.loc[rows["indicator"] == "population", "year"].min() == 2008
    assert regions["holds_capital"].eq(True).sum() == 23


def test_european_gdp_per_head_is_in_euro() -> None:
    gdp, people, per_head = (
        indicator("european_regions", name, 2016) for name in ("gdp", "population", "gdp_per_head")
    )
    assert (per_head - gdp * 1e6 / people).abs().max() < 0.006
    assert len(per_head) == 319
    assert per_head["LU00"] == pytest.approx(54867.23e6 / 576249, abs=0.006)


def test_industries_by_cluster_fit_the_clusters() -> None:
    crosswalk = table("us_metro_clusters", "naics_to_cluster")
    assert crosswalk.loc[crosswalk["industry"].isna(), "naics"].tolist() == ["814110"]
    industries = table("us_metro_clusters", "industries").set_index("industry")
    placed = crosswalk.dropna(subset="industry")
    assert set(placed["industry"]) == set(industries.index)
    traded = industries.loc[placed["industry"], "is_traded"].to_numpy()
    assert (placed["is_traded"].to_numpy() == traded).all()
