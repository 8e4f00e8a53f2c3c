"""What does a shock do that reaches places through their industries: shift-share designs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, ParameterError, Problem
from workbench.models.covariance import coefficients_table
from workbench.models.design import CONSTANT, Design
from workbench.models.estimators._card import Card, Errors, Estimate, Option, estimator
from workbench.models.estimators._inference import Inference
from workbench.models.estimators._linear import within
from workbench.models.estimators._shares import Shares, shares_of, shocks_of
from workbench.models.estimators._shock_level import (
    ByShock,
    Net,
    akm,
    akm_null_imposed,
    by_industry,
    effective_number,
    shock_level,
)

EXACT = 1e-6  # of the instrument's variation, that shares and shocks may leave unsaid

CARD = Card(
    question="How much does the outcome move with exposure to shocks that hit industries?",
    formula="b = sum z (y - controls) / sum z (x - controls), z_i = sum over industries of "
    "share_is shock_s; variance: sum over s of (X_s sum_i share_is e_i)^2",
    source="Adao, R., Kolesar, M. and Morales, E. (2019), Quarterly Journal of Economics 134(4); "
    "Borusyak, K., Hull, P. and Jaravel, X. (2022), Review of Economic Studies 89(1); "
    "Goldsmith-Pinkham, P., Sorkin, I. and Swift, H. (2020), American Economic Review 110(8)",
    standard_errors=("own",),
    takes=("fixed_effects", "instruments", "weights", "clusters"),
    needs=("unit", "year"),
    options={
        "shares": Option(None, "table", "share by region, (year) and industry"),
        "shocks": Option(None, "series", "shock by industry, or by industry and year"),
        "groups": Option(None, "series", "group of each industry whose shocks go together"),
    },
    caveats=(
        "Either the shocks are as good as random, or the shares are: say which, and why.",
        "Where shares do not add up to 1, their sum (by year) belongs among the controls.",
    ),
)


@estimator(CARD)
def shift_share(
    arrays: Design,
    errors: Errors,
    *,
    shares: pd.DataFrame | None = None,
    shocks: pd.Series | None = None,
    groups: Mapping[Any, Any] | pd.Series | None = None,
) -> Estimate:
    """Regress on a shift-share column, or with one as instrument, as shocks are what is random.

    Parameters
    ----------
    arrays
        The design. With instruments: one, the shift-share column, for one term. Without: the
        first term of the formula is the shift-share column.
    errors
        Clusters, if any, are those of the errors shown for comparison.
    shares
        Region, (year), industry and share, as a study's `activity`; or one column an industry.
    shocks
        By industry, or industry and year; found from shares and instrument where left out.
    groups
        Group of each industry; shocks of one group may go together. By default an industry's
        shocks of all years are one group.

    Returns
    -------
    The coefficient of the term with the standard errors of Adao, Kolesar and Morales. Tables:
    `inference` (these, those that impose the null, the equivalent regression over shocks, and
    the usual ones), `null_imposed` (the pieces of its set) and `industries` (weight, shock,
    mean outcome and exposure net of controls, Rotemberg weight and own estimate of each shock).

    Raises
    ------
    ParameterError
        If there are no shares, they match no row, or industries have no shock.
    FormulaError
        For several instruments or instrumented terms, or shares that are combinations of others.

    Notes
    -----
    With W the shares, z the column net of controls, e the residuals and w the weights of rows,
    X = (W'wW)^-1 W'wz, and the variance is the sum over groups of
    (sum_s X_s sum_i w_i W_is e_i)^2 / (z'wx)^2. The null is imposed by taking e at each tried
    value, which gives a set (an interval as a rule). Over shocks: means of outcome and term net
    of controls, by exposure to each industry, are regressed with the shock as instrument and
    exposure as weight, with a level for each year.

    Examples
    --------
    >>> from workbench.models import fit
    >>> random = np.random.default_rng(0)
    >>> weights = pd.DataFrame(random.dirichlet(np.ones(10) / 2, 80))
    >>> weights.index = pd.Index([f"r{i}" for i in range(80)], name="region")
    >>> shocks = pd.Series(random.normal(size=10))
    >>> table = pd.DataFrame({"region": weights.index, "shock": weights.to_numpy() @ shocks})
    >>> table["wage"] = 2 * table["shock"] + random.normal(size=80) / 10
    >>> fit("wage ~ shock", table, estimator="shift_share", shares=weights
    ...     ).coefficients.loc["shock", "estimate"].round(1)
    np.float64(2.0)
    """
    if shares is None:
        raise ParameterError(_no_shares())
    asked = _asked(arrays, errors)
    matched = shares_of(shares, arrays)
    given = None if shocks is None else shocks_of(shocks, matched)
    if not matched.is_full:
        raise FormulaError(_combined())
    found = given if given is not None else matched.regressed(asked.column.to_numpy())
    industries = by_industry(asked.net, matched, found)
    group = _groups(matched, groups)
    by_shock = ByShock(asked.net, matched, matched.regressed(asked.net.column), group)
    line = akm(by_shock)
    coefficients = coefficients_table(
        pd.Series({asked.term: line["estimate"]}),
        pd.Series({asked.term: line["std_error"]}),
        np.inf,
    )
    null, row = akm_null_imposed(by_shock)
    rows = [line, row, shock_level(industries, group), _usual(asked)]
    comparison = pd.DataFrame(rows).set_index("method")
    number = effective_number(industries, group)
    return Estimate(
        coefficients,
        asked.residuals(line["estimate"]),
        f"Adao, Kolesar and Morales ({len(industries)} shocks, {group.nunique()} groups)",
        np.inf,
        tests=(number,),
        tables={
            "inference": comparison,
            "null_imposed": null.table(asked.term),
            "industries": industries,
        },
        notes=tuple(_notes(asked, matched, found)),
    )


@dataclass(frozen=True)
class _Asked:
    """The shift-share column, the term whose effect is asked for, and all net of controls."""

    term: str
    column: pd.Series
    net: Net
    inference: Inference
    controls: np.ndarray
    n_terms: int

    def residuals(self, estimate: float) -> pd.Series:
        """What is left of the outcome, net of controls."""
        left = self.net.outcome - estimate * self.net.term
        return pd.Series(left, self.column.index)

    def explains(self, values: np.ndarray) -> bool:
        """Whether the controls and fixed effects say a column exactly."""
        weighted = values * self.inference.model.root
        inside = self.inference.model.residualise(weighted[:, None])[:, 0]
        left = inside - self.controls @ (self.controls.T @ inside)
        return float(np.sqrt(left @ left)) <= EXACT * float(np.sqrt(weighted @ weighted))


def _asked(arrays: Design, errors: Errors) -> _Asked:
    """What the formula asks for.

    Raises
    ------
    FormulaError
        If it has several instruments or instrumented terms, or no term at all.
    """
    terms = arrays.regressors.columns.drop(CONSTANT, errors="ignore")
    instrumented = arrays.endogenous.shape[1] > 0
    shapes = (arrays.endogenous.shape[1], arrays.instruments.shape[1])
    if shapes != (1, 1) if instrumented else not len(terms):
        raise FormulaError(_one_column())
    if instrumented:
        controls, column, term = arrays.regressors, arrays.instruments, arrays.endogenous
    else:
        column = term = arrays.regressors[[terms[0]]]
        controls = arrays.regressors.drop(columns=terms[0])
    blocks = [controls, column, term] if instrumented else [controls, column]
    model = within(replace(arrays, regressors=pd.concat(blocks, axis=1)))
    basis, _ = np.linalg.qr(model.weighted.to_numpy()[:, : controls.shape[1]])
    rows = np.column_stack(
        [
            model.outcome * model.root,
            model.weighted[term.columns[0]],
            model.weighted[column.columns[0]],
        ]
    )
    left = (rows - basis @ (basis.T @ rows)) / model.root[:, None]
    kind = "robust" if errors.kind == "own" else errors.kind
    return _Asked(
        str(term.columns[0]),
        column.iloc[:, 0],
        Net(left[:, 0], left[:, 1], left[:, 2], model.root**2),
        Inference(model, Errors(kind, errors.options)),
        basis,
        controls.shape[1] + 1,
    )


def _usual(asked: _Asked) -> dict[str, Any]:
    """The errors that take rows, or clusters of rows, as what is random."""
    net = asked.net
    left = net.outcome - net.estimate * net.term
    bread = np.array([[1 / net.moments[1]]])
    scores = (net.column * net.weights * left)[:, None]
    squares = float(net.weights @ left**2)
    found, degrees, words = asked.inference.covariance(bread, scores, asked.n_terms, squares)
    one = pd.Series({asked.term: net.estimate})
    table = coefficients_table(one, pd.Series({asked.term: float(np.sqrt(found[0, 0]))}), degrees)
    row = table.loc[asked.term, ["estimate", "std_error", "low", "high"]]
    numbers = dict(zip(map(str, row.index), row.to_numpy().tolist(), strict=True))
    return {"method": words, **numbers}


def _groups(shares: Shares, groups: Mapping[Any, Any] | pd.Series | None) -> pd.Series:
    """The group of each shock; those of one industry in several years are one by default."""
    industry = shares.columns.get_level_values("industry").to_series(index=shares.columns)
    if groups is None:
        return industry
    found = industry.map(dict(groups))
    if found.isna().any():
        raise ParameterError(
            Problem(
                "CLW-F32",
                "industries with shares have no group",
                column="groups",
                value=str(industry[found.isna()].iloc[0]),
                expected="a group for each industry of the shares",
                remedy="add them, or leave groups out",
                more=int(found.isna().sum()) - 1,
            )
        )
    return found


def _notes(asked: _Asked, shares: Shares, shocks: pd.Series) -> Iterator[str]:
    """Plain sentences about shares that are absent, do not add up, or are not the column's."""
    if shares.n_empty:
        yield f"{shares.n_empty} rows are not in the table of shares and count as without shares"
    made = shares.spread(shocks)
    gap = asked.column.to_numpy() - made
    whole = asked.column - asked.column.mean()
    left = float(gap @ gap) / float((whole**2).sum())
    if left > EXACT:
        yield (
            f"shares and shocks leave {left:.1%} of the variation of {asked.column.name} unsaid, "
            "so it is not made of them alone"
        )
    sums = [np.where(block_rows, shares.total, 0.0) for block_rows in shares.in_years]
    if not all(asked.explains(column) for column in sums):
        yield (
            "shares add up to more in some rows than in others, and their sum (in each year) is "
            "not among the controls: the effect of having such industries at all is mixed in "
            "(Borusyak, Hull and Jaravel 2022)"
        )


def _no_shares() -> Problem:
    return Problem(
        "CLW-F32",
        "shift_share needs the shares of industries",
        column="shares",
        expected="a table of region, industry, (year) and share",
        remedy='shares=load("STUDY").activity[["region", "industry", "year", "COLUMN"]]',
    )


def _one_column() -> Problem:
    return Problem(
        "CLW-F33",
        "shift_share knows one shift-share column and one term",
        expected="y ~ shift_share + controls, or y ~ controls | term ~ shift_share",
        remedy="leave one instrument and one instrumented term",
    )


def _combined() -> Problem:
    return Problem(
        "CLW-F34",
        "the shares of some industries are exact combinations of those of others",
        column="shares",
        expected="more regions than industries, and no two industries with the same shares",
        remedy="add up industries to larger groups",
    )
