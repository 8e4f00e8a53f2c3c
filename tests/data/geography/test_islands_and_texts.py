"""Outlines that stand alone, and texts that were garbled before they were saved."""

from __future__ import annotations

import geopandas
import pandas as pd
import pytest
from shapely.geometry import box

from tests.data.geography.drawn import drawn, only, regions, shapefile, squares, told
from workbench.data.geography import island_problems

GARBLED = "æ¸©å·žå¸‚"  # the UTF-8 bytes of a Chinese name, read as Latin letters


def with_island() -> geopandas.GeoDataFrame:
    """Two squares that touch, and a third far out at sea."""
    layer = squares()
    layer.loc[2, "geometry"] = box(125, 30, 126, 31)
    return layer


def test_an_island_is_told_with_the_name_its_region_has():
    assert island_problems(squares(), "b.geojson", regions()) == []
    [problem] = island_problems(with_island(), "b.geojson", regions())
    assert (problem.code, problem.file, problem.value) == ("CLW-G17", "b.geojson", "331000")
    assert problem.is_warning
    assert problem.remedy
    assert "台州市 (331000)" in problem.message


def test_without_a_table_the_islands_are_told_by_code():
    [problem] = island_problems(with_island(), "b.geojson")
    assert problem.message.endswith("331000")
    foreign = regions(("44", "45", "46"))
    assert island_problems(with_island(), "b.geojson", foreign) == [problem]


def test_outlines_of_other_regions_are_no_neighbours():
    codes = ("330200", "331000")  # the square between them is of no region of the study
    [problem] = island_problems(squares(), "b.geojson", regions(codes))
    assert (problem.value, problem.more) == ("330200", 1)


def test_one_region_has_no_neighbours_to_lack():
    assert island_problems(squares(("330200",)), "b.geojson") == []


@pytest.mark.parametrize(
    ("column", "is_warning"), [("name", False), ("name_local", False), ("remark", True)]
)
def test_garbled_texts_are_told_and_stop_where_they_are_names(tmp_path, column, is_warning):
    layer = squares().assign(**{column: ["宁波市", GARBLED, GARBLED]})
    [problem] = told(drawn(tmp_path, layer))
    assert (problem.code, problem.column, problem.value) == ("CLW-T24", column, GARBLED)
    assert (problem.more, problem.is_warning) == (1, is_warning)
    assert problem.remedy


@pytest.mark.parametrize("name", ["Orléans", "Ägypten", "Saõ", "«Île»", "温州市", "", None])
def test_names_of_all_languages_are_no_garbled_texts(tmp_path, name):
    assert told(drawn(tmp_path, squares().assign(name=name, size=1.5))) == []


def test_names_under_an_unstated_encoding_are_told_once(tmp_path):
    layer = squares().drop(columns="名称").assign(name="兴隆县")  # its bytes would look garbled
    path = shapefile(tmp_path, layer, encoding="gb18030")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    assert only(told(path)).code == "CLW-G13"


def test_a_table_without_coordinates_does_not_change_what_is_an_island():
    bare = pd.DataFrame({"region": regions()["region"]})
    assert len(island_problems(with_island(), "b.geojson", bare)) == 1
