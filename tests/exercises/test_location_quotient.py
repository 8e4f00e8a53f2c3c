"""Students of the location quotient: one who knows, four who do not."""

from __future__ import annotations

from tests.exercises.played import play_right, play_wrong
from workbench.exercises import location_quotient

SHARE = "workers.manufacturing[0] / workers.iloc[0, 1:].sum()"
WHOLE = "workers.manufacturing.sum() / workers.iloc[:, 1:].to_numpy().sum()"
# The package's own measure is another route to the same number.
BY_THE_PACKAGE = (
    "measures.location_quotient(workers.melt('place', "
    "var_name='industry', value_name='employment').rename(columns={'place': 'region'})"
    ".assign(year=2010)).query(f\"region == '{workers.place[0]}' and industry == 'manufacturing'\")"
    "['value'].item()"
)
RIGHT = {
    "local_share": SHARE,
    "general_share": WHOLE,
    "location_quotient": f"round(({SHARE}) / ({WHOLE}), 3)",
    "is_over_represented": f"({SHARE}) > ({WHOLE})",
}
WRONG = [
    ("location_quotient", f"({WHOLE}) / ({SHARE})", "turned the quotient over"),
    ("local_share", "workers.manufacturing[0] / workers.manufacturing.sum()", "share of the ind"),
    (
        "general_share",
        "(workers.manufacturing / workers.iloc[:, 1:].sum(axis=1)).mean()",
        "average",
    ),
    ("local_share", f"100 * {SHARE}", "percentage"),
]


def test_a_student_who_knows():
    play_right(location_quotient, RIGHT)
    play_right(location_quotient, RIGHT | {"location_quotient": BY_THE_PACKAGE})


def test_students_who_do_not():
    play_wrong(location_quotient, WRONG)
