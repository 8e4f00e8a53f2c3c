"""Firms with points get the region around them, and those without one are told."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.conftest import squares
from workbench.data.firms import Disclosure, aggregate, points
from workbench.errors import StudyError

OPEN = Disclosure(disclose_all=True)
HEAD = "nace,year,employees,lon,lat\n"
INSIDE = "a,2015,5,120.5,30.5\na,2015,6,120.6,30.4\na,2015,7,121.5,30.5\n"


@pytest.fixture
def outlines(tmp_path):
    """Two squares side by side: 0101 from 120 to 121 degrees, 0102 from 121 to 122."""
    path = tmp_path / "outlines.geojson"
    path.write_text(json.dumps(squares({"0101": (120, 30), "0102": (121, 30)})), "utf-8")
    return path


def test_points_get_the_region_around_them(made, outlines):
    done = aggregate(made.csv(HEAD + INSIDE), made.study, outlines=outlines, disclosure=OPEN)
    found = made.activity().set_index("region")[["employment", "establishments"]].T.to_dict("list")
    assert found == {"0101": ["11", "2"], "0102": ["7", "1"]}
    assert (done.rows, done.rows_counted) == (3, 3)
    assert done.roles.columns["longitude"] == "lon"


@pytest.mark.parametrize(
    ("place", "code", "row"),
    [
        ("119,30.5", "CLW-A08", 5),
        ("121,30.5", "CLW-A09", 5),
        (",30.5", "CLW-A10", 5),
        ("x,30.5", "CLW-A10", 5),
        ("120.5,91", "CLW-A10", 5),
        ("3550000,4050000", "CLW-A10", 5),
    ],
    ids=["outside", "on a border", "empty", "no number", "beyond a pole", "metres"],
)
def test_a_point_without_one_region_is_told_with_its_place(made, outlines, place, code, row):
    path = made.csv(HEAD + INSIDE + f"a,2015,5,{place}\n" * 2)
    with pytest.raises(StudyError) as caught:
        aggregate(path, made.study, outlines=outlines)
    [problem] = caught.value.problems
    assert (problem.code, problem.row, problem.file, problem.more) == (code, row, str(path), 1)
    done = aggregate(path, made.study, outlines=outlines, skip_bad_rows=True)
    assert (done.rows, done.rows_counted, list(done.left_out.values())) == (5, 3, [2])


def test_other_bad_rows_keep_their_place_in_the_file(made, outlines):
    path = made.csv(HEAD + INSIDE + "a,2015,-5,120.5,30.5\n")
    with pytest.raises(StudyError) as caught:
        aggregate(path, made.study, outlines=outlines)
    [problem] = caught.value.problems
    assert (problem.code, problem.row, problem.file) == ("CLW-T34", 5, str(path))


def test_batches_give_what_one_gives(made, outlines, monkeypatch):
    random = np.random.default_rng(1)
    rows = [f"a,2015,{n % 7},{x:.4f},30.5\n" for n, x in enumerate(random.uniform(120, 122, 5000))]
    path = made.csv(HEAD + "".join(rows))
    aggregate(path, made.study, outlines=outlines)
    whole = made.activity()
    assert whole["establishments"].astype(int).sum() == 5000
    monkeypatch.setattr(points, "BATCH", 300)
    aggregate(path, made.study, outlines=outlines)
    assert made.activity().equals(whole)


def test_files_of_points_are_one_register(made, outlines):
    (made.folder / "parts").mkdir()
    made.csv(HEAD + INSIDE, "parts/a.csv")
    second = made.csv(HEAD + INSIDE + "a,2015,5,119,30.5\n", "parts/b.csv")
    with pytest.raises(StudyError) as caught:
        aggregate(made.folder / "parts", made.study, outlines=outlines)
    [problem] = caught.value.problems
    assert (problem.file, problem.row) == (str(second), 5)


def test_a_register_without_points_is_told(made, outlines):
    with pytest.raises(StudyError) as caught:
        aggregate(made.csv("region,industry,year\n01,a,2015\n"), made.study, outlines=outlines)
    told = [problem.message for problem in caught.value.problems]
    assert told == [
        f"no column of the register looks like the {n}" for n in ("longitude", "latitude")
    ]
