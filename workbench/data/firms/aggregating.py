"""How many firms and jobs has each region in each industry: a register added up to a study."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.data.firms.counting import count
from workbench.data.firms.disclosure import Disclosure, hide
from workbench.data.firms.engines import EMBEDDED, Engine, engine_called
from workbench.data.firms.grouping import KEYS
from workbench.data.firms.points import place_points
from workbench.data.firms.progress import waiting
from workbench.data.firms.reasons import REASONS
from workbench.data.firms.register import TABLE, Register, is_of_files, open_register
from workbench.data.firms.roles import Roles, find_roles
from workbench.data.firms.size import check_size_classes
from workbench.data.firms.telling import cell_problems, usage_warnings
from workbench.data.firms.writing import write_study
from workbench.errors import ParameterError, Problem, as_text


@dataclass(frozen=True)
class Aggregation:
    """What became of a register: the study, every row accounted for, and what was told."""

    folder: Path
    register: str
    engine: str
    roles: Roles
    rows: int
    left_out: Mapping[str, int]
    cells: int
    hidden: int
    dominated: int
    problems: tuple[Problem, ...] = field(repr=False)

    @property
    def rows_counted(self) -> int:
        """The rows that are in the cells."""
        return self.rows - sum(self.left_out.values())

    def __repr__(self) -> str:
        out = [f"{count:,} left out: {REASONS[name].says}" for name, count in self.left_out.items()]
        lines = [
            f"{self.folder}: {self.cells:,} cells of {self.register}",
            f"columns: {self.roles!r}",
            f"rows: {self.rows:,} read, {self.rows_counted:,} counted",
            *out,
            f"hidden: {self.hidden:,} cells of too few firms, and the employment of "
            f"{self.dominated:,} cells with one dominant firm",
        ]
        return "\n".join([*lines, *([as_text(self.problems)] if self.problems else [])])

    def as_record(self) -> dict[str, Any]:
        """The same as a plain record, as `--json` prints it."""
        problems = [problem.as_record() for problem in self.problems]
        return {"folder": str(self.folder)} | self.as_provenance() | {"problems": problems}

    def as_provenance(self) -> dict[str, Any]:
        """What was done, as the descriptor of the study keeps it."""
        return {
            "register": self.register,
            "engine": self.engine,
            "columns": dict(self.roles.columns),
            "year": self.roles.year,
            "rows": self.rows,
            "rows_counted": self.rows_counted,
            "left_out": {REASONS[name].says: count for name, count in self.left_out.items()},
            "cells": self.cells,
            "hidden": self.hidden,
            "dominated": self.dominated,
        }


def aggregate(
    register: str | Path,
    folder: str | Path,
    *,
    engine: str = EMBEDDED,
    columns: Mapping[str, str] | None = None,
    outlines: str | Path | None = None,
    size_classes: Mapping[str, float] | None = None,
    disclosure: Disclosure | None = None,
    skip_bad_rows: bool = False,
) -> Aggregation:
    r"""Add up a register of firms to the activity of each region, industry and year.

    The register may be larger than memory: it is read once, by the engine, and only the cells
    come back. Every row is in a cell, or told with the reason why it is not.

    Parameters
    ----------
    register
        A CSV or Parquet file, a folder or pattern of such files with the same columns, or a
        table of the engine. A row is an establishment, or a count of them where the register
        has a column establishments.
    folder
        Where the study is written: activity.csv, regions.csv, industries.csv, datapackage.json.
    engine
        "duckdb" (inside this process), "spark", "spark://host:port", or a URL for Ibis.
    columns
        Role to column, to overrule the guess by names. The roles: region, industry, year (or
        the one year of the register: {"year": "2015"}), employment, establishments, size_class,
        firm (cells then count firms and not rows for the rule of disclosure), longitude and
        latitude.
    outlines
        A file of outlines with a column `region`: each row is in the region around its point.
    size_classes
        Class to least number of persons employed, to compute classes: `EU_SIZE_CLASSES`.
    disclosure
        Which cells are hidden; the rule of three firms and of 85 % by default.
    skip_bad_rows
        Leave out rows that cannot be counted; they are counted, told and recorded.

    Returns
    -------
    An `Aggregation`: rows in, rows counted, rows left out with reasons, cells and hidden cells.

    Raises
    ------
    ParameterError
        If the engine is absent or does not answer, or size classes do not fit.
    StudyError
        If the register cannot be read, a role has no column, or rows cannot be counted; all
        problems at once, each with its count and the place of the first.

    Notes
    -----
    A cell (r, i, t) has establishments n = Σ 1 (or Σ of the counts) and employment e = Σ e_f
    over the rows f in it. See `Disclosure` for what is hidden, and for what that does not do.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> rows = [f"033,13,2015,{jobs}\n" for jobs in (4, 6, 5)]
    >>> with TemporaryDirectory() as folder:
    ...     firms = Path(folder) / "firms.csv"
    ...     _ = firms.write_text("commune,nace,year,employees\n" + "".join(rows))
    ...     done = aggregate(firms, Path(folder) / "study")
    ...     print((done.folder / "activity.csv").read_text().strip())
    region,industry,year,employment,establishments,flag
    033,13,2015,15,3,
    """
    rule = disclosure or Disclosure()
    if size_classes is not None:
        check_size_classes(size_classes)
    with (
        waiting(f"adding up {register}"),
        tempfile.TemporaryDirectory() as temporary,
        engine_called(engine) as running,
    ):
        source = _source(register, running)
        roles = find_roles(source.columns, columns or {}, has_outlines=outlines is not None)
        _check_fit(roles, size_classes)
        placed, placed_roles = source, roles
        if outlines is not None:
            _check_files(source)
            placed, placed_roles = place_points(source, roles, Path(outlines), Path(temporary))
        counted = count(placed, placed_roles, running, size_classes, skip_bad_rows=skip_bad_rows)
    hidden = hide(_shown(counted.cells), rule)
    result = Aggregation(
        folder=Path(folder),
        register=repr(source),
        engine=engine.partition("://")[0],  # the rest may hold a password
        roles=roles,
        rows=int(counted.cells["rows"].sum()) + sum(counted.left_out.values()),
        left_out=counted.left_out,
        cells=len(hidden.cells),
        hidden=hidden.too_few,
        dominated=hidden.dominated,
        problems=(*counted.problems, *cell_problems(counted.cells, roles, rule)),
    )
    told = usage_warnings(hidden, rule, counted.left_out)
    write_study(result.folder, hidden.cells, result.as_provenance() | asdict(rule), told)
    return result


def _source(register: str | Path, engine: Engine) -> Register:
    """The register as a table that the engine holds, or as files."""
    name = str(register)
    if engine.name == EMBEDDED or is_of_files(name):
        return open_register(register)
    table = Register(TABLE, (), (), table=name)
    return replace(table, columns=tuple(engine.read(table).columns))


def _check_files(register: Register) -> None:
    """Points are placed in files."""
    if not register.files:
        raise ParameterError(
            Problem(
                "CLW-A18",
                "points are placed for registers in files, not in tables of an engine",
                value=register.table,
                expected="CSV or Parquet files",
                remedy="export the table as Parquet, and aggregate that file",
            )
        )


def _check_fit(roles: Roles, size_classes: Mapping[str, float] | None) -> None:
    """Size classes need the employment of single establishments."""
    fits = "employment" in roles.columns and "establishments" not in roles.columns
    if size_classes is not None and not fits:
        raise ParameterError(
            Problem(
                "CLW-A06",
                "size classes cannot be computed from this register",
                value=repr(roles),
                expected="a column of employment, and rows that are single establishments",
                remedy="--map employment=COLUMN, or --map size_class=COLUMN",
            )
        )


def _shown(cells: pd.DataFrame) -> pd.DataFrame:
    """The columns of the table activity, and those that the rule of disclosure looks at."""
    made = cells[[key for key in KEYS if key in cells]].copy()
    if "employment" in cells:
        made["employment"] = cells["employment"]
    are_counts = "establishments" in cells
    made["establishments"] = cells["establishments" if are_counts else "rows"]
    if "employment_known" in cells:
        without = cells["rows"] - cells["employment_known"]
        if without.any() and not are_counts:
            made["establishments_without_employment"] = without
    if "firms" in cells:
        made["firms"] = cells["firms"]
    if "largest" in cells and not are_counts:
        made["largest"] = cells["largest"]
    return made
