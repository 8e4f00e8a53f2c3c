"""A batch checks all values first, stops for no failure, and tells what became of each member."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.conftest import TinyStudy
from tests.reports.notebooks import code, notebook, text
from tests.reports.reading import Page
from workbench.data import load
from workbench.errors import ParameterError
from workbench.reports.batch import BatchReport, Manner, batch
from workbench.reports.index_page import Row, as_csv, page, row_of, summary, verdict_of
from workbench.reports.members import Member, Outcome
from workbench.reports.over import combinations
from workbench.reports.parameters import read_card
from workbench.reports.resuming import good_report

CARD = """\
study: str = ""  # [study] where the data are
region: str = ""  # [region] which
year: int | None = None  # [year] when
industry: str = ""  # [industry] what
way: str = "ols"  # [ols | robust] how
is_long: bool = False  # whether
word: str = "a"  # a word
"""
TOLD = """\
from workbench import figures
if word == "fail":
    raise ValueError("<script>alert(1)</script>")
figures.Words([f"{word} <b>is</b> told."], role="verdict")
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    return notebook(folder / "told.ipynb", text("# Told"), code(CARD, "parameters"), code(TOLD))


@pytest.fixture(scope="module")
def done(path: Path) -> BatchReport:
    out = path.parent / "out"
    return batch(path, {"word": "a,<i>b</i>,fail,=1+1"}, out=out, manner=Manner(workers=2))


def test_one_failure_stops_no_other(done: BatchReport) -> None:
    assert [(row.state, row.code) for row in done.rows] == [
        ("ok", ""),
        ("ok", ""),
        ("failed", "CLW-R03"),
        ("ok", ""),
    ]
    assert done.n_failed == 1
    assert done.rows[0].verdict == "a <b>is</b> told."


def test_the_index_links_every_page_and_escapes_what_they_say(done: BatchReport) -> None:
    html = done.page.read_text(encoding="utf-8")
    assert "<script" not in html and "<i>b" not in html and "http:" not in html
    assert "&lt;script&gt;alert(1)" in html
    links = [link["href"] for link in Page(html).all("a")]
    assert [unquote(link) for link in links] == [row.page for row in done.rows]


def test_every_link_leads_to_its_page_wherever_the_folder_is_moved(
    done: BatchReport, tmp_path: Path
) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(done.folder.parent, moved)
    index = moved / done.folder.name / "index.html"
    pages = [
        (index.parent / unquote(link["href"])).read_text(encoding="utf-8")
        for link in Page(index.read_text(encoding="utf-8")).all("a")
    ]
    stopped = "This run stopped, so the page is not whole"
    assert [stopped in page for page in pages] == [False, False, True, False]


def test_a_failed_member_says_why_what_to_do_and_where_it_stopped(done: BatchReport) -> None:
    row = done.rows[2]
    assert row.page == "../word=fail.failed/index.html"
    assert row.reason.startswith("cell 2 of 2 failed: ValueError: <script>")
    assert row.remedy.startswith("see the cell in the failed notebook")
    told = Page(done.page.read_text(encoding="utf-8")).text
    assert row.reason in told and f"What to do: {row.remedy}" in told
    assert "What the run left" in told and "and 1 more" not in told


FAULT = {"code": "CLW-R50", "message": "lost\x1b[2J", "remedy": "run it\x07 again"}


def test_a_page_of_an_earlier_run_is_not_taken_for_what_this_one_left(tmp_path: Path) -> None:
    outcome = Outcome(0, "failed", problems=[FAULT, FAULT])
    left, good = tmp_path / "x=1.failed" / "index.html", tmp_path / "x=1" / "index.html"

    def linked() -> str:
        return row_of("x=1", {"x": "1"}, outcome, tmp_path / "by-x", since=1000).page

    assert linked() == ""
    for page_of_a_run, link in ((good, "../x=1/index.html"), (left, "../x=1.failed/index.html")):
        page_of_a_run.parent.mkdir()
        page_of_a_run.write_text("")
        os.utime(page_of_a_run, (999, 999))
        assert linked() in {"", "../x=1/index.html"} - {link}
        os.utime(page_of_a_run, (1001, 1001))
        assert linked() == link


def test_what_a_row_says_cannot_drive_a_terminal(tmp_path: Path) -> None:
    outcome = Outcome(0, "failed", problems=[FAULT, FAULT])
    row = row_of("x=1", {"x": "1"}, outcome, tmp_path / "by-x", since=0)
    assert (row.reason, row.remedy) == (r"lost\x1b[2J", r"run it\x07 again")
    assert "and 1 more" in Page(page("n", [row], "").decode()).text


def test_a_verdict_cannot_drive_a_terminal_either(tmp_path: Path) -> None:
    told = {"workbench": {"role": "verdict", "paragraphs": ["up\x1b[2J"]}}
    shown = {"output_type": "display_data", "metadata": told, "data": {}}
    notebook(tmp_path / "notebook.ipynb", code("x", outputs=[shown]))
    assert verdict_of(tmp_path) == r"up\x1b[2J"


def test_a_chinese_batch_has_an_index_of_its_own(path: Path, done: BatchReport) -> None:
    before = done.page.read_bytes()
    how = Manner(workers=1, engine="plain", lang="zh")
    made = batch(path, {"word": "fail"}, out=path.parent / "out", manner=how)
    assert made.folder == done.folder.parent / "by-word,lang=zh"
    assert done.page.read_bytes() == before
    html = made.page.read_text(encoding="utf-8")
    assert '<html lang="zh">' in html
    assert (made.folder / made.rows[0].page).is_file()
    for said in ("共 1 份报告：未完成 1 份。", "处理办法：", "查看本次运行留下的页面", "保留原文"):
        assert said in Page(html).text


def test_a_chinese_index_says_nothing_of_its_own_in_english() -> None:
    row = Row("a", {"x": "1"}, "ok", "../a/index.html", "fine")
    rows = [row, replace(row, state="kept"), replace(row, state="failed", code="C-1", remedy="do")]
    html = page("n", rows, "y = 2", "zh").decode()
    said = re.findall(r"[A-Za-z]{2,}", Page(html.partition("</style>")[2]).text)
    assert said == ["fine", "fine", "do"]


def test_the_table_of_members_holds_no_formula(done: BatchReport) -> None:
    table = list(csv.DictReader((done.folder / "members.csv").read_text("utf-8").splitlines()))
    assert [row["word"] for row in table] == ["a", "<i>b</i>", "fail", "'=1+1"]
    assert [row["state"] for row in table] == ["ok", "ok", "failed", "ok"]
    held = json.loads((done.folder / "members.json").read_text(encoding="utf-8"))
    assert [row["parameters"]["word"] for row in held] == ["a", "<i>b</i>", "fail", "=1+1"]


def test_resuming_makes_only_what_failed_or_is_no_longer_whole(
    path: Path, done: BatchReport
) -> None:
    member = Member(0, "", str(path), {"word": "a"}, str(done.folder.parent.parent))
    folder = done.folder.parent / "default"
    assert good_report(member) == folder
    assert good_report(replace(member, parameters={"word": "new"})) is None
    assert good_report(replace(member, parameters={"word": "fail"})) is None
    page = folder / "index.html"
    good = page.read_bytes()
    page.write_bytes(good.replace(b"told", b"sold"))
    assert good_report(member) is None
    page.write_bytes(good)
    record = folder / "record.json"
    held = record.read_text(encoding="utf-8")
    record.write_text(held.replace('"sha256": "', '"sha256": "0', 1), encoding="utf-8")
    assert good_report(member) is None
    record.write_text(held, encoding="utf-8")
    assert good_report(member) == folder


def test_all_wrong_values_are_told_before_anything_starts(path: Path) -> None:
    out = path.parent / "never"
    with pytest.raises(ParameterError) as error:
        batch(path, {"way": "ols,oops,worse"}, {"wrod": "x"}, out=out)
    assert [problem.code for problem in error.value.problems] == ["CLW-P01", "CLW-P07", "CLW-P07"]
    with pytest.raises(ParameterError, match="CLW-R52"):
        batch(path, {"word": "a"}, out=out, manner=Manner(engine="steam"))
    assert not out.exists()


def test_all_takes_what_the_rule_allows(path: Path, tiny: TinyStudy) -> None:
    card, study = read_card(path), str(tiny.write())

    def values(name: str, asked: str = "all") -> list[object]:
        found = combinations(card, {name: asked}, {"study": study}, load)
        return [row[name] for row in found]

    assert values("region") == ["0101", "0102"]  # Danzhou has no activity
    assert values("industry") == ["13", "14"]
    assert values("year") == [2010, 2015]
    assert values("way") == ["ols", "robust"]
    assert values("is_long") == [False, True]
    assert values("word", "x, y,x") == ["x", "y"]
    with pytest.raises(ParameterError, match="CLW-R51"):
        values("word")
    crossed = combinations(card, {"way": "all", "word": "x,y"}, {}, load)
    assert [tuple(row.values()) for row in crossed] == [
        ("ols", "x"),
        ("ols", "y"),
        ("robust", "x"),
        ("robust", "y"),
    ]
    with pytest.raises(ParameterError, match="CLW-P23"):
        combinations(card, {"word": "x"}, {"word": "y"}, load)


def test_equal_batches_have_the_same_page() -> None:
    rows = [Row("a", {"x": "1"}, "ok", "../a/index.html", "fine"), Row("b", {"x": "2"}, "failed")]
    assert page("n", rows, "") == page("n", list(rows), "")
    assert summary(rows) == "2 reports: 1 made now, 1 failed"
    assert as_csv(rows).decode().splitlines()[1] == "a,1,ok,../a/index.html,fine,,,"


SLOW = """\
import os, time
from pathlib import Path
Path(f"began-{word}-{os.getpid()}").write_text("")
while word == "b" and not Path("killed").exists():
    time.sleep(0.1)
word
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs to know who began what")
def test_a_member_outlives_the_worker_that_made_it(path: Path) -> None:
    """A scheduler, two workers, one of them killed while it works."""
    pytest.importorskip("distributed")
    folder = path.parent / "cluster"
    folder.mkdir()
    slow = notebook(folder / "slow.ipynb", code("word: str = 'a'", "parameters"), code(SLOW))
    known = folder / "scheduler.json"
    here = ["--scheduler-file", str(known), "--no-dashboard"]
    dask = [sys.executable, "-m", "dask"]
    local = ["--host", "127.0.0.1", "--nthreads", "1", "--no-nanny", "--death-timeout", "30"]
    commands = [
        [*dask, "scheduler", *here, "--host", "127.0.0.1", "--port", "0"],
        *2 * [[*dask, "worker", *here, *local]],
    ]
    started = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    try:
        address = json.loads(_awaited(folder, known.name).read_text(encoding="utf-8"))["address"]
        manner = Manner(scheduler=address)
        with ThreadPoolExecutor(1) as pool:
            made = pool.submit(batch, slow, {"word": "a,b"}, out=folder / "out", manner=manner)
            kernel = int(_awaited(folder, "began-b-*").name.rpartition("-")[2])
            os.kill(_ancestor(kernel, {process.pid for process in started}), signal.SIGKILL)
            (folder / "killed").write_text("")
            done = made.result(timeout=60)
    finally:
        for process in started:
            process.kill()
            process.wait()
    assert [row.state for row in done.rows] == ["ok", "ok"]
    assert done.outcomes[1].tries == 2
    assert all((done.folder / row.page).is_file() for row in done.rows)


def _awaited(folder: Path, pattern: str) -> Path:
    """The first file of a name, once it is there and has content or needs none."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = [
            file for file in folder.glob(pattern) if file.suffix != ".json" or file.stat().st_size
        ]
        if found:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(pattern)


def _ancestor(process: int, among: set[int]) -> int:
    """Which of some processes has begun another one, over however many generations."""
    while process not in among:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        process = int(fields.split()[1])
    return process


def test_a_scheduler_that_is_not_there_is_told(path: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(ParameterError, match="CLW-R54"):
        batch(path, {"word": "a"}, manner=Manner(scheduler="nonsense://127.0.0.1:1"))
