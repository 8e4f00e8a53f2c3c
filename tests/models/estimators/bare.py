"""Designs of one regressor made by hand, for tests with hundreds of samples."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.design import Design


def bare(outcome: np.ndarray, x: np.ndarray, clusters: np.ndarray | None = None) -> Design:
    """The design of y ~ x."""
    y = pd.Series(outcome, name="y", dtype="float64")
    terms = pd.DataFrame({"constant": 1.0, "x": x}, index=y.index)
    groups = None if clusters is None else pd.Series(clusters, y.index, name="g")
    return Design(y, terms, pd.DataFrame(index=y.index), groups, pd.DataFrame())
