"""Do names belong to their codes, and is text only text: no formula, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

import pandas as pd

from workbench.data.table_problems.codes import spelling
from workbench.data.table_problems.subject import Subject
from workbench.errors import Problem, quoted

NAMES = {
    ("region", "regions"): ("region_name", "name", "name_local", "as_printed"),
    ("industry", "industries"): ("industry_name",),
}
OWN_NAMES = ("name", "name_local", "as_printed")
NAMED_BY_REGION = ("activity", "indicators")
FORMULA = re.compile(r"^\s*(=\s*\S|[+\-@].*[A-Za-z]\(|[+\-@=].*[|!])", re.DOTALL)
SCRIPT = re.compile(
    r"<\s*/?\s*(script|iframe|img|svg|object|embed|style|link|meta|base|form|body|html|a)\b"
    r"|javascript\s*:",
    re.IGNORECASE,
)


def misnamed_codes(subject: Subject) -> Iterator[Problem]:
    """A code beside the name of another code."""
    if subject.name not in NAMED_BY_REGION:
        return
    for (code, target), columns in NAMES.items():
        for column in columns:
            if subject.has(code, column):
                yield from _misnamed(subject, code, column, subject.other(target, code))


def _misnamed(
    subject: Subject, code: str, column: str, listing: pd.DataFrame | None
) -> Iterator[Problem]:
    groups = pd.Series(subject.groups(code, column))
    first = ~groups.duplicated()
    pairs = subject.table.loc[first.to_numpy(), [code, column]].dropna()
    names = _names_of(listing, code) if listing is not None else {}
    owners: dict[str, set[str]] = {}
    for owner, called in names.items():
        for name in called:
            owners.setdefault(name, set()).add(owner)
    for value, name in pairs.itertuples(index=False):
        said = spelling(str(name))
        if said not in names.get(value, {said}) and said in owners:
            rows = (subject.table[code] == value) & (subject.table[column] == name)
            yield subject.tell(
                "CLW-T32",
                f"code {value} is {quoted(_shown(listing, code, value))}, but the row says "
                f"{quoted(name)}, which is {' or '.join(sorted(owners[said])[:3])}",
                column,
                rows.to_numpy(dtype=bool),
                "the name that the list gives to the code",
                "correct the code or the name: the numbers may belong to either",
            )
    if not names:
        yield from _two_names(subject, code, column, pairs)


def _two_names(subject: Subject, code: str, column: str, pairs: pd.DataFrame) -> Iterator[Problem]:
    """One code with two names in the same year, where no list of codes can tell which is right."""
    spelled = pairs.assign(**{column: pairs[column].map(spelling)}).drop_duplicates()
    several = spelled.loc[spelled[code].duplicated(keep=False), code].unique()
    if not len(several):
        return
    keys = [code, "year"] if "year" in subject.table else [code]
    rows = subject.table[subject.table[code].isin(several)]
    called = rows.groupby(keys)[column].nunique()
    if (called > 1).any():
        value = called[called > 1].reset_index()[code].iloc[0]
        both = rows.loc[rows[code] == value, column].unique()[:2]
        yield subject.tell(
            "CLW-T32",
            f"code {value} has two names: {quoted(both[0])} and {quoted(both[1])}",
            column,
            ((subject.table[code] == value) & (subject.table[column] == both[1])).to_numpy(bool),
            "one name for each code in a year",
            "correct the code or the name: the numbers may belong to either",
        )


def _names_of(listing: pd.DataFrame, code: str) -> dict[str, set[str]]:
    """Every name that a list gives to each code, as `spelling` reads it."""
    names: dict[str, set[str]] = {}
    for column in OWN_NAMES:
        if column in listing:
            for value, name in listing[[code, column]].dropna().itertuples(index=False):
                names.setdefault(value, set()).add(spelling(str(name)))
    return names


def _shown(listing: pd.DataFrame | None, code: str, value: str) -> str:
    if listing is None or "name" not in listing:
        return value
    return str(listing.loc[listing[code] == value, "name"].iloc[0])


def same_name_twice(subject: Subject) -> Iterator[Problem]:
    """Two codes of one level and parent with one name: perhaps one place that was counted twice."""
    if subject.name not in ("regions", "industries") or "name" not in subject.table:
        return
    apart = [c for c in ("parent", "level", "valid_years", "province", "state") if subject.has(c)]
    table = subject.table[["name", *apart]].assign(
        name=subject.table["name"].map(spelling, "ignore")
    )
    known = table["name"].notna()
    if subject.name == "regions":  # many a city has a Drum Tower district: the parent tells
        known &= table["parent"].notna() if "parent" in table else False
    again = (table.duplicated() & known).to_numpy(dtype=bool)
    if again.any():
        yield subject.tell(
            "CLW-T58",
            "two codes have the same name, and nothing else tells them apart",
            "name",
            again,
            "a name for each code of one level and parent",
            "correct the name, or the code if both are one; leave it if they are two",
            is_warning=True,
        )


def live_texts(subject: Subject) -> Iterator[Problem]:
    """Texts that a spreadsheet or a browser would run, were they not kept as text."""
    kinds = (
        ("CLW-T46", FORMULA, "a formula", "kept as text, and written as text to spreadsheets"),
        ("CLW-T47", SCRIPT, "a script or web markup", "kept as text, and shown as text on pages"),
    )
    for column in map(str, subject.table.columns):
        if not pd.api.types.is_string_dtype(subject.table[column]):
            continue
        found = subject.distinct(column)
        for code, pattern, called, kept in kinds:
            live = found.where(partial(_holds, pattern))
            if live.any():
                yield subject.tell(
                    code,
                    f"a text in column {column} looks like {called}; it is {kept}",
                    column,
                    found.rows(live),
                    "plain text",
                    "nothing, if the text is meant; else correct the cell",
                    is_warning=True,
                )


def _holds(pattern: re.Pattern[str], value: str) -> bool:
    return pattern.search(value) is not None
