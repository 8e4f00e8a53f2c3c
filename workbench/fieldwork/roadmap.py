"""How far is a cluster on its way: gates with evidence, plan, workshops, bodies and papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from workbench.data.table_problems import Subject
from workbench.errors import ParameterError, Problem, listed
from workbench.fieldwork._instrument import Card, Findings, Form, Tables, instrument
from workbench.fieldwork._words import empty_numbers, strange_words
from workbench.fieldwork.stages import bodies, gates, stages
from workbench.fieldwork.stages.commitment import (
    ENOUGH,
    KINDS,
    LEVELS,
    Commitment,
    at_the_gate,
    commitment_by_group,
    commitment_facts,
    commitment_in_words,
    commitment_score,
    commitment_table,
    declared_otherwise,
    visit_rules,
)
from workbench.fieldwork.stages.example import example
from workbench.fieldwork.stages.gate_check import HERE, PASSED, gate_table, stage_table
from workbench.fieldwork.stages.governance import formality, governance_rules, governance_table
from workbench.fieldwork.stages.plan import plan_in_words, plan_table
from workbench.fieldwork.stages.sheets import CLOSED, SHEETS
from workbench.fieldwork.stages.vision import vision_lint
from workbench.fieldwork.stages.voting import (
    CONSISTENT,
    borda,
    largest_contradiction,
    pairwise_weights,
)

CARD = Card(
    question="Which stage has the cluster reached, what stops it, and does the plan hold?",
    method="nine stages with questions as gates; a stage is passed only if every question of it "
    "and of all stages before is met with its number; commitment is a score of the visits, from "
    "two scales of 0 to 4, with bounds for who was not visited; success factors are ranked by "
    "Borda points and weighted by pairs with Saaty's ratio of consistency",
    document="001 (visits, field studies with 30 firms, information day, three workshops) and "
    "004, stages 1 to 5 and Fig. 3 (group of 3 to 10, 30 to 50 firms, bodies and papers, one to "
    "three years). Gates, usual months, and the scales, formula and threshold of the score of "
    "commitment are ours",
    command="roadmap",
    template="roadmap",
    notebook="building_a_cluster",
    sheets=SHEETS,
    sources=("de Borda (1784)", "Saaty (1980), The Analytic Hierarchy Process"),
    caveats=(
        "the two guides name other stages; here they stand in one row, and a cluster may need "
        "another order",
        "not all clusters need bodies of their own, says document 004 itself",
        "a ratio of consistency says whether judgements agree with each other, not whether they "
        "are right",
        "the score of commitment is what was said on visits, written down by who visited; the "
        "documents ask for enough of it and do not say how much that is",
        "what single stakeholders showed is for the group itself, not for publication",
    ),
    private=("commitment", "commitment_by_group"),
)


def rules(form: Form) -> Iterator[Problem]:
    """Words that each sheet knows, stages that end after they begin, and two different factors."""
    for sheet, column, allowed in (
        ("gates", "question", tuple(gates()["question"])),
        ("gates", "is_met", CLOSED),
        ("visits", "kind", KINDS),
        ("visits", "level", LEVELS),
        ("visits", "is_visited", CLOSED),
        ("plan", "stage", tuple(stages()["stage"])),
    ):
        yield from strange_words(form.subject(sheet), column, allowed, "CLW-E60")
    yield from governance_rules(form.subject("governance"))
    yield from visit_rules(form.subject("visits"))
    plan, pairs = form.subject("plan"), form.subject("comparisons")
    yield from empty_numbers(form.subject("votes"), "rank")
    yield from empty_numbers(pairs, "ratio")
    if plan.has("stage", "starts", "ends"):
        backward = plan.table["ends"] < plan.table["starts"]
        words = "{} ends before it begins"
        yield from _wrong(plan, words, "stage", "ends", backward, "an end after the beginning")
    if pairs.has("first", "second"):
        alone = pairs.table["first"] == pairs.table["second"]
        words = "{} is compared with itself"
        yield from _wrong(pairs, words, "first", "second", alone, "two different factors")


def _wrong(
    sheet: Subject, words: str, name: str, column: str, rows: pd.Series, expected: str
) -> Iterator[Problem]:
    """Rows that contradict themselves; `words` take what stands in the column `name`."""
    if rows.any():
        at_fault = rows.fillna(False).to_numpy(dtype=bool)
        told = words.format(sheet.table[name].iloc[int(at_fault.argmax())])
        remedy = "correct the row, or take it out"
        yield sheet.tell("CLW-E61", told, column, at_fault, expected, remedy)


@instrument(CARD, example, rules)
def roadmap(form: Form, *, commitment_threshold: float = ENOUGH) -> Findings:
    """Hold a cluster initiative against the stages of two guides.

    Parameters
    ----------
    form
        gates and plan; visits, votes, comparisons, visions and governance may be left out.
    commitment_threshold
        The score of the visits, 0 to 1, from which on commitment is enough. The default is ours:
        the middle of both scales. Without visits the answer at the gate decides.

    Returns
    -------
    Findings with the tables `stages`, `questions`, `plan`, and where their sheets are filled in
    `commitment`, `commitment_by_group`, `success_factors`, `weights`, `vision` and `governance`.

    Raises
    ------
    ParameterError
        If the threshold is not above 0 and at most 1.
    StudyError
        With every question, stage, answer or item that is not known, stages that end before they
        begin, and factors that are compared with themselves.

    Examples
    --------
    >>> found = roadmap("synthetic_dairy_cluster")
    >>> found.facts["stage"], found.facts["stages_passed"]
    ('diagnosis', 3)
    """
    if not 0 < commitment_threshold <= 1:
        raise ParameterError(_no_threshold(commitment_threshold))
    answers, asked = form.table("gates"), gates()
    visits = commitment_table(form.table("visits"))
    score = commitment_score(visits) if "visits" in form else None
    if score:
        answers, asked = at_the_gate(answers, asked, score, commitment_threshold)
    questions = gate_table(answers, asked)
    passed = stage_table(questions, stages())
    plan = plan_table(form.table("plan"), stages())
    tables: Tables = {"stages": passed, "questions": questions, "plan": plan}
    words, facts = _told(passed, questions)
    words.append(plan_in_words(plan))
    if score:
        words.append(commitment_in_words(visits, score, commitment_threshold))
        tables |= {"commitment": visits, "commitment_by_group": commitment_by_group(visits)}
        facts |= commitment_facts(score, commitment_threshold)
    for told, more, fact in _further(form):
        words.append(told)
        tables |= more
        facts |= fact
    return Findings(
        "roadmap",
        form.study.name,
        tuple(words),
        tables,
        facts,
        (*form.flags, *_flags(form, questions, score, commitment_threshold)),
        form.is_synthetic,
    )


def _told(passed: pd.DataFrame, questions: pd.DataFrame) -> tuple[list[str], dict[str, Any]]:
    count = int(passed["state"].eq(PASSED).sum())
    here = passed[passed["state"] == HERE]
    if here.empty:
        return [f"All {count} stages are passed."], {"stage": None, "stages_passed": count}
    stage = here.iloc[0]
    lacking = questions[(questions["stage"] == stage["stage"]) & questions["is_open"]]
    words = [
        f"{count} of {len(passed)} stages are passed; the cluster is in the stage "
        f"{stage['stage']} ({stage['document']}), with {int(stage['met'])} of "
        f"{int(stage['questions'])} questions met."
    ]
    words += [
        f"Missing for the next: {row['words']} ({row['reason']})."
        for row in lacking.to_dict("records")
    ]
    early = passed[passed["is_early"]]
    if len(early):
        words.append(f"Done before its time: {listed(early['stage'])}.")
    return words, {"stage": str(stage["stage"]), "stages_passed": count}


def _further(form: Form) -> Iterator[tuple[str, Tables, dict[str, Any]]]:
    """What the sheets of the workshops and of the governance say."""
    votes, pairs = _known(form, "votes", "rank"), _known(form, "comparisons", "ratio")
    if len(votes):
        ranked = borda(votes)
        best = ranked.iloc[0]
        told = (
            f"Key success factors: {best['factor']} comes first with {best['points']:g} points "
            f"from {int(best['voters'])} voters, ahead of {listed(ranked['factor'].iloc[1:])}."
        )
        yield told, {"success_factors": ranked}, {"first_factor": str(best["factor"])}
    if len(pairs):
        weights, ratio = pairwise_weights(pairs)
        fit = "consistent enough" if ratio <= CONSISTENT else "not consistent: talk again about "
        doubt = "" if ratio <= CONSISTENT else largest_contradiction(pairs)
        told = (
            f"In pairs {weights['factor'].iloc[0]} weighs {weights['weight'].iloc[0]:.0%}; ratio "
            f"of consistency {ratio:.2f} (at most {CONSISTENT:.2f}), {fit}{doubt}."
        )
        yield told, {"weights": weights}, {"consistency_ratio": ratio}
    if "visions" in form:
        yield _vision(form)
    if "governance" in form:
        table = governance_table(form.table("governance"), bodies())
        lacking = table[~table["is_there"]]
        told = f"Bodies and papers: {int(table['is_there'].sum())} of {len(table)} are there"
        told += f"; not {listed(lacking['item'])}." if len(lacking) else "."
        yield told, {"governance": table}, {"formality": formality(table)}


def _known(form: Form, sheet: str, column: str) -> pd.DataFrame:
    """The rows of a sheet that have a number in a column."""
    table = form.table(sheet)
    return table.dropna(subset=[column]) if len(table) else table


def _vision(form: Form) -> tuple[str, Tables, dict[str, Any]]:
    own = (
        form.table("visions")
        .reindex(columns=["vision", "statement", "names"])
        .astype("string")
        .fillna("")
    )
    linted = [
        vision_lint(row["statement"], [n.strip() for n in row["names"].split(",")]).assign(
            vision=row["vision"]
        )
        for row in own.to_dict("records")
    ]
    table = pd.concat(linted, ignore_index=True)
    lacking = table[~table["is_met"]]
    told = f"Vision: {int(table['is_met'].sum())} of {len(table)} rules are met"
    told += f"; not: {listed(lacking['rule'])}." if len(lacking) else "."
    return told, {"vision": table}, {}


def _flags(
    form: Form, questions: pd.DataFrame, score: Commitment | None, threshold: float
) -> Iterator[Problem]:
    place = f"{form.study.folder}, gates"
    if score:
        yield from declared_otherwise(form.table("gates"), score, threshold, place)
    silent = ~questions["is_open"] & questions["evidence"].isna()
    if silent.any():
        yield Problem(
            "CLW-E55",
            f"{int(silent.sum())} gates are passed without evidence",
            file=place,
            value=str(questions.loc[silent, "question"].iloc[0]),
            expected="what shows that the question is met",
            remedy="name the minutes, the list or the count",
            is_warning=True,
        )


def _no_threshold(threshold: float) -> Problem:
    return Problem(
        "CLW-P04",
        "option commitment_threshold is out of its range",
        column="commitment_threshold",
        value=str(threshold),
        expected="above 0 and at most 1",
        remedy=f"give a share of all that could be shown, such as {ENOUGH}",
    )
