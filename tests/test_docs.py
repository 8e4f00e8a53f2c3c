"""The pages say what is so: every command is run, every link leads somewhere, nothing is left out."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path
from types import SimpleNamespace

import geopandas
import pandas as pd
import pytest
from openpyxl import load_workbook
from typer.main import get_command

from workbench.cli import app
from workbench.data import load
from workbench.data.making.synonyms import SYNONYMS
from workbench.data.reading.layout import KINDS

DOCS = Path(__file__).resolve().parent.parent / "docs"
REFRESH = SimpleNamespace(**runpy.run_path(str(DOCS / "raw" / "refresh.py")))
MAKE = SimpleNamespace(**runpy.run_path(str(DOCS / "raw" / "make.py")))
PAGES = [page.name for page in REFRESH.pages()]
WALKS = "from_raw_to_report.md"
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
PYTHON = re.compile(r"```python\n(.*?)```", re.S)


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def raw(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "raw"
    MAKE.make(folder)
    return folder


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The folder in which the walk-throughs were walked, and the page with what was printed."""
    folder = tmp_path_factory.mktemp("walked").resolve()
    return folder, REFRESH.refreshed(text_of(WALKS), folder)


# What is shown is what is printed


@pytest.mark.parametrize("page", [page for page in PAGES if page != WALKS])
def test_a_page_shows_what_its_commands_print(page, tmp_path):
    assert REFRESH.refreshed(text_of(page), tmp_path.resolve()) == text_of(page)


def test_the_walk_throughs_show_what_their_commands_print(walked):
    assert walked[1] == text_of(WALKS)


def test_what_is_no_longer_printed_is_seen(tmp_path):
    page = "```console\n$ workbench list sources\nabacus\n```"
    assert REFRESH.refreshed(page, tmp_path) != page
    assert "eurostat\n" in REFRESH.refreshed(page, tmp_path)


@pytest.mark.parametrize("command", ["workbench run no_such_option --nonsense", "rm -r raw"])
def test_a_command_that_fails_for_another_reason_than_its_input_fails_the_page(command, tmp_path):
    with pytest.raises(RuntimeError):
        REFRESH.refreshed(f"```console\n$ {command}\n```", tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_the_python_of_a_page_runs(page):
    names: dict[str, object] = {}
    for code in PYTHON.findall(text_of(page)):
        exec(compile(code, page, "exec"), names)  # noqa: S102 - the pages are ours
    if "table" in names:
        assert names["table"]["employment"].tolist() == pytest.approx([300, 300], rel=1e-6)


# The walk-throughs arrive


@pytest.mark.parametrize(
    ("report", "alt"),
    [
        ("report_1", "Map of population density (inhabitants per km²) in 278 regions"),
        ("report_2", "Map of location quotient (ratio) in 51 regions"),
        ("report_3", "Map of krugman specialisation (index) in 204 regions"),
    ],
)
def test_each_walk_through_ends_in_a_page(walked, report, alt):
    [page] = (walked[0] / report).glob("*/*/index.html")
    record = json.loads((page.parent / "record.json").read_text(encoding="utf-8"))
    assert record["status"] == "done"
    text = page.read_text(encoding="utf-8")
    assert text.count('class="box verdict"') == 2
    assert alt in text
    assert ("intervals that treat them so are too narrow" in text) == (report == "report_1")
    assert ("The sign changes along the ladder" in text) == (report == "report_3")


def test_the_shapefile_came_with_its_names_and_none_was_lost(walked):
    study = load(walked[0] / "china")
    assert len(study.boundaries) == 369
    drawn = study.boundaries.set_index("region")["城市"]
    regions = study.regions.set_index("region")
    assert (drawn.reindex(regions.index) == regions["name"]).all()


def test_the_figures_of_the_yearbook_are_those_of_the_census(walked):
    study = load(walked[0] / "states")
    printed = study.activity.merge(study.regions[["region", "name"]], on="region")
    shipped = load("us_states_manufacturing")
    whole = shipped.activity[shipped.activity["year"] == 2011]
    names = shipped.industries.rename(columns={"name": "label"})
    whole = whole.merge(names[["industry", "label"]], on="industry")
    keys = {"left_on": ["region", "industry"], "right_on": ["region", "label"]}
    both = printed.merge(whole, how="left", suffixes=("", "_known"), **keys)
    assert len(both) == 51 * MAKE.SUBSECTORS
    is_known = both["label"].notna()
    assert (both["establishments"] == both["establishments_known"])[is_known].all()
    assert both.loc[~is_known, ["establishments", "employment"]].isna().all(axis=None)
    is_given = both["employment"].notna()
    assert (both["employment"] == both["employment_known"])[is_given].all()
    assert both.loc[is_known & ~is_given, "flag"].eq("suppressed").all()
    assert is_given.sum() > 250
    units = {f["name"]: f.get("unit") for f in study.resources["activity"]["schema"]["fields"]}
    assert units["employment"] == "persons"


def test_constant_units_hold_the_jobs_of_both_censuses(walked):
    before, after = load(walked[0] / "counties"), load(walked[0] / "constant")
    for study in (before, after):
        assert study.years == [2010, 2020]
    jobs = [s.activity.groupby(["year", "industry"])["employment"].sum() for s in (before, after)]
    pd.testing.assert_series_equal(*jobs, rtol=1e-9, check_dtype=False)
    codes = [set(after.activity.loc[after.activity["year"] == y, "region"]) for y in (2010, 2020)]
    assert codes[0] == codes[1]


# The raw files are as awkward as offices send them


def test_the_outlines_are_in_gbk_and_do_not_say_so(raw):
    assert not (raw / "prefectures.cpg").exists()
    assert "代码".encode("gbk") in (raw / "prefectures.dbf").read_bytes()
    read = geopandas.read_file(raw / "prefectures.shp", encoding="gbk")
    known = geopandas.read_file(MAKE.OUTLINES)
    assert read["代码"].tolist() == known["region"].tolist()
    assert read.geometry.geom_equals_exact(known.geometry, 1e-9).all()


def test_the_workbook_has_merged_heads_and_notes(raw):
    sheet = load_workbook(raw / "manufacturing_2011.xlsx").active
    assert len(sheet.merged_cells.ranges) == 2 + MAKE.SUBSECTORS
    assert str(sheet.cell(sheet.max_row, 1).value).startswith("D:")


def test_three_counties_come_under_codes_of_another_year(raw):
    sent, right = (pd.read_csv(raw / f"jobs{end}.csv", dtype="str") for end in ("_sent_first", ""))
    wrong = sent[sent["code"] != right["code"]]
    assert set(wrong["code"]) == set(MAKE.LATE_CODES.values())
    assert set(wrong["year"]) == {"2020"}


# Nothing is left out


def test_every_key_of_read_is_on_the_page():
    rows = re.findall(r"^\| `(\w+)` \|.*--read", text_of("reading.md"), re.M)
    assert set(rows) == set(KINDS)


def test_every_role_of_map_is_on_the_page():
    rows = re.findall(r"^\| `(\w+)` \|.*--map", text_of("reading.md"), re.M)
    assert set(rows) == set(SYNONYMS)


def test_every_command_is_on_the_first_page():
    commands = get_command(app).commands
    names = {name for name in commands if name != "new"}
    names |= {f"new {name}" for name in commands["new"].commands}
    assert {n for n in names if f"`workbench {n}" not in text_of("README.md")} == set()


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    for link in LINK.findall(text_of(page)):
        assert link.startswith("https://") or (DOCS / link).is_file(), link


def test_every_page_is_in_the_index():
    linked = set(LINK.findall(text_of("README.md")))
    assert {page.name for page in DOCS.glob("*.md")} - {"README.md"} <= linked
