"""Which rows and columns does a model see: the design of a formula on a panel.

Every row that is left out is counted with its reason before anything is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem, unknown
from workbench.models.formula import Factor, Formula

NOT_POSITIVE = "zero or negative, so it has no logarithm"
INFINITE = "infinite"
CONSTANT = "constant"


@dataclass(frozen=True)
class Design:
    """Outcome, regressors and group codes of the rows used; and what happened to the others.

    `rows` has one line a reason with `reason` and `rows`; the last line is "used".
    """

    outcome: pd.Series
    regressors: pd.DataFrame
    fixed_effects: pd.DataFrame
    clusters: pd.Series | None
    rows: pd.DataFrame


def design(formula: Formula, panel: pd.DataFrame, cluster: str | None = None) -> Design:
    """Turn a formula and a panel into the arrays of a regression.

    Raises
    ------
    FormulaError
        For columns that are not in the panel, columns that are not numbers, row labels that
        come twice, and a sample that cannot tell the terms apart; all names at once, with the
        nearest.
    """
    _check_columns(formula, panel, cluster)
    lost = dict(panel.attrs.get("excluded", {}))
    n_in = len(panel) + sum(lost.values())
    undefined = panel.attrs.get("undefined", {})
    table = panel[list(dict.fromkeys([*formula.names, *([cluster] if cluster else [])]))].copy()
    table.attrs = {}  # pandas copies them at every step
    keep = pd.Series(True, index=table.index)
    for reason, rows in _reasons(formula, table, undefined):
        fresh = keep & rows
        if fresh.any():
            lost[reason] = lost.get(reason, 0) + int(fresh.sum())
        keep &= ~rows
    alone = _singletons(table.loc[keep, list(formula.fixed_effects)])
    if alone.any():
        lost["the only row of its group in a fixed effect"] = int(alone.sum())
    used = table.loc[keep[keep].index[~alone.to_numpy()]]
    if used.empty:
        raise FormulaError(_no_rows(formula, lost))
    found = Design(
        _values(used, formula.outcome),
        _regressors(used, formula),
        used[list(formula.fixed_effects)],
        used[cluster] if cluster else None,
        _rows_table(n_in, lost, len(used)),
    )
    if problems := list(_sample_problems(found)):
        raise FormulaError(problems)
    return found


def count_of_coefficients(found: Design) -> int:
    """How many coefficients a design has: its terms, and the groups of its fixed effects.

    Each fixed effect but the first has one group that the others say already.
    """
    effects = found.fixed_effects
    return found.regressors.shape[1] + sum(effects.nunique()) - max(effects.shape[1] - 1, 0)


def _check_columns(formula: Formula, panel: pd.DataFrame, cluster: str | None) -> None:
    names = [*formula.names, *([cluster] if cluster else [])]
    wrong = [
        unknown("CLW-N04", "column of the panel called", name, map(str, panel.columns))
        for name in dict.fromkeys(names)
        if name not in panel
    ]
    numeric = [formula.outcome, *(f for term in formula.terms for f in term)]
    wrong += [
        Problem(
            "CLW-F02",
            f"column {factor.name} holds text, not numbers",
            column=factor.name,
            value=str(panel[factor.name].dropna().iloc[0]),
            expected="a column of numbers",
            remedy=f"C({factor.name}) in the formula, or | {factor.name} as a fixed effect",
        )
        for factor in dict.fromkeys(numeric)
        if factor.name in panel and factor.transform != "category" and _is_text(panel[factor.name])
    ]
    if CONSTANT in names:
        problem = f"a column cannot be called {CONSTANT} in a formula: the intercept is"
        wrong.append(
            Problem(
                "CLW-F06",
                problem,
                column=CONSTANT,
                expected="another name",
                remedy="rename the column",
            )
        )
    if not panel.index.is_unique:
        wrong.append(
            Problem(
                "CLW-F06",
                "two rows of the panel have the same label",
                value=str(panel.index[panel.index.duplicated()][0]),
                expected="each row label once",
                remedy="panel.reset_index(drop=True)",
            )
        )
    if wrong:
        raise FormulaError(wrong)


def _sample_problems(found: Design) -> Iterator[Problem]:
    """Why nothing can be learnt about the terms from the rows used."""
    n_rows, n_terms = len(found.outcome), count_of_coefficients(found)
    if n_rows <= n_terms:
        yield Problem(
            "CLW-F07",
            f"{n_rows} rows cannot tell {n_terms} coefficients apart",
            value=str(n_rows),
            expected=f"at least {n_terms + 1} rows with a value in every column",
            remedy="take terms or fixed effects out of the formula",
        )
    if (found.outcome == found.outcome.iloc[0]).all():
        yield Problem(
            "CLW-F08",
            "the outcome is the same in every row used, so there is nothing to explain",
            column=str(found.outcome.name),
            value=str(found.outcome.iloc[0]),
            expected="an outcome that differs between rows",
            remedy="choose another outcome, or more rows",
        )
    if found.clusters is not None and (found.clusters == found.clusters.iloc[0]).all():
        yield Problem(
            "CLW-F09",
            f"all rows used are in one group of {found.clusters.name}",
            column=str(found.clusters.name),
            value=str(found.clusters.iloc[0]),
            expected="groups to compare; 30 or more to be relied on",
            remedy="cluster by a column with more groups, or not at all",
        )


def _is_text(column: pd.Series) -> bool:
    return not pd.api.types.is_numeric_dtype(column) and bool(column.notna().any())


def _reasons(
    formula: Formula, table: pd.DataFrame, undefined: Mapping[str, Mapping[object, str]]
) -> Iterator[tuple[str, pd.Series]]:
    """Each reason to leave rows out, with the rows."""
    for name in table:
        missing = table[name].isna()
        why = pd.Series(undefined.get(str(name), {}), dtype="object").reindex(table.index)
        told = why.where(missing).fillna("no value")
        for reason in told[missing].unique():
            yield f"{name}: {reason}", missing & (told == reason)
    for factor in dict.fromkeys([formula.outcome, *(f for term in formula.terms for f in term)]):
        if factor.transform == "category":
            continue
        values = table[factor.name].to_numpy(dtype="float64", na_value=np.nan)
        yield f"{factor.name}: {INFINITE}", pd.Series(np.isinf(values), table.index)
        if factor.transform == "log":
            yield f"{factor.name}: {NOT_POSITIVE}", pd.Series(values <= 0, table.index)


def _singletons(groups: pd.DataFrame) -> pd.Series:
    """Rows that end up alone in a group once the other lonely rows are gone."""
    alone = pd.Series(False, index=groups.index)
    while True:
        left = groups[~alone]
        sizes = [left[name].map(left[name].value_counts()) for name in groups]
        fresh = reduce(lambda a, b: a | b, (size == 1 for size in sizes), alone & False)
        if not fresh.any():
            return alone
        alone |= fresh.reindex(alone.index, fill_value=False)


def _regressors(used: pd.DataFrame, formula: Formula) -> pd.DataFrame:
    columns: dict[str, pd.Series] = {}
    if not formula.fixed_effects:
        columns[CONSTANT] = pd.Series(1.0, index=used.index)
    for term in formula.terms:
        columns |= _term(used, term)
    return pd.DataFrame(columns, index=used.index)


def _term(used: pd.DataFrame, term: tuple[Factor, ...]) -> dict[str, pd.Series]:
    """The columns of one term: the products of its factors' columns."""
    product = {"": pd.Series(1.0, index=used.index)}
    for factor in term:
        product = {
            f"{left}:{name}" if left else name: a * b
            for left, a in product.items()
            for name, b in _columns(used, factor).items()
        }
    return product


def _columns(used: pd.DataFrame, factor: Factor) -> dict[str, pd.Series]:
    if factor.transform != "category":
        return {str(factor): _values(used, factor)}
    dummies = pd.get_dummies(used[factor.name], drop_first=True, dtype="float64")
    return {f"{factor.name}={level}": dummies[level] for level in dummies}


def _values(used: pd.DataFrame, factor: Factor) -> pd.Series:
    values = used[factor.name].astype("float64")
    if factor.transform == "log":
        values = pd.Series(np.log(values), index=used.index)
    return values**factor.power


def _rows_table(n_in: int, lost: dict[str, int], n_used: int) -> pd.DataFrame:
    lines = [("in the study's table", n_in), *lost.items(), ("used", n_used)]
    return pd.DataFrame(lines, columns=["reason", "rows"])


def _no_rows(formula: Formula, lost: dict[str, int]) -> Problem:
    reasons = "; ".join(f"{reason} ({rows})" for reason, rows in lost.items())
    return Problem(
        "CLW-F03",
        f"no row is left for {formula}",
        value=reasons or "the panel is empty",
        expected="at least one complete row",
        remedy="take out the column that is missing in every row",
    )
