"""S8: what does density do, as far as history or geology put it where it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from workbench.errors import ParameterError, Problem
from workbench.models.estimate import Fit, fit
from workbench.models.ladder import in_scale
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require

CARD = Card(
    number="S8",
    question="What does density do to an outcome, as far as old settlements, soils or railways "
    "put it where it is?",
    equation="ln y_r = a + b ln density_r + c'X_r + effects, with history or geology as "
    "instruments for the density; one instrument at a time, then all",
    papers=(
        "Ciccone, A. and Hall, R. (1996), American Economic Review 86",
        "Combes, P.-P., Duranton, G., Gobillon, L. and Roux, S. (2010), in Glaeser (ed.), "
        "Agglomeration Economics",
        "Anderson, T. and Rubin, H. (1949), Annals of Mathematical Statistics 20",
        "Montiel Olea, J. and Pflueger, C. (2013), Journal of Business and Economic Statistics 31",
    ),
    coefficient="log(density)",
    typical="near the one without instruments, often a little smaller (unverified)",
    roles={
        "outcome": "a wage, productivity or income; positive",
        "density": "jobs or people per square kilometre; positive",
        "instruments": "columns such as the population of 1850; in logarithms where cards say so",
        "controls": "further columns, in logarithms where their cards say so",
        "fixed_effects": "groups within which places are compared",
        "cluster": "groups whose errors depend on each other",
    },
    caveats=(
        "what made places dense long ago may still make them productive: then no instrument",
        "where the effective F is small only the Anderson-Rubin interval holds its 95 %",
        "instruments that disagree cannot all be valid, or each moves other places",
    ),
)

EFFECTIVE = "effective F"


@recipe(CARD)
def historical_instruments(
    panel: pd.DataFrame,
    *,
    outcome: str,
    density: str,
    instruments: Sequence[str],
    controls: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
    cluster: str | None = None,
) -> Fit:
    """The elasticity with respect to density, by each instrument and by all.

    Parameters
    ----------
    panel
        One row a place.
    outcome, density, instruments, controls, fixed_effects, cluster
        Columns: see the card.

    Returns
    -------
    The fit with all instruments; its table `ladder` has one row for least squares, for each
    instrument and for all of them: estimate, std_error, low, high, anderson_rubin_low,
    anderson_rubin_high (infinite where the set is unbounded, missing where it is empty),
    effective_f.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there, and without an instrument.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> old, skill, noise = random.normal(size=(3, 500))
    >>> table = pd.DataFrame({"old_towns": old, "density": np.exp(old + skill),
    ...                       "wage": np.exp(0.05 * (old + skill) + 0.1 * skill + noise / 10)})
    >>> found = historical_instruments(
    ...     table, outcome="wage", density="density", instruments=["old_towns"])
    >>> found.tables["ladder"]["estimate"].round(2).to_dict()
    {'least squares': 0.1, 'old_towns': 0.05}
    """
    require(panel, [outcome, density, *instruments, *controls, *fixed_effects])
    if not instruments:
        raise ParameterError(_no_instrument())
    term = f"log({density})"
    plain = formula(panel, f"log({outcome})", [term], controls, fixed_effects)
    base = formula(panel, f"log({outcome})", [], controls, fixed_effects)
    written = [in_scale(name, panel) for name in instruments]
    sets = {name: [name] for name in written}
    if len(written) > 1:
        sets["all"] = written
    fits = {
        name: fit(f"{base} | {term} ~ {' + '.join(chosen)}", panel, cluster=cluster)
        for name, chosen in sets.items()
    }
    lines = {"least squares": _line(fit(plain, panel, cluster=cluster), term)}
    lines |= {name: _line(found, term) for name, found in fits.items()}
    ladder = pd.DataFrame(lines).T.rename_axis("instruments")
    found = fits[list(fits)[-1]]
    return replace(found, tables={**found.tables, "ladder": ladder})


def _line(found: Fit, term: str) -> pd.Series:
    """One rung: the estimate with both intervals, and the strength of the instruments."""
    names = ["estimate", "std_error", "low", "high"]
    pieces = found.tables.get("anderson_rubin")
    strength = [test.statistic for test in found.tests if test.name == EFFECTIVE]
    bounds = {
        "anderson_rubin_low": float("nan") if pieces is None else pieces["low"].min(),
        "anderson_rubin_high": float("nan") if pieces is None else pieces["high"].max(),
        "effective_f": strength[0] if strength else float("nan"),
    }
    own = found.term(term)
    return pd.Series({name: float(own[name]) for name in names} | bounds)


def _no_instrument() -> Problem:
    return Problem(
        "CLW-F71",
        "historical instruments need an instrument",
        column="instruments",
        expected="one column or more, such as the population of 1850",
        remedy='instruments=["population_1850"]',
    )
