"""What does the page itself say, in the language of its reader: headings, labels and the like.

The text of a notebook stays as its author wrote it; only the furniture around it is translated.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from workbench.errors import ParameterError, unknown
from workbench.reports._plain import Plain, in_words

TEXTS = Path(__file__).with_suffix(".toml")
ENGLISH = "en"


@cache
def _texts() -> Mapping[str, Mapping[str, str]]:
    held = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    return {lang: MappingProxyType(texts) for lang, texts in held.items()}


def languages() -> dict[str, str]:
    """The languages a page can be had in, by their codes.

    Examples
    --------
    >>> languages()
    {'en': 'English', 'zh': '中文'}
    """
    return {lang: texts["language"] for lang, texts in _texts().items()}


def words(lang: str) -> Mapping[str, str]:
    """What the page says in a language, by keys that are the same in all languages.

    Parameters
    ----------
    lang
        "en" or "zh".

    Raises
    ------
    ParameterError
        If the page cannot be had in that language; with the nearest.

    Examples
    --------
    >>> words("en")["contents"], words("zh")["contents"]
    ('Contents', '目录')
    >>> words("zh")["figure_number"].format(number=2)
    '图2'
    """
    if lang not in _texts():
        raise ParameterError(unknown("CLW-R48", "language of pages called", lang, _texts()))
    return _texts()[lang]


def value_in_words(value: Plain, texts: Mapping[str, str]) -> str:
    """A parameter's value as a reader of a page would write it.

    Examples
    --------
    >>> value_in_words(None, words("zh")), value_in_words(["a", "b"], words("zh"))
    ('未设定', 'a, b')
    """
    if value is None:
        return texts["not_set"]
    return in_words(value) if value not in ("", []) else texts["empty"]


def headings(lang: str) -> list[str]:
    """What stands above the columns of a workbook's last sheet.

    Examples
    --------
    >>> headings("zh")
    ['工作表', '标题', '单位', '资料来源']
    """
    return [words(lang)[key] for key in ("sheet", "caption", "units", "source")]
