"""Where does a named thing live: shelves on which one file is one thing.

A shelf finds its things by looking, keeps no list, and loads a thing when it is asked for.
Outside packages add to a shelf through an entry point of the group `workbench.<kind>s`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Generic, TypeVar

from workbench.errors import UnknownName, unknown

Thing = TypeVar("Thing")


@dataclass(frozen=True)
class Shelf(Generic[Thing]):
    """Things of one kind, found by name.

    Parameters
    ----------
    kind
        What one thing is called, in the singular ("measure").
    code
        The error code for a name that is not on the shelf.
    find
        Returns the names that are there now, each with the function that loads it.

    Examples
    --------
    >>> colours = Shelf("colour", "CLW-N09", lambda: {"red": lambda: "#d00"})
    >>> colours["red"]
    '#d00'
    """

    kind: str
    code: str
    find: Callable[[], Mapping[str, Callable[[], Thing]]]

    def names(self) -> list[str]:
        """All names on the shelf, in order."""
        return list(self.find())

    def __contains__(self, name: object) -> bool:
        return name in self.find()

    def __iter__(self) -> Iterator[str]:
        return iter(self.find())

    def __getitem__(self, name: str) -> Thing:
        """Load one thing.

        Raises
        ------
        UnknownName
            With the nearest names on the shelf.
        """
        found = self.find()
        if name not in found:
            raise UnknownName(unknown(self.code, self.kind, name, found))
        return found[name]()


def module_shelf(kind: str, code: str, package: str) -> Shelf[object]:
    """A shelf on which each public module of `package` holds one thing of the module's name."""

    def find() -> dict[str, Callable[[], object]]:
        names = _public_modules(import_module(package).__path__)
        return _outside(f"workbench.{kind}s") | {n: partial(_thing, package, n) for n in names}

    return Shelf(kind, code, find)


class PackageOfThings(ModuleType):
    """A package whose public modules each hold one thing, which stands for its module.

    A package becomes one by `sys.modules[__name__].__class__ = PackageOfThings`. Then
    `from package import thing` loads that one thing, whatever was imported before.
    """

    def __getattr__(self, name: str) -> object:
        if name not in _public_modules(self.__path__):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return _thing(self.__name__, name)

    def __setattr__(self, name: str, value: object) -> None:
        # importing a module sets it as an attribute of its package; its thing takes its place,
        # while a sub-package holds parts of things and stays itself
        is_module_of_thing = (
            isinstance(value, ModuleType)
            and not hasattr(value, "__path__")
            and not name.startswith("_")
        )
        super().__setattr__(name, getattr(value, name) if is_module_of_thing else value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_public_modules(self.__path__)})


def _thing(package: str, name: str) -> object:
    return getattr(import_module(f"{package}.{name}"), name)


def _public_modules(path: Iterable[str]) -> list[str]:
    """The modules of a package that are there now, in order; pkgutil takes twice as long."""
    return sorted(file.stem for folder in path for file in Path(folder).glob("[!_]*.py"))


@cache
def _outside(group: str) -> dict[str, Callable[[], object]]:
    """What outside packages add; what is installed does not change while a program runs."""
    from importlib.metadata import entry_points  # brings the whole of `email`

    return {entry.name: entry.load for entry in entry_points(group=group)}


def folder_shelf(kind: str, code: str, folder: Callable[[], Path], pattern: str) -> Shelf[Path]:
    """A shelf of paths: what `pattern` matches in `folder`, each named without its suffix.

    A leading number is order, not name: `01_meet_the_towns.ipynb` is `meet_the_towns`. A pattern
    that ends in `/<file>` puts the folders that hold such a file on the shelf, under their names.
    """
    wanted, _, marker = pattern.partition("/")

    def find() -> dict[str, Callable[[], Path]]:
        paths = sorted(p for p in folder().glob(wanted) if not marker or (p / marker).is_file())
        names = [path.name if marker else path.stem for path in paths]
        return {
            re.sub(r"^\d+_", "", name): partial(Path, path)
            for name, path in zip(names, paths, strict=True)
        }

    return Shelf(kind, code, find)
