"""A study small enough to compute by hand, and the settings of the property tests."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from workbench.data import Study, load
from workbench.data.tables import TABLES

# What runs notebooks and pages, checks shipped files by other programs, or simulates for long:
# `make test-long` runs these, and `make test` all others.
LONG = (
    "tests/test_notebooks.py",
    "tests/test_docs.py",
    "tests/data/test_rebuild.py",
    "test_frictionless_finds_the_package_valid",
    "tests/reports/test_clean.py",
    "tests/reports/test_warm.py",
    "tests/reports/test_batch.py",
    "test_what_fails_ahead_fails_no_member",
    "tests/reports/test_pages_of_bad_studies.py",
    "tests/test_wheel.py",
    "tests/reports/test_same_bytes.py",
    "tests/faults/",
    "tests/hostile/",
    "tests/exercises/",
    "tests/fieldwork/test_bad_input.py",
    "tests/fieldwork/test_bad_workbooks.py",
    "tests/fieldwork/test_appraisal.py",
    "tests/fieldwork/chains/test_planted.py",
    "tests/hypotheses/test_recovery.py",
    "tests/hypotheses/test_claims_on_cells.py",
    "tests/hypotheses/test_latent_classes.py",
    "tests/measures/test_bounds.py",
    "tests/measures/test_apply.py",
    "tests/measures/test_duranton_overman.py",
    "tests/models/test_wild_bootstrap.py",
    "tests/models/estimators/",
    "tests/figures/test_charts_of_bad_tables.py",
    "tests/figures/test_maps_bad_input.py",
    "tests/figures/test_explorer.py",
    "test_one_region_in_words_and_as_data",
    "test_the_profile_of_a_batch_is_the_one_made_alone",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes long, so that it can be run by itself."""
    for item in items:
        if any(part in item.nodeid for part in LONG):
            item.add_marker(pytest.mark.long)


settings.register_profile(
    "workbench", derandomize=True, database=None, deadline=None, max_examples=25
)
settings.load_profile("workbench")

# A province with two prefectures; the first has two counties, the second stands for itself.
# Codes begin with a zero, and Danzhou has no activity at all.
TABLES_OF_TINY = {
    "regions": """\
region,name,level,parent,area_km2,population,longitude,latitude
01,Province,province,,1000,400,120.5,30.5
0101,Hangzhou,prefecture,01,600,300,120.5,30.5
0102,Wenzhou,prefecture,01,400,100,121.5,30.5
010101,East County,county,0101,200,100,120.25,30.5
010102,West County,county,0101,400,200,120.75,30.5
0103,Danzhou,prefecture,01,100,50,122.5,30.5
""",
    "industries": """\
industry,name
13,Shoes
14,Lamps
""",
    "activity": """\
region,industry,year,employment,establishments,flag
010101,13,2010,10,1,
010101,14,2010,30,2,
010102,13,2010,20,2,
010102,14,2010,40,5,
0102,13,2010,60,6,
0102,14,2010,0,0,
010101,13,2015,12,1,
010101,14,2015,28,2,
010102,13,2015,,2,suppressed
010102,14,2015,44,5,
0102,13,2015,66,6,
""",
    "indicators": """\
region,industry,year,indicator,value
0101,,2010,gdp,100
0102,,2010,gdp,50
0101,,2015,gdp,150
0102,,2015,gdp,80
0103,,2015,gdp,20
010101,,2010,schooling,8
010102,,2010,schooling,9
0102,,2010,schooling,7
0101,,2010,schooling,8.5
010101,13,2010,wage,5
010102,13,2010,wage,6
0102,13,2010,wage,7
010101,14,2010,wage,4
010102,14,2010,wage,3
""",
    "indicator_cards": """\
indicator,name,unit,scale
gdp,Gross domestic product,yuan,log
schooling,Years of schooling,years,linear
wage,Mean wage,yuan,log
""",
}
QUESTION = {
    "text": "Do prefectures with more shoemakers per square kilometre produce more?",
    "outcome": "gdp",
    "measures": ["employment_density"],
    "level": "prefecture",
    "industry": "13",
    "year": 2010,
    "outcome_year": 2015,
}
SQUARES = {"0101": (120, 30), "0102": (121, 30), "0103": (122, 30)}


class TinyStudy:
    """A study folder that tests may spoil: its tables as text, its descriptor as a record."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables = dict(TABLES_OF_TINY)
        self.descriptor: dict[str, Any] = {
            "name": "tiny",
            "title": "A tiny study",
            "licenses": [{"name": "CC0-1.0"}],
            "sources": [{"title": "made up for tests"}],
            "workbench": {"question": dict(QUESTION)},
        }
        self.with_boundaries = True

    def edit(self, table: str, old: str, new: str) -> TinyStudy:
        """Replace a text that stands once in a table."""
        assert self.tables[table].count(old) == 1, old
        self.tables[table] = self.tables[table].replace(old, new)
        return self

    def write(self) -> Path:
        """Write the folder with the hashes of what is written; return it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        resources = []
        for name, text in self.tables.items():
            path = self.folder / f"{name}.csv"
            path.write_text(text, encoding="utf-8")
            resources.append({"name": name, "path": path.name, "hash": _hash(path)})
            header = text.split("\n", 1)[0].split(",")
            known = TABLES[name].columns if name in TABLES else {}
            fields = [{"name": c, "type": known.get(c, "string")} for c in header]
            resources[-1]["schema"] = {"fields": fields}
        if self.with_boundaries:
            path = self.folder / "boundaries.geojson"
            path.write_text(json.dumps(squares(SQUARES)), encoding="utf-8")
            resource = {"name": "boundaries", "path": path.name, "hash": _hash(path)}
            resources.append(resource | {"confirmed": ["CLW-G25"]})  # drawn larger than stated
        self.describe(resources)
        return self.folder

    def describe(self, resources: list[dict[str, Any]]) -> None:
        """Write the descriptor."""
        text = json.dumps({"resources": resources} | self.descriptor, ensure_ascii=False)
        (self.folder / "datapackage.json").write_text(text, encoding="utf-8")


def squares(corners: dict[str, tuple[float, float]], side: float = 1.0) -> dict[str, Any]:
    """A GeoJSON collection of squares, by code, with the corner that is least in both."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"region": code},
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [
                        [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
                    ],
                },
            }
            for code, (x, y) in corners.items()
        ],
    }


def _hash(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def tiny(tmp_path: Path) -> TinyStudy:
    """A study that is written once a test has spoilt it."""
    return TinyStudy(tmp_path / "tiny")


@pytest.fixture
def tiny_study(tiny: TinyStudy) -> Path:
    """The folder of a study without faults."""
    return tiny.write()


@pytest.fixture(scope="session")
def tiny_loaded(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The study without faults, loaded once, for tests that only read it."""
    return load(TinyStudy(tmp_path_factory.mktemp("studies") / "tiny").write())


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], Study]:
    """A shipped study by name, loaded once, for tests that only read it."""
    return cache(load)


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a text under a name, and return its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
