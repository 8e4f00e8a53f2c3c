"""Monitoring: planted lags are found, plans that cannot be followed are refused."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.fieldwork.forms import form_of
from workbench.errors import StudyError
from workbench.fieldwork import monitoring, write_template

SEEDS = range(12)


def test_what_was_planted_behind_is_found_and_little_else():
    wrong = 0
    for seed in SEEDS:
        lights = monitoring(form_of(monitoring.example(seed))).tables["lights"]
        behind = set(lights.loc[lights["light"] == "behind", "indicator"])
        assert behind >= {"capacity", "foreign_share"}, seed
        wrong += len(behind - {"capacity", "foreign_share", "projects", "joint_work"})
    # four of the eight are on their way: 48 looks, of which 1.2 are wrong by chance
    assert wrong <= 5


def test_a_template_runs_as_it_is_written(tmp_path):
    path = write_template(monitoring, tmp_path / "plan.xlsx")
    found = monitoring(path)
    assert found.is_synthetic
    assert found.in_words().startswith("Synthetic answers")
    assert found.flags == ()
    folder = write_template(monitoring, tmp_path / "plan")
    pd.testing.assert_frame_equal(found.tables["lights"], monitoring(folder).tables["lights"])
    written = found.write(tmp_path / "out")
    assert {path.name for path in written} >= {"monitoring.txt", "lights.csv", "milestones.csv"}


def test_an_empty_template_says_what_it_lacks(tmp_path):
    with pytest.raises(StudyError) as refused:
        monitoring(write_template(monitoring, tmp_path / "plan.xlsx", empty=True))
    assert [problem.code for problem in refused.value.problems] == ["CLW-E01", "CLW-E01"]


def test_every_target_that_leads_nowhere_is_told_at_once():
    tables = monitoring.example(0)
    targets = tables["targets"].copy()
    targets.loc[0, "target"] = targets.loc[0, "baseline"]
    targets.loc[1, "target_period"] = 2020
    targets.loc[2, "direction"] = "up"
    with pytest.raises(StudyError) as refused:
        monitoring(form_of(tables | {"targets": targets}))
    assert sorted((p.row, p.column) for p in refused.value.problems) == [
        (2, "target"),
        (3, "target_period"),
        (4, "direction"),
    ]


def test_an_indicator_without_a_target_is_an_unknown_code(tmp_path):
    folder = write_template(monitoring, tmp_path / "plan")
    path = folder / "observations.csv"
    path.write_text(path.read_text().replace("output,", "outputt,"))
    with pytest.raises(StudyError) as refused:
        monitoring(folder)
    assert {p.code for p in refused.value.problems} == {"CLW-T31"}


def test_the_network_is_told_where_links_have_years():
    tables = monitoring.example(0)
    links = pd.DataFrame(
        {
            "source": ["dairy-farm-1", "dairy-farm-1", "dairy-farm-2"],
            "target": ["milk-collector-1", "milk-collector-2", "milk-collector-1"],
            "kind": "supply",
            "year": [2024, 2025, 2025],
            "strength": 2.0,
        }
    )
    found = monitoring(form_of(tables | {"links": links}))
    assert found.tables["network"]["links"].tolist() == [1, 2]
    assert "2 links in 2025" in found.in_words()


def test_options_are_checked_and_read_from_text():
    with pytest.raises(Exception, match="tolerence"):
        monitoring(form_of(monitoring.example(0)), tolerence=0.2)
    found = monitoring(form_of(monitoring.example(0)), now="12")
    assert "overdue" not in set(found.tables["milestones"]["state"])
