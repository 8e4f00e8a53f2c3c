"""Kept replies are verified at each use, and written whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.data.sources import _cache
from workbench.data.sources._cache import Cache, cache_folder
from workbench.errors import StudyError

GDP = {"indicators": "NY.GDP.PCAP.KD", "years": "2020:2021"}
ADDRESS = "https://example.org/data?x=1"


@pytest.fixture
def cache(tmp_path):
    kept = Cache(tmp_path / "kept")
    kept.keep(ADDRESS, b"good", "text/csv")
    kept.commit()
    return kept


def test_a_reply_is_kept_with_its_record(cache):
    reply = cache.get(ADDRESS)
    assert reply.body == b"good"
    assert reply.record["bytes"] == 4 and reply.record["url"] == ADDRESS
    assert reply.record["sha256"] == (
        # printf good | sha256sum
        "sha256:770e607624d689265ca6c44884d0807d9b054d23c473c106c72be9de08b7376c"
    )
    assert cache.get(ADDRESS + "0") is None


@pytest.mark.parametrize("fault", ["body", "cut", "gone", "record", "swapped", "date"])
def test_a_spoilt_reply_is_told_and_never_used(cache, fault):
    record_path = next(cache.folder.glob("*.json"))
    body_path = next(cache.folder.glob("*.reply"))
    record = json.loads(record_path.read_text())
    if fault == "body":
        body_path.write_bytes(b"evil")
    elif fault == "cut":
        body_path.write_bytes(b"go")
    elif fault == "gone":
        body_path.unlink()
    elif fault == "record":
        record_path.write_text(record_path.read_text()[:20])
    else:
        changed = {"swapped": {"url": "https://example.org/other"}, "date": {"retrieved": "soon"}}
        record_path.write_text(json.dumps(record | changed[fault]))
    with pytest.raises(StudyError, match="CLW-W12") as error:
        cache.get(ADDRESS)
    assert "--online" in error.value.problems[0].remedy
    assert cache.date(ADDRESS) == ""


def test_a_record_cannot_point_out_of_the_cache(cache, tmp_path):
    (tmp_path / "outside").write_bytes(b"good")
    path = next(cache.folder.glob("*.json"))
    path.write_text(json.dumps(json.loads(path.read_text()) | {"file": "../outside"}))
    with pytest.raises(StudyError, match="CLW-W12"):
        cache.get(ADDRESS)


def test_new_replies_wait_until_all_are_there(cache):
    cache.keep(ADDRESS, b"better", "text/csv")
    assert Cache(cache.folder).get(ADDRESS).body == b"good"
    cache.commit()
    assert Cache(cache.folder).get(ADDRESS).body == b"better"
    assert len(list(cache.folder.iterdir())) == 2


def test_what_is_abandoned_leaves_nothing(cache):
    before = sorted(cache.folder.iterdir())
    cache.keep(ADDRESS, b"better", "text/csv")
    cache.keep(ADDRESS + "0", b"other", "text/csv")
    cache.abandon()
    assert sorted(cache.folder.iterdir()) == before
    # the same bytes again are the kept copy, which stays
    cache.keep(ADDRESS, b"good", "text/csv")
    cache.abandon()
    assert cache.get(ADDRESS).body == b"good"


def test_a_kill_in_the_middle_of_a_write_leaves_the_old_file(cache, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        cache.keep(ADDRESS, b"better", "text/csv")
    monkeypatch.undo()
    assert cache.get(ADDRESS).body == b"good"
    assert not list(cache.folder.glob("*.partial"))


@pytest.mark.usefixtures("bank")
def test_a_full_disk_is_told_and_spoils_nothing(ask, monkeypatch, tmp_path):
    good = ask("world_bank", **GDP)
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}

    def full(path, _content):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(_cache, "write_whole", full)
    for path in (tmp_path / "cache").rglob("*.reply"):
        path.with_suffix(".aside").write_bytes(path.read_bytes())
        path.unlink()
    with pytest.raises(StudyError, match=r"CLW-W16.*No space left"):
        ask("world_bank", **GDP)
    for path in (tmp_path / "cache").rglob("*.aside"):
        path.rename(path.with_suffix(".reply"))
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before
    assert good.folder.is_dir()


def test_a_spoilt_reply_is_fetched_again_when_allowed(bank, ask, tmp_path):
    ask("world_bank", **GDP)
    for path in (tmp_path / "cache").rglob("*.reply"):
        path.write_bytes(b"[1, 2]")
    with pytest.raises(StudyError, match="CLW-W12"):
        ask("world_bank", "again", is_online=False, **GDP)
    assert ask("world_bank", "again", **GDP).rows["indicators"] == 3
    assert ask("world_bank", "more", is_online=False, **GDP).rows["indicators"] == 3
    assert bank.asked


def test_where_the_cache_is(monkeypatch, tmp_path):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "named"))
    assert cache_folder() == tmp_path / "named"
    assert cache_folder(tmp_path / "given") == tmp_path / "given"
    monkeypatch.delenv("WORKBENCH_CACHE")
    monkeypatch.setattr(_cache.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "xdg" / "cluster-workbench"
    monkeypatch.setattr(_cache.sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert cache_folder() == tmp_path / "local" / "cluster-workbench"
