"""What is in an archive: measured before anything is expanded."""

from __future__ import annotations

import io
import zipfile
import zlib

from workbench.errors import Problem, StudyError

MOST_MEMBERS = 10_000
MOST_BYTES = 500_000_000
HIGHEST_RATIO = 100
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError)


def only_member(body: bytes, address: str, ending: str = ".txt") -> bytes:
    """The one file of an archive that ends so.

    Raises
    ------
    StudyError
        If it is no archive, has no such file or several, or would expand beyond all measure:
        ratio 100, 500 MB, 10,000 members.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            if (
                len(members) > MOST_MEMBERS
                or size > MOST_BYTES
                or size > HIGHEST_RATIO * max(len(body), 1)
            ):
                raise StudyError(_too_large(address, len(members), size))
            named = [m for m in members if m.filename.lower().endswith(ending)]
            if len(named) != 1:
                raise zipfile.BadZipFile
            # what the archive says of its size may be untrue
            with archive.open(named[0]) as stream:
                content = stream.read(MOST_BYTES + 1)
    except UNREADABLE:
        problem = Problem(
            "CLW-W13",
            f"the archive cannot be read, or does not hold one {ending}",
            value=address,
            expected=f"a zip archive with one {ending}",
            remedy="fetch it again with --online",
        )
        raise StudyError(problem) from None
    if len(content) > MOST_BYTES:
        raise StudyError(_too_large(address, len(members), len(content)))
    return content


def _too_large(address: str, members: int, size: int) -> Problem:
    return Problem(
        "CLW-W13",
        f"the archive is not expanded: {members:,} members, {size:,} bytes",
        value=address,
        expected=f"at most {MOST_MEMBERS:,} members, {MOST_BYTES:,} bytes and "
        f"{HIGHEST_RATIO} times its own size",
        remedy="download the archive yourself, if you trust it, and see what it holds",
    )
