"""What stands around the story of a page: its studies, methods, exhibits, and how to cite it."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from workbench.errors import WorkbenchError
from workbench.figures.methods import Method, method, method_names
from workbench.reports import bibtex
from workbench.reports._plain import in_words
from workbench.reports.behind import behind, words_in
from workbench.reports.blocks import Code, Exhibit, Story
from workbench.reports.export import guarded
from workbench.reports.languages import ENGLISH, value_in_words, words

SHORT = 12
SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class StudyCard:
    """A study as its descriptor tells it: what it holds, from where, and what to beware of.

    `warnings` are pairs of the table they apply to, empty for all of them, and their words.
    """

    name: str
    title: str
    description: str
    tables: tuple[str, ...]
    sources: tuple[Mapping[str, str], ...]
    licences: tuple[str, ...]
    citation: str
    warnings: tuple[tuple[str, str], ...]
    is_synthetic: bool


@dataclass(frozen=True)
class Origin:
    """An exhibit with the file and hash of its data, and the cells and parameters behind it."""

    exhibit: Exhibit
    file: str
    sha256: str
    cells: tuple[Code, ...]
    parameters: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Furniture:
    """All that stands around the story."""

    studies: list[StudyCard]
    methods: list[Method]
    origins: list[Origin]
    bibliography: str

    @property
    def synthetic(self) -> list[StudyCard]:
        """The studies of which a reader must know that they are made up."""
        return [study for study in self.studies if study.is_synthetic]


def furnish(story: Story, record: Mapping[str, Any]) -> Furniture:
    """What stands around the story of a run.

    Parameters
    ----------
    story
        What the executed notebook shows.
    record
        The record of the run.

    Returns
    -------
    The studies that the page touches, the methods it used, what is behind each exhibit, and the
    entries of a bibliography.
    """
    studies = list(_studies(story, record))
    entries = [
        bibtex.of_study(s.name, s.title, s.citation, s.sources)
        for s in studies
        if s.sources or s.citation
    ]
    return Furniture(
        studies,
        list(_methods(story, record)),
        [_origin(exhibit, story, record) for exhibit in story.exhibits],
        "\n\n".join([bibtex.of_workbench(record["workbench"]["version"]), *entries]),
    )


def _studies(story: Story, record: Mapping[str, Any]) -> Iterator[StudyCard]:
    """The study of the run, and every other on the shelf that its code or exhibits name."""
    from workbench.data.study import locate, read_descriptor, studies  # brings pandas

    own = [str(record["data"]["study"])] if record["data"] else []
    said = "\n".join(_texts(story, record))
    named = [name for name in studies if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", said)]
    for name in dict.fromkeys([*own, *named]):
        with suppress(WorkbenchError):  # the run itself has already complained of it
            yield study_card(name, read_descriptor(locate(name)))


def _texts(story: Story, record: Mapping[str, Any]) -> Iterator[str]:
    """What the run was told and what it shows; defaults that another value replaced are not."""
    yield from map(in_words, record["parameters"].values())
    yield from (cell.text for cell in story.code if not cell.is_parameters)
    for exhibit in story.exhibits:
        yield from (exhibit.source, exhibit.caption, exhibit.csv)


def study_card(name: str, descriptor: Mapping[str, Any]) -> StudyCard:
    """The card of a study from its descriptor, which may hold anything: all of it becomes text."""
    resources = descriptor["resources"]
    warnings = [("", w) for w in _records(descriptor, "usage_warnings")]
    for resource in resources:
        warnings += [(str(resource["name"]), w) for w in _records(resource, "usage_warnings")]
    return StudyCard(
        name=str(descriptor.get("name", name)),
        title=str(descriptor.get("title", name)),
        description=str(descriptor.get("description", "")),
        tables=tuple(str(resource["name"]) for resource in resources),
        sources=tuple(
            {key: str(source.get(key, "")) for key in ("title", "path")}
            for source in _records(descriptor, "sources")
        ),
        licences=tuple(
            str(licence.get("title", licence.get("name", "")))
            for licence in _records(descriptor, "licenses")
        ),
        citation=str(descriptor.get("citation", "")),
        warnings=tuple(dict.fromkeys((where, _words_of(warning)) for where, warning in warnings)),
        is_synthetic=any(warning.get("code") == SYNTHETIC for _, warning in warnings),
    )


def _records(thing: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = thing.get(key)
    return [r for r in found if isinstance(r, Mapping)] if isinstance(found, list) else []


def _words_of(warning: Mapping[str, Any]) -> str:
    from workbench.data.tables import USAGE_WARNINGS

    code = str(warning.get("code", ""))
    return str(warning.get("text") or USAGE_WARNINGS.get(code, code))


def _methods(story: Story, record: Mapping[str, Any]) -> Iterator[Method]:
    """The methods that the notebook lists, then those that code, parameters and data name."""
    listed = {(item.kind, item.name): item for item in story.methods}
    yield from listed.values()
    known = method_names()
    used = words_in([cell for cell in story.code if not cell.is_parameters])
    used |= {word for value in record["parameters"].values() for word in _items(value)}
    used |= {cell for exhibit in story.exhibits for cell in _cells(exhibit.csv) if "_" in cell}
    for name in known:
        if name in used and "/" not in name and known[name] not in listed:
            yield method(name)


def _items(value: Any) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _cells(table: str) -> Iterator[str]:
    for row in csv.reader(io.StringIO(table, newline="")):
        yield from row


def _origin(exhibit: Exhibit, story: Story, record: Mapping[str, Any]) -> Origin:
    """What is behind an exhibit; the hash is that of the file of its data."""
    content, texts = guarded(exhibit.csv).encode(), words(record.get("language", ENGLISH))
    positions, names = behind(story.code, exhibit.cell) if exhibit.cell >= 0 else ([], set())
    return Origin(
        exhibit,
        f"tables/{exhibit.name}.csv" if exhibit.csv else "",
        hashlib.sha256(content).hexdigest()[:SHORT] if exhibit.csv else "",
        tuple(story.code[position] for position in positions),
        tuple(
            (name, value_in_words(value, texts))
            for name, value in record["parameters"].items()
            if name in names
        ),
    )
