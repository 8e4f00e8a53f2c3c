"""S10: for whom does density matter more: small firms or large, low outcomes or high."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require, with_columns

CARD = Card(
    number="S10",
    question="Does density matter more to small firms than to large, and more at high outcomes "
    "than at low?",
    equation="ln y = a + b ln density + g ln size + d ln density x (ln size - mean) + c'X + "
    "effects; and the same b at each quantile of y",
    papers=(
        "Koenker, R. and Bassett, G. (1978), Econometrica 46",
        "Rosenthal, S. and Strange, W. (2010), in Glaeser (ed.), Agglomeration Economics "
        "(unverified)",
        "Fotheringham, A. S., Brunsdon, C. and Charlton, M. (2002), Geographically Weighted "
        "Regression",
    ),
    coefficient="log(density):size_above_mean",
    typical="negative where small firms gain more (unverified)",
    roles={
        "outcome": "a wage, productivity or income; positive",
        "density": "jobs or people per square kilometre; positive",
        "size": "size of firms; positive; without it no interaction",
        "controls": "further columns, in logarithms where their cards say so",
        "fixed_effects": "groups within which places are compared; not at the quantiles",
        "quantiles": "at which quantiles of the outcome the effect is taken; none by default",
        "cluster": "groups whose errors depend on each other; not at the quantiles",
    },
    caveats=(
        "the coefficient of density holds at the mean of ln size",
        "a quantile of the outcome is no group of places: those at the top are there for many "
        "reasons",
    ),
)

LABELS = {"size_above_mean": "ln size less its mean"}


@recipe(CARD)
def heterogeneity(
    panel: pd.DataFrame,
    *,
    outcome: str,
    density: str,
    size: str | None = None,
    controls: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
    quantiles: Sequence[float] = (),
    cluster: str | None = None,
) -> Fit:
    """The elasticity with respect to density, by size of firms and by quantile.

    Parameters
    ----------
    panel
        One row a place, or a firm.
    outcome, density, size, controls, fixed_effects, quantiles, cluster
        Columns: see the card.

    Returns
    -------
    The fit with the interaction; its table `quantiles` has the elasticity at each quantile.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there; all at once.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame(random.lognormal(size=(400, 2)), columns=["density", "size"])
    >>> table["wage"] = table["density"] ** (0.1 - 0.05 * np.log(table["size"]))
    >>> table["wage"] *= random.lognormal(0, 0.1, 400)
    >>> found = heterogeneity(table, outcome="wage", density="density", size="size")
    >>> float(found.term("log(density):size_above_mean")["estimate"].round(2))
    -0.05
    """
    optional = [size] if size else []
    require(panel, [outcome, density, *optional, *controls, *fixed_effects])
    table, term = panel, f"log({density})"
    if size:
        sizes = panel[size].astype("float64")
        logs = np.log(sizes.where(sizes > 0))
        table = with_columns(panel, {"size_above_mean": logs - logs.mean()}, LABELS)
    crossed = f"{term} * size_above_mean" if size else term
    explained = f"log({outcome})"
    found = fit(
        formula(table, explained, [crossed], controls, fixed_effects), table, cluster=cluster
    )
    if not quantiles:
        return found
    text = formula(table, explained, [term], controls)
    lines = {
        quantile: fit(text, table, estimator="quantile", quantile=quantile).coefficients.loc[term]
        for quantile in quantiles
    }
    path = pd.DataFrame(lines).T.rename_axis("quantile")
    return replace(found, tables={**found.tables, "quantiles": path})
