"""What do firms of a cluster learn, how evenly, and which skills do they lack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from workbench.data.table_problems.sizes import CLASSES
from workbench.data.tables import INTEGER, NUMBER, TABLES, TEXT, Table
from workbench.errors import ParameterError, Problem
from workbench.fieldwork._instrument import Card, Findings, Form, Sheet, instrument
from workbench.fieldwork.learning import words
from workbench.fieldwork.learning.cells import CONFIDENCE
from workbench.fieldwork.learning.example import appraised as example
from workbench.fieldwork.learning.gaps import MOST, unfinished
from workbench.fieldwork.learning.questionnaire import (
    KINDS,
    LEVELS,
    SKILLS,
    questionnaire_problems,
    questions,
)
from workbench.fieldwork.learning.whole import Choices, appraise

PERCENT = 100.0

CARD = Card(
    question="How do firms of a cluster learn on three levels, and which skills do they lack?",
    method="Derived by us: document 002 says what its appraisal assesses (the balance of three "
    "levels of learning, and major gaps of skills and competence), but its questions and formulas "
    "are not public. Questions, scales, index of balance and rules of recommendation are ours.",
    document="002, key conclusion 4 and recommendations 1 to 8; incentives and benefits: 000, "
    "section 2 and the table of benefits; thirty interviews: 001",
    command="appraise",
    template="responses",
    notebook="appraising_a_cluster",
    sheets={
        "responses": Sheet(
            replace(TABLES["responses"], references={"item": "items", "respondent": "actors"}),
            "one answer of one firm to one question; or one row a firm, with a column an item",
            {
                "respondent": "the code of the firm, as in the sheet actors",
                "item": "the code of the question, as in the sheet items",
                "answer": "what was answered, on the scale of the question; empty if nothing",
            },
        ),
        "items": Sheet(
            Table(
                key=("item",),
                columns={**TABLES["items"].columns, "kind": TEXT},
                required=("scale", "level"),
            ),
            "one question; those shipped may be reworded, left out or added to",
            {
                "item": "its code",
                "scale": "which answers there are: 1-5 (1 not at all, 5 entirely), yes/no, number",
                "level": "what the question is about; empty for a question that only filters",
                "kind": "whether it asks for formal or informal learning",
                "wording": "the question as it is read out",
                "reverse": "true where agreeing means less",
                "filter": "asked only where another question was answered so: item = answer",
            },
            {"level": LEVELS, "kind": KINDS, "reverse": ("true", "false")},
            stays=True,
        ),
        "skills": Sheet(
            Table(
                key=("respondent", "skill"),
                columns={"respondent": TEXT, "skill": TEXT, "held": NUMBER, "required": NUMBER},
                required=("held", "required"),
                references={"respondent": "actors"},
                ranges={"held": (0, MOST), "required": (0, MOST)},
            ),
            "one skill in one firm: how much of it the firm holds and how much its work requires",
            {
                "respondent": "the code of the firm",
                "skill": "which skill; add your own. Marketing and multi-job skills are what the "
                "programme found lacking: always ask for them",
                "held": "0 none, 1 a little, 2 with help, 3 well, 4 could teach it",
                "required": "the same scale",
            },
            {"skill": SKILLS},
            is_needed=False,
        ),
        "actors": Sheet(
            Table(
                key=("actor",),
                columns={
                    **TABLES["actors"].columns,
                    "employees": INTEGER,
                    "district": TEXT,
                    "cluster": TEXT,
                },
                non_negative=("employees",),
            ),
            "one firm of the cluster, interviewed or not",
            {
                "actor": "its code",
                "name": "its name",
                "size": "micro, small, medium or large",
                "employees": "how many work there",
                "district": "where it is, or to which cluster it belongs",
            },
            {"size": tuple(CLASSES)},
            is_needed=False,
        ),
    },
    sources=(
        "New Perspectives for Learning, briefing paper on organisational learning in SME clusters "
        "(document 002; Sarcina 1998, project DELOS)",
        "Cronbach 1951, Psychometrika 16; Feldt 1965, Psychometrika 30; McDonald 1999",
        "Cochran 1977, Sampling Techniques; Cohen 1988, Statistical Power Analysis",
    ),
    caveats=(
        "Margins of error hold for firms drawn by chance; firms that were at hand may differ.",
        "Answers are what people say of their own firm.",
        "Tables by firm tell of single firms: for the firm itself, not for publication.",
    ),
    private=(
        "scores_by_firm",
        "gaps_by_firm",
        "benefits_by_firm",
        "firms_for_typology",
        "types_by_firm",
    ),
)


def rules(form: Form) -> Iterator[Problem]:
    """What the appraisal asks of its questions, and which skills have only one of two numbers."""
    yield from questionnaire_problems(form.subject("items"))
    skills = form.subject("skills")
    if skills.has("held", "required") and (half := unfinished(skills.table)).any():
        yield skills.tell(
            "CLW-E13",
            "a skill lacks what is held or what is required, so it has no gap",
            "held" if skills.table["held"].isna()[half].any() else "required",
            half,
            f"both numbers, 0 to {MOST}",
            "ask for the missing number, or leave the row: it is not counted",
            is_warning=True,
        )


@instrument(CARD, example, rules)
def appraisal(
    form: Form,
    *,
    major_percent: float = 50.0,
    population: int = 0,
    confidence: float = CONFIDENCE,
) -> Findings:
    """Score what firms learn, its balance, gaps of skills, and which recommendations they call for.

    Parameters
    ----------
    form
        responses and items; skills and actors may be left out.
    major_percent
        A gap is major where more than so many per cent of the firms hold less than they need.
    population
        How many firms the cluster has, for the margin of error; 0 if nobody knows.
    confidence
        Of all intervals.

    Raises
    ------
    ParameterError
        If an option is out of its range.
    StudyError
        If a level of learning has no question, questions of a level have different scales, or a
        size class contradicts the employees.
    """
    interviews = form.table("responses")["respondent"].nunique()
    _check_options(major_percent, population, confidence, interviews)
    items = form.table("items") if "items" in form else questions()
    choices = Choices(major_percent / PERCENT, population or np.inf, confidence)
    tables = {name: form.table(name) for name in CARD.sheets} | {"items": items}
    whole = appraise(tables, choices)
    return Findings(
        "appraisal",
        form.study.name,
        words.sentences(whole, choices),
        whole.tables,
        whole.facts,
        (*form.flags, *_flags(form, whole.straight_lined)),
        form.is_synthetic,
    )


def _check_options(
    major_percent: float, population: int, confidence: float, interviews: int
) -> None:
    wrong = []
    if not 1 <= major_percent < PERCENT:
        wrong.append(("major_percent", major_percent, "from 1 to less than 100: a half is 50"))
    if population != 0 and population < interviews:
        expected = f"{interviews} or more, for so many answered; or 0 if it is not known"
        wrong.append(("population", population, expected))
    if not 0 < confidence < 1:
        wrong.append(("confidence", confidence, "more than 0 and less than 1: 95 % is 0.95"))
    if wrong:
        raise ParameterError(
            Problem(
                "CLW-P04",
                f"option {name} is out of its range",
                column=name,
                value=f"{value:g}",
                expected=expected,
                remedy=f"give {name} a value in that range",
            )
            for name, value, expected in wrong
        )


def _flags(form: Form, straight_lined: list[str]) -> Iterator[Problem]:
    """What is odd in answers that the house's own checks let pass."""
    if straight_lined and all(flag.code != "CLW-Q11" for flag in form.flags):
        yield Problem(
            "CLW-Q11",
            f"respondent {straight_lined[0]} gave one answer to all questions on learning",
            column="respondent",
            value=straight_lined[0],
            expected="answers that vary, for some questions are worded the other way round",
            remedy="look at the form; the answers are kept and counted",
            more=len(straight_lined) - 1,
            is_warning=True,
        )
