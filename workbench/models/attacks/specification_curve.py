"""Does the answer hang on choices that could have been made otherwise: all of them, at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._refits import (
    Impossible,
    bare,
    check_above_zero,
    check_columns,
    tells_why,
)
from workbench.models.choices import Choices, default_choices
from workbench.models.formula import parse
from workbench.models.many_fits import ManyFits, many_fits
from workbench.models.shuffling import share_as_far
from workbench.models.specification import Specification
from workbench.models.variants import Variant

Matrix = npt.NDArray[np.float64]
LEVEL = 0.05
MOST_OPPOSITE = 0.25

CARD = Card(
    question="Would another researcher, with other choices that are as good, find the same?",
    method="Every combination of the choices left open is fitted (measure, outcome, controls, "
    "fixed effects, weights, sample). Estimates are for one standard deviation of the measure, "
    "in logarithms of the outcome or as a share of its mean. The same models on shuffled "
    "measures tell how often chance alone gives such a median, so many of one sign, and so many "
    "significant ones. The answer falls if the interval (95 %) of the median model lies below "
    "the smallest effect, if more than 25 % of the models have the other sign, or if chance gives "
    "such a median in more than 5 % of the draws.",
    source="Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020), Specification curve analysis, "
    "Nature Human Behaviour 4",
    caveats=(
        "The curve says nothing about models that were not thought of, and a bad model counts "
        "as much as a good one.",
        "Shuffling assumes that under no effect any row could have had any other's measure; "
        "where neighbours are alike, shuffle within groups.",
    ),
)


@attack(CARD)
@tells_why
def specification_curve(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    choices: Choices | None = None,
    permutations: int = 500,
    within: str | None = None,
    smallest_effect: float | None = None,
    seed: int = 0,
) -> Attack:
    """Fit every combination of the choices left open, and ask whether chance could do the same.

    Parameters
    ----------
    panel
        As `fit` takes it.
    specification
        The model that is asked about; its standard errors are those of all models.
    choices
        What may differ; by default what the specification leaves open.
    permutations
        How many times the measure is shuffled; 0 for no test.
    within
        Column of groups within which values are shuffled.
    smallest_effect
        The smallest effect of interest of one standard deviation of the measure, above 0.
    seed
        A whole number.

    Returns
    -------
    An `Attack`. Its table has one row a model, with a column of yes or no for each choice;
    `estimate`, `low` and `high` are comparable between models, `coefficient` and `std_error` as
    fitted; `undefined` tells why a model has no number, `is_asked` marks the specification's own.

    Raises
    ------
    ParameterError
        If the smallest effect is not above 0.
    UnknownName
        If the column of `within` is not there; with the nearest.

    Notes
    -----
    p = (1 + b) / (1 + B), with b of B draws at least as far from no effect: the median in size,
    the share of the more frequent sign, the share significant with the sign of the median.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame(random.lognormal(size=(60, 2)), columns=["x", "z"])
    >>> table["y"] = table["x"] * random.lognormal(size=60)
    >>> found = specification_curve(
    ...     table, Specification("log(y) ~ log(x) + z", "x"), permutations=19)
    >>> len(found.table), found.survived
    (16, True)
    """
    check_above_zero(smallest_effect=smallest_effect)
    check_columns(panel, [within] if within else [])
    lean = bare(panel)
    open_choices = choices or default_choices(lean, specification)
    variants = open_choices.variants(specification)
    samples = {name: rows for name, rows in open_choices.samples.items() if rows is not None}
    fits = many_fits(lean, variants, samples)
    table = _curve(fits, open_choices.table())
    table.insert(0, "label", [variant.label for variant in variants])
    table["is_asked"] = [_is_asked(one, specification) for one in variants]
    if not (fits.table["undone"] == "").any():
        raise Impossible(f"none of {len(table)} models can be fitted: {table['undefined'].iloc[0]}")
    seen = _Summary.of(table["estimate"].to_numpy()[None], _significant(fits.table)[None])
    facts = _facts(table, seen, _by_chance(fits, permutations, within, seed))
    survived = _survives(facts, smallest_effect)
    return Attack(
        "specification_curve", survived, _words(facts, smallest_effect, survived), table, facts
    )


def _is_asked(variant: Variant, asked: Specification) -> bool:
    """Whether a variant is the model asked about, in whatever order that has its parts."""
    one = variant.specification
    parts = [
        (f.outcome, set(f.terms), set(f.fixed_effects))
        for f in map(parse, (one.formula, asked.formula))
    ]
    return parts[0] == parts[1] and one.weights == asked.weights and not variant.sample


@dataclass(frozen=True)
class _Summary:
    """Of each draw: median, share of the more frequent sign, share significant with its sign."""

    median: Matrix
    same_sign: Matrix
    significant: Matrix

    @classmethod
    def of(cls, estimates: Matrix, significant: Matrix) -> _Summary:
        """From estimates, and 1, -1 or 0 for significance: draws x models; undefined left out."""
        if not len(estimates):  # no draws were asked for
            return cls(*(np.zeros(0) for _ in range(3)))
        is_done = ~np.isnan(estimates).all(axis=0)
        estimates, significant = estimates[:, is_done], significant[:, is_done]
        median = np.median(estimates, axis=1)
        above = (estimates > 0).mean(axis=1)
        sign = np.where(median < 0, -1.0, 1.0)
        agrees = (significant == sign[:, None]).mean(axis=1)
        return cls(median, np.maximum(above, 1 - above), agrees)


def _curve(fits: ManyFits, chosen: pd.DataFrame) -> pd.DataFrame:
    """The table of the exhibit: comparable estimates beside the choices."""
    scale = _scale(fits.table)
    comparable = fits.table[["estimate", "low", "high"]].mul(scale, axis=0)
    found = fits.table[["rows", "std_error", "p_value"]]
    found.insert(0, "coefficient", fits.table["estimate"])
    why = fits.table["undone"]
    return pd.concat(
        [comparable, found, why.where(why != "", None).rename("undefined"), chosen], axis=1
    )


def _scale(table: pd.DataFrame) -> pd.Series:
    """What makes estimates comparable: one standard deviation, beside the outcome's unit."""
    return table["term_spread"] / table["outcome_unit"]


def _significant(table: pd.DataFrame) -> Matrix:
    """1 or -1 where an estimate is significant at 5 %, by its sign; 0 elsewhere."""
    is_sure = (table["p_value"] < LEVEL).to_numpy()
    found: Matrix = np.sign(table["estimate"].to_numpy()) * is_sure
    return found


def _by_chance(fits: ManyFits, permutations: int, within: str | None, seed: int) -> _Summary:
    """The summary of every draw with shuffled measures."""
    from scipy.special import stdtrit

    draws = fits.shuffled(range(permutations), within=within, seed=seed)
    critical = stdtrit(fits.table["degrees_of_freedom"].to_numpy(), 1 - LEVEL / 2)
    is_sure = np.abs(draws.estimates) > critical * draws.std_errors
    scale = _scale(fits.table).to_numpy()
    return _Summary.of(draws.estimates * scale, np.sign(draws.estimates) * is_sure)


def _facts(table: pd.DataFrame, seen: _Summary, chance: _Summary) -> dict[str, float]:
    """The single numbers of a curve."""
    done = table[table["undefined"].isna()].sort_values("estimate", kind="stable")
    middle = done.iloc[(len(done) - 1) // 2]
    median = float(seen.median[0])
    asked = table.loc[table["is_asked"], "estimate"]
    return {
        "median": median,
        "low": float(middle["low"]),
        "high": float(middle["high"]),
        "share_opposite": float((np.sign(done["estimate"]) == -np.sign(median)).mean()),
        "share_significant": float(seen.significant[0]),
        "p_median": share_as_far(np.abs(chance.median), abs(median)),
        "p_share": share_as_far(chance.same_sign, seen.same_sign[0]),
        "p_significant": share_as_far(chance.significant, seen.significant[0]),
        "asked": float(asked.iloc[0]) if len(asked) else float("nan"),
        "n": float(len(done)),
        "n_undefined": float(len(table) - len(done)),
        "permutations": float(len(chance.median)),
    }


def _survives(facts: dict[str, float], smallest_effect: float | None) -> bool:
    """The rule of the card."""
    reach = facts["high"] if facts["median"] >= 0 else -facts["low"]
    is_small = reach < (smallest_effect or 0.0)
    is_chance = facts["p_median"] > LEVEL
    return not (is_small or is_chance or facts["share_opposite"] > MOST_OPPOSITE)


def _words(facts: dict[str, float], smallest_effect: float | None, survived: bool) -> str:
    undone = f" ({facts['n_undefined']:.0f} more cannot be fitted)" if facts["n_undefined"] else ""
    against = f", beside a smallest effect of {smallest_effect:.3g}" if smallest_effect else ""
    chance = (
        f" Chance alone gives such a median with p = {facts['p_median']:.2g}, so many of one sign "
        f"with p = {facts['p_share']:.2g}, so many significant ones with "
        f"p = {facts['p_significant']:.2g}."
        if facts["permutations"]
        else ""
    )
    return (
        f"In {facts['n']:.0f} models{undone} one standard deviation more goes with a median of "
        f"{facts['median']:.3g} (interval of the middle model {facts['low']:.3g} to "
        f"{facts['high']:.3g}{against}); {facts['share_opposite']:.0%} have the other sign, "
        f"{facts['share_significant']:.0%} are significant.{chance} "
        f"The answer {'stands' if survived else 'does not stand'}."
    )
