"""Do denser clusters of small firms go with more competitive places, and how sure can we be.

The verbs: `load` a study, `check` it, `measure` something on it, ask a `rule` what counts as a
cluster, make an `index` of competitiveness, join a `panel`, `fit` a model, ask for the `verdict`
on a claim, `run` a notebook. Each is loaded when it is first used, so that importing the package
is fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.competitiveness import index
    from workbench.data import Study, check, load
    from workbench.hypotheses import verdict
    from workbench.measures import measure
    from workbench.models import Fit, fit, panel
    from workbench.reports import run
    from workbench.rules import rule

__version__ = "0.1.0"

VERBS = {
    "Fit": "models",
    "Study": "data",
    "check": "data",
    "fit": "models",
    "index": "competitiveness",
    "load": "data",
    "measure": "measures",
    "panel": "models",
    "rule": "rules",
    "run": "reports",
    "verdict": "hypotheses",
}

__all__ = [
    "Fit",
    "Study",
    "check",
    "fit",
    "index",
    "load",
    "measure",
    "panel",
    "rule",
    "run",
    "verdict",
]


def __getattr__(name: str) -> Any:
    if name not in VERBS:
        raise AttributeError(f"module 'workbench' has no attribute {name!r}")
    return getattr(import_module(f"workbench.{VERBS[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *VERBS])
