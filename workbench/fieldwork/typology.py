"""Which type of cooperation, cluster or small firm is it, how surely, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pandas as pd

from workbench.data.table_problems import Subject
from workbench.data.tables import INTEGER, NUMBER, TEXT, Table
from workbench.errors import ParameterError, Problem, listed, quoted
from workbench.fieldwork._instrument import Card, Findings, Form, Sheet, instrument
from workbench.fieldwork.stages.governance import governance_rules
from workbench.fieldwork.stages.sheets import GOVERNANCE
from workbench.fieldwork.types import clusters, cooperations, firms, governed, whole
from workbench.fieldwork.types.example import typed as example

YES_NO = (cooperations.YES, cooperations.NO)
SCALE = (firms.LOW, firms.HIGH)
ASKED = {**cooperations.QUESTIONS, **cooperations.EXTRA}
SCORED = {
    "information_gathering": "how far the firm follows what goes on around it, 1 to 5",
    "knowledge_acquisition": "how far it gets the skills its daily work needs, 1 to 5",
    "competence_development": "how far it turns what it knows into lasting ability, 1 to 5",
    "embeddedness": "how far it lives in local relations, 1 to 5",
    "formalisation": "how far its ways of working are laid down, 1 to 5",
    "outward_orientation": "how far it looks beyond the firm and the place, 1 to 5",
    "decision_centralisation": "how far one person decides all, 1 to 5",
    "employees": "how many work there",
}
CHOICES: dict[str, Mapping[str, tuple[str, ...]]] = {
    "cooperations": dict.fromkeys(ASKED, YES_NO),
    "clusters": clusters.ATTRIBUTES,
}

CARD = Card(
    question="Which form of cooperation, type of cluster or type of small firm is it, and why?",
    method="Derived by us: documents 000 and 002 describe forms and types in words and fix no "
    "thresholds. Rules, decision table, profiles and probabilities are ours; probabilities are "
    "Bayes' rule with equal chances before anything is known.",
    document="000, section 2 (forms of cooperation); 002, key conclusions 2 and 3 (types of small "
    "firms and of clusters), which 000, section 4, quotes",
    command="classify",
    template="typology",
    notebook="appraising_a_cluster",
    sheets={
        "cooperations": Sheet(
            Table(
                key=("cooperation",),
                columns={"cooperation": TEXT, **dict.fromkeys(ASKED, TEXT), "members": INTEGER},
                non_negative=("members",),
            ),
            "one cooperation of firms: seven questions, answered yes or no",
            {
                "cooperation": "its name",
                **{column: f"is there {words}?" for column, words in ASKED.items()},
                "members": "how many members",
            },
            CHOICES["cooperations"],
            is_needed=False,
        ),
        "clusters": Sheet(
            Table(key=("cluster",), columns=dict.fromkeys(("cluster", *clusters.ATTRIBUTES), TEXT)),
            "one cluster: where it comes from, and how its firms relate",
            {
                "cluster": "its name",
                "origin": "did it evolve, was it induced from outside, or is it common history",
                "is_bounded": "does it end at the border of a territory",
                "markets": "do its firms serve similar or different markets",
                "roles": "are its firms alike, or told apart as producers and suppliers",
                "governance": "how its common affairs are governed",
                "coordinator": "who coordinates it",
            },
            CHOICES["clusters"],
            is_needed=False,
        ),
        "firms": Sheet(
            Table(
                key=("firm",),
                columns={"firm": TEXT, **dict.fromkeys(firms.INPUTS, NUMBER)},
                non_negative=("employees",),
                ranges=dict.fromkeys(firms.SCORES, SCALE),
            ),
            "one small firm with seven scores, such as those of the appraisal; leave empty what "
            "is not known",
            {"firm": "its code", **SCORED},
            is_needed=False,
        ),
        "governance": GOVERNANCE,
    },
    sources=(
        "Document 000; document 002 (Sarcina 1998, project DELOS)",
        "Dempster, Laird and Rubin 1977; Schwarz 1978; Lloyd 1982; Tibshirani, Walther and Hastie "
        "2001; Hubert and Arabie 1985",
    ),
    caveats=(
        "Forms overlap: a cooperation may fit several, and the answer is a set.",
        "A number of classes is found in continuous differences too: classes describe, they need "
        "not exist.",
        "Profiles and probabilities are ours, not the programme's.",
        "Tables of firms tell of single firms: for the firm itself, not for publication.",
    ),
    private=("firms", "firm_probabilities"),
)


def rules(form: Form) -> Iterator[Problem]:
    """Answers among the choices, and something known of each of what is to be classified."""
    given = [name for name in CARD.sheets if name in form]
    if not given:
        yield Problem(
            "CLW-E14",
            "there is nothing to classify",
            file=str(form.study.folder),
            expected=f"rows in one of the sheets {listed(list(CARD.sheets))}",
            remedy="workbench new typology NEW.xlsx writes a spreadsheet to fill in",
        )
    yield from governance_rules(form.subject("governance"))
    for sheet in (form.subject(name) for name in given if name != "governance"):
        for column, choices in CHOICES.get(sheet.name, {}).items():
            if column in sheet.table:
                yield from _strange(sheet, column, choices)
        yield from _unknown(sheet)


@instrument(CARD, example, rules)
def typology(
    form: Form, *, seed: int = 0, resamples: int = 10, governed_cluster: str = ""
) -> Findings:
    """Say of which type each cooperation, cluster or firm is, how surely, and why.

    Parameters
    ----------
    form
        cooperations, clusters or firms; each may be left out, but not all. The sheet governance is
        that of the roadmap: the bodies and papers of one cluster.
    seed
        Of the random numbers of the classes found in the data.
    resamples
        How often firms are drawn anew to see whether their classes are stable.
    governed_cluster
        Of which cluster the sheet governance tells; by default the only one of the sheet clusters.
        Its formality stands for an answer that is not there, and is held against one that is.

    Raises
    ------
    ParameterError
        If there are to be fewer than two resamples, or no cluster is called so.
    StudyError
        If all sheets are left out, or an answer is not among the choices.
    """
    if resamples < 2:  # noqa: PLR2004 - a mean of one says nothing
        raise ParameterError(_too_few(resamples))
    given = {name: form.table(name) for name in CARD.sheets if name in form}
    given = {name: _plain(name, sheet) for name, sheet in given.items()}
    parts: dict[str, whole.Found] = {}
    if "cooperations" in given:
        parts["cooperations"] = whole.of_cooperations(given["cooperations"])
    known = _governed(given, governed_cluster)
    if known and "clusters" in given:
        given["clusters"] = governed.filled(given["clusters"], known)
    if "clusters" in given:
        parts["clusters"] = whole.of_clusters(given["clusters"])
    if "firms" in given:
        parts["firms"] = whole.of_firms(given["firms"], seed=seed, resamples=resamples)
    if known:
        told = whole.Words([governed.governed_in_words(known)], [])
        parts["governance"] = {}, {"formality": known.formality}, told
    place = f"{form.study.folder}, clusters"
    contradicted = governed.contradictions(known, place) if known else ()
    return Findings(
        "typology",
        form.study.name,
        tuple(whole.sentences(parts)),
        {name: table for tables, _, _ in parts.values() for name, table in tables.items()},
        {name: fact for _, facts, _ in parts.values() for name, fact in facts.items()},
        (*form.flags, *contradicted),
        form.is_synthetic,
    )


def _governed(given: Mapping[str, pd.DataFrame], name: str) -> governed.Governed | None:
    """What the sheet governance says; none where it is not there."""
    if "governance" in given:
        return governed.governed(given["governance"], given.get("clusters"), name)
    if name:
        raise ParameterError(_no_governance(name))
    return None


def _plain(name: str, sheet: pd.DataFrame) -> pd.DataFrame:
    """A sheet with its answers as the choices are written."""
    words = {
        column: sheet[column].map(_spelled(choices), na_action="ignore")
        for column, choices in CHOICES.get(name, {}).items()
        if column in sheet
    }
    return sheet.assign(**words)


def _spelled(choices: tuple[str, ...]) -> Callable[[object], str]:
    """From an answer to how the choices write it, whatever its capitals; empty for no choice."""
    known = {choice.casefold(): choice for choice in choices}
    return lambda answer: known.get(" ".join(str(answer).split()).casefold(), "")


def _unknown(sheet: Subject) -> Iterator[Problem]:
    """Columns that are not there, and rows of which nothing is known."""
    key, *inputs = CARD.sheets[sheet.name].columns
    absent = [column for column in inputs if column not in sheet.table]
    is_plain = set(sheet.table) <= {key, *inputs}  # else one of them is told as misspelt
    if absent and is_plain and key in sheet.table:
        yield Problem(
            "CLW-E17",
            f"the sheet {sheet.name} does not have {listed(absent)}, so that is known of none",
            file=sheet.file,
            column=absent[0],
            expected=f"columns {listed(inputs)}",
            remedy="add what is known, or leave it: probabilities are less sure",
            more=len(absent) - 1,
            is_warning=True,
        )
    empty = sheet.table.reindex(columns=inputs).isna().all(axis=1).to_numpy(dtype=bool)
    if empty.any() and key in sheet.table:
        named = sheet.table[key].iloc[int(empty.argmax())]
        yield sheet.tell(
            "CLW-E16",
            f"nothing is known of {named}, so every type is as likely",
            key,
            empty,
            "one answer or more",
            "fill in what is known, or take the row out",
            is_warning=True,
        )


def _strange(sheet: Subject, column: str, choices: tuple[str, ...]) -> Iterator[Problem]:
    """Answers that are not among the choices, several in one cell included."""
    cells = sheet.table[column]
    wrong = cells.notna() & (cells.map(_spelled(choices), na_action="ignore") == "")
    if wrong.any():
        first = str(cells[wrong].iloc[0])
        several = sum(choice.casefold() in first.casefold() for choice in choices) > 1
        kind = "several answers in one cell" if several else "not one of the answers"
        yield sheet.tell(
            "CLW-E15",
            f"{column} is {quoted(first)}: {kind}",
            column,
            wrong.to_numpy(dtype=bool),
            f"one of {listed([quoted(choice) for choice in choices])}",
            "choose one; leave the cell empty if it is not known or no single answer fits",
        )


def _no_governance(name: str) -> Problem:
    return Problem(
        "CLW-P07",
        "option governed_cluster names the cluster of a sheet that is not there",
        column="governed_cluster",
        value=name,
        expected="rows in the sheet governance",
        remedy="fill in the sheet governance, or leave the option out",
    )


def _too_few(resamples: int) -> Problem:
    return Problem(
        "CLW-P04",
        "option resamples is out of its range",
        column="resamples",
        value=str(resamples),
        expected="2 or more",
        remedy="give 10 or more",
    )
