"""Do the rules agree on what a cluster is: side by side on one study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.data import Study, load
from workbench.errors import ParameterError, Problem, listed
from workbench.measures._apply import only
from workbench.measures._progress import shown
from workbench.rules import rules as shelf
from workbench.rules._apply import applicable, read, rule, with_value
from workbench.rules._card import KEYS

FEWEST = 2
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """What several rules say of the same cells.

    `counts` has a row a rule: cells judged, clusters, their share, regions and industries with
    one, cells undefined. `undefined` counts these by reason. `overlap` is the Jaccard index of
    each two rules, of the cells both judge: the clusters of both over the clusters of either;
    `judged_by_both` is how many cells that rests on. `cells` tells for each cell how many rules
    say yes of how many that judge it; `regions` the same for a map. `answers` holds what each
    rule said, by its label, for the `year` and `level` that were asked for.
    """

    study: str
    counts: pd.DataFrame
    undefined: pd.DataFrame
    overlap: pd.DataFrame
    judged_by_both: pd.DataFrame
    cells: pd.DataFrame
    regions: pd.DataFrame
    answers: Mapping[str, pd.DataFrame]
    year: int | None = None
    level: str | None = None

    @property
    def rules(self) -> list[str]:
        """The labels of the rules, in order."""
        return list(self.answers)

    @property
    def facts(self) -> dict[str, Mapping[str, Any]]:
        """The facts of each rule, by its label."""
        return {label: answer.attrs["rule"] for label, answer in self.answers.items()}

    def judged(
        self, rule: str, *, year: int | None, level: str | None, industry: str | None
    ) -> pd.DataFrame | None:
        """What a rule said of some of the cells; None where these were not judged."""
        if rule not in self.answers or level != self.level or self.year not in (None, year):
            return None
        answer = self.answers[rule]
        if year is not None and "year" in answer:
            answer = answer[answer["year"] == year].reset_index(drop=True)
        return answer if industry is None else only(answer, industry)

    def tables(self) -> dict[str, pd.DataFrame]:
        """All tables by name, for a workbook or a folder of files."""
        names = ("counts", "undefined", "overlap", "judged_by_both", "cells", "regions")
        return {name: getattr(self, name) for name in names}

    def as_record(self) -> dict[str, Any]:
        """The comparison as plain data for JSON, without the cells; what is undefined is None."""
        plain = {name: table for name, table in self.tables().items() if name != "cells"}
        records = {name: _records(table) for name, table in plain.items()}
        return {"study": self.study, "rules": {k: dict(v) for k, v in self.facts.items()}} | records

    def in_words(self) -> str:
        """How many cells the rules agree on, in two sentences."""
        some = self.cells[self.cells["yes"] > 0]
        every = some[(some["yes"] == some["judged"]) & (some["judged"] == len(self.rules))]
        pairs = self.overlap.to_numpy()[np.triu_indices(len(self.rules), 1)]
        pairs = pairs[~np.isnan(pairs)]
        shared = "No two rules find anything."
        if len(pairs):
            shared = (
                f"Two rules share {np.median(pairs):.0%} of what either finds, in the median; "
                f"{pairs.min():.0%} at least and {pairs.max():.0%} at most."
            )
        return (
            f"{len(self.rules)} rules judge {len(self.cells):,} cells of {self.study}. At least "
            f"one calls {len(some):,} of them a cluster, and all of them do so for "
            f"{len(every):,}. {shared}"
        )

    def __repr__(self) -> str:
        numbers = [f"[{i + 1}]" for i in range(len(self.rules))]
        shown = self.overlap.set_axis(numbers, axis=1)
        shown.index = pd.Index(
            [f"{number} {name}" for number, name in zip(numbers, self.rules, strict=True)]
        )
        overlap = shown.to_string(float_format=lambda x: f"{x:.2f}")
        counts = self.counts.to_string(index=False, float_format=lambda x: f"{x:.3f}")
        return f"{self.in_words()}\n\n{counts}\n\nOverlap (Jaccard)\n{overlap}"


def compare(
    study: str | Study,
    rules: Sequence[str] | None = None,
    *,
    year: int | None = None,
    level: str | None = None,
    value: str | None = None,
) -> Comparison:
    """What several rules for "what is a cluster" say of the same study, side by side.

    Parameters
    ----------
    study
        A study, its name or its folder.
    rules
        Names of rules, each with its parameters behind it where they are not the defaults:
        "location_quotient_threshold threshold=2". All that the study can feed, by default.
    year
        Only this year; all years together otherwise.
    level
        The level of regions; the finest by default.
    value
        The column of activity to judge by, for the rules that let it be chosen: a study may
        count establishments, or hold shares. What a rule's text says itself comes first.

    Returns
    -------
    A frozen `Comparison`.

    Raises
    ------
    ParameterError
        If fewer than two rules are left, one is there twice, or a parameter has no value.
    UnknownName
        For a rule, year, level, table or column that is not there; with the nearest names.

    Examples
    --------
    >>> found = compare("china_prefectures", ["location_quotient_threshold", "size_only"])
    >>> found.overlap.shape
    (2, 2)
    """
    found = load(study)
    can = applicable(found, value)
    asked = list(rules) if rules is not None else can
    _check_asked(asked, found, can)
    parts = {text: read(text) for text in asked}
    answers = {
        label: rule(
            name, found, year=year, level=level, **with_value(shelf[name], value) | parameters
        )
        for label, (name, parameters) in shown(parts.items(), len(parts), "rules judged")
    }
    keys = [key for key in KEYS if key in next(iter(answers.values()))]
    labels, verdicts = _joined(answers, keys)
    return Comparison(
        found.name,
        _counts(answers),
        _undefined(answers),
        *_overlap(list(answers), verdicts),
        _cells(labels, verdicts),
        _regions(labels, verdicts),
        answers,
        year,
        level,
    )


def _check_asked(asked: Sequence[str], study: Study, can: Sequence[str]) -> None:
    if len(asked) < FEWEST or len(set(asked)) < len(asked):
        raise ParameterError(
            Problem(
                "CLW-C02",
                "too few rules to compare"
                if len(asked) < FEWEST
                else "a rule is asked for twice with the same parameters",
                value=listed(asked) or "none",
                expected=f"at least {FEWEST} different rules that the study has the columns for",
                remedy=f"study {study.name} can feed: {listed(can, 20) or 'none'}",
            )
        )


def _joined(answers: Mapping[str, pd.DataFrame], keys: list[str]) -> tuple[pd.DataFrame, Matrix]:
    """All cells that any rule has a row for, and 1, 0 or nan (not judged) by cell and rule."""
    indexes = [pd.MultiIndex.from_frame(answer[keys]) for answer in answers.values()]
    every = indexes[0]
    for index in indexes[1:]:
        every = every if index.equals(every) else every.append(index.difference(every))
    verdicts = np.full((len(every), len(answers)), np.nan)
    for column, (index, answer) in enumerate(zip(indexes, answers.values(), strict=True)):
        values = answer["is_cluster"].to_numpy(dtype="float64", na_value=np.nan)
        verdicts[every.get_indexer(index), column] = values
    return every.to_frame(index=False), verdicts


def _counts(answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    lines = []
    for label, answer in answers.items():
        is_cluster = answer["is_cluster"].to_numpy(dtype=bool, na_value=False)
        judged = int(answer["is_cluster"].notna().sum())
        clusters = answer[is_cluster]
        lines.append(
            {
                "rule": label,
                "judged": judged,
                "clusters": len(clusters),
                "share": len(clusters) / judged if judged else np.nan,
                "regions": clusters["region"].nunique(),
                "industries": clusters["industry"].nunique(),
                "undefined": len(answer) - judged,
            }
        )
    return pd.DataFrame(lines)


def _undefined(answers: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """How many cells each rule cannot judge, by reason."""
    lines = [
        {"rule": label, "reason": str(reason), "cells": int(cells)}
        for label, answer in answers.items()
        for reason, cells in answer["undefined"].value_counts(sort=False).items()
        if cells
    ]
    return pd.DataFrame(lines, columns=["rule", "reason", "cells"])


def _overlap(labels: list[str], verdicts: Matrix) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The Jaccard index of each two rules, and the number of cells that both judge."""
    is_judged, is_yes = (~np.isnan(verdicts)).astype(float), (verdicts == 1).astype(float)
    judged = is_judged.T @ is_judged
    both = is_yes.T @ is_yes
    # yes of one rule where the other judges at all
    yes = is_yes.T @ is_judged
    either = yes + yes.T - both
    jaccard = np.divide(both, either, out=np.full(both.shape, np.nan), where=either > 0)
    return (
        pd.DataFrame(jaccard, labels, labels),
        pd.DataFrame(judged.astype(np.int64), labels, labels),
    )


def _cells(labels: pd.DataFrame, verdicts: Matrix) -> pd.DataFrame:
    """How many rules say yes to each cell, and how many judge it."""
    yes, judged = (verdicts == 1).sum(axis=1), (~np.isnan(verdicts)).sum(axis=1)
    share = np.divide(yes, judged, out=np.full(len(yes), np.nan), where=judged > 0)
    return labels.assign(yes=yes, judged=judged, agreement=share)


def _regions(labels: pd.DataFrame, verdicts: Matrix) -> pd.DataFrame:
    """For a map: how many industries of a region any rule, or every rule, calls a cluster.

    `agreement` is the mean share of yes among the cells that any rule calls a cluster: 1 where
    all rules find the same, missing where none finds any.
    """
    cells = _cells(labels, verdicts)
    some = (cells["yes"] > 0).to_numpy()
    keys = [key for key in ("region", "year") if key in labels]
    table = cells[keys].assign(
        by_any=some,
        by_all=some & (cells["yes"] == verdicts.shape[1]),
        agreement=cells["agreement"].where(some),
    )
    groups = table.groupby(keys, sort=False)
    found = groups[["by_any", "by_all"]].sum().assign(agreement=groups["agreement"].mean())
    return found.reset_index()


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain records, None for what is undefined."""
    named = table.reset_index(names="rule") if table.index.dtype != np.int64 else table
    plain = named.astype("object").where(named.notna(), None)
    return [{str(k): v for k, v in row.items()} for row in plain.to_dict("records")]
