"""Which rows and columns does a model see: the design of a formula on a panel.

Every row that is left out is counted with its reason before anything is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem, unknown
from workbench.models.formula import Factor, Formula, Term
from workbench.models.lags import column_of, earlier, spoken

NOT_POSITIVE = "zero or negative, so it has no logarithm"
INFINITE = "infinite"
NO_WEIGHT = "a weight that is not positive"
CONSTANT = "constant"


@dataclass(frozen=True)
class Design:
    """The arrays of the rows used, all on one index; and what happened to the other rows.

    `regressors` are the terms that need no instrument, with the constant first where there are
    no fixed effects; `endogenous` and `instruments` have no columns where there are none.
    `weights` are positive. `also` holds further columns that an estimator asked for (unit, year,
    coordinates). `rows` has one line a reason with `reason` and `rows`; the last is "used".
    """

    outcome: pd.Series
    regressors: pd.DataFrame
    fixed_effects: pd.DataFrame
    clusters: pd.Series | None
    rows: pd.DataFrame
    endogenous: pd.DataFrame = field(default_factory=pd.DataFrame)
    instruments: pd.DataFrame = field(default_factory=pd.DataFrame)
    weights: pd.Series | None = None
    also: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def explaining(self) -> pd.DataFrame:
        """Every column that has a coefficient: the instrumented ones first."""
        if self.endogenous.empty:
            return self.regressors
        return pd.concat([self.endogenous, self.regressors], axis=1)


@dataclass(frozen=True)
class Roles:
    """Columns of the panel besides those of the formula: clusters, weights, and what else.

    Of `also`, those of `may_be_missing` keep the rows in which they say nothing.
    """

    cluster: str | None = None
    weights: str | None = None
    also: tuple[str, ...] = ()
    may_be_missing: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Every column, once."""
        named = [self.cluster, self.weights, *self.also]
        return list(dict.fromkeys(name for name in named if name))


def design(formula: Formula, panel: pd.DataFrame, roles: Roles | None = None) -> Design:
    """Turn a formula and a panel into the arrays of a regression.

    A lag is the value of the same unit so many years earlier; the panel's keys say what a unit
    is.

    Raises
    ------
    FormulaError
        For columns that are not in the panel, columns that are not numbers, row labels that
        come twice, a lag without years, and a sample that cannot tell the terms apart; all names
        at once, with the nearest.
    """
    roles = roles or Roles()
    _check_columns(formula, panel, roles)
    lost = dict(panel.attrs.get("excluded", {}))
    n_in = len(panel) + sum(lost.values())
    table = _needed(formula, panel, roles)
    keep = pd.Series(True, index=table.index)
    for reason, rows in _reasons(formula, table, panel.attrs.get("undefined", {}), roles):
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
        used[roles.cluster] if roles.cluster else None,
        _rows_table(n_in, lost, len(used)),
        _products(used, formula.endogenous),
        _products(used, formula.instruments),
        used[roles.weights].astype("float64") if roles.weights else None,
        used[list(roles.also)],
    )
    if problems := list(_sample_problems(found)):
        raise FormulaError(problems)
    return found


def _needed(formula: Formula, panel: pd.DataFrame, roles: Roles) -> pd.DataFrame:
    """The columns that are needed, with those of earlier years and of combined effects."""
    table = panel[list(dict.fromkeys([*formula.names, *roles.names]))].copy()
    table.attrs = {}  # pandas copies them at every step
    for effect in formula.fixed_effects:
        if ":" in effect:
            table[effect] = _combined(table[effect.split(":")])
    lags = {(factor.name, factor.lag) for factor in formula.factors if factor.lag}
    return table.assign(**{column_of(*lag): earlier(panel, *lag) for lag in sorted(lags)})


def _combined(columns: pd.DataFrame) -> pd.Series:
    """A number for each combination of values; missing where one of them is."""
    is_known = columns.notna().all(axis=1)
    return columns[is_known].groupby(list(columns), sort=False).ngroup().reindex(columns.index)


def count_of_coefficients(found: Design) -> int:
    """How many coefficients a design has: its terms, and the groups of its fixed effects.

    Each fixed effect but the first has one group that the others say already.
    """
    effects = found.fixed_effects
    return found.explaining.shape[1] + sum(effects.nunique()) - max(effects.shape[1] - 1, 0)


def _check_columns(formula: Formula, panel: pd.DataFrame, roles: Roles) -> None:
    names = list(dict.fromkeys([*formula.names, *roles.names]))
    wrong = [
        unknown("CLW-N04", "column of the panel called", name, map(str, panel.columns))
        for name in names
        if name not in panel
    ]
    numeric = [factor for factor in formula.factors if factor.transform != "category"]
    numeric += [Factor(roles.weights)] if roles.weights else []
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
        if factor.name in panel and _is_text(panel[factor.name])
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
    formula: Formula,
    table: pd.DataFrame,
    undefined: Mapping[str, Mapping[object, str]],
    roles: Roles,
) -> Iterator[tuple[str, pd.Series]]:
    """Each reason to leave rows out, with the rows."""
    used = {column_of(factor.name, factor.lag) for factor in formula.factors}
    effects = {name for effect in formula.fixed_effects for name in effect.split(":")}
    for name in table:
        if ":" in str(name) or name in roles.may_be_missing:
            continue  # the parts of a combination are asked themselves
        if str(name) in formula.names and name not in {*used, *effects, *roles.names}:
            continue  # only its earlier values are in the formula
        missing = table[name].isna()
        why = pd.Series(undefined.get(str(name), {}), dtype="object").reindex(table.index)
        told = why.where(missing).fillna("no value")
        for reason in told[missing].unique():
            yield f"{spoken(str(name))}: {reason}", missing & (told == reason)
    for factor in formula.factors:
        if factor.transform == "category":
            continue
        name = column_of(factor.name, factor.lag)
        values = table[name].to_numpy(dtype="float64", na_value=np.nan)
        yield f"{spoken(name)}: {INFINITE}", pd.Series(np.isinf(values), table.index)
        if factor.transform == "log":
            yield f"{spoken(name)}: {NOT_POSITIVE}", pd.Series(values <= 0, table.index)
    if roles.weights:
        weights = table[roles.weights].to_numpy(dtype="float64", na_value=np.nan)
        yield f"{roles.weights}: {NO_WEIGHT}", pd.Series(~(weights > 0), table.index)


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
    terms = _products(used, formula.terms)
    if formula.has_constant and not formula.fixed_effects:
        terms.insert(0, CONSTANT, 1.0)
    return terms


def _products(used: pd.DataFrame, terms: tuple[Term, ...]) -> pd.DataFrame:
    """The columns of terms, each a product of the columns of its factors."""
    columns: dict[str, pd.Series] = {}
    for term in terms:
        columns |= _term(used, term)
    return pd.DataFrame(columns, index=used.index)


def _term(used: pd.DataFrame, term: Term) -> dict[str, pd.Series]:
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
    dummies = pd.get_dummies(
        used[column_of(factor.name, factor.lag)], drop_first=True, dtype="float64"
    )
    stem = str(replace(factor, transform="identity"))
    return {f"{stem}={level}": dummies[level] for level in dummies}


def _values(used: pd.DataFrame, factor: Factor) -> pd.Series:
    values = used[column_of(factor.name, factor.lag)].astype("float64")
    if factor.transform == "log":
        values = pd.Series(np.log(values), index=used.index)
    return values**factor.power


def _rows_table(n_in: int, lost: dict[str, int], n_used: int) -> pd.DataFrame:
    lines = [("in the study's table", n_in), *lost.items(), ("used", n_used)]
    return pd.DataFrame(lines, columns=["reason", "rows"])


def rows_of(rows: pd.DataFrame, n_used: int) -> pd.DataFrame:
    """The table of rows where an estimator used fewer than it was given."""
    given = int(rows["rows"].iloc[-1])
    if n_used == given:
        return rows
    lines = [*rows.iloc[:-1].itertuples(index=False), ("left out by the estimator", given - n_used)]
    return pd.DataFrame([*lines, ("used", n_used)], columns=["reason", "rows"])


def _no_rows(formula: Formula, lost: dict[str, int]) -> Problem:
    reasons = "; ".join(f"{reason} ({rows})" for reason, rows in lost.items())
    return Problem(
        "CLW-F03",
        f"no row is left for {formula}",
        value=reasons or "the panel is empty",
        expected="at least one complete row",
        remedy="take out the column that is missing in every row",
    )
