"""What does an effect mean in economic units: a doubling, a usual difference, an amount of money.

An effect in percent is said in the outcome's own unit too, at the mean of the rows used.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.figures._rounding import with_interval
from workbench.figures.numbers import shown
from workbench.figures.terms import plain
from workbench.models.diagnostics import COLUMNS
from workbench.models.estimate import Fit
from workbench.models.formula import Factor, parse

PERCENT = "percent"
LOWER, UPPER = 0.25, 0.75
DOUBLING = float(np.log(2))
AMOUNTS = ["amount", "amount_low", "amount_high", "amount_unit"]


def economic_effects(fit: Fit, panel: pd.DataFrame) -> pd.DataFrame:
    """Effects with the move between quartiles, and amounts at the mean of the outcome.

    Parameters
    ----------
    fit
        Whose `effects` hold a doubling or one unit, and one standard deviation.
    panel
        The table it was fitted on.

    Returns
    -------
    One row a term and change: term, change, effect, low, high (95 %), unit; where the effect is
    in percent, `amount`, `amount_low`, `amount_high` and `amount_unit` say the same in the
    outcome's unit, and else they are missing.

    Raises
    ------
    ParameterError
        If the panel does not hold the rows of the fit.

    Notes
    -----
    The mean and the quartiles are those of the rows used. An amount is the percent of the mean.

    Examples
    --------
    >>> from workbench.models import fit
    >>> table = pd.DataFrame({"wage": [10.0, 12, 15, 20, 22], "density": [1.0, 2, 4, 8, 16]})
    >>> found = economic_effects(fit("log(wage) ~ log(density)", table), table)
    >>> found[["change", "effect", "amount"]].round(1).to_numpy().tolist()[0]
    ['a doubling of density', 23.2, 3.7]
    """
    used = _used(fit, panel)
    formula = parse(fit.formula)
    factors = {str(term[0]): term[0] for term in formula.explaining if len(term) == 1}
    moves = [
        row
        for term, lines in fit.effects.groupby("term", sort=False)
        if str(term) in factors
        for row in _quartiles(factors[str(term)], lines.iloc[0], used, panel)
    ]
    lines = [fit.effects, pd.DataFrame(moves, columns=COLUMNS)]
    table = pd.concat([line for line in lines if len(line)] or lines[:1])
    order = {term: place for place, term in enumerate(fit.effects["term"].unique())}
    table = table.sort_values("term", key=lambda held: held.map(order), kind="stable")
    return _with_amounts(table.reset_index(drop=True), used[formula.outcome.name], panel)


def effects_in_words(
    fit: Fit, panel: pd.DataFrame, terms: Sequence[str] | None = None
) -> list[str]:
    """Effects as sentences, each with its 95 % interval, in percent and in money.

    Parameters
    ----------
    fit, panel
        As for `economic_effects`.
    terms
        Terms, or the columns they are made of; every term that has an effect of its own by
        default.

    Returns
    -------
    One sentence a term and change. Where a term has no effect of its own, a sentence says so.

    Raises
    ------
    FormulaError
        If the fit has no such term; with the nearest.
    ParameterError
        If the panel does not hold the rows of the fit.

    Examples
    --------
    >>> from workbench.models import fit
    >>> table = pd.DataFrame({"wage": [10.0, 12, 15, 20, 22], "density": [1.0, 2, 4, 8, 16]})
    >>> print(effects_in_words(fit("log(wage) ~ log(density)", table), table)[0])
    A doubling of density goes with 23.2 % more wage (95 % interval 17.6 to 29.1), all else held \
fixed; at the mean of 15.8 that is 3.67 more (2.78 to 4.60).
    """
    table = economic_effects(fit, panel)
    names = [str(fit.term(name).name) for name in terms or table["term"].unique()]
    outcome = _outcome(fit)
    mean = float(_used(fit, panel)[parse(fit.formula).outcome.name].mean())
    sentences = []
    for name in names:
        lines = table[table["term"] == name].to_dict("records")
        sentences += [_sentence(line, outcome, mean) for line in lines]
        if not lines:
            sentences.append(
                f"{name} has no effect of its own in {fit.formula}: it stands in several terms, "
                "or has no unit."
            )
    return [plain(sentence) for sentence in sentences]


def _used(fit: Fit, panel: pd.DataFrame) -> pd.DataFrame:
    """The rows of the panel that the fit rests on."""
    absent = fit.residuals.index.difference(panel.index)
    outcome = parse(fit.formula).outcome.name
    if len(absent) or outcome not in panel:
        raise ParameterError(
            Problem(
                "CLW-F87",
                "the panel is not the one the model was fitted on",
                column="panel",
                value=f"{len(absent)} of the {fit.n_used} rows used are not in it"
                if len(absent)
                else f"no column {outcome}",
                expected=f"the table given to fit for {fit.formula}",
                remedy="pass the same panel to both",
            )
        )
    return panel.loc[fit.residuals.index]


def _quartiles(
    factor: Factor, first: pd.Series, used: pd.DataFrame, panel: pd.DataFrame
) -> Iterator[tuple[object, ...]]:
    """The effect of the move from the lower to the upper quartile of a column."""
    if factor.lag:  # the rows used hold the column's later values
        return
    low, high = used[factor.name].quantile([LOWER, UPPER])
    is_log = factor.transform == "log"
    steps = np.log(high / low) / DOUBLING if is_log else high - low
    card = panel.attrs.get("columns", {}).get(factor.name, {})
    unit = f" {card['unit']}" if card.get("unit") else ""
    change = (
        f"moving {card.get('label', factor.name)} from the lower quarter of places "
        f"({shown(low)}{unit}) to the upper ({shown(high)}{unit})"
    )
    values = [_times(first[column], steps, first["unit"]) for column in ("effect", "low", "high")]
    yield (first["term"], change, *values, first["unit"])


def _times(effect: float, steps: float, unit: str) -> float:
    """The effect of several steps, where percents grow on one another."""
    if unit == PERCENT:
        with np.errstate(divide="ignore"):  # nothing is left of the outcome
            return float(100 * np.expm1(np.log1p(effect / 100) * steps))
    return float(effect * steps)


def _with_amounts(table: pd.DataFrame, outcome: pd.Series, panel: pd.DataFrame) -> pd.DataFrame:
    """Percents of the outcome as amounts at its mean."""
    unit = panel.attrs.get("columns", {}).get(outcome.name, {}).get("unit") or ""
    share = float(outcome.mean()) / 100
    is_percent = table["unit"] == PERCENT
    amounts = {
        name: (table[column] * share).where(is_percent)
        for name, column in zip(AMOUNTS, ("effect", "low", "high"), strict=False)
    }
    return table.assign(**amounts, amount_unit=pd.Series(unit, table.index).where(is_percent))


def _sentence(line: Mapping[Hashable, Any], outcome: str, mean: float) -> str:
    """One effect in words; where more or less is said, the interval keeps its signs."""
    unit = "%" if line["unit"] == PERCENT else str(line["unit"])
    change = str(line["change"])
    effect, low, high = with_interval(line["effect"], line["low"], line["high"])
    told = (
        f"{change[:1].upper()}{change[1:]} goes with {_directed(effect, unit)} {outcome} "
        f"(95 % interval {low} to {high}), all else held fixed"
    )
    if line["unit"] != PERCENT:
        return f"{told}."
    own = str(line["amount_unit"])
    amount, least, most = with_interval(line["amount"], line["amount_low"], line["amount_high"])
    at = f"{shown(mean)} {own}".strip()
    return f"{told}; at the mean of {at} that is {_directed(amount, own)} ({least} to {most})."


def _directed(number: str, unit: str) -> str:
    """A number with a sign as so much more or less."""
    return f"{number.lstrip('-')} {unit}".strip() + (" less" if number.startswith("-") else " more")


def _outcome(fit: Fit) -> str:
    return str(fit.provenance.get("outcome") or parse(fit.formula).outcome.name.replace("_", " "))
