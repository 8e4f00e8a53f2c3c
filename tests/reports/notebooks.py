"""Small notebooks for the tests, written as files and never shown to a reader."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def text(source: str, **more: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source, **more}


def code(source: str, *tags: str, outputs: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": list(outputs),
        "source": source,
    }


def content(*cells: dict[str, Any], language: str = "python") -> dict[str, Any]:
    named = [{"id": f"own-{index}", **cell} for index, cell in enumerate(cells)]
    kernel = {"name": "python3", "display_name": "Python 3", "language": language}
    return {
        "cells": named,
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def notebook(path: Path, *cells: dict[str, Any], language: str = "python") -> Path:
    path.write_text(json.dumps(content(*cells, language=language)), encoding="utf-8")
    return path


def card(path: Path, *lines: str) -> Path:
    """A notebook that has nothing but a parameters cell."""
    return notebook(path, code("\n".join(lines), "parameters"))


def display(data: dict[str, str], told: dict[str, Any]) -> dict[str, Any]:
    """An output as a kernel sends it, with the payload of an exhibit."""
    return {"output_type": "display_data", "data": data, "metadata": {"workbench": told}}
