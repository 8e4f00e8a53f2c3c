"""Which standard errors are there: their names, what each assumes, and its options."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One kind of standard error: in words, its options with their defaults, what it needs."""

    words: str
    options: Mapping[str, Any] = field(default_factory=dict)
    needs: str = ""


KINDS: Mapping[str, Kind] = {
    "robust": Kind("heteroskedasticity-robust (HC1)"),
    "classical": Kind("classical (equal variances)"),
    "HC2": Kind("heteroskedasticity-robust (HC2)"),
    "HC3": Kind("heteroskedasticity-robust (HC3)"),
    "clustered": Kind("clustered", needs="clusters"),
    "wild": Kind("wild bootstrap by cluster", {"draws": 999, "seed": 0}, "clusters"),
    "conley": Kind("Conley", {"cutoff_km": 100.0, "kernel": "bartlett"}, "coordinates"),
    "own": Kind("of the method itself"),
}
COORDINATES = ("longitude", "latitude")
