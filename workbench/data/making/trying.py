"""What would raw files become, and what is wrong with them: looked at, nothing written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.data.checking import CheckReport, check, without_echoes
from workbench.data.geography import island_problems, outline_problems
from workbench.data.making.assembling import assemble, problems_of, with_outlines
from workbench.data.making.guess import Guess
from workbench.data.making.guessing import look_through
from workbench.data.reading import OUTLINES, TABLES, Layout, assignments
from workbench.data.study import locate, read_descriptor
from workbench.data.tables import TABLES as SCHEMA
from workbench.errors import Problem, listed, quoted

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


@dataclass(frozen=True)
class Look:
    """What files seem to hold: a guess for each table, the outlines, and what is wrong so far."""

    guesses: tuple[Guess, ...]
    layers: Mapping[Path, Layout]
    problems: tuple[Problem, ...]

    @property
    def has_errors(self) -> bool:
        """Whether something must be mended before these files become a study."""
        return any(not problem.is_warning for problem in self.problems)

    def __repr__(self) -> str:
        lines = [repr(guess) for guess in self.guesses]
        lines += [f"{path.name}: outlines, becomes boundaries" for path in self.layers]
        return "\n".join(lines)


@dataclass(frozen=True, eq=False)
class Outcome:
    """The tables that files become, their outlines, and everything that is wrong."""

    tables: dict[str, pd.DataFrame]
    outlines: GeoDataFrame | None
    problems: tuple[Problem, ...]


def look_at(
    files: Sequence[Path], mapping: Mapping[str, str] | None = None, read: Sequence[str] = ()
) -> Look:
    """Look at raw files: what each seems to hold, and what is wrong with it.

    Parameters
    ----------
    files
        Tables (CSV, TSV, Excel, Parquet) and outlines (GeoJSON, GeoPackage, Shapefile).
    mapping
        Role to column, to overrule the guesses.
    read
        How files are laid out, as `--read` takes it: "key=value" or "file:key=value".

    Raises
    ------
    StudyError
        If `read` itself cannot be understood.
    """
    layouts = _layouts(files, read)
    kinds = {file: file.suffix.lower() for file in files}
    foreign = [_not_read(file) for file, kind in kinds.items() if kind not in (*TABLES, *OUTLINES)]
    tables = [file for file, kind in kinds.items() if kind in TABLES]
    guesses, problems = look_through(tables, mapping, layouts)
    layers = {
        file: layouts.get(file.name, layouts[""])
        for file, kind in kinds.items()
        if kind in OUTLINES
    }
    return Look(tuple(guesses), layers, (*foreign, *problems))


def outcome(look: Look, kept: Mapping[str, pd.DataFrame] | None = None) -> Outcome:
    """The tables that files become, with all problems of one pass.

    Parameters
    ----------
    look
        What the files seem to hold.
    kept
        Tables that the study has already.
    """
    tables = assemble(look.guesses, kept)
    problems = [*look.problems, *problems_of(look.guesses, tables, kept)]
    outlines, regions = None, tables.get("regions")
    for path, layout in look.layers.items():
        layer, found = outline_problems(path, layout, regions)
        if layer is not None and all(problem.is_warning for problem in found):
            outlines = layer
            found += island_problems(layer, str(path), regions)
        problems += found
    return Outcome(with_outlines(tables, outlines), outlines, tuple(without_echoes(problems)))


def check_files(
    files: Sequence[Path], mapping: Mapping[str, str] | None = None, read: Sequence[str] = ()
) -> CheckReport:
    """Every problem of raw files at once, as if they were to become a study.

    Raises
    ------
    StudyError
        If `read` itself cannot be understood.
    """
    found = outcome(look_at(files, mapping, read))
    rows = {name: len(table) for name, table in found.tables.items()}
    return CheckReport(listed(file.name for file in files), found.problems, rows)


def check_any(
    names: Sequence[str], mapping: Mapping[str, str] | None = None, read: Sequence[str] = ()
) -> CheckReport:
    """Every problem of a study, or of raw files, whichever the names stand for.

    A data package of which no table is of the schema, and which does not say that it is made for
    the workbench, is looked at as raw files are, so that its rows are judged too.

    Raises
    ------
    UnknownName
        If there is no such study.
    StudyError
        If a descriptor or `read` itself cannot be read.
    """
    paths = [Path(name) for name in names]
    if len(names) > 1 or is_raw(paths[0]):
        return check_files(paths, mapping, read)
    report = check(names[0])
    if report.has_errors or not report.rows or set(report.rows) & set(SCHEMA):
        return report
    folder = locate(names[0])
    descriptor = read_descriptor(folder)
    if "workbench" in descriptor:
        return report
    resources = descriptor["resources"]
    files = [folder / resource["path"] for resource in resources]
    more = check_files([file for file in files if file.suffix.lower() in TABLES], mapping, read)
    return CheckReport(report.study, (*report.problems, *more.problems), report.rows)


def is_raw(path: Path) -> bool:
    """Whether a path is a raw file rather than a study."""
    return path.suffix.lower() in (*TABLES, *OUTLINES) or (
        path.is_file() and path.suffix.lower() != ".json"
    )


def _layouts(files: Sequence[Path], read: Sequence[str]) -> dict[str, Layout]:
    """The layout declared for each file, what is declared for all included."""
    told = assignments(read)
    common = told.get("", {})
    names = ["", *(file.name for file in files)]
    return {name: Layout.from_record(common | told.get(name, {})) for name in names}


def _not_read(file: Path) -> Problem:
    return Problem(
        "CLW-S09",
        f"files that end in {quoted(file.suffix)} are not read",
        file=str(file),
        value=file.name,
        expected=f"a file that ends in {listed((*TABLES, *OUTLINES), 20)}",
        remedy="save the table as CSV in UTF-8, or outlines as GeoJSON",
    )
