"""Do the answers of a questionnaire fit its questions: scales, filters, choices, dates."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import date

import numpy as np
import pandas as pd

from workbench.data.distinct import Rows
from workbench.data.table_problems.scales import READABLE, Scale, scale_of
from workbench.data.table_problems.sizes import CLASSES, WORKERS, workers_of
from workbench.data.table_problems.subject import Subject, as_found
from workbench.errors import Problem, listed, quoted, unknown

MISSING_CODES = frozenset(
    {*(-1, -7, -8, -9, -77, -88, -97, -98, -99, -999, -9999)}
    | {*(77, 88, 97, 98, 99, 777, 888, 997, 998, 999, 9999)}
)

SEVERAL = re.compile(r"\s*[;,/|&+]\s*|\s+")  # between answers of which only one was asked for

# an address of e-mail; +86 571 …, 0577-88881234, a mobile number of China
PERSONAL = (
    r"[\w.+-]+@[\w-]+\.\w+|\+\d{1,3}[ -]?\d[\d -]{6,}\d"
    r"|\b0\d{2,4}[ -]\d{6,8}\b|\b1[3-9]\d[ -]?\d{4}[ -]?\d{4}\b"
)


def scales_unreadable(subject: Subject) -> Iterator[Problem]:
    """Scales that say nothing, and filters that ask for what is not there."""
    if subject.name != "items" or not subject.has("item", "scale"):
        return
    found = subject.distinct("scale")
    stray = found.where(lambda value: scale_of(value) is None)
    rows = found.rows(stray) | subject.table["scale"].isna().to_numpy()
    if rows.any():
        yield subject.tell(
            "CLW-Q15",
            "the scale of an item cannot be read",
            "scale",
            rows,
            READABLE,
            "write the scale in one of these forms",
        )
    items = set(subject.table["item"].dropna())
    for place, text in enumerate(subject.table.get("filter", pd.Series(dtype="str"))):
        asked = _filter(text)
        if asked and asked[0] not in items:
            place_of = {"file": subject.file, "row": subject.row(place), "column": "filter"}
            yield unknown(
                "CLW-Q17", "item that a filter asks for called", asked[0], items, **place_of
            )


def _filter(text: object) -> tuple[str, tuple[str, ...]] | None:
    """The item and the answers a filter asks for, as in "exports = yes" or "size=small|medium"."""
    if not isinstance(text, str) or "=" not in text:
        return None
    item, answers = text.split("=", 1)
    return item.strip(), tuple(part.strip() for part in answers.split("|"))


def answers_at_odds(subject: Subject) -> Iterator[Problem]:
    """Answers that their question does not allow, each kind of misfit told by itself."""
    if subject.name != "responses" or not subject.has("respondent", "item", "answer"):
        return
    items = subject.other("items", "item", "scale")
    if items is None:
        yield Problem(
            "CLW-Q21",
            "there is no list of the questions, so answers cannot be checked",
            file=subject.file,
            expected="a table items with item and scale",
            remedy="workbench new responses writes an example",
            is_warning=True,
        )
        return
    known = items.dropna(subset=["item", "scale"]).drop_duplicates("item").set_index("item")
    found = subject.distinct("item")
    for place, item in enumerate(found.each):
        scale = scale_of(str(known["scale"][item])) if item in known.index else None
        if scale is not None:
            yield from _misfits(subject, str(item), scale, np.flatnonzero(found.places == place))


def _misfits(subject: Subject, item: str, scale: Scale, rows: np.ndarray) -> Iterator[Problem]:
    answers = subject.table["answer"].iloc[rows]
    wrong = ~scale.allows(answers) & answers.notna().to_numpy()
    if wrong.any():
        kinds = [_kind_of_misfit(scale, str(answer)) for answer in answers[wrong]]
        for code in dict.fromkeys(kinds):
            chosen = rows[wrong][[kind == code for kind in kinds]]
            yield _misfit(subject, item, scale, code, chosen)
    if scale.kind == "date":
        dates = pd.to_datetime(answers, format="%Y-%m-%d", errors="coerce")
        later = (dates > pd.Timestamp(date.today())).to_numpy()
        if later.any():
            yield _misfit(subject, item, scale, "CLW-Q16", rows[later])
    if scale.kind == "number":
        numbers = pd.to_numeric(answers, errors="coerce").to_numpy("float64", na_value=np.nan)
        if (numbers < 0).any():
            yield _misfit(subject, item, scale, "CLW-Q18", rows[numbers < 0])


def _kind_of_misfit(scale: Scale, answer: str) -> str:
    """The code of what is wrong with an answer that its scale does not allow."""
    if scale.kind == "number":
        return "CLW-Q18"
    return _kind_off_steps(scale, answer) if scale.has_steps else "CLW-Q19"


def _kind_off_steps(scale: Scale, answer: str) -> str:
    number = pd.to_numeric(answer, errors="coerce")
    if pd.isna(number):
        parts = pd.Series(SEVERAL.split(answer.strip()))
        return "CLW-Q23" if len(parts) > 1 and scale.allows(parts).all() else "CLW-Q03"
    if number % 1:
        return "CLW-Q05"
    if number in MISSING_CODES:
        return "CLW-Q02"
    return "CLW-Q09" if scale.low == 1 and number == 0 else "CLW-Q01"


def _misfit(subject: Subject, item: str, scale: Scale, code: str, places: np.ndarray) -> Problem:
    answer = as_found(subject.table["answer"].iloc[places[0]]) or ""
    says, remedy = {
        "CLW-Q01": (f"the scale is {scale.text}", "correct the answer from the paper form"),
        "CLW-Q02": (
            f"outside {scale.text}; looks like a code for a missing answer",
            f"declare it: --read missing_codes={answer}",
        ),
        "CLW-Q03": (
            f"a text where the scale is {scale.text}",
            'if it means "don\'t know", declare it: --read '
            f"{shlex.quote(f'missing={answer}:not_applicable')} (kept apart from no answer)",
        ),
        "CLW-Q23": (
            f"several answers in one cell, where the scale is {scale.text}",
            "write the one that was meant; ask again, or leave the cell empty",
        ),
        "CLW-Q05": (f"the scale {scale.text} has whole steps", "correct the answer"),
        "CLW-Q09": (
            f"the scale is {scale.text}; the file may use {0}-{(scale.high or 1) - 1}",
            f"correct the scale of {item} in the table items, or the answer",
        ),
        "CLW-Q16": ("the day is still to come", "correct the date"),
        "CLW-Q18": ("not a number of 0 or more", "correct the answer, or leave it empty"),
        "CLW-Q19": (
            f"not one of the answers allowed ({_allowed(scale)})",
            "write the answer as the table items does, or add it to the scale there",
        ),
    }[code]
    return subject.tell(
        code,
        f"{item} = {quoted(answer)[1:-1]}: {says}",
        "answer",
        _at(subject, places),
        f"an answer on the scale {scale.text} of the table items",
        remedy,
    )


def _allowed(scale: Scale) -> str:
    return listed(scale.choices) if scale.choices else "a date such as 2024-05-31"


def _at(subject: Subject, places: Rows) -> np.ndarray:
    rows = np.zeros(len(subject.table), dtype=bool)
    rows[np.asarray(places)] = True
    return rows


def filters_passed_over(subject: Subject) -> Iterator[Problem]:
    """Answers to questions that the respondent's answer to another question skips."""
    items = subject.other("items", "item", "filter")
    if (
        subject.name != "responses"
        or items is None
        or not subject.has("respondent", "item", "answer")
    ):
        return
    table = subject.table
    for item, text in items[["item", "filter"]].dropna().itertuples(index=False):
        asked = _filter(text)
        if asked is None:
            continue
        screen, wanted = asked
        said = table[(table["item"] == screen) & table["answer"].notna()]
        skipped = set(said.loc[~said["answer"].isin(wanted), "respondent"])
        odd = (table["item"] == item) & table["answer"].notna() & table["respondent"].isin(skipped)
        if odd.any():
            yield subject.tell(
                "CLW-Q08",
                f"{item} is answered although {screen} is not {' or '.join(wanted)}",
                "answer",
                odd.to_numpy(dtype=bool),
                f"an answer only where {text} (the filter of the table items)",
                f"correct the answer to {screen}, or leave {item} empty",
            )


def personal_data(subject: Subject) -> Iterator[Problem]:
    """Telephone numbers and addresses of e-mail in answers to open questions."""
    items = subject.other("items", "item", "scale")
    if subject.name != "responses" or items is None or not subject.has("item", "answer"):
        return
    opened = items.loc[items["scale"].str.strip().eq("text").fillna(False), "item"]
    answers = subject.table["answer"].where(subject.table["item"].isin(opened)).astype("str")
    telling = answers.str.contains(PERSONAL, regex=True).fillna(False).to_numpy(dtype=bool)
    if telling.any():
        yield subject.tell(
            "CLW-Q22",
            "an answer holds a telephone number or an address of e-mail",
            "answer",
            telling,
            "answers that do not tell who gave them",
            "take it out before the study is shared; nothing needs it",
            is_warning=True,
        )


def classes_at_odds(subject: Subject) -> Iterator[Problem]:
    """Size classes that the respondent's own number of workers contradicts."""
    items = subject.other("items", "item", "scale")
    if (
        subject.name != "responses"
        or items is None
        or not subject.has("respondent", "item", "answer")
    ):
        return
    sizes = [i for i, s in items[["item", "scale"]].dropna().itertuples(index=False) if _is_size(s)]
    table = subject.table
    workers = table[table["item"].isin(WORKERS)].drop_duplicates("respondent")
    number = pd.to_numeric(workers.set_index("respondent")["answer"], errors="coerce")
    for item in sizes:
        rows = table[(table["item"] == item) & table["answer"].notna()]
        ends = [workers_of(str(answer)) or (-np.inf, np.inf) for answer in rows["answer"]]
        said = rows["respondent"].map(number).to_numpy(dtype="float64")
        low, high = np.array(ends, dtype="float64").reshape(-1, 2).T
        odd = (said < low) | (said >= high + 1)
        if odd.any():
            at = int(odd.argmax())
            yield subject.tell(
                "CLW-Q06",
                f"{item} is {quoted(rows['answer'].iloc[at])} but the respondent has "
                f"{said[at]:g} workers",
                "answer",
                table.index.isin(rows.index[odd]),
                f"{low[at]:g} to {high[at]:g} workers for {rows['answer'].iloc[at]} (European "
                "Commission, 2003/361/EC)",
                "correct the class or the number",
            )


def _is_size(scale: str) -> bool:
    found = scale_of(scale)
    return found is not None and bool(found.choices) and set(found.choices) <= set(CLASSES)
