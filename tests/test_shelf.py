"""A shelf finds its things by looking: one file, one thing."""

from __future__ import annotations

import sys
from importlib import import_module, metadata
from importlib.metadata import EntryPoint

import pytest

from workbench import shelf
from workbench.errors import UnknownName
from workbench.shelf import Shelf, folder_shelf, module_shelf


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two things and a helper, importable as `colours_on_a_shelf`."""
    folder = tmp_path / "colours_on_a_shelf"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "red.py").write_text("red = '#d00'\n")
    (folder / "blue.py").write_text("blue = '#00d'\n")
    (folder / "_mixing.py").write_text("raise RuntimeError('never imported')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder.name
    for name in [name for name in sys.modules if name.startswith(folder.name)]:
        del sys.modules[name]


def test_modules_are_things_of_their_own_name(package):
    colours = module_shelf("colour", "CLW-N09", package)
    assert colours.names() == ["blue", "red"]
    assert list(colours) == ["blue", "red"]
    assert colours["red"] == "#d00"
    assert "red" in colours
    assert "_mixing" not in colours


def test_a_new_file_is_a_new_thing(package, tmp_path):
    colours = module_shelf("colour", "CLW-N09", package)
    assert "green" not in colours
    (tmp_path / package / "green.py").write_text("green = '#0d0'\n")
    assert colours["green"] == "#0d0"


def test_things_are_loaded_when_they_are_asked_for(package, tmp_path):
    (tmp_path / package / "broken.py").write_text("raise RuntimeError('no such pigment')\n")
    colours = module_shelf("colour", "CLW-N09", package)
    assert "broken" in colours.names()
    assert colours["red"] == "#d00"
    with pytest.raises(RuntimeError, match="no such pigment"):
        colours["broken"]


@pytest.fixture
def things(package, tmp_path):
    """The same package, whose things stand for their modules."""
    (tmp_path / package / "__init__.py").write_text(
        "import sys\nfrom workbench.shelf import PackageOfThings\n"
        "sys.modules[__name__].__class__ = PackageOfThings\n"
    )
    return import_module(package)


def test_a_thing_stands_for_its_module_whatever_was_imported_before(things):
    assert things.red == "#d00"
    assert "colours_on_a_shelf.blue" not in sys.modules
    import_module("colours_on_a_shelf.blue")
    assert things.blue == "#00d"
    assert import_module("colours_on_a_shelf.blue").blue == "#00d"


def test_from_a_package_of_things_comes_the_thing(things):
    import_module("colours_on_a_shelf.red")
    found = __import__(things.__name__, fromlist=["blue", "red"])  # from … import blue, red
    assert (found.blue, found.red) == ("#00d", "#d00")


def test_things_are_seen_before_they_are_loaded_and_helpers_stay_modules(things, tmp_path):
    assert {"blue", "red"} <= set(dir(things))
    assert "_mixing" not in dir(things)
    (tmp_path / things.__name__ / "_words.py").write_text("_words = 'not a thing'\n")
    import_module("colours_on_a_shelf._words")
    assert things._words.__name__ == "colours_on_a_shelf._words"


def test_what_is_no_thing_is_not_there(things):
    with pytest.raises(AttributeError, match="'colours_on_a_shelf' has no attribute 'rad'"):
        _ = things.rad


def test_an_entry_point_adds_and_never_overrides(package, monkeypatch):
    outside = [
        EntryPoint("gold", "os.path:sep", "workbench.colours"),
        EntryPoint("red", "os.path:sep", "workbench.colours"),
    ]

    def found(group):
        return outside if group == "workbench.colours" else []

    monkeypatch.setattr(shelf, "_outside", shelf._outside.__wrapped__)  # which keeps nothing
    monkeypatch.setattr(metadata, "entry_points", found)
    colours = module_shelf("colour", "CLW-N09", package)
    assert set(colours) == {"blue", "gold", "red"}
    assert colours["gold"] == "/"
    assert colours["red"] == "#d00"


def test_an_unknown_name_is_told_with_the_nearest_and_the_code(package):
    with pytest.raises(UnknownName, match='no colour "rad"; nearest: red') as caught:
        module_shelf("colour", "CLW-N09", package)["rad"]
    assert caught.value.problems[0].code == "CLW-N09"
    assert caught.value.problems[0].expected == "one of: blue, red"


def test_an_empty_shelf_says_so():
    empty = Shelf("colour", "CLW-N09", dict)
    assert empty.names() == []
    with pytest.raises(UnknownName, match="there is no colour here"):
        empty["red"]


def test_a_leading_number_is_order_not_name(tmp_path):
    for name in ("02_second.ipynb", "01_first.ipynb", "10_tenth_2010.ipynb", "notes.txt"):
        (tmp_path / name).touch()
    notebooks = folder_shelf("notebook", "CLW-N09", lambda: tmp_path, "*.ipynb")
    assert notebooks.names() == ["first", "second", "tenth_2010"]
    assert notebooks["second"] == tmp_path / "02_second.ipynb"


def test_a_folder_is_on_the_shelf_by_its_whole_name_if_it_holds_the_marker(tmp_path):
    for name in ("towns", "towns.v2", "empty"):
        (tmp_path / name).mkdir()
    for name in ("towns", "towns.v2"):
        (tmp_path / name / "datapackage.json").touch()
    studies = folder_shelf("study", "CLW-N01", lambda: tmp_path, "*/datapackage.json")
    assert studies.names() == ["towns", "towns.v2"]
    assert studies["towns.v2"] == tmp_path / "towns.v2"


def test_a_folder_that_is_not_there_is_an_empty_shelf(tmp_path):
    studies = folder_shelf("study", "CLW-N01", lambda: tmp_path / "none", "*/datapackage.json")
    assert studies.names() == []
