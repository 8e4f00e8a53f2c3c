"""A report from a forked kernel is the report of a plain one, and nothing leaks into the next."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reports.notebooks import code, notebook, text
from tests.reports.test_folder import tree
from workbench.reports.members import FAILED, OK, Member, Outcome, in_processes
from workbench.reports.notebook import locate, open_notebook
from workbench.reports.preloading import _imports
from workbench.reports.warm import Warm

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")

EVERYTHING = (
    text("# Every kind of output"),
    code('word: str = "a"  # a word\nfate: str = "live"  # [live | die | fail] what', "parameters"),
    code(
        "import os, sys\n"
        "import matplotlib.pyplot as plt\nimport pandas as pd\n"
        'print("out", word)\nprint("err", word, file=sys.stderr)\n'
        'if fate == "die":\n    os.kill(os.getpid(), 9)\n'
        'if fate == "fail":\n    raise ValueError(word)\n'
        'print(sorted({word, "b", "c"}, key=hash), os.environ["OMP_NUM_THREADS"], __name__)'
    ),
    code("plt.plot([1, 2])\nplt.title(word)"),
    code("figure, axes = plt.subplots()\naxes.hist([1, 1, 2])\nplt.show()"),
    code('pd.DataFrame({"word": [word], "n": [1.5]})'),
    code(
        "from IPython.display import HTML, clear_output, display\n"
        'print("gone")\nclear_output()\nhandle = display("first", display_id="mine")\n'
        'display(HTML("<b>kept</b>"))\nhandle.update("second")'
    ),
    code("1 / 0", "raises-exception"),
    code("import asyncio\nawait asyncio.sleep(0.001)\n!echo magic\nlen(Out), In[1]"),
)
POISON = (
    code('member: str = "a"  # which', "parameters"),
    code(
        "import builtins, os, random, sys, warnings\nimport matplotlib\nimport numpy as np\n"
        "import pandas as pd\nimport workbench.errors\n"
        "print(np.random.get_state()[1][0] == 7, hasattr(builtins, 'poison'), "
        "matplotlib.rcParams['lines.linewidth'], pd.get_option('display.max_rows'), "
        "os.environ.get('POISON'), 'poison' in sys.modules, np.geterr()['divide'], "
        "len(workbench.errors.listed('ab')), os.path.basename(os.getcwd()), "
        "any('poison' in str(f[1]) for f in warnings.filters))"
    ),
    code(
        "np.random.seed(7)\nbuiltins.poison = 1\nmatplotlib.rcParams['lines.linewidth'] = 99\n"
        "pd.set_option('display.max_rows', 3)\nos.environ['POISON'] = 'x'\n"
        "sys.modules['poison'] = sys\nnp.seterr(divide='raise')\n"
        "workbench.errors.listed = lambda *_: ''\nwarnings.filterwarnings('ignore', 'poison')\n"
        "os.chdir('/')\nmember = 'poisoned'"
    ),
)
CHANCE = (
    code("member: int = 0  # which", "parameters"),
    code("import random\nimport numpy as np\nrandom.random(), np.random.random()"),
)


# A member that spoils what the others share, whoever comes first.
SPOILER = (
    code('member: str = "a"  # which', "parameters"),
    code(
        "import workbench as wb\nfrom workbench import competitiveness\n"
        'data = wb.load("china_prefectures")\n'
        'told = competitiveness.profile(wb.index(data), "330300", study=data, draws=100)\n'
        "print(told, told.sure.table(), told.clusters, told.places, sep='\\n')"
    ),
    code(
        'told.sure.ranks.loc[:, "rank_low"] = -1\ntold.sure.drawn[:] = 1\n'
        'told.places["place"] = -1\ntold.clusters["count"] = 99\n'
        'data.tables["indicators"]["value"] = 0.0'
    ),
)


def members(path: Path, out: Path, name: str, *values: Any, **more: Any) -> list[Member]:
    return [
        Member(number, str(value), str(path), {name: value, **more}, str(out))
        for number, value in enumerate(values)
    ]


def warmly(warm: Warm, asked: list[Member]) -> list[Outcome]:
    """One nursery serves all: what it has loaded is what the largest notebook imports."""
    return sorted(warm.outcomes(asked), key=lambda outcome: outcome.number)


def without_times(folder: Path) -> dict[str, Any]:
    """All files but the records; a crate holds the hash of the package, so nobody may edit it."""
    return {name: held for name, held in tree(folder).items() if not name.endswith("record.json")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("warm 温州")


@pytest.fixture(scope="module")
def path(folder: Path) -> Path:
    return notebook(folder / "everything.ipynb", *EVERYTHING)


@pytest.fixture(scope="module")
def warm(path: Path) -> Iterator[Warm]:
    with Warm(path, workers=2) as found:
        yield found
    assert not found.plain_because


def test_a_warm_report_is_the_plain_one_to_the_byte(warm: Warm, path: Path, folder: Path) -> None:
    ours, plain = folder / "warm", folder / "plain"
    made = warmly(warm, members(path, ours, "fate", "live", "fail"))
    same = list(in_processes(members(path, plain, "fate", "live", "fail"), 2))
    assert {one.state for one in made} == {one.state for one in same} == {OK, FAILED}
    assert without_times(ours) == without_times(plain)
    story = (ours / "everything" / "default" / "notebook.ipynb").read_text(encoding="utf-8")
    assert story.count("image/png") == 2
    assert "second" in story


def test_a_killed_kernel_is_tried_again_and_the_others_go_on(
    warm: Warm, path: Path, folder: Path
) -> None:
    out = folder / "killed"
    dead, alive = warmly(warm, members(path, out, "fate", "die", "live"))
    assert (dead.state, dead.tries) == (FAILED, 2)
    assert dead.problems[0]["code"] == "CLW-R05"
    assert dead.problems[0]["message"].startswith("kernel lost in cell 2 of 8")
    assert (alive.state, alive.tries) == (OK, 1)


def test_nothing_leaks_from_one_report_into_the_next(warm: Warm, folder: Path) -> None:
    path = notebook(folder / "poison.ipynb", *POISON)
    made = warmly(warm, members(path, folder / "poisoned", "member", "a", "b", "c"))
    said = set()
    for outcome in made:
        cells = open_notebook(Path(outcome.folder) / "notebook.ipynb").cells
        (output,) = [o for cell in cells for o in cell.get("outputs", [])]
        said.add(output["text"])
    assert said == {f"False False 1.5 60 None False warn 4 {folder.name} False\n"}


def test_nobody_spoils_what_reports_share(warm: Warm, folder: Path) -> None:
    path = notebook(folder / "spoiler.ipynb", *SPOILER)
    made = warmly(warm, members(path, folder / "spoiled", "member", "a", "b", "c"))
    said = {
        open_notebook(Path(outcome.folder) / "notebook.ipynb").cells[-2]["outputs"][0]["text"]
        for outcome in made
    }
    assert len(said) == 1
    assert "rules find at least one cluster" in said.pop()


def test_profiles_that_share_are_those_made_alone_to_the_byte(folder: Path) -> None:
    path, draws = locate("region_profile"), 200
    ours, plain = folder / "profiles", folder / "alone"
    with Warm(path, workers=2) as warm:
        made = warmly(warm, members(path, ours, "region", "330300", "330100", draws=draws))
        assert not warm.plain_because
    same = list(in_processes(members(path, plain, "region", "330300", "330100", draws=draws), 2))
    assert {one.state for one in (*made, *same)} == {OK}
    assert without_times(ours) == without_times(plain)


def test_a_forked_kernel_has_no_debugger(warm: Warm, folder: Path) -> None:
    path = notebook(
        folder / "modules.ipynb",
        code("member: int = 0  # which", "parameters"),
        code("import sys\nprint([name for name in sys.modules if 'pydevd' in name])"),
    )
    (outcome,) = warmly(warm, members(path, folder / "modules", "member", 1))
    cells = open_notebook(Path(outcome.folder) / "notebook.ipynb").cells
    assert cells[-1]["outputs"][0]["text"] == "[]\n"


def test_unseeded_draws_differ_between_reports(warm: Warm, folder: Path) -> None:
    path = notebook(folder / "chance.ipynb", *CHANCE)
    made = warmly(warm, members(path, folder / "chances", "member", 1, 2))
    drawn = [
        open_notebook(Path(outcome.folder) / "notebook.ipynb").cells[-1]["outputs"][0]["data"]
        for outcome in made
    ]
    first, second = (set(found["text/plain"].strip("()").split(", ")) for found in drawn)
    assert not first & second


def test_a_cell_that_hangs_is_ended_and_named(warm: Warm, folder: Path) -> None:
    path = notebook(
        folder / "hang.ipynb",
        code("member: int = 0  # which", "parameters"),
        code("import time\nprint('before', flush=True)\ntime.sleep(60)"),
    )
    asked = Member(0, "0", str(path), {"member": 0}, str(folder / "hung"), limit=1)
    (outcome,) = warmly(warm, [asked])
    assert outcome.problems[0]["code"] == "CLW-R06"
    assert "cell 2 of 2" in outcome.problems[0]["message"]


def test_what_other_programs_write_is_caught(warm: Warm, folder: Path) -> None:
    path = notebook(
        folder / "beneath.ipynb",
        code("member: int = 0  # which", "parameters"),
        code("import os, subprocess\nprint('first')\nsubprocess.run(['echo', 'second'])\n1"),
        code("print('fourth')\nos.write(2, b'third')"),
    )
    (outcome,) = warmly(warm, members(path, folder / "caught", "member", 1))
    cells = open_notebook(Path(outcome.folder) / "notebook.ipynb").cells
    assert [
        (output.get("name"), output.get("text")) for cell in cells for output in cell["outputs"]
    ] == [
        ("stdout", "first\nsecond\n"),
        (None, None),
        ("stdout", "fourth\n"),
        ("stderr", "third"),
        (None, None),
    ]


def test_only_installed_packages_are_loaded_before(folder: Path) -> None:
    path = notebook(
        folder / "imports.ipynb",
        code("import json, pandas as pd\nimport my_own_module\nfrom . import x\nprint('no')"),
        code("%matplotlib inline\nimport numpy"),
        code("from workbench import figures"),
    )
    assert list(_imports(open_notebook(path))) == [
        "import json, pandas as pd",
        "from workbench import figures",
    ]


def test_imports_that_print_are_left_to_the_cells(folder: Path) -> None:
    path = notebook(
        folder / "talk.ipynb", code("member: int = 0", "parameters"), code("import this")
    )
    with Warm(path, 1) as warm:
        (outcome,) = warm.outcomes(members(path, folder / "talked", "member", 1))
    assert outcome.state == OK
    assert "prints" in warm.plain_because
    said = (Path(outcome.folder) / "notebook.ipynb").read_text(encoding="utf-8")
    assert "Zen of Python" in said
