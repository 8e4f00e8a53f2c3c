"""Regions on a chessboard, with neighbours that share a side, for tests of spatial estimators."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
from libpysal.graph import Graph

from workbench.data.geography import Neighbours

COLUMBUS = Path(__import__("libpysal").__file__).parent / "examples" / "columbus"


def near(graph: Graph) -> Neighbours:
    """Neighbours of a libpysal graph, weights in rows that sum to 1."""
    return Neighbours("touching", "row", "neighbours share a side", graph.transform("r"))


@cache
def chessboard(rows: int, columns: int) -> Neighbours:
    """Squares named by row and column, neighbours of up to four others."""
    at = [(i, j) for i in range(rows) for j in range(columns)]
    steps = ((0, 1), (1, 0), (0, -1), (-1, 0))
    links = [
        (code(i, j), code(i + a, j + b))
        for i, j in at
        for a, b in steps
        if 0 <= i + a < rows and 0 <= j + b < columns
    ]
    focal, other = zip(*sorted(links), strict=True)
    return near(Graph.from_arrays(np.array(focal), np.array(other), np.ones(len(links))))


def code(row: int, column: int) -> str:
    return f"{row:02}{column:02}"


@cache
def dense(neighbours: Neighbours) -> pd.DataFrame:
    """The matrix of weights, labelled."""
    matrix = neighbours.graph.sparse.toarray()
    return pd.DataFrame(matrix, neighbours.regions, neighbours.regions)


@cache
def columbus() -> tuple[pd.DataFrame, Neighbours]:
    """The 49 areas of Columbus, Ohio (Anselin 1988), neighbours by a common side."""
    areas = geopandas.read_file(COLUMBUS / "columbus.shp")
    areas["region"] = areas["POLYID"].astype(int).astype(str).str.zfill(2)
    graph = Graph.build_contiguity(areas.set_index("region"), rook=True)
    table = pd.DataFrame(areas.drop(columns="geometry")).rename(columns=str.lower)
    return table, near(graph)


def simulated(
    neighbours: Neighbours,
    seed: int,
    *,
    lag: float = 0.0,
    error: float = 0.0,
    own: float = 1.0,
    spill: float = 0.0,
) -> pd.DataFrame:
    """y = lag W y + 1 + own x + spill W x + u, u = error W u + e, e standard normal."""
    random = np.random.default_rng(seed)
    weights = dense(neighbours).to_numpy()
    n = len(weights)
    x, e = random.normal(size=(2, n))
    u = np.linalg.solve(np.eye(n) - error * weights, e)
    y = np.linalg.solve(np.eye(n) - lag * weights, 1 + own * x + spill * weights @ x + u)
    return pd.DataFrame({"region": neighbours.regions, "x": x, "y": y})
