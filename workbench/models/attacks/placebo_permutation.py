"""Would the answer appear if there were none: the same model on shuffled values of the term."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.attacks._card import Attack, Card, attack
from workbench.models.attacks._refits import bare, check_above_zero, check_columns, tells_why
from workbench.models.many_fits import many_fits
from workbench.models.shuffling import share_as_far
from workbench.models.specification import Specification
from workbench.models.variants import Variant

LEVEL = 0.05

CARD = Card(
    question="How often does a measure that cannot matter give such an answer?",
    method="The values of the measure are dealt out anew to the rows, within groups or in whole "
    "blocks where asked, and the model is fitted again, many times. The answer survives if at "
    "most 5 % of these draws have a t statistic as far from zero as the real one.",
    source="Fisher, R. A. (1935), The Design of Experiments; Phipson, B. and Smyth, G. K. (2010), "
    "Statistical Applications in Genetics and Molecular Biology 9, for p = (1 + b) / (1 + B)",
    caveats=(
        "It assumes that under no effect any row could have had any other's value. Where places "
        "near each other are alike, shuffle whole blocks or within groups.",
    ),
)


@attack(CARD)
@tells_why
def placebo_permutation(
    panel: pd.DataFrame,
    specification: Specification,
    *,
    draws: int = 999,
    within: str | None = None,
    blocks: str | None = None,
    seed: int = 0,
) -> Attack:
    """Shuffle the measure many times, and see how often the answer comes out all the same.

    Parameters
    ----------
    panel
        As `fit` takes it.
    specification
        The model and its term.
    draws
        How many times the values are dealt out.
    within
        Column of groups; values stay in their group.
    blocks
        Column of groups in each of which the measure is the same (a region's measure in a panel
        of its industries); they exchange their values as wholes.
    seed
        A whole number.

    Returns
    -------
    An `Attack`. Its table has one row a draw: `draw`, `estimate`, `statistic`. Its facts have
    the real `estimate` and `statistic`, `p_value` by the statistic and `p_estimate` by the
    coefficient, `p_model` as fitted, and `false_positives`: the share of draws that the model's
    own standard errors call significant, which should be about 5 %.

    Raises
    ------
    ParameterError
        If there are no draws.
    UnknownName
        If a column is not there; with the nearest.

    Notes
    -----
    p = (1 + b) / (1 + B) with b of B draws at least as far from zero.

    Examples
    --------
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame({"x": random.normal(size=40)})
    >>> table["y"] = table["x"] + random.normal(size=40)
    >>> placebo_permutation(table, Specification("y ~ x", "x"), draws=99).facts["p_value"]
    0.01
    """
    check_above_zero(draws=draws)
    check_columns(panel, [name for name in (within, blocks) if name])
    fits = many_fits(bare(panel), [Variant(specification)])
    real = fits.table.iloc[0]
    if real["undone"]:
        specification.fit(panel)  # says in full why not
    found = fits.shuffled(range(draws), within=within, blocks=blocks, seed=seed)
    estimates, errors = found.estimates[:, 0], found.std_errors[:, 0]
    table = pd.DataFrame(
        {"draw": range(draws), "estimate": estimates, "statistic": estimates / errors}
    )
    facts = _facts(real, table)
    survived = facts["p_value"] <= LEVEL
    return Attack(
        "placebo_permutation", survived, _words(facts, survived, within, blocks), table, facts
    )


def _facts(real: pd.Series, table: pd.DataFrame) -> dict[str, float]:
    """The single numbers of a placebo."""
    from scipy.special import stdtr

    statistics = np.abs(table["statistic"].to_numpy())
    own = 2 * stdtr(real["degrees_of_freedom"], -statistics)
    return {
        "estimate": float(real["estimate"]),
        "statistic": float(real["statistic"]),
        "p_value": share_as_far(statistics, abs(real["statistic"])),
        "p_estimate": share_as_far(np.abs(table["estimate"].to_numpy()), abs(real["estimate"])),
        "p_model": float(real["p_value"]),
        "false_positives": float((own < LEVEL).mean()),
        "draws": float(len(table)),
    }


def _words(facts: dict[str, float], survived: bool, within: str | None, blocks: str | None) -> str:
    how = f" within {within}" if within else ""
    how += f" in blocks of {blocks}" if blocks else ""
    return (
        f"With the measure shuffled{how} {facts['draws']:.0f} times, a t statistic as far from "
        f"zero as {facts['statistic']:.3g} comes with p = {facts['p_value']:.2g} (the model says "
        f"{facts['p_model']:.2g}); its standard errors call {facts['false_positives']:.1%} of the "
        f"shuffled measures significant, where 5 % would be right. "
        f"The answer {'stands' if survived else 'does not stand'}."
    )
