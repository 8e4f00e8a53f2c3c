"""What came of a batch, at a glance: one page and two tables with a line a member."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template

from workbench.errors import visible
from workbench.guarding import guarded
from workbench.reports.languages import ENGLISH, words
from workbench.reports.members import FAILED, KEPT, OK, Outcome
from workbench.reports.notebook import METADATA
from workbench.reports.running import NOTEBOOK, PAGE

STATES = (OK, KEPT, FAILED)
TEMPLATE = """\
<!DOCTYPE html>
<html lang="{{ lang }}">
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
td p { margin: 0 0 0.25rem; }
.fact { color: #595959; }
</style>
</head>
<body>
<h1>{{ title }}</h1>
{% if is_translated %}
<p class="fact">{{ texts.batch_kept_language }}</p>
{% endif %}
<p>{{ summary }}{{ texts.stop }}</p>
{% if fixed %}
<p class="fact">{{ texts.same_for_all.format(values=fixed) }}</p>
{% endif %}
<table>
<thead><tr>{% for name in varied %}<th scope="col">{{ name }}</th>{% endfor %}\
<th scope="col">{{ texts.member_state }}</th>\
<th scope="col">{{ texts.what_it_says }}</th></tr></thead>
<tbody>
{% for row in rows %}
<tr class="{{ row.state }}">
{% for value in row.parameters.values() %}
<td>{% if row.page and loop.first and not row.code %}<a href="{{ row.page|path }}">{{ value }}</a>\
{% else %}{{ value }}{% endif %}</td>
{% endfor %}
<td class="state">{{ texts["member_" ~ row.state] }}</td>
<td>{% if row.code %}
<p lang="en">{{ row.reason }}{% if row.more %} ({{ texts.more_problems.format(count=row.more) }})\
{% endif %}</p>
{% if row.remedy %}
<p>{{ texts.remedy }}{{ texts.separator }}<span lang="en">{{ row.remedy }}</span></p>
{% endif %}
<p>{% if row.page %}<a href="{{ row.page|path }}">{{ texts.what_it_left }}</a> {% endif %}\
<span class="fact">{{ row.code }}</span></p>
{% else %}{{ row.verdict }}{% endif %}</td>
</tr>
{% endfor %}
</tbody>
</table>
</body>
</html>
"""


@dataclass(frozen=True)
class Row:
    """One member as a reader sees it; `page` is a path from the folder of the batch.

    Of a member that has failed it is the page that its run has left, empty where it left none;
    `reason` and `remedy` are those of its first problem, and `more` counts the others.
    """

    member: str
    parameters: Mapping[str, str]
    state: str
    page: str = ""
    verdict: str = ""
    code: str = ""
    reason: str = ""
    remedy: str = ""
    more: int = 0

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
            "remedy": self.remedy,
            "more": self.more,
        }


def page(name: str, rows: Sequence[Row], fixed: str, lang: str = ENGLISH) -> bytes:
    """The page that links every member's own, the same for equal batches; it asks no network."""
    texts = words(lang)
    told = {
        "lang": lang,
        "is_translated": lang != ENGLISH,
        "texts": texts,
        "title": texts["batch_title"].format(name=name.replace("_", " "), count=len(rows)),
        "summary": summary(rows, lang),
        "fixed": fixed,
        "varied": list(rows[0].parameters) if rows else [],
        "rows": rows,
    }
    return _template().render(told).encode()


def summary(rows: Sequence[Row], lang: str = ENGLISH) -> str:
    """How many members ended how, in words.

    Examples
    --------
    >>> summary([Row("a", {}, "ok"), Row("b", {}, "failed")])
    '2 reports: 1 made now, 1 failed'
    """
    texts, counts = words(lang), Counter(row.state for row in rows)
    parts = [
        texts["batch_part"].format(count=counts[state], state=texts[f"member_{state}"])
        for state in STATES
        if counts[state]
    ]
    return texts["batch_summary"].format(count=len(rows), parts=texts["comma"].join(parts))


def as_csv(rows: Sequence[Row]) -> bytes:
    """The rows as a CSV table in which no text is a formula."""
    varied = list(rows[0].parameters) if rows else []
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    told = ("state", "page", "verdict", "code", "reason", "remedy")
    writer.writerow(["member", *varied, *told])
    for row in rows:
        cells = (row.member, *row.parameters.values(), *(getattr(row, name) for name in told))
        writer.writerow(map(guarded, cells))
    return buffer.getvalue().encode()


def as_json(rows: Sequence[Row]) -> bytes:
    """The rows as a JSON list."""
    records = [row.as_record() for row in rows]
    return (json.dumps(records, ensure_ascii=False, indent=2) + "\n").encode()


def row_of(
    label: str, values: Mapping[str, str], outcome: Outcome, folder: Path, since: float
) -> Row:
    """The line of one member.

    Parameters
    ----------
    label
        The name of its run.
    values
        Its varied parameters in words.
    outcome
        What became of it.
    folder
        Where the page of the batch goes, beside the member's own.
    since
        When the batch began, in seconds since 1970.
    """
    if not outcome.problems:
        made = Path(outcome.folder)
        return Row(label, values, outcome.state, link_to(made, folder), verdict_of(made))
    first, *more = outcome.problems
    left = left_by(folder.parent / label, since)
    return Row(
        label,
        values,
        outcome.state,
        link_to(left, folder) if left else "",
        code=str(first["code"]),
        reason=visible(str(first["message"])),
        remedy=visible(str(first.get("remedy") or "")),
        more=len(more),
    )


def left_by(final: Path, since: float) -> Path | None:
    """The folder with the page that a failed run has left, None where it left none.

    It lies beside the place of the report, or in it where only a format beside the page could not
    be made. What an earlier run has left there tells nothing of this one.
    """
    for folder in (final.with_name(f"{final.name}.failed"), final):
        with suppress(OSError):
            if (folder / PAGE).stat().st_mtime >= since:
                return folder
    return None


def verdict_of(folder: Path) -> str:
    """The first verdict that a report tells, in one line; empty where it tells none."""
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
