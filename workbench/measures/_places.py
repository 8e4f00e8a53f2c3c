"""Which columns say where a plant is, and where on the plane or the globe is that."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._cells import Numbers
from workbench.measures._door import numbers, refuse

EARTH_RADIUS_KM = 6371.0088  # mean radius, as the International Union of Geodesy has it
PLANAR, DEGREES = ("x", "y"), ("longitude", "latitude")
UNITS = {"km": 1.0, "m": 0.001}
MOST = {"longitude": 180.0, "latitude": 90.0}


def coordinates_in(table: pd.DataFrame) -> tuple[str, str]:
    """The names of the two columns of coordinates: planar where there are both.

    Raises
    ------
    StudyError
        If there are neither `x` and `y` nor `longitude` and `latitude`.
    """
    for names in (PLANAR, DEGREES):
        if set(names) <= set(table.columns):
            return names
    raise StudyError(
        Problem(
            "CLW-M30",
            "the table says of no plant where it is",
            expected="columns x and y (in km or metres), or longitude and latitude (in degrees)",
            remedy="add the coordinates, or those of the regions with plants_at_regions",
        )
    )


def places_of(plants: pd.DataFrame, unit: str) -> Numbers:
    """Coordinates by row in km: two in the plane, three on a sphere; nan where there are none."""
    names = coordinates_in(plants)
    values = [numbers(plants, name) for name in names]
    complaints = []
    for name, column in zip(names, values, strict=True):
        most = MOST.get(name, np.finfo(float).max)
        expected = f"degrees from -{most:g} to {most:g}" if name in MOST else "a finite number"
        problem = Problem(
            "CLW-M31",
            f"column {name} of the table plants holds what is no place",
            column=name,
            expected=expected,
            remedy="correct the cell, or leave it empty: the plant is then left out",
        )
        complaints.append((problem, np.abs(np.nan_to_num(column, posinf=np.inf)) > most))
    refuse(plants, complaints)
    if names == PLANAR:
        return np.column_stack(values) * UNITS[unit]
    longitude, latitude = (np.radians(column) for column in values)
    on_sphere = [
        np.cos(latitude) * np.cos(longitude),
        np.cos(latitude) * np.sin(longitude),
        np.sin(latitude),
    ]
    return np.column_stack(on_sphere) * EARTH_RADIUS_KM


def along_the_ground(straight: Numbers) -> Numbers:
    """The distance along the great circle of points a straight line of so many km apart."""
    half = np.minimum(straight / (2 * EARTH_RADIUS_KM), 1.0)
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(half))
