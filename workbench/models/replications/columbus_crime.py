"""Does crime follow that of neighbouring areas: Columbus, Ohio, by two-stage least squares."""

from __future__ import annotations

import pandas as pd

from workbench.data.geography import Neighbours
from workbench.models.estimate import fit
from workbench.models.replications._bundled import bundled
from workbench.models.replications._card import Card, Line, replication

FORMULA, LAG = "crime ~ income + home_value", "spatial_lag"
PRINTED = {"estimate": 0.419294, "std_error": 0.187585}
WORDS = {"estimate": "rho", "std_error": "standard error of rho"}
HALF = 0.0000005
COLUMNS = {"CRIME": "crime", "INC": "income", "HOVAL": "home_value"}

CARD = Card(
    title="Crime in 49 areas of Columbus, Ohio: the spatial lag model",
    source="Anselin, L. (1988), Spatial Econometrics, chapter 12; two-stage least squares as in "
    "PySAL's documentation of the example",
    data="libpysal's bundled example columbus, installed with the package",
    method="instruments: income and home value of neighbours and of their neighbours; neighbours "
    "share a side (rook), weights sum to 1; classical variance with n - k",
)


@replication(CARD)
def columbus_crime() -> list[Line]:
    """Recompute rho and its standard error.

    Examples
    --------
    >>> [line.is_met for line in columbus_crime()]
    [True, True]
    """
    table, near = columbus()
    found = fit(
        FORMULA,
        table,
        estimator="spatial_two_stage_least_squares",
        standard_errors="classical",
        neighbours=near,
        lags_of_instruments=2,
    ).term(LAG)
    return [
        Line(WORDS[part], printed, float(found[part]), HALF) for part, printed in PRINTED.items()
    ]


def columbus() -> tuple[pd.DataFrame, Neighbours]:
    """The 49 areas, and their neighbours that share a side."""
    import geopandas
    from libpysal.graph import Graph

    areas = geopandas.read_file(bundled("columbus", "columbus.shp"))
    areas["region"] = areas["POLYID"].astype("int64").astype("str").str.zfill(2)
    graph = Graph.build_contiguity(areas.set_index("region"), rook=True).transform("r")
    near = Neighbours("touching", "row", "neighbours share a side", graph)
    return pd.DataFrame(areas[["region", *COLUMNS]]).rename(columns=COLUMNS), near
