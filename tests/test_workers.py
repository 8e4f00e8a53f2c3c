"""The numbers of draws and permutations are the same for any number of workers, to the last bit."""

from __future__ import annotations

import concurrent.futures
import threading
import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from tests.computations import BY_ONE, DEALT, PARTS, exactly
from workbench.errors import ParameterError
from workbench.workers import VARIABLE, in_order


class Late(concurrent.futures.Future[Any]):
    """What is computed only when somebody asks for it."""

    def __init__(self, pool: Backwards) -> None:
        super().__init__()
        self.pool = pool

    def result(self, timeout: float | None = None) -> Any:
        """The result, after all that was given to the pool."""
        self.pool.work()
        return super().result(timeout)


class Backwards(concurrent.futures.Executor):
    """Workers that begin with what they were given last, which may happen in any pool."""

    given = 0

    def __init__(self, _hands: int) -> None:
        self.waiting: list[tuple[Late, Callable[..., Any], tuple[Any, ...]]] = []

    def submit(self, call: Callable[..., Any], /, *parts: Any, **_named: Any) -> Late:
        """Take a call."""
        Backwards.given += 1
        self.waiting.append((Late(self), call, parts))
        return self.waiting[-1][0]

    def work(self) -> None:
        """Compute all that waits, from the last to the first."""
        while self.waiting:
            future, call, parts = self.waiting.pop()
            future.set_result(call(*parts))


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Toys have many parts."""
    for name, size in PARTS.items():
        module, constant = name.rsplit(".", 1)
        monkeypatch.setattr(import_module(module), constant, size)


def found(compute: Callable[[], Any], hands: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """What so many workers find."""
    monkeypatch.setenv(VARIABLE, hands)
    return exactly(compute())


@pytest.mark.parametrize("name", DEALT)
def test_parts_that_are_dealt_out_make_the_same_numbers(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = found(DEALT[name], "1", monkeypatch)
    for hands in ("2", "3"):
        assert found(DEALT[name], hands, monkeypatch) == alone, hands
    monkeypatch.setattr(concurrent.futures, "ThreadPoolExecutor", Backwards)
    monkeypatch.setattr(Backwards, "given", 0)
    assert found(DEALT[name], "3", monkeypatch) == alone
    assert Backwards.given > 1


@pytest.mark.parametrize("name", BY_ONE)
def test_what_is_not_dealt_out_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concurrent.futures, "ThreadPoolExecutor", Backwards)
    assert found(BY_ONE[name], "1", monkeypatch) == found(BY_ONE[name], "3", monkeypatch)


def test_parts_that_share_a_generator_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def shared() -> list[float]:
        random = np.random.default_rng(1)
        return list(in_order(lambda _: float(random.random()), range(6)))

    alone = found(shared, "1", monkeypatch)
    monkeypatch.setattr(concurrent.futures, "ThreadPoolExecutor", Backwards)
    assert found(shared, "3", monkeypatch) != alone


def test_parts_are_computed_at_the_same_time_and_told_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(VARIABLE, "3")
    together = threading.Barrier(3, timeout=20)

    def compute(part: int) -> int:
        together.wait()  # nobody goes on before all three are here
        return -part

    assert list(in_order(compute, range(6))) == [0, -1, -2, -3, -4, -5]


def test_no_more_parts_are_made_than_workers_can_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "2")
    made = []
    results = in_order(abs, (made.append(n) or n for n in range(9)))
    assert next(results) == 0
    assert made == [0, 1, 2]


@pytest.mark.parametrize("hands", ["1", "2"])
def test_settings_of_the_caller_hold_for_each_part(
    hands: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, hands)
    with np.errstate(divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert list(in_order(np.log, np.zeros(3))) == [-np.inf] * 3


@pytest.mark.parametrize("hands", ["1", "2"])
def test_the_error_of_the_first_part_that_fails_is_told(
    hands: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, hands)
    results = in_order(lambda n: 1 / n, [2, 1, 0, 4])
    assert [next(results), next(results)] == [0.5, 1.0]
    with pytest.raises(ZeroDivisionError):
        next(results)


@pytest.mark.parametrize("wrong", ["0", "-1", "two", "1.5", ""])
def test_no_number_of_workers_is_told(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, wrong)
    with pytest.raises(ParameterError, match="WORKBENCH_WORKERS"):
        list(in_order(abs, [1]))
