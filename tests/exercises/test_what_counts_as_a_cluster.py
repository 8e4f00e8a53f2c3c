"""Students who count clusters: one who knows, six who do not."""

from __future__ import annotations

from tests.exercises.played import data_sets, play_right, play_wrong
from workbench.exercises import what_counts_as_a_cluster
from workbench.rules import rules

CELLS = "establishments.iloc[:, 1:].to_numpy()"
ROWS = f"{CELLS}.sum(axis=1, keepdims=True)"
# n_ri n / (n_r n_i), without a division before the last
BY_QUOTIENT = f"({CELLS} * {CELLS}.sum() * 4 >= 5 * {ROWS} * {CELLS}.sum(axis=0))"
BY_DOMINANCE = f"(10 * {CELLS} >= 3 * {ROWS})"
RIGHT = {
    "clusters_by_quotient": f"{BY_QUOTIENT}.sum()",
    "clusters_by_dominance": f"{BY_DOMINANCE}.sum()",
    "clusters_by_mass": f"len([cell for cell in {CELLS}.ravel() if cell > 29])",
    "overlap": f"round(({BY_QUOTIENT} * {BY_DOMINANCE}).sum() "
    f"/ np.maximum({BY_QUOTIENT}, {BY_DOMINANCE}).sum(), 4)",
    "rules_that_see_growth": "['Critical mass']",
}
WRONG = [
    ("clusters_by_quotient", f"({CELLS} * {CELLS}.sum() > {ROWS} * {CELLS}.sum(axis=0)).sum()",
     "asks for more"),
    ("clusters_by_quotient", f"{BY_QUOTIENT}.any(axis=1).sum()", "counted places"),
    ("clusters_by_dominance", f"(10 * {CELLS} >= 3 * {CELLS}.sum(axis=0)).sum()",
     "share of the industry"),
    ("clusters_by_mass", f"({CELLS} > 30).sum()", "on the limit"),
    ("overlap", f"({BY_QUOTIENT} & {BY_DOMINANCE}).sum() "
     f"/ ({BY_QUOTIENT}.sum() + {BY_DOMINANCE}.sum())", "counted a cell twice"),
    ("overlap", f"({BY_QUOTIENT} == {BY_DOMINANCE}).mean()", "no cluster"),
    ("rules_that_see_growth", "['critical mass', 'size']", "the largest, whatever happens"),
    ("rules_that_see_growth", "['quotient', 'dominance', 'critical mass', 'size']", "both are"),
]  # fmt: skip
NAMES = {
    "clusters_by_quotient": "location_quotient_threshold",
    "clusters_by_dominance": "specialised_town",
}


def test_a_student_who_knows():
    play_right(what_counts_as_a_cluster, RIGHT)


def test_students_who_do_not():
    play_wrong(what_counts_as_a_cluster, WRONG)


def test_the_package_s_rules_count_the_same():
    for tables in data_sets(what_counts_as_a_cluster):
        answers = what_counts_as_a_cluster(tables)
        cells = tables["establishments"].melt("place", None, "industry", "establishments")
        long = cells.rename(columns={"place": "region"})
        for answer, name in NAMES.items():
            judged = rules[name](long, value="establishments")
            assert judged["is_cluster"].sum() == answers[answer].value
