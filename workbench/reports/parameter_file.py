"""Which parameters does a file give: a flat list of names and values in YAML or JSON, all text.

Values stay the text that stands in the file, and the card says what they are: `code: 033` is the
code 033. Nothing in the file can make an object, name another value or be executed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from workbench.errors import ParameterError, Problem, quoted

LARGEST = 1_000_000  # bytes
NOTHING = {"", "~", "null"}
PLAIN = {"str", "seq", "map"}
EXAMPLE = "year: 2010"


def read_parameters(path: str | Path) -> dict[str, object]:
    """The parameters that a file gives, as text and lists of text.

    Parameters
    ----------
    path
        A YAML or JSON file with one name and value a line.

    Returns
    -------
    Values by name, for `bind` to read by the types of the card; None where a value is null.

    Raises
    ------
    ParameterError
        If the file cannot be read, with everything that is more than plain values, and every name
        that comes twice.
    """
    import yaml

    try:
        raw = Path(path).read_bytes()
        if len(raw) > LARGEST:
            raise ValueError(f"it has {len(raw):,} bytes")
        text = raw.decode("utf-8-sig")
        if any(isinstance(e, yaml.AliasEvent) for e in yaml.parse(text, yaml.BaseLoader)):
            raise ValueError("a value stands for another (* or <<)")
        root = yaml.compose(text, yaml.BaseLoader)
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise ParameterError(_unreadable(path, error)) from error
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode) or not _is_plain(root):
        raise ParameterError(_unreadable(path, "it is no list of names and values"))
    values: dict[str, object] = {}
    problems = list(_read(root, values, str(path)))
    if problems:
        raise ParameterError(problems)
    return values


def _read(root: Any, values: dict[str, object], file: str) -> Iterator[Problem]:
    for key, node in root.value:
        name, row = str(key.value), node.start_mark.line + 1
        if name in values:
            yield Problem(
                "CLW-P23",
                f"{quoted(name)} is set twice",
                file=file,
                row=row,
                expected="each name once",
                remedy="take one of them out",
            )
            continue
        try:
            values[name] = _value(node)
        except ValueError as error:
            yield Problem(
                "CLW-P25",
                f"{quoted(name)} has more than a plain value: {error}",
                file=file,
                row=row,
                expected="text, a number, true or false, or a list of these",
                remedy=f"write such a line: {EXAMPLE}",
            )


def _value(node: Any) -> object:
    if not _is_plain(node):
        raise ValueError(f"the tag {node.tag}")
    if node.id == "scalar":
        is_nothing = node.style is None and node.value in NOTHING
        return None if is_nothing else str(node.value)
    if node.id == "sequence" and all(item.id == "scalar" for item in node.value):
        return [_value(item) for item in node.value]
    raise ValueError("lists or names within")


def _is_plain(node: Any) -> bool:
    """Whether a node has the tag that stands for its own form, and none that asks for more."""
    return str(node.tag).removeprefix("tag:yaml.org,2002:") in PLAIN


def _unreadable(path: str | Path, why: object) -> Problem:
    return Problem(
        "CLW-P24",
        f"the file of parameters cannot be read: {' '.join(str(why).split())[:300]}",
        file=str(path),
        expected="YAML or JSON in UTF-8, one name and value a line",
        remedy=f"write such lines: {EXAMPLE}",
    )
