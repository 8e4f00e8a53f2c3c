"""Whatever a study holds, there is a page that says so: no traceback, and no name that acts."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.reports.bad_studies import BAD, LONG, TAG, good, write
from tests.reports.reading import Page
from workbench.errors import RunFailed
from workbench.reports import batch, run

NOTEBOOKS = {
    "density_and_competitiveness": {},
    "measuring_clusters": {"draws": "20"},
    "competitiveness_index": {"draws": "200"},
}
# What a page says that cannot be whole, in one of these ways; all others are whole.
WHY = {
    "one_region": (
        "1 rows cannot tell",
        "no row is left",
        "too few regions",
        "no region has a score",
    ),
    "all_equal": ("is the same in every row", "all values are equal", "no region has a score"),
    "all_missing": ("no row is left", "nothing to rank", "no place has a known"),
}
every_page = pytest.mark.parametrize(
    ("notebook", "kind"), [(notebook, kind) for notebook in NOTEBOOKS for kind in BAD]
)
every_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS)
LARGEST_PAGE = 8_000_000
LONGEST_ALT = 2_000


@pytest.fixture(scope="module")
def page_of(tmp_path_factory):
    """The page of a notebook on a bad study; each notebook runs once, on all of them."""
    folder, out = tmp_path_factory.mktemp("studies"), tmp_path_factory.mktemp("reports")
    studies = [write(kind, folder / kind) for kind in BAD]
    made: dict[str, dict[str, str]] = {}

    def all_of(notebook: str) -> dict[str, str]:
        found = batch(
            notebook, {"study": ",".join(map(str, studies))}, NOTEBOOKS[notebook], out=out
        )
        pages = {}
        for row in found.rows:
            ending = ".failed" if row.state == "failed" else ""
            page = out / notebook / f"{row.member}{ending}" / "index.html"
            pages[Path(row.parameters["study"]).name] = page.read_text(encoding="utf-8")
        return pages

    def of(notebook: str, kind: str) -> str:
        if notebook not in made:
            made[notebook] = all_of(notebook)
        return made[notebook][kind]

    return of


@every_page
def test_there_is_a_page_without_a_traceback(page_of, notebook, kind):
    html = page_of(notebook, kind)
    read = Page(html)
    assert "Traceback" not in html
    assert 'File "' not in read.text
    assert len(html) < LARGEST_PAGE
    if "This run stopped" in read.text:
        assert "CLW-R03: cell" in read.text
        assert "What to do: " in read.text
        assert any(why in read.text for why in WHY[kind])
    else:
        assert "Figure 1." in read.text
        assert "What made this page" in read.text


@every_notebook
def test_a_tag_as_a_name_is_shown_and_does_nothing(page_of, notebook):
    html = page_of(notebook, "script_tag")
    read = Page(html)
    assert TAG in read.text
    assert "<script>alert" not in html
    assert not any(name.startswith("on") for _, a in read.elements for name in a)
    drawings = re.findall(r"data:image/svg\+xml;base64,([^\"]+)", html)
    assert drawings


@every_notebook
def test_a_long_name_is_told_whole_and_cut_where_there_is_no_room(page_of, notebook):
    page = page_of(notebook, "long_name")
    read = Page(page)
    assert LONG in page
    assert all(len(image["alt"]) < LONGEST_ALT for image in read.all("img"))


def test_no_outlines_are_points_that_the_page_speaks_of(page_of):
    read = Page(page_of("density_and_competitiveness", "no_outlines"))
    assert "no outlines" in read.text.lower()


@every_notebook
def test_three_thousand_places_do_not_fill_the_page(page_of, notebook):
    read = Page(page_of(notebook, "many_regions"))
    assert len(read.all("tr")) < 3_000


def test_a_study_without_any_number_is_refused_by_a_code(tmp_path):
    study = write("nothing_known", tmp_path / "nothing_known")
    with pytest.raises(RunFailed, match="CLW-T43  employment is missing in every row"):
        run("density_and_competitiveness", {"study": str(study)}, out=tmp_path, progress=False)
    (page,) = tmp_path.glob("*/*.failed/index.html")
    assert "CLW-T43" in Page(page.read_text(encoding="utf-8")).text


def test_the_study_itself_is_good_where_nothing_is_spoilt(tmp_path):
    told = json.loads((write("many_regions", tmp_path / "x") / "datapackage.json").read_text())
    assert [r["name"] for r in told["resources"]].count("boundaries") == 1
    assert len(good()["regions"]) == 24
