"""Students of the tail of sizes: one who knows, six who do not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.exercises.played import data_sets, play_right, play_wrong
from workbench.exercises import drawn_for, tail_of_cluster_sizes
from workbench.exercises.tail_of_cluster_sizes import _apart
from workbench.fieldwork.casebook.cluster_sizes import TailCounts, lowest_output, tail_fits

X, N = "counts.output_above_yuan_bn", "counts.clusters"
# a straight line through two points of the log-log plot, turned upside down
FIRST = f"-np.polyfit(np.log10({X}[:2]), np.log10({N}[:2]), 1)[0]"
SECOND = f"-np.polyfit(np.log({X}[1:]), np.log({N}[1:]), 1)[0]"
ERRORS = " + ".join(
    f"(1 / {N}[{at + 1}] - 1 / {N}[{at}]) / np.log({X}[{at + 1}] / {X}[{at}]) ** 2" for at in (0, 1)
)
RIGHT = {
    "between_first_and_second": f"{N}[0] - {N}[1]",
    # every cluster makes the first threshold, those above the next one the difference more
    "least_output": f"{N}[0] * {X}[0] + ({N}[1:] * {X}.diff()[1:]).sum()",
    "first_exponent": f"round({FIRST}, 3)",
    "second_exponent": SECOND,
    "pareto_is_rejected": f"abs({SECOND} - {FIRST}) / np.sqrt({ERRORS}) > 1.96",
    "which_exponent_moves": "'First'",
}
WRONG = [
    ("between_first_and_second", f"{N}[0]", "among them"),
    ("between_first_and_second", f"{N}[0] - {N}[1] - {N}[2]", "away twice"),
    ("least_output", f"({N} * {X}).sum()", "in each line"),
    ("least_output", f"{N}[0] * {X}[0]", "higher floor"),
    ("first_exponent",
     f"np.log(({N}[0] - {N}[1]) / ({N}[1] - {N}[2])) / np.log({X}[1] / {X}[0])",
     "compared classes"),
    ("first_exponent", f"1 / ({FIRST})", "turned the fraction over"),
    ("second_exponent", f"np.log({N}[1] / {N}[2]) / ({X}[2] - {X}[1])", "difference"),
    ("which_exponent_moves", "'both'", "again"),
]  # fmt: skip


def test_a_student_who_knows():
    play_right(tail_of_cluster_sizes, RIGHT)


def test_students_who_do_not():
    play_wrong(tail_of_cluster_sizes, WRONG)


def test_the_casebook_says_the_same():
    for tables in data_sets(tail_of_cluster_sizes):
        x, n = (tuple(map(float, tables["counts"][name])) for name in tables["counts"])
        counts, answers = TailCounts(x, n, n[0]), tail_of_cluster_sizes(tables)
        assert lowest_output(counts) == pytest.approx(answers["least_output"].value)
        pareto = tail_fits(counts).set_index("distribution").loc["Pareto"]
        ends = sorted(answers[name].value for name in ("first_exponent", "second_exponent"))
        assert ends[0] < pareto["estimate"] < ends[1]
        assert ("yes" if pareto["is_rejected"] else "no") == answers["pareto_is_rejected"].value


def test_the_document_s_counts_are_the_known_ones():
    answers = tail_of_cluster_sizes(tail_of_cluster_sizes.real())
    assert answers["between_first_and_second"].value == 120
    assert answers["least_output"].value == 490
    assert answers["first_exponent"].value == pytest.approx(np.log10(5))
    assert answers["pareto_is_rejected"].value == "yes"


def test_the_exponents_lie_as_far_apart_as_worked_by_hand():
    first, second = np.sqrt(1 / 30 - 1 / 150) / np.log(10), np.sqrt(1 / 7 - 1 / 30) / np.log(2)
    assert (first, second) == pytest.approx((0.07092, 0.47745), rel=1e-4)
    apart = (np.log(30 / 7) / np.log(2) - np.log10(5)) / np.hypot(first, second)
    found = _apart(np.array([1.0, 10, 20]), np.array([150.0, 30, 7]))
    assert found == pytest.approx(apart) == pytest.approx(2.9016, rel=1e-4)


def test_both_verdicts_are_handed_out():
    drawn = [drawn_for(tail_of_cluster_sizes, str(each), 1) for each in range(20)]
    verdicts = {tail_of_cluster_sizes(one)["pareto_is_rejected"].value for one in drawn}
    assert verdicts == {"yes", "no"}
