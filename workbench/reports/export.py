"""How do the numbers and drawings of a page reach other programs: CSV, SVG and PNG files."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterable, Iterator

from workbench.guarding import guarded as as_text
from workbench.reports.blocks import Exhibit

RETURN = re.compile(r"\r\n?")  # unquoted it would begin a row, whose first cell may be a formula


def files(exhibits: Iterable[Exhibit]) -> Iterator[tuple[str, bytes]]:
    """The files of a report's exhibits, as names inside the report's folder with their bytes.

    Parameters
    ----------
    exhibits
        Figures and tables with names that are unique and safe in a path.

    Returns
    -------
    `tables/<name>.csv` for the data of every exhibit, and `figures/<name>.svg` and `.png` for
    every drawing.
    """
    for exhibit in exhibits:
        if exhibit.csv:
            yield f"tables/{exhibit.name}.csv", guarded(exhibit.csv).encode()
        if exhibit.svg:
            yield f"figures/{exhibit.name}.svg", exhibit.svg.encode()
        if exhibit.png:
            yield f"figures/{exhibit.name}.png", base64.b64decode(exhibit.png)


def guarded(text: str) -> str:
    r"""CSV in which no text is a formula: such a cell begins with an apostrophe; numbers stay.

    Examples
    --------
    >>> print(guarded("name,value\n=1+1,-0.5\n"), end="")
    name,value
    '=1+1,-0.5
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for row in csv.reader(io.StringIO(text, newline="")):
        writer.writerow([as_text(RETURN.sub("\n", cell)) for cell in row])
    return buffer.getvalue()
