"""Outlines and regions meet by code: numbers as text, zeros kept, strangers named."""

from __future__ import annotations

import geopandas
import pandas as pd
import pytest

from tests.data.geography.drawn import (
    CODES,
    codes,
    collection,
    drawn,
    only,
    regions,
    shapefile,
    squares,
    told,
    written,
)
from workbench.data.geography import read_outlines
from workbench.data.reading import Layout

SHORT = ("010100", "010200", "330300")


def with_column(name: str, values: list[object]) -> geopandas.GeoDataFrame:
    return squares().drop(columns="region").assign(**{name: values})


def warnings_of(problems):
    return codes(problems, is_warning=True)


# Which column


def test_the_column_that_holds_the_studys_codes_is_taken_and_told(tmp_path):
    path = drawn(tmp_path, with_column("区划", list(CODES)).assign(id=["1", "2", "3"]))
    problems = told(path, regions())
    assert (codes(problems), warnings_of(problems)) == ([], ["CLW-G24"])
    assert (problems[0].column, problems[0].value) == ("区划", "区划")
    assert read_outlines(path, regions=regions())["region"].tolist() == list(CODES)


def test_without_a_study_a_name_must_do(tmp_path):
    path = drawn(tmp_path, with_column("adcode", list(CODES)))
    assert warnings_of(told(path)) == ["CLW-G24"]
    assert read_outlines(path)["region"].tolist() == list(CODES)


def test_two_columns_that_could_be_the_codes(tmp_path):
    path = drawn(tmp_path, with_column("adcode", list(CODES)).assign(gb=list(CODES)))
    for table in (regions(), None):
        problem = only(told(path, table))
        assert problem.code == "CLW-G24"
        assert "it could be adcode, gb" in problem.message


def test_no_column_could_be_the_codes(tmp_path):
    problem = only(told(drawn(tmp_path, with_column("regoin", ["x", "y", "z"])), regions()))
    assert problem.code == "CLW-G24"
    assert "it could be regoin" in problem.message
    assert problem.value == "名称, regoin"


def test_features_without_properties(tmp_path):
    record = collection(squares())
    for feature in record["features"]:
        feature["properties"] = None
    problem = only(told(written(tmp_path, record), regions()))
    assert (problem.code, problem.value) == ("CLW-G24", "no columns")


def test_the_id_of_a_feature_may_be_its_code(tmp_path):
    record = collection(squares())
    for feature in record["features"]:
        feature["id"] = feature.pop("properties")["region"]
    path = written(tmp_path, record)
    assert warnings_of(told(path, regions())) == ["CLW-G24"]
    assert read_outlines(path, regions=regions())["region"].tolist() == list(CODES)


@pytest.mark.parametrize("empty", [None, "", " "])
def test_an_outline_without_a_code_is_counted(tmp_path, empty):
    path = drawn(tmp_path, squares().assign(region=["330200", empty, "331000"]))
    problem = only(told(path, regions()))
    assert problem.code == "CLW-G24"
    assert "feature 2" in problem.message


# Numbers and zeros


def test_codes_that_are_numbers_are_text(tmp_path):
    path = drawn(tmp_path, squares().assign(region=[330200, 330300, 331000]))
    problems = told(path, regions())
    assert (codes(problems), warnings_of(problems)) == ([], ["CLW-G16"])
    assert read_outlines(path)["region"].tolist() == list(CODES)


@pytest.mark.parametrize("write", [drawn, shapefile])
@pytest.mark.parametrize("kind", ["int64", "float64"])
def test_numbers_get_their_zeros_back(tmp_path, write, kind):
    layer = squares(SHORT)
    path = write(tmp_path, layer.assign(region=layer["region"].astype(kind)))
    problems = told(path, regions(SHORT))
    assert (codes(problems), warnings_of(problems)) == ([], ["CLW-G16"])
    assert "2 got back leading zeros" in problems[0].message
    assert "10100 is 010100" in problems[0].message
    assert read_outlines(path, regions=regions(SHORT))["region"].tolist() == list(SHORT)


def test_numbers_with_decimals_are_no_codes(tmp_path):
    problem = only(told(drawn(tmp_path, squares().assign(region=[330200.5, 330300, 331000]))))
    assert (problem.code, problem.value) == ("CLW-G16", "330200.5")


def test_text_that_lost_its_zeros(tmp_path):
    path = drawn(tmp_path, squares(SHORT).assign(region=["10100", "10200", "330300"]))
    problem = only(told(path, regions(SHORT)))
    assert (problem.code, problem.value, problem.more) == ("CLW-G16", "10100", 1)
    assert "--read pad_codes=true" in problem.remedy
    assert codes(told(path, regions(SHORT), pad_codes=True)) == []
    outlines = read_outlines(path, Layout(pad_codes=True), regions(SHORT))
    assert outlines["region"].tolist() == list(SHORT)


def test_a_short_code_of_the_study_is_no_lost_zero(tmp_path):
    """Where the study has both 1 and 01, neither stands for the other."""
    both = ("1", "01", "2")
    assert told(drawn(tmp_path, squares(both)), regions(both)) == []


# Twice, absent, strange


def test_a_region_twice_is_named(tmp_path):
    problem = only(told(drawn(tmp_path, squares(("330300", "330300", "330300")))))
    assert (problem.code, problem.value, problem.more) == ("CLW-G08", "330300", 1)


def test_codes_that_do_not_match_are_told_on_both_sides(tmp_path):
    table = regions(("330200", "330300", "339900"))
    problems = told(drawn(tmp_path, squares()), table.drop(columns=["longitude", "latitude"]))
    assert codes(problems) == []
    assert [(p.code, p.value) for p in problems] == [("CLW-G19", "331000"), ("CLW-G19", "339900")]


def test_no_code_matches(tmp_path):
    problem = only(told(drawn(tmp_path, squares(("a", "b", "c"))), regions()))
    assert problem.code == "CLW-G19"
    assert problem.value == "a, b, c"
    assert "330200" in problem.expected


def test_levels_that_are_not_drawn_at_all_are_not_missed(tmp_path):
    counties = pd.DataFrame({"region": ["330302", "330303"], "level": "county"})
    table = pd.concat([regions().assign(level="prefecture"), counties], ignore_index=True)
    assert told(drawn(tmp_path, squares()), table) == []
    problems = told(drawn(tmp_path, squares(CODES[:2])), table)
    assert [(p.code, p.value, p.more) for p in problems] == [("CLW-G19", "331000", 0)]


def test_a_table_without_codes_says_nothing(tmp_path):
    assert told(drawn(tmp_path, squares()), pd.DataFrame({"name": ["x"]})) == []


def test_a_column_region_that_holds_names(tmp_path):
    layer = squares().assign(region=["宁波市", "温州市", "台州市"], PAC=list(CODES))
    path = drawn(tmp_path, layer)
    assert warnings_of(told(path, regions())) == ["CLW-G24"]
    assert read_outlines(path, regions=regions())["region"].tolist() == list(CODES)


def test_codes_with_blanks_are_no_codes_of_the_study(tmp_path):
    problems = told(drawn(tmp_path, squares(("330200", "330300 ", "331000"))), regions())
    assert [(p.code, p.value) for p in problems] == [("CLW-G19", "330300 "), ("CLW-G19", "330300")]


@pytest.mark.parametrize("column", ["name", "name_local"])
def test_a_name_that_is_another_regions(tmp_path, column):
    layer = squares().rename(columns={"名称": column})
    table = regions().rename(columns={"name": column})
    assert told(drawn(tmp_path, layer), table) == []
    assert told(drawn(tmp_path, layer.assign(**{column: ["Ningbo", "温州市", None]})), table) == []
    layer[column] = layer[column].iloc[[1, 0, 2]].to_numpy()
    problems = told(drawn(tmp_path, layer), table)
    assert [(p.code, p.more, p.is_warning) for p in problems] == [("CLW-G19", 1, True)]
    assert "330200 is called 温州市, which is 330300" in problems[0].message
