"""Every fault is met as it must be: nothing is lost, and no report says it is done falsely."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.bench import Bench, make_bench
from tests.faults.kinds import KINDS
from tests.faults.trying import each

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
AT_LEAST = 500
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return make_bench(tmp_path_factory.mktemp("bench"))


def test_there_are_18_kinds_and_500_injections() -> None:
    assert list(KINDS) == [f"F{number}" for number in range(1, 19)]
    assert sum(module.LEAST for module in KINDS.values()) >= AT_LEAST


def test_the_page_lists_every_kind_with_what_was_injected() -> None:
    page = (DOCS / "reliability.md").read_text("utf-8")
    for kind, module in KINDS.items():
        assert f"| {kind} | {module.TITLE} | {module.LEAST} |" in page


@pytest.mark.parametrize("kind", KINDS)
def test_each_fault_is_met(kind: str, bench: Bench, tmp_path: Path) -> None:
    found = each(KINDS[kind].tries(bench), tmp_path)
    assert [one for one in found if not one.is_met] == []
    assert len(found) >= KINDS[kind].LEAST
