"""Which region is a firm in, where the register knows only its point: the outline around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.data.firms.engines import batches, embedded
from workbench.data.firms.grouping import UNPLACED
from workbench.data.firms.reasons import OUTSIDE, POINTLESS, SEVERAL
from workbench.data.firms.register import PARQUET, Register
from workbench.data.firms.roles import POINT, Roles
from workbench.data.geography import read_outlines
from workbench.data.tables import DEGREES

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa
    from geopandas import GeoDataFrame

BATCH = 100_000  # rows in memory at a time
Texts = npt.NDArray[np.object_]
Degrees = npt.NDArray[np.float64]


def place_points(
    register: Register, roles: Roles, outlines: Path, folder: Path
) -> tuple[Register, Roles]:
    """Give every row of a register the region whose outline holds its point.

    The register is read and written in batches, so that its size does not matter.

    Parameters
    ----------
    register, roles
        The files, with columns of longitude and latitude in degrees.
    outlines
        A file of outlines with a column `region`.
    folder
        Where the rows with their regions are written, as Parquet.

    Returns
    -------
    The register of the rows with their regions, and the roles of its columns. A row that lies
    in no outline, or in several, or has no point, has no region, and says why in a column.

    Raises
    ------
    StudyError
        If the outlines or the register cannot be read.
    """
    areas = read_outlines(outlines)
    engine, files = embedded(folder), []
    for number, file in enumerate(register.files):
        files.append(folder / f"placed-{number:06d}.parquet")
        table = engine.read(replace(register, files=(file,)))
        _write(batches(_in_roles(table, roles), BATCH), areas, files[-1])
    kept = {role: role for role in roles.columns if role not in POINT}
    columns = ("region", UNPLACED, *kept)
    placed = Register(PARQUET, tuple(files), columns, shown=register.names)
    return placed, replace(roles, columns={"region": "region", **kept})


def _in_roles(table: ir.Table, roles: Roles) -> ir.Table:
    """The columns that have a role, by its name."""
    return table.select(**{role: table[column] for role, column in roles.columns.items()})


def _write(parts: Iterator[pa.RecordBatch], areas: GeoDataFrame, file: Path) -> None:
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    writer = None
    for batch in parts:
        longitude, latitude = (_degrees(batch.column(role)) for role in POINT)
        region, unplaced = regions_of(longitude, latitude, areas)
        found = {"region": pa.array(region, pa.string()), UNPLACED: pa.array(unplaced, pa.string())}
        kept = {name: batch.column(name) for name in batch.schema.names if name not in POINT}
        placed = pa.table({**found, **kept})
        writer = writer or ParquetWriter(file, placed.schema)
        writer.write_table(placed)
    if writer is not None:
        writer.close()


def _degrees(cells: pa.Array) -> Degrees:
    """Cells as numbers, nan where they are none.

    DuckDB 2.0 gives up on text that is no number when a column is wanted as numbers alone.
    """
    numbers: Degrees = pd.to_numeric(cells.to_pandas(), errors="coerce").to_numpy(dtype=np.float64)
    return numbers


def regions_of(longitude: Degrees, latitude: Degrees, areas: GeoDataFrame) -> tuple[Texts, Texts]:
    """The region of each point, and why a point has none.

    Parameters
    ----------
    longitude, latitude
        Points in degrees; nan where there is none.
    areas
        Outlines in degrees, with a column `region`. A border belongs to both its sides.

    Returns
    -------
    Two arrays of texts: the region or None, and "outside", "several", "pointless" or None.
    """
    from shapely import STRtree, points

    codes = areas["region"].to_numpy(dtype=object)
    region: Texts = np.full(len(longitude), None, dtype=object)
    unplaced: Texts = np.full(len(longitude), None, dtype=object)
    there = _are_degrees(longitude, "longitude") & _are_degrees(latitude, "latitude")
    unplaced[~there] = POINTLESS
    tree = STRtree(points(longitude[there], latitude[there]))
    area, point = tree.query(areas.geometry.to_numpy(), predicate="intersects")
    hits = np.bincount(point, minlength=int(there.sum()))
    found: Texts = np.full(int(there.sum()), None, dtype=object)
    found[point] = codes[area]
    found[hits != 1] = None
    region[there] = found
    unplaced[np.flatnonzero(there)[hits == 0]] = OUTSIDE
    unplaced[np.flatnonzero(there)[hits > 1]] = SEVERAL
    return region, unplaced


def _are_degrees(values: Degrees, role: str) -> npt.NDArray[np.bool_]:
    least, most = DEGREES[role]
    return (values >= least) & (values <= most)  # false for nan, too
