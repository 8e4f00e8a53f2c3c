"""Can the interviews be taken as they are: enough, none empty, none copied, none lifeless."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.data.table_problems.scales import Scale, scale_of
from workbench.data.table_problems.subject import Subject, counted
from workbench.errors import Problem, listed

FEWEST_INTERVIEWS = 30  # what the appraisal asks for in each of its questionnaires
FEWEST_FIRMS = 3
FEWEST_ITEMS, FEWEST_COPIED = 8, 10
FEWEST_TO_ASK = 10  # so few may all have passed over a question
REVERSED = -0.4  # correlation with the other items of the level


def interviews_odd(subject: Subject) -> Iterator[Problem]:
    """Too few interviews, empty or copied ones, and those with one answer to everything."""
    if subject.name != "responses" or not subject.has("respondent", "item", "answer"):
        return
    table = subject.table.dropna(subset=["respondent", "item"])
    known = table.dropna(subset=["answer"])
    yield from _empty(subject, table, known)
    yield from _few(subject, known["respondent"].nunique())
    first = known.drop_duplicates(["respondent", "item"])
    # each pair stands there once; pivot_table takes ten times as long
    wide = first.pivot(index="respondent", columns="item", values="answer")  # noqa: PD010
    yield from _copied(subject, wide)
    items = subject.other("items", "item", "scale")
    if items is not None:
        numbers = _on_steps(wide, items)
        yield from _unanswered(subject, known, items)
        yield from _lifeless(subject, numbers)
        yield from _reversed(subject, _turned(numbers, items), items)
        yield from _disclosing(subject, wide, items)


def _empty(subject: Subject, table: pd.DataFrame, known: pd.DataFrame) -> Iterator[Problem]:
    silent = ~table["respondent"].isin(known["respondent"])
    if silent.any():
        names = table.loc[silent, "respondent"].unique()
        yield _of(
            subject,
            "CLW-Q13",
            f"{counted(len(names), 'questionnaire has', 'questionnaires have')} no answer",
            names[:1],
            "at least one answer from each respondent",
            "take the respondent out; empty questionnaires are not counted as interviews",
            more=len(names) - 1,
        )


def _few(subject: Subject, number: int) -> Iterator[Problem]:
    if 0 < number < FEWEST_INTERVIEWS:
        yield Problem(
            "CLW-Q10",
            f"{counted(number, 'interview', 'interviews')}: below the {FEWEST_INTERVIEWS} that the "
            "method asks for",
            file=subject.file,
            expected=f"{FEWEST_INTERVIEWS} or more respondents",
            remedy="go on if there are no more: means are shown with intervals and a banner",
            is_warning=True,
        )


def _copied(subject: Subject, wide: pd.DataFrame) -> Iterator[Problem]:
    """Respondents with the same answer to every one of many questions as another."""
    full = wide[wide.notna().sum(axis=1) >= FEWEST_COPIED]
    full = full[[len(set(answers)) > 1 for answers in full.to_numpy()]]
    copies = full.index[full.duplicated()]
    if len(copies):
        yield _of(
            subject,
            "CLW-Q04",
            f"respondent {copies[0]} has the same answers to all questions as another",
            copies[:1],
            "answers that differ somewhere between two people",
            "take one out if it was entered twice",
            more=len(copies) - 1,
        )


def _unanswered(subject: Subject, known: pd.DataFrame, items: pd.DataFrame) -> Iterator[Problem]:
    """Questions that nobody answered, unless a filter may have skipped them."""
    asked = items[items["filter"].isna()] if "filter" in items else items
    answered = set(known["item"])
    missed = [item for item in asked["item"].dropna() if item not in answered]
    if missed and known["respondent"].nunique() >= FEWEST_TO_ASK:
        yield Problem(
            "CLW-Q12",
            f"nobody answered {listed(map(str, missed))}",
            file=subject.file,
            column="item",
            value=str(missed[0]),
            expected="an answer of somebody to each question of the table items",
            remedy="bring the answers, or take the question out of the table items",
            more=len(missed) - 1,
            is_warning=True,
        )


def _on_steps(wide: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """The answers on numbered scales, as numbers, as they were given."""
    numbers = {}
    for item, scale in _scales(items).items():
        if item in wide:
            values = pd.to_numeric(wide[item], errors="coerce").astype("float64")
            numbers[item] = values.where(values.between(float(scale.low or 0), scale.high or 0))
    return pd.DataFrame(numbers, index=wide.index)


def _scales(items: pd.DataFrame) -> dict[str, Scale]:
    """The numbered scales, by item."""
    known = items.dropna(subset=["item", "scale"]).drop_duplicates("item")
    scales = {str(row.item): scale_of(str(row.scale)) for row in known.itertuples()}
    return {item: scale for item, scale in scales.items() if scale is not None and scale.has_steps}


def _turned(numbers: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """The answers with those to items that are declared as reversed turned round."""
    if "reverse" not in items:
        return numbers
    declared = set(items.loc[items["reverse"].eq(True).fillna(False), "item"])
    ends = {i: (s.low or 0) + (s.high or 0) for i, s in _scales(items).items() if i in declared}
    return numbers.assign(**{i: end - numbers[i] for i, end in ends.items() if i in numbers})


def _lifeless(subject: Subject, numbers: pd.DataFrame) -> Iterator[Problem]:
    """Respondents who ticked one and the same answer everywhere, reversed questions included."""
    answered = numbers.notna().sum(axis=1)
    same = (numbers.max(axis=1) == numbers.min(axis=1)) & (answered >= FEWEST_ITEMS)
    names = numbers.index[same]
    if len(names):
        yield _of(
            subject,
            "CLW-Q11",
            f"respondent {names[0]} gave the same answer to all {int(answered[same].iloc[0])} "
            "questions on a scale",
            names[:1],
            "answers that vary",
            "look at the form; leave the respondent out if nobody thought about the answers",
            more=len(names) - 1,
        )


def _reversed(subject: Subject, numbers: pd.DataFrame, items: pd.DataFrame) -> Iterator[Problem]:
    """Items that run against the others of their level, as a reversed question does."""
    level = items.drop_duplicates("item").set_index("item").get("level")
    groups = pd.Series(0, numbers.columns) if level is None else level.reindex(numbers.columns)
    for _, group in groups.groupby(groups, dropna=False):
        ours = numbers[group.index]
        if ours.shape[1] <= FEWEST_FIRMS or len(ours) < FEWEST_INTERVIEWS:
            continue
        for item in ours:
            rest = ours.drop(columns=item).mean(axis=1)
            if ours[item].std() > 0 and rest.std() > 0:
                correlation = float(ours[item].corr(rest))
                if correlation < REVERSED:
                    yield Problem(
                        "CLW-Q07",
                        f"{item} runs against the other items of its level (correlation "
                        f"{correlation:.2f}): is it worded the other way round?",
                        file=subject.file,
                        column="answer",
                        value=str(item),
                        expected="items that agree once reversed ones are declared",
                        remedy=f"if so, set reverse to true for {item} in the table items",
                        is_warning=True,
                    )


def _disclosing(subject: Subject, wide: pd.DataFrame, items: pd.DataFrame) -> Iterator[Problem]:
    """Classes with fewer than three firms, which published tables hide."""
    for item, text in items[["item", "scale"]].dropna().itertuples(index=False):
        scale = scale_of(str(text))
        if scale is None or not scale.choices or item not in wide or text == "yes/no":
            continue
        counts = wide[item].value_counts()
        few = counts[counts < FEWEST_FIRMS].sort_index()
        if len(few):
            yield Problem(
                "CLW-Q14",
                f"cells with fewer than {FEWEST_FIRMS} firms are hidden in published tables "
                f"({listed(f'{name}: {number}' for name, number in few.items())})",
                file=subject.file,
                column="answer",
                value=str(item),
                expected=f"{FEWEST_FIRMS} or more firms for each answer to {item}",
                remedy="join classes, or leave it: nothing is published of them",
                is_warning=True,
            )


def _of(
    subject: Subject,
    code: str,
    message: str,
    names: np.ndarray | pd.Index,
    expected: str,
    remedy: str,
    *,
    more: int,
) -> Problem:
    """A warning about respondents, at the first row of the first of them."""
    rows = subject.table["respondent"].isin(names).to_numpy(dtype=bool)
    return Problem(
        code,
        message,
        file=subject.file,
        row=subject.row(int(rows.argmax())),
        column="respondent",
        value=str(names[0]),
        expected=expected,
        remedy=remedy,
        more=more,
        is_warning=True,
    )
