"""Replies of another shape than the documented one are told; nothing is guessed."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from workbench.data.sources import _archive
from workbench.data.sources import _jsonstat as jsonstat
from workbench.errors import StudyError

BUSINESS = "/eurostat/api/dissemination/statistics/1.0/data/sbs_r_nuts2021"
FILE = "/programs-surveys/cbp/datasets/2021/cbp21co.zip"


def dataset(**changes):
    whole = {
        "class": "dataset", "id": ["geo", "time"], "size": [2, 2], "value": [1, 2, None, 4],
        "dimension": {
            "geo": {"category": {"index": {"B": 1, "A": 0}, "label": {"A": "Alpha", "B": "Beta"}}},
            "time": {"category": {"index": ["2020", "2021"]}},
        },
    }  # fmt: skip
    return whole | changes


def test_json_stat_cells_stand_in_row_major_order():
    rows = jsonstat.read(dataset()).rows
    assert list(rows.itertuples(index=False, name=None)) == [
        ("A", "2020", 1.0, ""), ("A", "2021", 2.0, ""), ("B", "2021", 4.0, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("value", [{"0": 1, "1": 2, "3": 4}, [1, 2, None, 4]])
def test_json_stat_lists_and_objects_say_the_same(value):
    assert jsonstat.read(dataset(value=value)).rows["value"].tolist() == [1, 2, 4]


@pytest.mark.parametrize(
    ("status", "expected"),
    [("e", ["e"] * 4), (["", "c", "p", None], ["", "c", "p", ""]), ({"2": "c"}, ["", "", "c", ""])],
)
def test_json_stat_status_in_its_three_forms(status, expected):
    assert jsonstat.read(dataset(status=status)).rows["status"].tolist() == expected


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"class": "collection"}, "no JSON-stat dataset"),
        ({"size": [2]}, "do not name and count"),
        ({"size": [2, "2"]}, "does not count"),
        ({"size": [2, -2]}, "does not count"),
        ({"size": [2, 3]}, "2 categories, size says 3"),
        ({"size": [100_000, 100_000]}, "cells"),
        ({"value": [1, 2, 3]}, "there are 3 cells"),
        ({"value": {"4": 1}}, "stands at 4"),
        ({"value": {"x": 1}}, "neither a list nor an object"),
        ({"value": {"0": "many"}}, "not a number"),
        ({"value": None}, "neither a list nor an object"),
        ({"dimension": {}}, "has no categories"),
        ({"dimension": None}, "has no categories"),
    ],
)
def test_json_stat_of_another_shape(changes, words):
    with pytest.raises(ValueError, match=words):
        jsonstat.read(dataset(**changes))


@pytest.mark.parametrize(
    ("name", "words"),
    [("eurostat_error.json", "Invalid value for dimension"), ("eurostat_later.json", "status 413")],
)
def test_eurostat_complaints_are_recognised(europe, ask, name, words):
    europe.serves(BUSINESS, name)
    with pytest.raises(StudyError, match="CLW-W11") as error:
        ask("eurostat")
    assert words in error.value.problems[0].message
    assert "fewer years" in error.value.problems[0].remedy


def test_eurostat_with_several_categories_and_no_total(europe, ask, answer, recorded):
    found = json.loads(recorded("eurostat_business.json"))
    found["id"][0] = "size_emp"
    found["dimension"]["size_emp"] = {"category": {"index": ["0-9", "GE10"]}}
    found["size"][0] = 2
    europe.serves(BUSINESS, answer(json.dumps(found).encode()))
    with pytest.raises(StudyError, match="several categories of size_emp"):
        ask("eurostat")


def test_eurostat_takes_the_total_of_a_further_dimension(europe, ask, answer, recorded):
    found = json.loads(recorded("eurostat_business.json"))
    found["id"][0] = "size_emp"
    found["dimension"]["size_emp"] = {"category": {"index": ["TOTAL", "GE10"]}}
    found["size"][0] = 2
    europe.serves(BUSINESS, answer(json.dumps(found).encode()))
    activity = ask("eurostat").study.activity.set_index(["region", "industry"])
    assert activity.loc[("ITC4", "C13"), "employment"] == 700


def test_eurostat_outlines_that_are_none(europe, ask, answer):
    path = "/distribution/v2/nuts/geojson/NUTS_RG_20M_2021_4326_LEVL_2.geojson"
    europe.serves(path, answer(b'{"type": "FeatureCollection"}'))
    with pytest.raises(StudyError, match="CLW-W10"):
        ask("eurostat")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b'"emp_nf"', b'"empflag"', "no column emp_nf"),
        (b'"G",1000,', b'"G","many",', "'many' in column emp"),
        (b'"01","001","------"', b'"01","001","------","x"', "no table"),
    ],
)
def test_census_files_of_another_layout(census, ask, answer, recorded, old, new, words):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("cbp21co.txt", recorded("cbp21co.txt").replace(old, new, 1))
    census.serves(FILE, answer(body.getvalue()))
    with pytest.raises(StudyError, match="CLW-W10") as error:
        ask("county_business_patterns")
    assert words in error.value.problems[0].message


@pytest.mark.parametrize(
    "body",
    [b"[]", b"[[]]", b'[["NAME"], ["x", "y"]]', b'[["NAME"], ["x"]]', b"[1, 2]", b'{"error": "x"}'],
)
def test_census_replies_of_another_shape(census, ask, answer, body):
    census.serves("/data/2021/cbp", answer(body))
    with pytest.raises(StudyError, match=r"CLW-W1[01]"):
        ask("county_business_patterns", layout="api", states="01")


def test_no_rows_left_is_told(census, ask):
    with pytest.raises(StudyError, match="CLW-W14"):
        ask("county_business_patterns", digits=5)
    with pytest.raises(StudyError, match="CLW-W14"):
        ask("county_business_patterns", states="56")
    assert census.asked


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<a>not SDMX</a>", "CLW-W10"),
        (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "CLW-W11"),
        (b'<message:Error xmlns:message="m"><t>NoRecordsFound</t></message:Error>', "CLW-W11"),
        (b'{"data": []}', "CLW-W10"),
        (b"<a", "CLW-W10"),
    ],
)
def test_istat_replies_that_are_no_message(italy, ask, answer, body, words):
    italy.serves(next(iter(italy.answers)), answer(body))
    with pytest.raises(StudyError, match=words):
        ask("istat", areas="ITC1,ITC4")


def test_istat_places_of_several_levels(italy, ask):
    with pytest.raises(StudyError, match="several levels"):
        ask("istat", areas="ITC1,ITC11")
    assert italy.asked == []


def test_istat_without_its_extra(italy, ask, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "sdmx", None)
    with pytest.raises(StudyError, match="CLW-W18") as error:
        ask("istat")
    assert "cluster-workbench[istat]" in error.value.problems[0].remedy
    assert italy.asked == []


def archive(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (archive({"a.txt": b"0" * 10_000_000}), "not expanded"),
        (archive({f"{i}.txt": b"" for i in range(10_001)}), "10,001 members"),
        (archive({"a.txt": b"x", "b.txt": b"y"}), "cannot be read"),
        (archive({"a.csv": b"x"}), "cannot be read"),
        (archive({"a.txt": b"x"})[:-10], "cannot be read"),
        (b"PK\x03\x04", "cannot be read"),
    ],
)
def test_archives_are_measured_before_they_are_expanded(body, words):
    with pytest.raises(StudyError, match="CLW-W13") as error:
        _archive.only_member(body, "https://example.org/a.zip")
    assert words in error.value.problems[0].message


def test_an_archive_gives_its_one_file():
    assert _archive.only_member(archive({"a.txt": b"x", "read.me": b"y"}), "") == b"x"
