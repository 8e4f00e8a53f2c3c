"""How is a raw file laid out: what its owner declares, so that nothing needs guessing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from workbench.errors import Problem, StudyError, quoted, unknown

TRUE, FALSE = ("true", "yes", "1"), ("false", "no", "0")
SEPARATORS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";", "bar": "|", "pipe": "|"}


@dataclass(frozen=True)
class Layout:
    """The declared layout of one file; what is not declared is the plain CSV of a study.

    Parameters
    ----------
    encoding
        Of text files and of the attributes of shapefiles: "gb18030", "utf-16", ….
    sep
        What stands between columns.
    decimal, thousands
        The mark before decimals, and the mark between thousands.
    sheet
        The sheet of a workbook, or the layer of a GeoPackage.
    header_row, header_rows
        The row where the header begins, counted from 1, and how many rows it has.
    unit_row
        The row that holds units, counted from 1.
    skip_footer
        How many rows at the end are notes.
    missing
        What stands for a missing value, each with the flag it means ("suppressed", "missing").
    missing_codes
        Numbers that stand for a missing value, as text ("-9999", "99").
    normalize_digits
        Read full-width digits as digits.
    pad_codes
        Give region codes their leading zeros back.
    on_duplicate
        "sum" adds up rows with the same key.
    drop_totals
        Leave out rows that hold the total of other rows.
    restore_shx
        Rebuild the index of a shapefile.
    confirmed
        Codes of suspicions that the owner has looked at and found to be true.
    crs
        The coordinate reference system of outlines that do not say theirs.
    """

    encoding: str | None = None
    sep: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    header_rows: int = 1
    unit_row: int | None = None
    skip_footer: int = 0
    missing: Mapping[str, str] = field(default_factory=dict)
    missing_codes: tuple[str, ...] = ()
    normalize_digits: bool = False
    pad_codes: bool = False
    on_duplicate: str | None = None
    drop_totals: bool = False
    restore_shx: bool = False
    confirmed: tuple[str, ...] = ()
    crs: str | None = None

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Layout:
        """The layout that a descriptor or `--read` declares.

        Parameters
        ----------
        record
            Names of this class to plain values, or to text as it is typed in a shell:
            `missing` as "..:suppressed;x:not_applicable", lists separated by semicolons.

        Raises
        ------
        StudyError
            With every key that is unknown and every value that does not fit.

        Examples
        --------
        >>> Layout.from_record({"sep": "tab", "header_row": "3"}).header_row
        3
        """
        problems, values = [], {}
        for key, value in record.items():
            if key not in KINDS:
                problems.append(unknown("CLW-S14", "layout key", key, KINDS))
                continue
            try:
                values[key] = KINDS[key](value)
            except (ValueError, TypeError, AttributeError):
                problems.append(_misfit(key, value))
        layout = cls(**values) if not problems else cls()
        if layout.decimal is not None and layout.decimal in (layout.thousands, layout.sep):
            problems.append(_one_mark_twice(layout.decimal))
        if problems:
            raise StudyError(problems)
        return layout

    @classmethod
    def from_resource(cls, resource: Mapping[str, Any]) -> Layout:
        """The layout of a resource: the words of Frictionless, then our own `layout`.

        Raises
        ------
        StudyError
            As `from_record` does.
        """
        dialect, schema = resource.get("dialect", {}), resource.get("schema", {})
        record: dict[str, Any] = {}
        encoding = str(resource.get("encoding", "utf-8"))
        if encoding.lower().replace("-", "") != "utf8":
            record["encoding"] = encoding
        if "delimiter" in dialect:
            record["sep"] = dialect["delimiter"]
        tokens = {t: "missing" for t in schema.get("missingValues", []) if t}
        if tokens:
            record["missing"] = tokens
        return cls.from_record(record | dict(resource.get("layout", {})))

    def as_record(self) -> dict[str, Any]:
        """What is declared, as a descriptor keeps it."""
        plain = Layout()
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {
            name: dict(value) if isinstance(value, Mapping) else value
            for name, value in values.items()
            if value != getattr(plain, name)
        }

    def with_found(self, **found: Any) -> Layout:
        """The layout with what was found in place of what was not declared."""
        return replace(self, **found)


def assignments(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    """What `--read` says: for each file name ("" is every file), keys to text.

    Parameters
    ----------
    texts
        Such as "sep=;" or "towns.csv:encoding=gb18030".

    Raises
    ------
    StudyError
        If an equals sign is missing.

    Examples
    --------
    >>> assignments(["sep=;", "towns.csv:encoding=gb18030"])
    {'': {'sep': ';'}, 'towns.csv': {'encoding': 'gb18030'}}
    """
    found: dict[str, dict[str, str]] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            expected = "key=value, or file:key=value; keys: " + ", ".join(KINDS)
            problem = Problem(
                "CLW-S14",
                "a layout needs key=value",
                value=text,
                expected=expected,
                remedy="--read encoding=gb18030, for instance",
            )
            raise StudyError(problem)
        file, _, key = name.rpartition(":")
        found.setdefault(file, {})[key.strip()] = value
    return found


def _misfit(key: str, value: object) -> Problem:
    return Problem(
        "CLW-S14",
        f"the layout key {key} does not take {quoted(value)}",
        value=str(value),
        expected=EXPECTED.get(key, "text"),
        remedy=f"--read {key}=… with {EXPECTED.get(key, 'text')}",
    )


def _one_mark_twice(mark: str) -> Problem:
    return Problem(
        "CLW-S14",
        f"the mark {quoted(mark)} cannot stand before decimals and elsewhere too",
        value=mark,
        expected="decimal, thousands and sep with a mark of their own each",
        remedy="say which of them it is",
    )


def _separator(value: object) -> str:
    text = SEPARATORS.get(str(value), str(value))
    if len(text) != 1:
        raise ValueError(text)
    return text


def _mark(value: object) -> str:
    text = {"space": " ", "comma": ",", "point": ".", "dot": "."}.get(str(value), str(value))
    if len(text) != 1:
        raise ValueError(text)
    return text


def _truth(value: object) -> bool:
    text = str(value).lower()
    if text not in (*TRUE, *FALSE):
        raise ValueError(text)
    return text in TRUE


def _count(value: object) -> int:
    number = int(str(value))
    if number < 0:
        raise ValueError(value)
    return number


def _position(value: object) -> int:
    number = _count(value)
    if number == 0:
        raise ValueError(value)
    return number


def _tokens(value: Mapping[str, str] | str) -> dict[str, str]:
    """Tokens to flags; a token without a flag is simply missing."""
    if isinstance(value, Mapping):
        return {str(token): str(flag) for token, flag in value.items()}
    pairs = [part.rpartition(":") for part in value.split(";") if part]
    return {token or flag: flag if token else "missing" for token, _, flag in pairs}


def _codes(value: Iterable[object] | str) -> tuple[str, ...]:
    parts = value.split(";") if isinstance(value, str) else value
    return tuple(str(part).strip() for part in parts)


def _sum(value: object) -> str:
    if value != "sum":
        raise ValueError(value)
    return "sum"


KINDS: dict[str, Callable[[Any], Any]] = {
    "encoding": str,
    "sep": _separator,
    "decimal": _mark,
    "thousands": _mark,
    "sheet": str,
    "header_row": _position,
    "header_rows": _position,
    "unit_row": _position,
    "skip_footer": _count,
    "missing": _tokens,
    "missing_codes": _codes,
    "normalize_digits": _truth,
    "pad_codes": _truth,
    "on_duplicate": _sum,
    "drop_totals": _truth,
    "restore_shx": _truth,
    "confirmed": _codes,
    "crs": str,
}
EXPECTED = {
    "sep": "one character, or tab",
    "decimal": "one character",
    "thousands": "one character, or space",
    "header_row": "a row number, counted from 1",
    "header_rows": "how many rows the header has",
    "unit_row": "a row number, counted from 1",
    "skip_footer": "a number of rows",
    "normalize_digits": "true or false",
    "pad_codes": "true or false",
    "drop_totals": "true or false",
    "restore_shx": "true or false",
    "on_duplicate": "sum",
}
