"""Are numbers of one unit: no cell and no year that is a thousand times the others.

Everything is looked at in logarithms, as what a number is times another. What is told is a
warning: only who knows the table can say whether a value is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.data.table_problems.subject import Subject, as_found, counted
from workbench.errors import Problem

SLIP = np.log(500)  # persons for thousand persons, with room for true differences
YEAR_SLIP = np.log(300)
STEP = np.log(20)  # by how much the oddest cell must stand apart from the next
STEADY = 3.0  # how many times the range of the other years a slip must be
APART = np.log(50)  # by how much it must exceed the region's other cells
NORMAL, SIGMAS = 1.4826, 5.0  # a median absolute deviation as a standard deviation (Rousseeuw)
FEWEST_OTHERS, FEWEST_COUNTED = 3, 10.0
ROUNDING = 1e-9  # of sums of floats
BLOCK = 1 << 15
SAMPLE, MOST_CANDIDATES = 20_000, 500
LARGEST_AREA_KM2 = 2e7  # the largest state has 17 million

CONFIRM = (
    "check the unit (persons or thousand persons, yuan or ten thousand yuan); if the value is "
    'true, add "confirmed": ["CLW-T37"] to the resource in datapackage.json'
)


def unit_slips(subject: Subject) -> Iterator[Problem]:
    """Cells and years that are a thousand times what the others are."""
    if subject.name == "regions":
        yield from _areas(subject)
        for column in ("area_km2", "population"):
            if column in subject.measured:
                yield from _alone_in_group(subject, column, ("level",))
    if subject.name not in ("activity", "indicators") or "region" not in subject.table:
        return
    item = ("industry",) if subject.name == "activity" else ("indicator", "industry")
    columns = subject.measured if subject.name == "activity" else ["value"]
    for column in columns:
        if column in subject.measured:
            yield from _slips(subject, column, item)


def _slips(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """The slips of one column: of a year, else of a cell beside other years, else beside others."""
    years = list(_slipped_years(subject, column, item))
    if years:
        yield from years
        return
    for look in (_odd_in_time, _alone_in_group, _odd_in_both, _above_all):
        found = list(look(subject, column, item))
        if found:
            yield from found
            return


@dataclass(frozen=True, eq=False)
class Logs:
    """Logarithms, with 0 where there is none, and which rows have one."""

    filled: np.ndarray
    is_known: np.ndarray

    @classmethod
    def of(cls, each: np.ndarray) -> Logs:
        """Those that are finite; the others become 0 in place."""
        is_known = np.isfinite(each)
        np.copyto(each, 0.0, where=~is_known)
        return cls(each, is_known)

    @cached_property
    def each(self) -> np.ndarray:
        """With nan where there is none."""
        return np.where(self.is_known, self.filled, np.nan)


def _logs(subject: Subject, column: str) -> Logs:
    """The logarithms of what is above zero and finite."""
    return subject.remembered("logs", column, lambda: _logarithms(subject.numbers(column)))


def _logarithms(values: np.ndarray) -> Logs:
    with np.errstate(invalid="ignore", divide="ignore"):
        return Logs.of(np.log(values))


def _means(logs: Logs, groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The mean and the number of what is known in each group."""
    sums, counts = np.bincount(groups, weights=logs.filled), np.bincount(groups)
    if not logs.is_known.all():
        counts -= np.bincount(groups[~logs.is_known], minlength=len(counts))
    return sums / np.maximum(counts, 1), counts


def _stretch(counts: np.ndarray, fewest: int) -> np.ndarray:
    """What makes distances from the mean of all into those from the mean of the others.

    A value is n / (n - 1) times as far from the mean of the others as from the mean of all. It is
    nan where the others are too few.
    """
    return np.where(counts > fewest, counts / np.maximum(counts - 1, 1), np.nan)


def _blocks(count: int) -> Iterator[slice]:
    """Rows by so many as a processor has at hand, which spares it the way to memory."""
    return (slice(start, start + BLOCK) for start in range(0, count, BLOCK))


def _beyond_others(logs: Logs, groups: np.ndarray, fewest: int) -> Logs:
    """How far each row is from the mean of the others of its group, where they are enough."""
    means, counts = _means(logs, groups)
    stretch = _stretch(counts, fewest)
    beyond = np.empty(len(groups))
    for rows in _blocks(len(groups)):
        of = groups[rows]
        beyond[rows] = (logs.filled[rows] - means[of]) * stretch[of]
    np.copyto(beyond, np.nan, where=~logs.is_known)
    return Logs.of(beyond)


def _far_beyond_others(
    logs: Logs, groups: np.ndarray, fewest: int
) -> tuple[np.ndarray, np.ndarray]:
    """The rows that are a slip or more from the mean of the others, and how far each is.

    Only rows that are nearly so far from the mean of all, of which a row is a part, can be.
    """
    means, counts = _means(logs, groups)
    near = SLIP * fewest / (fewest + 1) * (1 - ROUNDING)  # where the fewest others are allowed
    found = [
        rows.start + np.flatnonzero(np.abs(logs.filled[rows] - means[groups[rows]]) > near)
        for rows in _blocks(len(groups))
    ]
    places = np.concatenate(found)
    places = places[logs.is_known[places]]
    of = groups[places]
    beyond = (logs.filled[places] - means[of]) * _stretch(counts, fewest)[of]
    is_far = np.abs(beyond) > SLIP
    return places[is_far], beyond[is_far]


# Years


def _slipped_years(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Years whose numbers are a thousand or ten thousand times those of the year before."""
    if "year" not in subject.table or len(subject.distinct("year").each) == 1:
        return
    of = item[:1] if subject.name == "indicators" else ()
    logs, groups = _logs(subject, column), subject.groups(*of, "year")
    means, counts = _means(logs, groups)
    example = subject.remembered("example", "year", lambda: _examples(groups))
    kinds, years = subject.groups(*of)[example], subject.numbers("year")[example]
    order = np.lexsort((years, kinds))
    order = order[counts[order] > 0]
    for before, after in pairwise(order):
        if kinds[before] == kinds[after] and abs(means[after] - means[before]) > YEAR_SLIP / 2:
            cells = subject.groups("region", *item, "size_class")
            ratio = _ratio(cells, logs.each, groups == before, groups == after)
            if abs(ratio) > YEAR_SLIP:
                yield _slipped_year(subject, column, groups == after, int(years[before]), ratio)


def _examples(groups: np.ndarray) -> np.ndarray:
    """A row of each group; the first row stands for groups without one."""
    example = np.zeros(int(groups.max(initial=0)) + 1, dtype=np.int64)
    example[groups] = np.arange(len(groups))
    return example


def _ratio(cells: np.ndarray, logs: np.ndarray, before: np.ndarray, after: np.ndarray) -> float:
    """The median of what cells are in a year times what they were before, as a logarithm."""
    first = pd.Series(logs[before]).groupby(cells[before]).mean()
    second = pd.Series(logs[after]).groupby(cells[after]).mean()
    ratios = (second - first).dropna()
    return float(ratios.median()) if len(ratios) >= FEWEST_OTHERS else 0.0


def _slipped_year(
    subject: Subject, column: str, rows: np.ndarray, before: int, ratio: float
) -> Problem:
    first = int(rows.argmax())
    year = subject.table["year"].iloc[first]
    of = f" of {subject.table['indicator'].iloc[first]}" if subject.name == "indicators" else ""
    times = f"{np.exp(abs(ratio)):,.0f} times {'as large' if ratio > 0 else 'smaller'}"
    return subject.tell(
        "CLW-T37",
        f"column {column}{of}: in {year} the typical cell is {times} as in {before}: another unit?",
        column,
        rows,
        "one unit in all years",
        CONFIRM,
        is_warning=True,
    )


# Cells


def _odd_in_time(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that are a thousand times, or a thousandth of, the same cell in all other years."""
    if "year" not in subject.table:
        return
    known, cells = _logs(subject, column), subject.groups("region", *item, "size_class")
    places, distances = _far_beyond_others(known, cells, FEWEST_OTHERS - 1)
    if not places.size:
        return
    logs = known.each
    beyond = dict(zip(places.tolist(), distances.tolist(), strict=True))
    odd = np.zeros(len(logs), dtype=bool)
    low = np.log(FEWEST_COUNTED) if column in subject.known.non_negative else -np.inf
    for place, rest in _rests(logs, cells, places):
        is_large = logs[place] - rest.max() > APART and rest.min() > low
        is_small = rest.min() - logs[place] > APART and rest.min() > low + SLIP
        is_steady = abs(beyond[place]) > STEADY * np.ptp(rest)
        odd[place] = is_steady and (is_large or is_small)
    if odd.any():
        first = int(odd.argmax())
        says = f"{_times(np.exp(beyond[first]))} the same cell in the other years"
        yield _odd(subject, column, odd, says)


def _rests(
    logs: np.ndarray, groups: np.ndarray, places: np.ndarray
) -> Iterator[tuple[int, np.ndarray]]:
    """Each of these rows with what is known of the others of its group."""
    wanted = np.zeros(int(groups.max(initial=0)) + 1, dtype=bool)
    wanted[groups[places]] = True
    near = np.flatnonzero(wanted[groups] & np.isfinite(logs))
    for place in places[:MOST_CANDIDATES]:
        yield int(place), logs[near[(groups[near] == groups[place]) & (near != place)]]


def _alone_in_group(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that are 500 times the largest other region's, in a region not otherwise so large."""
    groups = subject.groups(*item, "year", "size_class")
    candidates = np.flatnonzero(_beyond_item(subject, column, item).filled > SLIP)
    if not candidates.size:
        return
    logs = _logs(subject, column).each
    odd, ends = np.zeros(len(logs), dtype=bool), (0.0, 0.0)
    low = np.log(FEWEST_COUNTED) if column in subject.known.non_negative else -np.inf
    same = item[:1] if subject.name == "indicators" else ()
    region = subject.groups("region", *same) if subject.name != "regions" else np.arange(len(logs))
    own = {place: rest.max(initial=-np.inf) for place, rest in _rests(logs, region, candidates)}
    for place, rest in _rests(logs, groups, candidates):
        if (
            logs[place] - rest.max() > SLIP
            and rest.max() >= low
            and logs[place] - own[place] > APART
        ):
            ends = ends if odd.any() else (float(rest.max()), float(rest.min()))
            odd[place] = True
    if odd.any():
        at = logs[int(odd.argmax())]
        few, many = (f"{np.exp(at - end):,.0f}" for end in ends)
        kind = "indicator" if subject.name == "indicators" else "industry"
        of = "" if subject.name == "regions" else f" of the same {kind}"
        ratio = few if few == many else f"{few} to {many}"
        yield _odd(subject, column, odd, f"{ratio} times the other regions{of}")


def _beyond_item(subject: Subject, column: str, item: tuple[str, ...]) -> Logs:
    """How far each row is from the mean of the other regions in the same item and year."""
    groups = subject.groups(*item, "year", "size_class")
    logs = _logs(subject, column)
    return subject.remembered(
        "beyond item", column, lambda: _beyond_others(logs, groups, FEWEST_OTHERS)
    )


def _odd_in_both(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that neither the size of their region nor that of their industry explains."""
    if subject.name != "activity":
        return
    groups = subject.groups("region", "year")
    beyond = _beyond_item(subject, column, item)
    if not (_far_beyond_others(beyond, groups, FEWEST_OTHERS - 1)[1] > 0).any():
        return
    rest = _beyond_others(beyond, groups, FEWEST_OTHERS - 1).each
    found = np.flatnonzero(np.isfinite(rest))
    if found.size < 2 * FEWEST_OTHERS:
        return
    top = found[np.argpartition(rest[found], [-2, -1])[-2:]]
    sample = rest[found[:: max(found.size // SAMPLE, 1)]]
    spread = NORMAL * float(np.median(np.abs(sample - np.median(sample))))
    if rest[top[1]] > max(SLIP, SIGMAS * spread) and rest[top[1]] - rest[top[0]] > STEP:
        logs = _logs(subject, column).each
        odd = np.zeros(len(logs), dtype=bool)
        odd[top[1]] = logs[top[1]] >= np.log(FEWEST_COUNTED)
        if odd.any():
            times = _times(np.exp(rest[top[1]]))
            says = f"{times} what the sizes of its region and industry lead to expect"
            yield _odd(subject, column, odd, says)


def _above_all(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that are 500 times every other cell of their year, however few those are."""
    known = _logs(subject, column)
    groups = subject.groups(*(item[:1] if subject.name == "indicators" else ()), "year")
    # what is 500 times each of the others is so much more than their mean
    places, beyond = _far_beyond_others(known, groups, FEWEST_OTHERS - 1)
    tops = _clear_tops(known.filled, groups, places[beyond > 0])
    if not tops.size:
        return
    logs = known.each
    low = np.log(FEWEST_COUNTED) if column in subject.known.non_negative else -np.inf
    odd, ratio = np.zeros(len(logs), dtype=bool), 0.0
    for place, rest in _rests(logs, groups, tops):
        if rest.max() >= low and logs[place] - rest.max() > SLIP:
            ratio = ratio if odd.any() else float(np.exp(logs[place] - rest.max()))
            odd[place] = True
    if odd.any():
        yield _odd(subject, column, odd, f"{ratio:,.0f} times all other cells of its year or more")


def _clear_tops(logs: np.ndarray, groups: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Of these rows the largest of each group, where the next is not near it."""
    ordered = places[np.lexsort((logs[places], groups[places]))]
    of, size = groups[ordered], logs[ordered]
    is_alone = np.append(True, (of[1:] != of[:-1]) | (np.diff(size) > SLIP))
    is_top = np.append(of[1:] != of[:-1], True)
    return np.sort(ordered[is_alone[: len(ordered)] & is_top[: len(ordered)]])


def _odd(subject: Subject, column: str, rows: np.ndarray, says: str) -> Problem:
    value = as_found(subject.table[column].iloc[int(rows.argmax())])
    return subject.tell(
        "CLW-T37",
        f"{column} = {value} is {says}",
        column,
        rows,
        "values of one unit",
        CONFIRM,
        is_warning=True,
    )


def _times(ratio: float) -> str:
    """A ratio in words.

    Examples
    --------
    >>> _times(1000.0), _times(0.001)
    ('1,000 times', 'a 1,000th of')
    """
    return f"{ratio:,.0f} times" if ratio >= 1 else f"a {1 / ratio:,.0f}th of"


def _areas(subject: Subject) -> Iterator[Problem]:
    """Areas larger than any country has, as in square metres or hectares."""
    if "area_km2" not in subject.measured:
        return
    huge = subject.numbers("area_km2") > LARGEST_AREA_KM2
    if huge.any():
        yield subject.tell(
            "CLW-T37",
            f"{counted(int(huge.sum()), 'region is', 'regions are')} larger than any country",
            "area_km2",
            huge,
            "square kilometres",
            "divide square metres by 1,000,000 and hectares by 100, or name the column as it is",
            is_warning=True,
        )
