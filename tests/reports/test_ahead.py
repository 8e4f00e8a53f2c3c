"""What members share is computed ahead: the tagged cells and no more, and only where it helps."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.reports.notebooks import code, notebook
from workbench.once import shared_by
from workbench.reports.ahead import compute_ahead, has_ahead
from workbench.reports.members import OK, Member, as_line
from workbench.reports.notebook import open_notebook
from workbench.reports.warm import Warm

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def says(what: str) -> str:
    return f'open(member + "-{what}", "w").close()'


CELLS = (
    code('member: str = "none"  # which', "parameters"),
    code(says("first")),
    code(says("shared"), "ahead"),
    code(says("own")),
)
# What a nursery does before it serves, without the second that it takes to load.
BEGINS = """
import os, sys, time
from workbench.reports.notebook import open_notebook
from workbench.reports.nursery import Nursery
requests, told = os.pipe()
os.write(told, sys.stdin.buffer.read())
nursery = Nursery(requests, 1, workers=int(sys.argv[2]))
for _ in range(2):
    nursery.begin_ahead(open_notebook(sys.argv[1]))
try:
    print(os.waitstatus_to_exitcode(os.wait()[1]))
    os.wait()
except ChildProcessError:
    print("no more")
"""


def members(path: Path, *names: str, is_resumed: bool = False) -> list[Member]:
    values = [(number, {"member": name}) for number, name in enumerate(names)]
    out = str(path.parent / "out")
    return [Member(n, "", str(path), given, out, is_resumed=is_resumed) for n, given in values]


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if "-" in path.name)


def test_the_cells_down_to_the_tag_are_run_with_the_parameters_of_a_member(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = notebook(tmp_path / "shared.ipynb", *CELLS)
    compute_ahead(open_notebook(path), members(path, "a")[0])
    assert files(tmp_path) == ["a-first", "a-shared"]


@pytest.mark.parametrize(
    ("names", "workers", "is_resumed", "is_tagged", "expected"),
    [
        (("a", "b"), 2, False, True, ["a-first", "a-shared"]),
        (("a", "b"), 1, False, True, []),  # it would take the one core from the members
        (("a",), 2, False, True, []),
        (("a", "b"), 2, True, True, []),  # their reports may be good still
        (("a", "b"), 2, False, False, []),
    ],
)
def test_it_is_done_once_and_only_where_it_helps(
    tmp_path, names, workers, is_resumed, is_tagged, expected
):
    cells = CELLS if is_tagged else [cell | {"metadata": {}} for cell in CELLS[1:]]
    path = notebook(tmp_path / "shared.ipynb", *cells)
    assert has_ahead(open_notebook(path)) == is_tagged
    told = b"".join(map(as_line, members(path, *names, is_resumed=is_resumed)))
    done = subprocess.run(
        [sys.executable, "-c", BEGINS, str(path), str(workers)],
        input=told,
        capture_output=True,
        check=True,
    )
    assert done.stdout.split(b"\n")[:-1] == ([b"0"] if expected else []) + [b"no more"]
    assert files(tmp_path) == expected


def test_what_fails_ahead_fails_no_member(tmp_path):
    path = notebook(
        tmp_path / "shared.ipynb",
        code('member: str = "none"  # which', "parameters"),
        code(
            "import os\nif 'get_ipython' not in globals():\n"
            "    open('ahead-died', 'w').close()\n    os._exit(3)",
            "ahead",
        ),
        code("print(member)"),
    )
    with Warm(path, 2) as warm:
        outcomes = list(warm.outcomes(members(path, "a", "b", "c")))
        assert not warm.plain_because
    assert [outcome.state for outcome in outcomes] == [OK] * 3
    assert files(tmp_path) == ["ahead-died"]


def test_members_find_what_was_computed_ahead(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, value in shared_by(tmp_path).items():
        monkeypatch.setenv(name, value)
    path = notebook(
        tmp_path / "shared.ipynb",
        code('member: str = "none"  # which', "parameters"),
        code(
            "from workbench.once import once\n"
            "def made():\n    open(f'made-{member}', 'w').close()\n    return 42\n"
            "found = once({'example.made': made}, 'all members')",
            "ahead",
        ),
    )
    for member in members(path, "a", "b"):
        compute_ahead(open_notebook(path), member)
    assert [name for name in files(tmp_path) if name.startswith("made")] == ["made-a"]
