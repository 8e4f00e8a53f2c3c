"""S12: what did a policy for clusters do, year by year, where places took it up in turn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from workbench.models.estimate import Fit, fit
from workbench.models.recipes._card import Card, recipe
from workbench.models.recipes._parts import formula, require

CARD = Card(
    number="S12",
    question="What did a policy do to the places that took it up, year by year?",
    equation="y_rt = place_r + year_t + sum over cohorts g and event times e of b_ge + c'X_rt",
    papers=(
        "Martin, P., Mayer, T. and Mayneris, F. (2011), Journal of Urban Economics 69",
        "Falck, O., Heblich, S. and Kipar, S. (2010), Regional Science and Urban Economics 40 "
        "(unverified)",
        "Sun, L. and Abraham, S. (2021), Journal of Econometrics 225",
        "Rambachan, A. and Roth, J. (2023), Review of Economic Studies 90",
    ),
    coefficient="the column of the year of adoption: the mean effect in the years with the policy",
    typical="little or nothing in the French programme of local productive systems (Martin, Mayer "
    "and Mayneris 2011; unverified)",
    roles={
        "outcome": "what the policy may have changed, as it is written: log(employment)",
        "adopted": "the year of adoption, alike in all years of a place; missing or 0 for never",
        "controls": "further columns that the policy does not change",
        "cluster": "groups whose errors depend on each other; the places by default",
        "options": "further options of event_study: draws, seed",
    },
    caveats=(
        "places are chosen: rests on parallel trends; read the honest bounds",
        "places without the policy must not be touched by it: neighbours may be",
    ),
)


@recipe(CARD)
def policy_event_study(
    panel: pd.DataFrame,
    *,
    outcome: str,
    adopted: str,
    controls: Sequence[str] = (),
    cluster: str | None = None,
    **options: Any,
) -> Fit:
    """An event study of a policy that places took up in different years.

    Parameters
    ----------
    panel
        One row a place and year.
    outcome, adopted, controls, cluster, options
        Columns: see the card.

    Returns
    -------
    The fit by `event_study`: the mean effect, the path in the table `event_time`, two-way fixed
    effects beside it in `two_way`, and `honest_bounds`.

    Raises
    ------
    ParameterError, FormulaError
        For columns that are not there, and where nobody is left to compare.

    Examples
    --------
    >>> import numpy as np
    >>> random = np.random.default_rng(0)
    >>> table = pd.DataFrame({"region": np.repeat(np.arange(60), 8),
    ...                       "year": np.tile(np.arange(2000, 2008), 60)})
    >>> table["adopted"] = table["region"].map(lambda r: [np.nan, 2003, 2005][r % 3])
    >>> has_it = table["year"] >= table["adopted"]
    >>> table["jobs"] = 2.0 * has_it + table["region"] / 10 + random.normal(size=480) / 10
    >>> found = policy_event_study(table, outcome="jobs", adopted="adopted")
    >>> float(found.term("adopted")["estimate"].round(1))
    2.0
    """
    require(panel, ["year", adopted, *controls])
    years = pd.to_numeric(panel[adopted], errors="coerce").astype("float64")
    table = panel.assign(**{adopted: years.fillna(0.0)})
    text = formula(panel, outcome, [], controls)
    return fit(text, table, estimator="event_study", cluster=cluster, adopted=adopted, **options)
