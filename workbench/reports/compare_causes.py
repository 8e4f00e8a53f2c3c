"""Which of data, code, parameters, seed and environment are different between two runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.reports._plain import in_words

KINDS = ("data", "code", "parameters", "seed", "environment")
SEED, SHORT = "seed", 12
PACKAGES = "versions"


@dataclass(frozen=True)
class Detail:
    """One thing that was otherwise: what it is, and what it was before and after."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Cause:
    """One of the kinds, with everything of it that is different."""

    kind: str
    details: tuple[Detail, ...]


def causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Cause]:
    """What made two runs different, as their records tell it by hashes, versions and values.

    The parameter that names the study counts as data: its files are compared by their hashes.

    Examples
    --------
    >>> old, new = ({"parameters": {"alpha": value}, "data": {}} for value in (0.05, 0.1))
    >>> causes(old, new)
    [Cause(kind='parameters', details=(Detail(what='alpha', before='0.05', after='0.1'),))]
    """
    found = []
    for kind in KINDS:
        old, new = _facts(kind, before), _facts(kind, after)
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        if names:
            details = (Detail(name, old.get(name, ""), new.get(name, "")) for name in names)
            found.append(Cause(kind, tuple(details)))
    return found


def _facts(kind: str, record: Mapping[str, Any]) -> dict[str, str]:
    """What a record tells of one kind, as text by name."""
    facts = {
        "data": _data,
        "code": _code,
        "parameters": _parameters,
        "seed": _seed,
        "environment": _environment,
    }
    return dict(facts[kind](record))


def _data(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    data = record.get("data") or {}
    if data:
        yield "study", str(data.get("study", ""))
    for path, sha256 in data.get("files", {}).items():
        yield path, str(sha256 or "")[:SHORT]


def _code(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    workbench, notebook = record.get("workbench", {}), record.get("notebook", {})
    yield "workbench", str(workbench.get("version", ""))
    yield "source", str(workbench.get("sha256", ""))[:SHORT]
    yield "notebook_name", str(notebook.get("name", ""))
    yield "notebook", str(notebook.get("sha256", ""))[:SHORT]


def _parameters(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    study = (record.get("data") or {}).get("study")
    for name, value in record.get("parameters", {}).items():
        if name != SEED and not (study and value == study):
            yield name, in_words(value)


def _seed(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if record.get(SEED) is not None:
        yield SEED, str(record[SEED])


def _environment(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "python", str(record.get("python", ""))
    yield "platform", str(record.get("platform", ""))
    for name, version in record.get(PACKAGES, {}).items():
        yield name, str(version)
    for name, value in record.get("environment", {}).items():
        yield name, str(value)
