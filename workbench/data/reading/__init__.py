"""How does a file become a table: codes stay text, numbers are numbers, nothing is guessed.

What a file's owner declares (`Layout`) is taken; what looks otherwise is a problem that says
what to declare.
"""

from workbench.data.reading.cells import without_missing
from workbench.data.reading.columnar import as_text
from workbench.data.reading.files import (
    HEADER_ROWS,
    OUTLINES,
    TABLES,
    Reading,
    first_place,
    in_rows,
    read_file,
    read_numbers,
    read_table,
    retyped,
)
from workbench.data.reading.layout import Layout, assignments

__all__ = [
    "HEADER_ROWS",
    "OUTLINES",
    "TABLES",
    "Layout",
    "Reading",
    "as_text",
    "assignments",
    "first_place",
    "in_rows",
    "read_file",
    "read_numbers",
    "read_table",
    "retyped",
    "without_missing",
]
