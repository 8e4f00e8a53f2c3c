"""Is the interval wide enough when places near each other are alike: Conley at many cut-offs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._refits import (
    Impossible,
    Line,
    answered,
    bare,
    check_above_zero,
    defined,
    line_of,
    refit,
    said,
    stands,
    tells_why,
)
from workbench.models.specification import Specification
from workbench.models.standard_errors import COORDINATES

CARD = Card(
    question="Would the answer stand if places within so many kilometres shared their errors?",
    method="The same model with Conley's standard errors at several cut-offs and with both "
    "kernels, beside robust and clustered ones. The answer survives if every interval (95 %) "
    "gives the same one as the specification's own: more, less, or not to be told from none.",
    source="Conley, T. G. (1999), GMM estimation with cross sectional dependence, Journal of "
    "Econometrics 92",
    needs=("coordinates",),
    caveats=(
        "With a cut-off near the size of the map the sum has few independent parts, and the "
        "interval may be too narrow again.",
    ),
)
CUTOFFS = (0.0, 50.0, 100.0, 200.0, 400.0, 800.0)
KERNELS = ("bartlett", "uniform")


@attack(CARD)
@tells_why
def conley_path(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    cutoffs_km: Sequence[float] = CUTOFFS,
    kernels: Sequence[str] = KERNELS,
) -> Attack:
    """Widen the distance within which places may share their errors, and watch the interval.

    Parameters
    ----------
    panel
        As `fit` takes it, with `longitude` and `latitude` in degrees.
    specification
        The model and its term.
    cutoffs_km
        Distances in kilometres; 0 stands for independent rows (HC1).
    kernels
        "bartlett" (weights fall with distance), "uniform" (1 up to the cut-off).

    Returns
    -------
    An `Attack`. Its table has a row a standard error with `kind` ("robust", "clustered",
    "conley"), `kernel` and `cutoff_km`.

    Raises
    ------
    ParameterError
        For a kernel that does not exist, or a cut-off below 0.

    Notes
    -----
    See the card for the rule of survival. A kernel that is not positive definite may give a
    negative variance; such a row says so and is not counted.

    Examples
    --------
    >>> table = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, 6], "y": [1.0, 2, 2, 4, 6, 6],
    ...     "longitude": [0.0, 1, 2, 3, 4, 5], "latitude": 0.0})
    >>> found = conley_path(table, Specification("y ~ x", "x"), cutoffs_km=[0, 150])
    >>> found.table["label"].tolist()
    ['robust', 'Conley, 150 km, bartlett', 'Conley, 150 km, uniform']
    """
    check_above_zero(**{f"cutoffs_km[{i}]": km for i, km in enumerate(cutoffs_km) if km})
    _check_places(panel)
    lean = bare(panel)
    own = line_of("own", specification.fit(lean), specification.term)
    lines = list(_beside(lean, specification)) + [
        _conley(lean, specification, float(km), kernel)
        for kernel in kernels
        for km in sorted(km for km in cutoffs_km if km)
    ]
    kept = defined(lines)
    widest = max(kept, key=lambda line: line["std_error"])
    survived = stands(own, kept)
    facts = {
        "largest_std_error": widest["std_error"],
        "smallest_std_error": min(line["std_error"] for line in kept),
        "own_std_error": own["std_error"],
    }
    verdict = "the same answer at every cut-off" if survived else f"lost ({answered(own)})"
    words = (
        f"The estimate is {said(own)}. The widest of {len(kept)} intervals is that of "
        f"{widest['label']}, from {widest['low']:.3g} to {widest['high']:.3g}, a standard error "
        f"{widest['std_error'] / own['std_error']:.2f} times the specification's own: "
        f"{verdict}."
    )
    return Attack("conley_path", survived, words, pd.DataFrame(lines), facts)


def _check_places(panel: pd.DataFrame) -> None:
    """Conley needs to know where the rows are."""
    lacking = [n for n in COORDINATES if n not in panel or panel[n].isna().all()]
    if lacking:
        raise Impossible(f"the panel has no {' and no '.join(lacking)}")


def _beside(panel: pd.DataFrame, specification: Specification) -> list[Line]:
    """The intervals that look at no distance: robust, and clustered where there are clusters."""
    kinds: dict[str, str | None] = {"robust": None}
    if specification.cluster:
        kinds[f"clustered by {specification.cluster}"] = specification.cluster
    found = []
    for label, cluster in kinds.items():
        asked = _asked(specification, "clustered" if cluster else "robust", cluster=cluster)
        what = {"kind": label.split()[0], "kernel": None, "cutoff_km": 0.0}
        found.append(refit(label, panel, asked) | what)
    return found


def _conley(panel: pd.DataFrame, specification: Specification, km: float, kernel: str) -> Line:
    asked = _asked(specification, "conley", cutoff_km=km, kernel=kernel)
    label = f"Conley, {km:g} km, {kernel}"
    return refit(label, panel, asked) | {"kind": "conley", "kernel": kernel, "cutoff_km": km}


def _asked(
    specification: Specification, kind: str, cluster: str | None = None, **options: Any
) -> Specification:
    """The specification with other standard errors."""
    other = {"standard_errors", "cutoff_km", "kernel", "draws", "seed"}
    kept = {name: value for name, value in specification.options.items() if name not in other}
    return replace(
        specification, cluster=cluster, options={**kept, "standard_errors": kind, **options}
    )
