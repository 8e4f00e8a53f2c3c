"""Are the numbers possible: no code for missing, none missing throughout, none at odds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from workbench.data.table_problems.subject import Subject, as_found, counted
from workbench.errors import Problem, quoted

NINES = tuple(float("9" * digits) for digits in range(3, 10))
SIGNED = tuple(-nines for nines in (99.0, *NINES))
ALSO_SIGNED = (-1.0, -8.0, -9.0, -88.0, -888.0, -8888.0)  # in counts, where they come again
LONELY = 10.0  # a single 99999 is odd where the next is a tenth of it
FEWEST_REPEATS, FEWEST_REGIONS = 2, 10
MOST_WORKERS = 100_000  # the largest single works known have a few hundred thousand
REQUIRED_VALUES = {"activity": ("employment", "establishments"), "indicators": ("value",)}
FEWEST_FIRMS = 3
OFTEN, MANY = 0.05, 10  # share of rows, firms in a cell
EXPLAINED = ("imputed", "suppressed")


def missing_codes(subject: Subject) -> Iterator[Problem]:
    """Numbers that most likely stand for a missing value: -99, 9999, 99999."""
    for column in subject.measured:
        values = subject.numbers(column)
        is_count = column in subject.known.non_negative
        for code in _suspects(values, is_count=is_count):
            rows = values == code
            yield subject.tell(
                "CLW-T40",
                f"column {column} holds {code:g} in {counted(int(rows.sum()), 'row', 'rows')}; "
                "that looks like a code for a missing value",
                column,
                rows,
                "an empty cell where the value is missing",
                f"--read missing_codes={code:.0f}; if the value is true, add "
                '"confirmed": ["CLW-T40"] to the resource in datapackage.json',
                is_warning=not (is_count and code < 0),
            )


def _suspects(values: np.ndarray, *, is_count: bool) -> list[float]:
    """The values of a column that look like codes for missing."""
    is_finite = np.isfinite(values)
    finite = values if is_finite.all() else values[is_finite]
    if not finite.size:
        return []
    low, high = finite.min(), finite.max()
    suspects = []
    if high in NINES:
        repeats, rest = int((finite == high).sum()), finite[finite < high]
        is_lonely = rest.size > 0 and rest.max() * LONELY <= high
        if (repeats >= FEWEST_REPEATS and _is_odd(rest, high)) or is_lonely:
            suspects.append(float(high))
    if low >= 0:
        return suspects
    repeats, rest = int((finite == low).sum()), finite[finite > low]
    is_sign = low in SIGNED and (is_count or (rest.size > 0 and rest.min() >= 0))
    if is_sign or (is_count and low in ALSO_SIGNED and repeats >= FEWEST_REPEATS):
        suspects.append(float(low))
    return suspects


def _is_odd(rest: np.ndarray, high: float) -> bool:
    """Whether a value that comes again stands apart from the rest, at twice the next or more."""
    return rest.size > 0 and bool(rest.max() * 2 <= high)


def missing_throughout(subject: Subject) -> Iterator[Problem]:
    """Columns and indicators without a single value."""
    for column in REQUIRED_VALUES.get(subject.name, ()):
        if column in subject.table and len(subject.table) and subject.table[column].isna().all():
            yield subject.tell(
                "CLW-T43",
                f"{column} is missing in every row",
                column,
                np.ones(len(subject.table), dtype=bool),
                "a value in at least one row",
                "bring the values, or take the column out",
            )
            return
    if subject.name == "indicators" and subject.has("indicator", "value"):
        found = subject.distinct("indicator")
        known = ~np.isnan(subject.numbers("value"))
        empty = np.bincount(found.places[known].clip(0), minlength=len(found.each)) == 0
        if empty.any():
            yield subject.tell(
                "CLW-T43",
                f"indicator {quoted(found.each[int(empty.argmax())])} is missing in every row",
                "indicator",
                found.rows(empty),
                "a value in at least one row",
                "bring the values, or take the indicator out",
                is_warning=True,
            )


def constant_indicators(subject: Subject) -> Iterator[Problem]:
    """Indicators with one value everywhere, which can explain nothing."""
    if subject.name != "indicators" or not subject.has("region", "indicator", "value"):
        return
    found, values = subject.distinct("indicator"), subject.numbers("value")
    by = pd.DataFrame({"i": found.places, "v": values, "r": subject.distinct("region").places})
    by = by[by["i"] >= 0].dropna()
    facts = by.groupby("i").agg(low=("v", "min"), high=("v", "max"))
    same = facts.index[facts["low"] == facts["high"]]
    regions = by[by["i"].isin(same)].groupby("i")["r"].nunique()
    constant = np.isin(np.arange(len(found.each)), regions.index[regions >= FEWEST_REGIONS])
    if constant.any():
        yield subject.tell(
            "CLW-T72",
            f"indicator {quoted(found.each[int(constant.argmax())])} has one value in every "
            "region and year",
            "indicator",
            found.rows(constant),
            "values that differ; what does not vary explains nothing",
            "check the column, or leave the indicator out of models",
            is_warning=True,
        )


def workers_and_firms(subject: Subject) -> Iterator[Problem]:
    """Fewer workers than establishments, parts of establishments, and impossibly large ones."""
    if not subject.has("employment", "establishments") or subject.name != "activity":
        return
    workers, firms = subject.numbers("employment"), subject.numbers("establishments")
    said = _explained(subject)
    few = (workers < firms) & (workers >= 0) & ~said
    share = few.sum() / max(int((firms > 0).sum()), 1) if few.any() else 0.0
    if 0 < share < OFTEN:  # some firms have no workers in the month that is counted
        few &= (workers * 2 < firms) & (firms >= MANY)
    if few.any():
        first = int(few.argmax())
        swapped = "; in most rows, so the two columns may be swapped" if share > 1 / 2 else ""
        yield subject.tell(
            "CLW-T61",
            f"{as_found(workers[first])} workers in {as_found(firms[first])} establishments"
            f"{swapped}",
            "employment",
            few,
            "at least as many workers as establishments, unless owners are not counted",
            "check both columns, or say in the description that owners are not counted",
            is_warning=True,
        )
    homeless = (workers > 0) & (firms == 0) & ~said
    if homeless.any():
        first = int(homeless.argmax())
        yield subject.tell(
            "CLW-T63",
            f"{as_found(workers[first])} workers in 0 establishments",
            "establishments",
            homeless,
            "an establishment wherever somebody works; what is not known is an empty cell",
            "correct the number, or leave it empty if it is not known",
            is_warning=True,
        )
    parts = firms != np.floor(firms)
    if parts.any():
        parts &= np.isfinite(firms)
    if parts.any():
        yield subject.tell(
            "CLW-T62",
            "a number of establishments is not whole",
            "establishments",
            parts,
            "a whole number, unless the counts are weighted",
            "check the column; weighted counts carry the usage warning sample_counts",
            is_warning=True,
        )
    huge = workers > MOST_WORKERS
    if huge.any():
        huge &= np.isfinite(workers) & (workers > firms.clip(1) * MOST_WORKERS)
    if huge.any():
        yield subject.tell(
            "CLW-T63",
            f"an establishment would have more than {MOST_WORKERS:,} workers on average",
            "employment",
            huge,
            f"at most {MOST_WORKERS:,} workers for each establishment",
            "check the units of both columns (persons or thousand persons)",
            is_warning=True,
        )


def _explained(subject: Subject) -> np.ndarray:
    """The rows whose flag says that their value is no plain count."""
    if "flag" not in subject.table:
        return np.zeros(len(subject.table), dtype=bool)
    flags = subject.distinct("flag")
    return flags.rows(flags.where(lambda value: value in EXPLAINED))


def disclosing_cells(subject: Subject) -> Iterator[Problem]:
    """Cells that show the employment of one or two firms.

    Where a publisher suppresses cells, but not these as a rule, it has decided so.
    """
    if not subject.has("employment", "establishments") or subject.name != "activity":
        return
    firms, workers = subject.numbers("establishments"), subject.numbers("employment")
    small, said = (firms >= 1) & (firms < FEWEST_FIRMS), _explained(subject)
    shown = small & (workers > 0) & ~said
    if shown.any() and (not said.any() or shown.sum() < (small & said).sum()):
        yield subject.tell(
            "CLW-T64",
            f"{counted(int(shown.sum()), 'cell shows', 'cells show')} the employment of fewer than "
            f"{FEWEST_FIRMS} establishments",
            "establishments",
            shown,
            f"{FEWEST_FIRMS} or more; published tables hide smaller cells",
            "make sure that you may hold these cells; do not publish them",
            is_warning=True,
        )


def nothing_to_divide_by(subject: Subject) -> Iterator[Problem]:
    """Regions without area or people, where densities are undefined."""
    if subject.name != "regions":
        return
    for column in subject.known.non_negative:
        if column in subject.measured:
            zero = subject.numbers(column) == 0
            if zero.any():
                yield subject.tell(
                    "CLW-T70",
                    f"a region has {column} 0, so what is divided by it is undefined",
                    column,
                    zero,
                    "a number above 0, or an empty cell where it is unknown",
                    "correct the cell, or leave it empty",
                    is_warning=True,
                )
