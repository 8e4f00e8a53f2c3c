"""What does an executed notebook show, in reading order, and under which names."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from workbench.figures.methods import Method
from workbench.reports._tidy import shortened, without_escapes
from workbench.reports.languages import ENGLISH, words
from workbench.reports.map_on_page import PageMap, page_map
from workbench.reports.markup import Heading, Names, described, image, markdown, sanitised
from workbench.reports.notebook import METADATA, has_tag, source_of

LONGEST_TEXT = 20_000
ROLES = ("verdict", "note", "warning")
UNTITLED = "note"
ERRORS_WANTED = "raises-exception"
NOTHING = Markup("")
PARAMETERS = ("parameters", "injected-parameters")
FURNITURE = ("top", "contents", "code", "referee", "provenance")
ABOUT = ("studies", "methods", "exhibits", "citing")
WORDS = ("kind", "name", "question", "formula", "source")  # of a method
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")


@dataclass(frozen=True)
class Exhibit:
    """A numbered figure or table: what a reader needs around it, and its data.

    `label` is what the text calls it ("Figure 1"), in the language of the page.
    `svg` and `png` (base64) are the drawing of a figure, `html` the body of a table; `answers`
    are the items of the referee's list that it is marked with. A `map` can be asked on the page;
    `cell` is the position of the code that shows the exhibit, -1 where none does.
    """

    kind: str
    number: int
    label: str
    name: str
    caption: str
    alt: str
    units: str
    source: str
    csv: str
    svg: str
    png: str
    html: Markup
    answers: tuple[str, ...] = ()
    map: PageMap | None = None
    cell: int = -1

    @property
    def image(self) -> Markup:
        """The drawing as an image that holds its own bytes; the words where there is none."""
        if not self.svg and not self.png:
            return escape(self.alt)
        kind, data = ("image/svg+xml", self.svg) if self.svg else ("image/png", self.png)
        return image(address(kind, data), self.alt, "drawing")


@dataclass(frozen=True)
class Block:
    """One piece of the page: `kind` says how the template draws it.

    Words may be marked with items of the referee's list: those they answer, and those of which
    they say why the page lacks them. Then they have an `anchor` for links.
    """

    kind: str
    html: Markup = NOTHING
    text: str = ""
    role: str = ""
    paragraphs: Sequence[str] = ()
    exhibit: Exhibit | None = None
    anchor: str = ""
    answers: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """One cell of code for the appendix, with the number it ran under and the name for links."""

    number: int | None
    text: str
    anchor: str = ""
    is_parameters: bool = False

    @property
    def label(self) -> str:
        """What the list of exhibits calls it."""
        return f"[{self.number}]" if self.number else self.anchor.replace("-", " ")


@dataclass(frozen=True)
class Story:
    """All that a page tells: blocks in reading order, headings, code, and methods it lists."""

    blocks: list[Block]
    headings: list[Heading]
    code: list[Code]
    methods: list[Method] = field(default_factory=list)

    @property
    def exhibits(self) -> list[Exhibit]:
        """The numbered figures and tables in order."""
        return [block.exhibit for block in self.blocks if block.exhibit]


class _Teller:
    """Goes through the cells once, numbering exhibits and handing out names."""

    def __init__(self, lang: str) -> None:
        self.texts = words(lang)
        self.names = Names(*FURNITURE, *(f"about-{section}" for section in ABOUT))
        self.counts = {"figure": 0, "table": 0}
        self.headings: list[Heading] = []
        self.code: list[Code] = []
        self.methods: list[Method] = []

    def cell(self, cell: Mapping[str, Any]) -> Iterator[Block]:
        if cell["cell_type"] == "code" and source_of(cell).strip():
            self.code.append(self.cell_of_code(cell))
        if cell["cell_type"] == "markdown":
            yield self.markdown(source_of(cell), cell.get("attachments"))
        elif cell["cell_type"] == "raw":
            yield Block("text", text=_readable(source_of(cell)))
        for output in cell.get("outputs", []):
            yield from self.output(output)

    def cell_of_code(self, cell: Mapping[str, Any]) -> Code:
        anchor = self.names.unique(f"cell {len(self.code) + 1}", "cell")
        is_parameters = any(has_tag(cell, tag) for tag in PARAMETERS)
        return Code(cell.get("execution_count"), source_of(cell), anchor, is_parameters)

    def markdown(self, source: str, attachments: Any = None) -> Block:
        html, headings = markdown(source, self.names, self.texts, attachments)
        self.headings += headings
        return Block("markdown", html)

    def output(self, output: Mapping[str, Any]) -> Iterator[Block]:
        data = {kind: _joined(value) for kind, value in output.get("data", {}).items()}
        told = output.get("metadata", {}).get(METADATA)
        if output["output_type"] == "stream":
            yield Block("text", text=_readable(_joined(output["text"])), role=output["name"])
        elif output["output_type"] == "error":
            yield Block("text", text=_readable(f"{output['ename']}: {output['evalue']}"))
        elif isinstance(told, dict) and told.get("kind") in self.counts:
            exhibit = self.exhibit(told, data)
            yield Block(exhibit.kind, exhibit=exhibit)
        elif isinstance(told, dict) and told.get("kind") == "words":
            yield self.words(told)
        elif isinstance(told, dict) and told.get("kind") == "methods":
            self.methods += _methods(told.get("items"))
        else:
            yield from self.plain(data)

    def exhibit(self, told: Mapping[str, Any], data: Mapping[str, str]) -> Exhibit:
        kind = told["kind"]
        self.counts[kind] += 1
        said = {key: str(told.get(key) or "") for key in ("caption", "units", "source", "csv")}
        label = self.texts[f"{kind}_number"].format(number=self.counts[kind])
        alt = str(told.get("alt") or said["caption"])
        return Exhibit(
            kind=kind,
            number=self.counts[kind],
            label=label,
            name=self.names.unique(str(told.get("name", "")), kind),
            alt=described(alt, self.texts["figure_without_words"].format(figure=label)),
            svg=str(told.get("svg") or ""),
            png=data.get("image/png", ""),
            html=sanitised(data.get("text/html", "")) if kind == "table" else NOTHING,
            answers=_marks(told, "answers"),
            map=page_map(told.get("map")),
            cell=len(self.code) - 1,
            **said,
        )

    def words(self, told: Mapping[str, Any]) -> Block:
        role = told["role"] if told.get("role") in ROLES else UNTITLED
        answers, lacks = _marks(told, "answers"), _marks(told, "lacks")
        return Block(
            "words",
            text="" if role == UNTITLED else self.texts[role],
            role=role,
            paragraphs=[str(paragraph) for paragraph in told.get("paragraphs", [])],
            anchor=self.names.unique("words", "words") if answers or lacks else "",
            answers=answers,
            lacks=lacks,
        )

    def plain(self, data: Mapping[str, str]) -> Iterator[Block]:
        """An output that is no exhibit, in the richest form that can be shown safely."""
        if "text/html" in data:
            yield Block("html", sanitised(data["text/html"]))
        elif "text/markdown" in data:
            yield self.markdown(data["text/markdown"])
        elif kind := next((kind for kind in PICTURES if kind in data), None):
            yield Block("picture", image(address(kind, data[kind]), self.texts["picture_of_code"]))
        elif "text/plain" in data:
            yield Block("text", text=_readable(data["text/plain"]))


def tell(content: Mapping[str, Any], lang: str = ENGLISH) -> Story:
    """The story of an executed notebook, with numbers and labels in a language."""
    teller = _Teller(lang)
    blocks = [block for cell in content["cells"] for block in teller.cell(cell)]
    return Story(blocks, teller.headings, teller.code, teller.methods)


def until_error(content: Mapping[str, Any]) -> dict[str, Any]:
    """A notebook up to the cell that stopped it, for what follows has nothing to show."""
    failed = [
        index
        for index, cell in enumerate(content["cells"])
        if any(output["output_type"] == "error" for output in cell.get("outputs", []))
        and not has_tag(cell, ERRORS_WANTED)
    ]
    return {**content, "cells": content["cells"][: failed[-1] + 1 if failed else None]}


def address(kind: str, data: str) -> str:
    """A picture as an address that holds it, so that nothing is fetched."""
    if kind == "image/svg+xml":
        data = base64.b64encode(data.encode()).decode("ascii")
    return f"data:{kind};base64,{''.join(data.split())}"


def _joined(value: Any) -> str:
    """A value of an output, which a file holds as one string or as a list of lines."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value if isinstance(value, str) else str(value)


def _marks(told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """The items of the referee's list that an output is marked with."""
    marks = told.get(name)
    return tuple(str(mark) for mark in marks) if isinstance(marks, list) else ()


def _methods(items: Any) -> Iterator[Method]:
    """The methods that an output lists, all of it as text."""
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            kind, name, question, formula, source = (str(item.get(word, "")) for word in WORDS)
            caveats = tuple(str(caveat) for caveat in item.get("caveats") or ())
            yield Method(kind, name, question, formula, source, caveats)


def _readable(text: str) -> str:
    return shortened(without_escapes(text), LONGEST_TEXT)
