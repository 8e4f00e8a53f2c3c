"""No bad input passes in silence, and no good one is refused."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.corpus.all_cases import BAD, CLEAN
from tests.corpus.cases import BASE, Case, bad_table, edit, new_study, told
from tests.corpus.running import Outcome, differences, run, shortcomings
from workbench.codes import CODES
from workbench.errors import Problem


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.id)
def test_a_bad_input_is_told(case: Case, tmp_path: Path) -> None:
    assert shortcomings(case, run(case, tmp_path)) == []


@pytest.mark.parametrize("case", CLEAN, ids=lambda case: case.id)
def test_a_clean_input_is_accepted_and_held(case: Case, tmp_path: Path) -> None:
    assert shortcomings(case, run(case, tmp_path)) == []
    assert differences(case, tmp_path) == []


def test_the_corpus_is_as_large_as_it_says() -> None:
    assert len({case.group for case in BAD}) >= 200
    assert len({case.group for case in CLEAN}) >= 40
    assert [key for key, n in Counter(c.id for c in (*BAD, *CLEAN)).items() if n > 1] == []


def test_every_bad_case_asks_for_a_code_that_there_is() -> None:
    for case in BAD:
        assert case.told is not None, case.id
        assert all(re.fullmatch(r"CLW-[A-Z](\d\d|\*)", code) for code in case.told.codes), case.id
        assert any(code in CODES or code.endswith("*") for code in case.told.codes), case.id


# The judge must be able to fail: a case met in the wrong way is found


CASE = bad_table("T34", "x", edit("shoes,100", "shoes,-1"), told("T34", row=2, value="-1"))[0]
FOUND = Problem("CLW-T34", "below 0", file="table.csv", row=2, value="-1", remedy="correct it")


def judged(exit_code: int, *problems: Problem) -> list[str]:
    return shortcomings(CASE, Outcome(exit_code, problems, ""))


def test_the_judge_sees_silence_other_codes_and_what_is_left_out() -> None:

    assert judged(1, FOUND) == []
    assert judged(0) == ["silent: nothing is told"]
    assert "not refused" in judged(0, FOUND)[0]
    assert "exit 3" in judged(3, FOUND)[0]
    written = Outcome(1, (FOUND,), "", has_written=True)
    assert "written all the same" in shortcomings(CASE, written)[0]
    for part, wrong in [("file", "b.csv"), ("row", 3), ("value", "-7"), ("remedy", None)]:
        assert len(judged(1, replace(FOUND, **{part: wrong}))) == 1
    assert "is not CLW-T34" in judged(1, replace(FOUND, code="CLW-T35"))[0]


def test_the_judge_sees_a_clean_table_refused_or_misread(tmp_path: Path) -> None:
    clean = Case("C", "x", {"table.csv": BASE}, new_study("table.csv"), holds={"total": 291.0})
    assert shortcomings(clean, run(clean, tmp_path)) == []
    assert differences(clean, tmp_path) == ["total is 290.0, the file holds 291.0"]
    assert "refused" in shortcomings(clean, Outcome(1, (FOUND,), ""))[0]
