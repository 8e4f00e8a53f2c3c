"""What is said of two runs in plain words: what changed, and what did it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from workbench.figures.numbers import shown
from workbench.reports.compare import Comparison
from workbench.reports.compare_causes import KINDS, Cause, Detail
from workbench.reports.compare_tables import Change, number
from workbench.reports.languages import ENGLISH, words

TEXTS = Path(__file__).with_name("compare.toml")
MOST_DETAILS = 4
MOST_DIGITS = 17
COUNTED = (
    "numbers",
    "words",
    "sentences",
    "rows_added",
    "rows_gone",
    "columns_added",
    "columns_gone",
    "exhibits_added",
    "exhibits_gone",
    "redrawn",
)


@cache
def compare_texts(lang: str) -> Mapping[str, Any]:
    """All that is said about two runs in a language, by keys."""
    common = words(lang)  # refuses a language that is not there
    return {**common, **tomllib.loads(TEXTS.read_text(encoding="utf-8"))[lang]}


def sentences(found: Comparison, lang: str = ENGLISH) -> list[str]:
    """What changed and what did it, in a few plain sentences.

    Parameters
    ----------
    found
        Two runs, compared.
    lang
        "en" or "zh".
    """
    return [*_what(found, compare_texts(lang)), *_why(found, lang)]


def last_time(found: Comparison | None, lang: str = ENGLISH) -> str:
    """One line about a report and the one that it replaced."""
    texts = compare_texts(lang)
    if not found:
        return str(texts["last_time"].format(what=texts["nothing"]))
    kinds = texts["and"].join(texts[cause.kind] for cause in found.causes)
    what = _listed(_counts(found, texts), texts)
    return str(texts["last_time"].format(what=f"{what} ({kinds})" if kinds else what))


def details(cause: Cause, lang: str = ENGLISH, most: int | None = MOST_DETAILS) -> str:
    """What of one kind is different, such as "alpha 0.05 → 0.1"; the first few of many."""
    texts = compare_texts(lang)
    told = [_detail(cause.kind, detail, texts) for detail in cause.details]
    rest = len(told) - len(told[:most])
    more = [texts["more"].format(count=rest)] if rest else []
    return str(texts["comma"].join([*told[:most], *more]))


def values(change: Change) -> tuple[str, str]:
    """The two values with as few digits as tell them apart.

    Examples
    --------
    >>> values(Change("Wenzhou", "jobs", "1.00000001", "1.00000002"))
    ('1.00000001', '1.00000002')
    >>> values(Change("Wenzhou", "jobs", "12.3456", "45.6789"))
    ('12.35', '45.68')
    """
    was, now = number(change.before), number(change.after)
    if was is None or now is None:
        return _value(change.before), _value(change.after)
    for digits in range(4, MOST_DIGITS + 1):
        before, after = shown(was, digits), shown(now, digits)
        if before != after:
            return before, after
    return change.before, change.after


def share(change: Change) -> str:
    """The change in percent of what it was, with its sign; a dash where that was nought."""
    if change.relative is None:
        return "–"
    return _signed(100 * change.relative) + " %"


def step(change: Change) -> str:
    """The change itself, with its sign."""
    return "–" if change.absolute is None else _signed(change.absolute)


def _value(text: str) -> str:
    found = number(text)
    return (shown(found, 4) if found is not None else text) or "–"


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else ''}{shown(value)}"


def _what(found: Comparison, texts: Mapping[str, Any]) -> Iterator[str]:
    before, after = found.verdicts
    if before and after:
        key = "verdict_same" if before == after else "verdict_changed"
        yield texts[key].format(before=before, after=after)
    if not found:
        yield texts["same"]
        return
    yield texts["different"].format(what=_listed(_counts(found, texts), texts))
    if found.counts["noise"]:
        yield texts["noise"].format(noise=found.counts["noise"])


def _counts(found: Comparison, texts: Mapping[str, Any]) -> list[str]:
    counts = [(texts[key], found.counts[key]) for key in COUNTED if found.counts[key]]
    return [forms[count > 1].format(count=f"{count:,}") for forms, count in counts]


def _why(found: Comparison, lang: str) -> Iterator[str]:
    texts = compare_texts(lang)
    names = _listed([texts[cause.kind] for cause in found.causes], texts)
    causes = names[:1].upper() + names[1:]
    told = texts["comma"].join(details(cause, lang) for cause in found.causes)
    if found.altered:
        yield texts["altered"].format(files=texts["comma"].join(found.altered))
    if found.causes and not found:
        yield texts["without_effect"].format(causes=causes, details=told)
    elif found.cause in KINDS:
        yield texts["did_it"].format(cause=names, details=told)
    elif found.causes:
        yield texts["cannot_tell"].format(causes=causes, details=told)
    elif not found.altered:
        yield texts["unknown" if found else "all_same"]


def _listed(names: Sequence[str], texts: Mapping[str, Any]) -> str:
    *first, last = names or [""]
    return f"{texts['comma'].join(first)}{texts['and']}{last}" if first else last


def _detail(kind: str, detail: Detail, texts: Mapping[str, Any]) -> str:
    """One thing in words; of files and sources it is enough that they changed."""
    both = {"what": detail.what, "before": detail.before, "after": detail.after}
    if kind in {"data", "code"} and detail.what in texts:
        return str(texts[detail.what].format(**both))
    if not detail.before:
        return str(texts["new_thing"].format(**both))
    if not detail.after:
        return str(texts["gone_thing"].format(**both))
    if kind == "data":
        return detail.what
    what = texts[detail.what] if kind == "seed" else detail.what
    return str(texts["changed_thing"].format(**{**both, "what": what}))
