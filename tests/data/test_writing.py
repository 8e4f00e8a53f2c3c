"""A file that is written is there whole, or as it was before."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pandas as pd
import pytest

from workbench.cli._app import hand_over
from workbench.data.writing import write_whole

TABLE = pd.DataFrame({"region": ["0101", "0102"], "value": [1.5, 2.0]})


def full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("had_one", [False, True])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, had_one: bool
) -> None:
    path = tmp_path / "x.csv"
    if had_one:
        path.write_text("good\n")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as error:
        hand_over(TABLE, path, is_json=False)
    assert error.value.filename == str(path)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x.csv", "good\n")] * had_one


def test_a_table_is_handed_over_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"{'温' * 83}.csv"  # the longest name a system takes
    path.write_text("what was there before, and longer than what comes now\n" * 9)
    hand_over(TABLE, path, is_json=False)
    assert path.read_text() == "region,value\n0101,1.5\n0102,2.0\n"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    assert capsys.readouterr().err == f"2 rows written to {path}\n"


def test_a_link_stays_a_link_and_a_device_a_device(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_whole(tmp_path / "link.csv", b"new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    write_whole(tmp_path / "pipe", b"new")
    assert os.read(reading, 9) == b"new" and (tmp_path / "pipe").is_fifo()
    os.close(reading)
