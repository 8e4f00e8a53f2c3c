"""Bounds of concentration by hand, quotients from plain files, oddities of Table 1 and planted."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.data import load
from workbench.errors import UnknownName
from workbench.fieldwork.casebook import (
    anomalies,
    cluster_quotients,
    concentration_bounds,
    jaccard,
    place_products,
    product_overlap,
    products_in_words,
    provincial_shares,
    shares_in_words,
    with_industries,
)

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def study():
    return load("zhejiang_guangdong")


@pytest.fixture(scope="module")
def country():
    return load("china_prefectures")


def test_the_bounds_of_the_plan():
    shares = provincial_shares()
    assert shares["share"].tolist() == pytest.approx([0.4, 0.288, 0.312])
    assert shares.loc[2, ["low", "high"]].tolist() == pytest.approx([0.3065, 0.3175])
    bounds = concentration_bounds()
    assert bounds.loc[0, ["low", "high"]].tolist() == pytest.approx([0.243, 0.340], abs=5e-4)
    assert bounds.loc[1, "high"] == pytest.approx(0.4**2 + 2 * 0.288**2 + 0.024**2)
    assert bounds.loc[2, "low"] == pytest.approx(1.389, abs=5e-4)
    # 40 % was 39.5 to 40.5, and 28.8 % was 28.75 to 28.85
    assert bounds.loc[3, ["low", "high"]].tolist() == pytest.approx([395 / 288.5, 405 / 287.5])


def test_quotients_from_the_files(country):
    regions = pd.read_csv(DATA / "china_prefectures/regions.csv")
    people = regions.groupby("province")["population"].sum()
    found = cluster_quotients(country).set_index(["base", "province"])
    by_people = found.loc[("residents", "Zhejiang"), "location_quotient"]
    assert by_people == pytest.approx(0.4 / (people["Zhejiang"] / people.sum()))
    rows = pd.read_csv(DATA / "china_prefectures/activity.csv").query("industry == 'manufacturing'")
    province = regions.set_index("region")["province"]
    workers = rows.groupby(rows["region"].map(province))["employment"].sum()
    by_workers = found.loc[("workers in manufacturing", "Guangdong"), "location_quotient"]
    assert by_workers == pytest.approx(0.288 / (workers["Guangdong"] / workers.sum()))
    assert (found["low"] < found["location_quotient"]).all()


def test_quotients_are_those_of_the_first_year(country):
    later = country.activity.assign(year=2020, employment=1.0)
    both = country.with_tables(activity=pd.concat([later, country.activity]))
    pd.testing.assert_frame_equal(cluster_quotients(both), cluster_quotients(country))


def test_shares_in_words(country):
    told = " ".join(shares_in_words(country))
    for words in ("31.2%", "0.243 and 0.340", "0.326", "1.389"):
        assert words in told


def test_what_several_places_make(study):
    overlap = product_overlap(place_products(study)).set_index("product")
    assert overlap.loc[["clothing", "hardware"], "places"].tolist() == [6, 3]
    made = place_products(study)
    goods = [set(made.loc[made["province"] == p, "product"]) for p in ("Zhejiang", "Guangdong")]
    assert goods[0] & goods[1] == {"clothing", "hardware", "leather", "textile"}
    assert jaccard(made) == pytest.approx(4 / 31)
    assert jaccard(place_products(study, as_printed=True)) == pytest.approx(3 / 32)


def test_what_most_places_make_comes_first_and_equals_by_name(study):
    overlap = product_overlap(place_products(study))
    first = ["clothing", "hardware", "electronics", "furniture", "leather", "textile"]
    assert overlap["product"].tolist()[:6] == first
    assert overlap["places"].tolist()[:7] == [6, 3, 2, 2, 2, 2, 1]
    assert overlap["product"].tolist()[6:] == sorted(overlap["product"][6:])


def test_which_industries_the_provinces_share(study):
    coded = with_industries(place_products(study), study)
    assert len(coded) == len(place_products(study))
    by_division = product_overlap(coded, by="industry").set_index("industry")
    apparel = by_division.loc["Manufacture of wearing apparel"]
    assert (apparel["places"], apparel["provinces"]) == (8, 2)  # six make clothing
    assert apparel["products"] == "clothing, ties, hosiery"
    assert apparel["where_made"].startswith("Shaxi, Humen, Wenzhou")
    by_class = product_overlap(coded, by="isic").set_index("isic")
    assert by_class.loc["2593", "where_made"] == "Xiaolan, Jinsha, Yongkang, Yuyao"
    goods = [set(coded.loc[coded["province"] == p, "isic"]) for p in ("Zhejiang", "Guangdong")]
    shared = {"13", "14", "151", "1520", "2593", "3240"}
    assert (goods[0] & goods[1]) - {None, float("nan")} == shared
    assert jaccard(coded, by="isic") == pytest.approx(6 / 22)
    assert jaccard(coded, by="industry") == pytest.approx(7 / 12)


def test_what_names_no_industry_is_in_none(study):
    coded = with_industries(place_products(study), study).set_index("product")
    none = coded.index[coded["industry"].isna()]
    assert set(none) == {"household smallware", "light industry", "packaging", "smallware"}
    assert coded.loc[none, ["isic", "nace"]].isna().all(axis=None)
    assert coded.loc[none, "fit"].eq("ambiguous").all()


def test_a_place_of_two_goods_of_one_industry_counts_once():
    made = pd.DataFrame({"place": ["a", "a", "b"], "province": "Zhejiang"})
    made = made.assign(product=["shoes", "leather", "shoes"], industry=["x", "x", None])
    (row,) = product_overlap(made, by="industry").to_dict("records")
    assert (row["places"], row["where_made"], row["products"]) == (1, "a", "shoes, leather")


def test_products_as_printed_have_no_codes(study):
    with pytest.raises(UnknownName, match="woodworker"):
        with_industries(place_products(study, as_printed=True), study)


def test_words_of_a_study_without_codes(study):
    tables = {name: table for name, table in study.tables.items() if name != "products"}
    told = products_in_words(dataclasses.replace(study, tables=tables))
    assert not [words for words in told if "industry" in words]


def test_places_of_the_text_are_left_out(study):
    assert not set(place_products(study)["place"]) & {"Ningbo", "Xiaoshan"}


def test_the_oddities_of_the_table(study):
    found = anomalies(study)
    places = found.groupby("kind")["place"].agg(set)
    assert places["another city"] == {"Humen", "Lunjiao"}
    assert places["not manufacturing"] == {"Zhangmutou"}
    assert {"Wenzhou", "Shiwan", "Liushi"} <= places["another level"]
    assert "Luqiao" in places["listed twice"]
    assert "Cixi" not in places["listed twice"]  # Ningbo, which holds it, is not in the table
    assert places["misprinted product"] == {"Lunjiao", "Haining", "Jinxiang"}
    humen = found[(found["place"] == "Humen") & (found["kind"] == "another city")].iloc[0]
    assert (humen["as_printed"], humen["corrected"]) == ("Shunde", "Dongguan")
    within = found[found["kind"] == "cities within cities"]
    assert set(within["corrected"]) == {"Foshan"}


def test_what_a_place_lies_within_is_told_by_its_name(study):
    found = anomalies(study)
    within = found[found["kind"] == "listed twice"].set_index("place")["corrected"]
    assert within["Luqiao"] == "Taizhou"
    assert set(within) <= set(study.places["name"])


@pytest.mark.parametrize("asked", [product_overlap, jaccard])
def test_industries_that_were_not_added_are_asked_for(study, asked):
    with pytest.raises(UnknownName, match="industry") as refused:
        asked(place_products(study), by="industry")
    assert "with_industries" in str(refused.value.problems[0].remedy)
    with pytest.raises(UnknownName, match="trade"):
        asked(with_industries(place_products(study), study), by="trade")
    with pytest.raises(UnknownName, match="place"):
        asked(place_products(study), by="place")


def test_nothing_is_in_common_where_nothing_is_named(study):
    assert np.isnan(jaccard(place_products(study).assign(product=None)))


def test_two_cities_of_one_prefecture_are_told(study):
    """Dongguan is a prefecture by itself; one place of it put under another name makes two."""
    places = study.places.copy()
    places.loc[places["place"] == "houjie", "group"] = "Houjie city"
    found = anomalies(study.with_tables(places=places))
    told = found[found["kind"] == "cities within cities"]
    assert set(told["corrected"]) == {"Foshan", "Dongguan"}


def test_a_planted_oddity_is_found(study):
    places = study.places.copy()
    row = places.index[places["place"] == "guzhen"][0]
    places.loc[row, "group_as_printed"] = "Foshan"
    places.loc[row, "is_manufacturing"] = False
    planted = anomalies(study.with_tables(places=places))
    assert set(planted.loc[planted["place"] == "Guzhen", "kind"]) == {
        "another city",
        "not manufacturing",
    }


def test_products_in_words(study):
    told = " ".join(products_in_words(study))
    for words in (
        "clothing in 6",
        "hardware in 3",
        "13%",
        "9% as printed",
        "58%",
        "27%",
        "another city 2",
    ):
        assert words in told
