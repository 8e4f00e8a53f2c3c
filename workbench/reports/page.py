"""How does a run become one page: opens anywhere, and asks the network for nothing.

A page runs no script, but for ours where it has a map that can be asked; the page's policy lets a
browser run that one and no other.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from markupsafe import Markup

from workbench.errors import Problem
from workbench.fonts.embedding import face
from workbench.reports._tidy import harmless
from workbench.reports.blocks import Block, Story
from workbench.reports.furniture import furnish
from workbench.reports.languages import ENGLISH, value_in_words, words
from workbench.reports.markup import Heading
from workbench.reports.parameters import Card
from workbench.reports.referee import referee_checklist
from workbench.reports.templating import TEMPLATES, template

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
SHORT = 12
DEEPEST = 3
# the sections after the story, each with the key of its title
SECTIONS = {
    "about-studies": "studies",
    "about-methods": "methods",
    "about-exhibits": "exhibits",
    "referee": "referee",
    "provenance": "provenance",
    "about-citing": "bibtex",
}


def build(
    story: Story, record: Mapping[str, Any], card: Card, problems: Sequence[Problem] = ()
) -> tuple[bytes, list[str]]:
    """The page of a run.

    Parameters
    ----------
    story
        What the executed notebook shows.
    record
        The record of the run; its times stay out of the page.
    card
        The notebook's parameters with their descriptions.
    problems
        Why the run stopped; the page says so above all else.

    Returns
    -------
    The page as UTF-8, the same for equal runs; and the characters its font does not hold.
    """
    title, blocks, headings = _titled(story, record["notebook"]["name"])
    script = _script() if any(exhibit.map for exhibit in story.exhibits) else ""
    lang = record.get("language", ENGLISH)
    texts = words(lang)
    furniture = furnish(story, record)
    checklist = referee_checklist(story, record)
    left_out = {
        "about-studies": not furniture.studies,
        "about-methods": not furniture.methods,
        "about-exhibits": not furniture.origins,
        "referee": not checklist,
    }
    told = {
        "lang": lang,
        "is_translated": lang != ENGLISH,
        "texts": texts,
        "policy": Markup(_policy(script)),  # noqa: S704 - ours
        "script": Markup(script),  # noqa: S704 - ours
        "furniture": furniture,
        "sections": [(a, texts[key]) for a, key in SECTIONS.items() if not left_out.get(a)],
        "style": Markup((TEMPLATES / "page.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
        "title": title,
        "contents": [h for h in headings if h.level <= DEEPEST],
        "blocks": blocks,
        "code": story.code,
        "checklist": checklist,
        "problems": problems,
        "provenance": _provenance(record, texts),
        "parameters": [
            (name, value_in_words(value, texts), card.parameters[name].description)
            for name, value in record["parameters"].items()
        ],
        "versions": list(record["versions"].items()),
    }
    bare = template("page").render(told, face="", missing=[])
    rule, missing = face(bare)
    if rule or missing:
        bare = template("page").render(told, face=Markup(rule), missing=missing)  # noqa: S704 - ours
    return harmless(bare), missing


@cache
def _script() -> str:
    """Our script, which reads what the page holds as text and attributes."""
    return (TEMPLATES / "page.js").read_text(encoding="utf-8")


def _policy(script: str) -> str:
    """What a browser may load and run: nothing from outside, and no script but this very one."""
    if not script:
        return POLICY
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return f"{POLICY}; script-src 'sha256-{digest}'"


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


def _provenance(record: Mapping[str, Any], texts: Mapping[str, str]) -> list[tuple[str, str]]:
    """What made the page, as rows; no times."""
    notebook, data, workbench = record["notebook"], record["data"], record["workbench"]
    rows = [(texts["notebook"], f"{notebook['name']}, sha256 {notebook['sha256'][:SHORT]}")]
    if data:
        rows.append((texts["study"], f"{data['title']} ({data['study']})"))
        files = "; ".join(
            f"{path} {sha[:SHORT] if sha else texts['absent']}"
            for path, sha in data["files"].items()
        )
        rows.append((texts["data_sha256"], files))
    if record["seed"] is not None:
        rows.append((texts["seed"], str(record["seed"])))
    rows.append((texts["workbench"], workbench["version"]))
    rows.append((texts["python"], record["python"]))
    return rows
