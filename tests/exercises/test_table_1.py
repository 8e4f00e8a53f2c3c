"""Students of the printed table: one who reads with care, some who count what is no place."""

from __future__ import annotations

from tests.exercises.played import play_right, play_wrong
from workbench.exercises import table_1
from workbench.exercises.table_1 import SERVICES

BOTH = "printed.set_index('place').join(gazetteer.set_index('place'))"
MADE = "printed['product'].str.lower()"
INSIDE = "[w for w in gazetteer.lies_in if w in set(printed.place)]"
FIRST = "printed.province[0]"
RIGHT = {
    "places": "printed.place.nunique()",
    "misplaced": f"[p for p, t in {BOTH}.dropna().iterrows() if t.heading != t.lies_in]",
    "not_manufacturing": f"printed.place[{MADE}.isin({sorted(SERVICES)})].item()",
    "clothing_places": f"sum('clothing' in [w.strip() for w in m.split(',')] for m in {MADE})",
    "counted_once": f"len(printed) - len({INSIDE})",
    "share_of_first": f"(printed.province == {FIRST}).mean()",
}
WRONG = [
    ("places", "len(printed) + printed.heading.nunique()", "headings"),
    ("places", "printed['product'].str.split(',').explode().size", "counted products"),
    ("misplaced", f"[p for p, t in {BOTH}.iterrows() if t.heading != t.lies_in]", "no heading"),
    ("misplaced", f"[p for p, t in {BOTH}.dropna().iterrows() if t.heading != t.lies_in][:1]",
     "some are missing"),
    ("clothing_places", "printed['product'].eq('Clothing').sum()", "nothing else"),
    ("clothing_places", f"{MADE}.str.contains('clothing|textile').sum()", "Cloth is not"),
    ("counted_once", "len(printed)", "left none out"),
    ("counted_once", f"len(printed) - len(set({INSIDE}))", "left out the cities"),
    ("share_of_first", f"100 * (printed.province == {FIRST}).mean()", "percentage"),
    ("not_manufacturing", f"printed['product'][{MADE}.isin({sorted(SERVICES)})].item()",
     "name of the place"),
]  # fmt: skip


def test_a_student_who_knows():
    play_right(table_1, RIGHT)


def test_students_who_do_not():
    play_wrong(table_1, WRONG)


def test_the_real_table_has_the_errors_that_are_known_of_it():
    answers = table_1(table_1.real())
    assert answers["misplaced"].value == {"Humen Town", "Lundun Town"}
    assert answers["not_manufacturing"].value == "Zhangmutou"
    assert answers["places"].value == 34
