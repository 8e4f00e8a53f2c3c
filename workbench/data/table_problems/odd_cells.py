"""Is a cell a thousand times what all that it can be compared with leads to expect."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from workbench.data.table_problems.logarithms import (
    SLIP,
    Logs,
    Means,
    beyond_others,
    far_beyond_others,
    logs_of,
    means_by,
)
from workbench.data.table_problems.slipped_years import CONFIRM
from workbench.data.table_problems.subject import Subject, as_found
from workbench.errors import Problem

STEP = np.log(20)  # by how much the oddest cell must stand apart from the next
STEADY = 3.0  # how many times the range of the other years a slip must be
APART = np.log(50)  # by how much it must exceed the region's other cells
NORMAL, SIGMAS = 1.4826, 5.0  # a median absolute deviation as a standard deviation (Rousseeuw)
FEWEST_OTHERS, FEWEST_COUNTED = 3, 10.0
SAMPLE, MOST_CANDIDATES = 20_000, 500


def odd_in_time(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that are a thousand times, or a thousandth of, the same cell in all other years."""
    if "year" not in subject.table:
        return
    known, means = (
        logs_of(subject, column),
        means_by(subject, column, "region", *item, "size_class"),
    )
    places, distances = far_beyond_others(known, means, FEWEST_OTHERS - 1)
    if not places.size:
        return
    logs, cells = known.each, means.groups
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


def alone_in_group(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that are 500 times the largest other region's, in a region not otherwise so large."""
    candidates = np.flatnonzero(_beyond_item(subject, column, item).filled > SLIP)
    if not candidates.size:
        return
    groups = subject.groups(*item, "year", "size_class")
    logs = logs_of(subject, column).each
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

    def make() -> Logs:
        means = means_by(subject, column, *item, "year", "size_class")
        return beyond_others(logs_of(subject, column), means, FEWEST_OTHERS)

    return subject.remembered("beyond item", column, make)


def odd_in_both(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that neither the size of their region nor that of their industry explains."""
    if subject.name != "activity":
        return
    beyond = _beyond_item(subject, column, item)
    means = Means.of(beyond, subject.groups("region", "year"), subject.sizes("region", "year"))
    if not (far_beyond_others(beyond, means, FEWEST_OTHERS - 1)[1] > 0).any():
        return
    rest = beyond_others(beyond, means, FEWEST_OTHERS - 1).each
    found = np.flatnonzero(np.isfinite(rest))
    if found.size < 2 * FEWEST_OTHERS:
        return
    top = found[np.argpartition(rest[found], [-2, -1])[-2:]]
    sample = rest[found[:: max(found.size // SAMPLE, 1)]]
    spread = NORMAL * float(np.median(np.abs(sample - np.median(sample))))
    if rest[top[1]] > max(SLIP, SIGMAS * spread) and rest[top[1]] - rest[top[0]] > STEP:
        logs = logs_of(subject, column).each
        odd = np.zeros(len(logs), dtype=bool)
        odd[top[1]] = logs[top[1]] >= np.log(FEWEST_COUNTED)
        if odd.any():
            times = _times(np.exp(rest[top[1]]))
            says = f"{times} what the sizes of its region and industry lead to expect"
            yield _odd(subject, column, odd, says)


def above_all(subject: Subject, column: str, item: tuple[str, ...]) -> Iterator[Problem]:
    """Cells that are 500 times every other cell of their year, however few those are."""
    known = logs_of(subject, column)
    of = item[:1] if subject.name == "indicators" else ()
    means = means_by(subject, column, *of, "year")
    # what is 500 times each of the others is so much more than their mean
    places, beyond = far_beyond_others(known, means, FEWEST_OTHERS - 1)
    tops = _clear_tops(known.filled, means.groups, places[beyond > 0])
    if not tops.size:
        return
    logs, groups = known.each, means.groups
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
