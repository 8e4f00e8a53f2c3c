"""What of an executed notebook is worth keeping: the same bytes for the same work.

Times, random names, memory addresses and the state of widgets go; endless output is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

LONGEST_STREAM = 1_000_000
LONGEST_MARKUP = 20_000_000  # of tables and the like, which cannot be cut in the middle
# what ECMA-48 lets a terminal take as a command: colours; titles and links; all other
ESCAPES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff]")
# the same in UTF-8, where they can be found in no time; ends of lines are not looked for
CONTROLS = bytes({*range(32), 127} - {*b"\t\n\r"})
CONTROLS_OF_TWO_BYTES = re.compile(rb"\xc2[\x80-\x9f]")
ADDRESS = re.compile(r"\bat 0x[0-9a-fA-F]+")
RETURNS = re.compile(r"\r+")
OVERWRITTEN = re.compile(r"^[^\n]*\r", re.MULTILINE)
WIDGET = "application/vnd.jupyter.widget-view+json"
TIMED = ("papermill", "execution", "widgets")


def tidy(content: Any, original: Mapping[str, Any]) -> None:
    """Take from an executed notebook whatever differs between two equal runs.

    Parameters
    ----------
    content
        The executed notebook; changed in place.
    original
        The notebook as it was read, whose cell names are kept.
    """
    known = {cell.get("id") for cell in original["cells"]} - {None}
    _forget_times(content.metadata)
    for index, cell in enumerate(content.cells):
        _forget_times(cell.metadata)
        if cell.get("id") not in known:
            cell["id"] = f"cell-{index}"
        if cell.get("outputs"):
            cell["outputs"] = list(_joined(cell["outputs"]))
        for output in cell.get("outputs", []):
            _tidy_output(output)


def without_escapes(text: str) -> str:
    """Text without terminal colours and other characters that cannot be shown."""
    return UNPRINTABLE.sub("", ESCAPES.sub("", text))


def harmless(text: str) -> bytes:
    """Text as UTF-8 that commands no terminal; quick where there is nothing to take out."""
    content = text.encode()
    is_quiet = len(content.translate(None, CONTROLS)) == len(content)
    if is_quiet and not CONTROLS_OF_TWO_BYTES.search(content):
        return content
    return without_escapes(text).encode()


def shortened(text: str, longest: int) -> str:
    """Text cut after `longest` characters, with a note of how much is not shown.

    Examples
    --------
    >>> print(shortened("abcdef", 4))
    abcd
    … 2 more characters are not shown
    """
    if len(text) <= longest:
        return text
    return f"{text[:longest]}\n… {len(text) - longest:,} more characters are not shown"


def _forget_times(metadata: Any) -> None:
    for key in TIMED:
        metadata.pop(key, None)


def _joined(outputs: Sequence[Any]) -> Iterator[Any]:
    """The outputs of a cell with its streams whole: they arrive in pieces of any size and order."""
    for is_stream, group in groupby(outputs, lambda output: output["output_type"] == "stream"):
        pieces = list(group)
        if not is_stream:
            yield from pieces
            continue
        for name in ("stdout", "stderr"):
            own = [piece for piece in pieces if piece["name"] == name]
            if own:
                own[0]["text"] = "".join(piece["text"] for piece in own)
                yield own[0]


def _overwritten(text: str) -> str:
    r"""What stands on a terminal after its carriage returns.

    Examples
    --------
    >>> _overwritten("1 %\r2 %\r\ndone\r\r")
    '2 %\ndone'
    """
    text = text.replace("\r\n", "\n")
    if "\r" not in text:  # as nearly always: endless output must not cost endless time
        return text
    single = RETURNS.sub("\r", text).replace("\r\n", "\n").removesuffix("\r")
    return OVERWRITTEN.sub("", single)


def _tidy_output(output: Any) -> None:
    if "text" in output:
        stream = shortened(_overwritten(output["text"]), LONGEST_STREAM)
        output["text"] = ADDRESS.sub("at 0x…", stream)
    if "traceback" in output:
        output["evalue"] = shortened(output["evalue"], LONGEST_STREAM)
        output["traceback"] = shortened("\n".join(output["traceback"]), LONGEST_STREAM).split("\n")
    data = output.get("data", {})
    data.pop(WIDGET, None)
    _drop_endless(data)
    if "text/plain" in data:
        plain = shortened(data["text/plain"], LONGEST_STREAM)
        data["text/plain"] = ADDRESS.sub("at 0x…", plain)


def _drop_endless(data: Any) -> None:
    """Let markup go that no page can hold; what is left says so."""
    for kind in ("text/html", "text/markdown", "image/svg+xml"):
        if len(data.get(kind, "")) > LONGEST_MARKUP:
            left_out = f"… {len(data.pop(kind)):,} more characters are not shown"
            data["text/plain"] = f"{data.get('text/plain', '')}\n{left_out}"
