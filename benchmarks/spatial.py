"""How long do the spatial models of 3,000 areas take beside spreg's LU path, and do they agree."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.row import Row, in_turn, ratio_row
from workbench.data.geography import Neighbours
from workbench.data.geography.pairs import graph as graph_of
from workbench.models import fit

AREAS, RUNS = 3_000, 3
TERMS = ["density", "schooling"]
FORMULA = f"wage ~ {' + '.join(TERMS)}"
MODELS = {"spatial_lag": "ML_Lag", "spatial_error": "ML_Error"}
Values = npt.NDArray[np.float64]


def rows() -> Iterator[Row]:
    """Time of the two models with all their tests, and the difference of the answers."""
    table, near = country()
    for estimator, name in MODELS.items():
        ours = partial(fit, FORMULA, table, estimator=estimator, neighbours=near)
        theirs = partial(peer(name), *ready(), method="LU")
        pairs = in_turn(ours, theirs, RUNS)
        what = f"{estimator}, {AREAS:,} areas, with tests"
        yield ratio_row(f"{what} and impacts", f"spreg.{name}, LU", pairs, 0.5)
        found = ours().coefficients
        their_own = theirs()
        differences = np.abs(
            np.column_stack(
                [
                    found["estimate"] / their_own.betas.ravel() - 1,
                    found["std_error"] / np.sqrt(np.diag(their_own.vm))[: len(found)] - 1,
                ]
            )
        )
        worst = float(1e6 * differences.max())
        agree = f"{estimator}, greatest relative difference"
        yield Row(agree, np.nan, f"spreg.{name}, LU", np.nan, worst, 10, "millionths")


@cache
def country() -> tuple[pd.DataFrame, Neighbours]:
    """Areas around random points, neighbours where they share a side (Delaunay), and a lag."""
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import spsolve
    from scipy.spatial import Delaunay

    random = np.random.default_rng(0)
    codes = [f"a{i:04}" for i in range(AREAS)]
    corners = Delaunay(random.uniform(0, 100, (AREAS, 2))).simplices
    pairs = {(codes[a], codes[b]) for three in corners for a in three for b in three if a != b}
    graph = graph_of(sorted(pairs), codes).transform("r")
    terms = random.normal(size=(AREAS, 2))
    wage = spsolve(
        (eye_array(AREAS) - 0.5 * graph.sparse).tocsc(),
        1 + terms @ (1, 0.5) + random.normal(size=AREAS),
    )
    table = pd.DataFrame(terms, columns=TERMS).assign(region=codes, wage=wage)
    return table, Neighbours("touching", "row", "neighbours touch", graph)


@cache
def ready() -> tuple[Values, Values, Any]:
    """The same in spreg's own forms, which it is not timed for."""
    table, near = country()
    weights = near.graph.to_W()
    table = table.set_index("region").loc[weights.id_order]
    return table[["wage"]].to_numpy(), table[TERMS].to_numpy(), weights


def peer(name: str) -> Callable[..., Any]:
    """A model of spreg, without what it prints and warns."""

    def quiet(*arguments: Any, **options: Any) -> Any:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            import spreg

            return getattr(spreg, name)(*arguments, **options)

    return quiet
