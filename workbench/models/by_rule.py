"""Does the answer hang on the rule for what a cluster is: one question, fitted once a rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.data import Question, Study, at_level, load
from workbench.errors import FormulaError, ParameterError, Problem
from workbench.measures._progress import shown
from workbench.models.estimate import fit
from workbench.models.ladder import formula_of, in_scale
from workbench.models.panels import panel
from workbench.rules import Comparison, applicable, rule
from workbench.rules import read as read_rule

IS_CLUSTER, CLUSTERS = "is_cluster", "clusters"


@dataclass(frozen=True)
class ByRule:
    """The same question with each rule's clusters in place of the measure.

    `table` has a row for the study's own measure and one for each rule: `rule`, `term` (what
    the estimate belongs to), `estimate`, `low` and `high` (95 %), `rows`, `clusters` (rows that
    are one), `undefined` (why there is no estimate) and `note` (where a rule judges by the very
    outcome that it is to explain). `formula` is that of the rules.
    """

    study: str
    question: str
    formula: str
    table: pd.DataFrame

    def in_words(self) -> str:
        """How many of the rules give which answer, in a sentence or two."""
        rules = self.table.iloc[1:]
        up, down = int((rules["low"] > 0).sum()), int((rules["high"] < 0).sum())
        none = int(rules["estimate"].isna().sum())
        own = self.table.iloc[0]
        text = (
            f"With the study's own measure, {own['term']}, the estimate is {own['estimate']:.3f} "
            f"({own['low']:.3f} to {own['high']:.3f}). Of {len(rules)} rules, with more in "
            f"clusters: {up}; with less: {down}; not to be told from none: "
            f"{len(rules) - up - down - none}"
        )
        lost = f"; not to be fitted: {none}" if none else ""
        if len(rules) == none:
            return f"{text}{lost}."
        if rules["note"].notna().any():
            names = ", ".join(rules.loc[rules["note"].notna(), "rule"])
            lost += f"; beware of {names}, which judges by the outcome itself"
        span = f"from {rules['estimate'].min():.3f} to {rules['estimate'].max():.3f}"
        return f"{text}{lost}. Their estimates go {span}."

    def as_record(self) -> dict[str, Any]:
        """The result as plain data for JSON; what is undefined is None."""
        plain = self.table.astype("object").where(self.table.notna(), None)
        return {
            "study": self.study,
            "question": self.question,
            "formula": self.formula,
            "words": self.in_words(),
            "table": plain.to_dict("records"),
        }

    def __repr__(self) -> str:
        kept = self.table.dropna(axis=1, how="all")
        words = kept.select_dtypes(exclude="number").columns
        text = kept.assign(**{name: kept[name].fillna("") for name in words}).to_string(
            index=False, float_format=lambda x: f"{x:.4g}", na_rep=""
        )
        return f"{self.formula}\n{self.in_words()}\n\n{text}"


def fit_by_rule(
    study: str | Study,
    rules: Sequence[str] | None = None,
    *,
    question: Question | None = None,
    compared: Comparison | None = None,
) -> ByRule:
    """Fit a study's question once with its own measure, and once with the clusters of each rule.

    Parameters
    ----------
    study
        A study, its name or its folder.
    rules
        Names of rules, each with its parameters behind it where they are not the defaults:
        "us_cluster_mapping strength=strong10". All that were compared, or that the study can
        feed, by default.
    question
        The question; the study's own by default. Its first measure is the one replaced.
    compared
        What `compare` found for this very study: a rule that it judged is not judged again.

    Returns
    -------
    A frozen `ByRule`. Where rows are regions and no industry is chosen, a rule enters with the
    number of its clusters in the region; else with 1 for a cluster and 0 for none.

    Raises
    ------
    ParameterError
        If the question has no outcome or no measure, or another study was compared.
    UnknownName
        For a rule or a column that is not there; with the nearest names.
    FormulaError
        If the question cannot be fitted with the study's own measure.

    Examples
    --------
    >>> found = fit_by_rule("us_metro_clusters", ["size_only", "location_quotient_threshold"])
    >>> found.table["rule"].tolist()
    ['own measure', 'size_only', 'location_quotient_threshold']
    """
    found = load(study)
    asked = question or found.question
    _check_compared(compared, found)
    table = panel(found, question=asked)
    if not asked.measures:
        raise ParameterError(
            Problem(
                "CLW-P08",
                f"the question of study {found.name} names no measure for rules to replace",
                column="measures",
                expected="a question with at least one measure",
                remedy="name one: fit_by_rule(study, question=study.question.asked(measures=[…]))",
            )
        )
    own = asked.measures[0]
    lines = [_line("own measure", own, table, asked) | {"note": None}]
    if np.isnan(lines[0]["estimate"]):
        fit(_formula(own, table, asked), table, cluster=asked.cluster or None)
    names = _names(rules, compared, found, asked)
    term = IS_CLUSTER if _is_yes_or_no(table, asked) else CLUSTERS
    for name in shown(names, len(names), "rules fitted"):
        verdicts = _verdicts(name, found, asked, compared)
        line = _line(name, term, _joined(table, verdicts, term), asked)
        lines.append(line | {"note": _circular(verdicts, asked.outcome)})
    formula = _formula(term, table, asked)
    return ByRule(found.name, asked.text, formula, pd.DataFrame(lines))


def _check_compared(compared: Comparison | None, study: Study) -> None:
    if compared is not None and compared.study != study.name:
        raise ParameterError(
            Problem(
                "CLW-C06",
                "the rules were compared on another study",
                column="compared",
                value=compared.study,
                expected=study.name,
                remedy=f"compare them on this one: compared=compare({study.name!r})",
            )
        )


def _names(
    rules: Sequence[str] | None, compared: Comparison | None, study: Study, asked: Question
) -> list[str]:
    """The rules to fit: those asked for, else those compared, else all that can be judged."""
    if rules is not None:
        return list(rules)
    return compared.rules if compared else applicable(at_level(study, asked.level))


def _is_yes_or_no(table: pd.DataFrame, asked: Question) -> bool:
    """Whether a row of the panel is one cell, so that it is a cluster or is none."""
    return "industry" in table.attrs["keys"] or asked.industry is not None


def _verdicts(
    text: str, study: Study, asked: Question, compared: Comparison | None
) -> pd.DataFrame:
    """What a rule says of the cells that the question is about."""
    scope: dict[str, Any] = {"year": asked.year, "level": asked.level, "industry": asked.industry}
    judged = compared.judged(text, **scope) if compared else None
    if judged is not None:
        return judged
    name, parameters = read_rule(text)
    return rule(name, study, **(scope | parameters))


def _joined(table: pd.DataFrame, verdicts: pd.DataFrame, term: str) -> pd.DataFrame:
    """The panel with the verdicts as a column of numbers, missing where a rule cannot judge."""
    keys = [key for key in table.attrs["keys"] if key in verdicts]
    plain = verdicts[keys].assign(
        **{term: verdicts["is_cluster"].to_numpy(dtype="float64", na_value=np.nan)}
    )
    if term == CLUSTERS:
        # a count with an unknown part is unknown
        plain = plain.groupby(keys, sort=False)[[term]].sum(skipna=False).reset_index()
    joined = table.drop(columns=term, errors="ignore").merge(plain, on=keys, how="left", sort=False)
    joined.index = table.index
    joined.attrs = table.attrs
    return joined


def _formula(term: str, table: pd.DataFrame, asked: Question) -> str:
    controls = [name for name in asked.controls if name != term]
    return formula_of(table, asked.outcome, [term, *controls], asked.fixed_effects)


def _line(name: str, term: str, table: pd.DataFrame, asked: Question) -> dict[str, Any]:
    """The estimate of one term, or why there is none."""
    line: dict[str, Any] = {"rule": name, "term": in_scale(term, table)}
    is_one = term in (IS_CLUSTER, CLUSTERS)
    try:
        found = fit(_formula(term, table, asked), table, cluster=asked.cluster or None)
    except FormulaError as error:
        empty = dict.fromkeys(("estimate", "low", "high"), np.nan)
        return line | empty | {"rows": 0, "clusters": np.nan, "undefined": _why(error)}
    own = found.term(term)
    used = table.loc[found.residuals.index, term]
    return line | {
        "estimate": float(own["estimate"]),
        "low": float(own["low"]),
        "high": float(own["high"]),
        "rows": found.n_used,
        "clusters": float((used > 0).sum()) if is_one else np.nan,
        "undefined": None,
    }


def _circular(verdicts: pd.DataFrame, outcome: str) -> str | None:
    """What to beware of where a rule judges by the very thing that it is to explain."""
    parameters = verdicts.attrs["rule"]["parameters"]
    used = [name for name, given in parameters.items() if given == outcome]
    return f"the rule itself judges by {outcome} ({used[0]})" if used else None


def _why(error: FormulaError) -> str:
    return error.problems[0].message
