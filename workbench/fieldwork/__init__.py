"""Which instruments go to the field: one file an instrument, from a spreadsheet to findings.

Every public module of this folder defines the function of its own name. An instrument reads a
study, a workbook or a folder of CSV files, and returns `Findings`: sentences, tables and flags.
"""

import sys
from typing import cast

from workbench.fieldwork._forms import open_form
from workbench.fieldwork._instrument import Card, Findings, Form, Instrument, Sheet
from workbench.fieldwork._instrument import instrument as instrument
from workbench.fieldwork._kept import is_study, keep_as_study
from workbench.fieldwork._templates import write_template
from workbench.fieldwork._together import Together, findings_of
from workbench.shelf import PackageOfThings, Shelf, module_shelf

__all__ = [
    "Card",
    "Findings",
    "Form",
    "Instrument",
    "Sheet",
    "Together",
    "findings_of",
    "instrument",
    "instruments",
    "is_study",
    "keep_as_study",
    "open_form",
    "write_template",
]

instruments = cast(Shelf[Instrument], module_shelf("instrument", "CLW-N20", __name__))

sys.modules[__name__].__class__ = PackageOfThings
