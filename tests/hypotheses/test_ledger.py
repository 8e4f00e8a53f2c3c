"""The ledger leaves nobody out, and what chance could have made is not called supported."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import workbench as wb
from workbench.data import load, studies_of_regions
from workbench.errors import ParameterError, UnknownName
from workbench.hypotheses import VERDICTS, hypotheses, ledger, ledger_frame
from workbench.hypotheses import _ledger as machinery


@pytest.fixture(scope="module")
def rulings():
    return ledger("zhejiang_guangdong")


def test_every_hypothesis_has_its_ruling_in_order(rulings):
    assert [ruling.number for ruling in rulings] == [f"H{n}" for n in range(1, 27)]
    assert {ruling.hypothesis for ruling in rulings} == set(hypotheses)


def test_every_ruling_has_a_word_and_a_reason(rulings):
    assert {ruling.verdict for ruling in rulings} <= set(VERDICTS)
    assert all(len(ruling.reason) > 20 for ruling in rulings)
    assert all(ruling.reason.endswith(".") for ruling in rulings)


def test_what_the_documents_alone_decide(rulings):
    found = {ruling.number: ruling.verdict for ruling in rulings}
    assert found["H16"] == "refuted"
    assert found["H18"] == "supported"


def test_a_ruling_is_the_contracts_record(rulings):
    record = rulings[0].as_record()
    first = "hypothesis claim verdict reason estimate interval smallest_effect"
    assert list(record)[:7] == first.split()
    assert json.loads(json.dumps([ruling.as_record() for ruling in rulings]))
    untestable = next(r for r in rulings if r.verdict == "untestable").as_record()
    assert untestable["estimate"] is None
    assert untestable["interval"] == [None, None]


def test_the_frame_has_a_row_a_ruling(rulings):
    frame = ledger_frame(rulings)
    assert len(frame) == len(rulings)
    assert frame["hypothesis"].is_unique


def test_what_a_family_makes_doubtful_is_not_shown():
    one = wb.verdict("cluster_sizes_are_pareto", "zhejiang_guangdong")
    sure = [replace(one, verdict="supported", p_value=p, family="a") for p in (0.04, 0.6, 0.7, 0.9)]
    alone = replace(one, verdict="supported", p_value=0.04, family="b")
    refuted = replace(one, verdict="refuted", p_value=0.9, family="b")
    found = machinery._controlled([*sure, alone, refuted])
    assert found[0].verdict == "not shown"
    assert "false discovery (q = 0.16)" in found[0].reason
    assert found[4].q_value == pytest.approx(0.08)
    assert found[5].verdict == "refuted"
    lonely = machinery._controlled([alone])
    assert lonely[0].verdict == "supported"
    assert lonely[0].q_value == pytest.approx(0.04)


def test_what_has_no_p_value_is_in_no_family():
    one = wb.verdict("cluster_sizes_are_pareto", "zhejiang_guangdong")
    free = replace(one, verdict="supported", p_value=float("nan"))
    assert machinery._controlled([free])[0].verdict == "supported"


def test_a_misspelt_name_is_told():
    with pytest.raises(UnknownName, match="nearest: density_raises_productivity"):
        wb.verdict("density_raises_productivty", "china_prefectures")
    with pytest.raises(UnknownName, match="CLW-N01"):
        ledger("chna")


def test_a_claim_with_a_rule_of_its_own_keeps_it():
    with pytest.raises(ParameterError, match="rule of its own"):
        wb.verdict("the_rule_changes_the_answer", "china_prefectures", smallest_effect=1.0)


def test_a_study_without_anything_is_told_why_each_time():
    empty = load("strasbourg_establishments")
    bare = replace(
        empty, tables={"regions": empty.regions}, descriptor={**empty.descriptor, "workbench": {}}
    )
    found = ledger(bare)
    assert {ruling.verdict for ruling in found} == {"untestable"}
    assert all(ruling.reason for ruling in found)
    assert isinstance(ledger_frame(found), pd.DataFrame)


def test_the_page_of_the_ledger_says_what_the_ledger_says(rulings):
    text = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^## (\w+)$", text, re.M)) == set(studies_of_regions())
    for ruling in rulings:
        name = ruling.hypothesis.replace("_", " ")
        line = f"| {ruling.number} {name} | {ruling.verdict} |"
        assert line in text.partition("## zhejiang_guangdong")[2]
        assert ruling.reason in text
