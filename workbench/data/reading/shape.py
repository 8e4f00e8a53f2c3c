"""Where in a grid of cells is the table: its header, its units, its rows, its notes.

What is declared is taken; what looks otherwise is a problem that says what to declare, and the
grid is then read as it looks, so that all other problems are told in the same pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench.data.reading.layout import Layout
from workbench.errors import Problem, quoted

Row = Sequence[str]
HEAD = 40  # rows that are looked at for the header
MOST_HEADER_ROWS = 4
TAIL = 20  # rows that are looked at for notes
MOST = 0.6  # the share of a column's cells that decides what the column is
NUMERIC = re.compile(r"[\s+\-−(]*[\d０-９][\d０-９.,·\s'’]*(?:[eE][+-]?\d+)?\s*[%)]?\s*")
YEAR = re.compile(r"(?:18|19|20|21)\d\d(?:\.0)?年?")
TOKENS = ("..", "...", "-", "–", "—", ":", "x", "n/a", "na", "n.a.", "nan", "null", "none", "*")
UNITS = re.compile(
    r"[(\[]?(?:in\s+)?(?:persons?|people|employees|head|number|count|thousand|million|billion|[mb]n|"
    r"eur|euros?|usd|us\$|\$|€|¥|yuan|rmb|cny|%|per ?cent|km2|km²|sq ?km|hectares?|ha|years?|"
    r"人|个|家|户|万|亿|元|平方公里|年)(?:\W.*)?",
    re.I,
)
LETTER = re.compile(r"[^\W\d_]|[%‰€$¥£]")
FEW_COLUMNS = 3
NOTE = re.compile(
    r"\s*(?:(?:sources?|quelle|fuente|fonte|kaynak|notes?|nota|remark|anm|hinweis|not)\b"
    r"|©|\*|注|资料来源|數據來源|数据来源|来源|说明|备注|.*[:：])",
    re.I,
)


@dataclass(frozen=True)
class Shape:
    """The rows of a table in its grid, counted from 0, and the names of its columns."""

    names: tuple[str, ...]
    header: int
    first: int
    footer: int = 0
    units: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def shape_of(
    head: Sequence[Row], tail: Sequence[Row], layout: Layout, file: str
) -> tuple[Shape, list[Problem]]:
    """Find the table in a grid.

    Parameters
    ----------
    head, tail
        The first rows of the grid, and the last rows that are not among them.
    layout
        What is declared.
    file
        For the place of problems.

    Returns
    -------
    The shape, and what was not declared as it is.
    """
    problems: list[Problem] = []
    start = _header_row(head, layout, file, problems)
    depth = _header_rows(head, start, layout, file, problems)
    names = _names(head[start : start + depth])
    body = start + depth
    unit_row, units = _unit_row(head, body, layout, file, problems)
    first = body + 1 if unit_row == body else body
    footer = _footer(list(tail) or list(head[first:]), len(names), layout, file, problems)
    if depth == 1 and not problems and layout.header_row is None:
        problems += _header_missing(head, start, file)
    titles = [cell for row in head[:start] for cell in row if cell.strip()]
    found = Shape(names, start, first, footer, units, tuple(titles))
    return found, problems


def filled(row: Row) -> int:
    """How many cells of a row are not empty."""
    return sum(bool(cell.strip()) for cell in row)


def is_number(cell: str) -> bool:
    """Whether a cell is meant as a number, in whatever format."""
    return NUMERIC.fullmatch(cell) is not None


def _width(head: Sequence[Row]) -> int:
    """How many cells most rows fill."""
    counts = [filled(row) for row in head if filled(row)]
    return max(counts, key=lambda n: (counts.count(n), n)) if counts else 0


def _header_row(head: Sequence[Row], layout: Layout, file: str, problems: list[Problem]) -> int:
    if layout.header_row is not None:
        if layout.header_row <= len(head):
            return layout.header_row - 1
        problems.append(
            Problem(
                "CLW-T13",
                f"the header is declared in row {layout.header_row}, which is not there",
                file=file,
                row=layout.header_row,
                expected=f"a row from 1 to {len(head)}",
                remedy="--read header_row=1, or the row that holds the names of the columns",
            )
        )
    width = _width(head)
    wide = [i for i, row in enumerate(head) if filled(row) > max(1, width / 2)]
    start = _with_upper_names(head, wide[0]) if wide and width > 1 else _first_filled(head)
    if start > 0 and layout.header_row is None and any(filled(row) for row in head[:start]):
        title = next(row for row in head if filled(row))
        problems.append(
            Problem(
                "CLW-T13",
                f"row {head.index(title) + 1} has {_cells(filled(title))}, the table below has "
                f"{width}: it looks like a title",
                file=file,
                row=head.index(title) + 1,
                value=next(cell for cell in title if cell.strip()),
                expected="the names of the columns in the first row, unless declared",
                remedy=f"--read header_row={start + 1}",
                more=sum(bool(filled(row)) for row in head[:start]) - 1,
            )
        )
    return start


def _with_upper_names(head: Sequence[Row], start: int) -> int:
    """The first row of a header whose last one repeats names: few cells span many columns."""
    names = [cell.strip() for cell in head[start] if cell.strip()]
    while start and len(set(names)) < len(names) and filled(head[start - 1]) > 1:
        start -= 1
    return start


def _first_filled(head: Sequence[Row]) -> int:
    return next((i for i, row in enumerate(head) if filled(row)), 0)


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def _header_rows(
    head: Sequence[Row], start: int, layout: Layout, file: str, problems: list[Problem]
) -> int:
    """How many rows the header has: more where names span columns that the next row names."""
    if layout.header_rows > 1 or start + 1 >= len(head):
        return layout.header_rows
    upper = [cell.strip() for cell in head[start]]
    depth, spans = 1, _spans(upper)
    while spans and start + depth < len(head) and _is_text(head, start + depth, start + depth + 1):
        depth += 1
        spans = depth < MOST_HEADER_ROWS and _spans([c.strip() for c in head[start + depth - 1]])
    if depth > 1:
        problems.append(
            Problem(
                "CLW-T49",
                f"the header has {depth} rows: names in row {start + 1} span several columns",
                file=file,
                row=start + 1,
                value=", ".join(name for name in upper if name),
                expected="one row of names, unless declared",
                remedy=f"--read header_row={start + 1} --read header_rows={depth}",
            )
        )
    return depth


def _spans(names: Sequence[str]) -> bool:
    """Whether names are followed by empty cells, as merged cells are, or repeat side by side."""
    named = [bool(name) for name in names]
    has_gap = any(not here and True in named[:i] for i, here in enumerate(named) if i)
    repeats = any(a and a == b for a, b in pairwise(names))
    return has_gap or repeats


def _is_text(head: Sequence[Row], row: int, below: int) -> bool:
    """Whether a row names columns whose further cells are numbers."""
    cells = [cell.strip() for cell in head[row]]
    columns = [i for i, cell in enumerate(cells) if cell and _is_numeric(head[below:], i)]
    named = [i for i in columns if not is_number(cells[i]) or YEAR.fullmatch(cells[i])]
    return bool(named) and len(named) == len(columns)


def _is_numeric(rows: Sequence[Row], column: int) -> bool:
    cells = [row[column].strip() for row in rows if column < len(row) and row[column].strip()]
    return bool(cells) and sum(map(is_number, cells)) >= MOST * len(cells)


def _names(lines: Sequence[Row]) -> tuple[str, ...]:
    """The name of each column; upper names of several lines stand for the cells to their right."""
    if len(lines) == 1:
        return tuple(lines[0])
    width = max(len(line) for line in lines)
    padded = [[*line, *[""] * (width - len(line))] for line in lines]
    above = [_carried(line) for line in padded[:-1]]
    columns = zip(*above, padded[-1], strict=True)
    return tuple(BETWEEN.join(_parts(column)) for column in columns)


BETWEEN = " | "


def _parts(column: Sequence[str]) -> list[str]:
    """The names above one another, each once: a cell merged downwards has one name."""
    texts = [" ".join(cell.split()) for cell in column]
    return list(dict.fromkeys(text for text in texts if text))


def _carried(line: Sequence[str]) -> list[str]:
    carried, last = [], ""
    for cell in line:
        last = cell.strip() or last
        carried.append(last)
    return carried


def _unit_row(
    head: Sequence[Row], body: int, layout: Layout, file: str, problems: list[Problem]
) -> tuple[int | None, tuple[str, ...]]:
    """The row of units right below the header, declared or found."""
    if layout.unit_row is not None:
        return _declared_units(head, body, layout.unit_row - 1, file, problems)
    if _are_numbers_of_columns(head, body):
        problems.append(_not_units(body, ", ".join(head[body]), file))
        return body, ()
    if body + 1 >= len(head) or not filled(head[body]) or not _is_text(head, body, body + 1):
        return None, ()
    cells = [c.strip() for i, c in enumerate(head[body]) if _is_numeric(head[body + 1 :], i)]
    named = [cell for cell in cells if cell and cell.lower() not in TOKENS]
    if not named or any(is_number(cell) or not LETTER.search(cell) for cell in named):
        return None, ()
    if _has_codes(head, body) and not all(UNITS.match(cell) for cell in named):
        return None, ()
    problems.append(_not_units(body, ", ".join(named), file))
    return body, tuple(head[body])


def _are_numbers_of_columns(head: Sequence[Row], body: int) -> bool:
    """A row (1), (2), (3) below the header; without brackets where the next row is otherwise."""
    if body + 1 >= len(head):
        return False
    cells = [cell.strip() for cell in head[body]]
    bare = [cell.strip("()（）") for cell in cells]
    is_counted = bare == [str(place) for place in range(1, len(bare) + 1)]
    is_alone = len(bare) > FEW_COLUMNS and not head[body + 1][0].strip().isdigit()
    return is_counted and (cells != bare or is_alone)


def _not_units(body: int, value: str, file: str) -> Problem:
    return Problem(
        "CLW-T14",
        f"row {body + 1} holds units or numbers of columns, not data",
        file=file,
        row=body + 1,
        value=value,
        expected="data right below the names, unless declared",
        remedy=f"--read unit_row={body + 1}; the units go to the cards of the columns",
    )


def _declared_units(
    head: Sequence[Row], body: int, row: int, file: str, problems: list[Problem]
) -> tuple[int | None, tuple[str, ...]]:
    """The declared row of units, unless data stand there."""
    if row >= len(head):
        return None, ()
    columns = [i for i in range(len(head[row])) if _is_numeric(head[body + 1 :], i)]
    if row == body and columns and all(is_number(head[row][i]) for i in columns):
        problems.append(
            Problem(
                "CLW-T14",
                f"row {row + 1} is declared to hold units, and holds data",
                file=file,
                row=row + 1,
                value=", ".join(head[row]),
                expected="words in the row of units",
                remedy="leave unit_row out, or give the row that holds the units",
            )
        )
    return row, tuple(head[row])


def _has_codes(head: Sequence[Row], row: int) -> bool:
    """Whether the row has a code where the rows below have codes: then it is a row of data."""
    below = [r for r in head[row + 1 :] if filled(r)]
    first = head[row][0].strip() if head[row] else ""
    codes = [r[0].strip() for r in below if r and r[0].strip()]
    numeric = sum(code.isdigit() for code in codes) > MOST * len(codes) if codes else False
    return first.isdigit() if numeric else bool(first) and filled(head[row]) == _width(head)


def _footer(
    rows: Sequence[Row], width: int, layout: Layout, file: str, problems: list[Problem]
) -> int:
    """How many rows at the end are notes: text in the first cells, and no numbers."""
    if layout.skip_footer:
        problems += _declared_notes(rows[-layout.skip_footer :], width, file)
        return layout.skip_footer
    count = 0
    for row in reversed(rows):
        if filled(row) and not _is_note(row, width):
            break
        count += 1
    notes = [row for row in rows[len(rows) - count :] if filled(row)]
    if not notes or count == len(rows):
        return 0
    first = next(cell for cell in notes[0] if cell.strip())
    count = len(rows) - rows.index(notes[0])
    problems.append(
        Problem(
            "CLW-T15",
            f"the last rows look like a note, not like data: {quoted(first)}",
            file=file,
            value=first,
            expected="rows of data to the end, unless declared",
            remedy=f"--read skip_footer={count}; the note is kept as the source",
            more=len(notes) - 1,
        )
    )
    return count


def _declared_notes(rows: Sequence[Row], width: int, file: str) -> Iterator[Problem]:
    """A declared note that is a row of data."""
    data = [row for row in rows if filled(row) == width and any(map(is_number, row))]
    if data and width > 1:
        yield Problem(
            "CLW-T15",
            "a row that is declared to be a note holds data",
            file=file,
            value=", ".join(data[0]),
            expected="skip_footer with the number of rows that are notes",
            remedy="--read skip_footer=N with a smaller number, or leave it out",
            more=len(data) - 1,
        )


def _is_note(row: Row, width: int) -> bool:
    """Whether a row has a text and nothing else, though the table has several columns."""
    texts = [cell for cell in row if cell.strip()]
    if width == 1 or len(texts) > max(1, width // 3) or any(map(is_number, texts)):
        return False
    is_sentence = width > len(("name", "value")) and " " in texts[0].strip() and row[0] != ""
    return bool(NOTE.match(texts[0])) or is_sentence


def _header_missing(head: Sequence[Row], start: int, file: str) -> Iterator[Problem]:
    """A first row of data: where the columns hold numbers, so does what should be their name."""
    names = [cell.strip() for cell in head[start]]
    numeric = [i for i in range(len(names)) if _is_numeric(head[start + 1 :], i)]
    as_data = [i for i in numeric if is_number(names[i])]
    is_years = all(YEAR.fullmatch(names[i]) for i in as_data)
    if numeric and as_data == numeric and (not is_years or len(set(names)) < len(names)):
        yield Problem(
            "CLW-T25",
            "the first row holds data: the names of the columns are missing",
            file=file,
            row=start + 1,
            value=", ".join(names),
            expected="a row of names above the data",
            remedy="add a first row with a name for each column",
        )
