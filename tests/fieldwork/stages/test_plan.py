"""The plan of the stages: in the order of the guides whatever its own, odd only where it is odd."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.fieldwork.stages.plan import plan_in_words, plan_table

STAGES = pd.DataFrame({"stage": [*"abc"], "months": [4, 4, 8]})


def planned(**spans: tuple[float, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(stage, *span) for stage, span in spans.items()], columns=["stage", "starts", "ends"]
    )


def test_a_plan_in_any_order_is_judged_in_the_order_of_the_guides() -> None:
    plan = planned(c=(8, 16), a=(0, 4), b=(4, 8))
    table = plan_table(plan, STAGES)
    assert table["stage"].tolist() == ["a", "b", "c"]
    assert table["duration"].tolist() == [4, 4, 8]
    assert set(table["remark"]) == {""}
    assert plan["stage"].tolist() == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("start", "end", "remark"),
    [
        (3, 7, ""),  # stages may overlap
        (2, 6, ""),  # and begin together
        (1, 5, "begins before a"),
        (3, 5, ""),  # half of what is usual is enough
        (3, 4.5, "shorter than usual"),
        (1, 2, "begins before a; shorter than usual"),
    ],
)
def test_only_what_is_odd_is_remarked_on(start: float, end: float, remark: str) -> None:
    table = plan_table(planned(a=(2, 6), b=(start, end)), STAGES)
    assert table["remark"].tolist() == ["", remark]


def test_a_stage_that_is_left_out_is_not_what_the_next_one_follows() -> None:
    table = plan_table(planned(a=(5, 9), c=(4, 12)), STAGES)
    assert table["remark"].tolist() == ["", "begins before a"]


@pytest.mark.parametrize(
    ("months", "place"), [(11, "less than"), (12, "within"), (36, "within"), (37, "more than")]
)
def test_the_length_is_counted_from_the_first_month_of_the_plan(months: int, place: str) -> None:
    told = plan_in_words(plan_table(planned(a=(6, 10), b=(10, 6 + months)), STAGES))
    assert told.startswith(f"The plan takes {months} months, {place} the 12 to 36")


def test_what_is_odd_is_told_with_its_stage() -> None:
    told = plan_in_words(plan_table(planned(a=(2, 14), b=(1, 15)), STAGES))
    assert told.endswith(" Odd: b begins before a.")
