"""Which markup may a page hold: ours, and of others' only what cannot do anything.

Raw HTML in markdown is shown as text. HTML that a cell has made keeps its tables and plain text
tags and loses everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

SHORTEST_ALT = 15
IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
TABLES = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
TEXT = {"p", "br", "hr", "b", "strong", "i", "em", "u", "s", "sub", "sup", "small", "code", "pre"}
LISTS = {"ul", "ol", "li", "dl", "dt", "dd", "blockquote", "h2", "h3", "h4", "h5", "h6", "div"}
CELL = {"colspan", "rowspan"}
CLASSES = {"number", "words"}
SCROLLING = '<div class="scroll" role="region" aria-label="{}" tabindex="0"><table>'


@dataclass(frozen=True)
class Heading:
    """A heading of the page: its depth, its words and the name that links lead to."""

    level: int
    text: str
    anchor: str


class Names:
    """Hands out names that are safe in links and file names, each only once."""

    def __init__(self, *taken: str) -> None:
        self.taken = set(taken)

    def unique(self, wanted: str, otherwise: str) -> str:
        """A name close to the one wanted.

        Examples
        --------
        >>> names = Names()
        >>> names.unique("Map of density", "figure"), names.unique("../map of/density", "figure")
        ('map-of-density', 'map-of-density-2')
        """
        base = slug(wanted) or otherwise
        name, count = base, 1
        while name in self.taken:
            count += 1
            name = f"{base}-{count}"
        self.taken.add(name)
        return name


def slug(text: str) -> str:
    """Lower-case Latin letters, digits, - and _ ; nothing that could leave a folder."""
    return re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-")[:60]


def sanitised(html: str) -> Markup:
    """Others' HTML reduced to tables and plain text tags, without attributes that act."""
    kept = nh3.clean(
        html,
        tags=TABLES | TEXT | LISTS,
        attributes={"td": CELL, "th": {*CELL, "scope"}},
        tag_attribute_values={"td": {"class": CLASSES}, "th": {"class": CLASSES}},
        link_rel=None,
    )
    return Markup(kept)  # noqa: S704 - nh3 is the sanitiser


def markdown(
    source: str,
    names: Names,
    texts: Mapping[str, str],
    attachments: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[Markup, list[Heading]]:
    """Markdown as HTML, with its headings.

    Parameters
    ----------
    source
        The text of a cell; raw HTML in it is shown, not obeyed.
    names
        Where the anchors of headings come from.
    texts
        What the page itself says, in its language.
    attachments
        Images of the cell by file name, each with its data by type.

    Returns
    -------
    The HTML, and the headings in order.
    """
    environment = {"attachments": attachments or {}, "texts": texts}
    tokens = _parser().parse(source, environment)
    headings = list(_headings(tokens, names))
    html = _parser().renderer.render(tokens, _parser().options, environment)
    return Markup(html), headings  # noqa: S704 - made by a renderer that escapes


def described(alt: str, otherwise: str) -> str:
    """Words for an image: those given, after general ones where they say too little.

    Examples
    --------
    >>> described("a map", "Figure 1 of this page:")
    'Figure 1 of this page: a map'
    """
    return alt if len(alt) >= SHORTEST_ALT else f"{otherwise} {alt}".strip()


def image(source: str, alt: str, role: str = "picture") -> Markup:
    """An image with its words."""
    return Markup('<img class="{}" alt="{}" src="{}">').format(role, alt, source)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    parser.add_render_rule("image", _image)
    parser.add_render_rule("table_open", _table)
    parser.add_render_rule("table_close", lambda *_: "</table></div>")
    return parser


def _headings(tokens: Sequence[Token], names: Names) -> list[Heading]:
    found = []
    for token, content in pairwise(tokens):
        if token.type == "heading_open":
            children = content.children or []
            text = "".join(c.content for c in children if c.type in {"text", "code_inline"})
            anchor = names.unique(f"section {text}", "section")
            token.attrSet("id", anchor)
            found.append(Heading(int(token.tag[1]), text, anchor))
    return found


def _table(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    """The start of a table that scrolls by itself where it is too wide."""
    del renderer, tokens, index, options
    return SCROLLING.format(escape(env["texts"]["table"]))


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any
) -> str:
    """An image of a markdown cell: only what the notebook itself holds; nothing is fetched."""
    token = tokens[index]
    alt = renderer.renderInlineAsText(token.children or [], options, env)
    source = str(token.attrs.get("src", ""))
    if source.startswith("attachment:"):
        bundle = env["attachments"].get(source.removeprefix("attachment:"), {})
        source = next((f"data:{kind};base64,{data}" for kind, data in bundle.items()), "")
    if not IMAGE.fullmatch(source):
        words = alt or env["texts"]["without_words"]
        return str(escape(env["texts"]["picture_not_held"].format(words=words)))
    return str(image(source, described(alt, env["texts"]["picture_in_text"])))
