"""What can be wrong inside a table: its columns, keys, codes, tree of regions and numbers.

Each module holds the rules of one kind; a rule is a function that takes a `Subject` and yields
the problems it finds. To add a rule, write such a function and name it here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from workbench.data.table_problems import (
    cards,
    codes,
    coordinates,
    flags,
    gaps,
    interviews,
    keys,
    names,
    numbers,
    parts,
    questionnaires,
    schema,
    shares,
    sizes,
    subsets,
    totals,
    tree,
    units,
)
from workbench.data.table_problems.subject import Subject
from workbench.data.tables import TABLES
from workbench.errors import Problem

__all__ = ["CONFIRMABLE", "RULES", "Subject", "problems_of", "table_problems"]

Rule = Callable[[Subject], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    schema.schema_problems,
    keys.repeated_rows,
    keys.unknown_codes,
    codes.lost_zeros,
    codes.codes_read_as_numbers,
    codes.codes_of_spreadsheets,
    codes.spelled_two_ways,
    codes.unseen_characters,
    names.misnamed_codes,
    names.same_name_twice,
    names.live_texts,
    tree.circular_parents,
    tree.unlisted_parents,
    tree.children_elsewhere,
    tree.parents_among_parts,
    tree.levels_mixed,
    totals.named_totals,
    totals.hidden_totals,
    parts.summed_parts,
    totals.regions_without_anything,
    totals.parts_above_totals,
    totals.parts_above_other_tables,
    totals.children_above_parents,
    subsets.subsets_above_wholes,
    shares.shares_beyond_one,
    numbers.missing_codes,
    numbers.missing_throughout,
    numbers.constant_indicators,
    numbers.workers_and_firms,
    numbers.disclosing_cells,
    numbers.nothing_to_divide_by,
    flags.flags_at_odds,
    coordinates.points_astray,
    cards.cards_incomplete,
    units.unit_slips,
    gaps.regions_absent_in_a_year,
    sizes.sizes_at_odds,
    sizes.links_to_itself,
    questionnaires.scales_unreadable,
    questionnaires.answers_at_odds,
    questionnaires.filters_passed_over,
    questionnaires.classes_at_odds,
    questionnaires.personal_data,
    interviews.interviews_odd,
    shares.percent_and_fraction,
)

# Rules that never tell an error: to load a table one need not ask them.
SUSPICIONS: frozenset[Rule] = frozenset(
    {
        names.same_name_twice,
        names.live_texts,
        tree.children_elsewhere,
        totals.regions_without_anything,
        totals.parts_above_totals,
        totals.parts_above_other_tables,
        totals.children_above_parents,
        numbers.constant_indicators,
        numbers.workers_and_firms,
        numbers.disclosing_cells,
        numbers.nothing_to_divide_by,
        units.unit_slips,
        gaps.regions_absent_in_a_year,
    }
)

# Suspicions that only who knows the table can settle: "confirmed": [...] in its resource does.
CONFIRMABLE = frozenset(
    {
        "CLW-T16",
        "CLW-T27",
        "CLW-T36",
        "CLW-T37",
        "CLW-T40",
        "CLW-T41",
        "CLW-T58",
        "CLW-T59",
        "CLW-T60",
        "CLW-T61",
        "CLW-T62",
        "CLW-T63",
        "CLW-T64",
        "CLW-T66",
        "CLW-T68",
        "CLW-T69",
        "CLW-T70",
        "CLW-T71",
        "CLW-T72",
        "CLW-T75",
        "CLW-Q04",
        "CLW-Q06",
        "CLW-Q07",
        "CLW-Q08",
        "CLW-Q10",
        "CLW-Q11",
        "CLW-Q13",
        "CLW-Q14",
        "CLW-Q22",
    }
)

# Rules whose evidence is in the numbers or in the study's own lists: nothing confirms it away.
CERTAIN = (
    totals.named_totals,
    totals.hidden_totals,
    parts.summed_parts,
    tree.parents_among_parts,
)


LONGEST: frozenset[Rule] = frozenset({units.unit_slips})
LARGE = 200_000  # rows from which on a second thread is worth its start


def table_problems(
    file: str,
    name: str,
    table: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    confirmed: Collection[str] = (),
    rows: np.ndarray | None = None,
    *,
    errors_only: bool = False,
) -> Iterator[Problem]:
    """Everything that is wrong with one table of the schema.

    Parameters
    ----------
    file
        Where the table was read from, for the place of each problem.
    name
        Its name in the schema; tables of other names are not looked at.
    table, tables
        The table, and all tables of the study, whose codes it may refer to.
    confirmed
        Codes of suspicions that the owner of the table has looked at and found to be true.
    rows
        The row of the file that each row was read from; None where the header is row 1.
    errors_only
        Leave out the rules that can only warn; other rules still tell their warnings.

    Examples
    --------
    >>> table = pd.DataFrame({"region": ["a", "a"], "name": ["A", "B"]})
    >>> [problem.code for problem in table_problems("regions.csv", "regions", table, {})]
    ['CLW-T26']
    """
    if name in TABLES:
        subject = Subject(file, name, table, tables, rows)
        yield from problems_of(subject, confirmed, errors_only=errors_only)


def problems_of(
    subject: Subject, confirmed: Collection[str] = (), *, errors_only: bool = False
) -> Iterator[Problem]:
    """Everything that is wrong with the table of a subject; see `table_problems`."""
    if subject.table.columns.empty:
        return
    silent = CONFIRMABLE.intersection(confirmed)
    rules = [
        rule
        for rule in RULES[
            : 1 if subject.table.empty else None
        ]  # of no rows only the header can be wrong
        if not (errors_only and rule in SUSPICIONS)
    ]
    for rule, found in zip(rules, _asked(rules, subject), strict=True):
        yield from (p for p in found if p.code not in silent or rule in CERTAIN)


def _asked(rules: Sequence[Rule], subject: Subject) -> Iterator[Iterable[Problem]]:
    """What each rule finds, in their order; of a large table two at a time, the longest first."""
    if len(subject.table) < LARGE:
        yield from (rule(subject) for rule in rules)
        return
    for code in subject.codes:
        subject.distinct(code)  # what nearly every rule needs is found once
    with ThreadPoolExecutor(2) as pool:
        asked = {
            rule: pool.submit(lambda rule: list(rule(subject)), rule)
            for rule in sorted(rules, key=lambda rule: rule not in LONGEST)
        }
        yield from (asked[rule].result() for rule in rules)
