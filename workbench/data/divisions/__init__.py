"""Which regions exist when, what happened to them, and how figures go from one year to another.

What reads or writes whole studies is in `attaching` and `writing`.
"""

from workbench.data.divisions.areal import areal_transfer
from workbench.data.divisions.changes import read_changes
from workbench.data.divisions.codes import (
    codes_against_division,
    coming_and_going,
    division_problems,
    names_against_division,
)
from workbench.data.divisions.crosswalks import CONSTANT, Crosswalk, crosswalk
from workbench.data.divisions.division import build_division, in_year
from workbench.data.divisions.harmonising import harmonise
from workbench.data.divisions.units import constant_units
from workbench.data.divisions.ways import Way, way

__all__ = [
    "CONSTANT",
    "Crosswalk",
    "Way",
    "areal_transfer",
    "build_division",
    "codes_against_division",
    "coming_and_going",
    "constant_units",
    "crosswalk",
    "division_problems",
    "harmonise",
    "in_year",
    "names_against_division",
    "read_changes",
    "way",
]
