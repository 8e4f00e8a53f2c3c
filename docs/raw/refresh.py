"""Is what the pages show what the commands print: runs them, and writes what they print.

    python docs/raw/refresh.py          writes the output anew into every page
    python docs/raw/refresh.py --check  says which pages would change

A block that begins with ```console holds commands after "$ " (a line that ends in a backslash
goes on in the next) and below each what it prints. ```console first=6 shows six lines of each.
```text verdict=report_1 holds the verdict of the page that a run wrote into report_1.
All blocks of a page run one after the other in one empty folder.
"""

from __future__ import annotations

import html
import io
import os
import re
import runpy
import shlex
import sys
import tempfile
import textwrap
import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

from workbench.cli import main as main_of_workbench

DOCS = Path(__file__).parents[1]
BLOCK = re.compile(r"```console(?: first=(?P<first>\d+))?\n(?P<body>.*?)```", re.S)
COMMAND = re.compile(r"^\$ (?:.*\\\n)*.*$", re.M)
# A run's folder is named by its parameters, among them the folder of the study on this machine.
FOLDER_OF_RUN = re.compile(r"^(report_\d/)[^\n]*(/index\.html)$", re.M)
VERDICT = re.compile(r"```text verdict=(\w+)\n.*?```", re.S)
BOX = re.compile(r'<aside class="box verdict">(.*?)</aside>', re.S)
PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.S)
WIDTH = 98
MAKE = "docs/raw/make.py"
MADE = ("codes.md", "ledger.md")  # by their own programs
CUT = "…"
AT_FAULT = 1  # the exit code where the input is at fault, which the pages show on purpose


def pages() -> list[Path]:
    """The pages that are written by hand."""
    return [page for page in sorted(DOCS.glob("*.md")) if page.name not in MADE]


def refreshed(text: str, folder: Path) -> str:
    """A page with what its commands print now, run in a folder."""

    def block(found: re.Match[str]) -> str:
        first = found["first"]
        shown = [
            command + "\n" + _cut(output_of(command, folder), int(first or 0))
            for command in COMMAND.findall(found["body"])
        ]
        option = f" first={first}" if first else ""
        return f"```console{option}\n" + "".join(shown) + "```"

    return VERDICT.sub(lambda found: _verdict(found[1], folder), BLOCK.sub(block, text))


def _verdict(report: str, folder: Path) -> str:
    """The verdict with its caveats, as the page of a run has it."""
    [page] = (folder / report).glob("*/*/index.html")
    boxes = BOX.findall(page.read_text(encoding="utf-8"))
    if not boxes:
        raise RuntimeError(f"the page in {report} has no verdict")
    said = [html.unescape(paragraph) for paragraph in PARAGRAPH.findall(boxes[-1])]
    text = "\n".join(textwrap.fill(paragraph, WIDTH) for paragraph in said)
    return f"```text verdict={report}\n{text}\n```"


def output_of(command: str, folder: Path) -> str:
    """What a command prints, errors and answers in their order.

    Raises
    ------
    RuntimeError
        If it is no command of the workbench, or fails for another reason than its input.
    """
    words = shlex.split(command.removeprefix("$ ").replace("\\\n", " "))
    if words[:2] == ["python", MAKE]:
        runpy.run_path(str(DOCS.parent / MAKE))["make"](folder / words[2])
        return ""
    if words[0] != "workbench":
        raise RuntimeError(f"the pages run no {words[0]}")
    code, printed = _printed(words, folder)
    if code not in (0, AT_FAULT):
        raise RuntimeError(f"{command}\n{printed}")
    return FOLDER_OF_RUN.sub(rf"\1{CUT}\2", printed.replace(f"{folder}{os.sep}", ""))


def _printed(words: list[str], folder: Path) -> tuple[int, str]:
    """The exit code of a command line, run in a folder, and what it prints."""
    before, stream, code = (sys.argv, dict(os.environ)), io.StringIO(), 0
    sys.argv = words
    os.environ |= {"WORKBENCH_CACHE": str(folder / ".cache"), "OMP_NUM_THREADS": "1"}
    try:
        with (
            chdir(folder),
            redirect_stdout(stream),
            redirect_stderr(stream),
            warnings.catch_warnings(),
        ):
            # as Python does for who is no developer, whatever the tests make of it
            warnings.simplefilter("ignore", DeprecationWarning)
            main_of_workbench()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv = before[0]
        os.environ.clear()
        os.environ |= before[1]
    return code, stream.getvalue()


def _cut(output: str, first: int) -> str:
    lines = [line.rstrip() for line in output.strip("\n").splitlines()]
    if first and len(lines) > first:
        lines = [*lines[:first], CUT]
    return "".join(line + "\n" for line in lines)


def main(*, is_check: bool) -> int:
    """Write every page anew, or only tell which would change; the number of changed pages."""
    changed = 0
    for page in pages():
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            now = refreshed(text, Path(folder).resolve())
        if now != text:
            changed += 1
            print(page.name)  # noqa: T201 - what this command is for
            if not is_check:
                page.write_text(now, encoding="utf-8")
    return changed


if __name__ == "__main__":
    found = main(is_check="--check" in sys.argv)
    sys.exit(int("--check" in sys.argv and found > 0))
