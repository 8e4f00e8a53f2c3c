"""Readiness: pillars by hand, the penalty for what nobody found out, and the group."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import poisson

from tests.fieldwork.forms import form_of, written
from workbench.errors import StudyError
from workbench.fieldwork import readiness, write_template
from workbench.fieldwork.conditions import criteria
from workbench.fieldwork.conditions.initiative_group import initiative_group
from workbench.fieldwork.conditions.mass import critical_mass_of, specialisation
from workbench.fieldwork.conditions.pillars import pillar_table


def scored(score: float) -> pd.DataFrame:
    return pd.DataFrame({"criterion": criteria()["criterion"], "score": score, "evidence": "seen"})


def found_with(evidence: pd.DataFrame, **options: str) -> dict[str, object]:
    return dict(readiness(form_of(readiness.example(0) | {"evidence": evidence}), **options).facts)


@pytest.mark.parametrize(("score", "verdict"), [(4, "ready"), (0, "not ready")])
def test_all_or_nothing(score, verdict):
    facts = found_with(scored(score))
    assert facts["verdict"] == verdict
    assert facts["index"] == facts["highest"] == score / 4


def test_what_nobody_found_out_counts_as_nothing_and_is_named():
    evidence = scored(4).assign(score=lambda t: t["score"].astype(float))
    evidence.loc[evidence["criterion"] == "finance", "score"] = np.nan
    found = readiness(form_of(readiness.example(0) | {"evidence": evidence}))
    table = found.tables["pillars"].set_index("pillar")
    assert table.loc["infrastructure", "value"] == pytest.approx(2 / 3)
    assert table.loc["infrastructure", ["without_penalty", "highest"]].tolist() == [1.0, 1.0]
    assert "Banks or funds lend" in found.in_words()


def test_mostly_unknown_cannot_be_told():
    evidence = scored(4).assign(score=np.nan)
    evidence.loc[:1, "score"] = 4.0
    assert str(found_with(evidence)["verdict"]).startswith("cannot be told")


def test_one_failed_criterion_cannot_be_made_up_for_where_that_is_asked():
    evidence = scored(4)
    evidence.loc[evidence["criterion"] == "finance", "score"] = 0
    assert found_with(evidence)["verdict"] == "ready"
    for mean in ("geometric", "minimum"):
        assert found_with(evidence, mean=mean)["index"] == 0.0


def test_means_are_those_of_the_textbook():
    asked = pd.DataFrame({"criterion": [*"abc"], "pillar": "p", "words": [*"ABC"]})
    evidence = pd.DataFrame({"criterion": [*"abc"], "score": [1, 2, 4]})
    values = [
        pillar_table(evidence, asked, mean=mean)["value"].item()
        for mean in ("arithmetic", "geometric", "minimum")
    ]
    assert values == pytest.approx([7 / 12, (1 / 4 * 2 / 4 * 1) ** (1 / 3), 0.25])


@pytest.mark.parametrize(
    ("parties", "is_of_size", "has_parity"),
    [
        (["firms"] * 2, False, True),
        (["firms"] * 3, True, True),
        (["firms"] * 5 + ["town"] * 5, True, True),
        (["firms"] * 4 + ["town"] * 2, True, False),
        (["firms"] * 11, False, True),
    ],
)
def test_groups_of_three_to_ten_with_parity(parties, is_of_size, has_parity):
    people = pd.DataFrame({"person": range(len(parties)), "party": parties})
    found = initiative_group(people)
    assert (found.is_of_size, found.has_parity) == (is_of_size, has_parity)


def test_power_grows_with_firms_and_meets_the_measure_of_the_workbench():
    """METHODS of the house, 1.7: 20 equal regions, 5 % one-sided, γ 0.05, another simulation."""
    powers = [critical_mass_of(n).power for n in (10, 20, 30, 50)]
    assert powers == pytest.approx([0.26, 0.61, 0.84, 0.97], abs=0.05)


def test_the_interval_of_the_quotient_is_exact():
    row = {"place": "a", "workers_in_trade": 7, "workers": 1000}
    row |= {"workers_in_trade_in_country": 2000, "workers_in_country": 1_000_000}
    found = specialisation(pd.DataFrame([row])).iloc[0]
    assert found["quotient"] == pytest.approx(3.5)
    assert poisson.sf(6, found["low"] * 2) == pytest.approx(0.025, rel=1e-6)
    assert poisson.cdf(7, found["high"] * 2) == pytest.approx(0.025, rel=1e-6)


def test_everything_unknown_is_told_at_once():
    tables = readiness.example(0)
    evidence, sales = tables["evidence"].copy(), tables["sales"].copy()
    evidence.loc[0, "criterion"] = "enough_frms"
    sales.loc[0, "target"] = "nobody"
    with pytest.raises(StudyError) as refused:
        readiness(form_of(tables | {"evidence": evidence, "sales": sales}), mean="median")
    assert [p.code for p in refused.value.problems] == ["CLW-E53", "CLW-E51", "CLW-E35"]


def test_what_was_planted_low_is_told():
    for seed in range(8):
        found = readiness(form_of(readiness.example(seed)))
        short = found.tables["pillars"].query("value < 0.5")["pillar"].tolist()
        assert "infrastructure" in short
        assert found.tables["remedies"]["restraint"].iloc[0] == "weak core competence"
        assert "without a remedy: lack of talent" in found.in_words()


def test_a_group_without_parity_and_scores_without_evidence_are_flagged():
    tables = readiness.example(0)
    people = pd.DataFrame({"person": [*"abcd"], "party": [*"xxxy"]})
    evidence = tables["evidence"].assign(evidence=None)
    found = readiness(form_of(tables | {"people": people, "evidence": evidence}))
    assert [flag.code for flag in found.flags] == ["CLW-E55", "CLW-E54"]


def test_a_score_off_the_scale_is_refused(tmp_path):
    folder = write_template(readiness, tmp_path / "place")
    path = folder / "evidence.csv"
    path.write_text(path.read_text().replace("finance,1.0", "finance,7.0"))
    with pytest.raises(StudyError) as refused:
        readiness(folder)
    assert [(p.column, p.value) for p in refused.value.problems] == [("score", "7")]


def test_a_template_runs_as_it_is_written(tmp_path):
    found = readiness(write_template(readiness, tmp_path / "place.xlsx"))
    assert found.facts["verdict"] == "ready but for some conditions"


@pytest.mark.parametrize("is_empty", [False, True])
def test_what_may_be_left_out_may_be_left_out_and_nothing_else(tmp_path, *, is_empty):
    spared = {"sales", "employment", "restraints"}
    tables = readiness.example(0)
    kept = {
        name: table.head(0) if is_empty else None
        for name, table in tables.items()
        if name in spared
    }
    folder = written(tmp_path, {n: t for n, t in (tables | kept).items() if t is not None})
    found = readiness(folder)
    assert {"sales", "specialisation", "remedies"}.isdisjoint(found.tables)
    (folder / "people.csv").write_text("person,party\n")
    with pytest.raises(StudyError) as refused:
        readiness(folder)
    assert "CLW-E01" in {problem.code for problem in refused.value.problems}


def test_an_empty_template_says_what_each_criterion_is(tmp_path):
    about = pd.read_csv(write_template(readiness, tmp_path / "place", empty=True) / "about.csv")
    told = about[about["column"] == "criterion"].iloc[1:]
    asked = dict(zip(told["answers"], told["what it is"], strict=True))
    assert asked == criteria().set_index("criterion")["words"].to_dict()
