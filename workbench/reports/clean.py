"""What of a notebook belongs into version control: text that a reader and a test can compare.

    python -m workbench.reports.clean FILES…
    python -m workbench.reports.clean --check FILES…

Cells, tags and text outputs stay. Pictures, widgets, the payload of exhibits, times and editor
settings go, and runs are numbered from 1. HTML and SVG outputs stay, because nbval compares them
and reports their absence; PNG and JPEG pictures and widget views it never compares.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from workbench.reports.notebook import as_file, open_notebook

STRIPPED = ("image/png", "image/jpeg", "application/vnd.jupyter.widget-view+json")
OF_A_RUN = ("widgets", "papermill", "execution", "ExecuteTime", "signature")
OF_AN_EDITOR = ("collapsed", "scrolled", "vscode", "toc", "jp-MarkdownHeadingCollapsed")


def cleaned(content: Mapping[str, Any]) -> dict[str, Any]:
    """A notebook's content without what changes from run to run; the input is untouched."""
    metadata = _kept(content.get("metadata", {}))
    if "language_info" in metadata:
        metadata["language_info"] = {"name": metadata["language_info"].get("name", "python")}
    numbers = count(1)
    cells = [_cell(cell, numbers) for cell in content["cells"]]
    return {**content, "cells": cells, "metadata": metadata}


def main(arguments: Sequence[str] | None = None) -> int:
    """Clean the named notebooks, or with `--check` only name those that are not clean.

    Returns
    -------
    0, or 1 where `--check` found a notebook that is not clean.
    """
    parser = argparse.ArgumentParser(prog="python -m workbench.reports.clean")
    parser.add_argument("--check", action="store_true", help="change nothing, name what is unclean")
    parser.add_argument("files", nargs="+", type=Path)
    asked = parser.parse_args(arguments)
    unclean = []
    for path in asked.files:
        clean = as_file(cleaned(open_notebook(path).content))
        if clean != path.read_bytes():
            unclean.append(path)
            if not asked.check:
                path.write_bytes(clean)
    done = "is not clean" if asked.check else "cleaned"
    for path in unclean:
        print(f"{path}: {done}", file=sys.stderr)  # noqa: T201
    return 1 if asked.check and unclean else 0


def _kept(metadata: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in metadata.items() if k not in (*OF_A_RUN, *OF_AN_EDITOR)}


def _cell(cell: Mapping[str, Any], numbers: Iterator[int]) -> dict[str, Any]:
    """The cell; one that ran is numbered by its place, for nbval refuses outputs without a run."""
    kept = {**cell, "metadata": _kept(cell.get("metadata", {})), "source": _lines(cell["source"])}
    if cell["cell_type"] == "code":
        number = next(numbers) if cell.get("execution_count") else None
        kept["execution_count"] = number
        kept["outputs"] = [_output(output, number) for output in cell.get("outputs", [])]
    return kept


def _output(output: Mapping[str, Any], number: int | None) -> dict[str, Any]:
    kept = dict(output)
    if "text" in kept:
        kept["text"] = _lines(kept["text"])
    if "data" in kept:
        data = {kind: value for kind, value in kept["data"].items() if kind not in STRIPPED}
        kept |= {"data": {kind: _lines(value) for kind, value in data.items()}, "metadata": {}}
    if "execution_count" in kept:
        kept["execution_count"] = number
    return kept


def _lines(value: Any) -> Any:
    """Text as the list of lines that a notebook file holds; anything else as it is."""
    return value.splitlines(keepends=True) if isinstance(value, str) else value


if __name__ == "__main__":
    sys.exit(main())
