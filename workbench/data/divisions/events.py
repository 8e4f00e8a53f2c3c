"""What do events that name regions mean in codes: names found in the division of the year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from workbench.data.divisions.division import known_years, right_city
from workbench.data.divisions.records import (
    MERGED,
    MOVED,
    RECODED,
    SPLIT,
    SPLIT_OFF,
    table_of,
)
from workbench.errors import Problem, listed

EVENT_COLUMNS = ("event_id", "year", "event_type", "old_county_units", "new_county_units")
BETWEEN = "、"
SEAT_ONLY = "residence_change"  # the seat of government moves, no boundary does
LAND_MOVED = "jurisdiction_transfer"


@dataclass(frozen=True)
class _Event:
    """One event: codes of the units that gave, that received, and that are only mentioned."""

    row: int
    year: int
    event_id: str
    event_type: str
    old: dict[str, str]
    new: dict[str, str]
    mentioned: dict[str, str]
    lost: tuple[str, ...]


def from_events(
    table: pd.DataFrame, division: pd.DataFrame, file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Changes from events that name the units before and after.

    Parameters
    ----------
    table
        event_id, year, event_type, old_county_units, new_county_units (names joined by 、), and
        where there are such county_names (all units the event mentions) and prefecture_names.
    division
        Gives each name its code in the year of the event. Events of years it does not know are
        counted and left out, and so are those that move a seat of government and no boundary.

    Returns
    -------
    Changes, and as warnings the events that lead to no change of codes, each with the reason.
    A unit that is only mentioned gave the part from which a new unit was made, where no other
    giver is named, and else received a part; such records say so in `review`.
    """
    first, last = known_years(division)
    in_time = table["year"].between(first, last) & (table["event_type"] != SEAT_ONLY)
    records: list[dict[str, object]] = []
    problems: list[Problem] = []
    for place, row in table[in_time].iterrows():
        event = _read(int(str(place)) + 2, row, division)
        found = list(_changes(event, division))
        records += found
        problems += _told(event, found, file)
    return table_of(records), problems + list(_left_out(table, in_time, first, last, file))


def _read(place: int, row: pd.Series, division: pd.DataFrame) -> _Event:
    year = int(row["year"])
    names = {
        column: _split(row.get(column))
        for column in ("old_county_units", "new_county_units", "county_names")
    }
    here = {
        name: _code(name, year, _split(row.get("prefecture_names")), division)
        for name in {name for found in names.values() for name in found}
    }
    codes = {
        column: {code: name for name in found if (code := here[name])}
        for column, found in names.items()
    }
    old, new = codes["old_county_units"], codes["new_county_units"]
    mentioned = {
        code: name for code, name in codes["county_names"].items() if code not in old | new
    }
    lost = tuple(sorted(name for name, code in here.items() if code is None))
    return _Event(place, year, row["event_id"], row["event_type"], old, new, mentioned, lost)


def _split(cell: object) -> list[str]:
    names = right_city(pd.Series([cell], dtype="str")).dropna()
    return [name for cells in names for name in cells.split(BETWEEN)]


def _code(name: str, year: int, prefectures: list[str], division: pd.DataFrame) -> str | None:
    """The one code that has the name in the year, within the prefecture if several do."""
    is_there = (division["valid_from"] <= year) & (division["valid_to"] >= year)
    found = division[is_there & (division["name"] == name)]
    if len(found) > 1:
        above = division.loc[division["name"].isin(prefectures), "region"]
        found = found[found["parent"].isin(above)]
    return str(found["region"].iloc[0]) if len(found) == 1 else None


def _changes(event: _Event, division: pd.DataFrame) -> Iterator[dict[str, object]]:
    """One record a pair of units; what is only mentioned is inferred, and marked so."""
    begins = set(division.loc[division["valid_from"] == event.year, "region"])
    ends = set(division.loc[division["valid_to"] == event.year, "region"])
    pairs = [(o, n, "as recorded") for o in event.old for n in event.new if o != n]
    if not event.old:
        pairs += [(m, n, "giver inferred") for m in event.mentioned for n in event.new]
    else:
        pairs += [(o, m, "receiver inferred") for o in event.old for m in event.mentioned]
    names = event.old | event.new | event.mentioned
    givers: dict[str, set[str]] = {}
    for old, new, _ in pairs:
        givers.setdefault(new, set()).add(old)
    for old, new, review in pairs:
        into_new = sum(1 for o, n, _ in pairs if o == old and n in begins)
        yield {
            "year": event.year,
            "kind": _kind(old in ends, new in begins, len(givers[new]), into_new),
            "old_region": old,
            "old_name": names[old],
            "new_region": new,
            "new_name": names[new],
            "source": event.event_id,
            "review": review,
        }


def _kind(is_ending: bool, is_new: bool, givers: int, into_new: int) -> str:
    """What a pair of units went through, by whether the codes end and begin in the year."""
    if not is_ending:
        return SPLIT_OFF if is_new else MOVED
    if is_new and givers == 1:
        return RECODED if into_new == 1 else SPLIT
    return MERGED if is_new or into_new == 0 else MOVED


def _told(event: _Event, found: list[dict[str, object]], file: str) -> Iterator[Problem]:
    """Why an event says less than is needed: names without a code, or a side not named."""
    reasons = []
    if event.lost:
        reasons.append(f"no code of {event.year} for {listed(event.lost)}")
    if not found:
        reasons.append("it does not name both a unit before and another after")
    elif event.event_type == LAND_MOVED and not event.mentioned and _is_replacement(found):
        reasons.append("land moved, but the unit that received it is not named")
    if reasons:
        names = listed([*event.old.values(), *event.new.values(), *event.lost])
        yield Problem(
            "CLW-G39",
            f"event {event.event_id} of {event.year} ({names}): {'; '.join(reasons)}",
            file=file,
            row=event.row,
            column="old_county_units",
            value=names,
            expected="names of the division of the year, before and after",
            remedy="add the change to division_changes by its codes, if boundaries moved",
            is_warning=True,
        )


def _is_replacement(found: list[dict[str, object]]) -> bool:
    return len(found) == 1 and found[0]["kind"] == RECODED


def _left_out(
    table: pd.DataFrame, in_time: pd.Series, first: int, last: int, file: str
) -> Iterator[Problem]:
    outside = int((~table["year"].between(first, last)).sum())
    seats = int((~in_time).sum()) - outside
    if outside or seats:
        yield Problem(
            "CLW-G32",
            f"{outside} events are of years the division does not know, {seats} move only the "
            "seat of government; they were left out",
            file=file,
            column="year",
            expected=f"events of {first} to {last} that move boundaries",
            is_warning=True,
            remedy="nothing, if these years are not compared; or bring a division that knows them",
        )
