"""What stands on a finished page, in reading order, for formats that know no HTML.

PDF and Word are made from the page itself, so that they say what it says and in its language. What
only a screen needs (links to its own sections, folded code) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
LEFT_OUT = {"head", "nav", "details", "script", "style", "template", "svg", "button"}
INLINE = {"a", "abbr", "b", "br", "cite", "code", "em", "i", "kbd", "math", "mark", "q", "s"}
INLINE |= {"samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
MARKS = {"strong": "bold", "b": "bold", "th": "bold", "dt": "bold", "summary": "bold"}
MARKS |= {"em": "italic", "i": "italic", "cite": "italic", "var": "italic"}
MARKS |= {"code": "code", "kbd": "code", "samp": "code", "sub": "sub", "sup": "sup"}
SPACE = re.compile(r"[ \t\r\n\f]+")  # what HTML folds; a no-break space stays
WIDEST = 1000  # HTML's own limit for columns that a cell spans
BULLET = "•"
DEEPEST, LONGEST_CONTENTS = 3, 30  # of a list of contents: depth, and lines
OUTSIDE = ("http://", "https://", "mailto:")


@dataclass(frozen=True)
class Run:
    """Words that look alike: their marks ("bold", "code", …) and where they lead."""

    text: str
    marks: tuple[str, ...] = ()
    link: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table, and how many columns it spans."""

    runs: tuple[Run, ...]
    is_head: bool = False
    is_number: bool = False
    span: int = 1

    @property
    def text(self) -> str:
        """What the cell says."""
        return plain(self.runs)


@dataclass(frozen=True)
class Element:
    """One piece of the page: a heading, paragraph, item, table, picture, code, or a box of these.

    `level` is the depth of a heading or an item, `mark` what stands before an item; `head` counts
    the rows that repeat on each sheet; `source` is a picture as an address that holds it.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    mark: str = ""
    role: str = ""
    anchor: str = ""
    rows: tuple[tuple[Cell, ...], ...] = ()
    head: int = 0
    source: str = ""
    alt: str = ""
    children: tuple[Element, ...] = ()

    @property
    def text(self) -> str:
        """What the element itself says."""
        return plain(self.runs)


@dataclass(frozen=True)
class Document:
    """A page without its markup: language, title, and everything below the title."""

    lang: str
    title: str
    elements: tuple[Element, ...]

    def everything(self) -> Iterator[Element]:
        """Every element, those in boxes and figures too."""
        waiting = list(self.elements)
        while waiting:
            element = waiting.pop(0)
            yield element
            waiting[:0] = element.children

    @property
    def depth_of_contents(self) -> int:
        """How deep the list of contents goes: to the third heading, where it stays short."""
        levels = [element.level for element in self.elements if element.kind == "heading"]
        is_long = sum(level <= DEEPEST for level in levels) > LONGEST_CONTENTS
        return DEEPEST - 1 if is_long else DEEPEST

    def texts(self) -> Iterator[str]:
        """Every text that is set in type."""
        yield self.title
        for element in self.everything():
            yield from (element.text, element.mark)
            yield from (cell.text for row in element.rows for cell in row)


def plain(runs: Sequence[Run]) -> str:
    """Words without their looks."""
    return "".join(run.text for run in runs)


def read(html: str) -> Document:
    """A page of the workbench as a document.

    Parameters
    ----------
    html
        A whole page; its elements are closed, as those of our pages are.

    Returns
    -------
    The document; the first heading of depth 1 is its title.

    Examples
    --------
    >>> page = read('<html lang="en"><body><h1>Towns</h1><p>A <b>bold</b> claim</p></body></html>')
    >>> page.title, [run.text for run in page.elements[0].runs]
    ('Towns', ['A ', 'bold', ' claim'])
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = list(_blocks(reader.root))
    first = next((e for e in found if e.kind == "heading" and e.level == 1), None)
    kept = tuple(element for element in found if element is not first)
    root = next((n for n in reader.root.nodes() if n.tag == "html"), reader.root)
    return Document(root.attributes.get("lang", "en"), first.text if first else "", kept)


@dataclass
class _Node:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[_Node | str] = field(default_factory=list)

    def nodes(self, *tags: str) -> list[_Node]:
        """The children that are tags, or just those of some names."""
        found = [child for child in self.children if isinstance(child, _Node)]
        return [child for child in found if not tags or child.tag in tags]


class _Reader(HTMLParser):
    """Builds the tree of a page whose elements are closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {node.tag for node in self.open[1:]}:
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _blocks(node: _Node, level: int = 0) -> Iterator[Element]:
    """The elements inside a node; words that stand free among them become a paragraph."""
    loose: list[_Node | str] = []
    for child in node.children:
        if isinstance(child, str) or child.tag in INLINE:
            loose.append(child)
            continue
        yield from _paragraph(loose)
        loose = []
        if child.tag not in LEFT_OUT and "hidden" not in child.attributes:
            yield from BLOCKS.get(child.tag, _blocks)(child, level)
    yield from _paragraph(loose)


def _paragraph(children: Sequence[_Node | str]) -> Iterator[Element]:
    runs = _folded(_runs(children))
    if runs:
        yield Element("paragraph", runs)


def _words(node: _Node, _: int = 0) -> Iterator[Element]:
    """A paragraph, with any picture that stands in it after it."""
    is_title = node.attributes.get("class") == "role"
    for paragraph in _paragraph(node.children):
        yield replace(paragraph, role="title") if is_title else paragraph
    for picture in node.nodes("img"):
        yield from _picture(picture)


def _heading(node: _Node, _: int = 0) -> Iterator[Element]:
    anchor = node.attributes.get("id", "")
    yield Element("heading", _folded(_runs(node.children)), int(node.tag[1]), anchor=anchor)


def _box(node: _Node, level: int = 0) -> Iterator[Element]:
    role = node.attributes.get("class", "").removeprefix("box").strip()
    anchor = node.attributes.get("id", "")
    inside = tuple(
        replace(child, kind="paragraph", role="title") if child.kind == "heading" else child
        for child in _blocks(node, level)
    )
    yield Element("box", role=role or "note", anchor=anchor, children=inside)


def _figure(node: _Node, level: int = 0) -> Iterator[Element]:
    yield Element(
        "figure", anchor=node.attributes.get("id", ""), children=tuple(_blocks(node, level))
    )


def _caption(node: _Node, _: int = 0) -> Iterator[Element]:
    yield Element("caption", _folded(_runs(node.children)))


def _picture(node: _Node, _: int = 0) -> Iterator[Element]:
    source, alt = (node.attributes.get(name, "") for name in ("src", "alt"))
    yield Element("picture", source=source, alt=alt)


def _code(node: _Node, _: int = 0) -> Iterator[Element]:
    yield Element("code", tuple(_runs(node.children)))


def _list(node: _Node, level: int = 0) -> Iterator[Element]:
    for number, item in enumerate(node.nodes("li"), start=int(node.attributes.get("start", 1))):
        mark = f"{number}." if node.tag == "ol" else BULLET
        for inner in _blocks(item, level + 1):
            is_first = inner.kind == "paragraph"
            yield Element("item", inner.runs, level + 1, mark) if is_first else inner
            mark = "" if is_first else mark


def _table(node: _Node, _: int = 0) -> Iterator[Element]:
    for caption in node.nodes("caption"):
        yield from _caption(caption)
    parts = node.nodes("thead", "tbody", "tfoot")
    lines = [(part.tag, row) for part in parts or [node] for row in part.nodes("tr")]
    rows = tuple(tuple(_cell(c) for c in row.nodes("td", "th")) for _, row in lines)
    head = sum(part == "thead" for part, _ in lines)
    yield Element("table", rows=rows, head=head)


def _cell(node: _Node) -> Cell:
    span = node.attributes.get("colspan", "1")
    is_number = "number" in node.attributes.get("class", "").split()
    width = min(max(int(span), 1), WIDEST) if span.isdecimal() else 1
    return Cell(_folded(_runs(node.children)), node.tag == "th", is_number, width)


def _runs(
    children: Sequence[_Node | str], marks: tuple[str, ...] = (), link: str = ""
) -> Iterator[Run]:
    """The words inside, with the marks of all tags around them."""
    for child in children:
        if isinstance(child, str):
            yield Run(child, marks, link)
        elif child.tag == "br":
            yield Run("\n", marks, link)
        elif child.tag == "math" and "alttext" in child.attributes:
            yield Run(child.attributes["alttext"], marks, link)
        elif child.tag not in LEFT_OUT:
            own = MARKS.get(child.tag)
            more = (*marks, own) if own and own not in marks else marks
            target = child.attributes.get("href", "") if child.tag == "a" else link
            yield from _runs(child.children, more, target if target.startswith(OUTSIDE) else link)


def _folded(runs: Iterator[Run]) -> tuple[Run, ...]:
    """Runs with white space as a reader sees it: single, and none at the ends."""
    kept: list[Run] = []
    before = " "
    for run in runs:
        text = run.text if run.text == "\n" else SPACE.sub(" ", run.text)
        text = text.lstrip(" ") if before[-1] in " \n" else text
        if text:
            kept.append(replace(run, text=text))
            before = text
    while kept and not (last := kept[-1].text.rstrip(" \n")):
        kept.pop()
    return (*kept[:-1], replace(kept[-1], text=last)) if kept else ()


BLOCKS: dict[str, Callable[[_Node, int], Iterator[Element]]] = {
    **{f"h{depth}": _heading for depth in range(1, 7)},
    "aside": _box,
    "figcaption": _caption,
    "figure": _figure,
    "img": _picture,
    "ol": _list,
    "p": _words,
    "pre": _code,
    "table": _table,
    "ul": _list,
}
