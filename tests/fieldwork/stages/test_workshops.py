"""The words on the papers of the workshops come from the form, half filled in or not."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.fieldwork.forms import written
from workbench.errors import StudyError
from workbench.fieldwork import appraisal, roadmap, write_template
from workbench.fieldwork.learning.questionnaire import SKILLS
from workbench.fieldwork.stages.example import FACTORS
from workbench.fieldwork.stages.workshops import papers_of, workshops


def test_without_a_form_the_words_are_those_of_the_example():
    found = papers_of([])
    assert (found.factors, found.skills) == (FACTORS, SKILLS)
    assert found.examples == ("factors", "skills")


def test_a_form_that_lists_factors_only_is_enough(tmp_path):
    votes = pd.DataFrame({"voter": [None] * 3, "factor": ["brand", "cold chain", "brand"]})
    found = papers_of([written(tmp_path, {"votes": votes.assign(rank=None)})])
    assert found.factors == ("brand", "cold chain")
    assert found.examples == ("skills",)
    assert found.pairs == [("brand", "cold chain")]


def test_two_forms_give_both(tmp_path):
    (tmp_path / "b").mkdir()
    way = write_template(roadmap, tmp_path / "way")
    skills = pd.DataFrame({"respondent": ["a", "a"], "skill": ["cheese making", "export"]})
    found = papers_of([way, written(tmp_path / "b", {"skills": skills})])
    assert found.factors == FACTORS
    assert found.skills == ("cheese making", "export")
    assert found.examples == ()


def test_forms_without_a_word_are_refused(tmp_path):
    forms = [
        write_template(own, tmp_path / own.__name__, empty=True) for own in (roadmap, appraisal)
    ]
    with pytest.raises(StudyError) as refused:
        papers_of(forms)
    assert [problem.code for problem in refused.value.problems] == ["CLW-E58", "CLW-E58"]


def test_a_workshop_lasts_half_a_day_at_most():
    for own in workshops():
        assert 120 <= sum(step["minutes"] for step in own["step"]) <= 240, own["title"]
