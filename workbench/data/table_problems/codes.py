"""Are codes what they were when they left the office: no lost zeros, one spelling."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from workbench.data.distinct import Distinct
from workbench.data.table_problems.subject import Subject, as_found
from workbench.errors import Problem, quoted

LISTS = {"regions": "region", "industries": "industry"}
SHORTEST_PADDED = 4  # shorter codes are often plain numbers: 1, 10, 101
AS_IT_IS = ("answer", "as_printed", "note")  # kept with their misprints
MOST = 0.5
READ_AS_NUMBER = re.compile(
    r"\d+\.0+|\d(\.\d+)?[eE]\+\d+|\d\.\d+[eE]\d+|\d{1,3}(,\d{3})+"
    r"|#N/A|#REF!|#VALUE!|#NAME\?|#DIV/0!"
)
NOTHING = ("nan", "NaN", "NULL")  # what programs write for an empty cell; also names of places
FORMULA = re.compile(r"=\s*\"?([^\"]*)\"?")
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
DATE = re.compile(rf"\d{{1,2}}-({MONTHS})|({MONTHS})-\d{{2,4}}")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f-\x9f]")
LOOKALIKES = str.maketrans(
    "АВЕКМНОРСТУХасеорхуіІјЅѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο巿",
    "ABEKMHOPCTYXaceopxyiIjSsABEZHIKMNOPTYXo市",
)
LETTERS_FOR_DIGITS = str.maketrans("OoIl", "0011")
LETTERS_AMONG_DIGITS = re.compile("[OoIl]")
DIGITS_WITH_LETTERS = re.compile(r"(?=.*\d)(?=.*[OoIl])[\dOoIl]+")


@lru_cache(maxsize=1 << 16)
def spelling(text: str) -> str:
    """A code or name without what only its spelling adds: width, capitals, spaces, end signs.

    Examples
    --------
    >>> spelling("Shoes ") == spelling("ｓｈｏｅｓ.")
    True
    """
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold()
    return re.sub(r"\s+", " ", plain).strip(" '\"").rstrip(" .,;:") or text


def spelled_two_ways(subject: Subject) -> Iterator[Problem]:
    """Codes that differ by capitals, spaces, width or end signs only."""
    for column in subject.codes:
        found = subject.distinct(column)
        spelled = pd.Series([spelling(str(value)) for value in found.each], dtype="str")
        again = spelled.duplicated().to_numpy()
        if again.any():
            place = int(again.argmax())
            first = found.each[int((spelled == spelled[place]).to_numpy().argmax())]
            yield subject.tell(
                "CLW-T42",
                f"{column} has near-duplicates: {quoted(first)} and {quoted(found.each[place])}",
                column,
                found.rows(again),
                "one spelling for each code; two count as two",
                "spell the code in one way in all tables",
                is_warning=subject.name in LISTS and column in LISTS.values(),
            )


def lost_zeros(subject: Subject) -> Iterator[Problem]:
    """Region codes of one level that are a digit short of the others."""
    column = "region"
    is_list = subject.name == "regions"
    if column not in subject.table or (not is_list and "regions" in subject.tables):
        return  # compared with the list of regions, code by code
    found = subject.distinct(column)
    levels = subject.table["level"] if is_list and "level" in subject.table else None
    short = np.zeros(len(found.each), dtype=bool)
    for chosen in _by_level(found, levels):
        short[chosen] |= _are_short([str(found.each[i]) for i in chosen], list(found.each))
    maybe = _may_be_short(found) if not short.any() else short
    if maybe.any():
        value = str(found.each[int(maybe.argmax())])
        yield subject.tell(
            "CLW-T27",
            f"{column} codes lost a leading zero, it seems: {quoted(value)}",
            column,
            found.rows(maybe),
            f"{len(value) + 1} digits like the other codes of its level; a spreadsheet that saved "
            "the file as numbers cuts zeros",
            "restore the file and keep codes as text, or --read pad_codes=true (what it repairs "
            "is counted)",
            is_warning=not short.any(),
        )


def _may_be_short(found: Distinct) -> np.ndarray:
    """Codes of one digit less than all others, where they neither begin others nor run into them.

    So are the codes of the counties of ten states whose zeros were lost, however many they are.
    """
    codes = [str(value) for value in found.each]
    longest = max(map(len, codes), default=0)
    short = [c for c in codes if len(c) == longest - 1]
    long = [c for c in codes if len(c) == longest]
    are_numbers = all(c.isascii() and c.isdigit() and c[0] != "0" for c in codes)
    is_of_two = bool(short) and len(short) + len(long) == len(codes) and longest > SHORTEST_PADDED
    if not is_of_two or not are_numbers or int(min(long)) - int(max(short)) <= 1:
        return np.zeros(len(codes), dtype=bool)
    if {c[:-1] for c in long} & set(short):
        return np.zeros(len(codes), dtype=bool)
    return np.array([len(c) < longest for c in codes], dtype=bool)


def _by_level(found: Distinct, levels: pd.Series | None) -> Iterator[np.ndarray]:
    """The places of the codes of each level; of all of them where levels are not given."""
    if levels is None:
        yield np.arange(len(found.each))
        return
    first = pd.Series(levels.to_numpy()).groupby(found.places).first().drop(-1, errors="ignore")
    for _, codes in first.groupby(first, dropna=False):
        yield codes.index.to_numpy()


def _are_short(codes: Sequence[str], every: Sequence[str]) -> np.ndarray:
    """Which codes are a digit shorter than the others and would fit in with a zero before them."""
    lengths = np.array([len(code) if code.isascii() and code.isdigit() else 0 for code in codes])
    longest = int(lengths.max(initial=0))
    short: np.ndarray = lengths == longest - 1
    is_odd = short.mean() < MOST and longest > SHORTEST_PADDED and not short.all()
    if not is_odd or not set(lengths.tolist()) <= {longest, longest - 1}:
        return np.zeros(len(codes), dtype=bool)
    if any(code.startswith("0") for code in codes):  # zeros were kept: does the padded code fit in?
        heads = {code[:2] for code in every if len(code) == longest}
        short &= np.array([("0" + code)[:2] in heads for code in codes])
    return short


def codes_read_as_numbers(subject: Subject) -> Iterator[Problem]:
    """Codes that went through a column of numbers, or a formula: 330300.0, 3.303E+05, #REF!."""
    for column in subject.codes:
        found = subject.distinct(column)
        spoilt = found.where(lambda value: READ_AS_NUMBER.fullmatch(value) is not None)
        if found.where(lambda value: value[:1].isdigit()).any():
            spoilt |= found.where(lambda value: value in NOTHING)
        has_point = found.where(lambda value: "." in value)
        if spoilt.any() and not (has_point & ~spoilt).any():  # 10.0 may be a code beside 10.1
            value = found.each[int(spoilt.argmax())]
            yield subject.tell(
                "CLW-T29",
                f"a code in column {column} was read as a number: {quoted(value)}",
                column,
                found.rows(spoilt),
                "the code as the office writes it, as text",
                "restore the file and keep codes as text; an empty cell in the column is the "
                "usual cause of decimals",
            )


def codes_of_spreadsheets(subject: Subject) -> Iterator[Problem]:
    """Codes that a spreadsheet kept as a formula (="330300") or turned into a date (13-Feb)."""
    for column in subject.codes:
        found = subject.distinct(column)
        formulas = found.where(lambda value: FORMULA.fullmatch(value) is not None)
        if formulas.any():
            value = str(found.each[int(formulas.argmax())])
            code = quoted(FORMULA.sub(r"\1", value))
            yield subject.tell(
                "CLW-T29",
                f"a code in column {column} is a formula of a spreadsheet: {value}",
                column,
                found.rows(formulas),
                f"most likely the code {code}, as text",
                f"write {code} in place of the formula, in the whole column",
            )
        dates = found.where(lambda value: DATE.fullmatch(value) is not None)
        if dates.any():
            value = quoted(str(found.each[int(dates.argmax())]))
            yield subject.tell(
                "CLW-T51",
                f"a code in column {column} is a date, which spreadsheets make of codes such as "
                f"13-2: {value}",
                column,
                found.rows(dates),
                "codes as the office writes them",
                "restore the codes from the source and keep the column as text; go on if the code "
                "is meant so",
                is_warning=True,
            )


def unseen_characters(subject: Subject) -> Iterator[Problem]:
    """Characters nobody sees or takes for others, in codes (errors) and names (warnings)."""
    for column in _texts(subject):
        found = subject.distinct(column)
        is_code = column in subject.codes
        if not _may_deceive(found, is_code=is_code):
            continue
        hidden = found.where(lambda value: INVISIBLE.search(value) is not None)
        if hidden.any():
            value = str(found.each[int(hidden.argmax())])
            yield subject.tell(
                "CLW-T30",
                f"column {column} has a character that cannot be seen: {_spelled_out(value)}",
                column,
                found.rows(hidden),
                "characters that can be seen; an unseen one makes two codes of one",
                "type the text anew",
                is_warning=not is_code,
            )
        posing = _posing(found) if is_code else found.where(_has_lookalike)
        posing &= ~hidden
        if posing.any():
            value = str(found.each[int(posing.argmax())])
            yield subject.tell(
                "CLW-T30",
                f"column {column} has a character that looks like another: {quoted(value)}",
                column,
                found.rows(posing),
                f"most likely {quoted(_unposed(value))}",
                "type the text anew",
                is_warning=not is_code,
            )


def _may_deceive(found: Distinct, *, is_code: bool) -> bool:
    """Whether any value may hold what cannot be seen or looks like another: most columns do not."""
    text = found.all_text
    if INVISIBLE.search(text) or not text.isascii():
        return True
    return is_code and LETTERS_AMONG_DIGITS.search(text) is not None


def _texts(subject: Subject) -> list[str]:
    texts = [c for c in map(str, subject.table) if pd.api.types.is_string_dtype(subject.table[c])]
    return [c for c in texts if c not in AS_IT_IS]


def _spelled_out(value: str) -> str:
    return quoted(INVISIBLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", value))


def _has_lookalike(value: str) -> bool:
    """Whether a word mixes two alphabets letter by letter, or has U+5DFF for 市."""
    if value.isascii():
        return False
    if "巿" in value:
        return True
    return any(_is_mixed(word) for word in re.findall(r"\w+", value))


def _is_mixed(word: str) -> bool:
    """Whether Latin letters stand beside letters that only look Latin."""
    posing = [c for c in word if c.translate(LOOKALIKES) != c]
    others = [c for c in word if c.isalpha() and c not in posing]
    return bool(posing) and any(c.isascii() for c in others) and all(c.isascii() for c in others)


def _posing(found: Distinct) -> np.ndarray:
    """Codes that would be another code of the column, or a number like the others, if retyped."""
    values = {str(value) for value in found.each}
    lookalike = found.where(
        lambda value: (
            _has_lookalike(value)
            or (
                not value.isascii()
                and value.translate(LOOKALIKES) != value
                and value.translate(LOOKALIKES) in values
            )
        )
    )
    digits = found.where(lambda value: value.isascii() and value.isdigit())
    if digits.any() and digits.mean() > MOST:
        lookalike |= found.where(lambda value: DIGITS_WITH_LETTERS.fullmatch(value) is not None)
    return lookalike


def _unposed(value: str) -> str:
    plain = value.translate(LOOKALIKES)
    is_digits = DIGITS_WITH_LETTERS.fullmatch(plain) is not None
    return as_found(plain.translate(LETTERS_FOR_DIGITS) if is_digits else plain) or value
