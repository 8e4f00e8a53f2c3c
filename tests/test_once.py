"""What reports share is computed once, waited for, and handed out as copies."""

from __future__ import annotations

import hmac
import os
import pickle
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd
import pytest

from workbench.once import FOLDER, KEY, once, shared_by

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="batches share where they fork")


@dataclass(frozen=True)
class Card:
    words: Any

    @cached_property
    def length(self) -> int:
        return len(self.words)


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, value in shared_by(tmp_path).items():
        monkeypatch.setenv(name, value)
    return tmp_path


def counted(calls: list[str], name: str = "part") -> Callable[[], pd.DataFrame]:
    def make() -> pd.DataFrame:
        calls.append(name)
        return pd.DataFrame({"x": [1.0, 2.0]})

    return make


def test_without_a_batch_everything_is_computed_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(FOLDER, raising=False)
    calls: list[str] = []
    for _ in range(2):
        once({"part": counted(calls)}, 1)
    assert calls == ["part", "part"]


@pytest.mark.usefixtures("shared")
def test_equal_content_is_computed_once_and_other_content_again() -> None:
    calls: list[str] = []
    table = pd.DataFrame({"name": ["a", "b"], "value": [1.0, 2.0]})
    once({"part": counted(calls)}, table, Card(MappingProxyType({"a": "b"})))
    alike = pd.DataFrame({"name": ["".join("a"), "b"], "value": [1.0, 2.0]})
    card = Card(MappingProxyType({"a": "b"}))
    assert card.length == 1  # what it has worked out since is not its content
    once({"part": counted(calls)}, alike, card)
    assert len(calls) == 1
    once({"part": counted(calls)}, alike.assign(value=[1.0, 2.0000000001]), card)
    once({"part": counted(calls)}, alike, Card(MappingProxyType({"a": "c"})))
    once({"other": counted(calls)}, alike, card)
    assert len(calls) == 4


@pytest.mark.usefixtures("shared")
def test_nobody_can_change_what_another_has() -> None:
    parts = {"part": counted([])}
    first = once(parts, 1)["part"]
    first.loc[0, "x"] = 99.0
    first.attrs["poison"] = True
    second = once(parts, 1)["part"]
    assert second["x"].tolist() == [1.0, 2.0]
    assert second.attrs == {}


@pytest.mark.usefixtures("shared")
def test_what_has_no_content_is_computed_where_it_is_needed() -> None:
    calls: list[str] = []
    for _ in range(2):
        once({"part": counted(calls)}, lambda: None)
    assert len(calls) == 2


@pytest.mark.usefixtures("shared")
def test_an_error_is_no_result() -> None:
    def fail() -> None:
        raise ValueError("oops")

    with pytest.raises(ValueError, match="oops"):
        once({"part": fail}, 1)
    assert len(once({"part": counted([])}, 1)["part"]) == 2


@pytest.mark.usefixtures("shared")
def test_two_that_begin_together_share_the_work() -> None:
    calls: list[str] = []
    both = threading.Barrier(2, timeout=20)

    def slow(name: str) -> Callable[[], int]:
        def make() -> int:
            calls.append(name)
            both.wait()  # each is in another part at the same time
            return len(name)

        return make

    def work(found: list[dict[str, Any]]) -> None:
        found.append(once({"one": slow("one"), "three": slow("three")}, 1))

    found: list[dict[str, Any]] = []
    threads = [threading.Thread(target=work, args=(found,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(calls) == ["one", "three"]
    assert found == [{"one": 3, "three": 5}] * 2


def test_a_report_that_is_lost_lets_go_of_what_it_had_begun(shared: Path) -> None:
    begun, told = os.pipe()

    def hang() -> None:
        os.write(told, b"x")
        time.sleep(60)

    if (pid := os.fork()) == 0:
        try:
            once({"part": hang}, 1)
        finally:
            os._exit(0)
    os.read(begun, 1)
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    calls: list[str] = []
    once({"part": counted(calls)}, 1)
    assert calls == ["part"]
    assert not list(shared.glob("*.part"))


class Trap:
    """What runs when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("sprung",)


@pytest.mark.parametrize("is_sealed_by_another", [False, True])
def test_what_somebody_else_left_there_is_never_opened(
    shared: Path, monkeypatch: pytest.MonkeyPatch, *, is_sealed_by_another: bool
) -> None:
    monkeypatch.chdir(shared)
    once({"part": counted([])}, 1)
    (left,) = [
        path for path in shared.iterdir() if path.name.startswith("part-") and not path.suffix
    ]
    content = pickle.dumps(Trap())
    key = bytes.fromhex(shared_by(shared)[KEY])  # of another batch
    seal = hmac.digest(key, content, "sha256") if is_sealed_by_another else b""
    left.write_bytes(seal + content)
    calls: list[str] = []
    once({"part": counted(calls)}, 1)
    assert calls == ["part"]
    assert not (shared / "sprung").exists()
