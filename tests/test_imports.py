"""Imports between the rooms point one way, and the door opens fast."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbench

PACKAGE = Path(workbench.__file__).parent
# A room may use those that stand before it.
ORDER = [
    "errors",
    "home",
    "shelf",
    "once",
    "workers",
    "guarding",
    "codes",
    "fonts",
    "data",
    "measures",
    "rules",
    "competitiveness",
    "models",
    "hypotheses",
    "fieldwork",
    "exercises",
    "figures",
    "reports",
    "cli",
]


def imported_rooms(source: str) -> Iterator[str]:
    """The rooms that a module imports at run time; what only type checkers see does not count."""
    for node in _run_time(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = inside if node.module == "workbench" else [str(node.module)]
        else:
            continue
        rooms = [name.split(".")[1] for name in names if name.startswith("workbench.")]
        yield from (workbench.VERBS.get(room, room) for room in rooms if room != "__version__")


def _run_time(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield node
        yield from _run_time(node)


def backward(room: str, source: str) -> list[str]:
    """The imports of a module in `room` that point to a later room."""
    reach = ORDER.index(room)
    return [name for name in imported_rooms(source) if ORDER.index(name) > reach]


def _modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent != PACKAGE] + [
        path for path in sorted(PACKAGE.glob("*.py")) if not path.name.startswith("__")
    ]


@pytest.mark.parametrize("path", _modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    assert backward(room, path.read_text(encoding="utf-8")) == []


def test_relative_imports_are_not_used():
    relative = [
        path
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


@pytest.mark.parametrize(
    "planted",
    [
        "import workbench.models.panels",
        "from workbench.models import fit",
        "from workbench import models",
        "from workbench import __version__, fit",
        "def later():\n    from workbench.models import fit",
        "if True:\n    import workbench.models as m",
        "try:\n    pass\nexcept ImportError:\n    import workbench.models",
    ],
)
def test_a_planted_backward_import_is_caught(planted):
    assert backward("data", planted) == ["models"]


def test_what_only_type_checkers_see_does_not_count():
    hidden = "if TYPE_CHECKING:\n    from workbench.models import fit\nimport workbench.errors"
    assert list(imported_rooms(hidden)) == ["errors"]


def _fresh(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_importing_the_package_imports_nothing_heavy():
    heavy = "{'pandas', 'numpy', 'matplotlib', 'geopandas', 'statsmodels', 'pyfixest', 'esda'}"
    assert _fresh(f"import sys, workbench; print(sorted({heavy} & set(sys.modules)))") == "[]"


def test_loading_a_study_imports_no_statistics_and_no_drawing():
    heavy = "{'matplotlib', 'geopandas', 'statsmodels', 'pyfixest', 'esda'}"
    code = "import sys, workbench; workbench.load('us_states_manufacturing')"
    assert _fresh(f"{code}; print(sorted({heavy} & set(sys.modules)))") == "[]"


@pytest.mark.parametrize("room", ["measures", "rules"])
def test_the_things_of_a_shelf_are_loaded_when_they_are_asked_for(room):
    code = f"""if True:
        import sys
        from types import ModuleType
        import workbench.{room} as room
        things = getattr(room, {room!r}).names()
        assert len(things) > 10 and set(things) <= set(dir(room))
        loaded = [name for name in things if f"workbench.{room}.{{name}}" in sys.modules]
        assert not loaded, loaded
        assert not any(isinstance(getattr(room, name), ModuleType) for name in things)
        print("as it should be")"""
    assert _fresh(code) == "as it should be"


def test_the_verbs_are_seen_before_they_are_used():
    seen = set(_fresh("import workbench; print(' '.join(dir(workbench)))").split())
    assert {"load", "check", "measure", "panel", "fit", "run", "Study", "Fit"} <= seen


@pytest.mark.parametrize("verb", sorted(workbench.VERBS))
def test_a_verb_is_what_its_room_says(verb):
    room = __import__(f"workbench.{workbench.VERBS[verb]}", fromlist=[verb])
    assert getattr(workbench, verb) is getattr(room, verb)


def test_verbs_and_all_are_the_same_list():
    assert sorted(workbench.__all__) == sorted(workbench.VERBS)


def test_anything_else_is_not_there():
    with pytest.raises(AttributeError, match="module 'workbench' has no attribute 'lod'"):
        _ = workbench.lod
