"""Can a workbook be opened, and what else is in the file if it cannot."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import Problem, listed, quoted

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

LARGEST_RATIO, LARGEST_SIZE, MOST_MEMBERS = 100, 500_000_000, 10_000
MOST_CELLS, FEWEST_FILLED = 1_000_000, 0.02  # from the first cell to the last that is filled
ARCHIVE, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
SAVE_AGAIN = "open it in a spreadsheet and save it again, or download it again"
LOOKED_AT = 40  # letters of what is no workbook


class Book:
    """A workbook that is opened once, however many of its sheets are read."""

    def __init__(self, path: Path) -> None:
        from openpyxl import load_workbook

        self.path = path
        self.book: Any = load_workbook(path)

    @property
    def names(self) -> list[str]:
        """The names of the sheets that hold cells, hidden ones too; charts have none."""
        return [str(sheet.title) for sheet in self.book.worksheets]

    @cached_property
    def values(self) -> Any:
        """The workbook with the stored value of each formula in its place."""
        from openpyxl import load_workbook

        return load_workbook(self.path, data_only=True)


def open_workbook(path: Path) -> tuple[Book | None, list[Problem]]:
    """A workbook, or None and what is wrong with the file."""
    problems = list(archive_problems(path))
    if problems:
        return None, problems
    try:
        return Book(path), []
    except (KeyError, ValueError):  # a sound archive in which something else lies
        return None, [_broken(path, "no workbook in it")]


def archive_problems(path: Path) -> Iterator[Problem]:
    """Whether a zip archive is whole, and small enough to be opened.

    The limits are those of the workbench for every archive: 100 times its size, 500 MB, 10,000
    members.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            wrong = archive.testzip() if _is_small(members) else None
    except (zipfile.BadZipFile, EOFError, OSError):
        yield _no_archive(path)
        return
    size = sum(member.file_size for member in members)
    if wrong is not None:
        yield _broken(path, wrong)
    elif not _is_small(members):
        yield Problem(
            "CLW-T54",
            "the archive would grow too large when opened",
            file=str(path),
            value=f"{size:,} bytes from {path.stat().st_size:,}, {len(members):,} members",
            expected=f"at most {LARGEST_RATIO} times its size, {LARGEST_SIZE:,} bytes and "
            f"{MOST_MEMBERS:,} members",
            remedy="take the table out of it and save it as CSV",
        )


def _no_archive(path: Path) -> Problem:
    """What a file is that is called a workbook and is none, as far as its bytes tell."""
    content = path.read_bytes()
    if not content:
        return _broken(path, None, "the file is empty: it has no bytes", "restore the file")
    if content.startswith(OLD) and LOCKED in content:
        locked = "the workbook is locked with a password"
        return _broken(path, None, locked, "open it with its password, and save it without one")
    if content.startswith(OLD):
        old = "the file is a workbook of the old kind (.xls)"
        return _broken(path, None, old, "open it in a spreadsheet and save it as .xlsx")
    if content.startswith(ARCHIVE):
        return _broken(path, f"{len(content):,} bytes", "the workbook is cut off or damaged")
    return _broken(path, content[:LOOKED_AT].decode("utf-8", "replace"))


def _broken(
    path: Path,
    what: str | None,
    message: str = "the workbook is broken, or the file is not a workbook",
    remedy: str = SAVE_AGAIN,
) -> Problem:
    expected = "an .xlsx file as a spreadsheet writes it"
    return Problem("CLW-T48", message, str(path), value=what, expected=expected, remedy=remedy)


def _is_small(members: list[zipfile.ZipInfo]) -> bool:
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    return (
        size <= min(LARGEST_SIZE, LARGEST_RATIO * max(packed, 1)) and len(members) <= MOST_MEMBERS
    )


def cut_to_what_is_filled(sheet: Worksheet, file: str) -> list[Problem]:
    """Forget cells without a value; tell if those with one still lie too far apart.

    A cell that has a colour and nothing in it may stand in the last row that a spreadsheet has,
    and every row until then would be looked at. There is no public way to ask which cells a sheet
    holds but to go through all of them.
    """
    filled = {place: cell for place, cell in sheet._cells.items() if cell.value is not None}
    sheet._cells = filled
    if sheet.max_row * sheet.max_column <= max(MOST_CELLS, len(filled) / FEWEST_FILLED):
        return []
    ends = {max(filled), max(filled, key=lambda place: place[1])}
    cells = [filled[place] for place in sorted(ends)]
    told = [f"{cell.coordinate}: {quoted(str(cell.value))}" for cell in cells]
    return [
        Problem(
            "CLW-T54",
            "a cell lies so far from the others that the sheet would grow too large",
            file=file,
            row=cells[0].row,
            column=cells[0].column_letter,
            value=listed(told),
            expected=f"at most {MOST_CELLS:,} cells from the first to the last, or "
            f"{FEWEST_FILLED:.0%} of them filled",
            remedy="delete what stands there, and save the workbook",
        )
    ]
