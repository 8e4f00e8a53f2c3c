from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from workbench.errors import RunFailed
from workbench.reports.folder import claimed

HOLD = """
import sys
from pathlib import Path
from workbench.reports.folder import claimed
with claimed(Path(sys.argv[1])) as place:
    place.write("index.html", b"half")
    print("held", flush=True)
    sys.stdin.readline()
"""


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def publish(final: Path, **files: str) -> None:
    with claimed(final) as place:
        for name, content in files.items():
            place.write(name, content.encode())
        place.publish()


def test_a_report_replaces_the_last_one_whole_and_leaves_nothing_else(tmp_path: Path) -> None:
    final = tmp_path / "deep" / "default"
    publish(final, page="one", old="old")
    publish(final, page="two")
    assert tree(tmp_path) == {"deep/default/page": b"two"}


def test_a_run_that_stops_leaves_the_last_report_and_no_hidden_folder(tmp_path: Path) -> None:
    final = tmp_path / "default"
    publish(final, page="one")
    with pytest.raises(ZeroDivisionError), claimed(final) as place:
        place.write("page", b"two")
        raise ZeroDivisionError
    assert tree(tmp_path) == {"default/page": b"one"}
    assert names(tmp_path) == ["default"]


def test_what_a_failed_run_has_left_lies_beside_until_a_run_succeeds(tmp_path: Path) -> None:
    tmp_path.mkdir(exist_ok=True)
    final = tmp_path / "default"
    publish(final, page="one")
    for content in (b"first", b"second"):
        with claimed(final) as place:
            place.write("notebook", content)
            place.keep_failed()
    assert tree(tmp_path) == {"default/page": b"one", "default.failed/notebook": b"second"}
    publish(final, page="two")
    assert tree(tmp_path) == {"default/page": b"two"}


@pytest.mark.parametrize("n_good_writes", [0, 1, 2])
def test_a_full_disk_names_path_and_bytes_and_keeps_the_last_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, n_good_writes: int
) -> None:
    final = tmp_path / "default"
    publish(final, a="one", b="one", c="one")
    done = 0

    def fsync(_: int) -> None:
        nonlocal done
        if done >= n_good_writes:
            raise OSError(errno.ENOSPC, "No space left on device")
        done += 1

    monkeypatch.setattr("workbench.reports.folder.os.fsync", fsync)
    with pytest.raises(RunFailed) as error:
        publish(final, a="two", b="two", c="two")
    problem = error.value.problems[0]
    assert problem.code == "CLW-R08"
    assert problem.file is not None and problem.file.endswith("abc"[n_good_writes])
    assert "cannot write 3 bytes: No space left on device" in problem.message
    assert tree(tmp_path) == {f"default/{name}": b"one" for name in "abc"}
    assert names(tmp_path) == ["default"]


def test_the_last_report_comes_back_if_the_new_one_cannot_take_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    final = tmp_path / "default"
    publish(final, page="one")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == ".default.new":
            raise OSError(errno.EIO, "Input/output error")
        return rename(self, target)

    monkeypatch.setattr("workbench.reports.folder.exchange", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(RunFailed, match="Input/output error"):
        publish(final, page="two")
    assert tree(tmp_path) == {"default/page": b"one"}


def test_where_folders_cannot_change_places_they_are_renamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.reports.folder.exchange", lambda *_: False)
    test_a_report_replaces_the_last_one_whole_and_leaves_nothing_else(tmp_path / "good")
    test_what_a_failed_run_has_left_lies_beside_until_a_run_succeeds(tmp_path / "failed")


def test_a_report_put_aside_by_a_dead_run_comes_back(tmp_path: Path) -> None:
    publish(tmp_path / ".default.old", page="one")
    publish(tmp_path / ".default.new", page="half")
    publish(tmp_path / "other", page="two")
    assert tree(tmp_path) == {"default/page": b"one", "other/page": b"two"}


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunFailed) as error, claimed(tmp_path / "file" / "default"):
        pass
    assert error.value.problems[0].code == "CLW-R08"
    assert error.value.exit_code == 3


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds a report and has written a part of it."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "default")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_stops_and_names_the_holder(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(RunFailed) as error, claimed(tmp_path / "default"):
        pass
    problem = error.value.problems[0]
    assert problem.code == "CLW-R04"
    assert f"process {holder.pid} on " in problem.message
    publish(tmp_path / "other", page="one")  # another report of the notebook goes its way
    assert tree(tmp_path)[".default.new/index.html"] == b"half"
    holder.communicate("\n")
    publish(tmp_path / "default", page="two")


def test_the_lock_and_rest_of_a_killed_run_are_taken_over(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.communicate()
    assert json.loads((tmp_path / ".default.lock").read_text())["process"] == holder.pid
    publish(tmp_path / "default", page="two")
    assert tree(tmp_path) == {"default/page": b"two"}


def test_two_threads_of_one_process_are_kept_apart_too(tmp_path: Path) -> None:
    own = f"process {os.getpid()}"
    with (
        claimed(tmp_path / "default"),
        pytest.raises(RunFailed, match=own),
        claimed(tmp_path / "default"),
    ):
        pass
