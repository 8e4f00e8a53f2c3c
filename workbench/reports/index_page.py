"""What came of a batch, at a glance: one page and two tables with a line a member."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template

from workbench.errors import visible
from workbench.reports.members import FAILED, KEPT, OK
from workbench.reports.running import NOTEBOOK, PAGE

STATES = {OK: "made now", KEPT: "kept from last time", FAILED: "failed"}
TEMPLATE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
base-uri 'none'; form-action 'none'">
<title>{{ title }}</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; margin: 2rem auto; \
max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.6rem; \
border-bottom: 1px solid #ddd; }
thead th { position: sticky; top: 0; background: #fff; }
tr.failed { background: #fff1ef; }
.state { white-space: nowrap; }
.fact { color: #595959; }
</style>
</head>
<body>
<h1>{{ title }}</h1>
<p>{{ summary }}</p>
{% if fixed %}<p class="fact">The same for all: {{ fixed }}.</p>{% endif %}
<table>
<thead><tr>{% for name in varied %}<th scope="col">{{ name }}</th>{% endfor %}\
<th scope="col">state</th><th scope="col">what it says</th></tr></thead>
<tbody>
{% for row in rows %}
<tr class="{{ row.state }}">
{% for value in row.parameters.values() %}
<td>{% if row.page and loop.first %}<a href="{{ row.page|path }}">{{ value }}</a>\
{% else %}{{ value }}{% endif %}</td>
{% endfor %}
<td class="state">{{ states[row.state] }}</td>
<td>{% if row.code %}<strong>{{ row.code }}</strong> {{ row.reason }}{% else %}\
{{ row.verdict }}{% endif %}</td>
</tr>
{% endfor %}
</tbody>
</table>
</body>
</html>
"""


@dataclass(frozen=True)
class Row:
    """One member as a reader sees it; `page` is a path from the folder of the batch."""

    member: str
    parameters: Mapping[str, str]
    state: str
    page: str = ""
    verdict: str = ""
    code: str = ""
    reason: str = ""

    def as_record(self) -> dict[str, Any]:
        """The row as a plain record."""
        return {
            "member": self.member,
            "parameters": dict(self.parameters),
            "state": self.state,
            "page": self.page,
            "verdict": self.verdict,
            "code": self.code,
            "reason": self.reason,
        }


def page(name: str, rows: Sequence[Row], fixed: str) -> bytes:
    """The page that links every member's own, the same for equal batches; it asks no network."""
    told = {
        "title": f"{name.replace('_', ' ')}: {len(rows)} reports",
        "summary": summary(rows),
        "fixed": fixed,
        "varied": list(rows[0].parameters) if rows else [],
        "rows": rows,
        "states": STATES,
    }
    return _template().render(told).encode()


def summary(rows: Sequence[Row]) -> str:
    """How many members ended how, in words.

    Examples
    --------
    >>> summary([Row("a", {}, "ok"), Row("b", {}, "failed")])
    '2 reports: 1 made now, 1 failed'
    """
    counts = Counter(row.state for row in rows)
    parts = [f"{counts[state]} {words}" for state, words in STATES.items() if counts[state]]
    return f"{len(rows)} reports: {', '.join(parts)}"


def as_csv(rows: Sequence[Row]) -> bytes:
    """The rows as a CSV table in which no text is a formula."""
    from workbench.figures.formats import guarded  # brings all figures

    varied = list(rows[0].parameters) if rows else []
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["member", *varied, "state", "page", "verdict", "code", "reason"])
    for row in rows:
        told = (row.state, row.page, row.verdict, row.code, row.reason)
        writer.writerow(map(guarded, (row.member, *row.parameters.values(), *told)))
    return buffer.getvalue().encode()


def as_json(rows: Sequence[Row]) -> bytes:
    """The rows as a JSON list."""
    records = [row.as_record() for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode()


def verdict_of(folder: Path) -> str:
    """The first verdict that a report tells, in one line; empty where it tells none."""
    from workbench.reports.blocks import METADATA  # brings all figures

    try:
        cells = json.loads((folder / NOTEBOOK).read_bytes())["cells"]
    except (OSError, ValueError, KeyError):
        return ""
    for cell in cells:
        for output in cell.get("outputs", []):
            told = output.get("metadata", {}).get(METADATA, {})
            if isinstance(told, dict) and told.get("role") == "verdict" and told.get("paragraphs"):
                return visible(" ".join(str(told["paragraphs"][0]).split()))
    return ""


def link_to(folder: Path, base: Path) -> str:
    """The path of a report's page, as the page of the batch links it."""
    return (Path("..") / folder.relative_to(base.parent) / PAGE).as_posix()


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["path"] = quote
    return environment.from_string(TEMPLATE)
