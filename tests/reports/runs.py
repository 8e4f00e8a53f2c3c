"""Small reports for the tests of what is made of them: written as a run does, without a kernel."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from tests.reports.notebooks import code, content, display, text
from workbench.reports.crate import CRATE, metadata

TABLE = "term,model,estimate,rows\ndensity,1,0.25,274\ndensity,2,0.2,267\nschooling,2,1.5,267\n"
MAP = "region,name,value\n330200,Ningbo,5\n330300,Wenzhou,0\n330400,Jiaxing,7\n"
VERDICT = "Supported: a doubling goes with +13.3 percent (95 % interval +5.59 to +21.6)."
SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>'


def record(**changed: Any) -> dict[str, Any]:
    """The record of a run, with what is to be otherwise."""
    made = {
        "status": "done",
        "notebook": {"name": "small", "sha256": "ab" * 32},
        "run": "default",
        "parameters": {"study": "here", "alpha": 0.05, "seed": 2010},
        "language": "en",
        "seed": 2010,
        "data": {
            "study": "here",
            "title": "A <small> study",
            "version": "1.0.0",
            "licences": [{"name": "CC0-1.0", "title": "CC0", "path": "https://cc.example/0"}],
            "files": {"activity.csv": "cd" * 32, "regions.csv": "ef" * 32},
        },
        "workbench": {"version": "0.1.0", "sha256": "12" * 32},
        "python": "3.12.1",
        "platform": "Linux",
        "versions": {"numpy": "2.4.0", "pandas": "3.1.0"},
        "times": times("2026-03-04"),
    }
    return made | changed


def times(day: str) -> dict[str, str]:
    """When a run began and ended."""
    return {"started": f"{day}T05:06:07+00:00", "finished": f"{day}T05:06:09+00:00"}


def told(
    table: str = TABLE, places: str = MAP, verdict: str = VERDICT, svg: str = SVG, name: str = "map"
) -> dict[str, Any]:
    """An executed notebook with a table, a map, a verdict and a printed line."""
    steps = {"kind": "table", "name": "steps", "caption": "The steps", "csv": table}
    drawn = {"kind": "figure", "name": name, "caption": "A map", "csv": places, "svg": svg}
    words = {"kind": "words", "role": "verdict", "paragraphs": [verdict]}
    printed = {"output_type": "stream", "name": "stdout", "text": "p = 0.04 of 99 draws\n"}
    outputs = [display({}, each) for each in (words, steps, drawn)]
    return content(text("# A <b>small</b> question"), code("1", outputs=[*outputs, printed]))


def report(folder: Path, executed: dict[str, Any] | None = None, **changed: Any) -> Path:
    """The folder of a finished run, with tables, drawings, crate and record."""
    from workbench.reports import blocks, export

    executed = executed or told()
    whole = record(**changed)
    files = {"index.html": b"<html></html>", "notebook.ipynb": json.dumps(executed).encode()}
    files |= dict(export.files(blocks.tell(executed).exhibits))
    files[CRATE] = metadata(whole, files)
    outputs = {path: hashlib.sha256(held).hexdigest() for path, held in files.items()}
    files["record.json"] = json.dumps(whole | {"outputs": outputs}).encode()
    for path, held in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(held)
    return folder
