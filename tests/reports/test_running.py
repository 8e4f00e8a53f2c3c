from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reports.notebooks import code, notebook, text
from tests.reports.reading import Page
from tests.reports.test_folder import names, tree
from tests.reports.test_page import FIGURE, PNG
from workbench.errors import ParameterError, Problem, RunFailed
from workbench.reports import Report, run
from workbench.reports.running import run_name

PARAMETERS = """\
seed: int = 2010  # [0 to 4294967295] the random seed
word: str = "温州"  # a word for the page
then: str = "finish"  # [finish | die | fail | complain | change | print | hang | leave] what to do
study: str = ""  # [study] where the data are
"""
FATE = """\
import os, signal, sys, time
print("half a line ", end="", flush=True)
time.sleep(0.02)
print("the other half of", object())
if then == "die":
    os.kill(os.getpid(), signal.SIGKILL)
if then == "fail":
    raise ValueError("first line\\nno such thing")
if then == "complain":
    from workbench.errors import Problem, StudyError
    raise StudyError(Problem("CLW-T35", "no employment", expected="1 or more", remedy="mend it"))
if then == "change":
    from pathlib import Path
    Path(study, "activity.csv").write_text("region\\nchanged\\n")
if then == "print":
    print("x" * 3_000_000)
if then == "hang":
    time.sleep(60)
if then == "leave":
    from pathlib import Path
    import subprocess
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path("pids.txt").write_text(f"{os.getpid()} {child.pid}")
    time.sleep(60)
"""
DRAW = f"""\
from IPython.display import display
told = {FIGURE!r} | {{"csv": f"region,value\\n{{word}},{{seed}}\\n"}}
display({{"image/png": {PNG!r}, "text/plain": word}}, raw=True, metadata={{"workbench": told}})
"""
RUN = "import sys; from workbench.reports import run; run(sys.argv[1], out=sys.argv[2])"
ENVIRONMENT = """\
import random
print(os.environ["OMP_NUM_THREADS"], os.environ["OPENBLAS_NUM_THREADS"], time.tzname[0])
print(sorted({word, "a", "b", "c"}, key=hash), os.environ.get("MPLBACKEND", "").split(":")[0])
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("my reports 报告")


@pytest.fixture(scope="module")
def path(folder: Path) -> Path:
    """A notebook that can end in every way; it lies in a folder with spaces and Chinese letters."""
    return notebook(
        folder / "01_tiny.ipynb",
        text("# A tiny question\n\nOf {no} braces"),
        code(PARAMETERS, "parameters"),
        code(FATE),
        code(DRAW),
        code(ENVIRONMENT),
    )


@pytest.fixture(scope="module")
def report(path: Path, folder: Path) -> Report:
    return run(path, out=folder / "out")


@pytest.fixture
def kept(report: Report) -> Iterator[None]:
    """The good report stands, and is the same to the byte after the test."""
    before = tree(report.folder)
    yield
    assert tree(report.folder) == before


def problem_of(error: pytest.ExceptionInfo[RunFailed]) -> Problem:
    assert error.value.exit_code == 3
    (problem,) = error.value.problems
    return problem


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_report_has_page_notebook_exhibits_and_record(report: Report, folder: Path) -> None:
    assert report.folder == folder / "out" / "tiny" / "default"
    assert report.page == report.folder / "index.html"
    assert set(tree(report.folder)) == {
        "index.html",
        "notebook.ipynb",
        "record.json",
        "ro-crate-metadata.json",
        "tables/all.xlsx",
        "tables/map-of-density.csv",
        "figures/map-of-density.svg",
        "figures/map-of-density.png",
    }
    assert tree(report.folder)["tables/map-of-density.csv"].decode() == "region,value\n温州,2010\n"
    page = Page(report.page.read_text(encoding="utf-8"))
    assert "A tiny question" in page.text
    assert "half a line the other half of <object object at 0x…>" in page.text
    assert "Figure 1." in page.text


def test_the_kernel_has_one_thread_one_zone_and_one_hash_seed(report: Report) -> None:
    said = Page(report.page.read_text(encoding="utf-8")).text
    assert "1 1 UTC" in said
    assert "module" in said  # the backend that catches figures


def test_the_record_says_what_made_the_report(report: Report) -> None:
    record = json.loads((report.folder / "record.json").read_text(encoding="utf-8"))
    assert record == dict(report.record)
    assert record["status"] == "done"
    assert record["parameters"] == {"seed": 2010, "word": "温州", "then": "finish", "study": ""}
    assert record["seed"] == 2010
    assert record["cells"] == {"planned": 4, "ran": 4, "failed": 0, "failed_cell": None}
    assert record["reason"] is None
    assert record["inputs"]["before"] == record["inputs"]["after"]
    assert record["environment"]["TZ"] == "UTC"
    assert record["versions"]["papermill"].startswith("2.")
    assert len(record["times"]["seconds_by_cell"]) == 4
    assert record["notebook"]["name"] == "tiny"
    assert set(record["outputs"]) == set(tree(report.folder)) - {"record.json"}


def test_the_executed_notebook_holds_no_times_and_keeps_its_names(report: Report) -> None:
    raw = (report.folder / "notebook.ipynb").read_text(encoding="utf-8")
    executed = json.loads(raw)
    assert [cell["id"] for cell in executed["cells"]] == [f"own-{n}" for n in range(5)]
    assert [c.get("execution_count") for c in executed["cells"]] == [None, 1, 2, 3, 4]
    assert "papermill" not in raw
    assert "iopub" not in raw


def test_equal_runs_give_equal_bytes_in_other_zones_and_with_other_hash_seeds(
    report: Report, path: Path, tmp_path: Path
) -> None:
    other = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Shanghai", "LC_ALL": "C", "MPLBACKEND": "agg"}
    subprocess.run(
        [sys.executable, "-c", RUN, str(path), str(tmp_path)],
        env=os.environ | other,
        check=True,
    )
    again, first = tree(tmp_path / "tiny" / "default"), tree(report.folder)
    records = [json.loads(files.pop("record.json")) for files in (again, first)]
    for files, record in zip((again, first), records, strict=True):
        assert record.pop("times")
        # the one file that says the day, so midnight may lie between the two
        assert files.pop("ro-crate-metadata.json")
        assert record["outputs"].pop("ro-crate-metadata.json")
    assert again == first
    assert records[0] == records[1]


@pytest.mark.usefixtures("kept")
def test_a_killed_kernel_is_told_within_seconds_and_the_good_report_stays(
    path: Path, folder: Path
) -> None:
    began = time.monotonic()
    with pytest.raises(RunFailed) as error:
        run(path, {"then": "die"}, out=folder / "out")
    assert time.monotonic() - began < 10  # with the start of the kernel, 5 for the notice
    problem = problem_of(error)
    assert problem.code == "CLW-R05"
    assert problem.message.startswith("kernel lost in cell 2 of 4: its process was ended by signal")
    left = folder / "out" / "tiny" / "then=die.failed"
    assert problem.file == str(left / "notebook.ipynb")
    assert set(tree(left)) == {"index.html", "notebook.ipynb", "record.json"}
    read = Page((left / "index.html").read_text(encoding="utf-8"))
    assert "CLW-R05: kernel lost in cell 2 of 4" in read.text
    record = json.loads((left / "record.json").read_text(encoding="utf-8"))
    assert record["status"] == "failed"
    assert "kernel lost in cell 2" in record["problems"][0]["message"]
    assert record["cells"] == {"planned": 4, "ran": 1, "failed": 1, "failed_cell": 2}
    assert record["reason"].startswith("CLW-R05 kernel lost in cell 2 of 4")
    assert not (folder / "out" / "tiny" / "then=die").exists()


def test_a_failing_cell_is_named_with_its_last_line(path: Path, folder: Path) -> None:
    with pytest.raises(RunFailed) as error:
        run(path, {"then": "fail"}, out=folder / "out")
    problem = problem_of(error)
    assert problem.code == "CLW-R03"
    assert problem.message == "cell 2 of 4 failed: ValueError: no such thing"
    executed = json.loads(Path(str(problem.file)).read_text(encoding="utf-8"))
    assert any("ValueError" in str(cell.get("outputs")) for cell in executed["cells"])


def test_a_coded_complaint_from_the_kernel_is_shown_as_it_is(path: Path, tmp_path: Path) -> None:
    with pytest.raises(RunFailed) as error:
        run(path, {"then": "complain"}, out=tmp_path)
    problem = problem_of(error)
    assert problem.message == "cell 2 of 4 stopped: CLW-T35  no employment"
    assert (problem.expected, problem.remedy) == ("1 or more", "mend it")
    assert "\\n" not in str(error.value)
    assert "Traceback" not in str(error.value)


@pytest.mark.usefixtures("kept")
def test_a_failing_run_over_a_good_report_keeps_it_to_the_byte(path: Path, folder: Path) -> None:
    broken = json.loads(path.read_text(encoding="utf-8"))
    broken["cells"][2]["source"] = "1 / 0"
    whole = path.read_bytes()
    path.write_text(json.dumps(broken), encoding="utf-8")
    try:
        with pytest.raises(RunFailed, match="ZeroDivisionError"):
            run(path, out=folder / "out")
    finally:
        path.write_bytes(whole)
    assert (folder / "out" / "tiny" / "default.failed" / "notebook.ipynb").exists()


def test_data_that_change_during_the_run_make_it_invalid(path: Path, tmp_path: Path) -> None:
    study = tmp_path / "own"
    study.mkdir()
    (study / "activity.csv").write_text("region\n033\n")
    resource = {"name": "activity", "path": "activity.csv"}
    descriptor = {"title": "Our <own>", "resources": [resource]}
    (study / "datapackage.json").write_text(json.dumps(descriptor))
    good = run(path, {"study": str(study)}, out=tmp_path / "out")
    assert set(good.record["data"]["files"]) == {"datapackage.json", "activity.csv"}
    assert "Our &lt;own&gt;" in good.page.read_text(encoding="utf-8")
    with pytest.raises(RunFailed) as error:
        run(path, {"study": str(study), "then": "change"}, out=tmp_path / "out")
    problem = problem_of(error)
    assert (problem.code, problem.file) == ("CLW-R10", "activity.csv")


def test_endless_output_is_capped_on_the_page_and_in_the_notebook(
    path: Path, tmp_path: Path
) -> None:
    found = run(path, {"then": "print"}, out=tmp_path)
    assert found.page.stat().st_size < 200_000
    assert (found.folder / "notebook.ipynb").stat().st_size < 1_200_000
    assert "more characters are not shown" in found.page.read_text(encoding="utf-8")


def test_a_cell_that_hangs_is_stopped_at_the_limit(path: Path, tmp_path: Path) -> None:
    with pytest.raises(RunFailed) as error:
        run(path, {"then": "hang"}, out=tmp_path, limit=1)
    problem = problem_of(error)
    assert problem.code == "CLW-R06"
    assert problem.message == "cell 2 of 4 took longer than 1 seconds"


def test_a_killed_run_leaves_no_kernel_and_the_next_run_clears_up(
    path: Path, folder: Path, tmp_path: Path
) -> None:
    asked = RUN.replace("out", "{'then': 'leave'}, out")
    own = os.environ | {"TMPDIR": str(tmp_path)}  # what a killed process leaves stays in the test
    runner = subprocess.Popen([sys.executable, "-c", asked, str(path), str(tmp_path)], env=own)
    pids = folder / "pids.txt"
    while not (pids.exists() and pids.read_text()):
        assert runner.poll() is None
        time.sleep(0.05)
    kernel, child = map(int, pids.read_text().split())
    pids.unlink()
    assert is_running(kernel)
    runner.kill()
    runner.wait()
    deadline = time.monotonic() + 5
    while is_running(kernel) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(kernel)
    if is_running(child):
        os.kill(child, 9)  # what the notebook itself has started is out of our reach
    run(path, out=tmp_path)
    assert names(tmp_path / "tiny") == ["default"]


def test_nothing_runs_where_a_parameter_is_wrong(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.reports.running.running_kernel", None)
    with pytest.raises(ParameterError):
        run(path, {"seed": "twenty"}, out=tmp_path)
    assert not names(tmp_path)


@pytest.mark.parametrize(
    "changed",
    [
        {"a": "1,b=2"},
        {"a": "../../etc"},
        {"a": "x" * 300},
        {"a": "温州"},
        {"a": None},
        {"a": ""},
        {"a": []},
        {"a": "x.failed"},
        {"a": ".."},
        {"a": "CON\\x"},
        {"a": "a+b"},
    ],
)
def test_a_name_that_is_not_plain_is_made_safe_and_its_own(changed: dict[str, object]) -> None:
    name = run_name(changed)  # type: ignore[arg-type]
    assert name == run_name(dict(changed))  # type: ignore[arg-type]
    assert len(name) <= 80
    assert name.isascii() and not set(name) & set("/\\. ")
    assert name not in {run_name({"a": "1", "b": 2}), run_name({"a": ["a", "b"]}), "default"}
