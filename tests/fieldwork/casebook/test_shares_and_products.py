"""Bounds of concentration by hand, quotients from plain files, oddities of Table 1 and planted."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbench.data import load
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
    assert bounds.loc[3, "low"] < bounds.loc[2, "low"] < bounds.loc[3, "high"]


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
    for words in ("clothing in 6", "hardware in 3", "13%", "9% as printed", "another city 2"):
        assert words in told
