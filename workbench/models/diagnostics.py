"""How far can a regression be trusted: effects in economic units, and what to be wary of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbench.models.design import Design
from workbench.models.estimators import Estimate
from workbench.models.formula import Factor, Formula

EXACT = 1e-10
FEW_CLUSTERS = 30
FEW_ROWS = 30
HIGH_INFLATION = 10.0
MOST_NAMED = 5
WILD = "wild"
DIFFERENCES = {"percent": "percentage points", "%": "percentage points"}  # of a column in percent
COLUMNS = ["term", "change", "effect", "low", "high", "unit"]


def explained(residuals: pd.Series, total: pd.Series) -> float:
    """The share of the variation in `total` that the model accounts for."""
    variation = float((total**2).sum())
    return float(1 - (residuals**2).sum() / variation) if variation > 0 else float("nan")


def collinear(terms: pd.DataFrame, least: float) -> list[str]:
    """Terms that are exact combinations of the terms before them.

    `terms` are centred, or net of fixed effects, in units of their standard deviation. The
    diagonal of R in terms = QR holds what each term adds to those before it; less than `least`
    of its own variation is nothing but rounding.
    """
    added = np.abs(np.diag(np.linalg.qr(terms.to_numpy(), mode="r"))) / np.sqrt(len(terms))
    return [str(name) for name, share in zip(terms, added, strict=True) if share < least]


def influence(
    within: pd.DataFrame, residuals: pd.Series, std_errors: pd.Series, fixed_effects: pd.DataFrame
) -> pd.DataFrame:
    """How many standard errors each coefficient moves when a row is left out.

    The one-step formula (X'X)^-1 x_i e_i / (1 - h_i) of Belsley, Kuh and Welsch (1980) on
    regressors net of fixed effects. It is exact without fixed effects and with one; with
    several, the leverage h_i counts the strongest of them only.
    """
    q, r = np.linalg.qr(within.to_numpy())  # (X'X)^-1 x_i is R^-1 q_i
    sizes = [groups.map(groups.value_counts()) for _, groups in fixed_effects.items()]
    own = pd.concat([1 / size for size in sizes], axis=1).max(axis=1).to_numpy() if sizes else 0.0
    leverage = ((q**2).sum(axis=1) + own).clip(max=1 - EXACT)
    moves = np.linalg.solve(r, q.T).T * (residuals.to_numpy() / (1 - leverage))[:, None]
    units = std_errors.where(std_errors > 0).to_numpy()
    return pd.DataFrame(moves / units, within.index, within.columns)


def effects(
    formula: Formula,
    coefficients: pd.DataFrame,
    regressors: pd.DataFrame,
    cards: Mapping[str, Any],
    link: str = "identity",
) -> pd.DataFrame:
    """What a change in each simple term does to the outcome, in economic units.

    Returns one row a term and change: `term`, `change`, `effect`, `low`, `high`, `unit`. With a
    logarithmic outcome effects are percent, else they are in the outcome's own unit (percentage
    points where that is percent). A column
    that is in several terms has no effect of its own, and a power of the outcome no unit. With a
    logarithmic `link` a coefficient is a change of the outcome's logarithm, whatever the outcome.
    """
    if formula.outcome.power > 1 or link == "other":
        return pd.DataFrame(columns=COLUMNS)
    in_percent = "log" in (formula.outcome.transform, link)
    own = str(cards.get(formula.outcome.name, {}).get("unit", ""))
    unit = "percent" if in_percent else DIFFERENCES.get(own, own)
    lines = []
    used = [factor.name for term in formula.explaining for factor in term]
    for factor in (term[0] for term in formula.explaining if len(term) == 1):
        if used.count(factor.name) > 1 or str(factor) not in coefficients.index:
            continue
        for change, step in _steps(factor, regressors, _words(factor, cards)):
            line = coefficients.loc[str(factor), ["estimate", "low", "high"]].to_numpy() * step
            values = 100 * np.expm1(line) if in_percent else line
            lines.append((str(factor), change, *values, unit))
    return pd.DataFrame(lines, columns=COLUMNS)


def _words(factor: Factor, cards: Mapping[str, Any]) -> str:
    return str(cards.get(factor.name, {}).get("label", factor.name))


def _steps(factor: Factor, regressors: pd.DataFrame, name: str) -> list[tuple[str, float]]:
    if factor.transform == "category" or factor.power > 1:
        return []
    spread = (f"one standard deviation more {name}", float(regressors[str(factor)].std()))
    first = (
        (f"a doubling of {name}", float(np.log(2)))
        if factor.transform == "log"
        else (f"one unit more {name}", 1.0)
    )
    return [first, spread]


def warnings(arrays: Design, estimate: Estimate, panel: pd.DataFrame) -> tuple[str, ...]:
    """Plain sentences about few clusters, few rows, collinearity and influential rows."""
    found = list(_few(arrays, estimate.standard_errors))
    within = estimate.within
    for term, factor in inflation(within).items():
        if factor > HIGH_INFLATION:
            found.append(
                f"collinearity: {term} moves with the other terms (variance inflation "
                f"{factor:.0f}), so its own effect is hard to tell apart"
            )
    if not within.empty:
        errors = estimate.coefficients["std_error"].reindex(within.columns)
        root = 1.0 if arrays.weights is None else arrays.weights**0.5
        weighted, left = within.mul(root, axis=0), estimate.residuals * root
        found += influential(influence(weighted, left, errors, arrays.fixed_effects), panel)
    return tuple(found)


def _few(arrays: Design, standard_errors: str) -> Iterator[str]:
    """Whether there are few groups to cluster by, unless that is seen to, or few rows."""
    groups = FEW_CLUSTERS if arrays.clusters is None else arrays.clusters.nunique()
    if groups < FEW_CLUSTERS and not standard_errors.startswith(WILD):
        yield (
            f"few clusters: {groups} groups; with fewer than {FEW_CLUSTERS} the interval "
            f'tends to be too narrow; standard_errors="{WILD}" is made for that'
        )
    if len(arrays.outcome) < FEW_ROWS:
        yield f"few rows: {len(arrays.outcome)}; one more place could change the answer"


def influential(pulls: pd.DataFrame, panel: pd.DataFrame) -> Iterator[str]:
    """For each term the rows that move it by more than a standard error, strongest first."""
    for term in pulls.columns.drop("constant", errors="ignore"):
        strong = pulls[term].abs().sort_values(ascending=False)
        strong = strong[strong > 1]
        if len(strong):
            names = ", ".join(_name(panel, label) for label in strong.index[:MOST_NAMED])
            yield (
                f"influential rows: leaving out any of {len(strong)} rows moves {term} by more "
                f"than one standard error ({names})"
            )


def circular(formula: Formula, cards: Mapping[str, Any]) -> tuple[str, ...]:
    """Plain sentences where an outcome is about to be explained by what it is made of."""
    name = formula.outcome.name
    if not {"components", "role"} & set(cards.get(name, {})):
        return ()
    from workbench.competitiveness.links import circularity

    terms = [":".join(str(factor) for factor in term) for term in formula.explaining]
    roles = {column: str(card.get("role") or "") for column, card in cards.items()}
    parts = cards.get(name, {}).get("components", {})
    found = circularity(parts, terms, outcome=name, roles=roles)
    return tuple(problem.message for problem in found)


def inflation(within: pd.DataFrame) -> pd.Series:
    """Variance inflation of each term: 1 / (1 - R squared) of the term on the others."""
    centred = within.drop(columns="constant", errors="ignore")
    centred = centred - centred.mean()
    if centred.shape[1] <= 1:
        return pd.Series(1.0, index=centred.columns)
    correlation = np.corrcoef(centred.to_numpy(), rowvar=False)
    return pd.Series(np.diag(np.linalg.pinv(correlation)), index=centred.columns)


def _name(panel: pd.DataFrame, label: object) -> str:
    """A row in words: its name where it has one, else its keys."""
    columns = [c for c in ("name", "region", "industry_name", "industry") if c in panel]
    shown = [c for c in columns if c != "region" or "name" not in panel]
    shown = [c for c in shown if c != "industry" or "industry_name" not in panel]
    return " ".join(str(panel.at[label, column]) for column in shown) or f"row {label}"
