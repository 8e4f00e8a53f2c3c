"""Which colour does a value get: classes that partition the values, from light to dark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd

from workbench.figures.style import DIVERGING, SEQUENTIAL

CLASSES = 5
THIRDS = (1 / 3, 2 / 3)
PALEST, DARKEST = 0.08, 0.95


@dataclass(frozen=True)
class Classes:
    """Upper limits of classes, the last at or above the largest value, and a colour for each.

    Classes around zero have as many `below` it as above; in greyscale the two sides are of the
    same shades, so those below are hatched.
    """

    limits: list[float]
    colours: list[Any]
    below: int = 0

    def of(self, values: pd.Series) -> np.ndarray:
        """The class of each value: the first whose limit is not below it."""
        numbers = values.to_numpy(dtype="float64")
        return np.searchsorted(self.limits, numbers).clip(max=len(self.limits) - 1)


def classed(values: pd.Series, classes: int = CLASSES, *, diverging: bool = False) -> Classes:
    """Classes for values without missing ones, coloured from light to dark or around zero."""
    limits = class_limits(values, classes, diverging=diverging)
    if diverging:
        # one class is all zeros: it gets the colour of the middle
        shades = np.linspace(0.05, 0.95, len(limits)) if len(limits) > 1 else np.array([0.5])
        colours = [mpl.colormaps[DIVERGING](x) for x in shades]
        return Classes(limits, colours, below=sum(limit < 0 for limit in limits))
    shades = np.linspace(PALEST, DARKEST, len(limits))
    return Classes(limits, [mpl.colormaps[SEQUENTIAL](x) for x in shades])


def class_limits(
    values: pd.Series, classes: int = CLASSES, *, diverging: bool = False
) -> list[float]:
    """Upper limits of the classes: quantiles, or five around zero by thirds of the size.

    Examples
    --------
    >>> [round(x, 1) for x in class_limits(pd.Series([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]), 5)]
    [2.8, 4.6, 6.4, 8.2, 10.0]
    >>> class_limits(pd.Series([-4.0, -3, 1, 2, 5, 6, 7]), diverging=True)
    [-5.0, -3.0, 3.0, 5.0, 7.0]
    """
    if diverging:
        return _around_zero(values.abs())
    if values.nunique() <= classes:
        return sorted(float(value) for value in values.unique())
    from mapclassify import Quantiles  # heavy, and only maps need it

    return [float(limit) for limit in np.unique(Quantiles(values, k=classes).bins)]


def _around_zero(sizes: pd.Series) -> list[float]:
    """The same limits below zero as above, so that the middle colour is always around zero."""
    largest = float(sizes.max())
    if largest == 0:
        return [0.0]
    inner, outer = (float(size) for size in np.quantile(sizes[sizes > 0], THIRDS))
    if not inner < outer < largest:
        inner, outer = largest / 3, largest * 2 / 3
    return [-outer, -inner, inner, outer, largest]
