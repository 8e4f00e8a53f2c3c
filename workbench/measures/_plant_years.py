"""When was each plant there: its first year and its last, in a table of plants by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.errors import Problem
from workbench.measures._cells import YEAR, Cells, Codes, Key, cells
from workbench.measures._door import refuse, require

NEEDED = ("plant", "year")
PLACES = ("region", "industry")


@dataclass(frozen=True)
class Lives:
    """The plants of a table: `found` are its rows, the rest goes by plant.

    `years` are those of the table in order; `first` and `last` are places in it, by plant;
    `place` is the year of each row, as a place; `born_in` is the row of each plant's first year;
    `n_gaps` counts the plants that were away in a year between.
    """

    found: Cells
    years: npt.NDArray[np.int64]
    place: Codes
    first: Codes
    last: Codes
    born_in: Codes

    @property
    def n_gaps(self) -> int:
        """How many plants are missing in a year between their first and their last."""
        n_rows = np.bincount(self.found.keys["plant"].codes, minlength=len(self.first))
        return int((n_rows < self.last - self.first + 1).sum())


def lives(plants: pd.DataFrame, *places: str) -> Lives:
    """The first and the last year of each plant.

    Raises
    ------
    UnknownName
        If a column is absent; with the nearest names.
    StudyError
        If a key is empty, or a plant is there twice in a year.
    """
    require({"plants": (plants, (*NEEDED, *places))})
    found = cells(plants.assign(plants=1.0), "plants", ("plant",), "plants")
    own = {name: Key.of(plants[name]) for name in places}
    refuse(plants, [(_empty(name), key.codes < 0) for name, key in own.items()])
    for name, key in own.items():
        found = found.with_key(name, key)
    years = np.sort(found.keys[YEAR].levels.to_numpy(dtype=np.int64))
    place = np.searchsorted(years, found.keys[YEAR].levels.to_numpy())[found.keys[YEAR].codes]
    plant, n = found.keys["plant"].codes, len(found.keys["plant"].levels)
    first, last = np.full(n, len(years), dtype=np.intp), np.zeros(n, dtype=np.intp)
    np.minimum.at(first, plant, place)
    np.maximum.at(last, plant, place)
    is_birth = place == first[plant]
    born_in = np.zeros(n, dtype=np.intp)
    born_in[plant[is_birth]] = np.flatnonzero(is_birth)
    return Lives(found, years, place, first, last, born_in)


def _empty(name: str) -> Problem:
    return Problem(
        "CLW-T28",
        "a key of the table plants is empty",
        column=name,
        expected="a code in every row",
        remedy="fill the cell, or leave the row out",
    )
