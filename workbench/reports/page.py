"""How does a run become one page: opens anywhere, asks the network for nothing, runs no script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from workbench.fonts.embedding import face
from workbench.reports._plain import in_words
from workbench.reports.blocks import Block, Story
from workbench.reports.markup import Heading
from workbench.reports.parameters import Card
from workbench.reports.referee import referee_checklist

TEMPLATES = Path(__file__).parent / "templates"
POLICY = Markup(
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
SHORT = 12
DEEPEST = 3


def build(story: Story, record: Mapping[str, Any], card: Card) -> tuple[bytes, list[str]]:
    """The page of a run.

    Parameters
    ----------
    story
        What the executed notebook shows.
    record
        The record of the run; its times stay out of the page.
    card
        The notebook's parameters with their descriptions.

    Returns
    -------
    The page as UTF-8, the same for equal runs; and the characters its font does not hold.
    """
    title, blocks, headings = _titled(story, record["notebook"]["name"])
    told = {
        "policy": POLICY,
        "style": Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
        "title": title,
        "contents": [h for h in headings if h.level <= DEEPEST],
        "blocks": blocks,
        "code": story.code,
        "checklist": referee_checklist(story, record),
        "provenance": _provenance(record),
        "parameters": [
            (name, in_words(value), card.parameters[name].description)
            for name, value in record["parameters"].items()
        ],
        "versions": list(record["versions"].items()),
    }
    bare = _template().render(told, face="", missing=[])
    rule, missing = face(bare)
    if rule or missing:
        bare = _template().render(told, face=Markup(rule), missing=missing)  # noqa: S704 - ours
    return bare.encode(), missing


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["ord"] = ord
    return environment.get_template("page.html.jinja")


def _titled(story: Story, name: str) -> tuple[str, list[Block], list[Heading]]:
    """The title of the page, and the rest without the heading that gave it."""
    first = next(iter(story.headings), None)
    if first is None or first.level > 1:
        return first.text if first else name.replace("_", " "), story.blocks, story.headings
    blocks = list(story.blocks)
    for index, block in enumerate(blocks):
        if block.kind == "markdown" and f'<h1 id="{first.anchor}"' in block.html:
            before, _, rest = block.html.partition(f'<h1 id="{first.anchor}"')
            blocks[index] = replace(block, html=Markup(before + rest.partition("</h1>\n")[2]))  # noqa: S704
            break
    return first.text, blocks, story.headings[1:]


def _provenance(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What made the page, as rows; no times."""
    notebook, data, workbench = record["notebook"], record["data"], record["workbench"]
    rows = [("Notebook", f"{notebook['name']}, sha256 {notebook['sha256'][:SHORT]}")]
    if data:
        rows.append(("Study", f"{data['title']} ({data['study']})"))
        files = "; ".join(
            f"{path} {(sha or 'absent')[:SHORT]}" for path, sha in data["files"].items()
        )
        rows.append(("Data, sha256", files))
    if record["seed"] is not None:
        rows.append(("Seed", str(record["seed"])))
    rows.append(("Workbench", workbench["version"]))
    rows.append(("Python", record["python"]))
    return rows
