"""Which characters do the bytes of a file stand for: decoded as declared, or as found and told."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import Problem, quoted

SAMPLE = 1 << 16
BYTE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",  # before that of UTF-16, which it begins with
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# What other kinds of files begin with.
SIGNATURES = {
    b"PK\x03\x04": "a workbook or archive (zip)",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF document",
    b"SQLite format 3": "a database (SQLite, GeoPackage)",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"\x89PNG": "a picture",
    b"{\\rtf": "a text document (RTF)",
}
# Two UTF-8 bytes read as two Latin letters: "Ã©" for "é", "æ¸©" for "温".
_BYTE = r"[\u0080-\u009f\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf]"  # without « » and fixed spaces
_PRINTED = r"[\u2018-\u2026\u0152-\u0192]"
MOJIBAKE = re.compile(rf"[\u00c2\u00c3]{_BYTE}|[\u00e4-\u00e9](?:{_BYTE}|{_PRINTED}){{2}}")
WEB_PAGE = re.compile(rb"<(!doctype|html|head|body|\?xml|table|script|meta|div|error|!--)", re.I)
LOST = "\ufffd"  # what stands for bytes that could not be read
PAIRS = re.compile(rb"[\x80-\xff]+")
HANZI = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Decoded:
    """The text of a file, the encoding it was read with, and what there is to say about that."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()
    plain: bytes | None = None  # the bytes, where each of them is the character it stands for


def is_garbled(text: str) -> bool:
    """Whether a text was read with the wrong encoding and saved so.

    Examples
    --------
    >>> is_garbled("æ¸©å·ž"), is_garbled("温州"), is_garbled("Orléans")
    (True, False, False)
    """
    return bool(LOST in text or MOJIBAKE.search(text))


def garbled(value: str, file: str, column: str, row: int | None = None, more: int = 0) -> Problem:
    """The problem of a column with garbled texts: the first, its row, and how many more."""
    return Problem(
        "CLW-T24",
        "characters were spoilt when the file was last saved",
        file=file,
        row=row,
        column=column,
        value=value,
        expected="names as they are written",
        remedy="take the file from before it was opened with the wrong encoding",
        more=more,
    )


def decode(content: bytes, path: Path, declared: str | None = None) -> Decoded:
    """The text of a file.

    Parameters
    ----------
    content
        Its bytes.
    path
        Where it lies, for the place of problems.
    declared
        The encoding its owner declares; UTF-8 by default.

    Returns
    -------
    The text as read with the declared encoding; where that fails, as read with the one that
    fits, which is a problem. No text where there is none.
    """
    foreign = _foreign(content, path)
    if foreign is not None:
        return Decoded("", "none", (foreign,))
    if declared is None and _is_wide(content):
        return _other_encoding(content, path, declared, UnicodeError())
    encoding = declared or _marked(content) or "utf-8"
    try:
        text = content.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except LookupError:
        problem = Problem(
            "CLW-T01",
            f"no encoding is called {quoted(declared)}",
            file=str(path),
            value=declared,
            expected="a name such as utf-8, gb18030, utf-16 or cp1252",
            remedy="--read encoding=gb18030, for instance",
        )
        return Decoded("", "none", (problem,))
    except UnicodeError as error:
        return _other_encoding(content, path, declared, error)
    if declared is None and encoding in ("utf-16", "utf-32"):
        return Decoded(text, encoding, (_wide(path, encoding),))
    plain = content if encoding == "utf-8" and text.isascii() else None
    return Decoded(text.lstrip("\ufeff"), encoding, tuple(_text_problems(text, path)), plain)


def _foreign(content: bytes, path: Path) -> Problem | None:
    """What a file holds that is no text, or no table."""
    for signature, called in SIGNATURES.items():
        if content.startswith(signature):
            return Problem(
                "CLW-T48",
                f"the file is not what its name says: it holds {called}",
                file=str(path),
                value=called,
                expected=f"text with columns, as {path.suffix or 'a file without an ending'} says",
                remedy="name the file by what it is, or save it again as CSV in UTF-8",
            )
    start = content[:SAMPLE].lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:400]
    if WEB_PAGE.match(start):
        return Problem(
            "CLW-T45",
            "the file holds a web page, not a table",
            file=str(path),
            row=1,
            value=start.decode("utf-8", "replace").splitlines()[0],
            expected="a header row and rows",
            remedy="download the file again; open it in a browser to see why it was not sent",
        )
    if re.match(rb'[{\[]\s*(["{\[]|$)', start) and path.suffix.lower() not in (".geojson", ".json"):
        return Problem(
            "CLW-T45",
            "the file holds JSON, most often an answer of a server, not a table",
            file=str(path),
            row=1,
            value=start.decode("utf-8", "replace").splitlines()[0],
            expected="a header row and rows",
            remedy="read what it says, and download the table again",
        )
    return None


def _marked(content: bytes) -> str | None:
    """The encoding that a byte mark at the beginning of a file states."""
    found = (name for mark, name in BYTE_MARKS.items() if content.startswith(mark))
    return next(found, None)


def _wide(path: Path, encoding: str) -> Problem:
    return Problem(
        "CLW-T02",
        f"the file begins with a {encoding.upper()} byte mark",
        file=str(path),
        row=1,
        value=encoding.upper(),
        expected="UTF-8, unless another encoding is declared",
        remedy=f"--read encoding={encoding}, or save the file as CSV in UTF-8",
    )


def _is_wide(content: bytes) -> bool:
    """Whether every second byte is a zero, as in UTF-16 without a mark."""
    some = content[:SAMPLE]
    return _marked(content) is None and some.count(b"\0") > len(some) / 4


def _other_encoding(
    content: bytes, path: Path, declared: str | None, error: UnicodeError
) -> Decoded:
    """The text under the encoding that fits, and the problem that it is another one."""
    start = getattr(error, "start", 0)
    row = content[:start].count(b"\n") + 1
    fits = _fitting(content)
    text = content.decode(fits, "replace")
    line = text.split("\n")[min(row - 1, text.count("\n"))].strip()
    problem = Problem(
        "CLW-T01",
        f"the file is not {(declared or 'utf-8').upper()} text; it reads as {fits.upper()}",
        file=str(path),
        row=row,
        value=line,
        expected="UTF-8" if declared is None else declared,
        remedy=f"--read encoding={fits}, if the value above reads well; or save it in UTF-8",
    )
    return Decoded(text, fits, (problem,))


def _fitting(content: bytes) -> str:
    """The encoding that bytes fit which are no UTF-8: Chinese ones come in pairs."""
    if _marked(content):
        return str(_marked(content))
    if _is_wide(content):
        return "utf-16-le" if content[1:2] == b"\0" else "utf-16-be"
    runs = PAIRS.findall(content[: SAMPLE * 16])
    paired = sum(len(run) % 2 == 0 for run in runs)
    for candidate in ("gb18030", "big5"):
        try:
            text = content.decode(candidate)
        except UnicodeDecodeError:
            continue
        if paired > len(runs) / 2 and HANZI.search(text):
            return candidate
    return "cp1252"


def _text_problems(text: str, path: Path) -> list[Problem]:
    """Signs that the text was spoilt before it came to us."""
    problems = []
    if "\0" in text:
        place = text.index("\0")
        problems.append(
            Problem(
                "CLW-T44",
                "the file holds a NUL byte",
                file=str(path),
                row=text[:place].count("\n") + 1,
                value=text[max(0, place - 20) : place + 1].rsplit("\n", maxsplit=1)[-1],
                expected="text",
                remedy="download or export the file again",
                more=text.count("\0") - 1,
            )
        )
    if text.isascii():
        return problems
    for found in (re.search(LOST, text), MOJIBAKE.search(text[: SAMPLE * 16])):
        if found:
            row = text[: found.start()].count("\n") + 1
            problems.append(
                Problem(
                    "CLW-T24",
                    "characters were spoilt when the file was last saved",
                    file=str(path),
                    row=row,
                    value=text.split("\n")[row - 1].strip(),
                    expected="names as they are written",
                    remedy="take the file from before it was opened with the wrong encoding",
                )
            )
            break
    return problems
