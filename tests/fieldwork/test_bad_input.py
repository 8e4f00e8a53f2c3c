"""What an analyst is told of a form that was filled in wrongly: every way the issue names.

Each case spoils one cell, row, column or sheet of the template that `workbench new` writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
import pytest

from workbench.errors import Problem, StudyError
from workbench.fieldwork import instruments
from workbench.hypotheses._survey import LEARNING

FIRMS = 4  # of the appraisal: enough to spoil, and quick
Table = pd.DataFrame
Spoil = Callable[[Table], Table]


def cell(row: int, column: str, value: object) -> Spoil:
    """Another value in a row as a spreadsheet counts it: the header is row 1."""
    return lambda table: table.assign(
        **{column: [value if n == row else own for n, own in enumerate(table[column], start=2)]}
    )


def again(row: int) -> Spoil:
    return lambda table: pd.concat([table, table.iloc[[row - 2]]], ignore_index=True)


def renamed(old: str, new: str) -> Spoil:
    return lambda table: table.rename(columns={old: new})


def added(**values: object) -> Spoil:
    return lambda table: pd.concat([table, pd.DataFrame([values])], ignore_index=True)


def no_rows(table: Table) -> Table:
    return table.iloc[:0]


@dataclass(frozen=True)
class Case:
    """One spoiling, and what must be told of it: code, place, and a part of what to do."""

    name: str
    sheet: str
    spoil: Spoil
    code: str
    row: int | None
    column: str | None
    do: str
    is_warning: bool = False


FIRST = "information_gathering_1"  # what row 2 of the responses answers
CASES = [
    Case("appraisal", "responses", cell(2, "answer", "7"), "CLW-Q01", 2, "answer", "paper form"),
    Case("appraisal", "responses", cell(3, "answer", "99"), "CLW-Q02", 3, "answer",
         "--read responses:missing_codes=99"),
    Case("appraisal", "responses", cell(2, "answer", "don't know"), "CLW-Q03", 2, "answer",
         """--read 'responses:missing=don'"'"'t know:not_applicable'"""),
    Case("appraisal", "responses", cell(2, "answer", "3;4"), "CLW-Q23", 2, "answer",
         "the one that was meant"),
    Case("appraisal", "responses", cell(2, "answer", "3.5"), "CLW-Q05", 2, "answer", "correct"),
    Case("appraisal", "responses", cell(2, "answer", "0"), "CLW-Q09", 2, "answer", "scale of"),
    Case("appraisal", "responses", again(5), "CLW-T26", -1, "respondent, item", "keep one"),
    Case("appraisal", "responses", cell(2, "respondent", "nobody"), "CLW-T31", 2, "respondent",
         "actors"),
    Case("appraisal", "responses", cell(2, "item", "weather"), "CLW-T31", 2, "item", "items"),
    Case("appraisal", "responses", renamed("answer", "anser"), "CLW-T12", None, "answer",
         "call the column answer"),
    Case("appraisal", "responses", no_rows, "CLW-E01", None, None, "workbench new responses"),
    Case("appraisal", "items", lambda t: t[t["item"] != FIRST], "CLW-T31", 2, "item", "items"),
    Case("appraisal", "items", cell(2, "scale", "often"), "CLW-Q15", 2, "scale", "forms"),
    Case("appraisal", "items", cell(3, "scale", "1-7"), "CLW-E10", 3, "scale", "one scale"),
    Case("appraisal", "items", cell(2, "level", "weather"), "CLW-E12", 2, "level", "correct",
         is_warning=True),
    Case("appraisal", "items", cell(2, "filter", "export = yes"), "CLW-Q17", 2, "filter", ""),
    Case("appraisal", "actors", lambda t: cell(2, "size", "large")(cell(2, "employees", 3)(t)),
         "CLW-Q06", 2, "size", "class or the number"),
    Case("appraisal", "skills", cell(2, "held", "much"), "CLW-T10", 2, "held", ""),
    Case("appraisal", "skills", cell(2, "held", 9), "CLW-T73", 2, "held", ""),
    Case("appraisal", "skills", cell(2, "held", ""), "CLW-E13", 2, "held", "not counted",
         is_warning=True),
    Case("cluster_map", "links", cell(2, "source", "nobody"), "CLW-T31", 2, "source", "actors"),
    Case("cluster_map", "links", lambda t: cell(2, "target", t["source"][0])(t), "CLW-T74", 2,
         "target", "correct one"),
    Case("cluster_map", "links", cell(2, "strength", 2.5), "CLW-E33", 2, "strength", "degree"),
    Case("cluster_map", "links", cell(2, "strength", 4), "CLW-T73", 2, "strength", ""),
    Case("cluster_map", "links", cell(2, "strength", "strong"), "CLW-T10", 2, "strength", ""),
    Case("cluster_map", "links", cell(2, "strength", ""), "CLW-E33", 2, "strength", "ask again",
         is_warning=True),
    Case("cluster_map", "links", cell(2, "kind", "suply"), "CLW-E34", 2, "kind", "supply"),
    Case("cluster_map", "links", renamed("kind", "sort"), "CLW-T12", None, "kind", "call"),
    Case("cluster_map", "links", no_rows, "CLW-E01", None, None, "workbench new links"),
    Case("cluster_map", "actors", cell(2, "chain_stage", "fed"), "CLW-E30", 2, "chain_stage",
         "write feed"),
    Case("cluster_map", "actors", cell(2, "size", "large"), "CLW-Q06", 2, "size", "correct"),
    Case("cluster_map", "chain", cell(6, "feeds", "feed"), "CLW-E32", None, "feeds", "leads back"),
    Case("cluster_map", "chain", cell(6, "feeds", "shelf"), "CLW-E30", 6, "feeds", ""),
    Case("cluster_map", "chain", added(stage="cheese", feeds="cheese", conversion=1), "CLW-E32", 7, "feeds", ""),
    Case("cluster_map", "sales", cell(2, "target", "nobody"), "CLW-E35", 2, "target", "outside"),
    Case("capacity", "capacities", cell(2, "utilisation", 80), "CLW-E41", 2, "utilisation", "100"),
    Case("capacity", "capacities", lambda t: cell(2, "low", "")(cell(2, "capacity", -1)(t)),
         "CLW-T34", 2, "capacity", ""),
    Case("capacity", "capacities", cell(2, "capacity", "1,200 l"), "CLW-T09", 2, "capacity", ""),
    Case("capacity", "capacities", renamed("low", "lowest"), "CLW-E04", None, "lowest", "rename",
         is_warning=True),
    Case("capacity", "chain", no_rows, "CLW-E01", None, None, "workbench new capacity"),
    Case("capacity", "costs", cell(2, "stage", "collecting"), "CLW-E30", 2, "stage", "collection"),
    Case("capacity", "scenarios", cell(2, "what", "weather"), "CLW-E43", 2, "what", ""),
    Case("readiness", "evidence", cell(2, "criterion", "luck"), "CLW-E51", 2, "criterion", ""),
    Case("readiness", "evidence", cell(2, "score", 5), "CLW-T73", 2, "score", ""),
    Case("readiness", "evidence", renamed("score", "points"), "CLW-T12", None, "score", "call"),
    Case("readiness", "people", again(2), "CLW-T26", -1, "person", "keep one"),
    Case("readiness", "restraints", cell(2, "restraint", "rain"), "CLW-E52", 2, "restraint", ""),
    Case("roadmap", "gates", cell(3, "is_met", "perhaps"), "CLW-E60", 3, "is_met", "write yes or no"),
    Case("roadmap", "gates", cell(3, "question", "x"), "CLW-E60", 3, "question", ""),
    Case("roadmap", "plan", cell(2, "starts", 90), "CLW-E61", 2, "ends", "correct the row"),
    Case("roadmap", "plan", cell(2, "starts", "2024-05-01"), "CLW-T10", 2, "starts", ""),
    Case("roadmap", "comparisons", cell(2, "ratio", 12), "CLW-T73", 2, "ratio", ""),
    Case("roadmap", "votes", again(2), "CLW-T26", -1, "voter, factor", "keep one"),
    Case("monitoring", "targets", cell(2, "direction", "up"), "CLW-E50", 2, "direction", "correct"),
    Case("monitoring", "targets", cell(2, "target_period", ""), "CLW-E50", 2, "target_period", ""),
    Case("monitoring", "observations", cell(2, "indicator", "x"), "CLW-T31", 2, "indicator", ""),
    Case("monitoring", "observations", cell(2, "value", "much"), "CLW-T10", 2, "value", ""),
    Case("monitoring", "milestones", cell(2, "due", -3), "CLW-T34", 2, "due", ""),
    Case("typology", "clusters", cell(2, "origin", "induced; evolved"), "CLW-E15", 2, "origin",
         "choose one"),
    Case("typology", "firms", cell(2, "embeddedness", 6), "CLW-T73", 2, "embeddedness", ""),
    Case("typology", "firms", renamed("embeddedness", "embededness"), "CLW-E04", None,
         "embededness", "rename", is_warning=True),
]  # fmt: skip


def few(tables: dict[str, Table]) -> dict[str, Table]:
    """The appraisal of a few firms, with a few questions."""
    kept = tables["responses"]["respondent"].unique()[:FIRMS]
    cut = {n: tables[n][tables[n]["respondent"].isin(kept)] for n in ("responses", "skills")}
    items = tables["items"]
    asked = items["level"].isin(LEARNING) | items["level"].isna()
    cut["items"] = items[asked & ~items["item"].str.contains(r"_[3-9]$")]
    cut["responses"] = cut["responses"][cut["responses"]["item"].isin(cut["items"]["item"])]
    return tables | {name: own.reset_index(drop=True) for name, own in cut.items()}


@pytest.fixture(scope="module")
def examples() -> dict[str, dict[str, Table]]:
    made = {name: instruments[name].example(0) for name in instruments}
    return made | {"appraisal": few(made["appraisal"])}


def told(name: str, folder) -> tuple[Problem, ...]:
    """What is told of a folder, by the door that only checks."""
    from workbench.fieldwork._forms import judged, read_form

    instrument = instruments[name]
    options = {"cluster_map": {"chain": ""}, "readiness": {"mean": "arithmetic"}}.get(name, {})
    try:
        form = replace(read_form(folder, instrument.card), options=options)
        return judged(form, instrument.rules).flags
    except StudyError as error:
        return error.problems


def written(folder, tables: dict[str, Table]):
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return folder


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{own.name}-{own.sheet}-{own.code}-{n}" for n, own in enumerate(CASES)]
)
def test_what_is_spoilt_is_told_with_its_place_and_what_to_do(case, examples, tmp_path):
    tables = examples[case.name]
    spoilt = case.spoil(tables[case.sheet])
    problems = told(case.name, written(tmp_path, tables | {case.sheet: spoilt}))
    (found,) = [p for p in problems if p.code == case.code and p.column == case.column][:1] or [
        None
    ]
    assert found is not None, problems
    assert found.is_warning == case.is_warning
    assert found.row == (len(spoilt) + 1 if case.row == -1 else case.row or found.row)
    assert case.do in found.remedy
    assert found.file and found.expected
    if case.code != "CLW-E01":
        assert case.sheet in found.file or case.sheet == "items"
    if case.row and case.row > 0 and found.value and case.sheet in found.file:
        cells = map(str, spoilt.iloc[case.row - 2])
        assert any(found.value.split(", ")[0] in own for own in cells)
    others = {p.code for p in problems if not p.is_warning} - {case.code}
    assert others <= {"CLW-Q12", "CLW-T31", "CLW-T43"}, others
