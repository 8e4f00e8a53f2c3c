"""Is a shapefile whole: its files beside each other, their lengths, and the text in them."""

from __future__ import annotations

import codecs
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.data.reading import Layout
from workbench.errors import Problem, quoted

HEADER = 100  # bytes before the first shape, in .shp and in .shx
ENTRY = 8  # bytes a shape has in .shx
UNDECLARED = (0x00, 0x57)  # language bytes that name no code page: none, and "ANSI"
HIGH = re.compile(rb"[\x80-\xff]+")
MOSTLY = 0.8
WESTERN = ("latin-1", "iso8859-1", "iso-8859-1", "cp1252", "ascii", "us-ascii")


@dataclass(frozen=True)
class Attributes:
    """The texts of a .dbf as bytes, and what it says about their encoding."""

    texts: tuple[bytes, ...]
    language: int
    n_rows: int
    missing_bytes: int


def sidecar(path: Path, suffix: str) -> Path | None:
    """The file beside a .shp with another suffix, in capitals or not."""
    names = {other.name.lower(): other for other in path.parent.iterdir()}
    return names.get((path.stem + suffix).lower())


def shapefile_problems(path: Path, layout: Layout) -> Iterator[Problem]:
    """What is wrong with the files of a shapefile, before any shape is read."""
    index, table = sidecar(path, ".shx"), sidecar(path, ".dbf")
    if table is None:
        yield Problem(
            "CLW-G11",
            f"{path.stem}.dbf is missing next to {path.name}: the shapes have no codes",
            file=str(path),
            expected="three files of one name: .shp, .shx and .dbf (.prj and .cpg are welcome)",
            remedy=f"put {path.stem}.dbf back beside it; it came in the same archive",
        )
    if index is None and not layout.restore_shx:
        yield Problem(
            "CLW-G12",
            f"{path.stem}.shx is missing next to {path.name}: the shapes cannot be found",
            file=str(path),
            expected="three files of one name: .shp, .shx and .dbf",
            remedy="put it back, or rebuild it from the shapes: --read restore_shx=true",
        )
    yield from _truncated(path, index)
    if index is not None and not layout.restore_shx:
        yield from _index_problems(index)
    if table is not None:
        yield from _table_problems(table, path, layout)


def _index_problems(index: Path) -> Iterator[Problem]:
    size, promised = index.stat().st_size, _promised(index.read_bytes())
    if size < promised:
        yield Problem(
            "CLW-G12",
            f"{index.name} is shorter than its header says, so some shapes cannot be found",
            file=str(index),
            value=f"{size:,} bytes",
            expected=f"{promised:,} bytes, as the header says",
            remedy="put it back, or rebuild it from the shapes: --read restore_shx=true",
        )


def _promised(content: bytes) -> int:
    """How long a .shp or .shx is by its own header, in bytes."""
    words = struct.unpack(">i", content[24:28])[0] if len(content) >= HEADER else HEADER
    return max(2 * int(words), HEADER)


def _truncated(path: Path, index: Path | None) -> Iterator[Problem]:
    content = path.read_bytes()
    promised = _promised(content)
    if len(content) >= promised:
        return
    shapes = _shape_ends(index) if index else []
    lost = sum(end > len(content) for end in shapes)
    counted = f": {lost} of {len(shapes)} shapes unreadable" if shapes else ""
    yield Problem(
        "CLW-G10",
        f"{path.name} is shorter than its header says (truncated){counted}",
        file=str(path),
        value=f"{len(content):,} bytes",
        expected=f"{promised:,} bytes, as the header says",
        remedy="copy or download the file again",
    )


def _shape_ends(index: Path) -> list[int]:
    """Where each shape ends in the .shp, by the .shx."""
    entries = index.read_bytes()[HEADER:]
    whole = len(entries) - len(entries) % ENTRY
    pairs = struct.iter_unpack(">ii", entries[:whole])
    return [2 * (offset + length) + ENTRY for offset, length in pairs]


def _table_problems(table: Path, path: Path, layout: Layout) -> Iterator[Problem]:
    attributes = read_attributes(table)
    if attributes is None:
        yield Problem(
            "CLW-G11",
            f"{table.name} is no attribute table: its header cannot be read",
            file=str(table),
            expected="a dBASE file, as shapefiles have",
            remedy="put the right file back; it came in the same archive",
        )
        return
    if attributes.missing_bytes:
        yield Problem(
            "CLW-G10",
            f"{table.name} is {attributes.missing_bytes:,} bytes shorter than its header says "
            "(truncated): codes are lost",
            file=str(table),
            expected="every row the header promises",
            remedy="copy or download the file again",
        )
    index = None if layout.restore_shx else sidecar(path, ".shx")
    n_shapes = len(_shape_ends(index)) if index else attributes.n_rows
    if n_shapes != attributes.n_rows:
        yield Problem(
            "CLW-G11",
            f"{table.name} has {attributes.n_rows:,} rows for {n_shapes:,} shapes: it belongs to "
            "another file, and codes would stand beside the wrong shapes",
            file=str(table),
            value=f"{attributes.n_rows:,} rows",
            expected=f"one row a shape ({n_shapes:,})",
            remedy="put the right file back; it came in the same archive",
        )
    yield from _encoding_problems(attributes, path, layout)


def read_attributes(table: Path) -> Attributes | None:
    """The texts of a dBASE file as they stand, or None where it is none."""
    content = table.read_bytes()
    if len(content) < 33:  # noqa: PLR2004 - the shortest header
        return None
    rows, header, width = struct.unpack("<IHH", content[4:12])
    fields = [content[at : at + 32] for at in range(32, min(header, len(content)) - 31, 32)]
    names = [field[:11].split(b"\0")[0] for field in fields]
    if not fields or width != 1 + sum(field[16] for field in fields):
        return None
    texts, start = list(names), 1
    for field in fields:
        if field[11:12] == b"C":
            at = range(header + start, len(content), width)
            texts += [content[i : i + field[16]].strip(b" \0") for i in at]
        start += field[16]
    missing = max(0, header + rows * width - len(content))
    return Attributes(tuple(filter(None, texts)), content[29], rows, missing)


def _encoding_problems(attributes: Attributes, path: Path, layout: Layout) -> Iterator[Problem]:
    if layout.encoding and not _is_known(layout.encoding):
        yield _unknown_encoding(layout.encoding, path)
        return
    declared = layout.encoding or _declared(path)
    texts = [text for text in attributes.texts if not text.isascii()]
    if not texts or (declared is None and attributes.language not in UNDECLARED):
        return
    is_western = declared is None or declared.lower() in WESTERN
    bad = [text for text in texts if not _reads(text, declared or "latin-1")]
    if not bad and not (is_western and _likely(texts)):
        if declared is None:
            yield _encoding_problem(texts, path, "ISO-8859-1 was assumed", None)
        return
    said = f"it is not {declared}" if declared else "no .cpg and no language byte say how it reads"
    yield _encoding_problem(bad or texts, path, said, _likely(texts) or "NAME")


def _is_known(encoding: str) -> bool:
    try:
        codecs.lookup(encoding)
    except LookupError:
        return False
    return True


def _unknown_encoding(encoding: str, path: Path) -> Problem:
    return Problem(
        "CLW-G13",
        f"no encoding is called {quoted(encoding)}",
        file=str(path),
        value=encoding,
        expected="the name of an encoding, such as utf-8 or gb18030",
        remedy="--read encoding=gb18030 for Chinese text",
    )


def _encoding_problem(texts: list[bytes], path: Path, said: str, better: str | None) -> Problem:
    shown = better if better and better != "NAME" else "latin-1"
    remedy = f"--read encoding={better or 'latin-1'}"
    decoded = texts[0].decode(shown, errors="replace")
    return Problem(
        "CLW-G13",
        f"the text of the shapefile is not plainly readable: {said}",
        file=str(path),
        value=texts[0].decode("latin-1"),
        expected=f"a declared encoding; in {shown} it reads {decoded}",
        remedy=f"{remedy}, or put a file {path.stem}.cpg with its name beside the .shp",
        more=len(texts) - 1,
        is_warning=better is None,
    )


def _declared(path: Path) -> str | None:
    """The encoding that a .cpg names, as Python spells it."""
    beside = sidecar(path, ".cpg")
    if beside is None:
        return None
    name = beside.read_text(encoding="ascii", errors="replace").strip()
    digits = re.search(r"(?:^|\D)(\d{3,5})$", name)
    if digits is None or "8859" in name or "utf" in name.lower() or "gb" in name.lower():
        return name or None
    return {"65001": "utf-8", "54936": "gb18030", "88591": "latin-1"}.get(
        digits[1], f"cp{digits[1]}"
    )


def _likely(texts: list[bytes]) -> str | None:
    """The encoding that the bytes speak for: UTF-8, or Chinese in pairs of high bytes."""
    if all(_reads(text, "utf-8") for text in texts):
        return "utf-8"
    high = [run for text in texts for run in HIGH.findall(text)]
    paired = sum(len(run) for run in high if len(run) > 1)  # accented letters stand alone
    is_paired = paired >= MOSTLY * sum(map(len, high))
    is_chinese = is_paired and all(_reads(text, "gb18030") for text in texts)
    return "gb18030" if is_chinese else None


def _reads(text: bytes, encoding: str) -> bool:
    """Whether bytes decode; the last character may be cut at the width of its field."""
    for cut in range(4):
        try:
            text[: len(text) - cut].decode(encoding)
        except UnicodeDecodeError:
            continue
        except LookupError:
            return True  # a name that only the reader of shapefiles may know
        return cut == 0 or not text[-cut:].isascii()
    return False
